// The index against the judge: every cell of every row, evaluated.
#include "rules/decision_table.hpp"

#include "table_sample.hpp"
#include "test.hpp"

#include <random>

using namespace guicheng;

namespace {

using Kind = Value::Kind;
using Random = std::mt19937;

int below(Random& random, int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

std::string number(Random& random) { return std::to_string(below(random, 12) - 3) + (below(random, 4) == 0 ? ".5" : ""); }
std::string letter(Random& random) { return std::string{"\""} + static_cast<char>('a' + below(random, 6)) + "\""; }
std::string date(Random& random) { return "date(\"2024-01-0" + std::to_string(1 + below(random, 9)) + "\")"; }

std::string constant(Random& random, Kind kind) {
  switch (kind) {
    case Kind::number: return number(random);
    case Kind::date: return date(random);
    case Kind::boolean: return below(random, 2) == 0 ? "true" : "false";
    default: return letter(random);
  }
}

std::string range(Random& random, Kind kind) {
  static constexpr char const* opens[] = {"[", "(", "]"};
  static constexpr char const* closes[] = {"]", ")", "["};
  return opens[below(random, 3)] + constant(random, kind) + ".." + constant(random, kind) + closes[below(random, 3)];
}

std::string test(Random& random, Kind kind) {
  static constexpr char const* signs[] = {"<", "<=", ">", ">="};
  bool const ordered = kind == Kind::number || kind == Kind::date;
  switch (below(random, ordered ? 4 : 2)) {
    case 0: return constant(random, kind);
    case 1: return ordered ? signs[below(random, 4)] + std::string{" "} + constant(random, kind) : constant(random, kind);
    default: return range(random, kind);
  }
}

std::string cell(Random& random, Kind kind) {
  switch (below(random, 12)) {
    case 0:
    case 1: return "-";
    case 2: return "null";
    case 3: return test(random, kind) + ", " + test(random, kind);
    case 4: return "not(" + test(random, kind) + ")";
    case 5: return "not(" + test(random, kind) + "," + test(random, kind) + ")";
    case 6: return "? = " + constant(random, kind);
    case 7: return constant(random, below(random, 2) == 0 ? Kind::number : Kind::string);  // of another kind, perhaps
    case 8: return "[" + constant(random, kind) + ", " + constant(random, kind) + "]";
    default: return test(random, kind);
  }
}

Value value(Random& random, Kind kind) {
  switch (below(random, 14)) {
    case 0: return {};
    case 1: return "a";
    case 2: return 3;
    case 3: return List{value(random, kind)};
    default: break;
  }
  switch (kind) {
    case Kind::number: return *Decimal::scaled(below(random, 28) - 8, below(random, 2) == 0 ? 0 : 1);
    case Kind::date: return Date{2024, 1, static_cast<std::uint8_t>(1 + below(random, 10))};
    case Kind::boolean: return below(random, 2) == 0;
    default: return std::string(1, static_cast<char>('a' + below(random, 7)));
  }
}

constexpr Kind kinds[] = {Kind::number, Kind::string, Kind::date, Kind::boolean};

}  // namespace

TEST_CASE("table: the index finds what evaluating every cell finds, on random tables") {
  Random random{20240101};
  int matches = 0;
  for (int round = 0; round < 1500; ++round) {
    auto const columns = static_cast<std::size_t>(1 + below(random, 4));
    auto const rows = below(random, 10) == 0 ? 60 + below(random, 150) : 1 + below(random, 20);
    Scope scope;
    DecisionTableText text;
    std::vector<Kind> column_kinds;
    text.hit_policy = below(random, 2) == 0 ? HitPolicy::first : HitPolicy::rule_order;
    for (std::size_t c = 0; c < columns; ++c) {
      auto const name = "x" + std::to_string(c);
      scope.add(name);
      column_kinds.push_back(kinds[below(random, 4)]);
      text.inputs.push_back({"", name, {}, below(random, 6) == 0 ? cell(random, column_kinds[c]) : ""});
    }
    text.outputs.push_back({"y", {}, "", ""});
    for (int r = 0; r < rows; ++r) {
      DecisionTableText::Rule rule{{}, {std::to_string(r)}, {}};
      for (auto const kind : column_kinds) rule.inputs.push_back(cell(random, kind));
      text.rules.push_back(std::move(rule));
    }
    auto const compiled = compile_decision_table(text, scope);
    if (!compiled.table) {
      CAPTURE(compiled.findings[0].what.message);
      FAIL("the table does not compile");
    }
    for (int i = 0; i < 20; ++i) {
      std::vector<Value> slots;
      for (auto const kind : column_kinds) slots.push_back(value(random, kind));
      auto const& program = compiled.table->program();
      auto const judge = rules::evaluate_table(program, slots, {}, rules::Search::every_row, true);
      auto const found = explain(*compiled.table, slots, {});

      matches += static_cast<int>(judge.matched.size());
      CAPTURE(write_feel(List(slots)));
      CAPTURE(round);
      REQUIRE(found.matched == judge.matched);
      REQUIRE(found.value == judge.value);
      REQUIRE(evaluate(*compiled.table, slots, {}) == judge.value);
    }
  }
  CHECK(matches > 10'000);
}

TEST_CASE("table: rules are found on both sides of every word of the index") {
  DecisionTableText text;
  text.hit_policy = HitPolicy::first;
  text.inputs.push_back({"", "x", {}, ""});
  text.outputs.push_back({"y", {}, "", ""});
  for (int r = 0; r < 300; ++r) {
    text.rules.push_back({{"[" + std::to_string(r) + ".." + std::to_string(r) + "]"}, {std::to_string(r)}, {}});
  }
  Scope scope;
  scope.add("x");
  auto const compiled = compile_decision_table(text, scope);
  REQUIRE(compiled.table);

  for (int x : {-1, 0, 63, 64, 65, 128, 299, 300}) {
    CAPTURE(x);
    CHECK(evaluate(*compiled.table, std::vector<Value>{x}, {}) == (x >= 0 && x < 300 ? Value{x} : Value{}));
  }
}
