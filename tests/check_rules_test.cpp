#include <guicheng/rules.hpp>

#include "cpu_time.hpp"
#include "rule_samples.hpp"

#include <algorithm>
#include <functional>
#include <random>

using namespace guicheng;

namespace {

std::string findings(std::string const& body) {
  return samples::findings_of("rules: set\ntitle: 样例\nversion: \"1\"\neffective: 2024-01-01\ninputs:\n  a: {type: number, min: 0, max: 100}\n  b: {type: number, min: 0, max: 10}\n" + body);
}

bool has(std::string const& all, std::string_view what) { return all.find(what) != std::string::npos; }

std::string const use_both = "  - 丙:\n      points: a + b\n";

std::string ladder(std::string const& rungs) {
  return "indicators:\n  - 甲:\n      ladder:\n" + rungs + use_both;
}

}  // namespace

TEST_CASE("check: a sound set has no findings") {
  CHECK(findings("indicators:\n  - 甲: {points: a * 0.5, cap: 50}\n  - 乙: {points: 10 - b}\ntotal: 60\ngrades:\n  - {grade: A, from: 60}\n  - {grade: B}\n") == "");
}

TEST_CASE("check: totals that do not add up") {
  CHECK(has(findings("indicators:\n  - 甲: {points: a * 0.5}\n  - 乙: {points: 10 - b}\ntotal: 61\n"), "The set declares a total of 61, but its parts can give 60 at most. [rules.total]"));
  CHECK(has(findings("indicators:\n  - 甲:\n      combine: weighted\n      total: 100\n      of:\n        - 子: {points: a, weight: 0.6}\n        - 丑: {points: b, weight: 0.5}\n"),
            "The indicator declares a total of 100, but its parts can give 65 at most. [rules.total]"));
}

TEST_CASE("check: grades that nothing reaches") {
  CHECK(has(findings("indicators:\n  - 甲: {points: a}\n  - 乙: {points: b}\ngrades:\n  - {grade: A, from: 111}\n  - {grade: B}\n"), "The grade A begins at 111, but the score is 110 at most."));
  CHECK(has(findings("indicators:\n  - 甲: {points: a + 20}\n  - 乙: {points: b}\ngrades:\n  - {grade: A, from: 20}\n  - {grade: B}\n"), "The grade B is never given"));
  CHECK(has(findings("indicators:\n  - 甲: {points: a}\n  - 乙: {points: b}\ngrades:\n  - {grade: A, from: 20}\n  - {grade: B, from: 30}\n"), "rules.grade-order"));
}

TEST_CASE("check: rungs that never count") {
  CHECK(has(findings(ladder("        - {points: 5, when: a >= 10}\n        - {points: 9, when: a >= 30}\n")), "Rung 2 (`a >= 30`) never counts"));
  CHECK(has(findings(ladder("        - {points: 9, when: a > 100}\n        - {points: 5, when: a >= 10}\n")), "`a > 100` can never hold: `a` lies between 0 and 100. [feel.never-true]"));
  CHECK(has(findings(ladder("        - {points: 5, when: a >= 10}\n        - {points: 9, when: a >= 30 and b > 3}\n")), "Rung 2"));
  auto const covered = findings(ladder("        - {points: 5, when: a >= 10}\n        - {points: 3, when: a < 10}\n        - {points: 0}\n"));
  CHECK(has(covered, "warning: Rung 3 never counts: those before it leave nothing over. [rules.unreachable-rung]"));
  CHECK(has(findings(ladder("        - {points: 5, when: a >= 10 or b > 2}\n        - {points: 3, when: a < 50 and b <= 2}\n        - {points: 2, when: b <= 1}\n")), "Rung 3 (`b <= 1`) never counts"));
  CHECK(findings(ladder("        - {points: 9, when: a >= 30 and b > 3}\n        - {points: 5, when: a >= 30}\n        - {points: 3, when: b > 5 or a > 1}\n")) == "");
  auto const denied = ladder("        - {points: 9, when: a > 5}\n        - {points: 5, when: \"not(a <= 8 and a * b > 50)\"}\n");
  CHECK(findings(denied) == "");  // it also holds for a = 3
  CHECK(findings(ladder("        - {points: 9, when: a > 5}\n        - points: 5\n          when: |\n            a > 8\n            or a * b > 2\n")) == "");
}

