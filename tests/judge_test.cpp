#include <guicheng/rules.hpp>

#include "rule_samples.hpp"

using namespace guicheng;
using samples::number;
using samples::with_numbers;

namespace {

Judgement judged(RuleSet const& rules, Context const& inputs) { return judge(rules, inputs, {}); }

std::optional<Decimal> score(std::string const& names, std::string const& body, Context const& inputs) {
  auto const set = with_numbers(names, body);
  auto const plain = judge(*set, inputs, {});
  auto const explained = judge(*set, inputs, {}, true);
  CHECK(plain.score == explained.score);  // explaining changes nothing
  CHECK(plain.components == explained.components);
  return plain.score;
}

std::string const two = R"(indicators:
  - 甲: {points: a}
  - 乙: {points: b}
)";

std::string leaf(std::string const& rest) { return "indicators:\n  - 甲:\n" + rest; }

}  // namespace

TEST_CASE("judge: parts are put together as the set says") {
  Context const inputs{{"a", 10}, {"b", 3}};
  CHECK(score("ab", two, inputs) == 13);
  CHECK(score("ab", two + "combine: max\n", inputs) == 10);
  CHECK(score("ab", two + "combine: min\n", inputs) == 3);
  CHECK(score("ab", two + "combine: average\n", inputs) == number("6.5"));
  CHECK(score("ab", "indicators:\n  - 甲: {points: a, weight: 0.3}\n  - 乙: {points: b, weight: 2}\ncombine: weighted\n", inputs) == 9);
}

TEST_CASE("judge: branches nest, each with its own way of combining") {
  CHECK(score("abc", R"(indicators:
  - 上:
      combine: max
      of:
        - 甲: {points: a}
        - 乙:
            combine: weighted
            of:
              - 丙: {points: b, weight: 2}
              - 丁: {points: c}
  - 下: {points: c}
)", {{"a", 5}, {"b", 3}, {"c", 1}}) == 8);
}

TEST_CASE("judge: rounding comes before cap and floor") {
  CHECK(score("a", leaf("      points: a\n      round: {digits: 1}\n"), {{"a", number("2.25")}}) == number("2.3"));
  CHECK(score("a", leaf("      points: a\n      round: {digits: 1, mode: half even}\n"), {{"a", number("2.25")}}) == number("2.2"));
  CHECK(score("a", leaf("      points: a\n      round: {digits: 0, mode: down}\n"), {{"a", number("2.99")}}) == 2);
  CHECK(score("a", leaf("      points: a\n      round: {digits: 0, mode: up}\n      cap: 2.5\n"), {{"a", number("2.1")}}) == number("2.5"));
  CHECK(score("a", leaf("      points: a\n      floor: -5\n      cap: 5\n"), {{"a", -9}}) == -5);
  CHECK(score("ab", two + "round: {digits: 0}\n", {{"a", number("0.3")}, {"b", number("0.2")}}) == 1);
}

TEST_CASE("judge: the first rung that holds counts; none gives 0") {
  auto const ladder = leaf("      ladder:\n        - {points: 5, when: a >= 30, title: 三十人}\n        - {points: 3, when: a >= 15}\n");
  CHECK(score("a", ladder, {{"a", 30}}) == 5);
  CHECK(score("a", ladder, {{"a", number("29.99")}}) == 3);
  CHECK(score("a", ladder, {{"a", 14}}) == 0);
}

TEST_CASE("judge: options give the points of what is ticked") {
  auto const one = samples::rules("indicators:\n  - 甲:\n      pick: one\n      options: {好: {points: 5}, 差: {points: -2.5}}\n");
  CHECK(judged(*one, {{"甲", "好"}}).score == 5);
  CHECK(judged(*one, {{"甲", "差"}}).score == number("-2.5"));
  CHECK(judged(*one, {{"甲", "中"}}).problems[0].text_zh == "甲 应为以下之一：好、差，给出的是 中");
  CHECK(judged(*one, {}).problems[0].code == "input.missing");

  auto const several = samples::rules("indicators:\n  - 甲:\n      pick: several\n      cap: 6\n      options: {子: {points: 5}, 丑: {points: 3}}\n");
  CHECK(judged(*several, {{"甲", List{"丑"}}}).score == 3);
  CHECK(judged(*several, {{"甲", List{"丑", "子"}}}).score == 6);
  CHECK(judged(*several, {{"甲", List{}}}).score == 0);
}

TEST_CASE("judge: a table gives the points of its first row that holds") {
  auto const table = leaf("      table: |\n        a | b | 分值\n        >= 3 | - | 9\n        - | >= 1 | a + 1\n        - | - | 0\n");
  CHECK(score("ab", table, {{"a", 3}, {"b", 0}}) == 9);
  CHECK(score("ab", table, {{"a", 2}, {"b", 1}}) == 3);
  CHECK(score("ab", table, {{"a", 2}, {"b", 0}}) == 0);
}

TEST_CASE("judge: deductions start from full and stop at 0") {
  std::string const list = R"(      full: 10
      deductions:
        - {title: 每起, times: a, points: 3, at most: 6}
        - {title: 缺少制度, when: b = 1, all: true}
        - {title: 每次, times: c, points: 4, extra: 5, extra when used up: true}
)";
  CHECK(score("abc", leaf(list), {{"a", 0}, {"b", 0}, {"c", 0}}) == 10);
  CHECK(score("abc", leaf(list), {{"a", 1}, {"b", 0}, {"c", 0}}) == 7);
  CHECK(score("abc", leaf(list), {{"a", 9}, {"b", 0}, {"c", 0}}) == 4);
  CHECK(score("abc", leaf(list), {{"a", 0}, {"b", 1}, {"c", 0}}) == 0);
  CHECK(score("abc", leaf(list), {{"a", 0}, {"b", 0}, {"c", 2}}) == 2);
  CHECK(score("abc", leaf(list), {{"a", 0}, {"b", 0}, {"c", 3}}) == -5);  // used up, so the extra is taken from the first level
}

