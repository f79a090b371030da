// Judging: inputs, eligibility, points, grade, vetoes, classes, validity. Entry points: judge, completion.
#include <guicheng/rules.hpp>

#include "rules/score.hpp"
#include "rules/subject.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::uint64_t budget = 2'000'000;  // steps of one judgement, all expressions together

/// One judgement under way.
class Judging {
 public:
  Judging(RuleSet const& rules, EvalContext const& context, Judgement& result) : rules_{rules}, context_{context}, result_{result} {}

  void run(Context const& inputs, bool explained) {
    slots_ = read_subject(rules_, inputs, result_.problems);
    if (!result_.problems.empty()) return;
    fill_lets(rules_, slots_, context_, steps_);
    eligibility();
    if (!result_.ineligible.empty()) return;
    points(explained);
    slot("score") = result_.score ? Value{*result_.score} : Value{};
    if (!rules_.grades.empty() && (rules_.indicators.empty() || result_.score)) grade();
    if (!rules_.classes.empty()) classify();
    slot("grade") = result_.grade;
    vetoes();
    if (!result_.grade.empty()) validity();
  }

 private:
  Value& slot(std::string_view name) { return slots_[slots_.size() - (name == "score" ? 2 : 1)]; }

  /// Nothing where the condition cannot be told: never taken for true, never for false.
  std::optional<bool> holds(Feel const& feel) {
    auto const value = evaluate(feel, slots_, context_, steps_);
    if (auto const* const truth = value.boolean()) return *truth;
    for (auto& reason : explain(feel, slots_, context_).reasons)
      result_.problems.push_back({reason.name, "rules.no-value", std::move(reason.text_zh), std::move(reason.text_en)});
    if (result_.problems.empty()) result_.problems.push_back({"", "rules.no-value", feel.text() + " 没有结果", feel.text() + " has no result."});
    return {};
  }

  void eligibility() {
    for (auto const& condition : rules_.eligibility)
      if (auto const met = holds(condition.must); !met || !*met) result_.ineligible.push_back(condition.otherwise);
  }

  void points(bool explained) {
    if (rules_.indicators.empty()) return;
    Scorer scorer{rules_, slots_, context_, steps_};
    Scored tree;
    auto const gain = scorer.combined(rules_.combine, rules_.indicators, explained ? &tree : nullptr, true);
    result_.score = rounded(gain.points, rules_.round);
    if (rules_.percent) result_.score = percent(gain);
    components(scorer, explained ? &tree : nullptr);
    if (!result_.score) unjudged(scorer);
    if (!explained) return;
    tree.name = rules_.id;
    tree.title = rules_.title;
    tree.points = gain.points;
    tree.attainable = gain.attainable.value_or(Decimal{});
    tree.contribution = result_.score.value_or(Decimal{});
    result_.tree = std::move(tree);
  }

  std::optional<Decimal> percent(Gain const& gain) const {
    if (!gain.points || !gain.attainable || gain.attainable->is_zero()) return {};
    auto const hundredfold = multiply(*gain.points, 100);
    return hundredfold ? rounded(divide(*hundredfold, *gain.attainable), rules_.percent) : std::nullopt;
  }

  void components(Scorer& scorer, Scored const* tree) {
    result_.components.reserve(rules_.indicators.size());
    for (std::size_t i = 0; i < rules_.indicators.size(); ++i) {
      auto const points = tree ? tree->parts[i].points : scorer.first_level(rules_.indicators[i], nullptr).points;
      result_.components.push_back(points.value_or(Decimal{}));
    }
  }

  /// Names the leaves without points, which is what stands between the subject and a score.
  void unjudged(Scorer& scorer) {
    Scored tree;
    (void)scorer.combined(rules_.combine, rules_.indicators, &tree, true);
    auto const walk = [&](auto const& self, Scored const& node, std::string const& path) -> void {
      for (auto const& part : node.parts) self(self, part, path.empty() ? part.name : path + "/" + part.name);
      if (!node.parts.empty() || node.points || !node.applies || path.empty()) return;
      auto const why = node.reasons.empty() ? Reason{"", "没有结果", "It has no result.", "", 0} : node.reasons.front();
      result_.problems.push_back({path, "rules.no-points", path + "：" + why.text_zh, path + ": " + why.text_en});
    };
    walk(walk, tree, "");
  }

