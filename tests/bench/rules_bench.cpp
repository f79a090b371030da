// A set of 60 ladders in three levels: judged, explained, advised, and the same rules written by hand in C++ on doubles.
#include <guicheng/rules.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <string>

namespace guicheng {
namespace {

constexpr int leaves = 60;

/// 5 × 4 × 3 leaves, each with four rungs over an input of its own.
std::string yaml() {
  std::string text = "rules: bench\ntitle: 基准\nversion: \"1\"\neffective: 2024-01-01\ninputs:\n";
  for (int i = 0; i < leaves; ++i) text += "  x" + std::to_string(i) + ": {type: number, min: 0}\n";
  text += "combine: weighted\nindicators:\n";
  int leaf = 0;
  for (int a = 0; a < 5; ++a) {
    text += "  - 甲" + std::to_string(a) + ":\n      weight: 0.2\n      combine: weighted\n      of:\n";
    for (int b = 0; b < 4; ++b) {
      text += "        - 乙" + std::to_string(b) + ":\n            weight: 0.25\n            combine: weighted\n            of:\n";
      for (int c = 0; c < 3; ++c, ++leaf) {
        auto const x = "x" + std::to_string(leaf);
        text += "              - 丙" + std::to_string(c) + ":\n                  weight: " + (c == 0 ? "0.4" : "0.3") + "\n                  ladder:\n";
        for (auto const& [points, least] : {std::pair{100, 30}, {70, 20}, {40, 10}, {10, 3}})
          text += "                    - points: " + std::to_string(points) + "\n                      when: " + x + " >= " + std::to_string(least) + "\n";
      }
    }
  }
  return text + "grades:\n  - {grade: AAA, from: 90}\n  - {grade: AA, from: 75}\n  - {grade: A, from: 40}\n  - {grade: B}\n";
}

std::shared_ptr<RuleSet const> rules() {
  auto const loaded = read_rules({{"bench.yaml", yaml()}}, "bench.yaml");
  for (auto const& finding : loaded.findings) std::cerr << write(finding) << "\n";
  if (!loaded.rules) std::exit(1);
  return loaded.rules;
}

Context inputs() {
  Context context;
  for (int i = 0; i < leaves; ++i) context.set("x" + std::to_string(i), i * 7 % 40);
  return context;
}

double by_hand(std::array<double, leaves> const& x) {
  double total = 0;
  for (int i = 0; i < leaves; ++i) {
    auto const at = x[static_cast<std::size_t>(i)];
    double const points = at >= 30 ? 100 : at >= 20 ? 70 : at >= 10 ? 40 : at >= 3 ? 10 : 0;
    total += 0.2 * 0.25 * (i % 3 == 0 ? 0.4 : 0.3) * points;
  }
  return total;
}

void judge_slots(benchmark::State& state) {
  auto const set = rules();
  auto subject = read_subject(*set, inputs());
  for (auto _ : state) benchmark::DoNotOptimize(judge(*set, subject, {}));
}
BENCHMARK(judge_slots);

void judge_by_name(benchmark::State& state) {
  auto const set = rules();
  auto const subject = inputs();
  for (auto _ : state) benchmark::DoNotOptimize(judge(*set, subject, {}));
}
BENCHMARK(judge_by_name);

void judge_explained(benchmark::State& state) {
  auto const set = rules();
  auto subject = read_subject(*set, inputs());
  for (auto _ : state) benchmark::DoNotOptimize(judge(*set, subject, {}, true));
}
BENCHMARK(judge_explained);

void advise_next_grade(benchmark::State& state) {
  auto const set = rules();
  auto const subject = inputs();
  for (auto _ : state) benchmark::DoNotOptimize(advise(*set, subject, {}));
}
BENCHMARK(advise_next_grade);

void judge_by_hand(benchmark::State& state) {
  std::array<double, leaves> x{};
  for (int i = 0; i < leaves; ++i) x[static_cast<std::size_t>(i)] = i * 7 % 40;
  for (auto _ : state) {
    benchmark::DoNotOptimize(x);
    benchmark::DoNotOptimize(by_hand(x));
  }
}
BENCHMARK(judge_by_hand);

}  // namespace
}  // namespace guicheng
