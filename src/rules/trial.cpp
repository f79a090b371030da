// Changes on trial. Entry point: Trial::realize.
#include "rules/trial.hpp"

#include <algorithm>

namespace guicheng::rules {

std::int64_t count_changes(Sets const& sets) noexcept {
  std::int64_t count = 0;
  for (auto const& [slot, value] : sets) count += value.list() ? static_cast<std::int64_t>(value.list()->size()) : 1;
  return count;
}

// Round brackets: a list of values in braces would be one Value.
Trial::Trial(RuleSet const& rules, ConditionWays const& ways, std::vector<Value> base, EvalContext const& context)
    : rules_{rules}, ways_{ways}, context_{context}, base_(std::move(base)), slots_(base_), inputs_of_(base_.size()) {
  for (std::size_t i = 0; i < rules.inputs.size(); ++i) inputs_of_[i] = {i};
  for (std::size_t i = 0; i < rules.lets.size(); ++i) {
    auto& all = inputs_of_[rules.inputs.size() + i];
    for (auto const slot : rules.lets[i].formula.used_slots()) all.insert(all.end(), inputs_of_[slot].begin(), inputs_of_[slot].end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
}

std::vector<Value> const& Trial::with(Sets const& sets) {
  slots_ = base_;
  for (auto const& [slot, value] : sets) {
    auto const* const old = slots_[slot].list();
    auto const* const added = value.list();
    if (!old || !added) {
      slots_[slot] = value;
      continue;
    }
    auto joined = *old;  // ticks of several changes come together
    for (auto const& item : *added)
      if (std::find(joined.begin(), joined.end(), item) == joined.end()) joined.push_back(item);
    slots_[slot] = std::move(joined);
  }
  steps_ = judging_steps;
  if (!rules_.lets.empty()) fill_lets(rules_, slots_, context_, steps_);
  return slots_;
}

void Trial::adopt(Sets const& sets) { base_ = with(sets); }

std::optional<Decimal> Trial::points(Indicator const& indicator, Sets const& sets) {
  (void)with(sets);
  return Scorer{rules_, slots_, context_, steps_}.points(indicator);
}

bool Trial::holds(Feel const& feel, Sets const& sets, bool wanted) {
  (void)with(sets);
  return evaluate(feel, slots_, context_, steps_) == Value{wanted};
}

bool Trial::admissible(std::size_t slot, Value const& value) const {
  std::vector<InputProblem> problems;
  (void)read_input(rules_.inputs[slot], value, problems);
  return problems.empty();
}

/// The smallest amount by which an input plausibly changes.
Decimal Trial::step(RuleInput const& input, Decimal present, Decimal bound) const {
  if (input.digits) return Decimal::scaled(1, *input.digits).value_or(Decimal{1});
  return present.is_integer() && bound.is_integer() ? Decimal{1} : Decimal::scaled(1, 2).value_or(Decimal{1});
}

std::optional<Value> Trial::nearest(std::size_t slot, Interval const& range) const {
  auto const& input = rules_.inputs[slot];
  auto value = range.is_point() ? range.low : std::nullopt;
  bool const numbers = input.kind == InputKind::number && (!range.low || range.low->number()) && (!range.high || range.high->number());
  if (!value && numbers) {
    auto const present = base_[slot].number() ? *base_[slot].number() : Decimal{};
    bool const below = range.low && present <= *range.low->number();  // come from below: the low end is nearest
    auto const& end = below || !range.high ? range.low : range.high;
    bool const included = below || !range.high ? range.low_included : range.high_included;
    auto const bound = *end->number();
    auto const by = step(input, present, bound);
    auto moved = included ? std::optional{bound} : below || !range.high ? add(bound, by) : subtract(bound, by);
    if (moved && input.digits) moved = round(*moved, *input.digits, below || !range.high ? Rounding::ceiling : Rounding::floor);
    if (moved) value = *moved;
  }
  if (!value && input.kind == InputKind::date && (range.low || range.high)) {
    bool const low = range.low.has_value();
    auto const* const date = (low ? range.low : range.high)->date();
    bool const included = low ? range.low_included : range.high_included;
    if (date) value = civil_from_days(days_from_civil(*date) + (included ? 0 : low ? 1 : -1));
  }
  if (!value || !lies_in(*value, range) || !admissible(slot, *value)) return {};
  return value;
}

bool Trial::is_barred(Goal const& goal) const {
  auto const& inputs = inputs_of_[goal.slot];
  return std::none_of(inputs.begin(), inputs.end(), [this](std::size_t slot) { return may_change(slot); }) && !is_met(base_[goal.slot], goal);
}

/// One more tick; what is ticked is never taken back.
bool Trial::tick(Goal const& goal, Sets& sets) const {
  if (goal.kind != Goal::Kind::has || !may_change(goal.slot) || !admissible(goal.slot, List{*goal.wanted.low})) return false;
  auto const set = std::find_if(sets.begin(), sets.end(), [&](auto const& s) { return s.first == goal.slot; });
  if (set == sets.end()) return sets.emplace_back(goal.slot, List{*goal.wanted.low}), true;
  if (!set->second.list()) return false;
  auto more = *set->second.list();
  more.push_back(*goal.wanted.low);
  set->second = std::move(more);
  return true;
}

std::optional<Sets> Trial::realize(Goals const& goals, Sets sets) {
  auto const holds = [&](Goal const& goal) {
    auto const set = std::find_if(sets.begin(), sets.end(), [&](auto const& s) { return s.first == goal.slot; });
    if (set == sets.end()) return is_met(base_[goal.slot], goal);
    if (goal.kind == Goal::Kind::is) return lies_in(set->second, goal.wanted);
    bool const ticked = is_met(set->second, {goal.slot, goal.wanted, Goal::Kind::has}) || is_met(base_[goal.slot], {goal.slot, goal.wanted, Goal::Kind::has});
    return ticked == (goal.kind == Goal::Kind::has);
  };
  for (auto const& goal : goals) {
    if (goal.slot >= rules_.inputs.size() || holds(goal)) continue;
    if (goal.kind != Goal::Kind::is) {
      if (!tick(goal, sets)) return {};
      continue;
    }
    auto const value = may_change(goal.slot) ? nearest(goal.slot, goal.wanted) : std::nullopt;
    if (!value) return {};
    sets.emplace_back(goal.slot, *value);
  }
  for (auto const& goal : goals) {
    if (goal.slot < rules_.inputs.size()) {
      if (!holds(goal)) return {};
      continue;
    }
    if (goal.slot >= rules_.inputs.size() + rules_.lets.size()) return {};
    if (is_met_with(sets, goal)) continue;
    auto longer = realize_let(goal, sets);
    if (!longer) return {};
    sets = std::move(*longer);
  }
  return sets;
}

/// Of a derived value; what it costs is taken from what all searches have together.
bool Trial::is_met_with(Sets const& sets, Goal const& goal) {
  if (left_ == 0) return false;
  bool const is = is_met(with(sets)[goal.slot], goal);
  left_ -= std::min<std::uint64_t>(left_, judging_steps - steps_ + base_.size());
  return is;
}

/// A derived value is reached by the fewest changes that lead to a constant it gives, or by one of the numbers that it is made of.
std::optional<Sets> Trial::realize_let(Goal const& goal, Sets sets) {
  std::optional<Sets> best;
  for (auto const& outcome : ways_.lets[goal.slot - rules_.inputs.size()]) {
    if (left_ == 0) return {};
    if (!is_met(outcome.value, goal)) continue;
    auto longer = realize(outcome.goals, sets);
    if (!longer || (best && count_changes(*longer) >= count_changes(*best)) || !is_met_with(*longer, goal)) continue;
    best = std::move(longer);
  }
  if (best) return best;
  for (bool const up : {true, false})
    for (auto const slot : inputs_of_[goal.slot]) {
      auto const taken = std::any_of(sets.begin(), sets.end(), [&](auto const& s) { return s.first == slot; });
      if (taken || !may_change(slot)) continue;
      sets.emplace_back(slot, Value{});
      auto const value = search(slot, up, [&](Value const& tried) {
        sets.back().second = tried;
        return is_met_with(sets, goal);
      });
      if (value) {
        sets.back().second = *value;
        return sets;
      }
      sets.pop_back();
    }
  return {};
}

}  // namespace guicheng::rules
