#include <guicheng/decision.hpp>

#include "cpu_time.hpp"
#include "source_folder.hpp"
#include "test.hpp"

using namespace guicheng;

namespace {

std::string const set = R"(rules: sample
title: 示例
version: "1"
effective: 2024-10-01
inputs:
  人数: {type: number, unit: 人, min: 0}
  面积: {type: number, min: 0}
  失信: {type: boolean, optional: true, default: false}
  申报日期: {type: date}
let:
  人均: 面积 / 人数
indicators:
  - 人员:
      ladder:
        - points: 50
          when: 人数 >= 30
        - points: 20
          when: 人数 >= 3
  - 场所:
      - 人均面积:
          points: min(人均, 40)
          cap: 40
          round: {digits: 1}
  - 特色:
      pick: several
      options:
        甲: {title: 有网站, points: 5}
        乙: {title: 有热线, points: 3.5}
grades:
  - {grade: AA, from: 80}
  - {grade: A, from: 40}
  - {grade: 不评级}
vetoes:
  - when: 失信
    at most: A
    reason: 存在失信记录
validity: {years: 3, from: 申报日期}
)";

std::string with(std::string text, std::string_view what, std::string_view by) {
  auto const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::string findings_of(std::string const& text) {
  std::string result;
  for (auto const& finding : read_rules({{"a.yaml", text}}, "a.yaml").findings) result += write(finding) + "\n";
  return result;
}

Judgement judged(Context const& inputs, bool explained = false) {
  auto const loaded = read_rules({{"a.yaml", set}}, "a.yaml");
  REQUIRE(loaded.rules);
  return judge(*loaded.rules, inputs, {}, explained);
}

Context subject() {
  return {{"人数", 30}, {"面积", *read_decimal("1000")}, {"申报日期", "2021-12-15"}, {"特色", List{"甲", "乙"}}};
}

}  // namespace

TEST_CASE("rules: a set in YAML is read without a finding and judges") {
  CHECK(findings_of(set) == "");
  auto const result = judged(subject());

  CHECK(result.problems.empty());
  CHECK(result.score == Decimal::scaled(918, 1));  // 50 + 33.3 + 8.5
  CHECK(result.grade == "AA");
  CHECK(result.components == std::vector<Decimal>{50, *Decimal::scaled(333, 1), *Decimal::scaled(85, 1)});
  CHECK(result.valid_until == Date{2024, 12, 15});
}

TEST_CASE("rules: a veto caps the grade and says why") {
  auto inputs = subject();
  inputs.set("失信", true);
  auto const result = judged(inputs);

  CHECK(result.grade == "A");
  CHECK(result.vetoes == std::vector<std::string>{"存在失信记录"});
}

TEST_CASE("rules: a division by zero is a problem of the subject, never 0 points") {
  auto inputs = subject();
  inputs.set("人数", 0);
  auto const result = judged(inputs);

  CHECK_FALSE(result.score);
  CHECK(result.grade == "");
  REQUIRE_FALSE(result.problems.empty());
  CHECK(result.problems[0].input == "场所/人均面积");
}

TEST_CASE("rules: wrong data names the input, the value and what was expected") {
  auto inputs = subject();
  inputs.set("人数", "三");
  inputs.erase("申报日期");
  inputs.set("颜色", "红");
  auto const result = judged(inputs);

  REQUIRE(result.problems.size() == 3);
  CHECK(result.problems[0].text_zh == "人数 应为数字，给出的是 三");
  CHECK(result.problems[1].text_en == "申报日期 is missing.");
  CHECK(result.problems[2].code == "input.unknown");
}

TEST_CASE("rules: an explanation says which rung counted and what it looked at") {
  auto const result = judged(subject(), true);

  REQUIRE(result.tree);
  REQUIRE(result.tree->parts.size() == 3);
  CHECK(result.tree->parts[0].fired == "人数 >= 30");
  CHECK(result.tree->parts[0].seen == std::vector<std::pair<std::string, Value>>{{"人数", 30}});
  CHECK(result.tree->parts[2].fired == "有网站、有热线");
}

