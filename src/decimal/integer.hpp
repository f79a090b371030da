// Unsigned integers of 128 and 256 bits, powers of ten, and division by multiplying with a reciprocal.
// Only src/decimal/ includes this. Division follows Möller and Granlund, "Improved division by invariant
// integers" (IEEE Transactions on Computers 60, 2011): about 3 ns per 64 bits where the processor's own takes 10.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace guicheng {

__extension__ typedef unsigned __int128 Uint128;

constexpr std::uint64_t low_half(Uint128 x) { return static_cast<std::uint64_t>(x); }
constexpr std::uint64_t high_half(Uint128 x) { return static_cast<std::uint64_t>(x >> 64); }
constexpr Uint128 join(std::uint64_t high, std::uint64_t low) { return Uint128{high} << 64 | low; }

/// 256 bits, the lowest 64 first.
struct Uint256 {
  std::array<std::uint64_t, 4> limbs{};

  constexpr Uint256() = default;
  constexpr Uint256(Uint128 x) : limbs{low_half(x), high_half(x), 0, 0} {}

  constexpr bool fits_128() const { return (limbs[2] | limbs[3]) == 0; }
  constexpr Uint128 low() const { return join(limbs[1], limbs[0]); }
  constexpr bool operator<(Uint256 const& other) const {  // without a branch: in rounding either answer is as likely
    Uint128 const x = join(limbs[3], limbs[2]), y = join(other.limbs[3], other.limbs[2]);
    return static_cast<bool>(static_cast<unsigned>(x < y) |
                             (static_cast<unsigned>(x == y) & static_cast<unsigned>(low() < other.low())));
  }
};

constexpr Uint256 operator+(Uint256 const& x, Uint256 const& y) {
  Uint256 sum;
  Uint128 carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Uint128{x.limbs[i]} + y.limbs[i];
    sum.limbs[i] = low_half(carry);
    carry >>= 64;
  }
  return sum;
}

/// Requires y <= x.
constexpr Uint256 operator-(Uint256 const& x, Uint256 const& y) {
  Uint256 difference;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    Uint128 const step = Uint128{x.limbs[i]} - y.limbs[i] - borrow;
    difference.limbs[i] = low_half(step);
    borrow = high_half(step) & 1;
  }
  return difference;
}

/// Requires a product below 2^256.
constexpr Uint256 multiply(Uint128 x, Uint256 const& y) {
  Uint256 product;
  std::uint64_t const low = low_half(x), high = high_half(x);
  Uint128 carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Uint128{low} * y.limbs[i];
    product.limbs[i] = low_half(carry);
    carry >>= 64;
  }
  if (high == 0) return product;
  carry = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    carry += Uint128{high} * y.limbs[i] + product.limbs[i + 1];
    product.limbs[i + 1] = low_half(carry);
    carry >>= 64;
  }
  return product;
}

