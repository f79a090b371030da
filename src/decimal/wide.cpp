// Arithmetic on 34 digits: what the inline paths of decimal.hpp hand over when 64 bits are not enough.
// Every operation takes its operands apart, computes exactly (or with a sticky bit) and ends in `compose`.

#include "decimal/form.hpp"

#include <algorithm>
#include <utility>

namespace guicheng {

namespace {

std::size_t index(int digits) { return static_cast<std::size_t>(digits); }

// x and y with different signs or not; x has the larger exponent. Both are not zero.
std::optional<Decimal> add_parts(Parts const& x, Parts const& y) {
  int const gap = x.exponent - y.exponent;
  int const x_digits = digit_count(x.coefficient);
  if (x_digits + gap <= 38) {  // the usual case stays within 128 bits
    Uint128 const left = x.coefficient * powers_128[index(gap)];
    if (x.negative == y.negative) return compose(x.negative, left + y.coefficient, y.exponent);
    if (left >= y.coefficient) return compose(x.negative, left - y.coefficient, y.exponent);
    return compose(y.negative, y.coefficient - left, y.exponent);
  }
  // With 69 digits the last 35 of x are zeros. A y that lies wholly below them cannot move the result further than
  // one unit of the 69th digit can, so that one unit stands for it.
  int const shift = std::min(gap, 69 - x_digits);
  Uint256 const left = multiply(x.coefficient, powers_256[index(shift)]);
  Uint256 const right = shift < gap ? Uint256{1} : Uint256{y.coefficient};
  int const exponent = x.exponent - shift;
  if (x.negative == y.negative) return compose(x.negative, left + right, exponent);
  if (right < left) return compose(x.negative, left - right, exponent);
  return compose(y.negative, right - left, exponent);
}

// Compares magnitudes that are not zero.
std::strong_ordering compare_magnitudes(Parts const& x, Parts const& y) {
  int const x_digits = digit_count(x.coefficient), y_digits = digit_count(y.coefficient);
  if (auto const order = x_digits + x.exponent <=> y_digits + y.exponent; order != 0) return order;
  Uint128 const left = x.coefficient * powers_128[index(std::max(0, y_digits - x_digits))];
  Uint128 const right = y.coefficient * powers_128[index(std::max(0, x_digits - y_digits))];
  return left <=> right;
}

Tail tail_of(Uint128 rest, Uint128 divisor) {
  if (rest == 0) return Tail::zero;
  Uint128 const missing = divisor - rest;
  return rest < missing ? Tail::below_half : rest == missing ? Tail::half : Tail::above_half;
}

// base × 10^digits mod divisor.
Uint128 scale_modulo(Uint128 base, int digits, Uint128 divisor) {
  Uint128 rest = base % divisor;
  for (; digits > 0 && rest != 0; digits -= std::min(digits, max_digits)) {
    rest = divide_long(multiply(rest, powers_256[index(std::min(digits, max_digits))]), divisor).rest;
  }
  return rest;
}

}  // namespace

LongDivision divide_long(Uint256 const& x, Uint128 divisor) {
  if (high_half(divisor) == 0) {
    LongDivision result{x, 0};
    result.rest = Divisor{low_half(divisor)}.divide(result.quotient);
    return result;
  }
  // Three limbs by two, with the reciprocal of the upper one corrected for the lower (Möller and Granlund, algorithm 5).
  int const shift = std::countl_zero(high_half(divisor));
  Uint128 const d = divisor << shift;
  std::uint64_t const d1 = high_half(d), d0 = low_half(d);
  std::uint64_t v = Divisor{d1}.reciprocal;
  std::uint64_t p = d1 * v + d0;
  if (p < d0) {
    --v;
    if (p >= d1) {
      --v;
      p -= d1;
    }
    p -= d1;
  }
  Uint128 const t = Uint128{v} * d0;
  p += high_half(t);
  if (p < high_half(t)) {
    --v;
    if (join(p, low_half(t)) >= d) --v;
  }

  LongDivision result;
  auto const spill = [&](std::size_t i) { return (x.limbs[i] >> 1) >> (63 - shift); };
  Uint128 rest = join(spill(3), x.limbs[3] << shift | spill(2));
  if (rest >= d) {
    rest -= d;
    result.quotient.limbs[3] = 1;  // never reached with 34 digits above; kept for any x
  }
  for (std::size_t i = 3; i-- > 0;) {
    std::uint64_t const next = x.limbs[i] << shift | (i > 0 ? spill(i - 1) : 0);
    Uint128 const q = Uint128{v} * high_half(rest) + rest;
    std::uint64_t quotient = high_half(q) + 1;
    std::uint64_t const top = low_half(rest) - high_half(q) * d1;
    Uint128 next_rest = join(top, next) - Uint128{d0} * high_half(q) - d;
    if (high_half(next_rest) >= low_half(q)) {
      --quotient;
      next_rest += d;
    }
    if (next_rest >= d) {
      ++quotient;
      next_rest -= d;
    }
    result.quotient.limbs[i] = quotient;
    rest = next_rest;
  }
  result.rest = rest >> shift;
  return result;
}

std::optional<Decimal> Decimal::add_wide(Decimal a, Decimal b) noexcept {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  return x.exponent >= y.exponent ? add_parts(x, y) : add_parts(y, x);
}

std::optional<Decimal> Decimal::multiply_wide(Decimal a, Decimal b) noexcept {
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  bool const negative = x.negative != y.negative;
  int const exponent = x.exponent + y.exponent;
  if (bit_count(x.coefficient) + bit_count(y.coefficient) <= 128) {
    return compose(negative, x.coefficient * y.coefficient, exponent);
  }
  return compose(negative, multiply(x.coefficient, Uint256{y.coefficient}), exponent);
}

std::strong_ordering Decimal::compare_wide(Decimal a, Decimal b) noexcept {
  auto const sign = [](Decimal d) { return d.is_zero() ? 0 : d.is_negative() ? -1 : 1; };
  if (auto const order = sign(a) <=> sign(b); order != 0 || a.is_zero()) return order;
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  return x.negative ? compare_magnitudes(y, x) : compare_magnitudes(x, y);
}

Decimal Decimal::negate_lowest(Decimal a) noexcept {
  Parts p = DecimalForm::parts(a);
  p.negative = false;
  return DecimalForm::encode(p);
}

std::optional<Decimal> divide(Decimal a, Decimal b) noexcept {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal{};
  if (a.is_short() && b.is_short() && a.high_ >= b.high_ && b.whole() != -1 && a.whole() % b.whole() == 0) {
    return Decimal::make_short(a.whole() / b.whole(), a.high_ - b.high_);
  }
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  // Scale x so that the quotient has exactly 34 digits; the remainder then decides the rounding.
  int const gap = digit_count(y.coefficient) - digit_count(x.coefficient);
  bool const reaches = x.coefficient * powers_128[index(std::max(0, gap))] >=
                       y.coefficient * powers_128[index(std::max(0, -gap))];
  int const shift = gap + (reaches ? max_digits - 1 : max_digits);
  auto const [quotient, rest] = divide_long(multiply(x.coefficient, powers_256[index(shift)]), y.coefficient);
  bool const negative = x.negative != y.negative;
  Uint128 result = quotient.low();
  int exponent = x.exponent - y.exponent - shift;
  if (exponent < min_exponent) return compose(negative, result, exponent, rest != 0);
  if (rest == 0) {
    strip_zeros(result, exponent);
  } else if (rounds_away(Rounding::half_even, negative, (low_half(result) & 1) != 0, tail_of(rest, y.coefficient))) {
    ++result;
  }
  return compose(negative, result, exponent);
}

std::optional<Decimal> remainder(Decimal a, Decimal b) noexcept {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal{};
  Decimal::Aligned const pair{a, b};
  if (pair.possible && pair.y != -1) return Decimal::make_short(pair.x % pair.y, pair.scale);
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  int const gap = x.exponent - y.exponent;
  if (gap >= 0) return compose(x.negative, scale_modulo(x.coefficient, gap, y.coefficient), y.exponent);
  if (digit_count(y.coefficient) - gap > max_digits) return a;  // b is larger than any x of this exponent
  return compose(x.negative, x.coefficient % (y.coefficient * powers_128[index(-gap)]), x.exponent);
}

std::optional<Decimal> modulo(Decimal a, Decimal b) noexcept {
  auto const rest = remainder(a, b);
  if (!rest || rest->is_zero() || rest->is_negative() == b.is_negative()) return rest;
  return add(*rest, b);
}

std::optional<Decimal> round(Decimal a, int scale, Rounding mode) noexcept {
  if (scale < -max_exponent || scale > -min_exponent) return std::nullopt;
  Parts x = DecimalForm::parts(a);
  int const digits = -scale - x.exponent;
  if (digits <= 0) return a;
  Tail const tail = drop_digits(x.coefficient, digits, false);
  if (rounds_away(mode, x.negative, (low_half(x.coefficient) & 1) != 0, tail)) ++x.coefficient;
  return compose(x.negative, x.coefficient, -scale);
}

}  // namespace guicheng
