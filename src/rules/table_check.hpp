// What can be proved about a decision table: inputs that no rule answers, rules that hold together, rules that never count.
#pragma once

#include <guicheng/decision_table.hpp>

namespace guicheng {

struct TableDefect {
  std::string code;                   ///< table.gap, table.overlap, table.masked, table.not-analysable, table.merge, table.many
  std::string text, remedy;
  std::vector<std::size_t> rules;     ///< 0-based
  std::vector<Value> example;         ///< one value per input that shows it; empty where there is none. A value beyond all constants is a new one
  bool error = true;
};

/// Over all columns at once, by cutting boxes (k-d cuts at rule boundaries); null inputs are not looked at. Cells that are not
/// made of constants are told and their rules left out of what they cannot prove. Gaps and overlaps: at most 100 of each.
std::vector<TableDefect> check_table(DecisionTable const&);

}  // namespace guicheng
