// Exact decimal numbers: FEEL's number type (DMN 1.5 §10.3.2.3.1, IEEE 754-2008 decimal128).
#pragma once

#include <guicheng/result.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace guicheng {

/// How a number is brought to fewer digits. Names follow FEEL's functions.
enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

/// A number of at most 34 significant digits with an exponent of -6176..6111; always finite.
/// Numbers that fit 64 bits are computed inline; longer ones on 128 bits in src/decimal/, with the same results.
/// A value: 16 bytes, trivially copyable, safe to read from many threads.
/// Two numbers are equal when their values are: 1.0 equals 1.00, and both have the same hash.
class Decimal {
 public:
  constexpr Decimal() noexcept = default;  ///< 0
  constexpr Decimal(std::int64_t whole) noexcept : low_{static_cast<std::uint64_t>(whole)} {}  ///< exact
  /// coefficient × 10^-scale, rounded half even to 34 digits.
  /// Nothing where it is too large, or too small to tell from 0.
  static std::optional<Decimal> scaled(std::int64_t coefficient, int scale) noexcept;

  bool is_zero() const noexcept { return low_ == 0 && is_short(); }
  bool is_negative() const noexcept { return is_short() ? whole() < 0 : (high_ & wide_sign) != 0; }
  bool is_integer() const noexcept;
  /// The number as int64, if it is whole and fits.
  std::optional<std::int64_t> to_int64() const noexcept;
  /// The nearest double; for drawing and for tests only.
  double to_double() const noexcept;

  friend bool operator==(Decimal a, Decimal b) noexcept {
    Aligned const pair{a, b};
    return pair.possible ? pair.x == pair.y : compare_wide(a, b) == 0;
  }
  friend std::strong_ordering operator<=>(Decimal a, Decimal b) noexcept {
    Aligned const pair{a, b};
    return pair.possible ? pair.x <=> pair.y : compare_wide(a, b);
  }
  friend Decimal operator-(Decimal a) noexcept {
    if (!a.is_short()) return {a.low_, a.high_ ^ wide_sign};
    return a.whole() == lowest ? negate_lowest(a) : Decimal{0 - a.low_, a.high_};
  }
  friend Decimal abs(Decimal a) noexcept { return a.is_negative() ? -a : a; }
  friend std::size_t hash_value(Decimal a) noexcept;

  // Arithmetic rounds half even to 34 digits; nothing on overflow, on division by zero and outside the domain.
  friend std::optional<Decimal> add(Decimal a, Decimal b) noexcept {
    Aligned const pair{a, b};
    std::int64_t sum = 0;
    if (pair.possible && !__builtin_add_overflow(pair.x, pair.y, &sum)) return make_short(sum, pair.scale);
    return found(add_wide(a, b));
  }
  friend std::optional<Decimal> subtract(Decimal a, Decimal b) noexcept {
    Aligned const pair{a, b};
    std::int64_t difference = 0;
    if (pair.possible && !__builtin_sub_overflow(pair.x, pair.y, &difference)) {
      return make_short(difference, pair.scale);
    }
    return found(add_wide(a, -b));
  }
  friend std::optional<Decimal> multiply(Decimal a, Decimal b) noexcept {
    std::int64_t product = 0;
    if (a.is_short() && b.is_short() && a.high_ + b.high_ < short_scales &&
        !__builtin_mul_overflow(a.whole(), b.whole(), &product)) {
      return make_short(product, a.high_ + b.high_);
    }
    return found(multiply_wide(a, b));
  }
  friend std::optional<Decimal> divide(Decimal a, Decimal b) noexcept { return found(divide_wide(a, b)); }
  /// a - b × floor(a / b): the sign is b's, as in FEEL's modulo.
  friend std::optional<Decimal> modulo(Decimal a, Decimal b) noexcept;
  /// a - b × trunc(a / b), exact: the sign is a's, as in the General Decimal Arithmetic's remainder.
  friend std::optional<Decimal> remainder(Decimal a, Decimal b) noexcept;
  /// Within one unit of the 34th digit. Exact where the exponent is whole and the power has at most 34 digits.
  friend std::optional<Decimal> power(Decimal base, Decimal exponent) noexcept;
  friend std::optional<Decimal> square_root(Decimal a) noexcept;        ///< correctly rounded
  friend std::optional<Decimal> exponential(Decimal a) noexcept;        ///< within one unit of the 34th digit
  friend std::optional<Decimal> natural_logarithm(Decimal a) noexcept;  ///< within one unit of the 34th digit
  /// a with at most `scale` digits after the point (negative: tens, hundreds …); scale -6111..6176, else nothing.
  friend std::optional<Decimal> round(Decimal a, int scale, Rounding mode) noexcept;

