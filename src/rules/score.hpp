// Points of an indicator tree.
#pragma once

#include <guicheng/rules.hpp>

#include <span>

namespace guicheng {

/// What one indicator came to.
struct Gain {
  std::optional<Decimal> points;      ///< null: it cannot be judged
  std::optional<Decimal> attainable;  ///< the most it could have given with what applies; null: not known
  Decimal extra;                      ///< deductions that go to the first level
  bool applies = true;
};

/// Scores trees of one subject. Allocates only when it explains.
class Scorer {
 public:
  /// @param steps  budget of all expressions together
  Scorer(RuleSet const& rules, std::span<Value const> slots, EvalContext const& context, std::uint64_t& steps)
      : rules_{rules}, slots_{slots}, context_{context}, steps_{steps}, bounds_{rules.percent.has_value()} {}

  /// @param into  filled with the explanation where it is not null
  /// The whole tree. `components` are filled with the points of its first level; null is 0 there.
  Gain tree(std::vector<Decimal>& components, Scored* into);

  /// One indicator with what is below it, unweighted.
  std::optional<Decimal> points(Indicator const& indicator) { return score(indicator, nullptr).points; }

  /// true, false, or null with the reasons in `into`.
  std::optional<bool> holds(Feel const&, Scored* into);

 private:
  Gain first_level(Indicator const&, Scored* into);
  Gain combined(Combine, std::span<Indicator const>, Scored* into, std::vector<Decimal>* components);
  Gain score(Indicator const&, Scored* into);
  Gain body(Indicator const&, Scored* into);
  Gain formula(Indicator const&, Points const&, Scored* into);
  Gain options(Options const&, Scored* into);
  Gain ladder(Ladder const&, Scored* into);
  Gain table(Indicator const&, TablePoints const&, Scored* into);
  Gain deductions(Deductions const&, Scored* into);
  void note(Feel const&, Scored* into);

  RuleSet const& rules_;
  std::span<Value const> slots_;
  EvalContext const& context_;
  std::uint64_t& steps_;
  bool bounds_;  ///< whether anybody wants to know what was attainable
};

/// A number rounded where that is asked for.
std::optional<Decimal> rounded(std::optional<Decimal>, std::optional<RoundTo> const&);

}  // namespace guicheng
