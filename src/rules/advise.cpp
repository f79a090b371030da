// What is missing for the next grade: what stands in the way first, then the cheapest changes, each plan judged again.
// Entry point: advise.
#include <guicheng/rules.hpp>

#include "rules/knapsack.hpp"
#include "rules/trial.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

using rules::Goals;
using rules::Sets;
using rules::Trial;

constexpr auto not_finished = "改变的组合太多，没有找完，不能断定是否达得到。";

std::string shown(Value const& value) {
  if (value.is_null()) return "未填";
  if (auto const* const truth = value.boolean()) return *truth ? "是" : "否";
  if (auto const* const date = value.date()) return write(*date);
  return value.string() ? *value.string() : write_feel(value);
}

std::string shown_items(List const& items, std::string_view between) {
  std::string text;
  for (auto const& item : items) text += (text.empty() ? "" : std::string{between}) + shown(item);
  return text;
}

class Advising {
 public:
  Advising(RuleSet const& set, ConditionWays const& ways, EvalContext const& context, std::size_t plans) : set_{set}, ways_{ways}, context_{context}, most_plans_{plans} {}

  Advice run(Context const& inputs, std::string_view target) {
    auto subject = read_subject(set_, inputs);
    auto const now = judge(set_, subject, context_);
    if (!now.problems.empty()) return stop("数据有误，无法提出建议：" + now.problems.front().text_zh);
    if (!pick(now, target)) return std::move(advice_);
    given_.assign(subject.slots.begin(), subject.slots.begin() + static_cast<std::ptrdiff_t>(set_.inputs.size()));
    Trial trial{set_, ways_, subject.slots, context_};
    if (!clear_the_way(trial, now)) return std::move(advice_);
    if (set_.indicators.empty()) classes(trial);
    else plan(trial);
    return std::move(advice_);
  }

 private:
  Advice stop(std::string why) {
    advice_.impossible = std::move(why);
    return std::move(advice_);
  }

  std::size_t size() const { return set_.grades.empty() ? set_.classes.size() : set_.grades.size(); }
  std::string const& name(std::size_t i) const { return set_.grades.empty() ? set_.classes[i].grade : set_.grades[i].grade; }
  std::size_t rank(std::string_view grade) const {
    std::size_t i = 0;
    while (i < size() && name(i) != grade) ++i;
    return i;
  }

  /// The grade to be reached; false: there is nothing to advise.
  bool pick(Judgement const& now, std::string_view target) {
    auto const have = now.grade.empty() ? size() : rank(now.grade);
    if (size() == 0) return stop_at("这套规则没有等级。");
    if (!target.empty() && rank(target) == size()) return stop_at(fmt::format("没有名为 {} 的等级。", target));
    if (have == 0 || (!target.empty() && rank(target) >= have)) return false;  // reached already
    target_ = target.empty() ? have - 1 : rank(target);
    advice_.target = name(target_);
    if (set_.grades.empty()) return true;
    line_ = set_.grades[target_].from;
    if (line_ && now.score) advice_.short_of = std::max(Decimal{}, subtract(*line_, *now.score).value_or(Decimal{}));
    return true;
  }
  bool stop_at(std::string why) {
    advice_.impossible = std::move(why);
    return false;
  }

  bool changeable(Trial const& trial, Feel const& feel) const {
    for (auto const slot : feel.used_slots())
      for (auto const input : trial.inputs_of(slot))
        if (trial.may_change(input)) return true;
    return false;
  }

  /// Conditions and vetoes: told with their distance, and met on trial before points are counted.
  bool clear_the_way(Trial& trial, Judgement const& now) {
    for (auto const& condition : set_.eligibility) meet(trial, condition.must, true, condition.otherwise);
    if (!set_.grades.empty())
      for (auto const& condition : set_.grades[target_].conditions) meet(trial, condition.must, true, condition.otherwise);
    for (auto const& veto : set_.vetoes) {
      bool const blocks = veto.kind != VetoRule::Kind::at_most || rank(veto.grade) > target_;
      if (blocks) meet(trial, veto.when, false, veto.reason);
    }
    if (set_.second_grade && !now.grade.empty()) {
      auto const& slots = trial.with({});
      auto const other = evaluate(*set_.second_grade, slots, context_);
      if (other.string() && rank(*other.string()) > target_) {
        advice_.first.push_back("第二等级为 " + *other.string());
        advice_.not_derivable.push_back("第二等级");
      }
    }
    return advice_.impossible.empty();
  }

