#include <guicheng/decision_table.hpp>

#include "table_sample.hpp"
#include "test.hpp"

#include <string>

using namespace guicheng;

namespace {

struct Table {
  DecisionTable compiled;
  Value operator()(std::vector<Value> const& slots) const { return evaluate(compiled, slots, {}); }
  TableEvaluation why(std::vector<Value> const& slots) const { return explain(compiled, slots, {}); }
};

Scope people() {
  Scope scope;
  scope.add("类别", Type::of(Value::Kind::string));
  scope.add("年限", Type::of(Value::Kind::number));
  return scope;
}

Table compiled(DecisionTableText text, Scope const& scope = people()) {
  auto result = compile_decision_table(std::move(text), scope);
  for (auto const& finding : result.findings) MESSAGE(finding.what.message);
  REQUIRE(result.table);
  return {*result.table};
}

Table table(HitPolicy policy, std::string_view text) { return compiled(samples::table(policy, text)); }

constexpr auto overlapping = R"(
  类别    | 年限   || 津贴
  "A"     | >= 5   || 6
  "A","B" | >= 2   || 4
  -       | -      || 1
)";

Value list(List values) { return Value{std::move(values)}; }

}  // namespace

TEST_CASE("table: first gives the first rule that holds") {
  auto const allowance = table(HitPolicy::first, overlapping);

  CHECK(allowance({"A", 5}) == Value{6});
  CHECK(allowance({"A", 4}) == Value{4});
  CHECK(allowance({"B", 9}) == Value{4});
  CHECK(allowance({"C", 9}) == Value{1});
}

TEST_CASE("table: unique is null where several rules hold, and says which") {
  auto const allowance = table(HitPolicy::unique, overlapping);

  auto const why = allowance.why({"A", 5});

  CHECK(allowance({"C", 1}) == Value{1});
  CHECK(allowance({"A", 5}).is_null());
  CHECK(why.matched == std::vector<std::size_t>{0, 1, 2});
  REQUIRE(why.reasons.size() == 1);
  CHECK(why.reasons[0].code == "table.several-rules");
  CHECK(why.reasons[0].text_zh == "规则 1、2、3 同时成立，只允许一条");
}

TEST_CASE("table: any wants equal outputs") {
  auto const allowance = table(HitPolicy::any, R"(
    类别 | 年限 || 结果
    "A"  | -    || "同意"
    -    | > 5  || "同意"
    "B"  | -    || "不同意"
  )");

  CHECK(allowance({"A", 9}) == Value{"同意"});
  CHECK(allowance({"B", 9}).is_null());
  CHECK(allowance.why({"B", 9}).reasons[0].code == "table.unequal-outputs");
}

TEST_CASE("table: priority and output order follow the output's values, not the rows") {
  auto text = samples::table(HitPolicy::priority, R"(
    类别 | 年限 || 等级
    -    | -    || "低"
    "A"  | -    || "中"
    -    | > 5  || "高"
  )");
  text.outputs[0].values = R"("高", "中", "低")";
  auto const best = compiled(text);
  text.hit_policy = HitPolicy::output_order;
  auto const all = compiled(text);

  CHECK(best({"A", 9}) == Value{"高"});
  CHECK(best({"A", 1}) == Value{"中"});
  CHECK(all({"A", 9}) == list({"高", "中", "低"}));
  CHECK(all.why({"A", 9}).used == std::vector<std::size_t>{2, 1, 0});
}

TEST_CASE("table: priority ranks several outputs from the left") {
  auto text = samples::table(HitPolicy::priority, R"(
    类别 | 年限 || 等级 | 费率
    -    | -    || "低" | 1
    -    | > 1  || "高" | 2
    -    | > 2  || "高" | 1
  )");
  text.outputs[0].values = R"("高", "低")";
  text.outputs[1].values = "1, 2";

  CHECK(compiled(text)({"A", 9}) == Value{Context{{"等级", "高"}, {"费率", 1}}});
}

