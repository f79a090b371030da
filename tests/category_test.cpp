// What a subject could have won, which depends on the category it is judged under.
#include <guicheng/rules.hpp>

#include "rule_samples.hpp"

using namespace guicheng;

namespace {

/// What the first indicator could have given.
Decimal attainable(RuleSet const& set, Context const& inputs) {
  auto const result = judge(set, inputs, {}, true);
  REQUIRE(result.tree);
  CHECK(result.tree->attainable == result.tree->parts.at(0).attainable);
  CHECK((!result.tree->points || *result.tree->points <= result.tree->attainable));
  CHECK(judge(set, inputs, {}).score == result.score);  // explaining changes nothing
  return result.tree->parts.at(0).attainable;
}

std::string const by_category = R"(inputs:
  类别: {type: choice, options: [甲, 乙, 丙, 丁], fixed: true}
  人数: {type: number, min: 0}
  成立日期: {type: date, fixed: true, default: 2000-01-01}
  获奖: {type: choice, options: [有, 无], default: 无}
let:
  大类: if 类别 = "甲" or 类别 = "乙" then "大" else "小"
  人数档: if 人数 >= 10 then "多" else "少"
)";

}  // namespace

TEST_CASE("category: of a table, what other categories could give is not attainable") {
  auto const set = [](std::string const& rows, std::string const& more = "") { return samples::rules(by_category + "indicators:\n  - 表:\n      table: |\n" + rows + more); };
  auto const at = [](RuleSet const& rules, char const* category) { return attainable(rules, {{"类别", category}, {"人数", 12}}); };

  auto const plain = set("        类别 | 人数 | 分\n        \"甲\" | >= 20 | 15\n        \"甲\" | >= 10 | 5\n        \"乙\",\"丙\" | >= 20 | 25\n        - | - | 0\n");
  CHECK(at(*plain, "甲") == 15);
  CHECK(at(*plain, "乙") == 25);
  CHECK(at(*plain, "丁") == 0);
  CHECK(plain->indicators[0].most == 25);  // of all, for what is proved of the set
  auto const explained = judge(*plain, {{"类别", "甲"}, {"人数", 12}}, {}, true);
  CHECK(write_judgement_json(*plain, explained).find(R"("points":5,"attainable":15,"lost":10)") != std::string::npos);
  CHECK(write_judgement_text(*plain, explained).find("5 / 15") != std::string::npos);
  CHECK(write_judgement_svg(*plain, explained).find("5 / 15") != std::string::npos);

  auto const turned = set("        类别 | 大类 | 人数 | 分\n        not(\"甲\") | - | >= 20 | 9\n        starts with(?, \"甲\") | \"大\" | >= 20 | 7\n        - | \"小\" | >= 30 | 30\n        - | - | - | 1\n");
  CHECK(at(*turned, "甲") == 7);
  CHECK(at(*turned, "乙") == 9);
  CHECK(at(*turned, "丙") == 30);

  auto const ended = set("        人数档 | 大类 | 分\n        - | \"大\" | 3\n        \"多\" | - | 8\n        - | - | 0\n");  // the first row that holds counts
  CHECK(at(*ended, "甲") == 3);
  CHECK(at(*ended, "丁") == 8);

  auto const bent = set("        类别 | 人数 | 分\n        \"甲\" | >= 20 | 14.6\n        \"乙\" | >= 20 | 25\n        - | - | 0\n", "      round: {digits: 0, mode: half up}\n      cap: 20\n      floor: 2\n");
  CHECK(at(*bent, "甲") == 15);
  CHECK(at(*bent, "乙") == 20);
  CHECK(at(*bent, "丙") == 2);
}

TEST_CASE("category: what rates a fact that cannot be changed keeps its most, for that is lost") {
  auto const table = [](std::string const& rows) { return samples::rules(by_category + "indicators:\n  - 表:\n      table: |\n" + rows); };
  Context const inputs{{"类别", "甲"}, {"人数", 1}, {"成立日期", "2020-01-01"}};
  CHECK(attainable(*table("        成立日期 | 人数 | 分\n        < date(\"2010-01-01\") | >= 1 | 10\n        - | - | 0\n"), inputs) == 10);
  CHECK(attainable(*table("        类别 | 分\n        \"乙\" | 10\n        - | 4\n"), inputs) == 10);        // the category itself is rated
  CHECK(attainable(*table("        获奖 | 人数 | 分\n        \"有\" | >= 1 | 10\n        - | - | 0\n"), inputs) == 10);
  CHECK(attainable(*table("        类别 | 人数 | 分\n        if 人数 > 5 then ? = \"乙\" else ? = \"甲\" | - | 10\n        - | - | 0\n"), inputs) == 10);  // the cell asks more
}

