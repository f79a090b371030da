// Decimal's own members: construction, questions, conversion, hash.

#include "decimal/form.hpp"

#include <charconv>
#include <string>

namespace guicheng {

static_assert(sizeof(Decimal) == 16 && std::is_trivially_copyable_v<Decimal>);

std::optional<Decimal> Decimal::scaled(std::int64_t coefficient, int scale) noexcept {
  if (scale >= 0 && scale < static_cast<int>(short_scales)) return DecimalForm::make_short(coefficient, scale);
  if (coefficient == 0) return Decimal{};
  if (scale > 10'000 || scale < -10'000) return std::nullopt;
  Parts const p = DecimalForm::parts(Decimal{coefficient});
  Decimal const result = compose(p.negative, p.coefficient, -scale);
  return result.is_zero() ? std::nullopt : found(result);
}

bool Decimal::is_integer() const noexcept {
  if (is_short()) {
    return high_ == 0 || low_ == 0 || (high_ < powers_of_ten.size() && whole() % powers_of_ten[high_] == 0);
  }
  Parts const p = DecimalForm::parts(*this);
  return cut(p.coefficient, -p.exponent).tail == Tail::zero;
}

std::optional<std::int64_t> Decimal::to_int64() const noexcept {
  if (!is_integer()) return std::nullopt;
  if (is_short()) return high_ == 0 || low_ == 0 ? whole() : whole() / powers_of_ten[high_];
  Parts p = DecimalForm::parts(*this);
  p.coefficient = cut(p.coefficient, -p.exponent).kept;
  if (p.exponent > 0) {
    if (p.exponent > 18) return std::nullopt;
    auto const scaled_up = multiply(p.coefficient, powers_256[static_cast<std::size_t>(p.exponent)]);
    if (!scaled_up.fits_128()) return std::nullopt;
    p.coefficient = scaled_up.low();
  }
  Uint128 const limit = (Uint128{1} << 63) - (p.negative ? 0 : 1);
  if (p.coefficient > limit) return std::nullopt;
  std::uint64_t const magnitude = low_half(p.coefficient);
  return static_cast<std::int64_t>(p.negative ? 0 - magnitude : magnitude);
}

double Decimal::to_double() const noexcept {
  Parts p = DecimalForm::parts(*this);
  if (p.coefficient == 0) return 0;
  strip_zeros(p.coefficient, p.exponent);
  // std::from_chars rounds correctly; the text is a sign, 34 digits and the exponent.
  std::array<char, 64> text{};
  char* const end = text.data() + text.size();
  auto* at = text.data();
  if (p.negative) *at++ = '-';
  auto const chunk = low_half(powers_128[18]);
  auto const upper = low_half(p.coefficient / chunk), lower = low_half(p.coefficient % chunk);
  at = std::to_chars(at, end, upper).ptr;
  auto const padded = std::to_string(chunk + lower);  // a leading 1 keeps the zeros
  at = std::copy(padded.begin() + 1, padded.end(), at);
  *at++ = 'e';
  at = std::to_chars(at, end, p.exponent).ptr;
  double value = 0;
  auto const read = std::from_chars(text.data(), at, value);
  if (read.ec == std::errc{}) return value;
  double const magnitude = p.exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return p.negative ? -magnitude : magnitude;
}

std::size_t hash_value(Decimal a) noexcept {
  Parts p = DecimalForm::parts(a);
  if (p.coefficient == 0) return 0;
  strip_zeros(p.coefficient, p.exponent);
  std::uint64_t h = low_half(p.coefficient) ^ (high_half(p.coefficient) * 0x9e3779b97f4a7c15U);
  h ^= static_cast<std::uint64_t>(p.exponent) << 48 ^ (p.negative ? 0x5bd1e995U : 0U);
  h = (h ^ h >> 31) * 0xbf58476d1ce4e5b9U;
  h = (h ^ h >> 27) * 0x94d049bb133111ebU;
  return h ^ h >> 31;
}

}  // namespace guicheng
