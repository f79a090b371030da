// Days, months and the arithmetic of FEEL's temporal types.
#include "temporal/arithmetic.hpp"

#include "test.hpp"

#include <string>

using namespace guicheng;

namespace {

std::string added(char const* moment, char const* duration) {
  auto const at = read_date_time(moment);
  auto const date = read_date(moment);
  auto const days = read_days_duration(duration);
  auto const months = read_months_duration(duration);
  REQUIRE((at || date));
  if (date && days) return add(*date, *days) ? write(*add(*date, *days)) : "nothing";
  if (date && months) return add(*date, *months) ? write(*add(*date, *months)) : "nothing";
  if (days) return add(*at, *days, nullptr) ? write(*add(*at, *days, nullptr)) : "nothing";
  REQUIRE(months);
  return add(*at, *months) ? write(*add(*at, *months)) : "nothing";
}

struct Sum {
  char const *moment, *duration, *expected;
};

}  // namespace

TEST_CASE("temporal: day numbers and dates are each other's inverse") {
  for (std::int64_t day = -800'000; day < 800'000; day += 1) {
    Date const date = civil_from_days(day);
    if (!is_valid(date) || days_from_civil(date) != day) FAIL("day " << day);
  }
  CHECK(days_from_civil({1970, 1, 1}) == 0);
  CHECK(days_from_civil({2000, 3, 1}) == 11'017);
  CHECK(civil_from_days(days_from_civil({-999'999'999, 1, 1})) == Date{-999'999'999, 1, 1});
  CHECK(civil_from_days(days_from_civil({999'999'999, 12, 31})) == Date{999'999'999, 12, 31});
  CHECK(civil_from_days(INT64_MAX) == Date{999'999'999, 12, 31});
  CHECK(civil_from_days(INT64_MIN) == Date{-999'999'999, 1, 1});
}

TEST_CASE("temporal: every seventh day is a Monday and weeks follow ISO 8601") {
  CHECK(day_of_week({2021, 1, 11}) == 1);
  CHECK(day_of_week({2021, 1, 17}) == 7);
  CHECK(day_of_week({-2021, 1, 1}) == day_of_week({-2021 + 400, 1, 1}));
  CHECK(day_of_year({2020, 12, 31}) == 366);
  CHECK(week_of_year({2003, 12, 29}) == 1);
  CHECK(week_of_year({2010, 1, 1}) == 53);
  CHECK(week_of_year({2019, 9, 17}) == 38);
  CHECK(week_of_year({999'999'999, 12, 31}) >= 1);
  CHECK(week_of_year({-999'999'999, 1, 1}) >= 1);
}

TEST_CASE("temporal: a month without the day gives its last day") {
  CHECK(add_months({2024, 1, 31}, 1) == Date{2024, 2, 29});
  CHECK(add_months({2023, 1, 31}, 1) == Date{2023, 2, 28});
  CHECK(add_months({2024, 3, 31}, -1) == Date{2024, 2, 29});
  CHECK(add_months({2024, 2, 29}, 12) == Date{2025, 2, 28});
  CHECK(add_months({1, 1, 15}, -13) == Date{-1, 12, 15});
  CHECK(add_months({2024, 1, 31}, INT64_MAX) == Date{999'999'999, 12, 31});
  CHECK(add_months({2024, 1, 31}, INT64_MIN) == Date{-999'999'999, 1, 1});
}

TEST_CASE("temporal: durations are added to dates and to dates with times") {
  for (Sum const sum :
       {Sum{"2021-01-01", "PT36H", "2021-01-02"}, {"2021-01-02", "-PT1S", "2021-01-01"}, {"2021-01-02", "-PT25H", "2020-12-31"},
        {"2021-01-01", "P1M", "2021-02-01"}, {"2021-01-12T10:10:10", "P1DT1H", "2021-01-13T11:10:10"},
        {"2021-01-01T24:00:00", "-PT1S", "2021-01-01T23:59:59"}, {"-2021-01-01T10:10:10+11:00", "-P1D", "-2022-12-31T10:10:10+11:00"},
        {"2021-01-01T00:00:00.5", "-PT0.75S", "2020-12-31T23:59:59.75"}, {"999999999-12-31", "P1D", "nothing"},
        {"999999999-12-31", "P1M", "nothing"}, {"-999999999-01-01T00:00:00", "-PT0.1S", "nothing"},
        {"2021-01-01T00:00:00", "P106751991167300D", "nothing"}, {"2021-01-31T10:10:10Z", "P1M", "2021-02-28T10:10:10Z"}}) {
    CAPTURE(sum.moment);
    CAPTURE(sum.duration);
    CHECK(added(sum.moment, sum.duration) == sum.expected);
  }
  CHECK(write(add(*read_time("10:15:00+11:00"), *read_days_duration("-P1DT11H"))) == "23:15:00+11:00");
}

TEST_CASE("temporal: moments differ on the time line, local ones on the calendar") {
  auto const difference = [](char const* a, char const* b) {
    auto const result = subtract(*read_date_time(a), *read_date_time(b), nullptr);
    return result ? write(*result) : "nothing";
  };
  CHECK(difference("2021-01-02T10:10:10", "2021-01-01T10:10:10.5") == "PT23H59M59.5S");
  CHECK(difference("2021-01-01T10:10:10.5", "2021-01-02T10:10:10") == "-PT23H59M59.5S");
  CHECK(difference("2021-01-02T00:00:00Z", "2021-01-01T10:10:10+11:00") == "P1DT49M50S");
  CHECK(difference("2021-01-02T00:00:00Z", "2021-01-01T10:10:10") == "nothing");
  CHECK(difference("2021-01-02T00:00:00@No/Where", "2021-01-01T10:10:10Z") == "nothing");
  CHECK(write(subtract(*read_date("2021-01-02"), *read_date("1995-01-01"))) == "P9498D");
  CHECK(write(*subtract(*read_time("10:10:10+11:00"), *read_time("11:10:10+11:00"), nullptr)) == "-PT1H");
}

TEST_CASE("temporal: order counts whole seconds and refuses local beside zoned") {
  auto const compare = [](char const* a, char const* b) { return order(*read_date_time(a), *read_date_time(b), nullptr); };
  CHECK(compare("2018-12-08T00:00:00.0001", "2018-12-08T00:00:00") == std::strong_ordering::equal);
  CHECK(compare("2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00") == std::strong_ordering::equal);
  CHECK(compare("2018-12-08T00:00:01", "2018-12-08T00:00:00") == std::strong_ordering::greater);
  CHECK(!compare("2018-12-08T00:00:01", "2018-12-08T00:00:00Z"));
}

TEST_CASE("temporal: whole months between two days") {
  auto const between = [](char const* a, char const* b) { return write(months_between(*read_date(a), *read_date(b))); };
  CHECK(between("2011-12-22", "2013-08-24") == "P1Y8M");
  CHECK(between("2013-08-24", "2011-12-22") == "-P1Y8M");
  CHECK(between("2016-01-01", "2016-01-01") == "P0M");
  CHECK(between("2014-12-31", "-2019-10-01") == "-P4033Y2M");
}

TEST_CASE("temporal: durations times and over numbers are cut to nanoseconds and months") {
  auto const number = [](char const* text) { return *read_decimal(text); };
  auto const days = [](std::optional<DaysDuration> value) { return value ? write(*value) : "nothing"; };
  auto const months = [](std::optional<MonthsDuration> value) { return value ? write(*value) : "nothing"; };
  CHECK(days(multiply(*read_days_duration("P4DT1H"), number("1.5"))) == "P6DT1H30M");
  CHECK(days(multiply(*read_days_duration("-P1D"), number("-10"))) == "P10D");
  CHECK(days(divide(*read_days_duration("PT1S"), number("-3"))) == "-PT0.333333333S");
  CHECK(days(multiply(*read_days_duration("P106751991167300D"), number("2"))) == "nothing");
  CHECK(days(divide(*read_days_duration("P1D"), number("0"))) == "nothing");
  CHECK(months(multiply(*read_months_duration("P1Y11M"), number("-2.5"))) == "-P4Y9M");
  CHECK(months(divide(*read_months_duration("P10Y11M"), number("-2.5"))) == "-P4Y4M");
  CHECK(divide(*read_days_duration("P1D"), *read_days_duration("PT1H")) == number("24"));
  CHECK(divide(*read_months_duration("P1Y"), *read_months_duration("P5M")) == number("2.4"));
  CHECK(!divide(*read_days_duration("P1D"), DaysDuration{}));
}