TEST_CASE("check: points that go up and down") {
  CHECK(has(findings(ladder("        - {points: 5, when: a >= 30}\n        - {points: 9, when: a >= 20}\n        - {points: 1, when: a >= 10}\n")), "turn at 30. [rules.not-monotone]"));
  CHECK(findings(ladder("        - {points: 0, when: a < 10}\n        - {points: 5, when: a < 20}\n        - {points: 9}\n")) == "");
  CHECK(findings(ladder("        - {points: 9, when: a <= 45}\n        - {points: 5, when: a = 46}\n        - {points: 0}\n")) == "");
  auto const held = [](std::string const& what, char const* points) { return "        - {points: " + std::string{points} + ", when: 'list contains(年份, " + what + ")'}\n"; };
  CHECK(findings("  年份: {type: list}\n" + ladder(held("2024", "4") + held("2023", "5") + held("2022", "3") + "        - {points: 0}\n")) == "");  // a list is no number
}

TEST_CASE("check: leaves above their cap, constants, unused inputs") {
  auto const all = findings("indicators:\n  - 甲:\n      cap: 4\n      ladder:\n        - {points: 5, when: a >= 30}\n  - 乙: {points: 3}\n");
  CHECK(has(all, "Rung 1 gives 5 points, above the cap of 4. [rules.over-cap]"));
  CHECK(has(all, "set.yaml:13:5: warning: No input can change what this indicator gives. [rules.constant]"));
  CHECK_FALSE(has(all, "The input `b`"));  // its bounds refuse wrong data
  CHECK(has(findings("  d: {type: number}\nindicators:\n  - 甲: {points: a + b}\n"), "The input `d` is not used by anything. [rules.unused-input]"));
}

TEST_CASE("check: formulas above their cap, formulas that give one number only") {
  CHECK(has(findings("indicators:\n  - 甲: {points: a, cap: 20}\n  - 乙: {points: b}\n"), "The formula can give 100 points, above the cap of 20. [rules.over-cap]"));
  CHECK(findings("indicators:\n  - 甲:\n      points: min(a, 20)\n      cap: 20\n  - 乙: {points: b}\n") == "");
  CHECK(has(findings("indicators:\n  - 甲: {points: a * 0}\n  - 乙: {points: b}\n"), "Whatever is given, this indicator gives 0. [rules.constant]"));
  CHECK(has(findings("indicators:\n  - 甲: {points: if a > 3 then 4 else 4}\n  - 乙: {points: b}\n"), "Whatever is given, this indicator gives 4. [rules.constant]"));
  CHECK(has(findings("indicators:\n  - 甲:\n      pick: several\n      cap: 5\n      options: {子: {points: 3}, 丑: {points: 6}}\n"), "The option `丑` gives 6 points, above the cap of 5. [rules.over-cap]"));
  CHECK(findings("indicators:\n  - 甲:\n      pick: several\n      cap: 5\n      options: {子: {points: 3}, 丑: {points: 4}}\n") == "");
  CHECK(has(findings("  c: {type: number, options: [1, 2, 5]}\nindicators:\n  - 甲: {points: c}\n  - 乙: {points: a + b}\ntotal: 120\n"), "its parts can give 115 at most. [rules.total]"));
}

