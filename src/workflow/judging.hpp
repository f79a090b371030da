// Cases and rule sets: judging with a case's data, and how far a module is filled.
#pragma once

#include "workflow/evaluation.hpp"

#include <guicheng/rules.hpp>

namespace guicheng {

/// What `judge` keeps: rules, version, as_of, score, grade (null: none), valid_until, vetoes, ineligible, missed,
/// warnings, evidence, inputs (what was judged, so that it can be judged again), explanation (the tree, with what was looked
/// at). Nothing, with items: why it cannot be judged.
std::optional<Value> judged(System const&, Judge const&, Evaluator&, std::vector<RefusalItem>&);

/// Whether the action's own conditions or routes look at what it judges itself.
bool looks_at(Workflow const&, Action const&, Judge const&);

/// A judgement that was made before the conditions and routes which look at it; its effect keeps this one.
struct JudgedAhead { Judge const* judge; Value result; };
/// Makes those of an action, and gives them their names in expressions.
/// @param open  false: something else is wrong already, and what looks at a judgement cannot be told; likewise one that fails
/// @param skip_inputs  the action's inputs are not known yet: a judgement that needs them cannot be told
std::vector<JudgedAhead> judge_ahead(System const&, Workflow const&, Action const&, Evaluator&, bool open, bool skip_inputs, std::vector<RefusalItem>&);

/// Of each module whose fields are the inputs of a rule set, with what judging is given beside it.
std::vector<Completion> completion_of(System const&, Workflow const&, Evaluator&);

}  // namespace guicheng
