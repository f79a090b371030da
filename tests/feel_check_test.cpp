#include "feel_cases.hpp"

#include <algorithm>

using namespace guicheng;

namespace {

World licence() {
  World world;
  world.with("专职工作人员", 2, number_type()).with("办公方式", "租用", string_type()).with("失信记录", false, boolean_type());
  world.with("场所面积", Value{}, number_type()).with("任意", 5);
  world.with("人员", List{Context{{"姓名", "甲"}, {"证书", true}}, Context{{"姓名", "乙"}, {"证书", false}}},
             Type::list(Type::context({{"姓名", string_type()}, {"证书", boolean_type()}})));
  return world;
}

}  // namespace

TEST_CASE("feel check: names, fields and types are checked when the file is read") {
  auto const world = licence();
  for (auto const& test : std::vector<FeelCase>{
           {"专职工作人员 >= 3", ""},
           {"专职工作人 >= 3", "1:1 error feel.unknown-name: There is no name `专职工作人`. Did you mean `专职工作人员`?"},
           {"1 + 坪效", "1:5 error feel.unknown-name: There is no name `坪效`. If it is a text, put it in double quotes."},
           {"失信记录 = yes", "1:8 error feel.unknown-name: There is no name `yes`. Write `true`."},
           {"失信记录 = 否", "1:8 error feel.unknown-name: There is no name `否`. Write `false`."},
           {"专职工作人员 > 1 并且 失信记录", "1:12 error feel.syntax: An operator or the end is expected, but here stands `并且`. Write `and`."},
           {"办公方式 = '租用'", "1:8 error feel.syntax: A value is expected, but here stands `'`. Put a text in double quotes."},
           {"专职工作人员 <> 1", "1:9 error feel.syntax: A value is expected, but here stands `>`. Write `!=`."},
           {"专职工作人员 = \"3\"", "1:1 error feel.never-true: `专职工作人员 = \"3\"` can never be true: it compares a number with a string. Write a number without quotes."},
           {"\"是\" = 失信记录", "1:1 error feel.never-true: `\"是\" = 失信记录` can never be true: it compares a string with a boolean. Write `true` or `false` without quotes."},
           {"办公方式 > 3", "1:1 error feel.never-true: `办公方式 > 3` can never be true: it compares a string with a number."},
           {"失信记录 < true", "1:1 error feel.never-true: `失信记录 < true` can never be true: there is no order among values of type boolean."},
           {"办公方式 * 2", "1:8 error feel.wrong-type: `*` cannot be applied to string and number."},
           {"专职工作人员 and 失信记录", "1:1 error feel.wrong-type: `专职工作人员` is a number, not a condition."},
           {"if 办公方式 then 1 else 2", "1:4 error feel.wrong-type: The condition of `if` is a string, not a boolean."},
           {"count(人员[证明])", "1:10 error feel.unknown-name: There is no name `证明`. Did you mean `证书`?"},
           {"count(人员[证书])", ""},
           {"人员.年龄", "1:1 error feel.unknown-field: `人员` (list<context<姓名: string, 证书: boolean>>) has no `年龄`."},
           {"substring(专职工作人员, 1)", "1:1 error feel.wrong-type: An argument of `substring` is of the wrong type."},
           {"办公方式 in [1..3]", "1:9 error feel.never-true: `[1..3]` can never hold for a string."},
           {"任意 > 3 and 任意 = \"a\"", ""},
           {"\"a\" * 2", "1:7 warning feel.wrong-type: `*` cannot be applied to string and number."},
           {"abs(1, 2)", "1:1 error feel.argument: `abs` does not take these arguments. It is called as abs(n)."}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world.findings(text) == expected);
  }
}

