// Equality and order of FEEL values (DMN 1.5 §10.3.2.13, tables 51 to 53). Entry points: compare.hpp.
#include "feel/compare.hpp"

#include "temporal/arithmetic.hpp"

namespace guicheng::feel {
namespace {

using Kind = Value::Kind;

Truth both(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::unknown || b == Truth::unknown ? Truth::unknown : Truth::yes;
}

Truth equal_lists(List const& a, List const& b, TimeZones const* zones) {
  if (a.size() != b.size()) return Truth::no;
  auto all = Truth::yes;
  for (std::size_t i = 0; i < a.size() && all != Truth::no; ++i) all = both(all, feel_equal(a[i], b[i], zones));
  return all;
}

Truth equal_contexts(Context const& a, Context const& b, TimeZones const* zones) {
  if (a.size() != b.size()) return Truth::no;
  auto all = Truth::yes;
  for (auto const& [name, value] : a) {
    auto const* const other = b.find(name);
    if (!other) return Truth::no;
    all = both(all, feel_equal(value, *other, zones));
    if (all == Truth::no) break;
  }
  return all;
}

Truth equal_ranges(Range const& a, Range const& b, TimeZones const* zones) {
  if (a.start_included != b.start_included || a.end_included != b.end_included) return Truth::no;
  return both(feel_equal(a.start, b.start, zones), feel_equal(a.end, b.end, zones));
}

std::partial_ordering partial(std::optional<std::strong_ordering> const& order) {
  return order ? std::partial_ordering{*order} : std::partial_ordering::unordered;
}

}  // namespace

Truth feel_equal(Value const& a, Value const& b, TimeZones const* zones) {
  if (a.is_null() || b.is_null()) return truth(a.is_null() && b.is_null());
  if (a.kind() != b.kind()) return Truth::unknown;
  switch (a.kind()) {
    case Kind::time: return truth(order(*a.time(), *b.time(), zones) == std::strong_ordering::equal);
    case Kind::date_time: return truth(order(*a.date_time(), *b.date_time(), zones) == std::strong_ordering::equal);
    case Kind::list: return equal_lists(*a.list(), *b.list(), zones);
    case Kind::context: return equal_contexts(*a.context(), *b.context(), zones);
    case Kind::range: return equal_ranges(*a.range(), *b.range(), zones);
    case Kind::function: return a == b ? Truth::yes : Truth::unknown;
    default: return truth(a == b);
  }
}

std::partial_ordering feel_compare(Value const& a, Value const& b, TimeZones const* zones) {
  if (a.kind() != b.kind()) return std::partial_ordering::unordered;
  switch (a.kind()) {
    case Kind::number: return *a.number() <=> *b.number();
    case Kind::string: return a.string()->compare(*b.string()) <=> 0;  // UTF-8 sorts as code points do
    case Kind::date: return *a.date() <=> *b.date();
    case Kind::time: return partial(order(*a.time(), *b.time(), zones));
    case Kind::date_time: return partial(order(*a.date_time(), *b.date_time(), zones));
    case Kind::days_duration: return *a.days_duration() <=> *b.days_duration();
    case Kind::months_duration: return *a.months_duration() <=> *b.months_duration();
    default: return std::partial_ordering::unordered;
  }
}

Truth feel_contains(Range const& range, Value const& value, TimeZones const* zones) {
  // An end that is null without being included is open to infinity; an included null is a bound nobody knows.
  auto const from = range.start.is_null() && !range.start_included ? Truth::yes : [&] {
    auto const order = feel_compare(value, range.start, zones);
    if (order == std::partial_ordering::unordered) return Truth::unknown;
    return truth(order > 0 || (range.start_included && order == 0));
  }();
  auto const to = range.end.is_null() && !range.end_included ? Truth::yes : [&] {
    auto const order = feel_compare(value, range.end, zones);
    if (order == std::partial_ordering::unordered) return Truth::unknown;
    return truth(order < 0 || (range.end_included && order == 0));
  }();
  return value.is_null() ? Truth::unknown : both(from, to);
}

}  // namespace guicheng::feel
