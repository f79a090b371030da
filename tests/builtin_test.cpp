// Built-in functions: conversions, numbers, logic, clock and calendar, contexts; and every example of the registry.
#include "builtin_cases.hpp"

#include "feel/builtin.hpp"

using namespace guicheng;

TEST_CASE("builtin: every example of the registry is true") {
  int examples = 0;
  for (auto const family : feel::builtin_families()) {
    for (auto const& builtin : family) {
      std::string const name{builtin.name}, example{builtin.example};
      CAPTURE(name);
      CAPTURE(example);
      CHECK(!example.empty());
      CHECK(value_of(example) == Value{true});
      ++examples;
    }
  }
  CHECK(examples > 90);
}

TEST_CASE("builtin: texts become dates, times and durations, or null") {
  check_cases({{"string(date(\"-2017-12-31\"))", "\"-2017-12-31\""},
               {"string(date(@\"2017-09-03T09:45:30@Europe/Paris\"))", "\"2017-09-03\""},
               {"date(2017, 2, 29)", "null"},
               {"date(2017, 1.5, 1)", "null"},
               {"date(null, 1, 1)", "null"},
               {"date(1000999999, 12, 1)", "null"},
               {"string(date and time(\"2012-12-24\"))", "\"2012-12-24T00:00:00\""},
               {"string(date and time(@\"2012-12-24\", @\"23:59:00@Europe/Paris\"))", "\"2012-12-24T23:59:00@Europe/Paris\""},
               {"date and time(\"2012-12-24T23:59:00@Nowhere/City\")", "null"},
               {"time(\"13:20:00@xyz/abc\")", "null"},
               {"string(time(@\"2017-08-10\"))", "\"00:00:00Z\""},
               {"string(time(11, 59, 45.25, duration(\"-PT2H45M55S\")))", "\"11:59:45.25-02:45:55\""},
               {"string(time(12, 0, 0, null))", "\"12:00:00\""},
               {"time(24, 0, 0)", "null"},
               {"time(12, 0, 60)", "null"},
               {"time(12, 0, 0, duration(\"PT19H\"))", "null"},
               {"string(duration(\"P2DT274M\"))", "\"P2DT4H34M\""},
               {"duration(\"P1H\")", "null"},
               {"string(years and months duration(@\"2013-08-24\", @\"2011-12-22T10:00:00\"))", "\"-P1Y8M\""}});
}

TEST_CASE("builtin: numbers are read with the separators given") {
  check_cases({{"number(\"1 000 000,01\", \" \", \",\")", "1000000.01"},
               {"number(\"1,000,000.01\", \",\", \".\")", "1000000.01"},
               {"number(\"1000000.01\", null, \".\")", "1000000.01"},
               {"number(\"1.000,01\", \",\", \",\")", "null"},
               {"number(\"1,5\", null, \":\")", "null"},
               {"number(\"1.5\", \" \", \",\")", "null"},
               {"number(\"-.5\")", "-0.5"},
               {"number(\"\")", "null"},
               {"number(\" 1\")", "null"},
               {"number(\"NaN\")", "null"}});
}

TEST_CASE("builtin: string writes values as FEEL does and null as null") {
  check_cases({{"string(null)", "null"},
               {"string(12.50)", "\"12.5\""},
               {"string(true)", "\"true\""},
               {"string(\"规程\")", "\"规程\""},
               {"string([1, [\"a\"]])", "\"[1, [\\\"a\\\"]]\""},
               {"string(duration(\"P0Y\"))", "\"P0M\""},
               {"string(\"a\", \"b\")", "null"}});
}

TEST_CASE("builtin: numbers are rounded exactly") {
  check_cases({{"decimal(1/3, 2.5)", "0.33"},
               {"decimal(0.515, 2)", "0.52"},
               {"decimal(0.525, 2)", "0.52"},
               {"floor(-1.56, 1)", "-1.6"},
               {"floor(1.56, null)", "null"},
               {"ceiling(-0.3333)", "0"},
               {"round up(-5.5, 0)", "-6"},
               {"round half up(-1.125, 2)", "-1.13"},
               {"round half down(-1.125, 2)", "-1.12"},
               {"round half up(1250, -2)", "1300"},
               {"round down(5.5, 6177)", "null"},
               {"round down(5.5, 6176)", "5.5"},
               {"modulo(10.1, -4.5)", "-3.4"},
               {"modulo(1, 0)", "null"},
               {"sqrt(-1)", "null"},
               {"log(0)", "null"},
               {"odd(-1)", "true"},
               {"even(2.5)", "false"},
               {"string(abs(@\"-P1Y\"))", "\"P1Y\""},
               {"abs(\"1\")", "null"},
               {"sqrt(n: 4)", "null"},
               {"sqrt(number: 4)", "2"}});
}

TEST_CASE("builtin: not and is") {
  check_cases({{"not(false)", "true"}, {"not(null)", "null"}, {"not(0)", "null"}, {"is(1, 1.0)", "true"},
               {"is(@\"23:00:50Z\", @\"23:00:50+00:00\")", "true"}, {"is(@\"20:00:50+00:00\", @\"21:00:50+01:00\")", "false"},
               {"is(value2: 1)", "false"}, {"is()", "null"}, {"is(null, null)", "true"}, {"is(1, \"1\")", "false"}});
}

TEST_CASE("builtin: clock and calendar come from the caller") {
  check_cases({{"string(today())", "\"2024-03-01\""},
               {"string(now())", "\"2024-03-01T09:00:00.123+08:00\""},
               {"day of week(today())", "\"Friday\""},
               {"day of year(@\"2024-12-31T10:10:10\")", "366"},
               {"week of year(@\"2010-01-01\")", "53"},
               {"month of year(date: @\"2019-09-17\")", "\"September\""},
               {"month of year(\"2019-09-17\")", "null"},
               {"day of week()", "null"}});
}

TEST_CASE("builtin: contexts are read, put and merged") {
  check_cases({{"get value({a: 1}, \"b\")", "null"},
               {"get value(null, \"a\")", "null"},
               {"get entries({})", "[]"},
               {"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
               {"context({key: \"a\"})", "null"},
               {"context({key: \"a\", value: null})", "{a: null}"},
               {"context put({x: 1, y: {a: 0}}, [\"y\", \"b\"], 2)", "{x: 1, y: {a: 0, b: 2}}"},
               {"context put({x: 1}, [\"y\", \"b\"], 2)", "null"},
               {"context put({x: 1}, [], 2)", "null"},
               {"context put({}, null, 1)", "null"},
               {"context merge([{a: {b: 1}}, {a: {c: 2}}])", "{a: {c: 2}}"},
               {"context merge([1, 2])", "null"},
               {"context merge({a: 1})", "{a: 1}"}});
}
