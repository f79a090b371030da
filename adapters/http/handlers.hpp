// The handlers that routes name, by the file they stand in.
#pragma once

#include "api.hpp"

#include <guicheng/masks.hpp>

namespace guicheng::http {

// api_service.cpp
Step get_health(CallPtr const&);
Step get_readiness(CallPtr const&);
Step get_metrics(CallPtr const&);
Step get_openapi(CallPtr const&);
// api_accounts.cpp
Step post_session(CallPtr const&);
Step delete_session(CallPtr const&);
Step put_password(CallPtr const&);
Step get_me(CallPtr const&);
Step post_account(CallPtr const&);
Step list_accounts(CallPtr const&);
Step patch_account(CallPtr const&);
// api_systems.cpp
Step list_systems(CallPtr const&);
Step get_system(CallPtr const&);
Step get_workflow(CallPtr const&);
// api_cases.cpp
Step post_case(CallPtr const&);
Step list_cases(CallPtr const&);
Step get_case(CallPtr const&);
Step patch_data(CallPtr const&);
Step post_action(CallPtr const&);
Step get_history(CallPtr const&);
Step get_inbox(CallPtr const&);
Step get_counts(CallPtr const&);
// api_materials.cpp
Step put_material(CallPtr const&);
Step get_material(CallPtr const&);
Step delete_material(CallPtr const&);
// api_records.cpp
Step list_records(CallPtr const&);
Step get_record(CallPtr const&);
Step get_record_history(CallPtr const&);
// api_templates.cpp
Step get_template(CallPtr const&);
// api_rules.cpp
Step list_rules(CallPtr const&);
Step get_rules(CallPtr const&);
Step post_evaluate(CallPtr const&);
Step post_explain(CallPtr const&);
Step post_completion(CallPtr const&);
Step post_advise(CallPtr const&);
Step post_batch(CallPtr const&);
/// A judgement in the form that the client would rather have; an answer where it will have none of them.
std::optional<Response> judgement_answer(Call const&, RuleSet const&, Judgement const&, std::string json, Response& out);
/// What a reader may not see of the inputs is masked in the advice.
Response advice_answer(Call const&, RuleSet const&, Context const& inputs, EvalContext const&, std::string const& target, Masks const&);
// api_judged.cpp
Step get_advice(CallPtr const&);
Step get_result(CallPtr const&);

}  // namespace guicheng::http
