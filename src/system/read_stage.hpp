// Stages: templates filled in, outcomes and actions, deadlines and effects.
#pragma once

#include "system/reading.hpp"
#include "system/check_stage.hpp"

namespace guicheng {

/// Everything of a stage but its expressions. Inputs are there, so that scopes can be made from them.
Stage stage_of(Reading&, StageSource const&);
/// The expressions of its actions, compiled against their scopes, and what it names checked.
void compile_stage(Reading&, StageSource const&, Known const&, Stage&);

/// The names of numbers and of judgements that effects of a stage give.
void collect_names(StageSource const&, std::vector<std::string>& numbers, std::vector<std::string>& results);

}  // namespace guicheng
