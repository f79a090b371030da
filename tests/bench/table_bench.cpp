// Decision tables: through the index, by evaluating every cell, and the same rules written by hand in C++ on doubles.
#include "rules/decision_table.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>

namespace guicheng {
namespace {

using Kind = Value::Kind;

struct Bench {
  DecisionTable table;
  std::vector<Value> slots;
};

Bench compile(DecisionTableText const& text, Scope const& scope, std::vector<Value> slots) {
  auto compiled = compile_decision_table(text, scope);
  for (auto const& finding : compiled.findings) std::cerr << finding.what.message << "\n";
  if (!compiled.table) std::exit(1);
  return {*compiled.table, std::move(slots)};
}

constexpr char const* regions[] = {"SH", "BJ", "TJ", "GZ"};

/// 20 rules over capital, employees, region and score; the sample's first hit is rule 17.
Bench small() {
  Scope scope;
  DecisionTableText text;
  text.hit_policy = HitPolicy::first;
  for (auto const* name : {"capital", "employees", "region", "score"}) {
    scope.add(name, Type::of(name == std::string_view{"region"} ? Kind::string : Kind::number));
    text.inputs.push_back({"", name, {}, ""});
  }
  text.outputs.push_back({"grade", {}, "", ""});
  for (int r = 0; r < 20; ++r) {
    auto const region = std::string{"\""} + regions[r % 4] + "\"";
    text.rules.push_back({{">= " + std::to_string(4'000'000 - r * 100'000), "> " + std::to_string(100 - r * 3), region,
                           "[" + std::to_string(90 - r * 2) + "..100]"},
                          {"\"G" + std::to_string(r) + "\""},
                          {}});
  }
  return compile(text, scope, {2'450'000, 53, "SH", 60});
}

/// What the same 20 rules cost without any engine.
int by_hand(double capital, double employees, std::string const& region, double score) {
  for (int r = 0; r < 20; ++r) {
    if (capital >= 4'000'000 - r * 100'000 && employees > 100 - r * 3 && region == regions[r % 4] && score >= 90 - r * 2 &&
        score <= 100) {
      return r;
    }
  }
  return -1;
}

/// 3,700 rules: a text, two intervals and a cell that always holds; the sample's hit is near the end.
Bench large(HitPolicy policy) {
  Scope scope;
  DecisionTableText text;
  text.hit_policy = policy;
  for (auto const* name : {"code", "amount", "age", "kind"}) {
    scope.add(name, Type::of(name == std::string_view{"code"} || name == std::string_view{"kind"} ? Kind::string : Kind::number));
    text.inputs.push_back({"", name, {}, ""});
  }
  text.outputs.push_back({"result", {}, "", ""});
  for (int r = 0; r < 3700; ++r) {
    auto const low = r / 37 * 100;
    text.rules.push_back({{"\"C" + std::to_string(r % 37) + "\"",
                           "[" + std::to_string(low) + ".." + std::to_string(low + 100) + ")",
                           r % 3 == 0 ? "-" : ">= " + std::to_string(r % 60), "-"},
                          {std::to_string(r)},
                          {}});
  }
  return compile(text, scope, {"C11", 9'950, 70, "x"});
}

void run(benchmark::State& state, Bench const& bench, rules::Search search) {
  for (auto _ : state) {
    if (search == rules::Search::indexed) {
      benchmark::DoNotOptimize(evaluate(bench.table, bench.slots, {}));
    } else {
      benchmark::DoNotOptimize(rules::evaluate_table(bench.table.program(), bench.slots, {}, search, false));
    }
  }
}

void table_20x4(benchmark::State& state) { run(state, small(), rules::Search::indexed); }
void table_20x4_every_cell(benchmark::State& state) { run(state, small(), rules::Search::every_row); }
void table_20x4_by_hand(benchmark::State& state) {
  double capital = 2'450'000, employees = 53, score = 60;
  std::string region = "SH";
  for (auto _ : state) {
    benchmark::DoNotOptimize(capital);
    benchmark::DoNotOptimize(by_hand(capital, employees, region, score));
  }
}
void table_3700_first(benchmark::State& state) { run(state, large(HitPolicy::first), rules::Search::indexed); }
void table_3700_unique(benchmark::State& state) { run(state, large(HitPolicy::unique), rules::Search::indexed); }
void table_3700_every_cell(benchmark::State& state) { run(state, large(HitPolicy::first), rules::Search::every_row); }
void table_20x4_explained(benchmark::State& state) {
  auto const bench = small();
  for (auto _ : state) benchmark::DoNotOptimize(explain(bench.table, bench.slots, {}));
}
void table_3700_compile(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(large(HitPolicy::first));
}

BENCHMARK(table_20x4);
BENCHMARK(table_20x4_explained);
BENCHMARK(table_20x4_every_cell);
BENCHMARK(table_20x4_by_hand);
BENCHMARK(table_3700_first);
BENCHMARK(table_3700_unique);
BENCHMARK(table_3700_every_cell);
BENCHMARK(table_3700_compile)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace guicheng
