// Durations to and from text: the lexical forms of XML Schema 1.1 Part 2 §3.4.26 and §3.4.27, written normalised.
// Entry points: read_days_duration … write(MonthsDuration).
#include "temporal/cursor.hpp"

#include <guicheng/temporal.hpp>

#include <fmt/format.h>

namespace guicheng {
namespace {

using namespace temporal;

constexpr std::int64_t seconds_per_day = 86'400;

// One `12H` of a duration, times its unit, added to the sum. False where the number is missing or too large.
bool add_part(std::string_view digits, std::int64_t unit, std::int64_t& sum) noexcept {
  auto const count = whole(digits);
  if (digits.empty() || !count || *count > std::numeric_limits<std::int64_t>::max() / unit) return false;
  return !__builtin_add_overflow(sum, *count * unit, &sum);
}

// The part of a days duration behind the T.
bool take_clock_parts(Cursor& at, std::int64_t& seconds, std::int64_t& nanoseconds) noexcept {
  struct Unit {
    char letter;
    std::int64_t seconds;
  };
  bool any = false;
  for (Unit const unit : {Unit{'H', 3'600}, Unit{'M', 60}, Unit{'S', 1}}) {
    Cursor ahead = at;
    auto const digits = ahead.digits();
    if (digits.empty()) continue;
    std::int64_t part = 0;
    if (unit.letter == 'S' && ahead.take('.')) {
      auto const given = fraction(ahead.digits());
      if (!given) return false;
      part = *given;
    }
    if (!ahead.take(unit.letter)) continue;
    if (!add_part(digits, unit.seconds, seconds)) return false;
    nanoseconds = part;
    any = true;
    at = ahead;
  }
  return any;
}

// The size of a number whose smallest value has no positive counterpart.
std::uint64_t magnitude(std::int64_t value) noexcept {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

}  // namespace

std::optional<DaysDuration> read_days_duration(std::string_view text) noexcept {
  Cursor at{text};
  bool const negative = at.take('-');
  if (!at.take('P')) return std::nullopt;
  std::int64_t seconds = 0, nanoseconds = 0;
  bool any = false;
  if (auto const digits = at.digits(); !digits.empty()) {
    if (!add_part(digits, seconds_per_day, seconds) || !at.take('D')) return std::nullopt;
    any = true;
  }
  if (at.take('T')) any = take_clock_parts(at, seconds, nanoseconds);
  if (!any || !at.at_end()) return std::nullopt;
  auto const part = static_cast<std::int32_t>(nanoseconds);
  return negative ? DaysDuration{-seconds, -part} : DaysDuration{seconds, part};
}

std::optional<MonthsDuration> read_months_duration(std::string_view text) noexcept {
  Cursor at{text};
  bool const negative = at.take('-');
  if (!at.take('P')) return std::nullopt;
  std::int64_t months = 0;
  auto digits = at.digits();
  if (at.take('Y')) {
    if (!add_part(digits, 12, months)) return std::nullopt;
    if (at.at_end()) return MonthsDuration{negative ? -months : months};
    digits = at.digits();
  }
  if (!at.take('M') || !at.at_end() || !add_part(digits, 1, months)) return std::nullopt;
  return MonthsDuration{negative ? -months : months};
}

std::string write(DaysDuration duration) {
  if (duration.seconds == 0 && duration.nanoseconds == 0) return "PT0S";
  std::string text = duration.seconds < 0 || duration.nanoseconds < 0 ? "-P" : "P";
  std::uint64_t const seconds = magnitude(duration.seconds), part = magnitude(duration.nanoseconds);
  if (auto const days = seconds / seconds_per_day; days != 0) text += fmt::format("{}D", days);
  auto const clock = seconds % seconds_per_day;
  if (clock == 0 && part == 0) return text;
  text += 'T';
  if (clock / 3'600 != 0) text += fmt::format("{}H", clock / 3'600);
  if (clock / 60 % 60 != 0) text += fmt::format("{}M", clock / 60 % 60);
  if (clock % 60 == 0 && part == 0) return text;
  text += fmt::format("{}", clock % 60);
  if (part != 0) {
    text += fmt::format(".{:09}", part);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "S";
}

std::string write(MonthsDuration duration) {
  if (duration.months == 0) return "P0M";
  std::string text = duration.months < 0 ? "-P" : "P";
  auto const months = magnitude(duration.months);
  if (months / 12 != 0) text += fmt::format("{}Y", months / 12);
  if (months % 12 != 0) text += fmt::format("{}M", months % 12);
  return text;
}

}  // namespace guicheng
