// Zones, comparison, sums and differences of FEEL's dates, times and durations.
#include "temporal/arithmetic.hpp"

#include "temporal/floor_divide.hpp"

#include <limits>

namespace guicheng {
namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t nanoseconds_per_day = seconds_per_day * nanoseconds_per_second;

using temporal::floor_divide;

TimeZone const* find_zone(Zone const& zone, TimeZones const* zones) noexcept {
  if (zone.kind != Zone::Kind::named || zones == nullptr || zone.name == nullptr) return nullptr;
  auto const found = zones->find(*zone.name);
  return found == zones->end() ? nullptr : &found->second;
}

// A point on a line of seconds, with 0 <= nanoseconds < 1e9; fits every date FEEL knows.
struct Point {
  std::int64_t seconds, nanoseconds;
};

Point civil_point(DateTime const& moment) noexcept {
  return {days_from_civil(moment.date) * seconds_per_day + moment.time.nanoseconds / nanoseconds_per_second,
          moment.time.nanoseconds % nanoseconds_per_second};
}

std::optional<Point> moved(Point at, DaysDuration by) noexcept {
  std::int64_t const nanoseconds = at.nanoseconds + by.nanoseconds;
  std::int64_t const carry = floor_divide(nanoseconds, nanoseconds_per_second);
  if (__builtin_add_overflow(at.seconds, by.seconds, &at.seconds)) return std::nullopt;
  if (__builtin_add_overflow(at.seconds, carry, &at.seconds)) return std::nullopt;
  return Point{at.seconds, nanoseconds - carry * nanoseconds_per_second};
}

std::optional<DateTime> civil_at(Point at, Zone const& zone) noexcept {
  std::int64_t const day = floor_divide(at.seconds, seconds_per_day);
  Date const date = civil_from_days(day);
  if (days_from_civil(date) != day) return std::nullopt;  // beyond the years there are
  return DateTime{date, {(at.seconds - day * seconds_per_day) * nanoseconds_per_second + at.nanoseconds, zone}};
}

// The same sign on both parts. False where the sum overflows.
std::optional<DaysDuration> normalised(std::int64_t seconds, std::int64_t nanoseconds) noexcept {
  if (__builtin_add_overflow(seconds, nanoseconds / nanoseconds_per_second, &seconds)) return std::nullopt;
  nanoseconds %= nanoseconds_per_second;
  if (seconds > 0 && nanoseconds < 0) return DaysDuration{seconds - 1, static_cast<std::int32_t>(nanoseconds + nanoseconds_per_second)};
  if (seconds < 0 && nanoseconds > 0) return DaysDuration{seconds + 1, static_cast<std::int32_t>(nanoseconds - nanoseconds_per_second)};
  return DaysDuration{seconds, static_cast<std::int32_t>(nanoseconds)};
}

// Both sides on one line: UTC where both have an offset, the civil line where both are local or in the same place.
template <class T, class ToPoint>
std::optional<std::pair<Point, Point>> on_one_line(T const& a, T const& b, Zone const& zone_a, Zone const& zone_b,
                                                   TimeZones const* zones, ToPoint to_point) noexcept {
  Point left = to_point(a), right = to_point(b);
  if (zone_a.kind == Zone::Kind::local && zone_b.kind == Zone::Kind::local) return std::pair{left, right};
  auto const offset_a = offset_of(a, zones), offset_b = offset_of(b, zones);
  if (offset_a && offset_b) {
    left.seconds -= *offset_a;
    right.seconds -= *offset_b;
    return std::pair{left, right};
  }
  if (zone_a.kind == Zone::Kind::named && zone_a == zone_b) return std::pair{left, right};
  return std::nullopt;
}

Point clock_point(Time const& time) noexcept {
  return {time.nanoseconds / nanoseconds_per_second, time.nanoseconds % nanoseconds_per_second};
}

std::optional<std::pair<Point, Point>> on_one_line(DateTime const& a, DateTime const& b, TimeZones const* zones) noexcept {
  return on_one_line(a, b, a.time.zone, b.time.zone, zones, civil_point);
}

std::optional<std::pair<Point, Point>> on_one_line(Time const& a, Time const& b, TimeZones const* zones) noexcept {
  return on_one_line(a, b, a.zone, b.zone, zones, clock_point);
}

std::optional<std::int32_t> offset_at(Zone const& zone, std::int64_t civil_seconds, TimeZones const* zones) noexcept {
  if (zone.kind == Zone::Kind::local) return std::nullopt;
  if (zone.kind == Zone::Kind::offset) return zone.offset_seconds;
  auto const* const found = find_zone(zone, zones);
  return found == nullptr ? std::nullopt : std::optional{found->offset_at_civil(civil_seconds)};
}

}  // namespace

bool is_known(Zone const& zone, TimeZones const* zones) noexcept {
  return zone.kind != Zone::Kind::named || find_zone(zone, zones) != nullptr;
}

std::optional<std::int32_t> offset_of(DateTime const& moment, TimeZones const* zones) noexcept {
  return offset_at(moment.time.zone, civil_point(moment).seconds, zones);
}