  void meet(Trial& trial, Feel const& feel, bool wanted, std::string const& text) {
    auto const value = evaluate(feel, trial.with({}), context_);
    if (value == Value{wanted}) return;
    for (auto const& goals : ways_.of(feel, wanted)) {
      if (raise_line(goals)) return;  // a condition on the score itself
      auto const sets = trial.realize(goals);
      if (!sets || sets->empty() || !trial.holds(feel, *sets, wanted)) continue;
      Improvement change{"", text + "：", "", {}, 1, {}};
      describe(trial, *sets, change);
      advice_.first.push_back(change.what_zh);
      trial.adopt(*sets);
      for (auto const& [slot, made] : *sets) change.set.emplace_back(set_.inputs[slot].name, made);
      cleared_.push_back(std::move(change));
      return;
    }
    advice_.first.push_back(text);
    if (!changeable(trial, feel)) advice_.impossible = fmt::format("{}：不能通过申报人的努力改变，因此达不到 {}。", text, advice_.target);
    else advice_.not_derivable.push_back(text);
  }

  bool raise_line(Goals const& goals) {
    auto const score = set_.inputs.size() + set_.lets.size();
    if (goals.size() != 1 || goals[0].slot != score || !goals[0].wanted.low) return false;
    auto const* const low = goals[0].wanted.low->number();
    if (low && (!line_ || *line_ < *low)) line_ = *low;
    return low != nullptr;
  }

  void describe(Trial const& trial, Sets const& sets, Improvement& change) const {
    bool first = true;
    for (auto const& [slot, value] : sets) {
      auto const& input = set_.inputs[slot];
      auto const unit = input.unit.empty() ? "" : " " + input.unit;
      auto const& from = trial.base()[slot];
      std::string zh, en;
      if (value.list()) {
        zh = fmt::format("{} 增选 {}", input.title, shown_items(*value.list(), "、"));
        en = fmt::format("Tick {} in {}.", shown_items(*value.list(), ", "), input.name);
      } else {
        zh = fmt::format("{} 由 {} 改为 {}{}", input.title, shown(from), shown(value), unit);
        if (from.number() && value.number()) {
          auto const distance = subtract(*value.number(), *from.number()).value_or(Decimal{});
          zh += fmt::format("（{}{}{}）", distance.is_negative() ? "减少 " : "还差 ", write_decimal(abs(distance)), unit);
        }
        en = fmt::format("Change {} from {} to {}.", input.name, write_feel(from), write_feel(value));
      }
      change.what_zh += (first ? "" : "，") + zh;
      change.what_en += (change.what_en.empty() ? "" : " ") + en;
      first = false;
    }
  }

  Judgement judged(Trial& trial, Sets const& sets) {
    Subject subject{trial.with(sets), {}};
    return judge(set_, subject, context_);
  }

  /// Keeps a plan whose judgement really reaches the target.
  bool verify(Trial& trial, Sets const& sets, std::vector<Improvement> changes, std::int64_t effort) {
    auto const result = judged(trial, sets);
    if (!result.problems.empty() || result.grade.empty() || rank(result.grade) > target_) return false;
    changes.insert(changes.begin(), cleared_.begin(), cleared_.end());
    Plan made{std::move(changes), effort + static_cast<std::int64_t>(cleared_.size()), result.score.value_or(Decimal{}), result.grade, {}};
    auto const& slots = trial.with(sets);
    for (std::size_t i = 0; i < given_.size(); ++i)
      if (slots[i] != given_[i]) made.set.emplace_back(set_.inputs[i].name, slots[i]);
    advice_.plans.push_back(std::move(made));
    return true;
  }

  void plan(Trial& trial) {
    auto const total = [&](Sets const& sets) { return judged(trial, sets).score; };
    auto const score = total({}).value_or(Decimal{});
    auto const deficit = line_ ? std::max(Decimal{}, subtract(*line_, score).value_or(Decimal{})) : Decimal{};
    if (deficit.is_zero()) {
      advice_.proven = verify(trial, {}, {}, 0) && advice_.not_derivable.empty();
      if (advice_.plans.empty() && advice_.not_derivable.empty() && advice_.impossible.empty()) advice_.impossible = "没有找到达到目标的办法。";
      return;
    }
    auto const candidates = rules::find_candidates(set_, ways_, trial, deficit, total);
    advice_.not_derivable.insert(advice_.not_derivable.end(), candidates.not_derivable.begin(), candidates.not_derivable.end());
    combine(trial, candidates, deficit);
    if (advice_.plans.empty()) explain_failure(trial, candidates, score, deficit);
  }

  /// The cheapest plan, then those that do without one of its changes.
  void combine(Trial& trial, rules::Candidates const& candidates, Decimal deficit) {
    std::vector<bool> without(candidates.all.size());
    auto const best = rules::cheapest(candidates, deficit, without, steps_);
    if (!best) return;
    std::vector<std::vector<std::size_t>> tried{*best};
    bool const first_holds = add_plan(trial, candidates, *best);
    advice_.proven = first_holds && candidates.exact && cleared_.empty();
    for (std::size_t i = 0; i < tried.size() && tried.size() < 2 * most_plans_ + 2 && (i == 0 || advice_.plans.size() < most_plans_); ++i)
      for (auto const change : std::vector<std::size_t>{tried[i]}) {
        std::fill(without.begin(), without.end(), false);
        without[change] = true;
        auto const other = rules::cheapest(candidates, deficit, without, steps_);
        if (!other || std::find(tried.begin(), tried.end(), *other) != tried.end() || tried.size() > 2 * most_plans_ + 2) continue;
        tried.push_back(*other);
        add_plan(trial, candidates, *other);
      }
    std::stable_sort(advice_.plans.begin(), advice_.plans.end(), [](Plan const& a, Plan const& b) { return a.effort < b.effort; });
    if (advice_.plans.size() > most_plans_) advice_.plans.resize(most_plans_);
  }

