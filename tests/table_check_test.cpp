#include "rules/table_check.hpp"

#include "table_sample.hpp"
#include "test.hpp"

#include <algorithm>
#include <chrono>
#include <random>

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
  CHECK(texts(compiled(HitPolicy::first, "a || r\n< 5 || 1\n>= 5 || 2\n[1..9] || 3\n"), "table.masked") == Texts{"Rule 3 never counts: the rules before it hold wherever it does."});
  CHECK(texts(compiled(HitPolicy::first, "s || r\n\"x\",\"y\" || 1\n\"y\" || 2\n- || 3\n"), "table.masked") == Texts{"Rule 2 never counts: the rules before it hold wherever it does."});
  CHECK(texts(compiled(HitPolicy::any, "a || r\n< 5 || 1\n< 6 || 1\n>= 6 || 2\n"), "table.overlap") == Texts{});
  CHECK(texts(compiled(HitPolicy::any, "a || r\n< 5 || 1\n< 6 || 9\n>= 6 || 2\n"), "table.overlap").size() == 1);
  CHECK(check_table(compiled(HitPolicy::collect, "a || r\n< 5 || 1\n< 6 || 2\n")).empty());
}

TEST_CASE("table: rules that could be one, and cells that cannot be analysed") {
  CHECK(texts(compiled(HitPolicy::unique, "a | s || r\n< 5 | \"x\" || 1\n>= 5 | \"x\" || 1\n- | not(\"x\") || 2\n"), "table.merge") == Texts{"Rules 1 and 2 differ in one cell and have the same result."});
  CHECK(texts(compiled(HitPolicy::unique, "a | b || r\n? > b | - || 1\n<= 0 | - || 2\n"), "table.not-analysable").size() == 1);
}

TEST_CASE("table: on random tables the checks agree with trying every point") {
  std::mt19937 random{11};
  auto const pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  auto const cell = [&] {
    int const low = pick(4), high = low + pick(3);
    switch (pick(6)) {
      case 0: return std::string{"-"};
      case 1: return "< " + std::to_string(low);
      case 2: return ">= " + std::to_string(low);
      case 3: return std::to_string(low) + "," + std::to_string(high + 1);
      case 4: return "not(" + std::to_string(low) + ")";
      default: return (pick(2) ? "[" : "(") + std::to_string(low) + ".." + std::to_string(high + 1) + (pick(2) ? "]" : ")");
    }
  };
  for (int round = 0; round < 2000; ++round) {
    auto const policy = round % 2 == 0 ? HitPolicy::unique : HitPolicy::first;
    std::string text = "a | b | c || r\n";
    auto const rows = 1 + pick(6);
    for (int r = 0; r < rows; ++r) text += cell() + " | " + cell() + " | " + cell() + " || " + std::to_string(r) + "\n";
    auto const table = compiled(policy, text);
    auto const defects = check_table(table);
    bool gap = false;
    std::vector<bool> counts(static_cast<std::size_t>(rows));
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::vector<Value> slots(4);
    for (int p = 0; p < 17 * 17 * 17; ++p) {  // -1, -0.5 … 7: every constant and every space between two
      int rest = p;
      for (std::size_t i = 0; i < 3; ++i, rest /= 17) slots[i] = *Decimal::scaled(5 * (rest % 17 - 2), 1);
      auto const matched = explain(table, slots, {}).matched;
      gap = gap || matched.empty();
      if (!matched.empty()) counts[matched[0]] = true;
      for (std::size_t i = 0; i < matched.size(); ++i)
        for (std::size_t j = i + 1; j < matched.size(); ++j)
          if (std::find(pairs.begin(), pairs.end(), std::pair{matched[i], matched[j]}) == pairs.end()) pairs.emplace_back(matched[i], matched[j]);
    }
    CAPTURE(text);
    std::size_t overlaps = 0, masked = 0, gaps = 0;
    for (auto const& defect : defects) {
      overlaps += defect.code == "table.overlap";
      masked += defect.code == "table.masked";
      gaps += defect.code == "table.gap";
      if (defect.code != "table.gap" && defect.code != "table.overlap") continue;
      std::copy(defect.example.begin(), defect.example.end(), slots.begin());
      auto const matched = explain(table, slots, {}).matched;
      if (defect.code == "table.gap") CHECK(matched.empty());
      else
        for (auto const rule : defect.rules) CHECK(std::find(matched.begin(), matched.end(), rule) != matched.end());
    }
    CHECK((gaps > 0) == gap);
    if (policy == HitPolicy::unique) CHECK(overlaps == pairs.size());
    else CHECK(masked == static_cast<std::size_t>(std::count(counts.begin(), counts.end(), false)));
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
  auto const start = std::chrono::steady_clock::now();
  auto const defects = check_table(*made.table);
  auto const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  MESSAGE("1,500 × 15: ", seconds, " s, ", defects.size(), " findings");
  CHECK_FALSE(defects.empty());
  CHECK(seconds < 60);
}
