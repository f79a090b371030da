// What can be proved about a decision table: inputs that no rule answers, rules that hold together, rules that never count,
// results that fall where they should rise.
#pragma once

#include <guicheng/rule_set.hpp>

namespace guicheng {

struct TableDefect {
  std::string code;                   ///< table.gap, table.overlap, table.masked, table.never, table.merge, table.not-monotone, table.not-analysable, table.many
  std::string text, remedy;
  std::vector<std::size_t> rules;     ///< 0-based
  std::vector<Value> example;         ///< one value per input that shows it; empty where there is none. A value beyond all constants is a new one
  bool error = true;

  /// The rule to be changed: the one that never counts, else the last of those that do not go together.
  std::size_t at() const { return code == "table.masked" ? rules.front() : rules.back(); }
};

/// What is known of an input beside the table: nothing outside it is looked at.
struct TableDomain {
  std::optional<Decimal> min, max;    ///< inclusive
  bool whole = false;                 ///< no digits after the point
  std::vector<Value> options;         ///< the only values
};
/// Of an input as it is declared.
TableDomain domain_of(RuleInput const&);
/// `output` never falls (or never rises) while `input` grows and everything else stays.
struct TableMonotone { std::size_t input = 0, output = 0; bool rises = true; };

/// Over all columns at once, by cutting boxes (k-d cuts at rule boundaries); null inputs are not looked at. Cells that are not
/// made of constants are told and their rules left out of what they cannot prove. At most 100 findings of each kind. What
/// takes too much work is given up, and that is told.
/// @param domains  one per input, or none
std::vector<TableDefect> check_table(DecisionTable const&, std::span<TableDomain const> domains = {}, std::span<TableMonotone const> = {});

}  // namespace guicheng