TEST_CASE("feel check: what is written down and can only give null is told at once") {
  auto world = World{}.with("名称", "甲", string_type());
  for (auto const& test : std::vector<FeelCase>{
           {"matches(名称, \"(?i)a\")", "1:1 error feel.pattern: The pattern or the flags of `matches` are wrong. Write it as XPath has it: no look-around, no `(?i)`, no `\\b`."},
           {"matches(名称, \"a\", \"g\")", "1:1 error feel.pattern: The pattern or the flags of `matches` are wrong. Write it as XPath has it: no look-around, no `(?i)`, no `\\b`."},
           {"replace(名称, \"a*\", \"b\")", "1:1 error feel.pattern: The pattern of `replace` matches the empty text, which is refused. Let it match at least one character: `+` for `*`."},
           {"1 + number(\"a\")", "1:5 warning feel.always-null: This always gives null: number(\"a\"): the text is not of that form."},
           {"date(\"2024-02-30\")", "1:1 warning feel.always-null: This always gives null: date(\"2024-02-30\"): the text is not of that form."},
           {"date(\"2024-02-29\")", ""}, {"matches(名称, \"^甲\", \"i\")", ""}, {"abs(null)", ""}, {"date and time(\"2024-01-01T10:00:00@Asia/Shanghai\")", ""}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world.findings(text) == expected);
  }
}

TEST_CASE("feel check: a choice is compared with its options only") {
  World world;
  world.with("办公方式", "租用", Type::one_of({"自有", "租用"})).with("资质", List{"甲级"}, Type::list(Type::one_of({"甲级", "乙级"})));
  world.with("失信", false, boolean_type()).with("其他", "x", string_type());
  std::string const at_1 = "1:1 error feel.never-true: \"租凭\" is no option of `办公方式`, so this never matches. Did you mean \"租用\"?";
  for (auto const& test : std::vector<FeelCase>{
           {"办公方式 = \"租凭\"", at_1},
           {"\"租凭\" != 办公方式", at_1},
           {"办公方式 = \"租用\" or 办公方式 = null or 办公方式 = 其他", ""},
           {"办公方式 in (\"自有\", \"租凭\")", "1:16 error feel.never-true: \"租凭\" is no option of `办公方式`, so this never matches. Did you mean \"租用\"?"},
           {"办公方式 in [\"自有\", \"借\"]",
            "1:16 error feel.never-true: \"借\" is no option of `办公方式`, so this never matches. Its options are \"自有\", \"租用\"."},
           {"list contains(资质, \"丙级\")", "1:1 error feel.never-true: \"丙级\" is no option of `资质`, so this never matches. Did you mean \"甲级\"?"},
           {"some q in 资质 satisfies q = \"乙\"", "1:24 error feel.never-true: \"乙\" is no option of `q`, so this never matches. Its options are \"甲级\", \"乙级\"."},
           {"办公方式 + \"房\" = \"自有房\"", ""},
           {"(if 失信 then \"无\" else 办公方式) = \"无\"", ""},
           {"[办公方式, \"无\"][1] = \"无\"", ""},
           {"concatenate(资质, [\"无\"]) = [\"无\"]", ""}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world.findings(text) == expected);
  }
  World cell;
  cell.with("?", "租用", Type::one_of({"自有", "租用"}));
  CHECK(cell.findings("\"租凭\"", FeelForm::unary_tests) ==
        "1:1 error feel.never-true: \"租凭\" is no option of `?`, so this never matches. Did you mean \"租用\"?");
  CHECK(cell.findings("not(\"自有\")", FeelForm::unary_tests).empty());
}

