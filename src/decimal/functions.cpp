// Square root, exponential, natural logarithm and power, on 35 digits and more before the one rounding.
// The root is exact integer arithmetic. The others reduce to e^r for 0 <= r < 4 (`exponential_series`) and to
// ln m for m near 1 (`logarithm_of`), both in fixed point; powers of ten stay in the exponent.

#include "decimal/fixed.hpp"

#include <algorithm>

namespace guicheng {

namespace {

// floor(ln 10 × 2^256)
constexpr Fixed ln_10{{0x0f187a0807c0b5ca, 0x8a3fb3e76977e43a, 0xa95b58ae0b4c28a3, 0x4d763776aaa2b05b, 2}};

// Outside these e^x is surely out of range: the largest number is e^14149.3…, half of the smallest e^-14221.4….
constexpr double largest_argument = 14'200;
constexpr double smallest_argument = -14'300;

// e^r for r < 4: Taylor's series at r / 1024, squared ten times. The term of degree 24 is below 2^-265.
Fixed exponential_series(Fixed const& r) {
  constexpr int squarings = 10;
  static constexpr auto divisors = [] {
    std::array<Divisor, 25> result;
    for (std::size_t n = 1; n < result.size(); ++n) result[n] = Divisor{n};
    return result;
  }();
  Fixed const small = r.half_to_the(squarings);
  Fixed sum{1};
  for (std::size_t n = divisors.size() - 1; n > 0; --n) sum = Fixed{1} + (small * sum).divided_by(divisors[n]);
  for (int i = 0; i < squarings; ++i) sum = sum * sum;
  return sum;
}

// ±e^x, for x between the arguments above and not zero.
std::optional<Decimal> exponential_of(SignedFixed const& x, bool negative) {
  auto tens = static_cast<std::uint64_t>(x.magnitude.to_double() / 2.302585092994046);
  // |x| = tens × ln 10 + rest, with 0 <= rest < ln 10; the quotient of doubles may be one off at the edges.
  if (x.magnitude < tens * ln_10) --tens;
  Fixed rest = x.magnitude - tens * ln_10;
  if (!(rest < ln_10)) {
    ++tens;
    rest = rest - ln_10;
  }
  auto exponent = static_cast<int>(tens);
  if (x.negative) {
    rest = ln_10 - rest;
    exponent = -exponent - 1;
  }
  constexpr int digits = 37;  // e^r is at most 10, so 38 digits fit 128 bits
  return DecimalForm::found(
      compose(negative, exponential_series(rest).whole_times_ten_to(digits), exponent - digits, true));
}

// ln(1 + e) for |e| < 2^-45: the plain series, six terms.
SignedFixed logarithm_near_one(SignedFixed const& e) {
  SignedFixed sum = e;
  Fixed power = e.magnitude;
  for (std::uint64_t n = 2; n <= 6; ++n) {
    power = power * e.magnitude;
    bool const negative = e.negative || n % 2 == 0;  // e > 0: signs alternate; e < 0: all terms are negative
    sum = sum + SignedFixed{power.divided_by(Divisor{n}), negative};
  }
  return sum;
}

// ln(coefficient × 10^exponent): the power of ten apart, then what `double` knows of ln m, then the rest by series.
SignedFixed logarithm_of(Uint128 coefficient, int exponent) {
  int shift = digit_count(coefficient) - 1;
  if (coefficient >= 316 * powers_128[static_cast<std::size_t>(shift)] / 100) ++shift;  // m between 0.316 and 3.16
  Fixed const m = Fixed::from(coefficient, -shift);
  int const tens = exponent + shift;

  auto const guess = std::llround(std::ldexp(std::log(m.to_double()), 52));  // ln m × 2^52
  auto const magnitude = static_cast<std::uint64_t>(guess < 0 ? -guess : guess);
  SignedFixed const known{Fixed{{0, 0, 0, magnitude << 12, magnitude >> 52}}, guess < 0};
  // m / e^guess, by way of e^(ln 10 - guess) / 10, so that no argument is negative.
  Fixed quotient = m;
  if (guess != 0) {
    SignedFixed const argument = SignedFixed{ln_10, false} + SignedFixed{known.magnitude, !known.negative};
    quotient = (m * exponential_series(argument.magnitude)).divided_by(ten_divisors[1]);
  }
  SignedFixed const error = SignedFixed{quotient, false} + SignedFixed{Fixed{1}, true};
  SignedFixed const tens_part{static_cast<std::uint64_t>(tens < 0 ? -tens : tens) * ln_10, tens < 0};
  return tens_part + (known + logarithm_near_one(error));
}

// ±coefficient^n × 10^(exponent n) from exact integers, where these have at most 76 digits.
std::optional<Uint256> exact_power(Uint128 coefficient, std::uint64_t n) {
  if (coefficient == 1) return Uint256{1};
  if (n > 256) return std::nullopt;
  Uint256 result{1};
  for (; n > 0; --n) {
    if (digit_count(result) + digit_count(coefficient) > 76) return std::nullopt;
    result = multiply(coefficient, result);
  }
  return result;
}

// base^n for a whole n, where integers give the exact value or the quotient 1 / value; nothing where they are too long.
struct WholePower {
  bool answered = false;
  std::optional<Decimal> value;
};
WholePower whole_power(Parts base, std::int64_t n, bool negative) {
  strip_zeros(base.coefficient, base.exponent);
  auto const count = n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  auto const exact = exact_power(base.coefficient, count);
  if (!exact) return {};
  // Any exponent beyond ±20,000 is out of range by itself: the coefficient has at most 76 digits.
  auto const wide_exponent = static_cast<double>(base.exponent) * static_cast<double>(n);
  auto const exponent = static_cast<int>(std::clamp(wide_exponent, -20'000.0, 20'000.0));
  if (n > 0) return {true, DecimalForm::found(compose_rounded(negative, *exact, exponent, false))};
  if (digit_count(*exact) > max_digits) return {};
  auto const inverse = divide(Decimal{1}, DecimalForm::encode({exact->low(), 0, negative}));
  Parts const p = DecimalForm::parts(*inverse);
  return {true, DecimalForm::found(compose(p.negative, p.coefficient, p.exponent + exponent))};
}

// |base|^exponent by e^(exponent × ln base), for a base that is not 1.
std::optional<Decimal> general_power(Parts const& base, Parts const& exponent, double estimate, bool negative) {
  SignedFixed const logarithm = logarithm_of(base.coefficient, base.exponent);
  bool const downwards = logarithm.negative != exponent.negative;
  double const argument = std::fabs(logarithm.magnitude.to_double() * estimate) * (downwards ? -1 : 1);
  if (argument > largest_argument) return std::nullopt;
  if (argument < smallest_argument) return Decimal{};
  if (std::fabs(argument) < 1e-37) return Decimal{negative ? -1 : 1};
  // exponent × logarithm: seven limbs hold the product before the exponent's power of ten divides it.
  std::array<std::uint64_t, 9> product{};
  std::array<std::uint64_t, 2> const factor{low_half(exponent.coefficient), high_half(exponent.coefficient)};
  for (std::size_t i = 0; i < 2; ++i) {
    Uint128 carry = 0;
    for (std::size_t j = 0; j < 5; ++j) {
      carry += Uint128{factor[i]} * logarithm.magnitude.limbs[j] + product[i + j];
      product[i + j] = low_half(carry);
      carry >>= 64;
    }
    product[i + 5] = low_half(carry);
  }
  for (int tens = exponent.exponent; tens < 0; tens += 19) {
    ten_divisors[static_cast<std::size_t>(tens < -19 ? 19 : -tens)].divide(product);
  }
  Fixed result{{product[0], product[1], product[2], product[3], product[4]}};
  for (int tens = exponent.exponent; tens > 0; --tens) result = 10 * result;
  return exponential_of({result, downwards}, negative);
}

bool is_odd(Parts const& p) {  // for a whole number
  if (p.exponent > 0) return false;
  return (low_half(cut(p.coefficient, -p.exponent).kept) & 1) != 0;
}

}  // namespace

std::optional<Decimal> square_root(Decimal a) noexcept {
  if (a.is_negative()) return std::nullopt;
  if (a.is_zero()) return a;
  Parts const p = DecimalForm::parts(a);
  int shift = 2 * max_digits + 1 - digit_count(p.coefficient);  // 69 or 70 digits have a root of 35
  if ((p.exponent - shift) % 2 != 0) ++shift;
  Uint256 const square = multiply(p.coefficient, powers_256[static_cast<std::size_t>(shift)]);
  double estimate = 0;
  for (std::size_t i = 4; i-- > 0;) estimate = estimate * 0x1p64 + static_cast<double>(square.limbs[i]);
  // Newton's steps from 50 right bits: 100, then all 117; the root is then at most one off.
  auto root = static_cast<Uint128>(std::sqrt(estimate));
  for (int i = 0; i < 3; ++i) root = (root + quotient(square, root).value) / 2;
  while (square < multiply(root, Uint256{root})) --root;
  while (!(square < multiply(root + 1, Uint256{root + 1}))) ++root;

  int exponent = (p.exponent - shift) / 2;
  bool const exact = !(multiply(root, Uint256{root}) < square);
  if (exact) strip_zeros(root, exponent);
  return DecimalForm::found(compose(false, root, exponent, !exact));
}

std::optional<Decimal> exponential(Decimal a) noexcept {
  double const estimate = a.to_double();
  if (estimate > largest_argument) return std::nullopt;
  if (estimate < smallest_argument) return Decimal{};
  if (std::fabs(estimate) < 1e-37) return Decimal{1};
  Parts const p = DecimalForm::parts(a);
  return exponential_of({Fixed::from(p.coefficient, p.exponent), p.negative}, false);
}

std::optional<Decimal> natural_logarithm(Decimal a) noexcept {
  if (a.is_zero() || a.is_negative()) return std::nullopt;
  if (a == Decimal{1}) return Decimal{};
  Parts const p = DecimalForm::parts(a);
  SignedFixed const result = logarithm_of(p.coefficient, p.exponent);
  int const digits = 36 - static_cast<int>(std::floor(std::log10(result.magnitude.to_double())));  // 36 to 38 in all
  return DecimalForm::found(compose(result.negative, result.magnitude.whole_times_ten_to(digits), -digits, true));
}

std::optional<Decimal> power(Decimal base, Decimal exponent) noexcept {
  if (exponent.is_zero()) return Decimal{1};
  if (base.is_zero()) return exponent.is_negative() ? std::nullopt : std::optional{base};
  bool const whole = exponent.is_integer();
  if (base.is_negative() && !whole) return std::nullopt;
  Parts const x = DecimalForm::parts(base), y = DecimalForm::parts(exponent);
  bool const negative = base.is_negative() && is_odd(y);
  if (abs(base) == Decimal{1}) return Decimal{negative ? -1 : 1};
  if (auto const n = exponent.to_int64()) {
    if (auto const result = whole_power(x, *n, negative); result.answered) return result.value;
  }
  return general_power(x, y, exponent.to_double(), negative);
}

}  // namespace guicheng
