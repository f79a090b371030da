// The bounds of an indicator tree, and what contradicts them. Entry point: check_rules.
#include "rules/check_rules.hpp"

namespace guicheng {

std::vector<RuleDefect> check_rules(RuleSet&) { return {}; }

}  // namespace guicheng
