// A sum under way that needs more than 64 bits: what `multiply` and `add` do for each term, with the same roundings; but
// between the terms the total stays taken apart, in registers, which saves half of the steps.
#pragma once

#include "decimal/form.hpp"

#include <cstdint>

namespace guicheng {

class DecimalSum {
 public:
  explicit DecimalSum(Decimal first) noexcept : total_{DecimalForm::parts(first)} {}

  /// += factor × x; false where that overflows, and the sum stays as it was.
  [[gnu::always_inline]] bool add_product(Decimal factor, Decimal x) noexcept {
    std::int64_t whole = 0;
    if (factor.is_short() && x.is_short() && !__builtin_mul_overflow(factor.whole(), x.whole(), &whole)) {
      auto const magnitude = whole < 0 ? 0 - static_cast<std::uint64_t>(whole) : static_cast<std::uint64_t>(whole);
      if (add_near({magnitude, -static_cast<int>(factor.high_ + x.high_), whole < 0})) return true;
    } else if (Parts const f = DecimalForm::parts(factor); factor.is_short() && low_half(f.coefficient) < 10'000) {
      Parts product = DecimalForm::parts(x);  // a ratio times a weight stays below 10^38
      product.coefficient *= low_half(f.coefficient);
      product.exponent += f.exponent;
      product.negative = product.negative != f.negative;
      if (cut_few(product) && add_near(product)) return true;
    }
    Decimal const sum = plus_product(total(), factor, x);
    if (sum.high_ == Decimal::none) return false;
    total_ = DecimalForm::parts(sum);
    return true;
  }
  Decimal total() const noexcept { return DecimalForm::encode(total_); }

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
  // Where the exact sum stays below 10^38 and its exponent far from both ends; false where the other way must be taken.
  bool add_near(Parts const y) noexcept {
    int const gap = total_.exponent - y.exponent;
    auto const distance = static_cast<std::size_t>(gap < 0 ? -gap : gap);
    Uint128 left = total_.coefficient, right = y.coefficient;
    if (distance > 37 || (gap < 0 ? right : left) >= powers_128[37 - distance]) return false;
    (gap < 0 ? right : left) *= powers_128[distance];
    Parts sum{left + right, gap < 0 ? total_.exponent : y.exponent, total_.negative};
    if (total_.negative != y.negative) {
      bool const turns = left < right;
      sum.coefficient = turns ? right - left : left - right;
      sum.negative = turns ? y.negative : total_.negative;
    }
    if (sum.exponent < -1000 || sum.exponent > 1000 || !cut_few(sum)) return false;
    total_ = sum;
    return true;
  }
  /// The other way, by number and by value: a sum whose address is taken would live in memory. `none` on overflow.
  static Decimal plus_product(Decimal total, Decimal factor, Decimal x) noexcept;

  Parts total_;
};

}  // namespace guicheng
