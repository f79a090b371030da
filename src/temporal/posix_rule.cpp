// Reads and applies the POSIX rule that stands for the years after a zone's table.
// Entry points: read_posix_rule, PosixRule::offset_at.
#include "temporal/posix_rule.hpp"

#include <guicheng/temporal.hpp>

#include "temporal/cursor.hpp"
#include "temporal/floor_divide.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

struct RuleCursor : temporal::Cursor {
  std::optional<int> number(int most) noexcept {
    int value = 0;
    std::size_t count = 0;
    for (; count < rest.size() && count < 4 && temporal::is_digit(rest[count]); ++count)
      value = value * 10 + (rest[count] - '0');
    if (count == 0 || value > most) return std::nullopt;
    rest.remove_prefix(count);
    return value;
  }
  // A zone's abbreviation: three letters or more, or anything in angle brackets.
  bool skip_name() noexcept {
    std::size_t const close = rest.starts_with('<') ? rest.find('>') : std::string_view::npos;
    if (rest.starts_with('<')) {
      if (close == std::string_view::npos) return false;
      rest.remove_prefix(close + 1);
      return true;
    }
    std::size_t count = 0;
    while (count < rest.size() && ((rest[count] >= 'A' && rest[count] <= 'Z') || (rest[count] >= 'a' && rest[count] <= 'z')))
      ++count;
    rest.remove_prefix(count);
    return count >= 3;
  }
  // [+-]hh[:mm[:ss]]
  std::optional<std::int32_t> clock(int most_hours) noexcept {
    bool const negative = take('-');
    if (!negative) take('+');
    auto const hours = number(most_hours);
    if (!hours) return std::nullopt;
    std::int32_t seconds = *hours * 3'600;
    for (std::int32_t unit : {60, 1}) {
      if (!take(':')) break;
      auto const part = number(59);
      if (!part) return std::nullopt;
      seconds += *part * unit;
    }
    return negative ? -seconds : seconds;
  }
};

bool take_day(RuleCursor& at, YearlyChange& change) noexcept {
  if (at.take('M')) {
    auto const month = at.number(12);
    if (!month || *month == 0 || !at.take('.')) return false;
    auto const week = at.number(5);
    if (!week || *week == 0 || !at.take('.')) return false;
    auto const weekday = at.number(6);
    if (!weekday) return false;
    change.month = *month;
    change.week = *week;
    change.weekday = *weekday;
    return true;
  }
  bool const julian = at.take('J');
  auto const day = at.number(365);
  if (!day || (julian && *day == 0)) return false;
  change.form = julian ? YearlyChange::Form::julian_without_leap_day : YearlyChange::Form::day_of_year;
  change.day = *day;
  return true;
}

bool take_change(RuleCursor& at, YearlyChange& change) noexcept {
  if (!at.take(',') || !take_day(at, change)) return false;
  if (!at.take('/')) return true;
  auto const seconds = at.clock(167);
  if (seconds) change.seconds = *seconds;
  return seconds.has_value();
}

std::int32_t year_of(std::int64_t civil_seconds) noexcept {
  return civil_from_days(temporal::floor_divide(civil_seconds, seconds_per_day)).year;
}

}  // namespace

std::int64_t YearlyChange::in_year(std::int32_t year) const noexcept {
  std::int64_t const new_year = days_from_civil({year, 1, 1});
  std::int64_t days = new_year + day;
  if (form == Form::julian_without_leap_day) {
    days = new_year + day - 1 + (day >= 60 && days_in_month(year, 2) == 29 ? 1 : 0);
  } else if (form == Form::month_week_day) {
    Date const first{year, static_cast<std::uint8_t>(month), 1};
    int const to_weekday = (weekday + 7 - day_of_week(first) % 7) % 7;
    int in_month = to_weekday + (week - 1) * 7;
    if (in_month >= days_in_month(year, month)) in_month -= 7;
    days = days_from_civil(first) + in_month;
  }
  return days * seconds_per_day + seconds;
}

// Both look-ups ask the same: does the moment lie between the change to summer time and the change back? On the southern
// half summer contains New Year, and the two come in the other order.
std::int32_t PosixRule::offset_at(std::int64_t utc_seconds) const noexcept {
  if (!has_summer) return standard;
  std::int32_t const year = year_of(utc_seconds + standard);
  std::int64_t const begin = to_summer.in_year(year) - standard, end = to_standard.in_year(year) - summer;
  bool const inside = begin < end ? begin <= utc_seconds && utc_seconds < end : begin <= utc_seconds || utc_seconds < end;
  return inside ? summer : standard;
}

std::int32_t PosixRule::offset_at_civil(std::int64_t civil_seconds) const noexcept {
  if (!has_summer) return standard;
  std::int32_t const year = year_of(civil_seconds), later = std::max(standard, summer);
  std::int64_t const begin = to_summer.in_year(year) - standard + later, end = to_standard.in_year(year) - summer + later;
  bool const inside =
      begin < end ? begin <= civil_seconds && civil_seconds < end : begin <= civil_seconds || civil_seconds < end;
  return inside ? summer : standard;
}

std::optional<PosixRule> read_posix_rule(std::string_view text) noexcept {
  RuleCursor at{{text}};
  PosixRule rule;
  if (!at.skip_name()) return std::nullopt;
  auto const standard = at.clock(24);
  if (!standard) return std::nullopt;
  rule.standard = rule.summer = -*standard;  // POSIX counts west of Greenwich
  if (at.rest.empty()) return rule;
  if (!at.skip_name()) return std::nullopt;
  rule.has_summer = true;
  rule.summer = rule.standard + 3'600;
  if (!at.rest.starts_with(',')) {
    auto const summer = at.clock(24);
    if (!summer) return std::nullopt;
    rule.summer = -*summer;
  }
  if (!take_change(at, rule.to_summer) || !take_change(at, rule.to_standard) || !at.rest.empty()) return std::nullopt;
  return rule;
}

}  // namespace guicheng
