// A Decimal taken apart and put together again; the one place that knows both stored forms.
// Only src/decimal/ includes this. Start at `compose`, through which every computed result goes.
#pragma once

#include "decimal/integer.hpp"

#include <guicheng/decimal.hpp>

#include <optional>

namespace guicheng {

inline constexpr int max_digits = 34;
inline constexpr int min_exponent = -6176;
inline constexpr int max_exponent = 6111;

/// (negative ? - : +) coefficient × 10^exponent.
struct Parts {
  Uint128 coefficient = 0;
  int exponent = 0;
  bool negative = false;
};

/// What a division left over, seen against half of the divisor: all that rounding needs to know.
enum class Tail { zero, below_half, half, above_half };

/// Whether a magnitude that is cut before `tail` must be increased by one unit.
constexpr bool rounds_away(Rounding mode, bool negative, bool odd, Tail tail) {
  switch (mode) {
    case Rounding::half_even: return tail == Tail::above_half || (tail == Tail::half && odd);
    case Rounding::half_up: return tail >= Tail::half;
    case Rounding::half_down: return tail == Tail::above_half;
    case Rounding::up: return tail != Tail::zero;
    case Rounding::down: return false;
    case Rounding::floor: return tail != Tail::zero && negative;
    case Rounding::ceiling: return tail != Tail::zero && !negative;
  }
  return false;
}

/// Divides by 10^digits. `sticky` says that something below x was already lost.
template <class Unsigned>
Tail drop_digits(Unsigned& x, int digits, bool sticky) {
  if (digits > 77) {
    sticky = sticky || digit_count(x) > 0;
    x = Unsigned{0};
    return sticky ? Tail::below_half : Tail::zero;
  }
  for (; digits > 19; digits -= 19) sticky = (ten_divisors[19].divide(x) != 0) || sticky;
  if (digits <= 0) return sticky ? Tail::below_half : Tail::zero;
  std::uint64_t const rest = ten_divisors[static_cast<std::size_t>(digits)].divide(x);
  std::uint64_t const half = 5 * low_half(powers_128[static_cast<std::size_t>(digits - 1)]);
  if (rest > half || (rest == half && sticky)) return Tail::above_half;
  if (rest == half) return Tail::half;
  return rest != 0 || sticky ? Tail::below_half : Tail::zero;
}

/// Removes trailing zeros of the coefficient. Requires coefficient != 0.
inline void strip_zeros(Uint128& coefficient, int& exponent) {
  for (int step : {16, 16, 8, 4, 2, 1}) {
    Uint128 shorter = coefficient;
    if (ten_divisors[static_cast<std::size_t>(step)].divide(shorter) != 0) continue;
    coefficient = shorter;
    exponent += step;
  }
}

struct DecimalForm {
  static bool is_short(Decimal a) { return a.is_short(); }
  static std::int64_t whole(Decimal a) { return a.whole(); }
  static int scale(Decimal a) { return static_cast<int>(a.high_); }
  static Decimal make_short(std::int64_t coefficient, int scale) {
    return Decimal::make_short(coefficient, static_cast<std::uint64_t>(scale));
  }

  static Parts parts(Decimal a) {
    if (a.is_short()) {
      bool const negative = a.whole() < 0;
      return {negative ? 0 - a.low_ : a.low_, -static_cast<int>(a.high_), negative};
    }
    return {join(a.high_ & (Decimal::wide_sign - 1), a.low_), static_cast<int>(a.high_ >> 50) - 4096 + min_exponent,
            (a.high_ & Decimal::wide_sign) != 0};
  }

  /// Requires a coefficient below 10^34 and an exponent in range. Prefers the short form.
  static Decimal encode(Parts const& p) {
    if (p.coefficient == 0) return {};
    constexpr auto largest = static_cast<Uint128>(std::numeric_limits<std::int64_t>::max());
    if (p.coefficient <= largest && p.exponent <= 18 && p.exponent > -static_cast<int>(Decimal::short_scales)) {
      auto whole = static_cast<std::int64_t>(p.coefficient);
      bool const fits = p.exponent <= 0 || !__builtin_mul_overflow(
          whole, Decimal::powers_of_ten[static_cast<std::size_t>(p.exponent)], &whole);
      if (fits) return make_short(p.negative ? -whole : whole, p.exponent < 0 ? -p.exponent : 0);
    }
    auto const biased = static_cast<std::uint64_t>(p.exponent - min_exponent + 4096);
    return {low_half(p.coefficient), biased << 50 | (p.negative ? Decimal::wide_sign : 0) | high_half(p.coefficient)};
  }
};

/// The nearest Decimal, half even; nothing on overflow, 0 on underflow.
/// `sticky` says that something below the coefficient was lost; then the coefficient must have more than 34 digits,
/// or the result must lie below the smallest exponent.
template <class Unsigned>
std::optional<Decimal> compose(bool negative, Unsigned coefficient, int exponent, bool sticky = false) {
  int const excess = digit_count(coefficient) - max_digits;
  int const digits = excess > min_exponent - exponent ? excess : min_exponent - exponent;
  if (digits > 0) {
    Tail const tail = drop_digits(coefficient, digits, sticky);
    exponent += digits;
    bool const odd = (low_half(Uint256{coefficient}.low()) & 1) != 0;
    if (rounds_away(Rounding::half_even, negative, odd, tail)) coefficient = coefficient + Unsigned{1};
  }
  Uint128 kept = Uint256{coefficient}.low();
  if (kept == 0) return Decimal{};
  if (kept == powers_128[max_digits]) {  // 99…9 was rounded up
    kept = powers_128[max_digits - 1];
    ++exponent;
  }
  if (exponent > max_exponent) {
    int const padding = exponent - max_exponent;
    if (digit_count(kept) + padding > max_digits) return std::nullopt;
    kept *= powers_128[static_cast<std::size_t>(padding)];
    exponent = max_exponent;
  }
  return DecimalForm::encode({kept, exponent, negative});
}

}  // namespace guicheng
