// Judging: inputs, eligibility, points, grade, vetoes, classes, validity, warnings. Entry point: judge.
#include <guicheng/rules.hpp>

#include "rules/score.hpp"
#include "rules/subject.hpp"

#include <algorithm>

namespace guicheng {
namespace {

/// One judgement under way.
class Judging {
 public:
  Judging(RuleSet const& rules, std::vector<Value>& slots, EvalContext const& context, Judgement& result)
      : rules_{rules}, slots_{slots}, context_{context}, result_{result} {}

  void run(bool explained) {
    slot(score_slot) = slot(grade_slot) = {};
    fill_lets(rules_, slots_, context_, steps_);
    settle(explained);
    warnings();
  }

 private:
  static constexpr std::size_t score_slot = 2, grade_slot = 1;  // from the end
  Value& slot(std::size_t from_end) { return slots_[slots_.size() - from_end]; }

  void settle(bool explained) {
    eligibility();
    if (!result_.ineligible.empty() || !result_.problems.empty()) return;
    points(explained);
    if (result_.score) slot(score_slot) = *result_.score;
    if (!rules_.grades.empty() && (rules_.indicators.empty() || result_.score)) grade();
    if (!rules_.classes.empty()) classify();
    slot(grade_slot) = result_.grade;
    vetoes();
    if (!result_.problems.empty()) result_.grade.clear();  // what cannot be told may have decided it
    if (!result_.grade.empty()) validity();
  }

  /// They decide nothing, so one that cannot be told says nothing.
  void warnings() {
    for (auto const& condition : rules_.warnings)
      if (auto const met = truth(condition.must); met && !*met) result_.warnings.push_back(condition.otherwise);
  }

  /// Nothing where the condition cannot be told: never taken for true, never for false.
  std::optional<bool> truth(Feel const& feel) {
    auto const value = evaluate(feel, slots_, context_, steps_);
    return value.boolean() ? std::optional{*value.boolean()} : std::nullopt;
  }

  std::optional<bool> holds(Feel const& feel) {
    auto const met = truth(feel);
    if (!met) untold(feel);
    return met;
  }

  /// Says why a condition or formula has no result.
  void untold(Feel const& feel) {
    auto reasons = explain(feel, slots_, context_).reasons;
    if (reasons.empty()) reasons.push_back({"", feel.text() + " 没有结果", feel.text() + " has no result.", "", 0});
    for (auto& reason : reasons)
      result_.problems.push_back({reason.name, "rules.no-value", std::move(reason.text_zh), std::move(reason.text_en)});
  }

  void eligibility() {
    for (auto const& condition : rules_.eligibility)
      if (auto const met = holds(condition.must); met && !*met) result_.ineligible.push_back(condition.otherwise);
  }

  void points(bool explained) {
    if (rules_.indicators.empty()) return;
    Scorer scorer{rules_, slots_, context_, steps_};
    if (explained) result_.tree.emplace();
    auto* const tree = explained ? &*result_.tree : nullptr;
    auto const gain = scorer.tree(result_.components, tree);
    result_.score = rules_.percent ? percent(gain) : rounded(gain.points, rules_.round);
    if (!result_.score) unjudged(scorer, tree);
    if (!tree) return;
    tree->name = rules_.id;
    tree->title = rules_.title;
    tree->points = gain.points;
    tree->attainable = gain.attainable.value_or(gain.points.value_or(Decimal{}));
    tree->contribution = result_.score.value_or(Decimal{});
  }

  MaybeDecimal percent(Gain const& gain) const {
    if (!gain.points || !gain.attainable || (*gain.attainable).is_zero()) return {};
    auto const hundredfold = multiply(*gain.points, 100);
    return hundredfold ? rounded(divide(*hundredfold, *gain.attainable), rules_.percent) : MaybeDecimal{};
  }

