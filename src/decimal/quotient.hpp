// A quotient that is only compared need not be computed.
#pragma once

#include <guicheng/decimal.hpp>

#include <compare>
#include <optional>

namespace guicheng {

/// How a / b stands to c, as `divide` and `<=>` would say, by way of a and b × c. Nothing where b is 0 and where a, b, c or
/// b × c need more than 64 bits: with at most 19 digits a quotient that is not c differs from it long before the 34th.
std::optional<std::strong_ordering> compare_quotient(Decimal a, Decimal b, Decimal c) noexcept;

}  // namespace guicheng
