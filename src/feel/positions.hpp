// FEEL counts from 1, and from the end with negative numbers; this turns such a position into an index.
// Only src/feel includes this.
#pragma once

#include <guicheng/decimal.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace guicheng::feel {

/// The whole part of a number; nothing where it does not fit.
inline std::optional<std::int64_t> whole_part(Decimal number) noexcept {
  auto const whole = round(number, 0, Rounding::down);
  return whole ? whole->to_int64() : std::nullopt;
}

/// 1 is the first of `size` items and -1 the last; nothing for 0 and for what lies outside.
inline std::optional<std::size_t> index_at(Decimal position, std::size_t size) noexcept {
  auto const whole = whole_part(position);
  if (!whole || *whole == 0) return std::nullopt;
  auto const count = static_cast<std::int64_t>(size);
  std::int64_t const index = *whole > 0 ? *whole - 1 : *whole + count;
  if (index < 0 || index >= count) return std::nullopt;
  return static_cast<std::size_t>(index);
}

}  // namespace guicheng::feel
