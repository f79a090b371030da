// Durations times and over numbers, through exact decimals: nanoseconds of any duration fit in 28 of their 34 digits.
#include "temporal/arithmetic.hpp"

namespace guicheng {
namespace {

Decimal const per_second{1'000'000'000};

// value × 10^9 + nanoseconds is always exact.
std::optional<Decimal> nanoseconds_of(DaysDuration a) noexcept {
  auto const seconds = multiply(Decimal{a.seconds}, per_second);
  return seconds ? add(*seconds, Decimal{a.nanoseconds}) : std::nullopt;
}

std::optional<DaysDuration> duration_of(std::optional<Decimal> nanoseconds) noexcept {
  if (!nanoseconds) return std::nullopt;
  auto const whole = round(*nanoseconds, 0, Rounding::down);
  if (!whole) return std::nullopt;
  auto const part = remainder(*whole, per_second);
  if (!part) return std::nullopt;
  auto const rest = subtract(*whole, *part);
  auto const seconds = rest ? divide(*rest, per_second) : std::nullopt;
  if (!seconds) return std::nullopt;
  auto const whole_seconds = seconds->to_int64(), whole_part = part->to_int64();
  if (!whole_seconds || !whole_part) return std::nullopt;
  return DaysDuration{*whole_seconds, static_cast<std::int32_t>(*whole_part)};
}

std::optional<MonthsDuration> months_of(std::optional<Decimal> months) noexcept {
  auto const whole = months ? round(*months, 0, Rounding::down) : std::nullopt;
  auto const count = whole ? whole->to_int64() : std::nullopt;
  return count ? std::optional{MonthsDuration{*count}} : std::nullopt;
}

}  // namespace

std::optional<DaysDuration> multiply(DaysDuration a, Decimal b) noexcept {
  auto const nanoseconds = nanoseconds_of(a);
  return nanoseconds ? duration_of(multiply(*nanoseconds, b)) : std::nullopt;
}

std::optional<MonthsDuration> multiply(MonthsDuration a, Decimal b) noexcept {
  return months_of(multiply(Decimal{a.months}, b));
}

std::optional<DaysDuration> divide(DaysDuration a, Decimal b) noexcept {
  auto const nanoseconds = nanoseconds_of(a);
  return nanoseconds ? duration_of(divide(*nanoseconds, b)) : std::nullopt;
}

std::optional<MonthsDuration> divide(MonthsDuration a, Decimal b) noexcept { return months_of(divide(Decimal{a.months}, b)); }

std::optional<Decimal> divide(DaysDuration a, DaysDuration b) noexcept {
  auto const left = nanoseconds_of(a), right = nanoseconds_of(b);
  return left && right ? divide(*left, *right) : std::nullopt;
}

std::optional<Decimal> divide(MonthsDuration a, MonthsDuration b) noexcept {
  return divide(Decimal{a.months}, Decimal{b.months});
}

}  // namespace guicheng
