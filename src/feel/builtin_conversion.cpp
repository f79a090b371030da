// From one type to another (DMN 1.5 §10.3.4.1).
#include "feel/builtin.hpp"
#include "feel/positions.hpp"

#include "temporal/arithmetic.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

Value no_such_text(Call& call) { return call.fail("文本不是这种形式", "the text is not of that form"); }
Value unknown_zone(Call& call) { return call.fail("不认识这个时区", "the time zone is not known"); }

template <class T>
Value given(std::optional<T> const& value, Call& call) {
  return value ? Value{*value} : no_such_text(call);
}

// Whole numbers within limits, so that `date(2017, 13, 1)` is refused and not carried over.
std::optional<std::int64_t> whole_within(Value const& value, std::int64_t least, std::int64_t most) {
  if (!value.number()->is_integer()) return std::nullopt;
  auto const whole = value.number()->to_int64();
  return whole && *whole >= least && *whole <= most ? whole : std::nullopt;
}

Value date_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  if (from.date() != nullptr) return from;
  if (from.date_time() != nullptr) return from.date_time()->date;
  return given(read_date(*from.string()), call);
}

Value date_from_parts(std::span<Value const> arguments, Call& call) {
  auto const year = whole_within(arguments[0], -999'999'999, 999'999'999);
  auto const month = whole_within(arguments[1], 1, 12), day = whole_within(arguments[2], 1, 31);
  if (year && month && day) {
    Date const date{static_cast<std::int32_t>(*year), static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)};
    if (is_valid(date)) return date;
  }
  return call.fail("没有这一天", "there is no such day");
}

Value time_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  if (from.time() != nullptr) return is_known(from.time()->zone, call.zones()) ? from : unknown_zone(call);
  if (from.date_time() != nullptr) return from.date_time()->time;
  if (from.date() != nullptr) return at_midnight(*from.date()).time;
  auto const time = read_time(*from.string());
  if (!time) return no_such_text(call);
  return is_known(time->zone, call.zones()) ? Value{*time} : unknown_zone(call);
}

// Nanoseconds of the second and its fraction; nothing outside 0..60 and below a nanosecond.
std::optional<std::int64_t> nanoseconds_of(Decimal seconds) {
  auto const scaled = multiply(seconds, Decimal{1'000'000'000});
  if (!scaled || !scaled->is_integer()) return std::nullopt;
  auto const whole = scaled->to_int64();
  return whole && *whole >= 0 && *whole < 60'000'000'000 ? whole : std::nullopt;
}

Value time_from_parts(std::span<Value const> arguments, Call& call) {
  auto const hour = whole_within(arguments[0], 0, 23), minute = whole_within(arguments[1], 0, 59);
  auto const second = nanoseconds_of(*arguments[2].number());
  if (!hour || !minute || !second) return call.fail("没有这个时刻", "there is no such time");
  Time time{(*hour * 3'600 + *minute * 60) * 1'000'000'000 + *second, {}};
  if (auto const* const offset = arguments[3].days_duration()) {
    if (offset->nanoseconds != 0 || offset->seconds < -18 * 3'600 || offset->seconds > 18 * 3'600)
      return call.fail("时差须在 -18 至 +18 小时之间", "the offset must lie between -18 and +18 hours");
    time.zone = {Zone::Kind::offset, static_cast<std::int32_t>(offset->seconds), nullptr};
  }
  return time;
}

Value date_time_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  if (from.date_time() != nullptr) return is_known(from.date_time()->time.zone, call.zones()) ? from : unknown_zone(call);
  if (from.date() != nullptr) return at_midnight(*from.date());
  if (auto const date = read_date(*from.string())) return DateTime{*date, {}};
  auto const moment = read_date_time(*from.string());
  if (!moment) return no_such_text(call);
  return is_known(moment->time.zone, call.zones()) ? Value{*moment} : unknown_zone(call);
}

Value date_time_from_parts(std::span<Value const> arguments, Call&) {
  Value const& day = arguments[0];
  return DateTime{day.date() != nullptr ? *day.date() : day.date_time()->date, *arguments[1].time()};
}

Value duration_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  if (from.string() == nullptr) return from;
  if (auto const months = read_months_duration(*from.string())) return *months;
  return given(read_days_duration(*from.string()), call);
}

Date day_of(Value const& moment) { return moment.date() != nullptr ? *moment.date() : moment.date_time()->date; }

// The kit counts civil days only, whatever the times and zones say (1121_024).
Value months_between_days(std::span<Value const> arguments, Call&) {
  return months_between(day_of(arguments[0]), day_of(arguments[1]));
}

Value number_of(std::string_view text, Call& call) {
  auto const number = read_decimal(text);
  return number ? Value{*number} : no_such_text(call);
}

Value number_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  return from.string() == nullptr ? from : number_of(*from.string(), call);
}

