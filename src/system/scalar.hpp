// What a scalar's text says, by the type its field asks for: `no` is no boolean, `010` no number, "5" in quotes a text.
#pragma once

#include "system/yaml.hpp"

#include <guicheng/value.hpp>

#include <optional>

namespace guicheng {

std::optional<bool> scalar_boolean(YamlNode const&) noexcept;         ///< plain `true` or `false`
std::optional<std::int64_t> scalar_integer(YamlNode const&) noexcept; ///< plain, no leading zeros, no `+`
std::optional<Decimal> scalar_number(YamlNode const&);                ///< plain `-12.50`; no exponent, no leading zeros
std::optional<Date> scalar_date(YamlNode const&) noexcept;            ///< also in quotes

/// The node as a value without knowing a type: plain booleans and numbers as such, every other scalar a string, maps contexts.
/// At most Value::max_depth deep, which the YAML limits keep.
Value literal_value(YamlNode const&);

}  // namespace guicheng
