// Decisions: a decision table in a file of its own, with typed inputs. Read, asked alone, or used by rule sets as a leaf or
// as a function. See rules/README.md for the language.
#pragma once

#include <guicheng/batch.hpp>

namespace guicheng {

/// A file `decision: …`; immutable and shared between threads once read.
struct TableDecision {
  std::string id, title, version, source, hash;
  bool sample = false;                      ///< sample content, and shown as such
  std::vector<RuleInput> inputs;            ///< each one's slot is its position
  std::vector<std::string> outputs;
  DecisionTable table;
};
struct LoadedDecision {
  std::shared_ptr<TableDecision const> decision; ///< null where a finding is an error
  std::vector<Finding> findings;            ///< gaps, overlaps, rules that never count or could be one, results that fall …
};
/// Reads a decision and the CSV file that holds its rules, if it names one.
LoadedDecision read_decision(Sources const&, std::string const& path);

/// What a decision says about one subject.
struct DecisionAnswer {
  std::vector<InputProblem> problems;       ///< not empty: it was not asked
  Value value;                              ///< of the one output, or a context of them; a list for the policies that give all
  std::vector<std::size_t> rules;           ///< that made the value, 0-based, in its order
  std::vector<Reason> reasons;              ///< why the value is null
};
/// @param inputs  by name, as JSON has them; typed and checked here
DecisionAnswer evaluate(TableDecision const&, Context const& inputs, EvalContext const&);

std::string write_answer_json(TableDecision const&, DecisionAnswer const&);
std::string write_answer_text(TableDecision const&, DecisionAnswer const&);

/// One subject per line in, one answer per line out, as judge_lines does it: `{"value":…,"rules":[2]}`, or the problems.
/// Of the options, quota and explained are not looked at. `grades` of the summary counts the values.
BatchSummary answer_lines(TableDecision const&, ReadLine const&, WriteLines const&, EvalContext const&, BatchOptions const&);

}  // namespace guicheng
