// Square root, exponential, logarithm and power.

#include "decimal/form.hpp"

namespace guicheng {

std::optional<Decimal> square_root(Decimal) noexcept { return std::nullopt; }
std::optional<Decimal> exponential(Decimal) noexcept { return std::nullopt; }
std::optional<Decimal> natural_logarithm(Decimal) noexcept { return std::nullopt; }
std::optional<Decimal> power(Decimal, Decimal) noexcept { return std::nullopt; }

}  // namespace guicheng
