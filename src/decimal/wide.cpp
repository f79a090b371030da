// Arithmetic on 34 digits: what the inline paths of decimal.hpp hand over when 64 bits are not enough.
// Every operation takes its operands apart, computes exactly (or with a sticky bit) and ends in `compose`.

#include "decimal/form.hpp"
#include "decimal/quotient.hpp"
#include "decimal/sum.hpp"

#include <algorithm>
#include <utility>

namespace guicheng {

namespace {

std::size_t index(int digits) { return static_cast<std::size_t>(digits); }

// What is rarer stands in functions of its own that take their operands in registers and apart once more: the common
// cases then save no registers for them.

// a has the larger exponent, too far away for an exact sum; neither is zero.
[[gnu::noinline]] Decimal add_far(Decimal a, Decimal b) {
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  // x gets 37 digits and y loses what would stand behind them. y then reaches at most the 34th digit of x, so that
  // 36 digits remain even after a subtraction, and a sticky bit can stand for the loss.
  int const scaled_digits = 37;
  int const shift = scaled_digits - digit_count(x.coefficient);
  int const excess = x.exponent - y.exponent - shift;  // above 0, or the sum would have been exact
  Uint128 const left = x.coefficient * powers_128[index(shift)];
  auto const [right, rest] = excess <= 38 ? short_quotient(y.coefficient, excess) : Quotient{0, y.coefficient};
  bool const lost = rest != 0;
  Uint128 const sum = x.negative == y.negative ? left + right : left - right - static_cast<unsigned>(lost);
  return compose(x.negative, sum, y.exponent + excess, lost);
}

// a, which is x, has the larger exponent; neither is zero.
inline Decimal add_parts(Decimal a, Decimal b, Parts const x, Parts const y) {
  int const gap = x.exponent - y.exponent;
  // with log2(10) from above: the sum is exact below 10^38
  if (bit_count(x.coefficient) + (gap * 1701 >> 9) >= 126) return add_far(a, b);
  Uint128 const left = x.coefficient * powers_128[index(gap)];
  if (x.negative == y.negative) return compose(x.negative, left + y.coefficient, y.exponent);
  bool const turns = left < y.coefficient;
  return compose(turns ? y.negative : x.negative, turns ? y.coefficient - left : left - y.coefficient, y.exponent);
}

// Compares magnitudes that are not zero.
std::strong_ordering compare_magnitudes(Parts const& x, Parts const& y) {
  int const x_digits = digit_count(x.coefficient), y_digits = digit_count(y.coefficient);
  if (auto const order = x_digits + x.exponent <=> y_digits + y.exponent; order != 0) return order;
  if (x_digits < y_digits) return x.coefficient * powers_128[index(y_digits - x_digits)] <=> y.coefficient;
  return x.coefficient <=> y.coefficient * powers_128[index(x_digits - y_digits)];
}

// base × 10^digits mod divisor.
Uint128 scale_modulo(Uint128 base, int digits, Uint128 divisor) {
  Uint128 rest = base % divisor;
  for (; digits > 0 && rest != 0; digits -= std::min(digits, max_digits)) {
    rest = quotient(multiply(rest, powers_256[index(std::min(digits, max_digits))]), divisor).rest;
  }
  return rest;
}

}  // namespace

Decimal compose_rounded(bool negative, Uint256 const& coefficient, int exponent, bool sticky) {
  int const digits = std::max(digit_count(coefficient) - max_digits, min_exponent - exponent);
  Uint128 kept = 0;
  if (digits > 0 && digits <= 38) {
    auto const [value, rest] = quotient_by_ten_to(coefficient, digits);
    kept = value + half_even_step(value, rest, powers_128[index(digits)], sticky);
  } else {
    auto const [value, tail] = cut(coefficient, digits, sticky);
    kept = value + static_cast<unsigned>(rounds_away(Rounding::half_even, negative, (low_half(value) & 1) != 0, tail));
  }
  exponent += std::max(digits, 0);
  if (kept == powers_128[max_digits]) {  // 99…9 was rounded up
    kept = powers_128[max_digits - 1];
    ++exponent;
  }
  if (kept == 0) return {};
  if (exponent > max_exponent) {
    int const padding = exponent - max_exponent;
    if (digit_count(kept) + padding > max_digits) return DecimalForm::none();
    kept *= powers_128[index(padding)];
    exponent = max_exponent;
  }
  return DecimalForm::encode({kept, exponent, negative});
}

Decimal Decimal::add_wide(Decimal a, Decimal b) noexcept {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  int const gap = x.exponent - y.exponent;
  if (x.negative == y.negative && gap == 0) return compose(x.negative, x.coefficient + y.coefficient, x.exponent);
  return gap < 0 ? add_parts(b, a, y, x) : add_parts(a, b, x, y);
}

namespace {

// x × y of 128 to 192 bits: 39 to 58 digits. The common ratio times amount, so it goes its own short way.
Decimal multiply_by_word(Uint128 x, std::uint64_t y, int exponent, bool negative) {
  Uint128 const low = Uint128{low_half(x)} * y;
  Uint128 const high = Uint128{high_half(x)} * y + high_half(low);
  Uint256 product{join(low_half(high), low_half(low))};
  product.limbs[2] = high_half(high);
  int const digits = digit_count(product) - max_digits;
  exponent += digits;
  if (digits > 19 || exponent < min_exponent || exponent > max_exponent) {
    return compose_rounded(negative, product, exponent - digits, false);
  }
  auto const [kept, rest] = ten_divisors[index(digits)].quotient(product);
  Uint128 const rounded = kept + half_even_step(kept, rest, powers_128[index(digits)]);
  return compose(negative, rounded, exponent);
}

[[gnu::noinline]] Decimal multiply_long(Decimal a, Decimal b) {
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  bool const negative = x.negative != y.negative;
  int const exponent = x.exponent + y.exponent;
  if (bit_count(x.coefficient) + bit_count(y.coefficient) <= 127) {
    return compose(negative, x.coefficient * y.coefficient, exponent);
  }
  auto const larger = std::max(x.coefficient, y.coefficient), smaller = std::min(x.coefficient, y.coefficient);
  if (high_half(smaller) == 0) return multiply_by_word(larger, low_half(smaller), exponent, negative);
  return compose_rounded(negative, multiply(x.coefficient, Uint256{y.coefficient}), exponent, false);
}

}  // namespace

Decimal Decimal::multiply_wide(Decimal a, Decimal b) noexcept {
  if (a.is_short()) std::swap(a, b);
  if (a.is_short() || !b.is_short() || b.low_ >= 10'000 || b.low_ == 0) return multiply_long(a, b);
  Parts const x = DecimalForm::parts(a);  // a ratio times a weight stays below 10^38
  Uint128 const low = Uint128{low_half(x.coefficient)} * b.low_;
  return compose(x.negative, low + (Uint128{high_half(x.coefficient) * b.low_} << 64), x.exponent - static_cast<int>(b.high_));
}

Decimal DecimalSum::plus_product(Decimal total, Decimal factor, Decimal x) noexcept {
  auto const product = multiply(factor, x);
  return product ? Decimal::add_wide(total, *product) : DecimalForm::none();
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

// Short by short where the quotient ends after at most four more places; `none` for others.
Decimal Decimal::divide_exactly(Decimal a, Decimal b) noexcept {
  std::int64_t scaled = 0;
  if (a.high_ < b.high_ || __builtin_mul_overflow(a.whole(), 10'000, &scaled)) return DecimalForm::none();
  std::int64_t const value = scaled / b.whole();  // scaled is a multiple of 10,000: no overflow even for -1
  if (scaled % b.whole() != 0) return DecimalForm::none();
  auto const scale = a.high_ - b.high_;
  if (value % 10'000 == 0) return make_short(value / 10'000, scale);
  return scale + 4 < short_scales ? make_short(value, scale + 4) : DecimalForm::none();
}

namespace {

// x / y × 10^exponent where one division of 192 by 64 bits gives all 34 digits. Neither is zero.
Decimal divide_words(std::uint64_t x, std::uint64_t y, int exponent, bool negative) {
  int const gap = digit_count(y) - digit_count(x);
  std::uint64_t const left = gap > 0 ? x * low_half(powers_128[index(gap)]) : x;
  std::uint64_t const right = gap < 0 ? y * low_half(powers_128[index(-gap)]) : y;
  int const more = max_digits - static_cast<int>(left >= right) + std::min(gap, 0);
  Uint128 const power = powers_128[index(more)];
  Uint128 const low = Uint128{left} * low_half(power), high = Uint128{left} * high_half(power) + high_half(low);
  std::uint64_t rest = high_half(high);
  std::uint64_t const upper = divide_step(rest, low_half(high), y), lower = divide_step(rest, low_half(low), y);
  Uint128 result = join(upper, lower);
  exponent -= more + std::max(gap, 0);
  if (rest == 0) {
    strip_zeros(result, exponent);
    return compose(negative, result, exponent);
  }
  std::uint64_t const twice_over = y - rest;  // rest against its distance to y: against half of y
  result += static_cast<unsigned>(rest > twice_over) |
            (static_cast<unsigned>(rest == twice_over) & static_cast<unsigned>(lower & 1));
  return result == powers_128[max_digits] ? compose(negative, result, exponent) : DecimalForm::encode_wide({result, exponent, negative});
}

[[gnu::noinline]] Decimal divide_long(Decimal a, Decimal b) {
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  // Scale x so that the quotient has exactly 34 digits; the remainder then decides the rounding.
  int const gap = digit_count(y.coefficient) - digit_count(x.coefficient);
  bool const reaches = x.coefficient * powers_128[index(std::max(0, gap))] >=
                       y.coefficient * powers_128[index(std::max(0, -gap))];
  int const shift = gap + max_digits - static_cast<int>(reaches);
  auto [result, rest] = quotient(multiply(x.coefficient, powers_256[index(shift)]), y.coefficient);
  bool const negative = x.negative != y.negative;
  int exponent = x.exponent - y.exponent - shift;
  if (exponent < min_exponent) return compose(negative, result, exponent, rest != 0);
  if (rest == 0) {
    strip_zeros(result, exponent);
  } else {
    result += half_even_step(result, rest, y.coefficient);
  }
  return compose(negative, result, exponent);
}

}  // namespace

Decimal Decimal::divide_wide(Decimal a, Decimal b) noexcept {
  if (b.is_zero()) return DecimalForm::none();
  if (a.is_zero()) return {};
  if (!a.is_short() || !b.is_short()) return divide_long(a, b);
  if (auto const exact = divide_exactly(a, b); exact.high_ != none) return exact;
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  return divide_words(low_half(x.coefficient), low_half(y.coefficient), x.exponent - y.exponent, x.negative != y.negative);
}

std::optional<std::strong_ordering> compare_quotient(Decimal a, Decimal b, Decimal c) noexcept {
  using Form = DecimalForm;
  if (!Form::is_short(a) || !Form::is_short(b) || !Form::is_short(c) || b.is_zero()) return std::nullopt;
  auto const bound = multiply(b, c);
  if (!bound || !Form::is_short(*bound)) return std::nullopt;  // short: exact, for what was rounded has 34 digits
  auto const order = a <=> *bound;
  return b.is_negative() ? 0 <=> order : order;
}

std::optional<Decimal> remainder(Decimal a, Decimal b) noexcept {
  if (b.is_zero()) return std::nullopt;
  if (a.is_zero()) return Decimal{};
  Decimal::Aligned const pair{a, b};
  if (pair.possible && pair.y != -1) return Decimal::make_short(pair.x % pair.y, pair.scale);
  Parts const x = DecimalForm::parts(a), y = DecimalForm::parts(b);
  int const gap = x.exponent - y.exponent;
  if (gap >= 0) {
    return DecimalForm::found(compose(x.negative, scale_modulo(x.coefficient, gap, y.coefficient), y.exponent));
  }
  if (digit_count(y.coefficient) - gap > max_digits) return a;  // b is larger than any x of this exponent
  return DecimalForm::found(compose(x.negative, x.coefficient % (y.coefficient * powers_128[index(-gap)]), x.exponent));
}

std::optional<Decimal> modulo(Decimal a, Decimal b) noexcept {
  auto const rest = remainder(a, b);
  if (!rest || rest->is_zero() || rest->is_negative() == b.is_negative()) return rest;
  return add(*rest, b);
}

std::optional<Decimal> round(Decimal a, int scale, Rounding mode) noexcept {
  if (scale < -max_exponent || scale > -min_exponent) return std::nullopt;
  Parts const x = DecimalForm::parts(a);
  int const digits = -scale - x.exponent;
  if (digits <= 0) return a;
  auto [kept, tail] = cut(x.coefficient, digits);
  if (rounds_away(mode, x.negative, (low_half(kept) & 1) != 0, tail)) ++kept;
  return DecimalForm::found(compose(x.negative, kept, -scale));
}

}  // namespace guicheng
