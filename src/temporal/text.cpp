// Dates and times to and from text: the lexical forms of XML Schema 1.1 Part 2 §3.3, with FEEL's `@Area/City`.
// Entry points: read_date … write(DateTime). Nothing here knows the machine's locale or zones.
#include "temporal/cursor.hpp"

#include <guicheng/temporal.hpp>

#include <fmt/format.h>

namespace guicheng {
namespace {

using namespace temporal;

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t nanoseconds_per_day = seconds_per_day * nanoseconds_per_second;
constexpr std::int32_t largest_offset = 18 * 3'600;

std::optional<Date> take_date(Cursor& at) noexcept {
  bool const negative = at.take('-');
  auto const year_digits = at.digits();
  if (year_digits.size() < 4 || year_digits.size() > 9) return std::nullopt;
  if (year_digits.size() > 4 && year_digits.front() == '0') return std::nullopt;
  auto const year = whole(year_digits);
  if (!year || (negative && *year == 0) || !at.take('-')) return std::nullopt;
  auto const month = at.two_digits(1, 12);
  if (!month || !at.take('-')) return std::nullopt;
  auto const day = at.two_digits(1, 31);
  if (!day) return std::nullopt;
  Date const date{static_cast<std::int32_t>(negative ? -*year : *year), static_cast<std::uint8_t>(*month),
                  static_cast<std::uint8_t>(*day)};
  if (!is_valid(date)) return std::nullopt;
  return date;
}

std::optional<std::int32_t> take_offset(Cursor& at) noexcept {
  if (at.take('Z')) return 0;
  bool const west = at.take('-');
  if (!west && !at.take('+')) return std::nullopt;
  auto const hours = at.two_digits(0, 18);
  if (!hours || !at.take(':')) return std::nullopt;
  auto const minutes = at.two_digits(0, 59);
  if (!minutes) return std::nullopt;
  int seconds = 0;
  if (at.take(':')) {
    auto const given = at.two_digits(0, 59);
    if (!given) return std::nullopt;
    seconds = *given;
  }
  std::int32_t const offset = *hours * 3'600 + *minutes * 60 + seconds;
  if (offset > largest_offset) return std::nullopt;
  return west ? -offset : offset;
}

bool is_zone_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 64) return false;
  auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!is_letter(name.front())) return false;
  for (char const c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '_' && c != '-' && c != '+' && c != '/') return false;
  }
  return true;
}

std::optional<Zone> take_zone(Cursor& at) {
  Zone zone;
  if (at.at_end()) return zone;
  if (at.take('@')) {
    if (!is_zone_name(at.rest)) return std::nullopt;
    zone.kind = Zone::Kind::named;
    zone.name = std::make_shared<std::string const>(at.rest);
    at.rest = {};
    return zone;
  }
  auto const offset = take_offset(at);
  if (!offset || !at.at_end()) return std::nullopt;
  zone.kind = Zone::Kind::offset;
  zone.offset_seconds = *offset;
  return zone;
}

// Nanoseconds since midnight, the end of the day included.
std::optional<std::int64_t> take_clock(Cursor& at) noexcept {
  auto const hour = at.two_digits(0, 24);
  if (!hour || !at.take(':')) return std::nullopt;
  auto const minute = at.two_digits(0, 59);
  if (!minute || !at.take(':')) return std::nullopt;
  auto const second = at.two_digits(0, 59);
  if (!second) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (at.take('.')) {
    auto const part = fraction(at.digits());
    if (!part) return std::nullopt;
    nanoseconds = *part;
  }
  std::int64_t const clock = (*hour * 3'600LL + *minute * 60 + *second) * nanoseconds_per_second + nanoseconds;
  if (clock > nanoseconds_per_day) return std::nullopt;
  return clock;
}

std::string clock_text(std::int64_t nanoseconds) {
  std::int64_t const seconds = nanoseconds / nanoseconds_per_second;
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
  if (std::int64_t const part = nanoseconds % nanoseconds_per_second; part != 0) {
    text += fmt::format(".{:09}", part);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::string zone_text(Zone const& zone) {
  if (zone.kind == Zone::Kind::local) return {};
  if (zone.kind == Zone::Kind::named) return "@" + (zone.name ? *zone.name : std::string{});
  if (zone.offset_seconds == 0) return "Z";
  int const size = zone.offset_seconds < 0 ? -zone.offset_seconds : zone.offset_seconds;
  auto text = fmt::format("{}{:02}:{:02}", zone.offset_seconds < 0 ? '-' : '+', size / 3'600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

}  // namespace

bool Zone::operator==(Zone const& other) const {
  if (kind != other.kind) return false;
  if (kind == Kind::offset) return offset_seconds == other.offset_seconds;
  if (kind == Kind::local || name == other.name) return true;
  return name && other.name && *name == *other.name;
}

std::optional<Date> read_date(std::string_view text) noexcept {
  Cursor at{text};
  auto const date = take_date(at);
  return at.at_end() ? date : std::nullopt;
}

std::optional<Time> read_time(std::string_view text) {
  Cursor at{text};
  auto const clock = take_clock(at);
  if (!clock) return std::nullopt;
  auto zone = take_zone(at);
  if (!zone) return std::nullopt;
  return Time{*clock % nanoseconds_per_day, std::move(*zone)};
}

std::optional<DateTime> read_date_time(std::string_view text) {
  Cursor at{text};
  auto date = take_date(at);
  if (!date || !at.take('T')) return std::nullopt;
  auto const clock = take_clock(at);
  if (!clock) return std::nullopt;
  auto zone = take_zone(at);
  if (!zone) return std::nullopt;
  if (*clock == nanoseconds_per_day) {
    Date const next = civil_from_days(days_from_civil(*date) + 1);
    if (next == *date) return std::nullopt;  // the end of the last day there is
    date = next;
  }
  return DateTime{*date, {*clock % nanoseconds_per_day, std::move(*zone)}};
}

std::string write(Date date) {
  auto const year = date.year < 0 ? -std::int64_t{date.year} : std::int64_t{date.year};
  if (date.year >= 0 && date.year <= 9999) {  // the usual one: every act has some
    std::string text = "0000-00-00";
    auto const put = [&](std::size_t at, unsigned two) {
      text[at] = static_cast<char>('0' + two / 10 % 10);
      text[at + 1] = static_cast<char>('0' + two % 10);
    };
    put(0, static_cast<unsigned>(year) / 100);
    put(2, static_cast<unsigned>(year));
    put(5, date.month);
    put(8, date.day);
    return text;
  }
  return fmt::format("{}{:04}-{:02}-{:02}", date.year < 0 ? "-" : "", year, unsigned{date.month}, unsigned{date.day});
}

std::string write(Time const& time) { return clock_text(time.nanoseconds) + zone_text(time.zone); }

std::string write(DateTime const& moment) { return write(moment.date) + "T" + write(moment.time); }

}  // namespace guicheng
