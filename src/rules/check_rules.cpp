// The bounds of an indicator tree, and what contradicts them. Entry point: check_rules.
#include "rules/check_rules.hpp"

#include "rules/inverse.hpp"

namespace guicheng {

std::vector<RuleDefect> check_rules(RuleSet& set) {
  set.ways = find_ways(set);
  return {};
}

}  // namespace guicheng
