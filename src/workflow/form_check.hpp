// Checking forms and inputs inside a decision.
#pragma once

#include "workflow/evaluation.hpp"
#include "workflow/fields.hpp"

namespace guicheng {

Items check_form(System const&, Workflow const&, CaseState const&, Evaluator&, View const&, bool complete);

/// What is missing or wrong in an action's typed inputs: required ones, items, their checks.
Items check_inputs(System const&, Workflow const&, CaseState const&, Action const&, Value const& inputs, Evaluator&, View const&);

}  // namespace guicheng
