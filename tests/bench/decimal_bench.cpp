// Decimal beside double, in one run: single operations on 1,024 pairs, text, and a 60-leaf weighted sum.

#include <guicheng/decimal.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>
#include <vector>

using namespace guicheng;

namespace {

constexpr std::size_t pairs = 1024;
constexpr std::size_t leaves = 60;
constexpr Decimal divisor{999'983};  // a prime, so that quotients need 34 digits

// Amounts and counts of up to six digits with zero to two places: what offices compute with.
std::vector<Decimal> short_numbers(std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::vector<Decimal> numbers;
  for (std::size_t i = 0; i < pairs; ++i) {
    auto const digits = static_cast<std::int64_t>(random() % 999'999 + 1);
    numbers.push_back(*Decimal::scaled(digits, static_cast<int>(random() % 3)));
  }
  return numbers;
}

std::vector<Decimal> wide_numbers(std::uint64_t seed) {
  auto numbers = short_numbers(seed);
  for (auto& number : numbers) number = *divide(number, divisor);
  return numbers;
}

void count_pairs(benchmark::State& state) {
  using benchmark::Counter;
  state.counters["each"] = Counter(static_cast<double>(pairs), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

// `step` on one pair after the other; the time of one.
template <class Step>
void run(benchmark::State& state, std::vector<Decimal> const& left, std::vector<Decimal> const& right, Step step) {
  for (auto _ : state) {
    for (std::size_t i = 0; i < pairs; ++i) benchmark::DoNotOptimize(step(left[i], right[i]));
  }
  count_pairs(state);
}

template <class Step>
void register_both(std::string const& name, Step step) {
  benchmark::RegisterBenchmark(("short/" + name).c_str(), [=](benchmark::State& state) {
    run(state, short_numbers(1), short_numbers(2), step);
  });
  benchmark::RegisterBenchmark(("wide/" + name).c_str(), [=](benchmark::State& state) {
    run(state, wide_numbers(1), wide_numbers(2), step);
  });
}

void text(benchmark::State& state, std::vector<Decimal> const& numbers, bool reading) {
  std::vector<std::string> texts;
  for (auto const number : numbers) texts.push_back(write_decimal(number));
  for (auto _ : state) {
    for (std::size_t i = 0; i < pairs; ++i) {
      if (reading) benchmark::DoNotOptimize(*read_decimal(texts[i]));
      if (!reading) benchmark::DoNotOptimize(write_decimal(numbers[i]));
    }
  }
  count_pairs(state);
}

// Σ weight × value; every leaf below `ratios` is value / divisor first, which needs 34 digits.
void weighted_sum(benchmark::State& state, std::size_t ratios) {
  auto const values = short_numbers(3), weights = short_numbers(4);
  for (auto _ : state) {
    Decimal sum;
    for (std::size_t i = 0; i < leaves; ++i) {
      auto const points =
          i < ratios ? multiply(weights[i], *divide(values[i], divisor)) : multiply(weights[i], values[i]);
      sum = *add(sum, *points);
    }
    benchmark::DoNotOptimize(sum);
  }
}

void weighted_sum_double(benchmark::State& state, std::size_t ratios) {
  std::array<double, leaves> values{}, weights{};
  auto const v = short_numbers(3), w = short_numbers(4);
  for (std::size_t i = 0; i < leaves; ++i) values[i] = v[i].to_double(), weights[i] = w[i].to_double();
  for (auto _ : state) {
    benchmark::DoNotOptimize(values.data());
    double sum = 0;
    for (std::size_t i = 0; i < leaves; ++i) sum += weights[i] * (i < ratios ? values[i] / 999'983.0 : values[i]);
    benchmark::DoNotOptimize(sum);
  }
}

int const registered = [] {
  register_both("add", [](Decimal a, Decimal b) { return *add(a, b); });
  register_both("multiply", [](Decimal a, Decimal b) { return *multiply(a, b); });
  benchmark::RegisterBenchmark("mixed/multiply", [](benchmark::State& s) {
    run(s, wide_numbers(1), short_numbers(2), [](Decimal a, Decimal b) { return *multiply(a, b); });
  });
  benchmark::RegisterBenchmark("mixed/add", [](benchmark::State& s) {
    run(s, wide_numbers(1), short_numbers(2), [](Decimal a, Decimal b) { return *add(a, b); });
  });
  register_both("divide", [](Decimal a, Decimal b) { return *divide(a, b); });
  register_both("compare", [](Decimal a, Decimal b) { return a < b; });
  register_both("round", [](Decimal a, Decimal) { return *round(a, 1, Rounding::half_even); });
  register_both("hash", [](Decimal a, Decimal) { return hash_value(a); });
  for (bool const reading : {true, false}) {
    std::string const name = reading ? "read" : "write";
    auto const shorts = [=](benchmark::State& state) { text(state, short_numbers(1), reading); };
    auto const wides = [=](benchmark::State& state) { text(state, wide_numbers(1), reading); };
    benchmark::RegisterBenchmark(("short/" + name).c_str(), shorts);
    benchmark::RegisterBenchmark(("wide/" + name).c_str(), wides);
  }
  for (std::size_t const ratios : {std::size_t{0}, leaves / 4}) {
    auto const name = "sum of 60 with " + std::to_string(ratios) + " ratios/";
    benchmark::RegisterBenchmark((name + "decimal").c_str(), [=](benchmark::State& s) { weighted_sum(s, ratios); });
    auto const doubles = [=](benchmark::State& state) { weighted_sum_double(state, ratios); };
    benchmark::RegisterBenchmark((name + "double").c_str(), doubles);
  }
  return 0;
}();

}  // namespace