TEST_CASE("check: what never counts, and what counts for everybody") {
  auto const judged = [](std::string const& rest) { return findings("  f: {type: boolean}\nindicators:\n  - 甲: {points: a + b}\ngrades: [{grade: A, from: 60}, {grade: B}]\n" + rest); };
  CHECK(has(judged("vetoes:\n  - {when: f and not(f), refuse: true, reason: 失信}\n"), "warning: The veto `失信` never counts: `f and not(f)` holds for nobody. [rules.veto-never]"));
  CHECK(has(judged("vetoes:\n  - {when: a > 3 or a < 10, refuse: true, reason: 失信}\n"), "The veto `失信` counts for everybody: `a > 3 or a < 10` always holds. [rules.veto-always]"));
  CHECK(has(judged("vetoes:\n  - {when: f, at most: A, reason: 失信}\n"), "The veto `失信` changes nothing: there is no grade above A. [rules.veto-never]"));
  CHECK(judged("vetoes:\n  - {when: f and a < 10, at most: B, reason: 失信}\n") == "");

  CHECK(has(findings("  d: {type: date}\nindicators:\n  - 甲: {points: a + b}\nvetoes:\n  - {when: 'd < date(\"2020-01-01\") and d > date(\"2024-01-01\")', refuse: true, reason: 日期}\n"), "The veto `日期` never counts"));

  auto const leaf = [](std::string const& rest) { return findings("  f: {type: boolean}\n  o: {type: number, optional: true}\nindicators:\n  - 乙: {points: a + b}\n  - 甲:\n      " + rest); };
  CHECK(has(leaf("full: 5\n      deductions:\n        - {title: 无, when: a > 5 and a < 2 and f, all: true}\n"), "The deduction `无` is never taken: `a > 5 and a < 2 and f` holds for nobody. [rules.deduction-never]"));
  CHECK(has(leaf("full: 5\n      deductions:\n        - {title: 无, when: f or not(f), points: 1}\n"), "The deduction `无` is taken from everybody. [rules.deduction-always]"));
  CHECK(has(leaf("applies: o > 3 and o < 2\n      points: if f then 1 else 2\n"), "This indicator never applies: `o > 3 and o < 2` holds for nobody. [rules.never-applies]"));
  CHECK(leaf("applies: o = null or o > 2\n      points: if f then 1 else 2\n") == "");

  auto const classes = findings("classes:\n  - {class: 一, items: [{id: A1, title: 甲, when: a > 50, evidence: []}]}\n  - class: 二\n    items:\n      - {id: B1, title: 乙, when: a > 70, evidence: []}\n      - {id: B2, title: 丙, when: b > 7, evidence: []}\n");
  CHECK(has(classes, "The item `B1` of class 二 never counts: nobody meets it who has no better class already. [rules.item-never]"));
  CHECK_FALSE(has(classes, "B2"));
}

TEST_CASE("check: a leaf's table is looked at for gaps and rules that never count") {
  auto const all = findings("indicators:\n  - 甲:\n      table: |\n        a | b | 分\n        >= 30 | - | 5\n        >= 40 | > 2 | 9\n        < 30 | > 1 | 1\n");
  CHECK(has(all, "set.yaml:9:5: warning: No rule holds for a = 0, b = 0. [table.gap]"));
  CHECK(has(all, "Rule 2 never counts: the rules before it hold wherever it does; for a = 40, b = 6 rule 1 counts. [table.masked]"));
}

TEST_CASE("check: a percentage needs maxima") {
  auto const set = "indicators:\n  - 甲: {points: a}\n  - 乙: {points: b / a}\npercent: {digits: 0}\n";
  CHECK(has(findings(set), "rules.no-maximum"));
}

TEST_CASE("check: bounds are kept with the indicators") {
  auto const set = samples::rules("inputs:\n  a: {type: number, min: 0, max: 8}\nlet:\n  双倍: a * 2\nindicators:\n  - 甲: {points: \"min(双倍, 10) - 3\"}\n  - 乙: {full: 20, deductions: [{title: 违规, times: a, points: 3}]}\n");
  CHECK(set->indicators[0].least == -3);
  CHECK(set->indicators[0].most == 7);
  CHECK(set->indicators[1].most == 20);
}

TEST_CASE("check: what a formula chooses from is known, however many branches it has") {
  auto const set = samples::rules("inputs:\n  a: {type: number, min: 0, max: 8}\nindicators:\n  - 甲: {points: if a > 5 then 9 else if a > 3 then 7 else if a > 1 then 2 else 4}\n");
  CHECK(set->indicators[0].least == 2);
  CHECK(set->indicators[0].most == 9);
}

TEST_CASE("check: derived values that use each other many times over are worked out once") {
  std::string lets = "  x0: a\n";
  for (int i = 1; i <= 16; ++i) {
    auto const before = "x" + std::to_string(i - 1);
    lets += "  x" + std::to_string(i) + ": " + before + " + " + before + " - " + before + " + " + before + "\n";
  }
  auto const set = samples::rules("inputs:\n  a: {type: number, min: 0, max: 1}\nlet:\n" + lets + "indicators:\n  - 甲: {points: x16}\n");
  CHECK(set->indicators[0].most);
}

