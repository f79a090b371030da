// The rule at the end of a TZif file, for all years after its table: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX TZ, RFC 8536 §3.3).
// Only src/temporal includes this.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace guicheng {

/// When in a year the clocks change, in seconds of local time.
struct YearlyChange {
  enum class Form : std::uint8_t { month_week_day, julian_without_leap_day, day_of_year };
  Form form{};
  int month = 1, week = 1, weekday = 0;  ///< Mm.w.d; week 5 is the last; weekday 0 is Sunday
  int day = 0;                           ///< Jn (1..365, no 29 February) or n (0..365)
  std::int32_t seconds = 7'200;          ///< after that day's midnight, -167 h .. +167 h

  /// Civil seconds since 1970-01-01T00:00:00.
  std::int64_t in_year(std::int32_t year) const noexcept;
};

struct PosixRule {
  std::int32_t standard = 0, summer = 0;  ///< seconds east of UTC
  bool has_summer = false;
  YearlyChange to_summer, to_standard;

  std::int32_t offset_at(std::int64_t utc_seconds) const noexcept;
  /// In a gap or fold, the offset before it.
  std::int32_t offset_at_civil(std::int64_t civil_seconds) const noexcept;
};

/// Nothing where the text is not such a rule.
std::optional<PosixRule> read_posix_rule(std::string_view text) noexcept;

}  // namespace guicheng