 private:
  friend struct DecimalForm;  // src/decimal/form.hpp: both forms, taken apart and put together
  friend class MaybeDecimal;  // src/decimal/maybe.hpp: a Decimal or nothing, in two registers
  friend class DecimalSum;    // src/decimal/sum.hpp: a sum under way, taken apart

  // Short form: high_ below 64 is the scale, low_ the coefficient in two's complement. Zero is always short.
  // Wide form: high_ holds 4096 + exponent + 6176 in 14 bits, the sign in one, the coefficient's upper 49 bits.
  static constexpr std::uint64_t short_scales = 64;
  static constexpr std::uint64_t wide_sign = std::uint64_t{1} << 49;
  static constexpr std::uint64_t none = ~std::uint64_t{0};  // a coefficient that no number has
  static constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  static constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
    std::array<std::int64_t, 19> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();

  // Two short numbers brought to the larger of their scales, where 64 bits hold them there.
  struct Aligned {
    std::int64_t x, y;
    std::uint64_t scale;
    bool possible;

    Aligned(Decimal a, Decimal b) noexcept : x{a.whole()}, y{b.whole()}, scale{a.high_} {
      possible = a.high_ == b.high_ ? a.is_short() : a.is_short() && b.is_short() && align(b.high_);
    }
    bool align(std::uint64_t other) noexcept {  // x and y by name: a reference to either would put both in memory
      if (scale < other) {
        std::uint64_t const digits = other - scale;
        scale = other;
        return digits < powers_of_ten.size() && !__builtin_mul_overflow(x, powers_of_ten[digits], &x);
      }
      std::uint64_t const digits = scale - other;
      return digits < powers_of_ten.size() && !__builtin_mul_overflow(y, powers_of_ten[digits], &y);
    }
  };

  constexpr Decimal(std::uint64_t low, std::uint64_t high) noexcept : low_{low}, high_{high} {}
  static Decimal make_short(std::int64_t coefficient, std::uint64_t scale) noexcept {
    return {static_cast<std::uint64_t>(coefficient), scale};
  }
  bool is_short() const noexcept { return high_ < short_scales; }
  std::int64_t whole() const noexcept { return static_cast<std::int64_t>(low_); }

  static std::strong_ordering compare_wide(Decimal a, Decimal b) noexcept;
  // These answer in two registers, with `none` for nothing: an optional would go through memory.
  static Decimal add_wide(Decimal a, Decimal b) noexcept;
  static Decimal multiply_wide(Decimal a, Decimal b) noexcept;
  static Decimal divide_wide(Decimal a, Decimal b) noexcept;
  static Decimal divide_exactly(Decimal a, Decimal b) noexcept;
  static std::optional<Decimal> found(Decimal a) noexcept {
    return a.high_ == none ? std::nullopt : std::optional<Decimal>{a};
  }
  static Decimal negate_lowest(Decimal a) noexcept;

  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

/// Reads `-12.50`, `.5`, `1e-3`; rounds half even beyond 34 digits.
/// Errors: bad_syntax; limit where the number is too large, or too small to tell from 0.
Result<Decimal> read_decimal(std::string_view text);

/// Plain notation: no exponent, no trailing zeros after the point, `-` only for numbers below zero.
/// At most 6,180 characters.
std::string write_decimal(Decimal a);

}  // namespace guicheng