TEST_CASE("feel check: a number is compared with numbers that it can be") {
  World world;
  world.with("年龄", 40, Type::number_within(Decimal{0}, Decimal{150})).with("岁数", 40, Type::number_within({}, Decimal{90}));
  world.with("得分", 1, Type::number_within(Decimal{100}, {})).with("数", 1, number_type()).with("次数", List{1}, Type::list(Type::number_within(Decimal{1}, {})));
  std::string const never = " can never hold: `年龄` lies between 0 and 150.", always = " is always true: `年龄` lies between 0 and 150.";
  auto const error = [&](int column, std::string const& text) {
    return "1:" + std::to_string(column) + " error feel.never-true: `" + text + "`" + never + " Correct the number, or the limits that are declared.";
  };
  auto const warning = [&](std::string const& text) {
    return "1:1 warning feel.always-true: `" + text + "`" + always + " Remove the comparison, or correct the number.";
  };
  for (auto const& test : std::vector<FeelCase>{
           {"年龄 > 150", error(1, "年龄 > 150")}, {"年龄 >= 150", ""}, {"年龄 >= 150.5", error(1, "年龄 >= 150.5")},
           {"年龄 < 0", error(1, "年龄 < 0")}, {"0 > 年龄", error(1, "0 > 年龄")}, {"年龄 <= 0", ""}, {"-1 = 年龄", error(1, "-1 = 年龄")},
           {"年龄 = 150", ""}, {"年龄 != 151", warning("年龄 != 151")}, {"年龄 >= 0", warning("年龄 >= 0")}, {"年龄 > 0", ""},
           {"151 > 年龄", warning("151 > 年龄")}, {"年龄 + 100 > 150", ""}, {"-年龄 < -10", ""}, {"年龄 between 151 and 160", error(1, "年龄 between 151 and 160")},
           {"年龄 between 150 and 160", ""}, {"年龄 in [151..160]", error(7, "[151..160]")}, {"年龄 in (150..160]", error(7, "(150..160]")},
           {"年龄 in (3, 200)", error(11, "200")}, {"年龄 in [3, 200]", error(11, "200")}, {"年龄 in > 200", error(7, "> 200")}, {"年龄 in >= 0", ""},
           {"岁数 < 得分", "1:1 warning feel.always-true: `岁数 < 得分` is always true: `岁数` is at most 90. Remove the comparison, or correct the number."},
           {"岁数 = 得分", "1:1 error feel.never-true: `岁数 = 得分` can never hold: `岁数` is at most 90. Correct the number, or the limits that are declared."},
           {"数 > 200 and 1 > 2", ""}, {"(if 数 > 1 then 年龄 else 数) > 200", ""}, {"{a: 年龄}.a > 150", "1:1 warning feel.never-true: `{a: 年龄}.a > 150` can never hold: `{a: 年龄}.a` lies between 0 and 150. Correct the number, or the limits that are declared."},
           {"some n in 次数 satisfies n < 1", "1:24 error feel.never-true: `n < 1` can never hold: `n` is at least 1. Correct the number, or the limits that are declared."},
           {"[年龄, 500][1] > 150", ""}, {"[{a: 年龄}, {a: 500}].a[1] > 150", ""}, {"max(年龄, 500) > 200", ""}, {"年龄 = null", ""}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    CHECK(world.findings(text) == expected);
  }
  World cell;
  cell.with("?", 5, Type::number_within(Decimal{0}, Decimal{150}));
  CHECK(cell.findings("> 150", FeelForm::unary_tests) ==
        "1:1 error feel.never-true: `> 150` can never hold: the value lies between 0 and 150. Correct the number, or the limits that are declared.");
  CHECK(cell.findings(">= 0, -", FeelForm::unary_tests) != "");
  CHECK(cell.findings(">= 0", FeelForm::unary_tests).empty());
  CHECK(cell.findings("[140..160]", FeelForm::unary_tests).empty());
  CHECK(conforms(Value{500}, Type::number_within(Decimal{0}, Decimal{150})));
  CHECK(Type::number_within({}, {}) == number_type());
}

TEST_CASE("feel check: options do not change what conforms") {
  auto const choice = Type::one_of({"a", "b"});
  CHECK(conforms(choice, string_type()));
  CHECK(conforms(string_type(), choice));
  CHECK(coerce("c", choice) == Value{"c"});
  CHECK(choice.text() == "string");
  CHECK(Type::one_of({}) == string_type());
}

TEST_CASE("feel check: every expression has a type") {
  auto const world = licence();
  for (auto const& test : std::vector<FeelCase>{
           {"专职工作人员 + 1", "number"}, {"专职工作人员 > 1", "boolean"}, {"人员.姓名", "list<string>"}, {"人员[1].姓名", "string"},
           {"人员[证书]", "list<context<姓名: string, 证书: boolean>>"}, {"if 失信记录 then 1 else 2", "number"},
           {"if 失信记录 then 1 else null", "number"}, {"for p in 人员 return p.姓名", "list<string>"}, {"任意", "Any"},
           {"{a: 1, b: \"x\"}", "context<a: number, b: string>"}, {"[1..2]", "range<number>"}, {"count(人员)", "number"},
           {"@\"2024-01-01\" - @\"2023-01-01\"", "days and time duration"}, {"function(a: number) a", "function<number> -> number"}}) {
    auto const& text = test.expression;
    auto const& expected = test.expected;
    CAPTURE(text);
    auto const compiled = compile_feel(text, world.scope);
    REQUIRE(compiled.feel);
    CHECK(compiled.feel->type().text() == expected);
  }
}

TEST_CASE("feel check: no number of warnings hides an error") {
  std::string text = "[";
  for (int i = 0; i < 150; ++i) text += "1 = \"a\", ";
  auto const compiled = compile_feel(text + "zzz]", Scope{});

  CHECK_FALSE(compiled.feel);
  CHECK(std::ranges::count(compiled.findings, FeelFinding::Level::error, &FeelFinding::level) == 1);
}

TEST_CASE("feel check: only the slots that are used are named") {
  auto const world = licence();

  auto const compiled = compile_feel("失信记录 or (function() 专职工作人员)() > 1", world.scope);

  REQUIRE(compiled.feel);
  CHECK(std::vector<std::size_t>(compiled.feel->used_slots().begin(), compiled.feel->used_slots().end()) ==
        std::vector<std::size_t>{0, 2});
}

TEST_CASE("feel check: values are coerced to declared types as the standard says") {
  CHECK(coerce(List{1}, number_type()) == Value{1});
  CHECK(coerce("a", number_type()).is_null());
  CHECK(coerce(1, Type::list(number_type())) == Value{List{1}});
  CHECK(coerce(Date{2024, 1, 2}, Type::of(Value::Kind::date_time)).date_time());
  CHECK(conforms(Value{}, number_type()));
  CHECK(conforms(Type::of(Value::Kind::null), string_type()));
  CHECK_FALSE(conforms(Type{}, string_type()));
}

TEST_CASE("feel explain: a condition that does not hold says so with the values seen") {
  auto const world = licence();
  struct Case { std::string text, zh, en; };
  for (auto const& test : std::vector<Case>{
           {"专职工作人员 >= 3", "专职工作人员 2 < 3", "专职工作人员 2 < 3"},
           {"专职工作人员 >= 1 and 办公方式 = \"自有\"", "办公方式 \"租用\" != \"自有\"", "办公方式 \"租用\" != \"自有\""},
           {"失信记录", "失信记录 不成立", "失信记录 does not hold"},
           {"not(专职工作人员 = 2)", "专职工作人员 = 2 成立，而要求不成立", "专职工作人员 = 2 holds, but must not"},
           {"专职工作人员 between 3 and 5", "专职工作人员 2 不在 3 与 5 之间", "专职工作人员 2 is not between 3 and 5"},
           {"专职工作人员 in [3..5)", "专职工作人员 2 不在 [3..5) 之内", "专职工作人员 2 is not in [3..5)"},
           {"count(人员[证书]) >= 2", "count(人员[证书]) 1 < 2", "count(人员[证书]) 1 < 2"},
           {"every p in 人员 satisfies p.证书", "第 2 项不满足：p.证书", "item 2 does not satisfy: p.证书"},
           {"some p in 人员 satisfies p.姓名 = \"丙\"", "没有一项满足：p.姓名 = \"丙\"", "no item satisfies: p.姓名 = \"丙\""},
           {"专职工作人员 != 2", "专职工作人员 2 = 2", "专职工作人员 2 = 2"},
           {"if 失信记录 then true else 专职工作人员 > 5", "专职工作人员 2 < 5", "专职工作人员 2 < 5"}}) {
    auto const& text = test.text;
    auto const& zh = test.zh;
    auto const& en = test.en;
    CAPTURE(text);
    auto const result = world.explained(text);
    CHECK(write_feel(result.value) == "false");
    REQUIRE_FALSE(result.reasons.empty());
    CHECK(result.reasons[0].code == "feel.condition");
    CHECK(result.reasons[0].text_zh == zh);
    CHECK(result.reasons[0].text_en == en);
  }
  CHECK(world.explained("专职工作人员 = 2").reasons.empty());
}

TEST_CASE("feel explain: moments are told apart in the zones that are known") {
  TimeZones zones;
  zones.emplace("Asia/Shanghai", TimeZone::fixed(8 * 3600));
  EvalContext context;
  context.zones = &zones;
  auto const compiled = compile_feel("@\"2024-01-01T08:00:00@Asia/Shanghai\" < @\"2024-01-01T00:00:00Z\"", Scope{});
  REQUIRE(compiled.feel);

  auto const reasons = explain(*compiled.feel, {}, context).reasons;

  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].text_en.find(" = ") != std::string::npos);
}

