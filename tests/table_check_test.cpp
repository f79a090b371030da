#include "rules/table_check.hpp"

#include "cpu_time.hpp"
#include "table_sample.hpp"
#include "test.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <span>

using namespace guicheng;

namespace {

Scope scope() {
  Scope scope;
  for (auto const* const name : {"a", "b", "c"}) scope.add(name, Type::of(Value::Kind::number));
  scope.add("s", Type::of(Value::Kind::string));
  return scope;
}

DecisionTable compiled(HitPolicy policy, std::string_view text) {
  auto made = compile_decision_table(samples::table(policy, text), scope());
  REQUIRE(made.table);
  return *made.table;
}

std::vector<std::string> texts(DecisionTable const& table, std::string_view code) {
  std::vector<std::string> all;
  for (auto const& defect : check_table(table))
    if (defect.code == code) all.push_back(defect.text);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("table: gaps and overlaps are found with an example") {
  auto const table = compiled(HitPolicy::unique, "a | b || r\n< 3 | - || 1\n(3..9] | <= 5 || 2\n[9..20] | - || 3\n> 20 | - || 4\n");
  CHECK(texts(table, "table.overlap") == Texts{"Rules 2 and 3 both hold for a = 9, b = 4."});
  CHECK(texts(table, "table.gap") == Texts{"No rule holds for a = 3, b = 4.", "No rule holds for a = 6, b = 6."});
}

TEST_CASE("table: rules that never count, by hit policy") {
  CHECK(texts(compiled(HitPolicy::first, "a || r\n< 5 || 1\n>= 5 || 2\n[1..9] || 3\n"), "table.masked") == Texts{"Rule 3 never counts: the rules before it hold wherever it does; for a = 1 rule 1 counts."});
  CHECK(texts(compiled(HitPolicy::first, "s || r\n\"x\",\"y\" || 1\n\"y\" || 2\n- || 3\n"), "table.masked") == Texts{"Rule 2 never counts: the rules before it hold wherever it does; for s = \"y\" rule 1 counts."});
  CHECK(texts(compiled(HitPolicy::any, "a || r\n< 5 || 1\n< 6 || 1\n>= 6 || 2\n"), "table.overlap") == Texts{});
  CHECK(texts(compiled(HitPolicy::any, "a || r\n< 5 || 1\n< 6 || 9\n>= 6 || 2\n"), "table.overlap").size() == 1);
  CHECK(check_table(compiled(HitPolicy::collect, "a || r\n< 5 || 1\n< 6 || 2\n")).empty());
}

TEST_CASE("table: rules that could be one, and cells that cannot be analysed") {
  CHECK(texts(compiled(HitPolicy::unique, "a | s || r\n< 5 | \"x\" || 1\n>= 5 | \"x\" || 1\n- | not(\"x\") || 2\n"), "table.merge") == Texts{"Rules 1 and 2 differ in one cell and have the same result."});
  CHECK(texts(compiled(HitPolicy::unique, "a | b || r\n? > b | - || 1\n<= 0 | - || 2\n"), "table.not-analysable").size() == 1);
}

namespace {

using Rules = std::vector<std::size_t>;

/// Small random tables over a, b and c with constants 0 … 8, and every point that tells them apart.
struct Trial {
  std::mt19937 random{11};
  int pick(int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); }
  std::string cell() {
    int const low = pick(4), high = low + pick(3);
    switch (pick(6)) {
      case 0: return "-";
      case 1: return "< " + std::to_string(low);
      case 2: return ">= " + std::to_string(low);
      case 3: return std::to_string(low) + "," + std::to_string(high + 1);
      case 4: return "not(" + std::to_string(low) + ")";
      default: return (pick(2) ? "[" : "(") + std::to_string(low) + ".." + std::to_string(high + 1) + (pick(2) ? "]" : ")");
    }
  }
  std::string text(int rows, int results) {
    std::string text = "a | b | c || r\n";
    for (int r = 0; r < rows; ++r) text += cell() + " | " + cell() + " | " + cell() + " || " + std::to_string(pick(results)) + "\n";
    return text;
  }
};

constexpr int points = 17 * 17 * 17;
void point(int p, std::vector<Value>& slots) {  // -1, -0.5 … 7: every constant and every space between two
  for (std::size_t i = 0; i < 3; ++i, p /= 17) slots[i] = *Decimal::scaled(5 * (p % 17 - 2), 1);
}

/// The largest sets of rules that hold together somewhere; under `any`, only those that do not agree.
std::set<Rules> largest(std::vector<Rules> const& matched, DecisionTable const& table) {
  auto const& rules = table.text().rules;
  std::set<Rules> sets;
  for (auto const& one : matched) {
    auto const differs = std::any_of(one.begin(), one.end(), [&](std::size_t r) { return rules[r].outputs != rules[one[0]].outputs; });
    if (one.size() > 1 && (differs || table.text().hit_policy == HitPolicy::unique)) sets.insert(one);
  }
  std::erase_if(sets, [&](Rules const& few) {
    return std::any_of(sets.begin(), sets.end(), [&](Rules const& more) { return more.size() > few.size() && std::includes(more.begin(), more.end(), few.begin(), few.end()); });
  });
  return sets;
}

}  // namespace

TEST_CASE("table: on random tables the checks agree with trying every point") {
  Trial trial;
  for (int round = 0; round < 3000; ++round) {
    auto const policy = std::array{HitPolicy::unique, HitPolicy::first, HitPolicy::any}[static_cast<std::size_t>(round % 3)];
    auto const text = trial.text(1 + trial.pick(6), 3);
    auto const table = compiled(policy, text);
    auto const rows = table.text().rules.size();
    std::vector<bool> counts(rows), holds(rows);
    std::vector<Value> slots(4);
    std::vector<Rules> matched;
    for (int p = 0; p < points; ++p) {
      point(p, slots);
      matched.push_back(explain(table, slots, {}).matched);
      if (!matched.back().empty()) counts[matched.back()[0]] = true;
      for (auto const r : matched.back()) holds[r] = true;
    }
    std::sort(matched.begin(), matched.end());
    bool const gap = matched.front().empty();
    matched.erase(std::unique(matched.begin(), matched.end()), matched.end());
    CAPTURE(text);
    std::set<Rules> overlaps;
    std::size_t masked = 0, gaps = 0, never = 0;
    for (auto const& defect : check_table(table)) {
      masked += defect.code == "table.masked";
      never += defect.code == "table.never";
      gaps += defect.code == "table.gap";
      if (defect.code == "table.overlap") CHECK(overlaps.insert(defect.rules).second);
      if (defect.code != "table.gap" && defect.code != "table.overlap" && defect.code != "table.masked") continue;
      std::copy(defect.example.begin(), defect.example.end(), slots.begin());
      auto const here = explain(table, slots, {}).matched;
      if (defect.code == "table.gap") CHECK(here.empty());
      for (auto const rule : defect.rules) CHECK(std::find(here.begin(), here.end(), rule) != here.end());
    }
    CHECK((gaps > 0) == gap);
    CHECK(never == static_cast<std::size_t>(std::count(holds.begin(), holds.end(), false)));
    if (policy == HitPolicy::first) CHECK(masked + never == static_cast<std::size_t>(std::count(counts.begin(), counts.end(), false)));
    else CHECK(overlaps == largest(matched, table));
  }
}

TEST_CASE("table: on random tables monotonicity is what trying every step says") {
  Trial trial;
  for (int round = 0; round < 2000; ++round) {
    auto const policy = round % 2 == 0 ? HitPolicy::first : HitPolicy::unique;
    auto const text = trial.text(1 + trial.pick(5), 3);
    auto const table = compiled(policy, text);
    bool const rises = trial.pick(2) == 0;
    TableMonotone const declared{static_cast<std::size_t>(trial.pick(3)), 0, rises};
    std::vector<std::optional<Decimal>> results(points);
    std::vector<Value> slots(4);
    for (int p = 0; p < points; ++p) {
      point(p, slots);
      auto const matched = explain(table, slots, {}).matched;  // of two that both hold under `unique`, the first
      if (!matched.empty()) results[static_cast<std::size_t>(p)] = *read_decimal(table.text().rules[matched[0]].outputs[0]);
    }
    bool wrong = false;
    int const step = declared.input == 0 ? 1 : declared.input == 1 ? 17 : 17 * 17;
    for (int p = 0; p < points && !wrong; ++p)
      for (int q = p + step; q < points && q / step / 17 == p / step / 17 && !wrong; q += step) {
        auto const &low = results[static_cast<std::size_t>(p)], &high = results[static_cast<std::size_t>(q)];
        wrong = low && high && (rises ? *high < *low : *high > *low);
      }
    CAPTURE(text);
    CAPTURE(declared.input);
    CAPTURE(rises);
    std::size_t told = 0;
    for (auto const& defect : check_table(table, {}, std::span{&declared, 1})) told += defect.code == "table.not-monotone";
    CHECK((told > 0) == wrong);
  }
}

TEST_CASE("table: what an input may be bounds what is looked at") {
  auto const table = compiled(HitPolicy::unique, "a | s || r\n<= 5 | \"x\" || 1\n>= 6 | \"x\" || 2\n[50..60] | \"y\" || 3\n");
  std::vector<TableDomain> const whole{{Decimal{0}, Decimal{9}, true, {}}, {{}, {}, false, {Value{"x"}, Value{"y"}}}};
  std::vector<std::string> all;
  for (auto const& defect : check_table(table, whole)) all.push_back(defect.text);
  CHECK(all == Texts{"Rule 3 never holds: `a` cannot be [50..60].", "No rule holds for a = 0, s = \"y\"."});
  CHECK(texts(table, "table.gap").size() > 1);  // 5.5, others than x and y …
}

TEST_CASE("table: three rules that share a point are one finding") {
  CHECK(texts(compiled(HitPolicy::unique, "a | b || r\n< 5 | - || 1\n> 3 | - || 2\n- | > 7 || 3\n"), "table.overlap") == Texts{"Rules 1, 2 and 3 all hold for a = 4, b = 8."});
  CHECK(texts(compiled(HitPolicy::unique, "a || r\n1,2 || 1\n2,3 || 2\n3,1 || 3\n"), "table.overlap").size() == 3);  // each two meet, never all
}

TEST_CASE("table: what grows together goes one way") {
  auto const table = compiled(HitPolicy::first, "s | a || r\n\"x\" | > 9 || 3\n- | > 5 || 5\n- | - || 1\n");
  TableMonotone const declared{1, 0, true};
  auto const found = check_table(table, {}, std::span{&declared, 1});
  REQUIRE(found.size() == 1);
  CHECK(found[0].text == "`r` falls from 5 (rule 2) to 3 (rule 1) as a grows to 10; it begins at s = \"x\", a = 7.");
}

TEST_CASE("table: a table too big to be proved is given up soon") {
  std::string text = "a | b || r\n";
  for (int r = 0; r < 20'000; ++r) text += "[" + std::to_string(r) + ".." + std::to_string(r + 30) + "] | > " + std::to_string(r % 97) + " || " + std::to_string(r) + "\n";
  for (auto const policy : {HitPolicy::unique, HitPolicy::first}) {
    auto const table = compiled(policy, text);
    CpuTime const took;
    CHECK_FALSE(check_table(table).empty());
    CHECK(took.seconds() < 60);
  }
}

TEST_CASE("table: 1,500 rules over 15 columns are checked within seconds, also without optimisation") {
  Scope wide;
  DecisionTableText text;
  std::mt19937 random{3};
  for (int c = 0; c < 15; ++c) {
    auto const name = "x" + std::to_string(c);
    wide.add(name, Type::of(Value::Kind::number));
    text.inputs.push_back({"", name, {}, ""});
  }
  text.outputs.push_back({"", {}, "", ""});
  std::vector<std::vector<std::pair<int, int>>> boxes{std::vector<std::pair<int, int>>(15, {0, 1 << 20})};  // a partition by random cuts
  while (boxes.size() < 1500) {
    auto& box = boxes[random() % boxes.size()];
    auto const c = random() % 15;
    auto const [low, high] = box[c];
    if (high - low < 4) continue;
    auto other = box;
    int const middle = low + 1 + static_cast<int>(random() % static_cast<unsigned>(high - low - 2));
    box[c].second = middle;
    other[c].first = middle;
    boxes.push_back(other);
  }
  for (std::size_t r = 0; r < boxes.size(); ++r) {
    DecisionTableText::Rule rule;
    for (auto const& [low, high] : boxes[r]) rule.inputs.push_back("[" + std::to_string(low) + ".." + std::to_string(r % 10 == 3 ? high - 1 : high) + ")");
    rule.outputs.push_back(std::to_string(r));
    text.rules.push_back(rule);
  }
  auto const made = compile_decision_table(text, wide);
  REQUIRE(made.table);
  CpuTime const took;
  auto const defects = check_table(*made.table);
  auto const seconds = took.seconds();
  MESSAGE("1,500 × 15: ", seconds, " s, ", defects.size(), " findings");
  CHECK_FALSE(defects.empty());
  CHECK(seconds < 60);
}
