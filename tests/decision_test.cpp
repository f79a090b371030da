#include <guicheng/decision.hpp>

#include "cpu_time.hpp"
#include "test.hpp"

using namespace guicheng;

namespace {

std::shared_ptr<TableDecision const> read(std::string const& body, Sources more = {}) {
  more["d.yaml"] = "decision: d\ntitle: 样例\n" + body;
  auto const loaded = read_decision(more, "d.yaml");
  for (auto const& finding : loaded.findings)
    if (finding.level == Finding::Level::error) CHECK(write(finding) == "");
  REQUIRE(loaded.decision);
  return loaded.decision;
}

Value answer(TableDecision const& decision, Context const& inputs) { return evaluate(decision, inputs, {}).value; }

std::string const table = "table: |\n  年限 | 津贴\n  > 5 | 30\n  > 2 | 20\n  > 1 | 20\n";

}  // namespace

TEST_CASE("decision: each hit policy answers as the standard says") {
  struct Case { std::string policy, output; Value six, nought; };
  for (auto const& one : std::vector<Case>{{"first", "number", 30, {}}, {"rule order", "number", List{30, 20, 20}, {}}, {"collect", "number", List{30, 20, 20}, {}},
                                           {"sum", "number", 70, {}}, {"min", "number", 20, {}}, {"max", "number", 30, {}}, {"count", "number", 3, {}},
                                           {"priority", "{type: number, options: [20, 30]}", 20, {}}, {"output order", "{type: number, options: [20, 30]}", List{20, 20, 30}, {}},
                                           {"first", "{type: number, default: 7}", 30, 7}}) {
    CAPTURE(one.policy);
    auto const decision = read("inputs: {年限: number}\noutput:\n  津贴: " + one.output + "\nhit policy: " + one.policy + "\n" + table);
    CHECK(answer(*decision, {{"年限", 6}}) == one.six);
    CHECK(answer(*decision, {{"年限", 0}}) == one.nought);
  }
}

TEST_CASE("decision: columns are found by name, in any order") {
  auto const decision = read("inputs: {甲: number, 乙: text}\noutput: {丙: text, 丁: number}\nhit policy: first\ntable: |\n  丁 | 乙 | 丙 | 甲\n  4 | \"x\" | \"是\" | > 3\n  0 | - | \"否\" | -\n");
  CHECK(answer(*decision, {{"甲", 4}, {"乙", "x"}}) == Value{Context{{"丙", "是"}, {"丁", 4}}});
}

TEST_CASE("decision: in a CSV file texts need no quotes") {
  auto const decision = read("inputs: {甲: text, 乙: number}\noutput: {丙: text}\nhit policy: first\nfile: d.csv\n",
                             {{"d.csv", "甲,乙,丙\n\"x,y\",> 3,好\n\"not(\"\"z\"\")\",-,w\n-,-,\"=甲 + \"\"?\"\"\"\n"}});
  CHECK(answer(*decision, {{"甲", "y"}, {"乙", 4}}) == Value{"好"});
  CHECK(answer(*decision, {{"甲", "z"}, {"乙", 1}}) == Value{"z?"});
}

TEST_CASE("decision: wrong data are problems, and a null answer says why") {
  auto const decision = read("inputs: {年限: {type: number, max: 50}}\noutput: {津贴: number}\nhit policy: first\n" + table);
  CHECK(evaluate(*decision, {{"年限", 60}}, {}).problems[0].text_zh == "年限 应为不大于 50 的数，给出的是 60");
  CHECK(evaluate(*decision, {}, {}).problems[0].code == "input.missing");
  auto const none = evaluate(*decision, {{"年限", 1}}, {});
  CHECK(none.value.is_null());
  CHECK_FALSE(none.reasons.empty());
  CHECK(write_answer_json(*decision, evaluate(*decision, {{"年限", 3}}, {})) == R"({"decision":"d","value":20,"rules":[2]})");
  CHECK(write_answer_text(*decision, evaluate(*decision, {{"年限", 3}}, {})) == "样例\n津贴 20\n依据第 2 条规则\n");
}

TEST_CASE("decision: lines are answered in order, bad ones told") {
  auto const decision = read("inputs: {年限: number}\noutput: {津贴: number}\nhit policy: first\n" + table);
  std::vector<std::string> const in{R"({"年限":6})", "{", R"({"id":"乙","in":{"年限":"三"}})", "", R"({"id":"丙","in":{"年限":3}})"};
  std::size_t next = 0;
  std::string out;
  auto const summary = answer_lines(*decision, [&](std::string& line) { return next < in.size() && (line = in[next++], true); },
                                    [&](std::string_view text) { return out += text, true; }, {}, {});
  CHECK(out.starts_with("{\"value\":30,\"rules\":[1]}\n{\"line\":2,\"problems\":[{\"input\":\"\",\"code\":\"batch.bad-line\""));
  CHECK(out.find("{\"id\":\"乙\",\"line\":3,\"problems\":") != std::string::npos);
  CHECK(out.ends_with("{\"id\":\"丙\",\"value\":20,\"rules\":[2]}\n"));
  CHECK(summary.lines == 4);
  CHECK(summary.bad == 2);
  CHECK(summary.grades == std::map<std::string, std::size_t>{{"20", 1}, {"30", 1}});
}

