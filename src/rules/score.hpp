// Points of an indicator tree.
#pragma once

#include <guicheng/rules.hpp>

#include "decimal/maybe.hpp"
#include "feel/compare.hpp"
#include "feel/run.hpp"

#include <span>

namespace guicheng {

/// What a tree came to.
struct Gain {
  MaybeDecimal points;      ///< null: it cannot be judged
  MaybeDecimal attainable;  ///< the most it could have given with what applies; null: not known
};

/// What an indicator came to beside its points, which are handed over in registers: at every node they would wait for memory.
struct Aside {
  MaybeDecimal attainable{Decimal{}};  ///< kept only where somebody wants to know it
  Decimal extra;                       ///< deductions that go to the first level
  bool applies = true;
};

/// Scores trees of one subject. Allocates only when it explains.
class Scorer {
 public:
  /// @param steps  budget of all expressions together; what is left of it afterwards
  Scorer(RuleSet const& rules, std::span<Value const> slots, EvalContext const& context, std::uint64_t& steps)
      : rules_{rules}, slots_{slots}, context_{context}, steps_{steps}, run_{context, nullptr, steps}, bounds_{rules.percent.has_value()} {}

  /// @param into  filled with the explanation where it is not null
  /// The whole tree. `components` are filled with the points of its first level; null is 0 there.
  Gain tree(std::vector<Decimal>& components, Scored* into);

  /// One indicator with what is below it, unweighted.
  std::optional<Decimal> points(Indicator const& indicator) {
    Aside aside;
    auto const points = score(indicator, nullptr, aside);
    steps_ = run_.steps_left();
    return points;
  }

  /// Yes, no, or unknown with the reasons in `into` where that is not null; nothing stands for unknown in `holds`.
  feel::Truth test(Feel const&, Scored* into);
  std::optional<bool> holds(Feel const&, Scored* into);

 private:
  MaybeDecimal first_level(Indicator const&, Scored* into, Aside&);
  MaybeDecimal combined(Combine, std::span<Indicator const>, Scored* into, Aside&, std::vector<Decimal>* components);
  MaybeDecimal score(Indicator const&, Scored* into, Aside&);
  MaybeDecimal body(Indicator const&, Scored* into, Aside&);
  MaybeDecimal formula(Indicator const&, Points const&, Scored* into, Aside&);
  MaybeDecimal options(Options const&, Scored* into, Aside&);
  MaybeDecimal ladder(Ladder const&, Scored* into, Aside&);
  MaybeDecimal table(Indicator const&, TablePoints const&, Scored* into, Aside&);
  MaybeDecimal deductions(Deductions const&, Scored* into, Aside&);
  void note(Feel const&, Scored* into);

  RuleSet const& rules_;
  std::span<Value const> slots_;
  EvalContext const& context_;
  std::uint64_t& steps_;
  feel::Run run_;
  bool bounds_;  ///< whether anybody wants to know what was attainable
};

/// A number rounded where that is asked for.
MaybeDecimal rounded(MaybeDecimal, std::optional<RoundTo> const&);

}  // namespace guicheng
