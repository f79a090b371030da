// What FEEL computes with dates, times and durations (DMN 1.5 §10.3.2.3, Tables 42, 54 and 56). Nothing is thrown; an
// operation without a result gives nothing. Only src/temporal and src/feel include this.
#pragma once

#include <guicheng/decimal.hpp>
#include <guicheng/temporal.hpp>

#include <compare>
#include <optional>

namespace guicheng {

// Zones. `zones` may be null: then no named zone is known.

/// Whether a value with this zone can be placed on the time line: false for a name that `zones` lacks.
bool is_known(Zone const&, TimeZones const* zones) noexcept;
/// Seconds east of UTC that this date and time has; nothing where it is local or its zone unknown.
std::optional<std::int32_t> offset_of(DateTime const&, TimeZones const* zones) noexcept;
/// The same for a time without a date: a named zone counts with its offset on 1970-01-01.
std::optional<std::int32_t> offset_of(Time const&, TimeZones const* zones) noexcept;
/// The moment of a date and time; a local one counts as UTC. Nothing beyond Instant's reach and in an unknown zone.
std::optional<Instant> instant_of(DateTime const&, TimeZones const* zones) noexcept;
/// Midnight UTC, which is what FEEL makes of a date where a date and time is asked for.
DateTime at_midnight(Date) noexcept;

// Comparison, at whole seconds as FEEL's properties have them. Nothing where one side is local and the other is not
// (equality is then false, order null).

std::optional<std::strong_ordering> order(Time const&, Time const&, TimeZones const* zones) noexcept;
std::optional<std::strong_ordering> order(DateTime const&, DateTime const&, TimeZones const* zones) noexcept;

// Sums and differences. A duration of days added to a date counts from its midnight and falls back to the day; added to a
// date and time in a known named zone it counts on the time line, so that the clock may change on the way.

std::optional<Date> add(Date, MonthsDuration) noexcept;
std::optional<Date> add(Date, DaysDuration) noexcept;
std::optional<DateTime> add(DateTime const&, MonthsDuration) noexcept;
std::optional<DateTime> add(DateTime const&, DaysDuration, TimeZones const* zones) noexcept;
Time add(Time const&, DaysDuration) noexcept;
std::optional<DaysDuration> add(DaysDuration, DaysDuration) noexcept;
std::optional<MonthsDuration> add(MonthsDuration, MonthsDuration) noexcept;
std::optional<DaysDuration> negate(DaysDuration) noexcept;
std::optional<MonthsDuration> negate(MonthsDuration) noexcept;

DaysDuration subtract(Date, Date) noexcept;
std::optional<DaysDuration> subtract(DateTime const&, DateTime const&, TimeZones const* zones) noexcept;
std::optional<DaysDuration> subtract(Time const&, Time const&, TimeZones const* zones) noexcept;
/// Whole years and months from one day to the other, negative when `to` lies before.
MonthsDuration months_between(Date from, Date to) noexcept;

// Products and quotients, cut to whole nanoseconds or whole months.

std::optional<DaysDuration> multiply(DaysDuration, Decimal) noexcept;
std::optional<MonthsDuration> multiply(MonthsDuration, Decimal) noexcept;
std::optional<DaysDuration> divide(DaysDuration, Decimal) noexcept;
std::optional<MonthsDuration> divide(MonthsDuration, Decimal) noexcept;
std::optional<Decimal> divide(DaysDuration, DaysDuration) noexcept;
std::optional<Decimal> divide(MonthsDuration, MonthsDuration) noexcept;

}  // namespace guicheng
