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

inline Tail tail_of(Uint128 rest, Uint128 divisor, bool sticky = false) {
  if (rest == 0) return sticky ? Tail::below_half : Tail::zero;
  Uint128 const missing = divisor - rest;
  if (rest != missing) return rest < missing ? Tail::below_half : Tail::above_half;
  return sticky ? Tail::above_half : Tail::half;
}

/// Half even, without a branch: 1 where `kept` must be increased. Requires rest < divisor.
inline unsigned half_even_step(Uint128 kept, Uint128 rest, Uint128 divisor, bool sticky = false) {
  Uint128 const missing = divisor - rest;
  auto const tie_goes_up = static_cast<unsigned>(low_half(kept) & 1) | static_cast<unsigned>(sticky);
  return static_cast<unsigned>(rest > missing) | (static_cast<unsigned>(rest == missing) & tie_goes_up);
}

/// A number cut off at its end, and what was cut.
struct Cut {
  Uint128 kept = 0;
  Tail tail = Tail::zero;
};

/// x / 10^digits for a quotient below 2^128. `sticky` says that something below x was already lost.
inline Cut cut(Uint256 const& x, int digits, bool sticky = false) {
  if (digits <= 0) return {x.low(), sticky ? Tail::below_half : Tail::zero};
  if (digits <= 38) {
    auto const [value, rest] = quotient_by_ten_to(x, digits);
    return {value, tail_of(rest, powers_128[static_cast<std::size_t>(digits)], sticky)};
  }
  if (digits > 77) return {0, sticky || digit_count(x) > 0 ? Tail::below_half : Tail::zero};
  Uint256 shorter = x;
  sticky = (ten_divisors[19].divide(shorter.limbs) != 0) || sticky;
  sticky = (ten_divisors[19].divide(shorter.limbs) != 0) || sticky;
  return cut(shorter, digits - 38, sticky);
}

/// Removes trailing zeros of the coefficient. Requires coefficient != 0.
inline void strip_zeros(Uint128& coefficient, int& exponent) {
  for (int const step : {16, 16, 8, 4, 2, 1}) {
    if (std::countr_zero(low_half(coefficient)) < step) continue;  // 10^n divides nothing that 2^n does not
    auto const [value, rest] = short_quotient(coefficient, step);
    if (rest != 0) continue;
    coefficient = value;
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
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (high_half(p.coefficient) == 0 && low_half(p.coefficient) <= largest) {
      auto whole = static_cast<std::int64_t>(low_half(p.coefficient));
      if (p.negative) whole = -whole;
      bool const is_scale = p.exponent <= 0 && p.exponent > -static_cast<int>(Decimal::short_scales);
      if (is_scale) return make_short(whole, -p.exponent);
      if (whole == 0) return {};
      if (p.exponent > 0 && p.exponent <= 18 &&
          !__builtin_mul_overflow(whole, Decimal::powers_of_ten[static_cast<std::size_t>(p.exponent)], &whole)) {
        return make_short(whole, 0);
      }
    }
    return encode_wide(p);
  }
  static Decimal encode_wide(Parts const& p) {
    auto const biased = static_cast<std::uint64_t>(p.exponent - min_exponent + 4096);
    return {low_half(p.coefficient), biased << 50 | (p.negative ? Decimal::wide_sign : 0) | high_half(p.coefficient)};
  }

  static Decimal none() { return {0, Decimal::none}; }
  static std::optional<Decimal> found(Decimal a) { return Decimal::found(a); }
};

/// `compose` for a number that must be cut or padded to fit.
Decimal compose_rounded(bool negative, Uint256 const& coefficient, int exponent, bool sticky);

/// Brings p to 34 digits where at most four are too many. False, and p as it was, for more of them and in the few cases
/// that the upper limbs alone do not tell apart. A branch for each count: waiting for a table would take longer.
inline bool cut_few(Parts& p, bool sticky = false) {
  constexpr std::array limits{high_half(powers_128[34]), high_half(powers_128[35]), high_half(powers_128[36]), high_half(powers_128[37]), high_half(powers_128[38])};
  std::uint64_t const high = high_half(p.coefficient);
  if (high < limits[0]) return true;
  if (high == limits[0] || high >= limits[4]) return false;
  auto const cut_to = [&](Uint128 kept, int digits) {
    if (high_half(kept) >= limits[0]) return false;  // rounded up to 10^34, or a digit too many after all
    p.coefficient = kept;
    p.exponent += digits;
    return true;
  };
  if (high <= limits[1]) return cut_to(round_off<10>(p.coefficient, sticky), 1);
  if (high <= limits[2]) return cut_to(round_off<100>(p.coefficient, sticky), 2);
  if (high <= limits[3]) return cut_to(round_off<1'000>(p.coefficient, sticky), 3);
  return cut_to(round_off<10'000>(p.coefficient, sticky), 4);
}

/// The nearest Decimal, half even; `none` on overflow, 0 on underflow.
/// `sticky` says that something below the coefficient was lost; then the coefficient must have more than 34 digits,
/// or the result must lie below the smallest exponent.
inline Decimal compose(bool negative, Uint128 coefficient, int exponent, bool sticky = false) {
  Parts p{coefficient, exponent, negative};
  bool const is_inside = exponent >= min_exponent && exponent < max_exponent - 4;
  return is_inside && cut_few(p, sticky) ? DecimalForm::encode(p) : compose_rounded(negative, coefficient, exponent, sticky);
}

}  // namespace guicheng
