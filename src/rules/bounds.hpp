// What formulas and indicators can give at least and at most, as far as that can be proved.
#pragma once

#include <guicheng/rule_set.hpp>

#include <span>

namespace guicheng::rules {

/// Absent ends are not known.
struct Bounds { std::optional<Decimal> least, most; };

Bounds bounds_of(Feel const&, RuleSet const&);
/// Of a table of which these rules alone can hold, in its order.
Bounds bounds_of(DecisionTable const&, std::span<std::uint32_t const> rules);
/// Fills least and most of the indicator and of all below it.
void fill_bounds(Indicator&, RuleSet const&);
/// Of parts put together; weights, and parts that may be left out, are considered.
Bounds combined_bounds(std::vector<Indicator> const&, Combine);

}  // namespace guicheng::rules