Value number_with_separators(std::span<Value const> arguments, Call& call) {
  std::string text = *arguments[0].string();
  auto const* const grouping = arguments[1].string();
  auto const* const decimal = arguments[2].string();
  if (grouping != nullptr && *grouping != " " && *grouping != "," && *grouping != ".")
    return call.fail("千位分隔符只能是空格、逗号或句点", "the grouping separator must be a space, a comma or a period");
  if (decimal != nullptr && *decimal != "," && *decimal != ".")
    return call.fail("小数点只能是逗号或句点", "the decimal separator must be a comma or a period");
  if (grouping != nullptr && decimal != nullptr && *grouping == *decimal)
    return call.fail("两个分隔符相同", "both separators are the same");
  if (!call.spend(1 + text.size() / 64)) return {};
  if (grouping != nullptr) std::erase(text, grouping->front());
  if (decimal != nullptr && *decimal == ",") {
    if (text.find('.') != std::string::npos) return no_such_text(call);
    std::replace(text.begin(), text.end(), ',', '.');
  }
  return number_of(text, call);
}

Value string_from(std::span<Value const> arguments, Call& call) {
  Value const& from = arguments[0];
  switch (from.kind()) {
    using enum Value::Kind;
    case null: return {};
    case string: return from;
    case boolean: return *from.boolean() ? "true" : "false";
    case number: return write_decimal(*from.number());
    case date: return write(*from.date());
    case time: return write(*from.time());
    case date_time: return write(*from.date_time());
    case days_duration: return write(*from.days_duration());
    case months_duration: return write(*from.months_duration());
    case list: case context: case range: case function: break;
  }
  return call.spend(from.size()) ? Value{write_feel(from)} : Value{};
}

constexpr Kinds day = kinds::date | kinds::date_time;
constexpr Kinds text_or_null = kinds::string | kinds::null;
constexpr Parameter from{"from", kinds::string};

constexpr Builtin table[] = {
    {"date", {{"from", kinds::string | day}}, kinds::date, &date_from, false, "date(\"2012-12-25\") = @\"2012-12-25\""},
    {"date", {{"year", kinds::number}, {"month", kinds::number}, {"day", kinds::number}}, kinds::date, &date_from_parts,
     false, "date(2012, 12, 25) = @\"2012-12-25\""},
    {"date and time", {{"from", kinds::string | day}}, kinds::date_time, &date_time_from, false,
     "date and time(\"2012-12-24T23:59:00\") = @\"2012-12-24T23:59:00\""},
    {"date and time", {{"date", day}, {"time", kinds::time}}, kinds::date_time, &date_time_from_parts, false,
     "date and time(@\"2012-12-24\", @\"23:59:00\") = @\"2012-12-24T23:59:00\""},
    {"time", {{"from", kinds::string | kinds::time | day}}, kinds::time, &time_from, false,
     "time(\"23:59:00Z\") = @\"23:59:00Z\""},
    {"time", {{"hour", kinds::number}, {"minute", kinds::number}, {"second", kinds::number},
              {"offset", kinds::days_duration | kinds::null, true}},
     kinds::time, &time_from_parts, false, "time(23, 59, 0, duration(\"PT1H\")) = @\"23:59:00+01:00\""},
    {"number", {{"from", kinds::string | kinds::number}}, kinds::number, &number_from, false, "number(\"1.5\") = 1.5"},
    {"number", {from, {"grouping separator", text_or_null}, {"decimal separator", text_or_null, true}}, kinds::number,
     &number_with_separators, false, "number(\"1 000,0\", \" \", \",\") = 1000"},
    {"string", {{"from", kinds::any}}, kinds::string, &string_from, false, "string(1.1) = \"1.1\""},
    {"duration", {{"from", kinds::string | kinds::duration}}, kinds::duration, &duration_from, false,
     "duration(\"P26M\") = @\"P2Y2M\""},
    {"years and months duration", {{"from", day}, {"to", day}}, kinds::months_duration, &months_between_days, false,
     "years and months duration(@\"2011-12-22\", @\"2013-08-24\") = @\"P1Y8M\""},
};

}  // namespace

std::span<Builtin const> conversion_builtins() noexcept { return table; }

}  // namespace guicheng::feel
