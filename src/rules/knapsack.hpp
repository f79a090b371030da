// The cheapest choice of changes that gains enough: multiple-choice knapsack by dynamic programming over effort.
#pragma once

#include "rules/candidates.hpp"

namespace guicheng::rules {

/// Indices of candidates, at most one of each group; nothing where all together do not gain enough, or the efforts are so
/// large that the table would take more than 8 million cells.
/// @param without  these candidates are left out
std::optional<std::vector<std::size_t>> cheapest(Candidates const&, Decimal needed, std::vector<bool> const& without);

}  // namespace guicheng::rules
