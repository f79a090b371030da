#include "feel_cases.hpp"

using namespace guicheng;

TEST_CASE("feel: three-valued logic follows the standard's tables") {
  check_feel({}, {
      {"true and null", "null"}, {"false and null", "false"}, {"null and false", "false"}, {"true or null", "true"},
      {"false or null", "null"}, {"false and 123", "false"}, {"true and 123", "null"}, {"123 or true", "true"},
      {"not(null)", "null"}, {"not(0)", "null"}, {"not(false)", "true"}, {"if null then 1 else 2", "2"},
      {"if \"a\" then 1 else 2", "null"},
  });
}

TEST_CASE("feel: equality and order") {
  check_feel({}, {
      {"null = null", "true"}, {"[] = null", "false"}, {"1 = \"1\"", "null"}, {"1.0 = 1.00", "true"},
      {"{a: 1, b: 2} = {b: 2, a: 1}", "true"}, {"[1, [2]] = [1, [2]]", "true"}, {"[1, 2] = [1]", "false"},
      {"\"a\" < \"b\"", "true"}, {"null < 1", "null"}, {"true < false", "null"}, {"@\"P1Y\" = @\"P12M\"", "true"},
      {"@\"P1Y\" = @\"P365D\"", "null"}, {"2 between 1 and 3", "true"}, {"2 between null and 3", "null"},
      {"@\"2024-01-01\" < @\"2024-01-02\"", "true"}, {"[1..2] = [1..3]", "false"},
  });
}

TEST_CASE("feel: in takes values, lists, ranges and tests") {
  check_feel({}, {
      {"1 in [2, 3, 1]", "true"}, {"1 in [[2..4], [1..3]]", "true"}, {"10 in (1, < 5, >= 10)", "true"}, {"11 in <= 10", "false"},
      {"null in [1..10]", "null"}, {"5 in [1..null]", "null"}, {"true in [false, 2, 3]", "false"},
      {"[1,2,3] in [[1,2,3,4], [1,2,3]]", "true"}, {"\"a\" in (=\"b\")", "false"}, {"5 in !=6", "true"},
  });
}

TEST_CASE("feel: arithmetic goes from numbers to text, dates and durations") {
  check_feel({}, {
      {"0.1 + 0.2", "0.3"}, {"1 / 3", "0.3333333333333333333333333333333333"}, {"1 / 0", "null"}, {"\"规\" + \"程\"", "\"规程\""},
      {"\"1\" + 1", "null"}, {"null + 1", "null"}, {"@\"2021-01-01\" + @\"PT36H\"", "date(\"2021-01-02\")"},
      {"@\"2024-01-31\" + @\"P1M\"", "date(\"2024-02-29\")"}, {"@\"2024-03-01\" - @\"2024-02-01\"", "duration(\"P29D\")"},
      {"@\"P1Y11M\" * -2.5", "duration(\"-P4Y9M\")"}, {"2 * @\"P1D\" + @\"PT1H\"", "duration(\"P2DT1H\")"},
      {"0.5 * @\"PT1H\" + 2 * @\"PT1H\"", "duration(\"PT2H30M\")"}, {"0.5 * null + 1", "null"}, {"@\"P1Y\" / @\"P6M\"", "2"},
      {"-@\"P1D\"", "duration(\"-P1D\")"}, {"[10] + 10", "null"}, {"2 * \"a\" + 1", "null"},
  });
}

TEST_CASE("feel: filters choose by position or by condition") {
  check_feel({}, {
      {"[1,2,3][1]", "1"}, {"[1,2,3][-1]", "3"}, {"[1,2,3][0]", "null"}, {"[1,2,3][4]", "null"}, {"[1,2,3][item > 1]", "[2, 3]"},
      {"[{x: 1}, {y: 2}][y > 1]", "[{y: 2}]"}, {"[{item: 5}, {item: 1}][item > 2]", "[{item: 5}]"}, {"true[true]", "[true]"},
      {"100[1]", "100"}, {"[1,2][\"a\"]", "null"}, {"[][item > 1]", "[]"}, {"[{a: 1, b: [{c: 2}, {c: 3}]}][a = 1].b[1][c > 2]", "[{c: 3}]"},
      {"{i: 2, r: [5, 6, 7][i]}.r", "6"},
  });
}

