// Working days: the State Council's holidays and make-up days, and how limits are counted.
#pragma once

#include <guicheng/temporal.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace guicheng {

enum class DayKind : std::uint8_t { working, calendar };

/// Which days are working days, for the years that are published. Immutable once filled.
struct Calendar {
  std::string id;
  std::string version;
  std::set<std::int32_t> years;  ///< the years this calendar knows
  std::set<Date> off;            ///< days off beside ordinary weekends
  std::set<Date> work;           ///< weekend days that are worked

  /// Nothing where the day's year is not published.
  std::optional<bool> is_working_day(Date) const;
  bool operator==(Calendar const&) const = default;
};

/// The last day of a limit of n days: the first day is not counted, the n-th day after it is the last.
/// A calendar-day limit that ends on a day off moves to the next working day where `move_off_rest` is set.
/// @param n  1..10,000
/// @return nothing where the calendar does not reach: nobody guesses
/// @law 行政许可法 第八十二条; 民法典 第二百零一条, 第二百零三条
std::optional<Date> last_day(Calendar const&, Date start, int n, DayKind, bool move_off_rest = true);

/// Working days after `from` up to and including `to`; nothing where the calendar does not reach.
std::optional<int> working_days_between(Calendar const&, Date from, Date to);

}  // namespace guicheng
