// A sum under way that needs more than 64 bits: what `multiply` and `add` do for each term, with the same roundings; but
// between the terms the total stays taken apart, which saves a third of the steps.
#pragma once

#include <guicheng/decimal.hpp>

#include <cstdint>

namespace guicheng {

class DecimalSum {
 public:
  explicit DecimalSum(Decimal first) noexcept;
  /// += factor × x; false where that overflows, and the sum stays as it was.
  bool add_product(Decimal factor, Decimal x) noexcept;
  Decimal total() const noexcept;

  /// The same for a total that is still a number; false also where 64 bits are not enough.
  static bool add_short_product(Decimal& total, Decimal factor, Decimal x) noexcept {
    std::int64_t product = 0, sum = 0;
    auto const scale = factor.high_ + x.high_;
    if ((factor.high_ | x.high_) >= Decimal::short_scales || scale >= Decimal::short_scales ||
        __builtin_mul_overflow(factor.whole(), x.whole(), &product)) return false;
    Decimal::Aligned const pair{total, Decimal::make_short(product, scale)};
    if (!pair.possible || __builtin_add_overflow(pair.x, pair.y, &sum)) return false;
    total = Decimal::make_short(sum, pair.scale);
    return true;
  }

 private:
  struct Step;  // wide.cpp

  std::uint64_t low_ = 0, high_ = 0;  // the coefficient's halves
  int exponent_ = 0;
  bool negative_ = false;
};

}  // namespace guicheng