  bool add_plan(Trial& trial, rules::Candidates const& candidates, std::vector<std::size_t> const& chosen) {
    Sets sets;
    std::vector<Improvement> changes;
    std::int64_t effort = 0;
    for (auto const i : chosen) {
      auto const& candidate = candidates.all[i];
      Improvement change{candidate.indicator, candidate.title.empty() ? "" : candidate.title + "：", "", candidate.gain, candidate.effort, {}};
      describe(trial, candidate.sets, change);
      for (auto const& [slot, value] : candidate.sets) {
        change.set.emplace_back(set_.inputs[slot].name, value);
        join(sets, slot, value);
      }
      auto const same = std::find_if(changes.begin(), changes.end(), [&](Improvement const& other) { return other.set == change.set; });
      if (same != changes.end()) {  // one tick that two leaves look at is one change
        same->gain = add(same->gain, change.gain).value_or(same->gain);
        continue;
      }
      effort += candidate.effort;
      changes.push_back(std::move(change));
    }
    return verify(trial, sets, std::move(changes), effort);
  }

  /// Ticks of the same list come together; of two numbers the later counts.
  static void join(Sets& sets, std::size_t slot, Value const& value) {
    auto const same = std::find_if(sets.begin(), sets.end(), [&](auto const& s) { return s.first == slot; });
    if (same == sets.end()) return sets.emplace_back(slot, value), void();
    if (!same->second.list() || !value.list()) return same->second = value, void();
    auto all = *same->second.list();
    all.insert(all.end(), value.list()->begin(), value.list()->end());
    same->second = std::move(all);
  }

  void explain_failure(Trial const& trial, rules::Candidates const& candidates, Decimal score, Decimal deficit) {
    std::vector<Decimal> best(candidates.groups);
    for (auto const& candidate : candidates.all) best[candidate.group] = std::max(best[candidate.group], candidate.gain);
    Decimal gain;
    for (auto const one : best) gain = add(gain, one).value_or(gain);
    auto const reachable = add(score, gain).value_or(score);
    if (trial.is_ended() || (gain >= deficit && steps_ == 0)) {
      advice_.impossible = not_finished;
    } else if (gain < deficit) {
      auto const known = candidates.not_derivable.empty() ? "" : "（不可推导的指标未计入）";
      advice_.impossible = fmt::format("所有能推导的改变{}都做到，也只有 {} 分，离 {} 的 {} 分还差 {} 分。", known, write_decimal(reachable), advice_.target,
                                       write_decimal(*line_), write_decimal(subtract(*line_, reachable).value_or(Decimal{})));
    } else {
      advice_.impossible = "没有找到经复核能达到目标的方案。";
    }
  }

  void classes(Trial& trial) {
    bool open = false;
    for (std::size_t i = 0; i <= target_; ++i)
      for (auto const& item : set_.classes[i].items) {
        open = open || changeable(trial, item.when);
        for (auto const& goals : ways_.of(item.when, true)) {
          auto const sets = trial.realize(goals);
          if (!sets || sets->empty()) continue;
          Improvement change{item.id, item.title + "：", "", {}, rules::count_changes(*sets), {}};
          describe(trial, *sets, change);
          for (auto const& [slot, value] : *sets) change.set.emplace_back(set_.inputs[slot].name, value);
          verify(trial, *sets, {change}, rules::count_changes(*sets));
        }
      }
    std::stable_sort(advice_.plans.begin(), advice_.plans.end(), [](Plan const& a, Plan const& b) { return a.effort < b.effort; });
    if (advice_.plans.size() > most_plans_) advice_.plans.resize(most_plans_);
    if (advice_.plans.empty()) advice_.impossible = trial.is_ended() ? not_finished : open ? "没有找到能推导的办法。" : "该类人才的条件都不能通过努力改变。";
  }

  RuleSet const& set_;
  ConditionWays const& ways_;
  EvalContext const& context_;
  std::size_t most_plans_;
  Advice advice_;
  std::size_t target_ = 0;
  std::size_t steps_ = 32'000'000;    // of all searches together: under a second
  std::optional<Decimal> line_;
  std::vector<Value> given_;          // the subject's inputs
  std::vector<Improvement> cleared_;  // what conditions and vetoes ask for
};

}  // namespace

Advice advise(RuleSet const& set, Context const& inputs, EvalContext const& context, std::string_view target, std::size_t plans) {
  auto const ways = set.ways ? set.ways : find_ways(set);
  return Advising{set, *ways, context, std::max<std::size_t>(plans, 1)}.run(inputs, target);
}

}  // namespace guicheng
