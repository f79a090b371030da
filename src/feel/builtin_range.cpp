// range() and the relations of points and ranges (DMN 1.5 §10.3.4.8, Table 78; Allen 1983).
// Entry point: range_builtins. An end that is null reaches to infinity.
#include "feel/builtin.hpp"
#include "feel/compare.hpp"
#include "feel/range_text.hpp"

namespace guicheng::feel {
namespace {

// One end of a range, or a point: a value, or infinity on one side.
struct End {
  Value const* value;
  int infinite;  // -1, 0, 1
};

// The ends of a point or range; a point is the range [point..point].
struct Span {
  End start, end;
  bool start_included, end_included;
};

Span span_of(Value const& value) {
  Range const* const range = value.range();
  if (range == nullptr) return {{&value, 0}, {&value, 0}, true, true};
  return {{&range->start, range->start.is_null() ? -1 : 0}, {&range->end, range->end.is_null() ? 1 : 0},
          range->start_included, range->end_included};
}

// Compares ends and remembers whether any two could not be compared.
class Comparison {
 public:
  explicit Comparison(TimeZones const* zones) : zones_{zones} {}

  bool less(End a, End b) { return order(a, b) < 0; }
  bool greater(End a, End b) { return order(a, b) > 0; }
  bool equal(End a, End b) { return order(a, b) == 0; }
  bool failed() const noexcept { return failed_; }

 private:
  std::partial_ordering order(End a, End b) {
    if (a.infinite != 0 || b.infinite != 0) return a.infinite <=> b.infinite;
    auto const result = feel_compare(*a.value, *b.value, zones_);
    if (result == std::partial_ordering::unordered) failed_ = true;
    return result;
  }

