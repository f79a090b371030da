// A range written as text, of literals only, for range() (DMN 1.5 §10.3.4.1: no names and no formulas inside).
#pragma once

#include <guicheng/value.hpp>

#include <optional>
#include <string_view>

namespace guicheng::feel {

/// Reads ` [ 1 .. 3 ) `, `]"a".."c"]`, `[@"P1D"..duration("P2D")]`, and with one end open `(..5]` `[1..)`: that end is null.
/// The caller checks their order.
std::optional<Range> read_range(std::string_view text);

}  // namespace guicheng::feel
