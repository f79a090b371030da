// The proleptic Gregorian calendar on day numbers of 64 bits: std::chrono::year has 16 bits and FEEL's years have 30.
#include <guicheng/temporal.hpp>

#include "temporal/floor_divide.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::int64_t days_in_era = 146'097;  // 400 years
constexpr std::int64_t epoch_from_era = 719'468;  // 1970-01-01 counted from 0000-03-01
constexpr std::int32_t last_year = 999'999'999;
constexpr Date first_day{-last_year, 1, 1}, last_day{last_year, 12, 31};

using temporal::floor_divide;

constexpr bool is_leap(std::int32_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Years begin in March, so that the leap day ends them.
constexpr std::int64_t day_number(Date date) noexcept {
  std::int64_t const year = std::int64_t{date.year} - (date.month <= 2 ? 1 : 0);
  std::int64_t const era = floor_divide(year, 400);
  std::int64_t const year_of_era = year - era * 400;
  std::int64_t const month = (date.month + 9) % 12;  // March is 0
  std::int64_t const day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5 + date.day - 1;
  return era * days_in_era + day_of_era - epoch_from_era;
}

}  // namespace

std::int64_t days_from_civil(Date date) noexcept { return day_number(date); }

Date civil_from_days(std::int64_t days) noexcept {
  days = std::clamp(days, day_number(first_day), day_number(last_day)) + epoch_from_era;
  std::int64_t const era = floor_divide(days, days_in_era);
  std::int64_t const day_of_era = days - era * days_in_era;
  std::int64_t const year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::int64_t const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::int64_t const month = (5 * day_of_year + 2) / 153;  // March is 0
  std::int64_t const day = day_of_year - (153 * month + 2) / 5 + 1;
  std::int64_t const year = era * 400 + year_of_era + (month >= 10 ? 1 : 0);
  return {static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month >= 10 ? month - 9 : month + 3),
          static_cast<std::uint8_t>(day)};
}

int days_in_month(std::int32_t year, int month) noexcept {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_valid(Date date) noexcept {
  return date.year >= -last_year && date.year <= last_year && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= days_in_month(date.year, date.month);
}

int day_of_week(Date date) noexcept {
  std::int64_t const from_monday = days_from_civil(date) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(from_monday - floor_divide(from_monday, 7) * 7) + 1;
}

int day_of_year(Date date) noexcept {
  return static_cast<int>(days_from_civil(date) - days_from_civil({date.year, 1, 1})) + 1;
}

// A week belongs to the year of its Thursday.
int week_of_year(Date date) noexcept {
  std::int64_t const thursday = days_from_civil(date) + 4 - day_of_week(date);
  std::int64_t const year = std::clamp<std::int64_t>(civil_from_days(thursday).year, -last_year, last_year);
  std::int64_t const first = days_from_civil({static_cast<std::int32_t>(year), 1, 1});
  return static_cast<int>(std::max<std::int64_t>(thursday - first, 0) / 7) + 1;
}

Date add_months(Date date, std::int64_t months) noexcept {
  constexpr std::int64_t most = 12LL * (2LL * last_year + 1);
  std::int64_t const total = std::int64_t{date.year} * 12 + date.month - 1 + std::clamp(months, -most, most);
  std::int64_t const year = floor_divide(total, 12);
  if (year < -last_year) return first_day;
  if (year > last_year) return last_day;
  auto const month = static_cast<int>(total - year * 12) + 1;
  auto const shortened = std::min<int>(date.day, days_in_month(static_cast<std::int32_t>(year), month));
  return {static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(shortened)};
}

}  // namespace guicheng
