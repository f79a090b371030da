// A Decimal that may be nothing, in two registers, where std::optional would go through memory: a number that was
// stored in two halves and is loaded as a whole waits for the store, about 15 cycles at every step of a sum.
#pragma once

#include <guicheng/decimal.hpp>

#include <cstdint>
#include <optional>

namespace guicheng {

/// The bits of a number or, with all of the upper half set, of none. Pass it by value.
class MaybeDecimal {
 public:
  constexpr MaybeDecimal() noexcept = default;
  MaybeDecimal(Decimal const& number) noexcept  // by reference: half by half, never as one vector
      : low_{number.low_}, high_{number.high_} {}
  MaybeDecimal(std::optional<Decimal> const& number) noexcept {
    if (number) low_ = number->low_, high_ = number->high_;
  }
  operator std::optional<Decimal>() const noexcept { return Decimal::found({low_, high_}); }
  explicit operator bool() const noexcept { return high_ != Decimal::none; }
  /// Requires a number.
  Decimal operator*() const noexcept { return {low_, high_}; }
  Decimal value_or(Decimal other) const noexcept { return *this ? **this : other; }

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = Decimal::none;
};

}  // namespace guicheng
