// FEEL's equality and order, three-valued (DMN 1.5 §10.3.2.12, tables 51 to 53). Built-ins and evaluator share them.
#pragma once

#include <guicheng/feel.hpp>

#include <compare>

namespace guicheng::feel {

/// The answer of FEEL's logic: `unknown` is FEEL's null.
enum class Truth : std::uint8_t { no, yes, unknown };

inline Truth truth(bool holds) noexcept { return holds ? Truth::yes : Truth::no; }
inline Value to_value(Truth t) noexcept { return t == Truth::unknown ? Value{} : Value{t == Truth::yes}; }

/// `a = b`. Null equals null only; values of different kinds: unknown. Lists item by item; contexts by names;
/// dates and times on the time line where both have a zone. `zones` may be null.
Truth feel_equal(Value const& a, Value const& b, TimeZones const* zones);

/// a against b: numbers, strings (by code point), dates, times, date-times and durations of the same kind; `unordered`
/// for everything else, also with null. A date with a date and time: unordered.
std::partial_ordering feel_compare(Value const& a, Value const& b, TimeZones const* zones);

/// `value in range`: unknown where an end that counts cannot be compared with the value.
Truth feel_contains(Range const& range, Value const& value, TimeZones const* zones);

}  // namespace guicheng::feel