TEST_CASE("rules: completion lists the leaves that are not answered") {
  auto const loaded = read_rules({{"a.yaml", set}}, "a.yaml");
  REQUIRE(loaded.rules);
  auto const leaves = completion(*loaded.rules, {{"人数", 5}});

  REQUIRE(leaves.size() == 3);
  CHECK(leaves[0].complete);
  CHECK(leaves[1].missing == std::vector<std::string>{"面积"});  // through 人均
  CHECK(leaves[2].path == "特色");
  CHECK(leaves[2].missing == std::vector<std::string>{"特色"});
}

TEST_CASE("rules: completion counts what applies, and says what that rests on") {
  auto const loaded = read_rules({{"a.yaml", R"(rules: kinds
title: 各类
version: "1"
inputs:
  类: {type: choice, options: [大, 小]}
  人数: {type: number, optional: true}
indicators:
  - 大类:
      applies: 类 = "大"
      of:
        - 网站: {pick: one, options: {有: {points: 1}, 无: {points: 0}}}
        - 规模: {points: 人数 * 2}
  - 小类:
      applies: 类 = "小"
      of:
        - 热线: {pick: several, options: {有: {points: 1}}}
        - 可选: {points: if 人数 = null then 0 else 1}
)"}}, "a.yaml");
  REQUIRE(loaded.rules);
  auto const told = [&](Context const& inputs) {
    std::string all;
    for (auto const& leaf : completion(*loaded.rules, inputs)) {
      all += (all.empty() ? "" : "; ") + leaf.path + (leaf.complete ? " done" : "");
      for (auto const& name : leaf.missing) all += " " + name;
    }
    return all;
  };

  CHECK(told({}) == "大类/网站 类; 大类/规模 类; 小类/热线 类; 小类/可选 类");
  CHECK(told({{"类", "大"}}) == "大类/网站 网站; 大类/规模 人数");
  CHECK(told({{"类", "大"}, {"人数", 3}, {"网站", "无"}}) == "大类/网站 done; 大类/规模 done");
  CHECK(told({{"类", "小"}}) == "小类/热线 热线; 小类/可选 done");
  CHECK(judge(*loaded.rules, {{"类", "小"}, {"热线", List{"有"}}}, {}).score == 1);
  CHECK(judge(*loaded.rules, {{"类", "大"}}, {}).problems.at(0).input == "大类/网站");
}

TEST_CASE("rules: mistakes are found with their place") {
  CHECK(findings_of(with(set, "人数 >= 30", "人员数 >= 30")).find("a.yaml:16:17: error: ") != std::string::npos);
  CHECK(findings_of(with(set, "at most: A", "at most: B")).find("rules.unknown-grade") != std::string::npos);
  CHECK(findings_of(with(set, "points: 20", "point: 20")).find("yaml.unknown-key") != std::string::npos);
  CHECK(findings_of(with(set, "points: min(人均, 40)", "points: 人数 > 3")).find("rules.not-a-number") != std::string::npos);
}

TEST_CASE("rules: every rule set of the house is read without an error") {
  auto const sources = read_folder(GUICHENG_RULES);
  std::size_t seen = 0;
  for (auto const& [path, text] : sources) {
    if (!text.starts_with("rules:") && text.find("\nrules:") == std::string::npos) continue;
    if (path.starts_with("scenarios/")) continue;
    auto const file = path;  // clang 14 captures no binding
    CAPTURE(file);
    auto const loaded = read_rules(sources, path);
    for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
    CHECK(loaded.rules);
    ++seen;
  }
  CHECK(seen >= 8);
  seen = 0;
  for (auto const& [path, text] : sources) {
    if (text.find("\ndecision:") == std::string::npos || path.starts_with("scenarios/")) continue;
    auto const loaded = read_decision(sources, path);
    for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
    CHECK(loaded.decision);
    ++seen;
  }
  CHECK(seen >= 2);
}

TEST_CASE("read rules: many derived values take time in proportion to them") {
  std::string lets;
  for (int i = 1; i <= 8000; ++i) lets += "  a" + std::to_string(i) + ": '[a" + std::to_string(i - 1) + "]'\n";
  CpuTime const time;

  auto const loaded = read_rules({{"s.yaml", "rules: s\ntitle: 样例\nversion: '1'\ninputs: {a0: {type: number, min: 0}}\nlet:\n" + lets + "indicators: [{分: {points: a0}}]\n"}}, "s.yaml");

  CHECK(loaded.rules);
  CHECK(time.seconds() < 5);  // takes a tenth of that
}
