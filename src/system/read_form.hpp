// Forms, fields and materials: first names and types, from which scopes are made; then what their conditions say.
#pragma once

#include "system/reading.hpp"

namespace guicheng {

/// The fields of a map, without their expressions.
std::vector<Field> fields_of(Reading&, YamlDocument const&, YamlNode const& map);
/// Their expressions, compiled against a scope that knows their names. `map` is what fields_of() has read.
void compile_fields(Reading&, YamlDocument const&, YamlNode const& map, std::vector<Field>&, Scope const&);

/// The modules of a form and the slots of materials, without their expressions.
/// Modules that are `options of` a rule set of the system get its inputs as fields.
Form form_of(Reading&, YamlDocument const&, YamlNode const& workflow, System const&);
void compile_form(Reading&, YamlDocument const&, YamlNode const& workflow, Form&, Scope const&);

/// Finds names that expressions could not use: `场所面积(m2)`, `1_就业`, `case`.
void check_name(Reading&, YamlDocument const&, YamlEntry const&);

}  // namespace guicheng
