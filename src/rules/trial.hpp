// A subject with some inputs changed on trial: which values would make goals true.
#pragma once

#include "rules/inverse.hpp"
#include "rules/score.hpp"
#include "rules/subject.hpp"

namespace guicheng::rules {

using Sets = std::vector<std::pair<std::size_t, Value>>;  ///< slots of inputs with their new values; of a list, what is ticked besides
/// How many single changes these are: each tick counts.
std::int64_t count_changes(Sets const&) noexcept;

class Trial {
 public:
  Trial(RuleSet const&, ConditionWays const&, std::vector<Value> base, EvalContext const&);

  std::vector<Value> const& base() const noexcept { return base_; }
  /// Makes the changes lasting. Lists are joined, not replaced, where several options may be ticked.
  void adopt(Sets const&);
  /// The slots with these changes, lets filled in.
  std::vector<Value> const& with(Sets const&);
  std::optional<Decimal> points(Indicator const&, Sets const&);
  bool holds(Feel const&, Sets const&, bool wanted);

  /// Values that meet all goals, each as near to the present one as can be; nothing where no admissible ones are found.
  /// @param sets  changes that are made already
  std::optional<Sets> realize(Goals const&, Sets sets = {});
  /// The input's value in this interval nearest to the present one; nothing where it may not be.
  std::optional<Value> nearest(std::size_t slot, Interval const&) const;
  /// The smallest change of a number, up or down, for which `good` holds; as if it held from there on.
  template <class Good>
  std::optional<Value> search(std::size_t slot, bool up, Good const& good) const;

  /// Inputs that a slot depends on: itself, or those of a let.
  std::vector<std::size_t> const& inputs_of(std::size_t slot) const { return inputs_of_[slot]; }
  /// Whether nothing that may be changed has a part in it, though it is not met.
  bool is_barred(Goal const&) const;
  /// Whether a way may have been missed because the search for ways to derived values was ended.
  bool is_ended() const noexcept { return left_ == 0; }
  bool may_change(std::size_t slot) const { return slot < rules_.inputs.size() && !rules_.inputs[slot].fixed; }

 private:
  bool admissible(std::size_t slot, Value const&) const;
  bool tick(Goal const&, Sets&) const;
  bool is_met_with(Sets const&, Goal const&);
  std::optional<Sets> realize_let(Goal const&, Sets sets);
  Decimal step(RuleInput const&, Decimal present, Decimal bound) const;

  RuleSet const& rules_;
  ConditionWays const& ways_;
  EvalContext const& context_;
  std::vector<Value> base_, slots_;
  std::vector<std::vector<std::size_t>> inputs_of_;
  std::uint64_t steps_ = 0;
  std::uint64_t left_ = 4 * judging_steps;  // for the ways to derived values, which multiply where these lead to each other
};

template <class Good>
std::optional<Value> Trial::search(std::size_t slot, bool up, Good const& good) const {
  auto const& input = rules_.inputs[slot];
  if (input.kind != InputKind::number) return {};
  auto const present = base_[slot].number() ? *base_[slot].number() : input.min.value_or(Decimal{});
  auto const grid = step(input, present, present);
  auto const at = [&](std::int64_t units) -> std::optional<Value> {
    auto const delta = multiply(grid, units);
    auto const value = !delta ? std::nullopt : up ? add(present, *delta) : subtract(present, *delta);
    if (!value || (!up && !input.min && !present.is_negative() && value->is_negative()) || !admissible(slot, *value)) return {};
    return Value{*value};
  };
  std::int64_t bad = 0, units = 1;
  for (; units < (std::int64_t{1} << 40); bad = units, units *= 2) {
    auto const value = at(units);
    if (!value) break;
    if (good(*value)) {
      while (units - bad > 1) {
        auto const middle = bad + (units - bad) / 2;
        auto const tried = at(middle);
        (tried && good(*tried) ? units : bad) = middle;
      }
      return at(units);
    }
  }
  auto const edge = up ? input.max : input.min ? input.min : std::optional{Decimal{}};  // the last step may have leapt over it
  if (edge && *edge != present && admissible(slot, *edge) && good(Value{*edge})) return Value{*edge};
  return {};
}

}  // namespace guicheng::rules
