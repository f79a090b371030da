// What of a rule set nothing can reach, and what changes nothing.
#pragma once

#include "rules/check_rules.hpp"

namespace guicheng::rules {

/// Rungs, deductions, vetoes and items of classes that never count, formulas that never change or pass their cap. Needs the
/// bounds of the indicators; `told` are the defects that are told already.
std::vector<RuleDefect> check_reach(RuleSet const&, std::vector<RuleDefect> const& told);

}  // namespace guicheng::rules
