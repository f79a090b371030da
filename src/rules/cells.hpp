// The inputs that conditions can tell apart. Conditions made of comparisons of names with literals change their truth at those
// literals only, so a point at each literal and one between each two stand for every subject there can be.
#pragma once

#include <guicheng/rule_set.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace guicheng::rules {

/// What conditions compare a name with.
struct Asked {
  std::vector<Value> literals;
  bool ordered = false, truth = false;
};
using Asking = std::map<std::size_t, Asked>;  ///< by slot

/// Adds what the condition asks; false: it is made of more than comparisons of names with literals.
bool add_asked(RuleSet const&, Feel const&, Asking&);

class Cells {
 public:
  /// Nothing where there are too many points. Derived values count as free: what
  /// is met nowhere is met by nobody, though what is met somewhere need not be met by anybody.
  static std::optional<Cells> of(RuleSet const&, Asking const&);

  std::size_t points() const noexcept;

  /// Visits every point, until `visit` says false. The slots are those of the set; what no condition names is null.
  void each(std::function<bool(std::span<Value const> slots)> const& visit) const;

 private:
  struct Axis { std::size_t slot; std::vector<Value> values; };
  std::vector<Axis> axes_;
  std::size_t slots_ = 0;
};

/// Yes, no, or nothing where the condition is null there or the steps are used up.
std::optional<bool> holds_at(Feel const&, std::span<Value const> slots, std::uint64_t& steps);

}  // namespace guicheng::rules