// 10^0 … 10^38 and 10^0 … 10^76.
inline constexpr std::array<Uint128, 39> powers_128 = [] {
  std::array<Uint128, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
inline constexpr std::array<Uint256, 77> powers_256 = [] {
  std::array<Uint256, 77> powers{Uint256{1}};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = multiply(10, powers[i - 1]);
  return powers;
}();

constexpr int bit_count(Uint128 x) {
  return high_half(x) != 0 ? 128 - std::countl_zero(high_half(x)) : 64 - std::countl_zero(low_half(x));
}

/// Decimal digits; 0 has none.
constexpr int digit_count(Uint128 x) {
  int const digits = bit_count(x) * 1233 >> 12;  // log10(2) from below; right or one too few
  return digits + (x >= powers_128[static_cast<std::size_t>(digits)] ? 1 : 0);
}
constexpr int digit_count(std::uint64_t x) {
  int const digits = (64 - std::countl_zero(x)) * 1233 >> 12;
  return digits + (x >= low_half(powers_128[static_cast<std::size_t>(digits)]) ? 1 : 0);
}
constexpr int digit_count(Uint256 const& x) {
  if (x.fits_128()) return digit_count(x.low());
  Uint128 const top = join(x.limbs[3], x.limbs[2]);
  int const digits = (bit_count(top) + 128) * 1233 >> 12;
  return digits + (x < powers_256[static_cast<std::size_t>(digits)] ? 0 : 1);
}

/// What a division gives where the quotient is known to fit 128 bits.
struct Quotient {
  Uint128 value = 0;
  Uint128 rest = 0;
};

/// A divisor of 64 bits with its reciprocal.
struct Divisor {
  std::uint64_t normalized = 0, reciprocal = 0;
  int shift = 0;

  constexpr Divisor() = default;
  constexpr explicit Divisor(std::uint64_t d) : normalized{d << std::countl_zero(d)}, shift{std::countl_zero(d)} {
    reciprocal = low_half(join(~normalized, ~std::uint64_t{0}) / normalized);
  }

  /// (upper:lower) / normalized, where upper < normalized; `upper` becomes the remainder.
  constexpr std::uint64_t step(std::uint64_t& upper, std::uint64_t lower) const {
    Uint128 const estimate = Uint128{reciprocal} * upper + join(upper, lower);
    std::uint64_t quotient = high_half(estimate) + 1;
    std::uint64_t rest = lower - quotient * normalized;
    if (rest > low_half(estimate)) {
      --quotient;
      rest += normalized;
    }
    if (rest >= normalized) {
      ++quotient;
      rest -= normalized;
    }
    upper = rest;
    return quotient;
  }

  /// x / d for a quotient below 2^128, which leaves two steps to make.
  constexpr Quotient quotient(Uint256 const& x) const {
    auto const spill = [&](std::size_t i) { return (x.limbs[i] >> 1) >> (63 - shift); };
    std::uint64_t rest = x.limbs[2] << shift | spill(1);
    std::uint64_t const high = step(rest, x.limbs[1] << shift | spill(0));
    std::uint64_t const low = step(rest, x.limbs[0] << shift);
    return {join(high, low), rest >> shift};
  }

  /// Divides x in place, however long, and returns the remainder.
  template <std::size_t N>
  constexpr std::uint64_t divide(std::array<std::uint64_t, N>& x) const {
    std::uint64_t rest = (x[N - 1] >> 1) >> (63 - shift);
    for (std::size_t i = N; i-- > 0;) {
      std::uint64_t const below = i > 0 ? (x[i - 1] >> 1) >> (63 - shift) : 0;
      x[i] = step(rest, x[i] << shift | below);
    }
    return rest >> shift;
  }
};

/// (upper:lower) / d, where upper < d; `upper` becomes the remainder. For a divisor that is met once: the processor's own
/// two divisions take less time than one for the reciprocal.
inline std::uint64_t divide_step(std::uint64_t& upper, std::uint64_t lower, std::uint64_t d) {
#if defined(__x86_64__)
  std::uint64_t quotient = 0;
  __asm__("divq %4" : "=a"(quotient), "=d"(upper) : "a"(lower), "d"(upper), "r"(d) : "cc");
  return quotient;
#else
  Uint128 const x = join(upper, lower);
  auto const quotient = low_half(x / d);
  upper = lower - quotient * d;
  return quotient;
#endif
}

/// A divisor of 65 to 128 bits: three limbs by two, with the reciprocal of the upper one corrected for the lower.
struct LongDivisor {
  Uint128 normalized = 0;
  std::uint64_t reciprocal = 0;
  int shift = 0;

  constexpr LongDivisor() = default;
  constexpr explicit LongDivisor(Uint128 d) : shift{std::countl_zero(high_half(d))} {
    normalized = d << shift;
    std::uint64_t const upper = high_half(normalized), lower = low_half(normalized);
    reciprocal = Divisor{upper}.reciprocal;
    std::uint64_t p = upper * reciprocal + lower;
    if (p < lower) {
      --reciprocal;
      if (p >= upper) {
        --reciprocal;
        p -= upper;
      }
      p -= upper;
    }
    Uint128 const t = Uint128{reciprocal} * lower;
    p += high_half(t);
    if (p < high_half(t)) {
      --reciprocal;
      if (join(p, low_half(t)) >= normalized) --reciprocal;
    }
  }

  constexpr std::uint64_t step(Uint128& upper, std::uint64_t lower) const {
    Uint128 const estimate = Uint128{reciprocal} * high_half(upper) + upper;
    std::uint64_t quotient = high_half(estimate) + 1;
    std::uint64_t const top = low_half(upper) - high_half(estimate) * high_half(normalized);
    Uint128 rest = join(top, lower) - Uint128{low_half(normalized)} * high_half(estimate) - normalized;
    if (high_half(rest) >= low_half(estimate)) {
      --quotient;
      rest += normalized;
    }
    if (rest >= normalized) {
      ++quotient;
      rest -= normalized;
    }
    upper = rest;
    return quotient;
  }

  /// x / d for a quotient below 2^128.
  constexpr Quotient quotient(Uint256 const& x) const {
    auto const spill = [&](std::size_t i) { return (x.limbs[i] >> 1) >> (63 - shift); };
    Uint128 rest = join(x.limbs[3] << shift | spill(2), x.limbs[2] << shift | spill(1));
    std::uint64_t const high = step(rest, x.limbs[1] << shift | spill(0));
    std::uint64_t const low = step(rest, x.limbs[0] << shift);
    return {join(high, low), rest >> shift};
  }
};

// 10^0 … 10^19 and 10^20 … 10^38 as divisors.
inline constexpr std::array<Divisor, 20> ten_divisors = [] {
  std::array<Divisor, 20> divisors;
  for (std::size_t i = 0; i < divisors.size(); ++i) divisors[i] = Divisor{low_half(powers_128[i])};
  return divisors;
}();
inline constexpr std::array<LongDivisor, 19> long_ten_divisors = [] {
  std::array<LongDivisor, 19> divisors;
  for (std::size_t i = 0; i < divisors.size(); ++i) divisors[i] = LongDivisor{powers_128[i + 20]};
  return divisors;
}();

/// x / d for a quotient below 2^128.
constexpr Quotient quotient(Uint256 const& x, Uint128 d) {
  return high_half(d) == 0 ? Divisor{low_half(d)}.quotient(x) : LongDivisor{d}.quotient(x);
}
inline Quotient quotient_by_ten_to(Uint256 const& x, int digits) {
  auto const i = static_cast<std::size_t>(digits);
  return digits < 20 ? ten_divisors[i].quotient(x) : long_ten_divisors[i - 20].quotient(x);
}

/// x × y / 2^128.
constexpr Uint128 multiply_high(Uint128 x, Uint128 y) {
  Uint128 const low = Uint128{low_half(x)} * low_half(y);
  Uint128 const left = Uint128{high_half(x)} * low_half(y) + high_half(low);
  Uint128 const right = Uint128{low_half(x)} * high_half(y) + low_half(left);
  return Uint128{high_half(x)} * high_half(y) + high_half(left) + high_half(right);
}

/// 10^n as a divisor of numbers below 2^127: one multiplication instead of the two steps above.
struct TenDivisor {
  Uint128 inverse = 0;  // 2^(127 + bits) / 10^n, rounded up, where 10^n <= 2^bits
  int shift = 0;

  constexpr TenDivisor() = default;
  constexpr explicit TenDivisor(Uint128 power) {
    int const bits = bit_count(power - 1);
    Uint256 numerator;
    numerator.limbs[static_cast<std::size_t>((127 + bits) / 64)] = std::uint64_t{1} << (127 + bits) % 64;
    inverse = guicheng::quotient(numerator, power).value + 1;
    shift = bits - 1;
  }
  constexpr Quotient quotient(Uint128 x, Uint128 power) const {
    Uint128 const value = multiply_high(x, inverse) >> shift;
    return {value, x - value * power};
  }
};
inline constexpr std::array<TenDivisor, 39> short_ten_divisors = [] {
  std::array<TenDivisor, 39> divisors;
  for (std::size_t i = 1; i < divisors.size(); ++i) divisors[i] = TenDivisor{powers_128[i]};
  return divisors;
}();

/// x / tens, half even; `sticky`: a little more than x. Half up first, so that a long sum does not wait for what is left
/// over: nothing only where x stood in the middle.
template <std::uint64_t tens>
constexpr Uint128 round_off(Uint128 x, bool sticky) {
  static_assert(tens >= 10 && tens <= 10'000);
  constexpr TenDivisor divisor{tens};
  x += tens / 2;
  Uint128 value = multiply_high(x, divisor.inverse) >> divisor.shift;
  if (low_half(x) == low_half(value) * tens && !sticky) [[unlikely]] value &= ~Uint128{1};
  return value;
}

/// x / 10^digits for x below 2^127 and digits in 1..38.
inline Quotient short_quotient(Uint128 x, int digits) {
  auto const i = static_cast<std::size_t>(digits);
  return short_ten_divisors[i].quotient(x, powers_128[i]);
}

}  // namespace guicheng