  TimeZones const* zones_;
  bool failed_ = false;
};

using Relation = bool (*)(Span const&, Span const&, Comparison&);

bool is_before(Span const& a, Span const& b, Comparison& is) {
  return is.less(a.end, b.start) || (is.equal(a.end, b.start) && !(a.end_included && b.start_included));
}

bool do_meet(Span const& a, Span const& b, Comparison& is) {
  return a.end_included && b.start_included && is.equal(a.end, b.start);
}

bool do_overlap(Span const& a, Span const& b, Comparison& is) { return !is_before(a, b, is) && !is_before(b, a, is); }

bool starts_earlier(Span const& a, Span const& b, Comparison& is) {
  return is.less(a.start, b.start) || (is.equal(a.start, b.start) && a.start_included && !b.start_included);
}

bool ends_no_later(Span const& a, Span const& b, Comparison& is) {
  return is.less(a.end, b.end) || (is.equal(a.end, b.end) && (!a.end_included || b.end_included));
}

bool starts_no_earlier(Span const& a, Span const& b, Comparison& is) {
  return is.greater(a.start, b.start) || (is.equal(a.start, b.start) && (!a.start_included || b.start_included));
}

bool overlaps_at_its_end(Span const& a, Span const& b, Comparison& is) {
  return starts_earlier(a, b, is) && !is_before(a, b, is) && ends_no_later(a, b, is);
}

bool lies_within(Span const& a, Span const& b, Comparison& is) { return starts_no_earlier(a, b, is) && ends_no_later(a, b, is); }

bool same_end(Span const& a, Span const& b, Comparison& is) { return a.end_included == b.end_included && is.equal(a.end, b.end); }

bool same_start(Span const& a, Span const& b, Comparison& is) {
  return a.start_included == b.start_included && is.equal(a.start, b.start);
}

bool does_finish(Span const& a, Span const& b, Comparison& is) { return same_end(a, b, is) && starts_no_earlier(a, b, is); }
bool does_start(Span const& a, Span const& b, Comparison& is) { return same_start(a, b, is) && ends_no_later(a, b, is); }
bool does_coincide(Span const& a, Span const& b, Comparison& is) { return same_start(a, b, is) && same_end(a, b, is); }

template <Relation relation, bool swapped = false>
Value holds(std::span<Value const> arguments, Call& call) {
  Span const first = span_of(arguments[swapped ? 1 : 0]), second = span_of(arguments[swapped ? 0 : 1]);
  Comparison is{call.zones()};
  bool const result = relation(first, second, is);
  return is.failed() ? call.fail("两边不能相比", "the two cannot be compared") : Value{result};
}

Value range_from(std::span<Value const> arguments, Call& call) {
  auto const& text = *arguments[0].string();
  if (!call.spend(1 + text.size() / 64)) return {};
  auto range = read_range(text);
  if (!range) return call.fail("文本不是由字面值组成的区间", "the text is not a range of literals");
  if (range->start.is_null() || range->end.is_null()) return std::move(*range);
  auto const order = feel_compare(range->start, range->end, call.zones());
  if (order == std::partial_ordering::unordered) return call.fail("区间两端不能相比", "the ends cannot be compared");
  if (order > 0) return call.fail("区间的起点大于终点", "the range starts after its end");
  return std::move(*range);
}

constexpr Kinds point_kinds = kinds::number | kinds::string | kinds::date | kinds::time | kinds::date_time | kinds::duration;
constexpr Parameter point{"point", point_kinds}, point1{"point1", point_kinds}, point2{"point2", point_kinds};
constexpr Parameter range{"range", kinds::range}, range1{"range1", kinds::range}, range2{"range2", kinds::range};
constexpr Kinds truth_kind = kinds::boolean;

constexpr Builtin table[] = {
    {"range", {{"from", kinds::string}}, kinds::range, &range_from, false, "range(\"[18..21]\") = [18..21]"},
    {"before", {point1, point2}, truth_kind, &holds<is_before>, false, "before(1, 10) = true"},
    {"before", {point, range}, truth_kind, &holds<is_before>, false, "before(1, (1..10]) = true"},
    {"before", {range, point}, truth_kind, &holds<is_before>, false, "before([1..10], 10) = false"},
    {"before", {range1, range2}, truth_kind, &holds<is_before>, false, "before([1..10], (10..20]) = true"},
    {"after", {point1, point2}, truth_kind, &holds<is_before, true>, false, "after(10, 5) = true"},
    {"after", {point, range}, truth_kind, &holds<is_before, true>, false, "after(10, [1..10)) = true"},
    {"after", {range, point}, truth_kind, &holds<is_before, true>, false, "after([11..20], 10) = true"},
    {"after", {range1, range2}, truth_kind, &holds<is_before, true>, false, "after([11..20], [1..11)) = true"},
    {"meets", {range1, range2}, truth_kind, &holds<do_meet>, false, "meets([1..5], [5..10]) = true"},
    {"met by", {range1, range2}, truth_kind, &holds<do_meet, true>, false, "met by([5..10], [1..5]) = true"},
    {"overlaps", {range1, range2}, truth_kind, &holds<do_overlap>, false, "overlaps([1..5], [3..8]) = true"},
    {"overlaps before", {range1, range2}, truth_kind, &holds<overlaps_at_its_end>, false,
     "overlaps before([1..5], [3..8]) = true"},
    {"overlaps after", {range1, range2}, truth_kind, &holds<overlaps_at_its_end, true>, false,
     "overlaps after([3..8], [1..5]) = true"},
    {"finishes", {point, range}, truth_kind, &holds<does_finish>, false, "finishes(10, [1..10]) = true"},
    {"finishes", {range1, range2}, truth_kind, &holds<does_finish>, false, "finishes([5..10], [1..10]) = true"},
    {"finished by", {range, point}, truth_kind, &holds<does_finish, true>, false, "finished by([1..10], 10) = true"},
    {"finished by", {range1, range2}, truth_kind, &holds<does_finish, true>, false, "finished by([1..10], [5..10]) = true"},
    {"includes", {range, point}, truth_kind, &holds<lies_within, true>, false, "includes([1..10], 5) = true"},
    {"includes", {range1, range2}, truth_kind, &holds<lies_within, true>, false, "includes([1..10], [4..6]) = true"},
    {"during", {point, range}, truth_kind, &holds<lies_within>, false, "during(5, [1..10]) = true"},
    {"during", {range1, range2}, truth_kind, &holds<lies_within>, false, "during([4..6], [1..10]) = true"},
    {"starts", {point, range}, truth_kind, &holds<does_start>, false, "starts(1, [1..10]) = true"},
    {"starts", {range1, range2}, truth_kind, &holds<does_start>, false, "starts([1..5], [1..10]) = true"},
    {"started by", {range, point}, truth_kind, &holds<does_start, true>, false, "started by([1..10], 1) = true"},
    {"started by", {range1, range2}, truth_kind, &holds<does_start, true>, false, "started by([1..10], [1..5]) = true"},
    {"coincides", {point1, point2}, truth_kind, &holds<does_coincide>, false, "coincides(5, 5) = true"},
    {"coincides", {range1, range2}, truth_kind, &holds<does_coincide>, false, "coincides([1..5], [1..5]) = true"},
};

}  // namespace

std::span<Builtin const> range_builtins() noexcept { return table; }

}  // namespace guicheng::feel
