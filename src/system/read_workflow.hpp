// One workflow file: form, stages, ends, and what can be proved about them.
#pragma once

#include "system/reading.hpp"

#include <map>

namespace guicheng {

struct Template { YamlDocument const* document = nullptr; };
using Templates = std::map<std::string, Template, std::less<>>;  ///< by the id that `use` names

/// @param system        with roles and record types already there
/// @param has_calendar  one is named; if it has no days the reason was told where it stands
Workflow workflow_of(Reading&, YamlDocument const&, System const& system, Templates const&, bool has_calendar);

}  // namespace guicheng
