// Decision tables (DMN 1.5 §8): rules in rows, found through an index on every column.
#pragma once

#include <guicheng/feel.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

/// What the table answers when several rules hold. (DMN 1.5 §8.2.8)
enum class HitPolicy : std::uint8_t {
  unique,        ///< at most one rule may hold; several: null
  any,           ///< several may, with equal outputs; else null
  first,         ///< the first in the table
  priority,      ///< the one whose output stands first among its output's values
  rule_order,    ///< all, as a list in the table's order
  output_order,  ///< all, as a list in the order of `priority`
  collect,       ///< all, as a list …
  sum, minimum, maximum, count,  ///< … or as one value made of them
};

/// `UNIQUE`, `RULE ORDER`, `COLLECT` with `SUM` …, in any case, and the standard's letters: `U`, `C+`. Error: bad_syntax.
Result<HitPolicy> read_hit_policy(std::string_view policy, std::string_view aggregation = {});

/// A table as its author wrote it: all cells are FEEL text.
struct DecisionTableText {
  struct Input {
    std::string label;
    std::string expression;
    Type type;            ///< the expression's value is coerced to it
    std::string allowed;  ///< unary tests; a value outside them makes the result null. Null is left to the cells
  };
  struct Output {
    std::string name;           ///< of the entry in the result; may be empty where there is one output
    Type type;
    std::string values;         ///< unary tests, best first: the order of `priority` and `output_order`
    std::string default_value;  ///< where no rule holds
  };
  struct Rule {
    std::vector<std::string> inputs;   ///< unary tests; `-` and an empty cell always hold; `?` is the input's value
    std::vector<std::string> outputs;
    std::vector<std::string> annotations;
  };
  HitPolicy hit_policy = HitPolicy::unique;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Rule> rules;
};

/// One message about a table, with the text in which it lies.
struct TableFinding {
  enum class Part : std::uint8_t { table, input, allowed, output, values, default_value, input_cell, output_cell };
  Part part{};
  std::size_t column = 0;  ///< 0-based, among the inputs or the outputs
  std::size_t rule = 0;    ///< 0-based, where the part is a cell
  FeelFinding what;        ///< its place counts from the start of that text
};

/// A compiled table: immutable, cheap to copy, safe to evaluate from many threads.
class DecisionTable {
 public:
  struct Program;
  explicit DecisionTable(std::shared_ptr<Program const> program) noexcept : program_{std::move(program)} {}

  DecisionTableText const& text() const noexcept;
  std::span<std::size_t const> used_slots() const noexcept;  ///< ascending; the others are not read
  Program const& program() const noexcept { return *program_; }

 private:
  std::shared_ptr<Program const> program_;
};

/// A compiled table, or nothing, with every finding: first the columns, then the cells row by row.
struct CompiledDecisionTable {
  std::optional<DecisionTable> table;  ///< absent where there is an error
  std::vector<TableFinding> findings;
};

/// Checks and compiles. Limits: 100,000 rules, 256 columns; those of compile_feel for each text.
CompiledDecisionTable compile_decision_table(DecisionTableText, Scope const&);

/// The table's answer: the output's value, or a context by output name where there are several; a list of these for the
/// policies that give all. No rule: the default values if there are any, else null. Never throws.
Value evaluate(DecisionTable const&, std::span<Value const> slots, EvalContext const&);

struct TableEvaluation {
  Value value;
  std::vector<Value> inputs;         ///< what the input expressions gave
  std::vector<std::size_t> matched;  ///< every rule that holds, 0-based, in the table's order
  std::vector<std::size_t> used;     ///< those that made the value, in the value's order
  std::vector<Reason> reasons;       ///< why the value is null: no rule holds, several do, an input is not allowed …
};

/// Evaluates and says which rules matched.
TableEvaluation explain(DecisionTable const&, std::span<Value const> slots, EvalContext const&);

}  // namespace guicheng