TEST_CASE("judge: what does not apply leaves the denominator of percent") {
  std::string const body = R"(indicators:
  - 甲: {points: a, cap: 40}
  - 乙: {points: b, cap: 60, applies: c = 1}
percent: {digits: 1}
)";
  CHECK(score("abc", body, {{"a", 30}, {"b", 60}, {"c", 1}}) == 90);
  CHECK(score("abc", body, {{"a", 30}, {"b", 60}, {"c", 0}}) == 75);
  auto const none = with_numbers("ab", "indicators:\n  - 甲: {points: a, cap: 9, applies: b = 1}\npercent: {digits: 0}\n");
  auto const result = judged(*none, {{"a", 1}, {"b", 0}});
  CHECK_FALSE(result.score);
  CHECK(result.problems.at(0).code == "rules.no-score");
}

TEST_CASE("judge: null is never 0 and never false") {
  auto const inputs = std::string{"inputs:\n  a: {type: number, optional: true}\n  b: {type: number}\n"};
  auto const ladder = samples::rules(inputs + leaf("      ladder:\n        - {points: 5, when: a >= 30}\n        - {points: 3}\n"));
  auto const missing = judged(*ladder, {{"b", 1}});
  CHECK_FALSE(missing.score);
  CHECK(missing.problems.at(0).input == "甲");

  auto const applies = samples::rules(inputs + "indicators:\n  - 甲: {points: b, applies: a > 1}\n");
  CHECK_FALSE(judged(*applies, {{"b", 1}}).score);

  std::string const graded = "indicators:\n  - 甲: {points: b}\n";
  auto const veto = samples::rules(inputs + graded + "grades:\n  - {grade: A}\nvetoes:\n  - {when: a > 1, refuse: true, reason: 违规}\n");
  auto const unknown = judged(*veto, {{"b", 1}});
  CHECK(unknown.score == 1);
  CHECK(unknown.grade == "");
  CHECK(unknown.vetoes.empty());
  CHECK(unknown.problems.at(0).input == "a");

  auto const band = samples::rules(inputs + graded + "grades:\n  - grade: A\n    conditions:\n      - {must: a > 1, else: 不足}\n  - {grade: B}\n");
  CHECK(judged(*band, {{"b", 1}}).grade == "");
  CHECK(judged(*band, {{"b", 1}, {"a", 1}}).grade == "B");

  auto const eligible = samples::rules(inputs + graded + "eligibility:\n  - {must: a > 1, else: 不足}\n");
  CHECK(judged(*eligible, {{"b", 1}}).ineligible.empty());
  CHECK(judged(*eligible, {{"b", 1}}).problems.size() == 1);
}

TEST_CASE("judge: a grade needs its score and its conditions") {
  auto const set = with_numbers("ab", two + R"(grades:
  - grade: AA
    from: 80
    conditions:
      - {must: b >= 10, title: 规模, else: 规模不足}
  - {grade: A, from: 40}
  - {grade: 不评级}
)");
  CHECK(judged(*set, {{"a", 70}, {"b", 10}}).grade == "AA");
  CHECK(judged(*set, {{"a", 69}, {"b", 10}}).grade == "A");
  auto const missed = judged(*set, {{"a", 90}, {"b", 9}});
  CHECK(missed.grade == "A");
  CHECK(missed.missed == std::vector<std::string>{"规模不足"});
  CHECK(judged(*set, {{"a", 39}, {"b", number("0.99")}}).grade == "不评级");
}