TEST_CASE("check: what never counts is looked for within a budget") {
  std::string rungs, items;
  for (int i = 0; i < 5'000; ++i) rungs += "        - {points: " + std::to_string(5'000 - i) + ", when: a > " + std::to_string(5'000 - i) + "}\n";
  for (int i = 0; i < 3'000; ++i)
    items += "  - {class: 类" + std::to_string(i) + ", items: [{id: B" + std::to_string(i) + ", title: 丙, when: a > " + std::to_string(3'000 - i) + " and b > 1, evidence: []}]}\n";
  CpuTime const taken;
  CHECK_FALSE(has(samples::findings_of("rules: set\ntitle: 样例\nversion: \"1\"\neffective: 2024-01-01\ninputs:\n  a: {type: number}\n  b: {type: number}\n" + ladder(rungs) + "classes:\n" + items), "never counts"));
  CHECK(taken.seconds() < 10);
}

TEST_CASE("check: branches within branches cost no more than they can tell") {
  std::string formula = "a * 2";
  for (int level = 12; level-- > 0;) {
    std::string tests;
    for (int i = 1; i <= 8; ++i) tests += (i == 1 ? "" : " or ") + std::string{"x"} + std::to_string(level) + " = " + std::to_string(i);
    formula = "if " + tests + " then (" + formula + ") else a";
  }
  std::string inputs = "inputs:\n  a: {type: number}\n";
  for (int i = 0; i < 12; ++i) inputs += "  x" + std::to_string(i) + ": {type: number}\n";
  CpuTime const taken;
  auto const set = samples::rules(inputs + "indicators:\n  - 甲:\n      points: " + formula + "\n");
  CHECK(taken.seconds() < 2);
}

namespace {

struct Point { int a, b; bool f; };
/// A condition as FEEL has it, and as C++ has it.
struct Tried {
  std::string text;
  std::function<bool(Point const&)> holds;
};

Tried atom(std::mt19937& random) {
  auto const pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  switch (pick(4)) {
    case 0: { int const k = pick(12); return {"a >= " + std::to_string(k), [k](Point const& p) { return p.a >= k; }}; }
    case 1: { int const k = 1 + pick(11); return {"a < " + std::to_string(k), [k](Point const& p) { return p.a < k; }}; }
    case 2: { int const k = pick(4); return {"b = " + std::to_string(k), [k](Point const& p) { return p.b == k; }}; }
    case 3: {
      int const low = pick(4), high = low + 1 + pick(2);
      return {"b in [" + std::to_string(low) + ".." + std::to_string(high) + ")", [=](Point const& p) { return low <= p.b && p.b < high; }};
    }
    default: return {"f", [](Point const& p) { return p.f; }};
  }
}

Tried condition(std::mt19937& random, int depth) {
  if (depth == 0 || random() % 3 == 0) return atom(random);
  auto const left = condition(random, depth - 1);
  if (random() % 4 == 0) return {"not(" + left.text + ")", [left](Point const& p) { return !left.holds(p); }};
  auto const right = condition(random, depth - 1);
  if (random() % 2 == 0) return {"(" + left.text + " and " + right.text + ")", [left, right](Point const& p) { return left.holds(p) && right.holds(p); }};
  return {"(" + left.text + " or " + right.text + ")", [left, right](Point const& p) { return left.holds(p) || right.holds(p); }};
}

}  // namespace

TEST_CASE("check: rungs that never count are those that no subject of all reaches") {
  std::mt19937 random{7};
  std::size_t never = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<Tried> rungs;
    std::string text = "rules: set\ntitle: 样例\nversion: \"1\"\neffective: 2024-01-01\ninputs:\n  a: {type: number, min: 0, max: 12, digits: 0}\n"
                       "  b: {type: number, min: 0, max: 4, digits: 0}\n  f: {type: boolean}\nindicators:\n  - 甲:\n      ladder:\n";
    for (int i = 0; i < 5; ++i) {
      rungs.push_back(condition(random, 2));
      text += "        - points: " + std::to_string(9 - i) + "\n          when: " + rungs.back().text + "\n";
    }
    text += "        - {points: 0}\n";

    std::vector<bool> fires(6);
    for (int a = 0; a <= 12; ++a)
      for (int b = 0; b <= 4; ++b)
        for (bool const f : {false, true}) {
          Point const point{a, b, f};
          auto const first = std::find_if(rungs.begin(), rungs.end(), [&](Tried const& rung) { return rung.holds(point); });
          fires[static_cast<std::size_t>(first - rungs.begin())] = true;
        }

    auto const all = samples::findings_of(text);
    CAPTURE(text);
    CAPTURE(all);
    for (std::size_t i = 0; i < fires.size(); ++i) {
      CAPTURE(i);
      auto const rung = "Rung " + std::to_string(i + 1);
      CHECK((has(all, rung + " (`") || has(all, rung + " never counts")) == !fires[i]);
      never += !fires[i];
    }
  }
  CHECK(never > 100);
}
