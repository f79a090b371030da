// Whether everything exists that a stage names: roles, targets, modules; and whether every way can be taken.
#pragma once

#include "system/reading.hpp"
#include "system/stage_source.hpp"

#include <string_view>
#include <unordered_set>

namespace guicheng {

/// What a stage may name. The system knows its roles, record types and divisions already.
struct Known {
  System const& system;
  Workflow const& workflow;
  std::unordered_set<std::string_view> stages, ends;

  Known(System const&, Workflow const&);
  std::vector<std::string> targets() const;  ///< in the author's order
};

void check_stage(Reading&, StageSource const&, Known const&);
/// An error where a role is neither declared nor `applicant`; null is nothing to check.
void check_role(Reading&, YamlDocument const&, YamlNode const* role, System const&);

}  // namespace guicheng
