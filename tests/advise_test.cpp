#include <guicheng/rules.hpp>

#include "cpu_time.hpp"
#include "rule_samples.hpp"

#include <random>

using namespace guicheng;
using samples::number;

namespace {

/// Judging with a plan's changes gives what the plan says.
void check_plans(RuleSet const& set, Context const& inputs, Advice const& advice) {
  for (auto const& plan : advice.plans) {
    auto changed = inputs;
    for (auto const& change : plan.changes)
      for (auto const& [name, value] : change.set) {
        auto const* const old = changed.find(name);
        if (!value.list() || !old || !old->list()) {
          changed.set(name, value);
          continue;
        }
        auto all = *old->list();
        all.insert(all.end(), value.list()->begin(), value.list()->end());
        changed.set(name, all);
      }
    auto const judged = judge(set, changed, {});
    CHECK(judged.grade == plan.grade);
    auto whole = inputs;
    for (auto const& [name, value] : plan.set) whole.set(name, value);
    auto const at_once = judge(set, whole, {});
    CHECK(at_once.grade == plan.grade);
    CHECK(at_once.score == judged.score);
    if (judged.score) CHECK(*judged.score == plan.score);
  }
}

std::string ladder(char name, int effort = 1) {
  std::string const n{name}, e = std::to_string(effort);
  return "  - " + n + n + ":\n      ladder:\n        - {points: 30, when: " + n + " >= 30, effort: " + e + "}\n        - {points: 10, when: " + n + " >= 10, effort: " + e + "}\n";
}

std::string const grades = "grades:\n  - {grade: AA, from: 60}\n  - {grade: A, from: 20}\n  - {grade: B}\n";

}  // namespace

TEST_CASE("advise: the cheapest set of rungs that reaches the line, proved and judged again") {
  auto const set = samples::with_numbers("abc", "indicators:\n" + ladder('a') + ladder('b', 5) + ladder('c') + grades);
  Context const inputs{{"a", 12}, {"b", 0}, {"c", 3}};
  auto const advice = advise(*set, inputs, {});
  CHECK(advice.target == "A");
  CHECK(advice.short_of == 10);
  REQUIRE_FALSE(advice.plans.empty());
  CHECK(advice.plans[0].effort == 1);
  CHECK(advice.proven);
  check_plans(*set, inputs, advice);

  auto const far = advise(*set, inputs, {}, "AA");
  REQUIRE_FALSE(far.plans.empty());
  CHECK(far.plans[0].effort == 3);  // a to 30, c to 30; b is dear
  CHECK(far.plans[0].grade == "AA");
  CHECK(far.proven);
  check_plans(*set, inputs, far);
}

TEST_CASE("advise: what is reached already needs nothing") {
  auto const set = samples::with_numbers("abc", "indicators:\n" + ladder('a') + ladder('b') + ladder('c') + grades);
  auto const best = advise(*set, {{"a", 30}, {"b", 30}, {"c", 30}}, {});
  CHECK(best.target == "");
  CHECK(best.plans.empty());
  CHECK(advise(*set, {{"a", 30}, {"b", 0}, {"c", 0}}, {}, "B").target == "");
  CHECK(advise(*set, {{"a", 30}, {"b", 0}, {"c", 0}}, {}, "C").impossible == "没有名为 C 的等级。");
}

TEST_CASE("advise: conditions and vetoes come first, with their distance") {
  auto const set = samples::rules(R"(inputs:
  人数: {type: number, unit: 人, digits: 0}
  本科: {type: number, unit: 人, digits: 0}
  失信: {type: boolean}
let:
  比例: if 人数 = 0 then 0 else 本科 / 人数
indicators:
  - 规模: {points: 50}
grades:
  - grade: A
    from: 40
    conditions:
      - {must: 人数 >= 30, else: 人数不足}
      - {must: 比例 >= 0.5, else: 学历不足}
  - {grade: B}
vetoes:
  - {when: 失信, at most: B, reason: 存在失信记录}
)");
  Context const inputs{{"人数", 12}, {"本科", 6}, {"失信", true}};
  auto const advice = advise(*set, inputs, {});
  CHECK(advice.first == std::vector<std::string>{"人数不足：人数 由 12 改为 30 人（还差 18 人）", "学历不足：本科 由 6 改为 15 人（还差 9 人）", "存在失信记录：失信 由 是 改为 否"});
  REQUIRE(advice.plans.size() == 1);
  CHECK(advice.plans[0].changes.size() == 3);
  check_plans(*set, inputs, advice);
}

