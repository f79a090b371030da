// Effects: numbers, records, fields, judgements.
#pragma once

#include "system/reading.hpp"

namespace guicheng {

/// An effect, or nothing where it has an error.
std::optional<Effect> effect_of(Reading&, YamlDocument const&, YamlNode const&, System const&, Workflow const&, Scope const&);

}  // namespace guicheng
