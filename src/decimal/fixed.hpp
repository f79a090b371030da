// Fixed-point numbers of 64 whole and 256 fractional bits: the room in which exponential and logarithm are computed.
// Only src/decimal/ includes this. An absolute error of 2^-240 leaves 34 right digits even of ln(1 + 10^-33).
#pragma once

#include "decimal/form.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace guicheng {

/// Never negative; truncating. The value is Σ limbs[i] × 2^(64 (i - 4)).
struct Fixed {
  std::array<std::uint64_t, 5> limbs{};

  constexpr Fixed() = default;
  constexpr explicit Fixed(std::uint64_t whole) : limbs{0, 0, 0, 0, whole} {}
  constexpr explicit Fixed(std::array<std::uint64_t, 5> const& l) : limbs{l} {}

  /// coefficient × 10^exponent. Requires a value below 2^63.
  static Fixed from(Uint128 coefficient, int exponent) {
    std::array<std::uint64_t, 6> wide{0, 0, 0, 0, low_half(coefficient), high_half(coefficient)};
    for (; exponent > 0; --exponent) wide[4] *= 10;
    for (; exponent < 0; exponent += 19) {
      ten_divisors[static_cast<std::size_t>(exponent < -19 ? 19 : -exponent)].divide(wide);
    }
    return Fixed{{wide[0], wide[1], wide[2], wide[3], wide[4]}};
  }

  bool is_zero() const { return (limbs[0] | limbs[1] | limbs[2] | limbs[3] | limbs[4]) == 0; }

  double to_double() const {
    double value = 0;
    for (int i = 0; i < 5; ++i) {
      value += std::ldexp(static_cast<double>(limbs[static_cast<std::size_t>(i)]), 64 * (i - 4));
    }
    return value;
  }

  /// The value × 10^digits, without its fraction. Requires a result below 2^128 and digits <= 76.
  Uint128 whole_times_ten_to(int digits) const {
    auto const& power = powers_256[static_cast<std::size_t>(digits)].limbs;
    std::array<std::uint64_t, 9> product{};
    for (std::size_t i = 0; i < 5; ++i) {
      Uint128 carry = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        carry += Uint128{limbs[i]} * power[j] + product[i + j];
        product[i + j] = low_half(carry);
        carry >>= 64;
      }
      product[i + 4] = low_half(carry);
    }
    return join(product[5], product[4]);
  }

  friend bool operator<(Fixed const& x, Fixed const& y) {
    for (std::size_t i = 5; i-- > 0;) {
      if (x.limbs[i] != y.limbs[i]) return x.limbs[i] < y.limbs[i];
    }
    return false;
  }
  friend Fixed operator+(Fixed const& x, Fixed const& y) {
    Fixed sum;
    Uint128 carry = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      carry += Uint128{x.limbs[i]} + y.limbs[i];
      sum.limbs[i] = low_half(carry);
      carry >>= 64;
    }
    return sum;
  }
  /// Requires y <= x.
  friend Fixed operator-(Fixed const& x, Fixed const& y) {
    Fixed difference;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      Uint128 const step = Uint128{x.limbs[i]} - y.limbs[i] - borrow;
      difference.limbs[i] = low_half(step);
      borrow = high_half(step) & 1;
    }
    return difference;
  }
  friend Fixed operator*(Fixed const& x, Fixed const& y) {
    std::array<std::uint64_t, 10> product{};
    for (std::size_t i = 0; i < 5; ++i) {
      Uint128 carry = 0;
      for (std::size_t j = 0; j < 5; ++j) {
        carry += Uint128{x.limbs[i]} * y.limbs[j] + product[i + j];
        product[i + j] = low_half(carry);
        carry >>= 64;
      }
      product[i + 5] = low_half(carry);
    }
    return Fixed{{product[4], product[5], product[6], product[7], product[8]}};
  }
  friend Fixed operator*(std::uint64_t x, Fixed const& y) {
    Fixed product;
    Uint128 carry = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      carry += Uint128{x} * y.limbs[i];
      product.limbs[i] = low_half(carry);
      carry >>= 64;
    }
    return product;
  }
  Fixed half_to_the(int bits) const {  // the value / 2^bits, bits in 1..63
    Fixed result;
    for (std::size_t i = 0; i < 5; ++i) {
      result.limbs[i] = limbs[i] >> bits | (i < 4 ? limbs[i + 1] << (64 - bits) : 0);
    }
    return result;
  }
  Fixed divided_by(Divisor const& divisor) const {
    Fixed result = *this;
    divisor.divide(result.limbs);
    return result;
  }
};

/// A Fixed with a sign.
struct SignedFixed {
  Fixed magnitude;
  bool negative = false;

  friend SignedFixed operator+(SignedFixed const& x, SignedFixed const& y) {
    if (x.negative == y.negative) return {x.magnitude + y.magnitude, x.negative};
    if (x.magnitude < y.magnitude) return {y.magnitude - x.magnitude, y.negative};
    return {x.magnitude - y.magnitude, x.negative};
  }
};

}  // namespace guicheng