TEST_CASE("advise: fixed inputs are left alone, and impossibility is said plainly") {
  auto const set = samples::rules("inputs:\n  a: {type: number, fixed: true}\n  b: {type: number}\n  坏: {type: boolean, fixed: true}\nindicators:\n" + ladder('a') + ladder('b') + grades +
                                  "vetoes:\n  - {when: 坏, refuse: true, reason: 被吊销}\n");
  auto const no = advise(*set, {{"a", 12}, {"b", 30}, {"坏", false}}, {}, "AA");
  CHECK(no.plans.empty());
  CHECK(no.impossible == "所有能推导的改变都做到，也只有 40 分，离 AA 的 60 分还差 20 分。");
  auto const refused = advise(*set, {{"a", 30}, {"b", 30}, {"坏", true}}, {});
  CHECK(refused.impossible == "被吊销：不能通过申报人的努力改变，因此达不到 B。");
}

TEST_CASE("advise: ties are shown as such; leaves that share an input are not proven") {
  auto const set = samples::with_numbers("ab", "indicators:\n" + ladder('a') + ladder('b') + grades);
  Context const inputs{{"a", 10}, {"b", 0}};
  auto const tied = advise(*set, inputs, {}, "A");
  REQUIRE(tied.plans.size() >= 1);
  CHECK(tied.proven);
  auto const shared = samples::with_numbers("ab", "indicators:\n" + ladder('a') + "  - 又: {ladder: [{points: 10, when: a >= 20}]}\n" + ladder('b') + grades);
  auto const advice = advise(*shared, inputs, {}, "A");
  CHECK_FALSE(advice.plans.empty());
  CHECK_FALSE(advice.proven);
  check_plans(*shared, inputs, advice);
}

TEST_CASE("advise: ticks are proven where the cap leaves room for all of them, and a plan holds the whole list") {
  auto const set = [](char const* cap) {
    return samples::rules(std::string{"inputs:\n  人数: {type: number, min: 0}\nindicators:\n  - 甲:\n      pick: several\n      cap: "} + cap +
                          "\n      options:\n        一: {points: 10}\n        二: {points: 10, effort: 2}\n        三: {points: 10, effort: 3}\n"
                          "  - 规模: {ladder: [{points: 10, when: 人数 >= 9}, {points: 0}]}\ngrades:\n  - {grade: A, from: 30}\n  - {grade: B}\n");
  };
  Context const inputs{{"人数", 10}, {"甲", List{"一"}}};
  auto const roomy = advise(*set("30"), inputs, {});
  CHECK(roomy.proven);
  REQUIRE_FALSE(roomy.plans.empty());
  CHECK(roomy.plans[0].set == std::vector<std::pair<std::string, Value>>{{"甲", List{"一", "二"}}});
  check_plans(*set("30"), inputs, roomy);
  auto const tight = advise(*set("25"), inputs, {});
  CHECK_FALSE(tight.proven);
  check_plans(*set("25"), inputs, tight);
}

