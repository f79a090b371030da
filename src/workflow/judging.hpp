// Cases and rule sets: judging with a case's data, and how far a module is filled.
#pragma once

#include "workflow/evaluation.hpp"

#include <guicheng/rules.hpp>

namespace guicheng {

/// What `judge` keeps: rules, version, as_of, score, grade (null: none), valid_until, vetoes, ineligible, missed,
/// evidence, inputs (what was judged, so that it can be judged again), explanation (the tree, with what was looked at).
/// Items: why it cannot be judged.
Value judged(System const&, Judge const&, Date as_of, Evaluator&, std::vector<RefusalItem>&);

/// Of each module whose fields are the inputs of a rule set.
std::vector<Completion> completion_of(System const&, Workflow const&, CaseState const&);

}  // namespace guicheng
