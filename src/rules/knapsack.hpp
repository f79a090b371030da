// The cheapest choice of changes that gains enough: multiple-choice knapsack by dynamic programming over effort.
#pragma once

#include "rules/candidates.hpp"

namespace guicheng::rules {

/// Indices of candidates, at most one of each group; nothing where all together do not gain enough, or the budget ended it.
/// @param without  these candidates are left out
/// @param steps    budget that several searches share: one for each effort at which a candidate is tried. 0 afterwards: it
///                 is used up, or the efforts are so large that the table would take more than 8 million cells.
std::optional<std::vector<std::size_t>> cheapest(Candidates const&, Decimal needed, std::vector<bool> const& without, std::size_t& steps);

}  // namespace guicheng::rules
