// What can be proved about a rule set before it judges anyone.
#pragma once

#include <guicheng/rule_set.hpp>

#include <optional>
#include <string>
#include <vector>

namespace guicheng {

/// One defect; `path` names the indicator by its names joined by `/`, or begins with `/` for a key of the set and what it
/// holds: `/inputs/电话`; empty for the set itself. `item` is the row of its table, its rung or its option, from 0, where the
/// defect is of one.
struct RuleDefect {
  std::string code, path, text, remedy;
  bool error = true;
  std::optional<std::size_t> item{};
  bool operator==(RuleDefect const&) const = default;
};

/// Fills what each indicator can give at least and at most, and says what is wrong.
std::vector<RuleDefect> check_rules(RuleSet&);

}  // namespace guicheng