TEST_CASE("table: rule order and collect give every output, in the table's order") {
  CHECK(table(HitPolicy::rule_order, overlapping)({"A", 5}) == list({6, 4, 1}));
  CHECK(table(HitPolicy::collect, overlapping)({"B", 3}) == list({4, 1}));
}

TEST_CASE("table: collect aggregates") {
  CHECK(table(HitPolicy::sum, overlapping)({"A", 5}) == Value{11});
  CHECK(table(HitPolicy::minimum, overlapping)({"A", 5}) == Value{1});
  CHECK(table(HitPolicy::maximum, overlapping)({"A", 5}) == Value{6});
  CHECK(table(HitPolicy::count, overlapping)({"A", 5}) == Value{3});
}

TEST_CASE("table: a sum of texts is null with a reason") {
  auto const sum = table(HitPolicy::sum, "类别 | 年限 || x \n - | - || \"a\" \n - | - || \"b\"");

  CHECK(sum({"A", 1}).is_null());
  CHECK(sum.why({"A", 1}).reasons[0].code == "table.aggregation");
}

TEST_CASE("table: where no rule holds the default stands, and without one null") {
  auto text = samples::table(HitPolicy::first, "类别 | 年限 || 津贴 \n \"A\" | - || 1");
  auto const without = compiled(text);
  text.outputs[0].default_value = "0";
  auto const with = compiled(text);

  CHECK(without({"B", 1}).is_null());
  CHECK(without.why({"B", 1}).reasons[0].text_zh == "没有规则成立");
  CHECK(with({"B", 1}) == Value{0});
}

TEST_CASE("table: an input without a value is named where no rule holds") {
  auto const why = table(HitPolicy::first, "类别 | 年限 || x \n \"A\" | > 1 || 1").why({"A", Value{}});

  REQUIRE(why.reasons.size() == 2);
  CHECK(why.reasons[0].code == "table.no-rule");
  CHECK(why.reasons[1].text_zh == "年限 没有值");
  CHECK(why.reasons[1].name == "年限");
}

TEST_CASE("table: null meets cells that ask for it, that deny another value or that always hold") {
  auto const nulls = table(HitPolicy::rule_order, R"(
    类别 | 年限   || 规则
    -    | > 0    || 1
    -    | null   || 2
    -    | not(1) || 3
    -    | -      || 4
  )");

  CHECK(nulls({"A", Value{}}) == list({2, 3, 4}));
  CHECK(nulls({"A", 7}) == list({1, 3, 4}));
}

TEST_CASE("table: a cell may use its input as ? and other names") {
  auto const cells = table(HitPolicy::rule_order, R"(
    类别                        | 年限     || 规则
    -                           | ? * 2 > 9 || 1
    starts with(?, "A")         | -         || 2
    string length(?) = 年限     | -         || 3
  )");

  CHECK(cells({"AB", 5}) == list({1, 2}));
  CHECK(cells({"AB", 2}) == list({2, 3}));
}

TEST_CASE("table: outputs may be formulas and have names") {
  auto const outputs = table(HitPolicy::unique, "类别 | 年限 || 津贴 | 说明 \n - | > 0 || 年限 * 100 | \"每年 100\"");

  CHECK(outputs({"A", 3}) == Value{Context{{"津贴", 300}, {"说明", "每年 100"}}});
}

TEST_CASE("table: an input outside its allowed values is null with a reason") {
  auto text = samples::table(HitPolicy::first, overlapping);
  text.inputs[0].allowed = R"("A", "B", "C")";
  text.inputs[1].allowed = "[0..60]";
  auto const allowance = compiled(text);

  CHECK(allowance({"A", 60}) == Value{6});
  CHECK(allowance({"D", 1}).is_null());
  CHECK(allowance({"A", 61}).is_null());
  CHECK(allowance.why({"A", 61}).reasons[0].text_zh == "年限 的值 61 不在允许的范围 [0..60] 内");
  CHECK(allowance({Value{}, 3}) == Value{1});
}

