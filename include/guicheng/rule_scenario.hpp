// Scenarios of rule sets: who is judged, and what comes of it. See rules/README.md.
#pragma once

#include <guicheng/decision.hpp>

#include <optional>
#include <string>
#include <vector>

namespace guicheng {

/// What must be true of a judgement, or of a decision's answer; what is absent is not looked at.
struct RuleExpectation {
  std::optional<Decimal> score;
  std::optional<std::string> grade;                              ///< empty: none was reached
  std::optional<Date> valid_until;
  std::vector<std::pair<std::string, Decimal>> points;           ///< `指标` or `指标/下级`
  std::optional<std::vector<std::string>> vetoes, ineligible, missed, warnings, evidence;  ///< their texts, all of them
  std::optional<std::vector<std::string>> problems;              ///< the inputs or indicators that they name, all of them
  std::optional<std::vector<std::string>> unfinished;            ///< leaves that are not answered
  std::optional<Value> value;                                    ///< of a decision; texts stand for dates as well
  std::optional<std::vector<std::size_t>> by_rules;              ///< of a decision, from 1
};
struct RuleScenario {
  std::string name, law;
  int line = 1;
  std::vector<std::string> shows;                                ///< ids of statements
  Context given;                                                 ///< inputs by name; texts are typed by the rule set
  RuleExpectation expect;
};
struct RuleScenarioFile {
  std::string path, id;
  std::shared_ptr<RuleSet const> rules;                          ///< null where a decision is asked
  std::shared_ptr<TableDecision const> decision;
  std::vector<RuleScenario> cases;
};
struct LoadedRuleScenarios { std::optional<RuleScenarioFile> file; std::vector<Finding> findings; };

/// A file `rule scenarios: …` and the rule set or decision it names, whose findings are among these.
LoadedRuleScenarios read_rule_scenarios(Sources const&, std::string const& path);

/// Judges; what differs from what is expected, one line each. Empty: it passed.
std::vector<std::string> play(RuleSet const&, RuleScenario const&);
std::vector<std::string> play(TableDecision const&, RuleScenario const&);

}  // namespace guicheng