TEST_CASE("decision: a value that was seen is counted also when there are too many others") {
  auto const decision = read("inputs: {年限: number}\noutput: {津贴: number}\nhit policy: first\ntable: |\n  年限 | 津贴\n  - | 年限\n");
  std::size_t next = 0;
  auto const line = [&](std::string& text) { return next < 300 && (text = "{\"年限\":" + std::to_string(next < 250 ? next : 7) + "}", ++next, true); };
  auto const summary = answer_lines(*decision, line, [](std::string_view) { return true; }, {}, {});
  CHECK(summary.judged == 300);
  CHECK(summary.grades.size() == 200);
  CHECK(summary.grades.at("7") == 51);
}

TEST_CASE("decision: a rule set uses it as a leaf and as a function") {
  Sources sources{{"d.yaml", "decision: d\ntitle: 津贴表\ninputs: {年限: number}\noutput: {津贴: number}\nhit policy: first\n" + table},
                  {"s.yaml", "rules: s\ntitle: 样例\nversion: \"1\"\ninputs:\n  年限: {type: number, min: 2, digits: 0}\nlookups:\n  津贴: {decision: d.yaml}\n"
                             "indicators:\n  - 查表: {decision: d.yaml}\n  - 函数: {points: 津贴(年限 + 4)}\n"}};
  auto const loaded = read_rules(sources, "s.yaml");
  for (auto const& finding : loaded.findings)
    if (finding.level == Finding::Level::error) CHECK(write(finding) == "");
  REQUIRE(loaded.rules);
  auto const judged = judge(*loaded.rules, {{"年限", 3}}, {}, true);
  CHECK(judged.components == std::vector<Decimal>{20, 30});
  CHECK(judged.tree->parts[0].fired.find("2") != std::string::npos);

  sources["d.yaml"] += "  - | 1\n";
  CHECK(read_rules(sources, "s.yaml").rules->hash != loaded.rules->hash);  // what it uses belongs to its text
}

TEST_CASE("decision: as a function of a rule set it knows what day it is") {
  Sources const sources{{"d.yaml", "decision: d\ntitle: 年份表\ninputs: {年: number}\noutput: {岁: number}\nhit policy: first\ntable: |\n  年 | 岁\n  - | today().year - 年\n"},
                        {"s.yaml", "rules: s\ntitle: 样例\nversion: \"1\"\ninputs:\n  年: {type: number, min: 0}\nlookups:\n  年龄: {decision: d.yaml}\nindicators:\n  - 分: {points: 年龄(年)}\n"}};
  auto const loaded = read_rules(sources, "s.yaml");
  REQUIRE(loaded.rules);
  EvalContext context;
  context.now = Instant{days_from_civil({2024, 3, 1}) * 86'400'000};

  CHECK(judge(*loaded.rules, {{"年", 2000}}, context).score == Decimal{24});
}

TEST_CASE("decision: a long table in a long file is read in time linear in both") {
  std::string rows = "hit policy: collect\ntable: |\n  甲 | 乙\n";
  for (int i = 0; i < 4000; ++i) rows += "  " + std::to_string(i) + " | " + std::to_string(i) + "\n";
  auto const seconds = [&](std::string const& head) {
    CpuTime const time;
    read(head + "inputs: {甲: number}\noutput: {乙: number}\n" + rows);
    return time.seconds();
  };

  CHECK(seconds("# " + std::string(900'000, 'x') + "\n") < 5 * seconds("") + 1);
}

TEST_CASE("decision: a row of a large file is found by its key, not by looking through all") {
  std::string csv = "键,值\n";
  for (int i = 0; i < 90'000; ++i) csv += std::to_string(i) + ",甲\n";
  Sources const sources{{"t.csv", csv + "1.0,乙\n\"1\",丙\n"},
                        {"s.yaml", "rules: s\ntitle: 样例\nversion: \"1\"\ninputs:\n  末: {type: number, min: 0}\nlookups:\n  查: {file: t.csv, key: [键], value: 值}\n"
                                   "indicators:\n  - 分: {points: \"count(for i in 1..6000 return 查(末))\"}\n  - 文: {points: \"if 查(1) = \\\"甲\\\" and 查(\\\"1\\\") = \\\"丙\\\" and 查(-末) = null then 末 * 0 + 1 else 0\"}\n"}};
  auto const loaded = read_rules(sources, "s.yaml");
  for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
  REQUIRE(loaded.rules);
  CpuTime const time;

  CHECK(judge(*loaded.rules, {{"末", 89'999}}, {}).components == std::vector<Decimal>{6000, 1});

  CHECK(time.seconds() < 1);  // takes milliseconds
}
