// Days from seconds and eras from years, before the epoch as after it. Only src/temporal includes this.
#pragma once

#include <cstdint>

namespace guicheng::temporal {

// The quotient towards minus infinity, for b > 0.
constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace guicheng::temporal
