// FEEL's dates, times and durations (DMN 1.5 §10.3.2.3.4 to §10.3.2.3.9), as plain values.
#pragma once

#include <guicheng/result.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

/// A moment on the time line: milliseconds since 1970-01-01T00:00:00Z. Comes from the caller, never from a clock.
struct Instant {
  std::int64_t milliseconds = 0;
  auto operator<=>(Instant const&) const = default;
};

/// A civil day of the proleptic Gregorian calendar, year -999,999,999..999,999,999.
struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;  ///< 1..12
  std::uint8_t day = 1;    ///< 1..31, a day that exists
  auto operator<=>(Date const&) const = default;
};

/// Days since 1970-01-01; negative before it.
std::int64_t days_from_civil(Date) noexcept;
Date civil_from_days(std::int64_t days) noexcept;
/// 1 Monday … 7 Sunday.
int day_of_week(Date) noexcept;
/// 1 … 366.
int day_of_year(Date) noexcept;
/// The week 1..53 that ISO 8601 gives the day; the first days of January may belong to week 52 or 53.
int week_of_year(Date) noexcept;
/// 28 … 31; month 1..12.
int days_in_month(std::int32_t year, int month) noexcept;
/// Whether month 1..12 and day exist in that year.
bool is_valid(Date) noexcept;
/// Adds months; a day that the month lacks becomes its last day (民法典 202). Stops at the first and last year.
Date add_months(Date, std::int64_t months) noexcept;

/// Where a time's clock hangs: nowhere (local), at a fixed offset, or in a named zone.
struct Zone {
  enum class Kind : std::uint8_t { local, offset, named };
  Kind kind = Kind::local;
  std::int32_t offset_seconds = 0;                 ///< with Kind::offset; -18:00..+18:00
  std::shared_ptr<std::string const> name;         ///< with Kind::named; an IANA name
  bool operator==(Zone const&) const;
};

struct Time {
  std::int64_t nanoseconds = 0;  ///< since midnight, 0..86,399,999,999,999
  Zone zone;
  bool operator==(Time const&) const = default;
};

struct DateTime {
  Date date;
  Time time;
  bool operator==(DateTime const&) const = default;
};

/// days and time duration, in nanoseconds; |seconds| up to about 292 million years are kept exactly.
struct DaysDuration {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;  ///< same sign as seconds, |nanoseconds| < 1e9
  auto operator<=>(DaysDuration const&) const = default;
};

/// years and months duration.
struct MonthsDuration {
  std::int64_t months = 0;
  auto operator<=>(MonthsDuration const&) const = default;
};

/// One time zone, read from a TZif file (RFC 8536) that the caller hands in as bytes. Cheap to copy, safe to share.
class TimeZone {
 public:
  /// Version 2 or later (64-bit times); the POSIX rule at its end speaks for the years after the table.
  /// Error: bad_definition.
  static Result<TimeZone> read_tzif(std::string_view bytes);
  /// A zone that is always the same number of seconds east of UTC.
  static TimeZone fixed(std::int32_t offset_seconds);

  /// Seconds east of UTC at a moment (seconds since 1970-01-01T00:00:00Z).
  std::int32_t offset_at(std::int64_t utc_seconds) const noexcept;
  /// Seconds east of UTC for a civil time given as if it were UTC; in a gap or fold, the offset before it.
  std::int32_t offset_at_civil(std::int64_t civil_seconds) const noexcept;

 private:
  struct Table;
  explicit TimeZone(std::shared_ptr<Table const>) noexcept;
  std::shared_ptr<Table const> table_;
};

/// Zones by IANA name. Immutable once filled; shared between threads.
using TimeZones = std::map<std::string, TimeZone, std::less<>>;

/// Civil date and time of day in a zone, as a local date and time.
DateTime civil_time(Instant, TimeZone const&) noexcept;
/// The first moment of a civil day in a zone.
Instant start_of_day(Date, TimeZone const&) noexcept;

// ISO 8601 as XML Schema writes it (DMN 1.5 §10.3.4.1): years of four digits or more without a needless zero, `-` but
// no `+` before them, seconds always, at most nanoseconds, offsets to +-18:00 with optional seconds, `@Area/City` for a
// named zone (whether it exists is for the caller to ask). 24:00:00 is the midnight that ends the day. Nothing where
// the text is not of that form.
std::optional<Date> read_date(std::string_view) noexcept;
std::optional<Time> read_time(std::string_view);
std::optional<DateTime> read_date_time(std::string_view);
std::optional<DaysDuration> read_days_duration(std::string_view) noexcept;
std::optional<MonthsDuration> read_months_duration(std::string_view) noexcept;
std::string write(Date);
std::string write(Time const&);
std::string write(DateTime const&);
std::string write(DaysDuration);
std::string write(MonthsDuration);

}  // namespace guicheng
