// Rule sets: read, judge, explain, advise. Pure; the same inputs give the same judgement on every machine.
#pragma once

#include <guicheng/finding.hpp>
#include <guicheng/rule_set.hpp>
#include <guicheng/source.hpp>

#include <span>

namespace guicheng {

struct LoadedRules {
  std::shared_ptr<RuleSet const> rules;  ///< null where a finding is an error
  std::vector<Finding> findings;         ///< gaps, overlaps, unreachable rungs and grades … as well
};
/// Reads a rule set and what it imports. See rules/README.md for the language.
LoadedRules read_rules(Sources const&, std::string const& path);

/// What is wrong with a subject's data: the input, the value and what was expected.
struct InputProblem { std::string input, code, text_zh, text_en; bool operator==(InputProblem const&) const = default; };

/// One indicator as it was judged.
struct Scored {
  std::string name, title;
  std::optional<Decimal> points;            ///< null where it could not be judged
  Decimal attainable;                       ///< the most it could have given, for the subject's category
  Decimal contribution;                     ///< points won in the total, weights applied
  bool applies = true;
  std::string fired;                        ///< the rung, option, row or deduction that counted
  std::vector<std::pair<std::string, Value>> seen;  ///< the inputs it looked at, with their values
  std::vector<Reason> reasons;              ///< why it could not be judged
  std::vector<Scored> parts;
};
struct Judgement {
  std::vector<InputProblem> problems;       ///< not empty: there is no grade; each says what stands in its way
  std::vector<std::string> ineligible;      ///< conditions of eligibility that do not hold
  std::optional<Decimal> score;
  std::string grade;                        ///< empty where none was reached
  std::optional<Date> valid_until;          ///< the last valid day
  std::vector<Decimal> components;          ///< points of the first level, in order
  std::vector<std::string> vetoes;          ///< reasons of those met
  std::vector<std::string> missed;          ///< conditions of better grades that do not hold
  std::vector<std::string> warnings;        ///< to be looked at; they change nothing
  std::vector<std::string> evidence;        ///< of the class that was met
  std::optional<Scored> tree;               ///< only when explained
};

/// @param inputs  by name, as JSON has them: numbers, texts, lists; typed and checked here
Judgement judge(RuleSet const&, Context const& inputs, EvalContext const&, bool explained = false);

/// A subject whose data was checked and typed, for programs that judge it more than once or in great numbers.
struct Subject {
  std::vector<Value> slots;                 ///< inputs in the set's order, then what judging fills: lets, score, grade
  std::vector<InputProblem> problems;
};
Subject read_subject(RuleSet const&, Context const& inputs);
/// Judges what stands in the slots of the inputs.
Judgement judge(RuleSet const&, Subject&, EvalContext const&, bool explained = false);

/// Which leaves are answered: a partially filled set, indicator by indicator. What does not apply is left out. A leaf lacks
/// what must be given, and what may be left out where it has no points without it; where it cannot be told whether it
/// applies, what that rests on.
struct LeafState { std::string path; bool complete = false; std::vector<std::string> missing; };
std::vector<LeafState> completion(RuleSet const&, Context const& inputs, EvalContext const& = {});

std::string write_judgement_json(RuleSet const&, Judgement const&);
std::string write_judgement_text(RuleSet const&, Judgement const&);
/// Scored bars by indicator, to be looked at.
std::string write_judgement_svg(RuleSet const&, Judgement const&);

/// One change towards a better grade; of a list, `set` has what is ticked besides.
struct Improvement { std::string indicator, what_zh, what_en; Decimal gain, effort; std::vector<std::pair<std::string, Value>> set; };
/// Verified by judging again: the subject's inputs with those of `set` put in have this score and grade.
struct Plan { std::vector<Improvement> changes; Decimal effort, score; std::string grade; std::vector<std::pair<std::string, Value>> set{}; };
struct Advice {
  std::string target;                       ///< empty: the best grade is reached already
  std::optional<Decimal> short_of;          ///< points missing to its line
  std::vector<std::string> first;           ///< vetoes and conditions that stand in the way, with their distance
  std::vector<Plan> plans;                  ///< cheapest first
  bool proven = false;                      ///< the first plan is proved to be the cheapest
  std::string impossible;                   ///< why no plan can reach it, if that is so
  std::vector<std::string> not_derivable;   ///< what could help, though not by changes that can be derived from its formulas
};
/// What is missing for the next grade, or for `target`. At most `plans` plans.
Advice advise(RuleSet const&, Context const& inputs, EvalContext const&, std::string_view target = {}, std::size_t plans = 3);
std::string write_advice_json(Advice const&);
std::string write_advice_text(Advice const&);

}  // namespace guicheng