TEST_CASE("judge: of two grades the lower counts") {
  auto const set = with_numbers("ab", two + "grades:\n  - {grade: AA, from: 80}\n  - {grade: A, from: 40}\n  - {grade: B}\n"
                                            "second grade: if b > 5 then \"AA\" else if b > 1 then \"A\" else if b = 0 then \"C\" else \"B\"\n");
  CHECK(judged(*set, {{"a", 90}, {"b", 9}}).grade == "AA");
  CHECK(judged(*set, {{"a", 90}, {"b", 2}}).grade == "A");
  CHECK(judged(*set, {{"a", 9}, {"b", 9}}).grade == "B");
  auto const wrong = judged(*set, {{"a", 90}, {"b", 0}});
  CHECK(wrong.grade == "");
  CHECK(wrong.problems.at(0).text_zh == "没有名为 C 的等级");
}

TEST_CASE("judge: vetoes refuse, cap and lower") {
  auto const set = with_numbers("ab", two + R"(grades:
  - {grade: AA, from: 80}
  - {grade: A, from: 40}
  - {grade: B}
vetoes:
  - {when: b = 1, at most: B, reason: 封顶}
  - {when: b = 2, lower: 1, reason: 降级}
  - {when: b = 3, refuse: true, reason: 否决}
  - {when: b = 2.5, lower: 9, reason: 降到底}
)");
  auto const grade = [&](char const* b) { return judged(*set, {{"a", 90}, {"b", number(b)}}).grade; };
  CHECK(grade("0") == "AA");
  CHECK(grade("1") == "B");
  CHECK(grade("2") == "A");
  CHECK(grade("2.5") == "");
  CHECK(grade("3") == "");
  CHECK(judged(*set, {{"a", 90}, {"b", 3}}).vetoes == std::vector<std::string>{"否决"});
}

TEST_CASE("judge: the best class of which one item is met counts, with its evidence") {
  auto const set = samples::rules(R"(inputs:
  a: {type: number, optional: true}
  b: {type: number, optional: true}
classes:
  - class: A
    items:
      - {id: A1, title: 院士, when: a >= 1, evidence: [院士证书]}
      - {id: A2, title: 大奖, when: b >= 9}
  - class: B
    items:
      - {id: B1, title: 教授, when: b >= 1, evidence: [聘书]}
)");
  CHECK(judged(*set, {{"a", 1}, {"b", 0}}).grade == "A");
  CHECK(judged(*set, {{"a", 1}}).grade == "A");  // A2 cannot be told and need not be
  CHECK(judged(*set, {{"a", 0}, {"b", 1}}).evidence == std::vector<std::string>{"聘书"});
  CHECK(judged(*set, {{"a", 0}, {"b", 0}}).grade == "");
  auto const unknown = judged(*set, {{"b", 1}});
  CHECK(unknown.grade == "");  // it may be an A
  CHECK(unknown.problems.at(0).input == "a");
}

TEST_CASE("judge: validity counts calendar years; a day the month lacks is its last day") {
  auto const set = samples::rules(R"(inputs:
  申报日期: {type: date}
indicators:
  - 甲: {points: 1}
grades:
  - {grade: A}
validity: {years: 3, from: 申报日期}
)");
  CHECK(judged(*set, {{"申报日期", "2021-12-15"}}).valid_until == Date{2024, 12, 15});
  CHECK(judged(*set, {{"申报日期", "2024-02-29"}}).valid_until == Date{2027, 2, 28});
}

TEST_CASE("judge: who is not eligible is not judged") {
  auto const set = with_numbers("a", "eligibility:\n  - {must: a >= 1, else: 没有从业人员}\nindicators:\n  - 甲: {points: a}\ngrades:\n  - {grade: A}\n");
  auto const result = judged(*set, {{"a", 0}});
  CHECK(result.ineligible == std::vector<std::string>{"没有从业人员"});
  CHECK_FALSE(result.score);
  CHECK(result.grade == "");
}