TEST_CASE("advise: options, deductions, tables and formulas can all be improved") {
  auto const set = samples::rules(R"(inputs:
  违规: {type: number, digits: 0, min: 0}
  面积: {type: number, min: 0, max: 500}
  年限: {type: number, min: 0, digits: 0}
indicators:
  - 证书: {pick: one, options: {甲: {points: 20}, 乙: {points: 5}, 丙: {points: 0}}}
  - 特色: {pick: several, options: {子: {points: 5}, 丑: {points: 3}}}
  - 守法: {full: 20, deductions: [{title: 违规, times: 违规, points: 10}]}
  - 场所: {points: 面积 / 10, cap: 20}
  - 经历:
      table: |
        年限 | 分
        >= 5 | 20
        >= 2 | 10
        - | 0
grades:
  - {grade: A, from: 88}
  - {grade: B}
)");
  Context const inputs{{"证书", "丙"}, {"特色", List{}}, {"违规", 2}, {"面积", 10}, {"年限", 0}};
  auto const advice = advise(*set, inputs, {});
  REQUIRE_FALSE(advice.plans.empty());
  CHECK(advice.plans[0].score == 88);
  CHECK(advice.plans[0].changes.size() == 6);
  check_plans(*set, inputs, advice);
}

TEST_CASE("advise: what cannot be turned round is named, and no plan is made of it") {
  auto const set = samples::rules("inputs:\n  各月: {type: list}\n  b: {type: number}\nindicators:\n  - 月数:\n      ladder:\n        - points: 30\n          when: count(各月[item > 3]) >= 2\n" + ladder('b') + grades);
  auto const advice = advise(*set, {{"各月", List{1}}, {"b", 30}}, {}, "AA");
  CHECK(advice.plans.empty());
  CHECK(advice.not_derivable == std::vector<std::string>{"月数"});
  CHECK(advice.impossible == "所有能推导的改变（不可推导的指标未计入）都做到，也只有 30 分，离 AA 的 60 分还差 30 分。");
}