TEST_CASE("table: dates and durations are compared as such") {
  Scope scope;
  scope.add("日期", Type::of(Value::Kind::date));
  auto const law = compiled(samples::table(HitPolicy::first, R"(
    日期                                        || 法
    < date("2019-10-01")                        || "旧"
    [date("2019-10-01") .. date("2023-06-30")]  || "中"
    @"2023-07-01"                               || "当日"
    -                                           || "新"
  )"), scope);

  CHECK(law({Date{2019, 9, 30}}) == Value{"旧"});
  CHECK(law({Date{2019, 10, 1}}) == Value{"中"});
  CHECK(law({Date{2023, 6, 30}}) == Value{"中"});
  CHECK(law({Date{2023, 7, 1}}) == Value{"当日"});
  CHECK(law({Date{2023, 7, 2}}) == Value{"新"});
}

TEST_CASE("table: all cells of a table share one budget of steps") {
  auto text = samples::table(HitPolicy::count, "类别 | 年限 || x");
  for (int r = 0; r < 50; ++r) {
    text.rules.push_back({{"-", "sum(for i in 1..100 return i) + " + std::to_string(r) + " > ?"}, {"1"}, {}});
  }
  auto const slow = compiled(text);
  EvalContext context;
  context.steps = 2'000;

  auto const why = explain(slow.compiled, std::vector<Value>{"A", 1}, context);

  CHECK(slow({"A", 1}) == Value{50});
  CHECK(why.value.is_null());
  REQUIRE(why.reasons.size() == 1);
  CHECK(why.reasons[0].code == "feel.budget");
}

TEST_CASE("table: used slots are those that some text reads") {
  Scope scope;
  scope.add("a");
  scope.add("b");
  scope.add("c");

  auto const sparse = compiled(samples::table(HitPolicy::first, "a || x \n ? > 1 || c"), scope);

  auto const used = sparse.compiled.used_slots();
  CHECK(std::vector<std::size_t>(used.begin(), used.end()) == std::vector<std::size_t>{0, 2});
}

TEST_CASE("table: findings name the cell") {
  auto text = samples::table(HitPolicy::first, overlapping);
  text.rules[1].inputs[1] = ">= (";
  text.rules[2].outputs[0] = "没有这个";

  auto const result = compile_decision_table(text, people());

  CHECK(!result.table);
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].part == TableFinding::Part::input_cell);
  CHECK(result.findings[0].rule == 1);
  CHECK(result.findings[0].column == 1);
  CHECK(result.findings[1].part == TableFinding::Part::output_cell);
  CHECK(result.findings[1].rule == 2);
}

TEST_CASE("table: a rule with a cell too many, two outputs of one name and a sum of two outputs are errors") {
  auto text = samples::table(HitPolicy::sum, "类别 | 年限 || x | x \n - | - || 1 | 2");
  text.rules[0].inputs.push_back("-");

  auto const result = compile_decision_table(text, people());

  CHECK(!result.table);
  REQUIRE(result.findings.size() == 3);
  CHECK(result.findings[0].what.code == "table.aggregation");
  CHECK(result.findings[1].what.message == "Two outputs are called x.");
  CHECK(result.findings[2].what.message == "The rule has 3 + 2 cells; the table has 2 inputs and 2 outputs.");
}

TEST_CASE("table: hit policies are read by word and by letter") {
  CHECK(read_hit_policy("rule order").value() == HitPolicy::rule_order);
  CHECK(read_hit_policy("C+").value() == HitPolicy::sum);
  CHECK(read_hit_policy("Collect", "count").value() == HitPolicy::count);
  CHECK(read_hit_policy("best").error().code == Errc::bad_syntax);
  CHECK(!read_hit_policy(""));
}