TEST_CASE("judge: wrong data names the input, the value and what was expected") {
  auto const set = samples::rules(R"(inputs:
  人数: {type: number, min: 0, max: 100, digits: 0}
  是否: {type: boolean}
  日期: {type: date}
  年月: {type: month}
  区: {type: choice, options: [东, 西]}
  各月: {type: list, min: 0}
indicators:
  - 甲: {points: 人数}
)");
  Context const good{{"人数", 3}, {"是否", true}, {"日期", "2024-02-29"}, {"年月", "1974-09"}, {"区", "东"}, {"各月", List{1, 2}}};
  CHECK(judged(*set, good).problems.empty());
  auto const told = [&](char const* name, Value value) {
    auto inputs = good;
    inputs.set(name, std::move(value));
    auto const problems = judged(*set, inputs).problems;
    return problems.size() == 1 ? problems[0].text_zh : "?";
  };
  CHECK(told("人数", -1) == "人数 应为不小于 0 的数，给出的是 -1");
  CHECK(told("人数", 101) == "人数 应为不大于 100 的数，给出的是 101");
  CHECK(told("人数", number("2.5")) == "人数 应为至多 0 位小数的数，给出的是 2.5");
  CHECK(told("人数", true) == "人数 应为数字，给出的是 true");
  CHECK(told("是否", "是") == "是否 应为是或否，给出的是 是");
  CHECK(told("日期", "2023-02-29") == "日期 应为日期，如 2024-01-31，给出的是 2023-02-29");
  CHECK(told("年月", "1974-13") == "年月 应为年月，如 1974-09，给出的是 1974-13");
  CHECK(told("区", "南") == "区 应为以下之一：东、西，给出的是 南");
  CHECK(told("各月", List{1, -2}) == "各月 应为不小于 0 的数，给出的是 -2");
  CHECK(told("各月", 5) == "各月 应为列表，给出的是 5");
  CHECK(told("区", Value{}) == "缺少 区");
}

TEST_CASE("judge: an explanation gives every node its points, its bound and its share") {
  auto const set = with_numbers("ab", "indicators:\n  - 甲:\n      weight: 2\n      combine: weighted\n      of:\n        - 子: {points: a, cap: 10, weight: 0.5}\n  - 乙: {points: b, cap: 4}\ncombine: weighted\n");
  auto const result = judge(*set, {{"a", 6}, {"b", 9}}, {}, true);
  REQUIRE(result.tree);
  auto const& tree = *result.tree;
  CHECK(tree.points == 10);
  CHECK(tree.attainable == 14);
  CHECK(tree.parts[0].points == 3);
  CHECK(tree.parts[0].contribution == 6);
  CHECK(tree.parts[0].parts[0].seen[0].second == Value{6});
  CHECK(tree.parts[1].points == 4);
}

TEST_CASE("judge: typed slots judge as the inputs by name do") {
  auto const set = with_numbers("ab", two);
  auto subject = read_subject(*set, {{"a", 1}, {"b", 2}});
  CHECK(judge(*set, subject, {}).score == 3);
  subject.slots[0] = 10;
  CHECK(judge(*set, subject, {}).score == 12);
}

TEST_CASE("judge: warnings are told and change nothing, also of those who are not judged at all") {
  auto const set = samples::rules(R"(inputs:
  a: {type: number}
  b: {type: number, optional: true}
eligibility:
  - {must: a >= 0, else: 为负}
indicators:
  - 甲: {points: a}
grades:
  - {grade: A, from: 10}
  - {grade: B}
warnings:
  - {must: b <= a, else: 乙大于甲}
  - {must: score <= 100 and grade != "B", else: 请核实}
)");
  auto const fine = judged(*set, {{"a", 20}, {"b", 3}});
  CHECK(fine.warnings.empty());
  auto const doubtful = judged(*set, {{"a", 20}, {"b", 30}});
  CHECK(doubtful.warnings == std::vector<std::string>{"乙大于甲"});
  CHECK(doubtful.grade == "A");
  CHECK(doubtful.problems.empty());
  CHECK(judged(*set, {{"a", 5}}).warnings == std::vector<std::string>{"请核实"});  // the other cannot be told
  CHECK(judged(*set, {{"a", -1}, {"b", 3}}).warnings == std::vector<std::string>{"乙大于甲"});
  CHECK(write_judgement_json(*set, doubtful).find(R"("warnings":["乙大于甲"])") != std::string::npos);
  CHECK(write_judgement_text(*set, doubtful).find("提醒：乙大于甲\n") != std::string::npos);
  CHECK(write_judgement_svg(*set, doubtful).find("class=\"b warn\">提醒：乙大于甲<") != std::string::npos);
}

TEST_CASE("judge: a unified social credit code is read as in forms") {
  auto const set = samples::rules("inputs:\n  代码: {type: uscc}\nindicators:\n  - 甲:\n      points: string length(代码)\n");
  CHECK(judged(*set, {{"代码", " 91110105000000203g "}}).score == 18);
  auto const wrong = judged(*set, {{"代码", "911101050000001078"}});
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems[0].code == "input.wrong");
  CHECK(wrong.problems[0].text_zh.find("代码：") == 0);
  CHECK(judged(*set, {{"代码", 5}}).problems.at(0).text_zh == "代码 应为统一社会信用代码，给出的是 5");
}