TEST_CASE("advise: a search that the budget ended says so, and proves nothing") {
  auto const set = [](int leaves, int effort) {
    std::string inputs = "inputs:\n", body = "indicators:\n";
    for (int i = 0; i < leaves; ++i) {
      auto const name = "i" + std::to_string(i);
      inputs += "  " + name + ": {type: number}\n";
      body += "  - l" + name + ":\n      ladder: [{points: 1, when: " + name + " >= 1, effort: " + std::to_string(effort) + "}]\n";
    }
    return samples::rules(inputs + body + "grades:\n  - {grade: A, from: " + std::to_string(leaves - 1) + "}\n  - {grade: B}\n");
  };
  auto const inputs = [](int leaves) {
    Context made;
    for (int i = 0; i < leaves; ++i) made.set("i" + std::to_string(i), Value{0});
    return made;
  };
  auto const advice = advise(*set(200, 1'000), inputs(200), {});
  CHECK(advice.plans.empty());
  CHECK_FALSE(advice.proven);
  CHECK(advice.impossible == "改变的组合太多，没有找完，不能断定是否达得到。");
  auto const some = advise(*set(80, 1'000), inputs(80), {}, {}, 8);  // 6 million steps each: the first plan is found, not all
  CHECK(some.proven);
  CHECK(some.plans.size() >= 1);
  CHECK(some.plans.size() < 8);
}

TEST_CASE("advise: derived values that lead to each other are searched within a budget, and the advice says so") {
  std::string lets = "let:\n  l0: if a > 100 and a < 50 then 1 else 9\n";
  std::string const steps = "cdefghijklmnopqrstuv";
  Context inputs{{"a", 0}, {"b", 0}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto const known = "l" + std::to_string(i) + " = 1 or l" + std::to_string(i) + " = 2";
    lets += "  l" + std::to_string(i + 1) + ": if (" + known + ") and " + steps[i] + " > 0 then 1 else if " + known + " then 2 else 9\n";
    inputs.set(std::string{steps[i]}, Value{0});
  }
  auto const set = samples::with_numbers("ab" + steps, lets + "indicators:\n  - 甲:\n      ladder: [{points: 30, when: l20 = 1}, {points: 20, when: l20 = 2}, {points: 0}]\n" + ladder('b') + grades);
  CpuTime const taken;
  auto const advice = advise(*set, inputs, {});
  CHECK(taken.seconds() < 10);
  REQUIRE_FALSE(advice.plans.empty());  // what was found all the same
  CHECK_FALSE(advice.proven);
  auto const far = advise(*set, inputs, {}, "AA");
  CHECK(far.impossible == "改变的组合太多，没有找完，不能断定是否达得到。");
}

TEST_CASE("advise: talent classes are reached by one item") {
  auto const set = samples::rules("inputs:\n  论文: {type: number, digits: 0}\n  获奖: {type: boolean}\nclasses:\n  - class: A\n    items:\n      - {id: A1, title: 获奖, when: 获奖}\n"
                                  "      - {id: A2, title: 论文, when: 论文 > 9}\n  - class: B\n    items:\n      - {id: B1, title: 论文, when: 论文 >= 3}\n");
  Context const inputs{{"论文", 4}, {"获奖", false}};
  auto const advice = advise(*set, inputs, {});
  CHECK(advice.target == "A");
  CHECK(advice.plans.size() == 2);
  check_plans(*set, inputs, advice);
}

TEST_CASE("advise: on random sets the first plan is as cheap as any, found by trying all") {
  std::mt19937 random{7};
  auto const pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  for (int round = 0; round < 200; ++round) {
    std::string body = "indicators:\n  - ee:\n      ladder: [{points: 100, when: e >= 1}]\n";  // others reach every line; this subject cannot
    int points[4][3], effort[4][3];
    for (int leaf = 0; leaf < 4; ++leaf) {
      std::string const name(1, static_cast<char>('a' + leaf));
      body += "  - " + name + name + ":\n      ladder:\n";
      for (int rung = 2, sum = 0; rung >= 0; --rung) points[leaf][rung] = sum += 1 + pick(9);
      for (int rung = 0; rung < 3; ++rung) {
        effort[leaf][rung] = 1 + pick(4);
        body += "        - {points: " + std::to_string(points[leaf][rung]) + ", when: " + name + " >= " + std::to_string(3 - rung) + ", effort: " + std::to_string(effort[leaf][rung]) + "}\n";
      }
    }
    int const line = 1 + pick(50);
    std::string const inputs_of = "inputs:\n  a: {type: number}\n  b: {type: number}\n  c: {type: number}\n  d: {type: number}\n  e: {type: number, fixed: true}\n";
    auto const set = samples::rules(inputs_of + body + "grades:\n  - {grade: A, from: " + std::to_string(line) + "}\n  - {grade: B}\n");
    int best = 1000;
    for (int way = 0; way < 256; ++way) {
      int sum = 0, cost = 0;
      for (int leaf = 0; leaf < 4; ++leaf) {
        int const level = way >> (2 * leaf) & 3;
        if (level > 0) sum += points[leaf][3 - level];
        for (int step = 1; step <= level; ++step) cost += effort[leaf][3 - step];
      }
      if (sum >= line) best = std::min(best, cost);
    }
    Context const inputs{{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}, {"e", 0}};
    auto const advice = advise(*set, inputs, {});
    CAPTURE(body);
    CAPTURE(line);
    if (best == 1000) {
      CHECK(advice.plans.empty());
      CHECK_FALSE(advice.impossible.empty());
      continue;
    }
    REQUIRE_FALSE(advice.plans.empty());
    CHECK(advice.plans[0].effort == best);
    CHECK(advice.proven);
    check_plans(*set, inputs, advice);
  }
}

TEST_CASE("advise: ticks that a table, a ladder, a formula or a condition asks for are derived") {
  std::string const inputs = "inputs:\n  甲: {type: choices, options: [一, 二, 三]}\n  类: {type: choice, options: [大, 小], fixed: true}\n";
  std::string const two_grades = "grades:\n  - {grade: A, from: 10}\n  - {grade: B}\n";
  struct Way { char const* what; std::string body; };
  std::string const let = "let:\n  程度: if not(list contains(甲, \"一\")) then \"无\" else if list contains(甲, \"二\") then \"高\" else \"低\"\n";
  std::vector<Way> const all{
      {"by a derived value in a column", let + "indicators:\n  - 表:\n      table: |\n        类 | 程度 | 分\n        \"大\" | \"高\" | 10\n        \"小\" | \"高\" | 20\n        - | \"低\" | 4\n        - | - | 0\n"},
      {"by a column", "indicators:\n  - 表:\n      table: |\n        list contains(甲, \"一\") | list contains(甲, \"二\") | 分\n        true | true | 10\n        - | - | 0\n"},
      {"by a cell", "indicators:\n  - 表:\n      table: |\n        甲 | 类 | 分\n        list contains(?, \"一\") and list contains(?, \"二\") | \"大\" | 10\n        - | - | 0\n"},
      {"by a rung", "indicators:\n  - 阶: {ladder: [{points: 10, when: 'list contains(甲, \"一\") and list contains(甲, \"二\")'}, {points: 0}]}\n"},
      {"by a formula", "indicators:\n  - 式:\n      points: if list contains(甲, \"一\") and list contains(甲, \"二\") then 10 else 0\n"},
  };
  for (auto const& way : all) {
    CAPTURE(way.what);
    auto const set = samples::rules(inputs + way.body + two_grades);
    Context const given{{"甲", List{"三"}}, {"类", "大"}};
    auto const advice = advise(*set, given, {});
    CHECK(advice.not_derivable.empty());
    REQUIRE_FALSE(advice.plans.empty());
    CHECK(advice.plans[0].set == std::vector<std::pair<std::string, Value>>{{"甲", List{"三", "一", "二"}}});
    REQUIRE_FALSE(advice.plans[0].changes.empty());
    CHECK(advice.plans[0].changes[0].what_zh.find("甲 增选 一、二") != std::string::npos);
    check_plans(*set, given, advice);
  }

  auto const made = samples::rules(inputs + "let:\n  档: if list contains(甲, \"一\") then 3 else 0\nindicators:\n  - 档次: {points: 档 * 5 + count(甲)}\n" + two_grades);
  auto const higher = advise(*made, {{"甲", List{"二"}}, {"类", "大"}}, {});
  REQUIRE_FALSE(higher.plans.empty());
  CHECK(higher.plans[0].set == std::vector<std::pair<std::string, Value>>{{"甲", List{"二", "一"}}});
  auto const counted = advise(*samples::rules(inputs + "indicators:\n  - 个数: {points: count(甲) * 5}\n" + two_grades), {{"甲", List{"二"}}, {"类", "大"}}, {});
  REQUIRE_FALSE(counted.plans.empty());  // a tick more, whatever the formula makes of it
  CHECK(counted.plans[0].score == 10);

  auto const asked = samples::rules(inputs + "indicators:\n  - 阶: {points: 20}\ngrades:\n  - grade: A\n    from: 10\n    conditions:\n      - {must: 'list contains(甲, \"二\")', else: 没有二}\n  - {grade: B}\n");
  auto const first = advise(*asked, {{"甲", List{}}, {"类", "大"}}, {});
  CHECK(first.first == std::vector<std::string>{"没有二：甲 增选 二"});
  REQUIRE(first.plans.size() == 1);
  CHECK(first.plans[0].grade == "A");
}

TEST_CASE("advise: a change that two leaves gain by is one change of one plan") {
  auto const set = samples::rules("inputs:\n  甲: {type: choices, options: [一, 二]}\nindicators:\n"
                                  "  - 其一: {ladder: [{points: 10, when: 'list contains(甲, \"一\")'}, {points: 0}]}\n"
                                  "  - 其二: {ladder: [{points: 10, when: 'list contains(甲, \"一\")'}, {points: 0}]}\n"
                                  "grades:\n  - {grade: A, from: 20}\n  - {grade: B}\n");
  auto const advice = advise(*set, {{"甲", List{}}}, {});
  REQUIRE(advice.plans.size() == 1);
  CHECK(advice.plans[0].effort == 1);
  CHECK_FALSE(advice.proven);
  REQUIRE(advice.plans[0].changes.size() == 1);
  CHECK(advice.plans[0].changes[0].gain == 20);
  CHECK(advice.plans[0].score == 20);
}

TEST_CASE("advise: what is ticked is never taken back, and what is fixed stands against a row") {
  auto const set = samples::rules("inputs:\n  甲: {type: choices, options: [一, 二]}\n  类: {type: choice, options: [大, 小], fixed: true}\nindicators:\n"
                                  "  - 无一: {ladder: [{points: 10, when: 'not(list contains(甲, \"一\"))'}, {points: 0}]}\n"
                                  "  - 表:\n      table: |\n        类 | 分\n        \"小\" | 10\n        - | 0\ngrades:\n  - {grade: A, from: 10}\n  - {grade: B}\n");
  auto const advice = advise(*set, {{"甲", List{"一"}}, {"类", "大"}}, {});
  CHECK(advice.plans.empty());
  CHECK(advice.not_derivable == std::vector<std::string>{"无一"});  // the row of another category is nothing to be derived
}

TEST_CASE("advise: a rung of another category is nothing to be derived") {
  auto const set = samples::rules("inputs:\n  a: {type: number}\n  类: {type: choice, options: [大, 小], fixed: true}\nindicators:\n"
                                  "  - 阶:\n      ladder:\n        - points: 30\n          when: 类 = \"小\" and a * a > 9\n        - {points: 5, when: a >= 1}\n        - {points: 0}\n"
                                  "grades:\n  - {grade: A, from: 10}\n  - {grade: B}\n");
  CHECK(advise(*set, {{"a", 2}, {"类", "大"}}, {}).not_derivable.empty());
  CHECK(advise(*set, {{"a", 2}, {"类", "小"}}, {}).not_derivable == std::vector<std::string>{"阶"});
}

TEST_CASE("advise: a row whose ways are known in part is not taken for impossible") {
  auto const set = samples::rules("inputs:\n  类别: {type: choice, options: [甲, 乙], fixed: true}\n  面积: {type: number, min: 0}\nindicators:\n"
                                  "  - 表:\n      table: |\n        if 类别 = \"甲\" then 1 else 面积 / 100 | 分\n        1 | 10\n        - | 0\n"
                                  "  - 式: {points: 0}\ngrades:\n  - {grade: A, from: 10}\n  - {grade: B}\n");
  auto const advice = advise(*set, {{"类别", "乙"}, {"面积", 0}}, {});
  CHECK(judge(*set, {{"类别", "乙"}, {"面积", 100}}, {}).grade == "A");
  CHECK_FALSE(advice.proven);
  CHECK(advice.not_derivable == std::vector<std::string>{"表"});
}

TEST_CASE("advise: the tables of other categories are left alone") {
  auto const set = samples::rules("inputs:\n  类: {type: choice, options: [大, 小], fixed: true}\nindicators:\n  - 各类:\n      combine: max\n      of:\n"
                                  "        - 大类: {applies: '类 = \"大\"', of: [{网: {pick: one, options: {有: {points: 10}, 无: {points: 0}}}}]}\n"
                                  "        - 小类: {applies: '类 = \"小\"', of: [{报: {pick: one, options: {有: {points: 10}, 无: {points: 0}}}}]}\n"
                                  "grades:\n  - {grade: A, from: 10}\n  - {grade: B}\n");
  auto const advice = advise(*set, {{"类", "小"}, {"报", "无"}}, {});
  CHECK(advice.not_derivable.empty());
  REQUIRE(advice.plans.size() == 1);
  CHECK(advice.plans[0].changes[0].indicator == "各类/小类/报");
}
