// What is wanted of an input, so that a condition holds.
#pragma once

#include "rules/cell_tests.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace guicheng::rules {

/// The slot's value lies in the interval; or it is a list that has, or lacks, the item which is the interval's one point.
struct Goal {
  enum class Kind : std::uint8_t { is, has, lacks };
  std::size_t slot;
  Interval wanted;
  Kind kind = Kind::is;
};
using Goals = std::vector<Goal>;  ///< all of them

bool lies_in(Value const&, Interval const&);
bool is_met(Value const&, Goal const&);

}  // namespace guicheng::rules
