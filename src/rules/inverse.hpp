// Conditions turned round: what inputs would have to be for a condition to hold. Reads the expression's tree.
#pragma once

#include <guicheng/rule_set.hpp>

#include "rules/cell_tests.hpp"

#include <unordered_map>

namespace guicheng::rules {

/// The slot's value lies in the interval.
struct Goal {
  std::size_t slot;
  Interval wanted;
};
using Goals = std::vector<Goal>;  ///< all of them

/// Every way in which the condition becomes what is wanted, as far as it is made of comparisons of one name with a literal,
/// `between`, `in`, `and`, `or`, `not`. Empty: it is not.
std::vector<Goals> ways(Feel const&, Scope const&, bool wanted);

bool lies_in(Value const&, Interval const&);

}  // namespace guicheng::rules

namespace guicheng {

/// The ways of all conditions of a set, made once when it is read.
struct ConditionWays {
  std::unordered_map<void const*, std::vector<rules::Goals>> when_true, when_false;  ///< by program
  std::vector<rules::Goals> const& of(Feel const& feel, bool wanted) const;
};
/// @return the ways of every condition of the set
std::shared_ptr<ConditionWays const> find_ways(RuleSet const&);

}  // namespace guicheng
