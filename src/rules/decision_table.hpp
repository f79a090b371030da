// What a decision table is compiled to. Made by decision_table_compile.cpp, read by decision_table.cpp and hit_policy.cpp.
#pragma once

#include <guicheng/decision_table.hpp>

#include "rules/column_index.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace guicheng {

/// As in the public header; `kept` as for compile_feel in feel/scope.hpp.
CompiledDecisionTable compile_decision_table(DecisionTableText, Scope const&, bool kept);

namespace rules {

inline constexpr std::uint32_t no_cell = std::numeric_limits<std::uint32_t>::max();

/// A column's input and its index. Rows are the table's rules, behind one row of the allowed values where there are any.
struct InputColumn {
  Feel expression;
  Type type;
  std::optional<Value::Kind> kind;  ///< of a simple type: values of that kind need no coercion
  std::optional<ColumnIndex> index;
  Bits always;     ///< rows that the index does not decide: cells that always hold or must be evaluated
  Bits on_null;    ///< rows that may hold for null
  Bits evaluated;  ///< rows whose cells must be evaluated
};

struct OutputColumn {
  std::string name;
  Type type;
  std::vector<Feel> values;           ///< one unary test per output value, best first
  std::optional<Feel> default_value;
};

/// A rule's output cells: made beforehand where they are constants.
struct RuleOutput {
  std::optional<Value> constant;
  std::vector<std::uint32_t> rank;   ///< of a constant: one number per output, lower is better
  std::vector<Feel> cells;           ///< else
};

/// Cells with the same text in the same column are compiled once.
struct Cell {
  Feel test;
  std::optional<CellTests> tests;
  bool on_null = false;  ///< of tests: whether the cell holds for null
};

}  // namespace rules

struct DecisionTable::Program {
  DecisionTableText text;
  std::vector<rules::InputColumn> inputs;
  std::vector<rules::OutputColumn> outputs;
  std::vector<rules::Cell> cells;
  std::vector<std::uint32_t> grid;  ///< row by row, one number in `cells` per input, or no_cell
  std::vector<rules::RuleOutput> rules;
  std::vector<std::size_t> used_slots;
  std::size_t input_slot = 0;  ///< of `?`
  std::size_t first_rule = 0;  ///< the row of rule 0: 1 where row 0 holds the allowed values
  rules::Bits evaluated;       ///< rows in which some cell must be evaluated

  std::size_t rows() const noexcept { return first_rule + rules.size(); }
  std::uint32_t cell(std::size_t row, std::size_t column) const noexcept { return grid[row * inputs.size() + column]; }
};

namespace rules {

/// How rules are looked for. `every_row` evaluates every cell of every row: what the index is judged by.
enum class Search : std::uint8_t { indexed, every_row };

TableEvaluation evaluate_table(DecisionTable::Program const&, std::span<Value const> slots, EvalContext const&, Search,
                               bool explained);

/// The rules that hold as far as the columns in `asked` tell, whatever the others ask; where the first counts, none behind one that
/// holds for certain. What the cells of `asked` look at stands in `slots`.
std::vector<std::uint32_t> rules_left(DecisionTable::Program const&, std::span<std::size_t const> asked, std::span<Value const> slots,
                                      EvalContext const&);

/// Makes the value of the rules that hold (hit_policy.cpp).
class Answer {
 public:
  Answer(DecisionTable::Program const& table, std::span<Value const> slots, EvalContext const& context,
         std::uint64_t& steps, std::vector<Reason>* reasons)
      : table_{table}, slots_{slots}, context_{context}, steps_{steps}, reasons_{reasons} {}

  /// Null with a reason where the steps were used up, here or before.
  Value of(std::span<std::uint32_t const> matched);
  /// The rules that made the value, in its order.
  std::vector<std::size_t> const& used() const noexcept { return used_; }

 private:
  Value output(std::uint32_t rule) const;
  Value parts(std::vector<Value>) const;
  Value default_output();
  Value by_policy(std::span<std::uint32_t const> matched);
  Value only(std::span<std::uint32_t const> matched);
  Value any(std::span<std::uint32_t const> matched);
  Value all(std::vector<std::uint32_t> const& ordered);
  Value aggregate(std::span<std::uint32_t const> matched);
  std::vector<std::uint32_t> by_priority(std::span<std::uint32_t const> matched) const;
  std::vector<std::uint32_t> rank(std::uint32_t rule, Value const& value) const;
  Value nothing(std::string code, std::string zh, std::string en);

  DecisionTable::Program const& table_;
  std::span<Value const> slots_;
  EvalContext const& context_;
  std::uint64_t& steps_;
  std::vector<Reason>* reasons_;
  std::vector<std::size_t> used_;
};

/// The place of each part of an output among the output's values, in table order of the outputs.
std::vector<std::uint32_t> rank_of(DecisionTable::Program const&, Value const& output, std::span<Value const> slots,
                                   EvalContext const&, std::uint64_t& steps);

}  // namespace rules
}  // namespace guicheng
