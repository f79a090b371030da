// Conditions turned round: what inputs would have to be for a condition to hold. Reads the expression's tree.
#pragma once

#include <guicheng/rule_set.hpp>

#include "rules/goals.hpp"

#include <unordered_map>

namespace guicheng::feel {
struct Ast;
}

namespace guicheng::rules {

/// The constant that a node of the tree is, if it is one: `-12.5`, `"A"`, `date("2024-01-01")`.
std::optional<Value> literal(feel::Ast const&, std::uint32_t node);

/// A result that an expression gives as a constant, and what leads to it.
struct Outcome {
  Value value;
  Goals goals;
};

/// Every way in which the condition becomes what is wanted, as far as it is made of comparisons of one name with a literal,
/// `between`, `in`, `list contains`, `and`, `or`, `not`. Empty: it is not.
std::vector<Goals> ways(Feel const&, Scope const&, bool wanted);

/// What would make the cells of a table hold, as far as that is known.
struct TableWays {
  std::vector<std::optional<std::size_t>> slots;  ///< of each column that asks a name
  std::vector<std::vector<Outcome>> outcomes;     ///< of each column that asks a formula
  std::vector<std::vector<Goals>> cells;          ///< of each cell that is one
};
/// All ways to meet the row's cells; empty: they are not known.
std::vector<Goals> ways_to_row(DecisionTable const&, TableWays const&, std::size_t rule);

}  // namespace guicheng::rules

namespace guicheng {

/// The ways of all conditions of a set, made once when it is read.
struct ConditionWays {
  std::unordered_map<void const*, std::vector<rules::Goals>> when_true, when_false;  ///< by program
  std::vector<std::vector<rules::Outcome>> lets;                                     ///< in their order
  std::unordered_map<void const*, std::vector<rules::Outcome>> points;               ///< of formulas, by program
  std::unordered_map<void const*, rules::TableWays> tables;                          ///< by program
  std::vector<rules::Goals> const& of(Feel const& feel, bool wanted) const;
};
/// @return the ways of every condition of the set
std::shared_ptr<ConditionWays const> find_ways(RuleSet const&);

}  // namespace guicheng
