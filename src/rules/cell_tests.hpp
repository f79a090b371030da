// What a decision table's cell tests, where it tests nothing but constants: then the column's index can hold it.
#pragma once

#include <guicheng/feel.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace guicheng::rules {

/// `[low..high]` of constants; an absent end is open to infinity; `5` and `"A"` are `[v..v]`.
struct Interval {
  std::optional<Value> low, high;
  bool low_included = false, high_included = false;

  bool is_point() const { return low && high && low_included && high_included && *low == *high; }
};

/// The cell holds where the input lies in one of the intervals, or, negated, in none of them.
/// All ends are of one kind: number, string, boolean, date or years and months duration. Strings and booleans have
/// points only.
struct CellTests {
  Value::Kind kind = Value::Kind::null;
  bool negated = false;
  std::vector<Interval> intervals;
};

/// Nothing where the cell is more than a list of such tests; it must be evaluated then.
std::optional<CellTests> read_cell_tests(std::string_view cell, Scope const&);

/// One literal: `-12.5`, `"A"`, `true`, `date("2024-01-01")`, `@"P1Y"`.
std::optional<Value> read_literal(std::string_view text, Scope const&);

/// The parts between the commas that stand outside brackets and strings; nothing where those are not closed.
std::optional<std::vector<std::string_view>> split_tests(std::string_view text);

/// Blanks at both ends dropped.
std::string_view trim(std::string_view) noexcept;
/// A cell that always holds: `-`, or nothing at all.
bool always_holds(std::string_view cell) noexcept;

}  // namespace guicheng::rules