std::optional<std::int32_t> offset_of(Time const& time, TimeZones const* zones) noexcept {
  return offset_at(time.zone, clock_point(time).seconds, zones);
}

std::optional<Instant> instant_of(DateTime const& moment, TimeZones const* zones) noexcept {
  if (!is_known(moment.time.zone, zones)) return std::nullopt;
  Point const at = civil_point(moment);
  std::int64_t milliseconds = at.seconds - offset_of(moment, zones).value_or(0);
  if (__builtin_mul_overflow(milliseconds, 1'000, &milliseconds)) return std::nullopt;
  if (__builtin_add_overflow(milliseconds, at.nanoseconds / 1'000'000, &milliseconds)) return std::nullopt;
  return Instant{milliseconds};
}

DateTime at_midnight(Date date) noexcept { return {date, {0, {Zone::Kind::offset, 0, nullptr}}}; }

std::optional<std::strong_ordering> order(Time const& a, Time const& b, TimeZones const* zones) noexcept {
  auto const line = on_one_line(a, b, zones);
  if (!line) return std::nullopt;
  return line->first.seconds <=> line->second.seconds;
}

std::optional<std::strong_ordering> order(DateTime const& a, DateTime const& b, TimeZones const* zones) noexcept {
  auto const line = on_one_line(a, b, zones);
  if (!line) return std::nullopt;
  return line->first.seconds <=> line->second.seconds;
}

std::optional<Date> add(Date date, MonthsDuration by) noexcept {
  Date const moved = add_months(date, by.months);
  std::int64_t months = std::int64_t{date.year} * 12 + date.month;
  if (__builtin_add_overflow(months, by.months, &months)) return std::nullopt;
  if (months != std::int64_t{moved.year} * 12 + moved.month) return std::nullopt;  // stopped at the last year
  return moved;
}

std::optional<Date> add(Date date, DaysDuration by) noexcept {
  auto const moved = add(at_midnight(date), by, nullptr);
  return moved ? std::optional{moved->date} : std::nullopt;
}

std::optional<DateTime> add(DateTime const& moment, MonthsDuration by) noexcept {
  auto const date = add(moment.date, by);
  return date ? std::optional{DateTime{*date, moment.time}} : std::nullopt;
}

std::optional<DateTime> add(DateTime const& moment, DaysDuration by, TimeZones const* zones) noexcept {
  Point at = civil_point(moment);
  auto const* const zone = find_zone(moment.time.zone, zones);
  if (zone != nullptr) at.seconds -= zone->offset_at_civil(at.seconds);
  auto sum = moved(at, by);
  if (!sum) return std::nullopt;
  if (zone != nullptr && __builtin_add_overflow(sum->seconds, zone->offset_at(sum->seconds), &sum->seconds)) return std::nullopt;
  return civil_at(*sum, moment.time.zone);
}

Time add(Time const& time, DaysDuration by) noexcept {
  std::int64_t const clock = time.nanoseconds + by.seconds % seconds_per_day * nanoseconds_per_second + by.nanoseconds;
  return {clock - floor_divide(clock, nanoseconds_per_day) * nanoseconds_per_day, time.zone};
}

std::optional<DaysDuration> add(DaysDuration a, DaysDuration b) noexcept {
  std::int64_t seconds = 0;
  if (__builtin_add_overflow(a.seconds, b.seconds, &seconds)) return std::nullopt;
  return normalised(seconds, std::int64_t{a.nanoseconds} + b.nanoseconds);
}

std::optional<MonthsDuration> add(MonthsDuration a, MonthsDuration b) noexcept {
  std::int64_t months = 0;
  if (__builtin_add_overflow(a.months, b.months, &months)) return std::nullopt;
  return MonthsDuration{months};
}

std::optional<DaysDuration> negate(DaysDuration a) noexcept {
  if (a.seconds == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return DaysDuration{-a.seconds, -a.nanoseconds};
}

std::optional<MonthsDuration> negate(MonthsDuration a) noexcept {
  if (a.months == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return MonthsDuration{-a.months};
}

DaysDuration subtract(Date a, Date b) noexcept { return {(days_from_civil(a) - days_from_civil(b)) * seconds_per_day, 0}; }

std::optional<DaysDuration> subtract(DateTime const& a, DateTime const& b, TimeZones const* zones) noexcept {
  auto const line = on_one_line(a, b, zones);
  if (!line) return std::nullopt;
  return normalised(line->first.seconds - line->second.seconds, line->first.nanoseconds - line->second.nanoseconds);
}

std::optional<DaysDuration> subtract(Time const& a, Time const& b, TimeZones const* zones) noexcept {
  auto const line = on_one_line(a, b, zones);
  if (!line) return std::nullopt;
  return normalised(line->first.seconds - line->second.seconds, line->first.nanoseconds - line->second.nanoseconds);
}

MonthsDuration months_between(Date from, Date to) noexcept {
  std::int64_t months = (std::int64_t{to.year} - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return {months};
}

}  // namespace guicheng
