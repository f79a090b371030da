// The knapsack. Entry point: cheapest.
#include "rules/knapsack.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

constexpr std::size_t most_cells = 8'000'000;
constexpr std::uint32_t none = ~std::uint32_t{0};

/// An effort that is surely enough: the best of every group, dearest gain per effort first, until it suffices.
std::optional<std::size_t> enough(std::vector<std::vector<std::size_t>> const& groups, Candidates const& from, Decimal needed) {
  std::vector<std::size_t> best;
  for (auto const& group : groups)
    if (!group.empty()) best.push_back(*std::max_element(group.begin(), group.end(), [&](std::size_t a, std::size_t b) { return from.all[a].gain < from.all[b].gain; }));
  auto const worth = [&](std::size_t i) { return from.all[i].gain.to_double() / static_cast<double>(from.all[i].effort + 1); };
  std::sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) { return worth(a) > worth(b); });
  Decimal gain;
  std::size_t effort = 0;
  for (auto const i : best) {
    if (gain >= needed) break;
    gain = add(gain, from.all[i].gain).value_or(gain);
    effort += static_cast<std::size_t>(std::max<std::int64_t>(from.all[i].effort, 0));
  }
  return gain >= needed ? std::optional{effort} : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::size_t>> cheapest(Candidates const& from, Decimal needed, std::vector<bool> const& without) {
  if (needed <= Decimal{}) return std::vector<std::size_t>{};
  std::vector<std::vector<std::size_t>> groups(from.groups);
  for (std::size_t i = 0; i < from.all.size(); ++i)
    if (!without[i]) groups[from.all[i].group].push_back(i);
  auto const limit = enough(groups, from, needed);
  if (!limit || (*limit + 1) * std::max<std::size_t>(groups.size(), 1) > most_cells) return {};
  auto const width = *limit + 1;
  std::vector<Decimal> gains(width), next(width);
  std::vector<std::uint32_t> taken(width * groups.size(), none);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    next = gains;
    for (auto const i : groups[g]) {
      auto const cost = static_cast<std::size_t>(std::max<std::int64_t>(from.all[i].effort, 0));
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
    effort -= static_cast<std::size_t>(std::max<std::int64_t>(from.all[i].effort, 0));
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

}  // namespace guicheng::rules
