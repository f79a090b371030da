// Personal values outside their fields: in titles, in why a condition does not hold, in texts with `{…}`. Pure.
#pragma once

#include <guicheng/workflow.hpp>

#include <string>
#include <utility>
#include <vector>

namespace guicheng::http {

/// What an actor may not see of a case, by value: every text that holds such a value shows its mask instead.
class Masks {
 public:
  Masks() = default;
  /// @param whole, shown  the same data, without and with masks
  Masks(Value const& whole, Value const& shown);
  bool empty() const noexcept { return pairs_.empty(); }
  std::string over(std::string text) const;
  RefusalItem over(RefusalItem) const;
  Value inside(Value const&) const;  ///< over every text in it

 private:
  void compare(Value const& whole, Value const& shown);
  std::vector<std::pair<std::string, std::string>> pairs_;  // the longest first
};

}  // namespace guicheng::http