  /// Names the leaves without points, which is what stands between the subject and a score.
  void unjudged(Scorer& scorer, Scored const* tree) {
    Scored made;
    if (!tree) {
      std::vector<Decimal> ignored;
      (void)scorer.tree(ignored, &made);
      tree = &made;
    }
    auto const walk = [&](auto const& self, Scored const& node, std::string const& path) -> void {
      for (auto const& part : node.parts) self(self, part, path.empty() ? part.name : path + "/" + part.name);
      if (!node.parts.empty() || node.points || !node.applies || path.empty()) return;
      auto const why = node.reasons.empty() ? Reason{"", "没有结果", "It has no result.", "", 0} : node.reasons.front();
      result_.problems.push_back({path, "rules.no-points", path + "：" + why.text_zh, path + ": " + why.text_en});
    };
    walk(walk, *tree, "");
    if (result_.problems.empty())
      result_.problems.push_back({"", "rules.no-score", "没有适用的指标，没有可得的分，或者满分不可知", "No indicator applies, nothing can be attained, or what can be is not known."});
  }

  void grade() {
    for (auto const& band : rules_.grades) {
      if (band.from && (!result_.score || *result_.score < *band.from)) continue;
      auto const missed = result_.missed.size();
      bool told = true;
      for (auto const& condition : band.conditions) {
        auto const met = holds(condition.must);
        told = told && met;
        if (met && !*met) result_.missed.push_back(condition.otherwise);
      }
      if (!told) return;
      if (result_.missed.size() > missed) continue;
      result_.grade = band.grade;
      break;
    }
    if (rules_.second_grade) second_grade(*rules_.second_grade);
  }

  void second_grade(Feel const& formula) {
    auto const other = evaluate(formula, slots_, context_, steps_);
    if (!other.string()) return untold(formula);
    if (rank(*other.string()) == size())
      result_.problems.push_back({"", "rules.unknown-grade", "没有名为 " + *other.string() + " 的等级", "There is no grade " + *other.string() + "."});
    lower_to(*other.string());
  }

  // Grades in order, best first; classes where there are no grades.
  std::size_t size() const { return rules_.grades.empty() ? rules_.classes.size() : rules_.grades.size(); }
  std::string const& name(std::size_t i) const { return rules_.grades.empty() ? rules_.classes[i].grade : rules_.grades[i].grade; }
  std::size_t rank(std::string_view grade) const {
    std::size_t i = 0;
    while (i < size() && name(i) != grade) ++i;
    return i;
  }

  void lower_to(std::string_view grade) {
    if (!result_.grade.empty() && rank(grade) > rank(result_.grade)) result_.grade = rank(grade) < size() ? std::string{grade} : "";
  }

  /// One item is enough, so an item that cannot be told matters only where no other of its class is met.
  void classify() {
    for (auto const& one : rules_.classes) {
      std::vector<Feel const*> unknown;
      for (auto const& item : one.items) {
        auto const met = truth(item.when);
        if (!met) unknown.push_back(&item.when);
        if (!met || !*met) continue;
        result_.grade = one.grade;
        result_.evidence = item.evidence;
        return;
      }
      for (auto const* const feel : unknown) untold(*feel);
    }
  }

  void vetoes() {
    for (auto const& veto : rules_.vetoes) {
      if (!holds(veto.when).value_or(false)) continue;
      result_.vetoes.push_back(veto.reason);
      if (veto.kind == VetoRule::Kind::refuse) result_.grade.clear();
      else if (veto.kind == VetoRule::Kind::at_most) lower_to(veto.grade);
      else if (!result_.grade.empty()) {
        auto const lower = rank(result_.grade) + static_cast<std::size_t>(veto.levels);
        result_.grade = lower < size() ? name(lower) : "";
      }
    }
  }

  void validity() {
    if (!rules_.validity) return;
    auto const from = evaluate(rules_.validity->from, slots_, context_, steps_);
    if (auto const* const date = from.date())
      result_.valid_until = add_months(*date, std::int64_t{12} * rules_.validity->years + rules_.validity->months);
    else untold(rules_.validity->from);
  }

  RuleSet const& rules_;
  std::vector<Value>& slots_;
  EvalContext const& context_;
  Judgement& result_;
  std::uint64_t steps_ = judging_steps;
};

}  // namespace

Judgement judge(RuleSet const& rules, Subject& subject, EvalContext const& context, bool explained) {
  Judgement result;
  result.problems = subject.problems;
  subject.slots.resize(rules.inputs.size() + rules.lets.size() + 2);
  if (result.problems.empty()) Judging{rules, subject.slots, context, result}.run(explained);
  return result;
}

Judgement judge(RuleSet const& rules, Context const& inputs, EvalContext const& context, bool explained) {
  auto subject = read_subject(rules, inputs);
  return judge(rules, subject, context, explained);
}

}  // namespace guicheng
