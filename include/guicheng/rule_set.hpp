// What an author's rule set says, after it was read and checked: inputs, indicators, vetoes, grades, validity.
// Plain values; immutable and shared between threads once read (see read_rules in rules.hpp).
#pragma once

#include <guicheng/decision_table.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace guicheng {

enum class InputKind : std::uint8_t { number, text, boolean, date, month, choice, choices, list, uscc, any };
/// One datum that is judged. Its slot in the scope is its position among the inputs.
struct RuleInput {
  std::string name, title, unit;
  InputKind kind = InputKind::number;
  bool optional = false;                    ///< may be null; otherwise a missing one is a problem of the subject
  std::optional<Decimal> min, max;          ///< number, inclusive; of each item of a list
  std::optional<int> digits;                ///< number: most digits after the point
  std::vector<std::string> options;         ///< choice, choices
  std::optional<Value> preset;              ///< `default`
  bool fixed = false;                       ///< the subject cannot change it (founding date): advice leaves it alone; a choice is a category then
};
/// A derived value; stands after the inputs in the scope and may use what stands before it.
struct RuleLet { std::string name; Feel formula; };
struct RoundTo { int digits = 0; Rounding mode = Rounding::half_up; };

/// `pick`: an answer that may be ticked.
struct Option { std::string id, title; Decimal points; Decimal effort = 1; };
struct Options { bool several = false; std::size_t input = 0; std::vector<Option> options; };  ///< input: slot of the answer
/// Rungs in the author's order; the first that holds counts.
struct Rung {
  Decimal points;
  std::optional<Feel> when;
  std::string title;
  Decimal effort = 1;
  std::optional<Feel> category{};           ///< what `when` asks of the category, where the leaf asks more: see rules/category.hpp
};
struct Ladder { std::vector<Rung> rungs; };
struct Points { Feel formula; Ladder cases{}; };                             ///< cases: of an `if` that asks the category, likewise, with the most of each
struct TablePoints { DecisionTable table; std::vector<std::size_t> category{}; };  ///< category: the columns that ask it, likewise
/// One reason to take points: once where `when` holds, or as many times as `times` says.
struct Deduction {
  std::string id, title;
  std::optional<Feel> when, times;
  Decimal points;                           ///< taken each time
  std::optional<Decimal> at_most;           ///< all times together
  bool all = false;                         ///< the leaf gives nothing: 不得分
  Decimal extra;                            ///< taken from the indicator of the first level, beyond this leaf's points: 追加扣除
  bool extra_when_used_up = false;          ///< the extra only where the leaf's points are used up
};
/// Starts at `full` and never falls below 0.
struct Deductions { Decimal full; std::vector<Deduction> deductions; };
enum class Combine : std::uint8_t { sum, weighted, max, min, average };

struct Indicator;
struct Branch { Combine combine = Combine::sum; std::vector<Indicator> parts; };
/// A node of the tree; a leaf is what has no parts.
struct Indicator {
  std::string name, title, source;
  Decimal weight = 1;                       ///< under `weighted`, and shown elsewhere
  std::optional<Decimal> cap, floor;        ///< applied after rounding
  std::optional<RoundTo> round;
  std::optional<Decimal> total;             ///< declared maximum: checked when read
  std::optional<Feel> applies;              ///< false: left out, and its points leave the denominator of `percent`
  std::variant<Branch, Points, Options, Ladder, TablePoints, Deductions> body;
  std::optional<Decimal> least, most;       ///< what it can give, as far as that is known when read; before weights
};

/// A condition beside the score, with what is said where it does not hold.
struct Condition { std::string title; Feel must; std::string otherwise; };
struct GradeBand { std::string grade, title; std::optional<Decimal> from; std::vector<Condition> conditions; };  ///< from: least score, inclusive
struct VetoRule { enum class Kind : std::uint8_t { refuse, at_most, lower } kind{}; Feel when; std::string grade; int levels = 1; std::string reason; };
/// Talent levels: the best class of which one item is met; evidence is asked for.
struct ClassItem { std::string id, title; Feel when; std::vector<std::string> evidence; };
struct ClassRule { std::string grade, title; std::vector<ClassItem> items; };
struct Validity { int years = 0, months = 0; Feel from; };

struct ConditionWays;
struct RuleSet {
  std::string id, title, version, source, hash;
  Date effective{};                         ///< in force from this day
  std::optional<Date> until;                ///< last day
  bool sample = false;                      ///< sample content, and shown as such
  std::vector<RuleInput> inputs;
  std::vector<RuleLet> lets;
  std::shared_ptr<Scope const> scope;       ///< inputs, then lets, then `score` and `grade` for what comes after judging
  std::vector<Indicator> indicators;        ///< the first level; none for class rules alone
  Combine combine = Combine::sum;
  std::optional<RoundTo> round;
  std::optional<RoundTo> percent;           ///< score = points / attainable points of what applies × 100, rounded so
  std::optional<Decimal> total;
  std::vector<Condition> eligibility;       ///< failing one: not judged at all
  std::vector<GradeBand> grades;            ///< best first
  bool none_below = false;                  ///< the author means it that scores below the lowest have no grade
  std::optional<Feel> second_grade;         ///< the lower of the two grades is the result
  std::vector<VetoRule> vetoes;
  std::vector<ClassRule> classes;           ///< best first
  std::vector<Condition> warnings;          ///< told where they do not hold; they change nothing
  std::optional<Validity> validity;
  std::shared_ptr<ConditionWays const> ways;  ///< conditions turned round, for advice; made when read
};

}  // namespace guicheng
