// FEEL beside hand-written C++ on doubles: a guard of 6 comparisons over 8 variables, weighted sums of 60 leaves,
// compiling, and explaining.
#include <guicheng/feel.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace guicheng;

constexpr char const* guard_text =
    "capital >= 2000000 and employees > 50 and violations = 0 and region = \"SH\" and tax / revenue > 0.05 and "
    "score + years >= 80";
// The same without its one division, which needs 34 digits.
constexpr char const* plain_guard_text =
    "capital >= 2000000 and employees > 50 and violations = 0 and region = \"SH\" and tax > 0.05 * revenue and "
    "score + years >= 80";

Scope guard_scope() {
  Scope scope;
  for (auto const* name : {"capital", "employees", "violations"}) scope.add(name, Type::of(Value::Kind::number));
  scope.add("region", Type::of(Value::Kind::string));
  for (auto const* name : {"tax", "revenue", "score", "years"}) scope.add(name, Type::of(Value::Kind::number));
  return scope;
}

List guard_values(int capital = 3'000'000) {
  return {capital, 120, 0, "SH", 61'234, 987'654, 76, 9};
}

Feel compiled(std::string const& text, Scope const& scope) {
  auto result = compile_feel(text, scope);
  if (!result.feel) std::abort();
  return *result.feel;
}

/// 5 × 4 × 3 leaves with weights on three levels; every `ratio_every`-th leaf is a ratio of two variables.
std::string tree_text(int ratio_every) {
  std::string text;
  int leaf = 0;
  for (int a = 0; a < 5; ++a) {
    text += (a ? " + " : "") + std::string{"0.2 * ("};
    for (int b = 0; b < 4; ++b) {
      text += (b ? " + " : "") + std::string{"0.25 * ("};
      for (int c = 0; c < 3; ++c, ++leaf) {
        text += (c ? " + " : "") + std::string{c == 0 ? "0.5" : "0.25"} + " * ";
        auto const name = "v" + std::to_string(leaf);
        text += ratio_every && leaf % ratio_every == 0 ? "(" + name + " / w)" : name;
      }
      text += ")";
    }
    text += ")";
  }
  return text;
}

Scope tree_scope() {
  Scope scope;
  for (int i = 0; i < 60; ++i) scope.add("v" + std::to_string(i), Type::of(Value::Kind::number));
  scope.add("w", Type::of(Value::Kind::number));
  return scope;
}

List tree_values() {
  List values;
  for (int i = 0; i < 60; ++i) values.push_back(*Decimal::scaled(50 + i * 7 % 51, 1));
  values.push_back(7);
  return values;
}

void evaluate_text(benchmark::State& state, std::string const& text, Scope const& scope, List values) {
  auto const feel = compiled(text, scope);
  EvalContext const context;
  for (auto _ : state) {
    benchmark::DoNotOptimize(values.data());
    benchmark::DoNotOptimize(evaluate(feel, values, context));
  }
}

void guard_feel(benchmark::State& state) { evaluate_text(state, guard_text, guard_scope(), guard_values()); }
BENCHMARK(guard_feel);
void guard_feel_without_division(benchmark::State& state) {
  evaluate_text(state, plain_guard_text, guard_scope(), guard_values());
}
BENCHMARK(guard_feel_without_division);

struct Plain { double capital, employees, violations, tax, revenue, score, years; std::string region; };

void guard_double(benchmark::State& state) {
  Plain p{3e6, 120, 0, 61234, 987654, 76, 9, "SH"};
  for (auto _ : state) {
    benchmark::DoNotOptimize(p);
    benchmark::DoNotOptimize(p.capital >= 2000000 && p.employees > 50 && p.violations == 0 && p.region == "SH" &&
                             p.tax / p.revenue > 0.05 && p.score + p.years >= 80);
  }
}
BENCHMARK(guard_double);

void tree_feel(benchmark::State& state) { evaluate_text(state, tree_text(0), tree_scope(), tree_values()); }
BENCHMARK(tree_feel);
void tree_feel_with_ratios(benchmark::State& state) {
  evaluate_text(state, tree_text(4), tree_scope(), tree_values());
}
BENCHMARK(tree_feel_with_ratios);

void tree_double(benchmark::State& state) {
  std::array<double, 60> v{};
  for (int i = 0; i < 60; ++i) v[static_cast<std::size_t>(i)] = (50 + i * 7 % 51) / 10.0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(v.data());
    double total = 0;
    std::size_t leaf = 0;
    for (int a = 0; a < 5; ++a) {
      double group = 0;
      for (int b = 0; b < 4; ++b, leaf += 3) group += 0.25 * (0.5 * v[leaf] + 0.25 * v[leaf + 1] + 0.25 * v[leaf + 2]);
      total += 0.2 * group;
    }
    benchmark::DoNotOptimize(total);
  }
}
BENCHMARK(tree_double);

void evaluate_matches(benchmark::State& state, std::string const& pattern) {
  Scope scope;
  scope.add("x", Type::of(Value::Kind::string));
  scope.add("p", Type::of(Value::Kind::string));
  evaluate_text(state, "matches(x, " + pattern + ")", scope, {"91120101MA05XXXX1K", "^[0-9]{8}[A-Z0-9]{10}$"});
}
void matches_constant(benchmark::State& state) { evaluate_matches(state, "\"^[0-9]{8}[A-Z0-9]{10}$\""); }
BENCHMARK(matches_constant);
void matches_variable(benchmark::State& state) { evaluate_matches(state, "p"); }
BENCHMARK(matches_variable);

void compile_guard(benchmark::State& state) {
  auto const scope = guard_scope();
  for (auto _ : state) benchmark::DoNotOptimize(compile_feel(guard_text, scope));
}
BENCHMARK(compile_guard);
void compile_tree(benchmark::State& state) {
  auto const scope = tree_scope();
  auto const text = tree_text(4);
  for (auto _ : state) benchmark::DoNotOptimize(compile_feel(text, scope));
}
BENCHMARK(compile_tree);

void explain_guard_false(benchmark::State& state) {
  auto const feel = compiled(guard_text, guard_scope());
  auto const values = guard_values(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(explain(feel, values, {}));
}
BENCHMARK(explain_guard_false);
void explain_guard_true(benchmark::State& state) {
  auto const feel = compiled(guard_text, guard_scope());
  auto const values = guard_values();
  for (auto _ : state) benchmark::DoNotOptimize(explain(feel, values, {}));
}
BENCHMARK(explain_guard_true);

}  // namespace