  void grade() {
    for (auto const& band : rules_.grades) {
      if (band.from && (!result_.score || *result_.score < *band.from)) continue;
      std::vector<std::string> missed;
      for (auto const& condition : band.conditions)
        if (auto const met = holds(condition.must); !met || !*met) missed.push_back(condition.otherwise);
      if (missed.empty()) {
        result_.grade = band.grade;
        break;
      }
      result_.missed.insert(result_.missed.end(), missed.begin(), missed.end());
    }
    if (!rules_.second_grade) return;
    auto const other = evaluate(*rules_.second_grade, slots_, context_, steps_);
    if (auto const* const name = other.string()) lower_to(*name);
    else result_.grade.clear();
  }

  std::size_t rank(std::string_view grade) const {
    auto const found = std::find_if(rules_.grades.begin(), rules_.grades.end(), [&](GradeBand const& b) { return b.grade == grade; });
    return static_cast<std::size_t>(found - rules_.grades.begin());
  }

  void lower_to(std::string const& grade) {
    if (!result_.grade.empty() && rank(grade) > rank(result_.grade)) result_.grade = rank(grade) < rules_.grades.size() ? grade : "";
  }

  void classify() {
    for (auto const& one : rules_.classes)
      for (auto const& item : one.items)
        if (holds(item.when).value_or(false)) {
          result_.grade = one.grade;
          result_.evidence = item.evidence;
          return;
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
        result_.grade = lower < rules_.grades.size() ? rules_.grades[lower].grade : "";
      }
    }
  }

  void validity() {
    if (!rules_.validity) return;
    auto const from = evaluate(rules_.validity->from, slots_, context_, steps_);
    if (auto const* const date = from.date())
      result_.valid_until = add_months(*date, std::int64_t{12} * rules_.validity->years + rules_.validity->months);
  }

  RuleSet const& rules_;
  EvalContext const& context_;
  Judgement& result_;
  std::vector<Value> slots_;
  std::uint64_t steps_ = budget;
};

}  // namespace

Judgement judge(RuleSet const& rules, Context const& inputs, EvalContext const& context, bool explained) {
  Judgement result;
  Judging{rules, context, result}.run(inputs, explained);
  return result;
}

std::vector<LeafState> completion(RuleSet const& rules, Context const& inputs) {
  std::vector<LeafState> leaves;
  auto const missing = [&](std::span<std::size_t const> slots, LeafState& leaf) {
    for (auto const slot : slots) {
      if (slot >= rules.inputs.size()) continue;
      auto const& input = rules.inputs[slot];
      auto const* const given = inputs.find(input.name);
      bool const answered = (given && !given->is_null()) || input.preset || input.optional;
      auto const listed = std::find(leaf.missing.begin(), leaf.missing.end(), input.name) != leaf.missing.end();
      if (!answered && !listed) leaf.missing.push_back(input.name);
    }
  };
  auto const walk = [&](auto const& self, Indicator const& indicator, std::string const& path) -> void {
    if (auto const* const branch = std::get_if<Branch>(&indicator.body)) {
      for (auto const& part : branch->parts) self(self, part, path + "/" + part.name);
      return;
    }
    LeafState leaf{path, false, {}};
    if (auto const* const points = std::get_if<Points>(&indicator.body)) missing(points->formula.used_slots(), leaf);
    if (auto const* const choice = std::get_if<Options>(&indicator.body)) missing(std::span{&choice->input, 1}, leaf);
    if (auto const* const rows = std::get_if<TablePoints>(&indicator.body)) missing(rows->table.used_slots(), leaf);
    if (auto const* const ladder = std::get_if<Ladder>(&indicator.body))
      for (auto const& rung : ladder->rungs)
        if (rung.when) missing(rung.when->used_slots(), leaf);
    if (auto const* const list = std::get_if<Deductions>(&indicator.body))
      for (auto const& deduction : list->deductions) {
        if (deduction.when) missing(deduction.when->used_slots(), leaf);
        if (deduction.times) missing(deduction.times->used_slots(), leaf);
      }
    leaf.complete = leaf.missing.empty();
    leaves.push_back(std::move(leaf));
  };
  for (auto const& indicator : rules.indicators) walk(walk, indicator, indicator.name);
  return leaves;
}

}  // namespace guicheng
