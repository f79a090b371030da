// The clock and the calendar (DMN 1.5 §10.3.4.11). The clock is what the caller put into EvalContext.
#include "feel/builtin.hpp"

#include "temporal/arithmetic.hpp"

namespace guicheng::feel {
namespace {

DateTime local_now(Call& call) {
  auto const& context = call.context();
  return civil_time(context.now, context.zone != nullptr ? *context.zone : TimeZone::fixed(0));
}

Value today(std::span<Value const>, Call& call) { return local_now(call).date; }

Value now(std::span<Value const>, Call& call) {
  DateTime moment = local_now(call);
  auto const utc = civil_time(call.context().now, TimeZone::fixed(0));
  auto const offset = subtract(DateTime{moment.date, {moment.time.nanoseconds, {}}}, utc, nullptr);
  moment.time.zone = {Zone::Kind::offset, offset ? static_cast<std::int32_t>(offset->seconds) : 0, nullptr};
  return moment;
}

Date day_of(Value const& moment) { return moment.date() != nullptr ? *moment.date() : moment.date_time()->date; }

Value day_of_year_of(std::span<Value const> arguments, Call&) { return day_of_year(day_of(arguments[0])); }
Value week_of_year_of(std::span<Value const> arguments, Call&) { return week_of_year(day_of(arguments[0])); }

Value day_of_week_of(std::span<Value const> arguments, Call&) {
  static constexpr std::string_view names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return names[day_of_week(day_of(arguments[0])) - 1];
}

Value month_of_year_of(std::span<Value const> arguments, Call&) {
  static constexpr std::string_view names[] = {"January", "February", "March",     "April",   "May",      "June",
                                               "July",    "August",   "September", "October", "November", "December"};
  return names[day_of(arguments[0]).month - 1];
}

constexpr Parameter date{"date", kinds::date | kinds::date_time};

constexpr Builtin table[] = {
    {"now", {}, kinds::date_time, &now, false, "now() instance of date and time"},
    {"today", {}, kinds::date, &today, false, "today() instance of date"},
    {"day of year", {date}, kinds::number, &day_of_year_of, false, "day of year(@\"2020-12-31\") = 366"},
    {"day of week", {date}, kinds::string, &day_of_week_of, false, "day of week(@\"2019-09-17\") = \"Tuesday\""},
    {"month of year", {date}, kinds::string, &month_of_year_of, false, "month of year(@\"2019-09-17\") = \"September\""},
    {"week of year", {date}, kinds::number, &week_of_year_of, false, "week of year(@\"2003-12-29\") = 1"},
};

}  // namespace

std::span<Builtin const> date_builtins() noexcept { return table; }

}  // namespace guicheng::feel
