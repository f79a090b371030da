// Exact decimal numbers: FEEL's number type (DMN 1.5 §10.3.2.3.1, IEEE 754-2008 decimal128).
#pragma once

#include <guicheng/result.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guicheng {

/// How a number is brought to fewer digits. Names follow FEEL's functions.
enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

/// A number of at most 34 significant digits with an exponent of -6176..6111; always finite.
/// Short numbers (18 digits) are computed on 64-bit integers; longer ones on 128 bits, with the same results.
/// A value: 16 bytes, trivially copyable, safe to read from many threads.
/// Two numbers are equal when their values are: 1.0 equals 1.00, and both have the same hash.
class Decimal {
 public:
  constexpr Decimal() noexcept = default;                     ///< 0
  constexpr Decimal(std::int64_t whole) noexcept;             ///< exact
  /// coefficient × 10^-scale, rounded half even to 34 digits; nothing where the exponent is out of range.
  static std::optional<Decimal> scaled(std::int64_t coefficient, int scale) noexcept;

  bool is_zero() const noexcept;
  bool is_negative() const noexcept;
  bool is_integer() const noexcept;
  /// The number as int64, if it is whole and fits.
  std::optional<std::int64_t> to_int64() const noexcept;
  /// The nearest double; for drawing and for tests only.
  double to_double() const noexcept;

  friend bool operator==(Decimal a, Decimal b) noexcept;
  friend std::strong_ordering operator<=>(Decimal a, Decimal b) noexcept;
  friend Decimal operator-(Decimal a) noexcept;
  friend Decimal abs(Decimal a) noexcept;
  friend std::size_t hash_value(Decimal a) noexcept;

  // Arithmetic rounds half even to 34 digits; nothing on overflow, on division by zero and outside the domain.
  friend std::optional<Decimal> add(Decimal a, Decimal b) noexcept;
  friend std::optional<Decimal> subtract(Decimal a, Decimal b) noexcept;
  friend std::optional<Decimal> multiply(Decimal a, Decimal b) noexcept;
  friend std::optional<Decimal> divide(Decimal a, Decimal b) noexcept;
  /// a - b × floor(a / b): the sign is b's, as in FEEL's modulo.
  friend std::optional<Decimal> modulo(Decimal a, Decimal b) noexcept;
  /// a - b × trunc(a / b): the sign is a's, as in the General Decimal Arithmetic's remainder.
  friend std::optional<Decimal> remainder(Decimal a, Decimal b) noexcept;
  friend std::optional<Decimal> power(Decimal base, Decimal exponent) noexcept;
  friend std::optional<Decimal> square_root(Decimal a) noexcept;
  friend std::optional<Decimal> exponential(Decimal a) noexcept;
  friend std::optional<Decimal> natural_logarithm(Decimal a) noexcept;
  /// a with at most `scale` digits after the point (negative: tens, hundreds …); scale -6111..6176, else nothing.
  friend std::optional<Decimal> round(Decimal a, int scale, Rounding mode) noexcept;

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

/// Reads `-12.50`, `.5`, `1e-3`; rounds half even beyond 34 digits. Errors: bad_syntax, limit (exponent).
Result<Decimal> read_decimal(std::string_view text);

/// Plain notation: no exponent, no trailing zeros after the point, `-` only for numbers below zero.
/// At most 6,180 characters.
std::string write_decimal(Decimal a);

}  // namespace guicheng
