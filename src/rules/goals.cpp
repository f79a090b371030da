// Whether a value is what is wanted of it. Entry points: lies_in, is_met.
#include "rules/goals.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

std::strong_ordering order(Value const& a, Value const& b, bool& comparable) {
  comparable = true;
  if (a.number() && b.number()) return *a.number() <=> *b.number();
  if (a.date() && b.date()) return *a.date() <=> *b.date();
  comparable = false;
  return a == b ? std::strong_ordering::equal : std::strong_ordering::less;
}

}  // namespace

bool is_met(Value const& value, Goal const& goal) {
  if (goal.kind == Goal::Kind::is) return lies_in(value, goal.wanted);
  auto const* const list = value.list();
  if (!list) return false;
  bool const has = std::find(list->begin(), list->end(), *goal.wanted.low) != list->end();
  return has == (goal.kind == Goal::Kind::has);
}

bool lies_in(Value const& value, Interval const& range) {
  if (range.is_point()) return value == *range.low;
  bool comparable = true;
  if (range.low) {
    auto const at = order(value, *range.low, comparable);
    if (!comparable || at < 0 || (at == 0 && !range.low_included)) return false;
  }
  if (range.high) {
    auto const at = order(value, *range.high, comparable);
    if (!comparable || at > 0 || (at == 0 && !range.high_included)) return false;
  }
  return true;
}

}  // namespace guicheng::rules