TEST_CASE("feel: paths reach into contexts, lists and temporal values") {
  check_feel({}, {
      {"{a: {b: 1}}.a.b", "1"}, {"[{y: 1}, {y: 2}].y", "[1, 2]"}, {"[{x: 1}].y", "[null]"}, {"@\"2024-02-29\".weekday", "4"},
      {"@\"PT26H\".hours", "2"}, {"@\"P14M\".years", "1"}, {"@\"2024-01-01T10:30:00+08:00\".time offset", "duration(\"PT8H\")"},
      {"null.b", "null"}, {"{a: 1}.b", "null"},
  });
}

TEST_CASE("feel: loops count up, down and over days, and see what they made before") {
  check_feel({}, {
      {"for i in 1..3 return i * 2", "[2, 4, 6]"}, {"for i in 2..0 return i", "[2, 1, 0]"},
      {"for i in [1,2], j in [3,4] return i * j", "[3, 4, 6, 8]"}, {"for i in [1..3) return i", "[1, 2]"},
      {"for i in @\"2024-02-28\"..@\"2024-03-01\" return i.day", "[28, 29, 1]"}, {"for i in [] return i", "[]"},
      {"for i in 1..5 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24, 120]"}, {"for i in null return i", "null"},
      {"for x in [[1,2],[3]], y in x return y", "[1, 2, 3]"}, {"some i in [1,2] satisfies i > 1", "true"},
      {"every i in [1,2] satisfies i > 1", "false"}, {"every i in [] satisfies false", "true"}, {"some i in [null] satisfies i", "null"},
  });
}

TEST_CASE("feel: functions are values with names, types and what they have caught") {
  check_feel({}, {
      {"(function(a, b) a - b)(5, 3)", "2"}, {"(function(a, b) a - b)(b: 5, a: 3)", "-2"}, {"(function(a: number) a)(\"x\")", "null"},
      {"{add: function(n) function(m) n + m, r: add(1)(2)}.r", "3"}, {"(function(a) a)(1, 2)", "null"},
      {"{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(25)}.r", "15511210043330985984000000"},
      {"sort([3,1,2], function(x, y) x < y)", "[1, 2, 3]"}, {"{f: abs, r: f(-2)}.r", "2"}, {"123()", "null"},
      {"for f in [floor, ceiling] return f(1.5)", "[1, 2]"},
  });
}

TEST_CASE("feel: instance of knows the lattice") {
  check_feel({}, {
      {"[1, 2] instance of list<number>", "true"}, {"[1, \"a\"] instance of list<number>", "false"},
      {"{a: 1, b: 2} instance of context<a: number>", "true"}, {"{b: 2} instance of context<a: number>", "false"},
      {"[1..2] instance of range<number>", "true"}, {"null instance of Any", "false"}, {"1 instance of Any", "true"},
      {"@\"P1D\" instance of days and time duration", "true"}, {"(function(a: number) a) instance of function<number> -> number", "true"},
      {"(function(a: number) a) instance of function<string> -> number", "false"},
  });
}

TEST_CASE("feel: host functions are called with checked arguments") {
  World world;
  world.with("代码", "91110000");
  world.scope.add(HostFunction{"count cases", {{"kind", string_type()}, {"key", string_type()}}, number_type(),
                               [](std::span<Value const> arguments, EvalContext const& called) -> Result<Value> {
                                 if (*arguments[0].string() == "broken") return fail(Errc::storage, "The store is away.");
                                 return Value{*static_cast<int const*>(called.user) + static_cast<int>(arguments[1].string()->size())};
                               }});
  int const base = 100;
  EvalContext context;
  context.user = &base;
  auto const run = [&](std::string const& text) {
    auto const compiled = compile_feel(text, world.scope);
    REQUIRE(compiled.feel);
    return explain(*compiled.feel, world.values, context);
  };

  CHECK(write_feel(run("count cases(\"licence\", 代码)").value) == "108");
  CHECK(write_feel(run("count cases(key: 代码, kind: \"licence\") = 108").value) == "true");
  auto const broken = run("count cases(\"broken\", 代码)");
  CHECK(broken.value.is_null());
  REQUIRE(broken.reasons.size() == 1);
  CHECK(broken.reasons[0].text_en == "The store is away.");
  CHECK(world.findings("count cases(1, 代码)") ==
        "1:13 error feel.wrong-type: `kind` is a string, not a number.");
}

