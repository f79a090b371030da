// Built-in functions of ranges: reading them from text, and the relations of points and ranges.
#include "builtin_cases.hpp"

#include "feel/range_text.hpp"

using namespace guicheng;

TEST_CASE("builtin: a range is read from literals only") {
  check_cases({{"range(\" [ 1 .. 3 ] \") = [1..3]", "true"},
               {"range(\"]18..21[\") = (18..21)", "true"},
               {"range(\"[-1.5..2.25)\") = [-1.5..2.25)", "true"},
               {"range(\"[\\\"a\\\"..\\\"c\\\"]\") = [\"a\"..\"c\"]", "true"},
               {"range(\"[duration(\\\"P1D\\\")..@\\\"P2D\\\"]\") = [@\"P1D\"..@\"P2D\"]", "true"},
               {"range(\"[3..1]\")", "null"},
               {"range(\"[1..]\")", "null"},
               {"range(\"[1..\\\"a\\\"]\")", "null"},
               {"range(\"[1+1..3]\")", "null"},
               {"range(\"[date(x)..date(y)]\")", "null"},
               {"range(\"\")", "null"}});
}

TEST_CASE("builtin: cut and changed range texts are refused or read, never more") {
  std::string const whole = "[date and time(\"2024-01-01T00:00:00\")..@\"2024-01-02T00:00:00\"]";
  REQUIRE(feel::read_range(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(!feel::read_range(std::string_view(whole).substr(0, size)));
  std::uint64_t random = 5;
  auto const next = [&] { return random = random * 6364136223846793005ULL + 1442695040888963407ULL, random >> 33; };
  std::string const signs = "[]()\"@.1- \\";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 2 == 0 ? whole : "[-1.5..2]";
    for (int changes = 0; changes < 3; ++changes) text[next() % text.size()] = signs[next() % signs.size()];
    (void)feel::read_range(text);
  }
}

TEST_CASE("builtin: points and ranges relate as the standard's table says") {
  check_cases({{"before(1, 10)", "true"},          {"before([1..10], 10)", "false"},      {"before([1..10), 10)", "true"},
               {"before([1..5), [5..8])", "true"}, {"after(12, [1..10])", "true"},        {"after([11..20], 11)", "false"},
               {"meets([1..5], [5..8])", "true"},  {"meets([1..5), [5..8])", "false"},    {"met by([5..10], [1..5])", "true"},
               {"overlaps([1..5], [5..8])", "true"}, {"overlaps([1..5), [5..8])", "false"}, {"overlaps before([1..5], [3..8])", "true"},
               {"overlaps before([1..5], [1..5])", "false"}, {"overlaps after([3..8], [1..5])", "true"},
               {"finishes([5..10], [1..10])", "true"}, {"finishes(10, [1..10))", "false"}, {"finished by([1..10], (5..10])", "true"},
               {"includes([1..10], [4..6])", "true"}, {"includes((1..10], 1)", "false"}, {"during([1..10), [1..10])", "true"},
               {"starts(1, (1..10])", "false"}, {"starts((1..5], (1..10])", "true"}, {"started by([1..10], [1..5])", "true"},
               {"coincides((1..5), [1..5])", "false"}, {"coincides(3, 3)", "true"}, {"before(1, \"a\")", "null"},
               {"includes([@\"2024-01-01\"..@\"2024-12-31\"], @\"2024-06-01\")", "true"}, {"before((<5), 7)", "true"},
               {"overlaps((>5), (<6))", "true"}, {"before(null, 1)", "null"}});
}
