// The knapsack. Entry point: cheapest.
#include "rules/knapsack.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

constexpr std::size_t most_cells = 8'000'000;
constexpr std::uint32_t none = ~std::uint32_t{0};

std::size_t cost_of(Candidate const& candidate) { return static_cast<std::size_t>(std::max<std::int64_t>(candidate.effort, 0)); }

/// An effort that is surely enough: the best of every group, dearest gain per effort first, until it suffices.
std::optional<std::size_t> enough(std::vector<std::vector<std::size_t>> const& groups, Candidates const& from, Decimal needed) {
  struct Best { Decimal worth; std::size_t index; };
  std::vector<Best> best;
  for (auto const& group : groups) {
    if (group.empty()) continue;
    auto const i = *std::max_element(group.begin(), group.end(), [&](std::size_t a, std::size_t b) { return from.all[a].gain < from.all[b].gain; });
    auto const& candidate = from.all[i];
    best.push_back({divide(candidate.gain, static_cast<std::int64_t>(cost_of(candidate)) + 1).value_or(Decimal{}), i});
  }
  std::stable_sort(best.begin(), best.end(), [](Best const& a, Best const& b) { return a.worth > b.worth; });
  Decimal gain;
  std::size_t effort = 0;
  for (auto const& [worth, i] : best) {
    if (gain >= needed) break;
    gain = add(gain, from.all[i].gain).value_or(gain);
    effort += cost_of(from.all[i]);
  }
  return gain >= needed ? std::optional{effort} : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::size_t>> cheapest(Candidates const& from, Decimal needed, std::vector<bool> const& without, std::size_t& steps) {
  if (needed <= Decimal{}) return std::vector<std::size_t>{};
  std::vector<std::vector<std::size_t>> groups(from.groups);
  for (std::size_t i = 0; i < from.all.size(); ++i)
    if (!without[i]) groups[from.all[i].group].push_back(i);
  auto const limit = enough(groups, from, needed);
  if (!limit) return {};
  auto const width = *limit + 1;
  auto const tries = static_cast<std::size_t>(std::count(without.begin(), without.end(), false));
  if (width > most_cells / std::max<std::size_t>(groups.size(), 1) || width > steps / std::max<std::size_t>(tries, 1)) return steps = 0, std::nullopt;
  steps -= width * tries;
  std::vector<Decimal> gains(width), next(width);
  std::vector<std::uint32_t> taken(width * groups.size(), none);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    next = gains;
    for (auto const i : groups[g]) {
      auto const cost = cost_of(from.all[i]);
      for (std::size_t effort = cost; effort < width; ++effort) {
        auto const sum = add(gains[effort - cost], from.all[i].gain);
        if (!sum || *sum <= next[effort]) continue;
        next[effort] = *sum;
        taken[g * width + effort] = static_cast<std::uint32_t>(i);
      }
    }
    gains.swap(next);
  }
  std::size_t effort = 0;
  while (effort < width && gains[effort] < needed) ++effort;
  if (effort == width) return {};
  std::vector<std::size_t> plan;
  for (std::size_t g = groups.size(); g-- > 0;) {
    auto const i = taken[g * width + effort];
    if (i == none) continue;
    plan.push_back(i);
    effort -= cost_of(from.all[i]);
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

}  // namespace guicheng::rules
