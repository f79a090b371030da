// Stages: templates filled in, outcomes and actions, deadlines and effects.
#pragma once

#include "system/reading.hpp"

namespace guicheng {

/// A stage as two maps laid over each other: what the workflow says, and beneath it what the template says.
struct StageSource {
  YamlEntry const* entry = nullptr;             ///< in the workflow
  YamlDocument const* document = nullptr;
  YamlNode const* base = nullptr;      ///< null where there is none
  YamlDocument const* base_document = nullptr;
};

/// Everything of a stage but its expressions. Inputs are there, so that scopes can be made from them.
Stage stage_of(Reading&, StageSource const&);
/// The expressions of its actions, compiled against their scopes; `system` knows the record types already.
void compile_stage(Reading&, StageSource const&, System const&, Workflow const&, Stage&);

/// The names of numbers and of judgements that effects of a stage give.
void collect_names(StageSource const&, std::vector<std::string>& numbers, std::vector<std::string>& results);

}  // namespace guicheng
