#include <guicheng/calendar.hpp>

#include "workflow_test.hpp"

#include <fstream>
#include <sstream>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

/// The published data, read without the YAML reader: years, `off` and `work` stand on lines of their own.
Calendar published() {
  std::ifstream file{GUICHENG_CALENDAR};
  Calendar calendar;
  std::set<Date>* days = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line == "    off:") days = &calendar.off;
    if (line == "    work:") days = &calendar.work;
    if (line.size() == 7 && line.starts_with("  20")) calendar.years.insert(std::stoi(line.substr(2, 4)));
    if (line.starts_with("      - \"")) days->insert(read_date(line.substr(9, 10)).value());
  }
  return calendar;
}

std::string last(char const* start, int n, DayKind kind = DayKind::working, bool move = true) {
  return text(last_day(published(), read_date(start).value(), n, kind, move));
}

}  // namespace

TEST_CASE("calendar: working days of the published years are counted as in their notices") {
  auto const calendar = published();
  struct Year { int year, expected; };
  for (auto const& known : {Year{2023, 249}, Year{2024, 251}, Year{2025, 248}, Year{2026, 248}}) {
    auto const year = known.year;
    int counted = 0;
    for (auto d = days_from_civil(day(year, 1, 1)); d <= days_from_civil(day(year, 12, 31)); ++d)
      counted += calendar.is_working_day(civil_from_days(d)).value();
    CAPTURE(year);
    CHECK(counted == known.expected);
  }
}

TEST_CASE("calendar: the n-th working day after the start is the last day of a limit") {
  struct Vector { char const* start; int days; char const* last; };
  for (auto const& vector :
       {Vector{"2024-02-05", 5, "2024-02-18"}, Vector{"2024-04-28", 5, "2024-05-08"}, Vector{"2024-09-26", 10, "2024-10-15"},
        Vector{"2025-01-20", 5, "2025-01-26"}, Vector{"2025-01-20", 20, "2025-02-21"}, Vector{"2025-09-25", 5, "2025-10-09"},
        Vector{"2025-09-25", 10, "2025-10-15"}, Vector{"2026-02-10", 5, "2026-02-24"}, Vector{"2026-02-10", 20, "2026-03-16"},
        Vector{"2026-09-28", 5, "2026-10-10"}, Vector{"2023-09-28", 5, "2023-10-11"}, Vector{"2024-02-09", 1, "2024-02-18"},
        Vector{"2025-04-30", 5, "2025-05-12"}, Vector{"2025-12-31", 1, "2026-01-04"}, Vector{"2026-04-30", 5, "2026-05-11"}}) {
    INFO(vector.start, " + ", vector.days);
    CHECK(last(vector.start, vector.days) == vector.last);
  }
}

TEST_CASE("calendar: a limit that runs into a year that is not published has no last day") {
  CHECK(last("2026-12-25", 20) == "-");
  CHECK(last("2026-12-25", 4) == "2026-12-31");
  CHECK(last("2026-12-25", 5) == "-");
  CHECK(last("2022-12-31", 1) == "2023-01-03");
  CHECK(last("2022-12-29", 1) == "-");
  CHECK_FALSE(published().is_working_day(day(2027, 1, 4)).has_value());
  CHECK_FALSE(working_days_between(published(), day(2026, 12, 30), day(2027, 1, 5)).has_value());
}

TEST_CASE("calendar: limits out of range have no last day") {
  for (auto const n : {0, -1, 10'001}) CHECK(last("2024-03-01", n) == "-");
  CHECK(text(last_day(published(), Date{999'999'999, 12, 31}, 10'000, DayKind::calendar)) == "-");
}

TEST_CASE("calendar: a calendar-day limit that ends on a day off moves to the next working day, where that is asked for") {
  CHECK(last("2024-04-20", 12, DayKind::calendar) == "2024-05-06");
  CHECK(last("2024-04-20", 12, DayKind::calendar, false) == "2024-05-02");
  CHECK(last("2024-01-19", 16, DayKind::calendar) == "2024-02-04");
  CHECK(last("2026-12-25", 20, DayKind::calendar) == "-");
  CHECK(last("2026-12-25", 20, DayKind::calendar, false) == "2027-01-14");
}

TEST_CASE("calendar: elapsed working days leave out the first day") {
  auto const elapsed = [](int from, int to) { return working_days_between(published(), day(2023, 1, from), day(2023, 1, to)).value(); };
  CHECK(elapsed(1, 10) == 6);
  CHECK(elapsed(5, 10) == 3);
  CHECK(elapsed(11, 21) == 7);
  CHECK(elapsed(5, 5) == 0);
  CHECK(elapsed(10, 5) == 0);
}
