// The lexical forms of dates, times and durations: what is read, what is refused, what is written.
#include <guicheng/temporal.hpp>

#include "test.hpp"

#include <string>
#include <vector>

using namespace guicheng;

namespace {

template <class T>
std::string rewritten(std::optional<T> const& value) {
  return value ? write(*value) : "refused";
}

struct Text {
  char const* given;
  char const* expected;
};

}  // namespace

TEST_CASE("temporal: dates are read and written in the lexical form of XML Schema") {
  for (Text const text : {Text{"2017-12-31", "2017-12-31"}, {"-2017-12-31", "-2017-12-31"}, {"999999999-12-31", "999999999-12-31"},
                          {"-999999999-12-31", "-999999999-12-31"}, {"0000-01-01", "0000-01-01"}, {"2000-02-29", "2000-02-29"},
                          {"1900-02-29", "refused"}, {"998-12-31", "refused"}, {"01211-12-31", "refused"},
                          {"+2012-12-02", "refused"}, {"2017-13-10", "refused"}, {"2017-04-31", "refused"},
                          {"2012-12-25T", "refused"}, {"1000000000-01-01", "refused"}, {"-0000-01-01", "refused"},
                          {"2017-1-01", "refused"}, {"", "refused"}, {"-", "refused"}, {" 2017-12-31", "refused"}}) {
    CAPTURE(text.given);
    CHECK(rewritten(read_date(text.given)) == text.expected);
  }
}

TEST_CASE("temporal: times are read and written with fraction, offset and zone") {
  for (Text const text :
       {Text{"11:22:33", "11:22:33"}, {"11:22:33.4400", "11:22:33.44"}, {"00:00:00.000000001", "00:00:00.000000001"},
        {"11:22:33-00:00", "11:22:33Z"}, {"13:20:00+02:00", "13:20:00+02:00"}, {"13:20:00-05:30", "13:20:00-05:30"},
        {"11:59:45-02:45:55", "11:59:45-02:45:55"}, {"00:01:00@Europe/Paris", "00:01:00@Europe/Paris"},
        {"24:00:00", "00:00:00"}, {"24:00:01", "refused"}, {"24:01:00", "refused"}, {"25:00:00", "refused"},
        {"23:59:60", "refused"}, {"00:60:00", "refused"}, {"7:00:00", "refused"}, {"07:00", "refused"},
        {"13:20:00+19:00", "refused"}, {"13:20:00+18:00:01", "refused"}, {"13:20:00+5:00", "refused"}, {"13:20:00+5", "refused"},
        {"13:20:00+02:00@Europe/Paris", "refused"}, {"13:20:00@", "refused"}, {"13:20:00@a b", "refused"},
        {"11:30:00T", "refused"}, {"11:30:00.", "refused"}, {"11:30:00.1234567891", "refused"}, {"11:30:00ZZ", "refused"}}) {
    CAPTURE(text.given);
    CHECK(rewritten(read_time(text.given)) == text.expected);
  }
}

TEST_CASE("temporal: a date and time may end its day with 24:00:00") {
  for (Text const text : {Text{"2017-12-31T24:00:00", "2018-01-01T00:00:00"}, {"2017-12-31T24:00:00Z", "2018-01-01T00:00:00Z"},
                          {"-2017-12-31T11:22:33.456+01:35", "-2017-12-31T11:22:33.456+01:35"},
                          {"999999999-12-31T24:00:00", "refused"}, {"2017-12-31", "refused"}, {"2017-12-31t11:22:33", "refused"},
                          {"9999999999-12-27T11:22:33", "refused"}}) {
    CAPTURE(text.given);
    CHECK(rewritten(read_date_time(text.given)) == text.expected);
  }
}

TEST_CASE("temporal: durations are normalised when they are written") {
  for (Text const text :
       {Text{"P1D", "P1D"}, {"PT0M", "PT0S"}, {"-P0D", "PT0S"}, {"PT1000M0.999999999S", "PT16H40M0.999999999S"}, {"PT240H", "P10D"},
        {"P2DT274M", "P2DT4H34M"}, {"-PT0.5S", "-PT0.5S"}, {"P106751991167300DT15H30M7S", "P106751991167300DT15H30M7S"},
        {"P106751991167301D", "refused"}, {"PT99999999999999999999S", "refused"}, {"P1DT", "refused"}, {"PT", "refused"},
        {"P", "refused"}, {"P0", "refused"}, {"P1H", "refused"}, {"PT1S1M", "refused"}, {"PT.5S", "refused"}, {"PT1.S", "refused"},
        {"PT1.5M", "refused"}, {"+P1D", "refused"}, {"P-1D", "refused"}, {"P1Y1D", "refused"}, {"--P1D", "refused"}}) {
    CAPTURE(text.given);
    CHECK(rewritten(read_days_duration(text.given)) == text.expected);
  }
  for (Text const text : {Text{"P1Y", "P1Y"}, {"P26M", "P2Y2M"}, {"-P100M", "-P8Y4M"}, {"-P999999999M", "-P83333333Y3M"},
                          {"P0Y", "P0M"}, {"P1Y0M", "P1Y"}, {"P1M1Y", "refused"}, {"1Y", "refused"}, {"PY", "refused"},
                          {"P1Y2", "refused"}, {"P999999999999999999Y", "refused"}, {"P1D", "refused"}}) {
    CAPTURE(text.given);
    CHECK(rewritten(read_months_duration(text.given)) == text.expected);
  }
}

TEST_CASE("temporal: whatever is read is written so that it is read as the same") {
  std::vector<std::string> const seeds{"2024-02-29T23:59:59.123456789@Asia/Shanghai", "-2017-12-31T11:22:33.456+01:35",
                                       "P2DT1H40M7.25S", "-P83333333Y3M", "24:00:00+18:00"};
  std::string const letters = "0123456789-+:.TZPYMDHS@/a \xE5";
  std::uint64_t random = 7;
  auto const next = [&] { return random = random * 6364136223846793005ULL + 1442695040888963407ULL, random >> 33; };
  auto const check = [](auto read, std::string const& text) {
    if (auto const value = read(text)) {
      CAPTURE(text);
      auto const again = read(write(*value));
      REQUIRE(again);
      CHECK(*again == *value);
    }
  };

  for (int i = 0; i < 40'000; ++i) {
    std::string text = seeds[next() % seeds.size()];
    for (auto changes = next() % 4; changes-- != 0 && !text.empty();) {
      auto const at = next() % text.size();
      if (next() % 3 == 0) text.erase(at, 1);
      else text[at] = letters[next() % letters.size()];
    }
    check(read_date, text);
    check(read_time, text);
    check(read_date_time, text);
    check(read_days_duration, text);
    check(read_months_duration, text);
  }
}
