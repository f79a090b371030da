#include "feel_cases.hpp"

#include <string>

using namespace guicheng;

TEST_CASE("feel grammar: literals") {
  check_feel({}, {
      {"12.50", "12.5"}, {".5", "0.5"}, {"1.23e+4", "12300"}, {"1.5E-2", "0.015"}, {"-3", "-3"}, {"--3", "3"},
      {"---3", "-3"}, {"\"a\\\"b\\n\"", "\"a\\\"b\\n\""}, {"\"\\u89c4\\u7a0b\"", "\"规程\""},
      {"\"\\uD83D\\uDCA9\" = \"\\U01F4A9\"", "true"}, {"\"\\d\"", "\"\\\\d\""}, {"\"\\b\"", "\"\\\\b\""}, {"true", "true"}, {"null", "null"},
      {"@\"2024-02-29\"", "date(\"2024-02-29\")"}, {"@\"P1DT2H\"", "duration(\"P1DT2H\")"}, {"[]", "[]"}, {"{}", "{}"},
      {"@\"10:00:00\"", "time(\"10:00:00\")"}, {"@\"nonsense\"", "! feel.at-literal"},
  });
}

TEST_CASE("feel grammar: operators bind as the standard says") {
  check_feel({}, {
      {"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"10 - 2 - 3", "5"}, {"2 ** 3 ** 2", "64"}, {"-3 ** 2", "9"},
      {"5 ** -2", "0.04"}, {"12 / 2 / 3", "2"}, {"1 + 1 = 2 and not(false)", "true"}, {"true or false and false", "true"},
      {"1 + 2 instance of number", "null"}, {"(1 + 2) instance of number", "true"}, {"1 < 2 = true", "true"},
  });
}

TEST_CASE("feel grammar: ranges with every bracket") {
  check_feel({}, {
      {"[1..3]", "[1..3]"}, {"]1..3]", "(1..3]"}, {"[1..3[", "[1..3)"}, {"(1..3)", "(1..3)"}, {"]1..3[", "(1..3)"},
      {"[[1..2[, [3..4[]", "[[1..2), [3..4)]"}, {"3 in [1..[3][1]]", "true"}, {"[1..10[.end included", "false"},
      {"(< 5).end", "5"}, {"(>= 5).start included", "true"}, {"(=10) = (=10)", "true"}, {"(!=10) = (!=10)", "true"},
      {"5 in (!=5)", "false"}, {"(<= 10) = (null..10]", "false"}, {"(<= 10)", "(<=10)"}, {"(> 5)", "(>5)"}, {"(1)", "1"}, {"((1..2))", "(1..2)"},
  });
}

TEST_CASE("feel grammar: names hold spaces and signs where they are known") {
  World world;
  world.with("场所面积", 80).with("full name", "Ann").with("full", 1).with("a-b", 7).with("a", 5).with("b", 3);
  world.with("注册资本（万元）", 500).with("in stock", true).with("持证 人数", 2);
  check_feel(world, {
      {"full name", "\"Ann\""}, {"full  \n name", "\"Ann\""}, {"full", "1"}, {"a-b", "7"}, {"a - b", "2"},
      {"注册资本（万元） / 2", "250"}, {"in stock and full = 1", "true"}, {"持证 人数 + 1", "3"},
      {"for one step in [1, 2] return one step * 2", "[2, 4]"}, {"{the key: 1, b c: the key + 1}", "{\"the key\": 1, \"b c\": 2}"},
      {"{\"a+b\": 1}", "{\"a+b\": 1}"}, {"(function(my arg) my arg + 1)(my arg: 2)", "3"},
      {"[{first name: \"x\"}][first name = \"x\"].first name", "[\"x\"]"},
  });
}

TEST_CASE("feel grammar: comments and blanks count for nothing") {
  check_feel({}, {{"1 /* one */ + // two\n 2", "3"}, {"\u30001\u3000+\t2", "3"}});
  CHECK(World{}("1 /* open") == "! feel.syntax");
}

TEST_CASE("feel grammar: the forms of a decision table's cell") {
  World world;
  world.with("?", 5, number_type());
  for (auto const& test : std::vector<FeelCase>{
           {"-", "true"}, {"5", "true"}, {"4", "false"}, {"< 5", "false"}, {">= 5", "true"}, {"[1..5)", "false"},
           {"1, 5", "true"}, {"not(1, 5)", "false"}, {"not(< 3)", "true"}, {"? * 2 > 9", "true"}, {"[1, 2, 5]", "true"},
           {"> 1 + 1", "true"}, {"null", "false"}, {"!= 5", "false"}, {"= 5", "true"}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world(text, FeelForm::unary_tests) == expected);
  }
}

TEST_CASE("feel grammar: a mistake is told with its place and what was expected") {
  World world;
  world.with("x", 1);
  for (auto const& test : std::vector<FeelCase>{
           {"1 +", "1:4 error feel.syntax: A value is expected, but the text ends."},
           {"if x > 1 then 2", "1:16 error feel.syntax: `else` is expected, but the text ends."},
           {"[1, 2", "1:6 error feel.syntax: `]` is expected, but the text ends."},
           {"x ==\n 3", "1:3 error feel.syntax: There is no operator `==`. Equality is written with one `=`."},
           {"x >\n  3 )", "2:5 error feel.syntax: An operator or the end is expected, but here stands `)`."},
           {"规 + \"a", "1:5 error feel.syntax: The text has no closing quotation mark. Add \" at its end."},
           {"", "1:1 error feel.syntax: An expression is expected, but the text ends."},
           {"{a: 1, a: 2}", "1:8 error feel.repeated-key: The context has `a` twice."},
           {"x instance of nmber", "1:15 error feel.unknown-type: There is no type `nmber`. Did you mean `number`?"},
           {"x instance of range", "1:15 error feel.unknown-type: There is no type `range`. Write what it is a range of: `range<number>`."},
           {"1 /* open", "1:3 error feel.syntax: The comment has no end. Close it with `*/`."},
           {"[,]", "1:2 error feel.syntax: `]` or a value is expected, but here stands `,`."},
           {"[1..2", "1:6 error feel.syntax: `]` or `)` or `[` is expected, but the text ends."},
           {"(function(a, b) a)(a: 1, a: 2)", "1:26 error feel.argument: The argument `a` stands twice."},
           {"function(a) external {}", "1:13 error feel.external: External functions are not called from expressions. "
                                       "Register a host function in the scope."}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world.findings(text) == expected);
  }
}

TEST_CASE("feel grammar: wherever a text breaks off, what was expected is said in words") {
  World const world;
  for (std::string const whole : {"[1, [2..3), ]4..5], (6..7]]", "{a: 1, \"b\": f(x: 2, y)}", "for i in 1..3, j in [i] return i + j",
                                  "some x in [1] satisfies x between 1 and 2", "if a then b else if c then d else e",
                                  "function(a: list<number>, b: context<c: range<date>>) a[item > 1].b", "not(x) instance of function<number> -> Any",
                                  "a in (> 1, [2..3], not(4)) and @\"2024-01-01\" or -2 ** 3"}) {
    for (std::size_t size = 0; size < whole.size(); ++size)
      for (std::string const rest : {"", ",", ")", "]", "}", ":", "then", "1 2", "..", ">"}) {
        auto const text = whole.substr(0, size) + rest;
        CAPTURE(text);
        auto const found = world.findings(text);
        CHECK(found.find("boost") == found.npos);
        CHECK(found.find("guicheng") == found.npos);
      }
  }
}

TEST_CASE("feel grammar: full-width signs are named with their ASCII form") {
  World world;
  world.with("资本", 1).with("人数", 2);
  struct Case { std::string text, sign, ascii; };
  for (auto const& test : std::vector<Case>{
           {"max(资本，人数)", "，", ","}, {"资本 ≥ 3", "≥", ">="}, {"资本＞3", "＞", ">"}, {"（资本）", "（", "("},
           {"“甲” = 资本", "“", "\""}, {"资本 × 人数", "×", "*"}, {"{资本：1}", "：", ":"}, {"资本 ÷ 2", "÷", "/"},
           {"资本 ＋ 1", "＋", "+"}, {"资本＝1", "＝", "="}, {"资本 ≤ 1", "≤", "<="}}) {
    auto const& text = test.text;
    auto const& sign = test.sign;
    auto const& ascii = test.ascii;
    CAPTURE(text);
    auto const found = world.findings(text);
    CHECK(found.find("feel.full-width: `" + sign + "` is not a sign of FEEL. Write `" + ascii + "`.") != found.npos);
  }
}

TEST_CASE("feel grammar: deep, long and broken texts are refused at once") {
  World const world;
  for (auto const& test : std::vector<std::pair<std::string, std::string>>{
           {"(", ")"}, {"[", "]"}, {"{a: ", "}"}, {"if true then ", " else 1"}, {"not(", ")"}, {"-(", ")"},
           {"for i in [1] return ", ""}, {"function(a) ", ""}, {"[1][", "]"}, {"]", "..2]"}}) {
    auto const& open = test.first;
    auto const& close = test.second;
    CAPTURE(open);
    CHECK(world(around(open, "1", close, 2000)) == "! feel.too-deep");
  }
  CHECK(world(around("(", "1", ")", 60)) == "1");
  CHECK(world(around("", "1", "+1", 4095)) == "4096");
  CHECK(world(around("", "1", "+1", 4096)) == "! feel.too-long");
  CHECK(world(around("-", "1", "", 30001)) == "-1");
  CHECK(world(around("", "{a: 1}", ".a", 1000)) == "! feel.too-deep");
  CHECK(world(std::string(70'000, ' ') + "1") == "! feel.too-long");
  CHECK(world("\"\xff\"") == "! feel.encoding");
  CHECK(world(around("if false then 1 else ", "2", "", 1000)) == "2");
}