TEST_CASE("feel explain: every condition of a guard that fails is named, in order") {
  auto const result = licence().explained("专职工作人员 >= 3 and 办公方式 = \"租用\" and (失信记录 or 任意 > 9)");
  std::vector<std::string> texts;
  for (auto const& reason : result.reasons) texts.push_back(reason.text_zh);
  CHECK(texts == std::vector<std::string>{"专职工作人员 2 < 3", "失信记录 不成立", "任意 5 < 9"});
  CHECK(result.reasons[0].name == "专职工作人员");
}

TEST_CASE("feel explain: a null says what was missing or wrong") {
  auto const world = licence();
  struct Case { std::string text, code, zh, name; };
  for (auto const& test : std::vector<Case>{
           {"场所面积 >= 100", "feel.no-value", "场所面积 没有值", "场所面积"},
           {"专职工作人员 >= 1 and 场所面积 / 2 >= 100", "feel.no-value", "场所面积 没有值", "场所面积"},
           {"任意 + \"a\"", "feel.arithmetic", "不能计算：5 + \"a\"", ""},
           {"任意 > \"a\"", "feel.compare", "不能比较：5 与 \"a\"", ""},
           {"任意 / 0", "feel.arithmetic", "不能计算：5 / 0", ""},
           {"not(任意)", "feel.wrong-type", "任意 5 的类型不对，应为 boolean", "任意"},
           {"[1, 2][5] > 1", "feel.no-item", "[1, 2][5]：没有这一项，列表有 2 项", ""},
           {"(function(a: number) a)(\"x\")", "feel.call", "(function(a: number) a)(\"x\")：参数“a”应为 number", ""},
           {"(if true then sqrt else abs)(-1)", "feel.call", "(if true then sqrt else abs)(-1)：负数没有平方根", ""},
           {"for i in 1..2.5 return i", "feel.range", "只能从整数数到整数，或从日期数到日期", ""},
           {"for i in 1..场所面积 return i", "feel.no-value", "场所面积 没有值", "场所面积"},
           {"substring(办公方式, 0)", "feel.call", "substring(办公方式, 0)：起始位置不能是 0", ""}}) {
    auto const& text = test.text;
    auto const& code = test.code;
    auto const& zh = test.zh;
    auto const& name = test.name;
    CAPTURE(text);
    auto const result = world.explained(text);
    CHECK(result.value.is_null());
    REQUIRE(result.reasons.size() == 1);
    CHECK(result.reasons[0].code == code);
    CHECK(result.reasons[0].text_zh == zh);
    CHECK(result.reasons[0].name == name);
  }
}