TEST_CASE("category: of a ladder, rungs of other categories are not attainable") {
  auto const set = [](std::string const& rungs) { return samples::rules(by_category + "indicators:\n  - 阶:\n      ladder:\n" + rungs); };
  auto const rung = [](char const* points, std::string const& when) { return std::string{"        - points: "} + points + "\n          when: " + when + "\n"; };
  std::string const rest = "        - points: 0\n";
  auto const at = [](RuleSet const& rules, char const* category) { return attainable(rules, {{"类别", category}, {"人数", 12}}); };

  auto const both = set(rung("20", "人数 >= 50 and (类别 = \"甲\" or 类别 = \"乙\")") + rung("12", "人数 >= 20 and 大类 = \"小\" and 类别 != \"丁\"") + rung("8", "类别 in (\"丙\", \"甲\")") +
                        rung("9", "人数 >= 10") + rest);
  CHECK(at(*both, "甲") == 20);
  CHECK(at(*both, "乙") == 20);
  CHECK(at(*both, "丙") == 12);  // the rung of 9 stands behind one that always holds
  CHECK(at(*both, "丁") == 9);

  CHECK(at(*set(rung("20", "类别 = \"乙\" or 人数 >= 100") + rung("5", "人数 >= 5") + rest), "甲") == 20);
  CHECK(at(*set(rung("20", "类别 = \"乙\"") + rung("5", "类别 = \"甲\"") + rest), "甲") == 20);  // the category itself is rated
  CHECK(at(*set(rung("-2", "类别 = \"甲\" and 人数 >= 5") + rung("-5", "人数 >= 5")), "乙") == 0);
}

TEST_CASE("category: of a formula that is an `if`, the cases of other categories are not attainable") {
  auto const at = [](std::string const& formula, char const* category) {
    return attainable(*samples::rules(by_category + "indicators:\n  - 式:\n      points: " + formula + "\n      cap: 30\n"), {{"类别", category}, {"人数", 4}});
  };
  std::string const cases = "if 类别 = \"甲\" then min(人数, 15) else if 人数 > 3 and 大类 = \"小\" then 8 else min(人数 * 2, 50)";
  CHECK(at(cases, "甲") == 15);
  CHECK(at(cases, "乙") == 30);  // the cap
  CHECK(at("if 人数 > 3 and 大类 = \"小\" then 8 else 2", "甲") == 2);
  CHECK(at("if 人数 > 3 and 大类 = \"小\" then 8 else 2", "丙") == 8);
  CHECK(at("if 类别 = \"甲\" then 15 else 20", "甲") == 20);               // the category itself is rated
  CHECK(at("min(if 类别 = \"甲\" then 人数 else 9, 25)", "甲") == 25);     // what is not the whole formula is not looked into
}

TEST_CASE("category: a percentage is that of what the subject's category could attain") {
  auto const set = samples::rules(by_category + "indicators:\n  - 表:\n      table: |\n        类别 | 人数 | 分\n        \"甲\" | >= 20 | 16\n        \"甲\" | >= 10 | 4\n"
                                  "        \"乙\" | >= 10 | 25\n        - | - | 0\npercent: {digits: 1, mode: half up}\n");
  auto const percent = [&](char const* category, int people) {
    Context const inputs{{"类别", category}, {"人数", people}};
    CHECK(judge(*set, inputs, {}).score == judge(*set, inputs, {}, true).score);
    return judge(*set, inputs, {}).score;
  };
  CHECK(percent("甲", 20) == 100);
  CHECK(percent("甲", 12) == 25);
  CHECK(percent("乙", 12) == 100);
  CHECK(percent("乙", 2) == 0);
  auto const nothing = judge(*set, {{"类别", "丙"}, {"人数", 12}}, {});
  CHECK_FALSE(nothing.score);
  REQUIRE(nothing.problems.size() == 1);
  CHECK(nothing.problems[0].code == "rules.no-score");
}

TEST_CASE("category: rows of a decision that hold together are attainable together") {
  auto const most = [](std::string const& how, char const* category) {
    std::string const decision = "decision: d\ntitle: 样例\ninputs:\n  类别: {type: choice, options: [甲, 乙]}\n  人数: {type: number, min: 0}\n" + how +
                                 "table: |\n  类别 | 人数 | 分\n  \"甲\" | >= 10 | 5\n  \"甲\" | >= 20 | 4\n  - | >= 30 | 3\n";
    std::string const set = "rules: set\ntitle: 样例\nversion: \"1\"\neffective: 2024-01-01\ninputs:\n  类别: {type: choice, options: [甲, 乙], fixed: true}\n"
                            "  人数: {type: number, min: 0}\nindicators:\n  - 表: {decision: d.yaml}\n";
    auto const loaded = read_rules({{"set.yaml", set}, {"d.yaml", decision}}, "set.yaml");
    for (auto const& finding : loaded.findings) CHECK_MESSAGE(finding.level != Finding::Level::error, write(finding));
    REQUIRE(loaded.rules);
    return attainable(*loaded.rules, {{"类别", category}, {"人数", 40}});
  };
  CHECK(most("output: {分: number}\nhit policy: sum\n", "甲") == 12);
  CHECK(most("output: {分: number}\nhit policy: sum\n", "乙") == 3);
  CHECK(most("output: {分: number}\nhit policy: count\n", "甲") == 3);
  CHECK(most("output: {分: number}\nhit policy: max\n", "甲") == 5);
  CHECK(most("output:\n  分: {type: number, default: 6}\nhit policy: first\n", "乙") == 6);
}
