// What a subject could change, leaf by leaf, with what each change gains.
#pragma once

#include "rules/trial.hpp"

#include <functional>

namespace guicheng::rules {

/// One change; at most one of each group is made.
struct Candidate {
  std::size_t group = 0;
  std::string indicator, title;  ///< path of the leaf; what is reached
  Sets sets;
  Decimal gain;                  ///< in the total
  std::int64_t effort = 1;
};

struct Candidates {
  std::vector<Candidate> all;             ///< by group
  std::size_t groups = 0;
  std::vector<std::string> not_derivable; ///< leaves that could give more, by changes that are not known
  bool exact = true;                      ///< gains add up, and nothing better is missing
};

/// @param total  the score with some changes, where a leaf's points do not simply add to it
/// @param deficit  what is missing, so that a formula need not be driven further
Candidates find_candidates(RuleSet const&, ConditionWays const&, Trial&, Decimal deficit, std::function<std::optional<Decimal>(Sets const&)> const& total);

}  // namespace guicheng::rules