TEST_CASE("feel: budget and depth end what would not end") {
  World const world;
  CHECK(world("for i in 1..1000000000 return i") == "null");
  CHECK(world("{f: function(n) f(n + 1), r: f(1)}.r") == "null");
  CHECK(world("{f: function(n) if n <= 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r") == "null");
  CHECK(world("count(for i in 1..60 return if i = 1 then \"aaaaaaaa\" else partial[-1] + partial[-1])") == "null");
  auto const told = world.explained("for i in 1..1000000000 return i");
  REQUIRE(told.reasons.size() == 1);
  CHECK(told.reasons[0].code == "feel.budget");
}

TEST_CASE("feel: a value that would be too deep or too large is null") {
  Value deep{1};
  for (int i = 0; i < Value::max_depth; ++i) deep = List{deep};
  CHECK(deep.depth() == Value::max_depth);
  CHECK(Value{List{deep}}.is_null());

  Value large{1};
  for (int i = 0; i < 19; ++i) large = List{large, large};
  CHECK(large.size() == (std::size_t{1} << 20) - 1);
  CHECK(Value{List{large, large}}.is_null());
}

TEST_CASE("feel: a sum divides first, and says what it would say otherwise") {
  World world;
  for (int i = 1; i <= 24; ++i) {
    auto const value = Decimal::scaled(i * 37 % 101 - 30, i % 3).value();
    world.with("a" + std::to_string(i), value).with("q" + std::to_string(i), divide(value, 7).value());
  }
  world.with("w", 7, number_type()).with("zero", 0, number_type()).with("nothing", Value{}, number_type());
  // Sums of sums with every `every`-th leaf a quotient, as it stands or computed before.
  auto const tree = [](int leaves, int every, bool computed) {
    std::string text;
    for (int i = 1; i <= leaves; ++i) {
      auto const n = std::to_string(i);
      auto const leaf = i % every != 0 ? "a" + n : computed ? "q" + n : "(a" + n + " / w)";
      text += (i == 1 ? "0.3 * (" : i % 5 == 0 ? ") - 0.125 * (" : " + ") + std::string{"0.25 * "} + leaf;
    }
    return text + ")";
  };
  for (int leaves : {2, 3, 9, 16, 17, 24}) {
    for (int every : {1, 2, 4}) {
      CAPTURE(leaves);
      CAPTURE(every);
      CHECK(world(tree(leaves, every, false)) == world(tree(leaves, every, true)));
    }
  }
  check_feel(world, {{"a1 / w + (if w = 7 then a2 / w + a3 / w else 0) + a4 / w = q1 + (q2 + q3) + q4", "true"},
                     {"sum(for i in 1..3 return i / w + a1 / i) + a2 / w + a3 / w", world("sum([1/w + a1/1, 2/w + a1/2, 3/w + a1/3]) + q2 + q3")},
                     {"{f: function(x) x / w + w / x, r: a1 / w + f(3) + f(2) + a2 / w}.r = q1 + (3/7 + 7/3) + (2/7 + 7/2) + q2", "true"},
                     {"a1 / zero + a2 / w", "null"},
                     {"a1 / w + a2 / nothing", "null"},
                     {"duration(\"PT7H\") / w + duration(\"PT2H\") / w", "duration(\"PT1H17M8.571428571S\")"}});
  CHECK(world.explained("a1 / w + a2 / zero").reasons.front().text_zh == world.explained("q1 + a2 / zero").reasons.front().text_zh);
}

TEST_CASE("feel: a quotient is compared without being computed") {
  World world;
  world.with("a", 1, number_type()).with("b", 3, number_type()).with("zero", 0, number_type()).with("nothing", Value{}, number_type());
  check_feel(world, {{"a / b > 0.3333333333333333", "true"},
                     {"a / b = 0.3333333333333333333333333333333333", "true"},  // 34 digits, as division rounds
                     {"a / -b < 0", "true"},
                     {"b / a = 3", "true"},
                     {"b / a != 3.00", "false"},
                     {"a / zero > 1", "null"},
                     {"a / nothing >= 1", "null"},
                     {"a / nothing = 1", "false"}});
  CHECK(world.explained("a / b > 0.5").reasons.front().text_zh == "a / b 0.3333333333333333333333333333333333 < 0.5");
  CHECK(world.explained("a / zero > 0.5").reasons.size() == 1);
}
