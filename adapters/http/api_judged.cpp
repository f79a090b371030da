// Where both halves meet: the advice for a case that judges with a rule set, and the explanation of what was judged.
#include "handlers.hpp"

#include "view_rules.hpp"

#include <guicheng/json.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

Module const* judged_module(Workflow const& workflow, std::string const* name) {
  for (auto const& module : workflow.form.modules)
    if (!module.rules.empty() && (!name || module.name == *name)) return &module;
  return nullptr;
}

}  // namespace

Step get_advice(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& [reader, seen, actor] = std::get<SeenCase>(found);
  auto const& [system, workflow, state] = seen;
  auto const* module = judged_module(*workflow, call->query("module"));
  if (!module) return not_found(call->request);
  auto subject = rule_subject(*system, *workflow, state, module->name, actor, call->now, reader->view());
  if (!subject.rules) return not_found(call->request);
  auto const* target = call->query("target");
  Masks masks{*system, *workflow, state, actor};
  masks.hide(subject.inputs);
  return Compute{[call, system = system, subject = std::move(subject), target = target ? *target : std::string{}, masks = std::move(masks)]() -> Step {
    EvalContext context;
    context.now = call->now;
    context.zone = &system->zone;
    context.steps = 10'000'000;
    return advice_answer(*call, *subject.rules, subject.inputs, context, target, masks);
  }, Work::judging};
}

Step get_result(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& [reader, seen, actor] = std::get<SeenCase>(found);
  auto const& [system, workflow, state] = seen;
  Masks const masks{*system, *workflow, state, actor};
  auto const* results = state.results.context();
  auto const* kept = results ? results->find(call->captures[2]) : nullptr;
  auto const* fields = kept ? kept->context() : nullptr;
  if (!fields) return not_found(call->request);
  auto const* id = fields->find("rules");
  auto const* version = fields->find("version");
  auto const set = std::ranges::find_if(system->rules, [&](auto const& one) {
    return id && version && id->string() && version->string() && one->id == *id->string() && one->version == *version->string();
  });
  auto const shown = masks.over_kept(*kept);  // also the text and the picture tell what was given
  if (set == system->rules.end()) return json_answer(shown);
  Response out;
  if (auto no = judgement_answer(*call, **set, judgement_of(shown), write_json(shown), out)) return std::move(*no);
  return out;
}

}  // namespace guicheng::http
