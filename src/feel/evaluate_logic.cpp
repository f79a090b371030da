// Comparisons, tests and three-valued logic (DMN 1.5 §10.3.2.10 to 13, tables 50 to 53). Part of nodes.hpp.
#include "decimal/quotient.hpp"
#include "feel/nodes.hpp"

#include <array>

namespace guicheng::feel {
namespace {

constexpr Truth opposite(Truth t) { return t == Truth::unknown ? t : t == Truth::yes ? Truth::no : Truth::yes; }

/// Which orders satisfy a comparison: one bit each for less, equal and greater. A table, since a jump would cost as much as
/// the comparison.
constexpr std::array<unsigned, 6> satisfied{0b010, 0b101, 0b001, 0b011, 0b100, 0b110};
static_assert(static_cast<int>(Compare::equal) == 0 && static_cast<int>(Compare::greater_equal) == 5);

template <class Order>
bool holds(Compare compare, Order order) {
  return (satisfied[static_cast<std::size_t>(compare)] >> (1 + (order > 0) - (order < 0)) & 1) != 0;
}

Truth compare_values(Compare compare, Value const& a, Value const& b, TimeZones const* zones) {
  if (auto const *x = a.number(), *y = b.number(); x && y) return truth(holds(compare, *x <=> *y));
  if (compare == Compare::equal) return feel_equal(a, b, zones);
  if (compare == Compare::not_equal) return opposite(feel_equal(a, b, zones));
  auto const order = feel_compare(a, b, zones);
  return order == std::partial_ordering::unordered ? Truth::unknown : truth(holds(compare, order));
}

/// Unknown, with the reason: the side that is missing, or that the kinds differ.
Truth cannot_compare(Frame& frame, Operand const& left, Value const& a, Operand const& right, Value const& b) {
  if (!frame.run->wants_reasons()) return Truth::unknown;
  if (a.is_null()) null_for(frame, left, a, kinds::not_null);
  if (b.is_null()) null_for(frame, right, b, kinds::not_null);
  if (!a.is_null() && !b.is_null())
    null_because(frame, left.begin, right.end, "feel.compare", "不能比较：" + short_text(a) + " 与 " + short_text(b),
                 "cannot compare " + short_text(a) + " with " + short_text(b));
  return Truth::unknown;
}

Compare negation(Compare compare) {
  constexpr Compare other[] = {Compare::not_equal, Compare::equal,         Compare::greater_equal,
                               Compare::greater,   Compare::less_equal, Compare::less};
  return other[static_cast<std::size_t>(compare)];
}

char const* sign(Compare compare) {
  constexpr char const* signs[] = {"=", "!=", "<", "<=", ">", ">="};
  return signs[static_cast<std::size_t>(compare)];
}

void why_compare(Frame& frame, Explanation& to, std::uint32_t begin, Compare compare, Operand const& left,
                 Operand const& right) {
  Value a_storage, b_storage;
  auto const& a = left.get(frame, a_storage);
  auto const& b = right.get(frame, b_storage);
  auto const* const zones = frame.run->context().zones;
  auto const result = compare_values(compare, a, b, zones);
  if (result == Truth::unknown) return;  // what is missing was said when it was evaluated
  // The seen state: 专职工作人员 2 < 3, where >= 3 was asked.
  auto shown = negation(compare);
  if (a.number() && b.number() && shown == Compare::not_equal)
    shown = *a.number() < *b.number() ? Compare::less : Compare::greater;
  if (shown == Compare::less_equal && feel_equal(a, b, zones) == Truth::no) shown = Compare::less;
  if (shown == Compare::greater_equal && feel_equal(a, b, zones) == Truth::no) shown = Compare::greater;
  if (shown == Compare::less_equal || shown == Compare::greater_equal) shown = Compare::equal;
  auto const text = Explanation::seen(frame, left, a) + " " + sign(shown) + " " + Explanation::seen(frame, right, b);
  to.add(begin, text, text, std::string{left.is_variable() ? left.text(frame) : std::string_view{}});
}

}  // namespace

Truth CompareNode::test(Frame& frame) const {
  Value a_storage, b_storage;
  auto const& a = left.get(frame, a_storage);
  auto const& b = right.get(frame, b_storage);
  if (auto const *x = a.string(), *y = b.string(); x && y && compare == Compare::equal) return truth(*x == *y);
  if (a.depth() != 0 && !frame.run->spend(1 + a.size() / 256)) return Truth::unknown;
  auto const result = compare_values(compare, a, b, frame.run->context().zones);
  return result == Truth::unknown ? cannot_compare(frame, left, a, right, b) : result;
}
void CompareNode::why(Frame& frame, Explanation& to) const { why_compare(frame, to, begin(), compare, left, right); }

Truth CompareNumberNode::test(Frame& frame) const {
  auto const* const number = left.number_in_place(frame);
  return number ? test_number(*number) : test_computed(frame);
}
Truth CompareNumberNode::test_number(Decimal number) const noexcept { return truth(holds(compare, number <=> bound)); }
Truth CompareNumberNode::test_computed(Frame& frame) const {
  if (quotient) {
    auto const [a, b] = quotient->numbers(frame);
    if (auto const order = a && b ? compare_quotient(*a, *b, bound) : std::nullopt) return truth(holds(compare, *order));
  }
  Value other;
  if (auto const number = left.number(frame, other)) return test_number(*number);
  if (compare == Compare::equal && other.is_null()) return Truth::no;
  if (compare == Compare::not_equal && other.is_null()) return Truth::yes;
  return cannot_compare(frame, left, other, right, right.constant);
}
void CompareNumberNode::why(Frame& frame, Explanation& to) const {
  why_compare(frame, to, begin(), compare, left, right);
}

Truth BetweenNode::test(Frame& frame) const {
  Value value_storage, low_storage, high_storage;
  auto const& v = value.get(frame, value_storage);
  auto const& from = low.get(frame, low_storage);
  auto const& to = high.get(frame, high_storage);
  auto const* const zones = frame.run->context().zones;
  auto const above = compare_values(Compare::greater_equal, v, from, zones);
  auto const below = compare_values(Compare::less_equal, v, to, zones);
  if (above == Truth::unknown) return cannot_compare(frame, value, v, low, from);
  if (below == Truth::unknown) return cannot_compare(frame, value, v, high, to);
  return truth(above == Truth::yes && below == Truth::yes);
}
void BetweenNode::why(Frame& frame, Explanation& to) const {
  if (test(frame) != Truth::no) return;
  Value storage;
  auto const shown = Explanation::seen(frame, value, value.get(frame, storage));
  auto const from = short_text(low.eval(frame)), until = short_text(high.eval(frame));
  to.add(begin(), shown + " 不在 " + from + " 与 " + until + " 之间", shown + " is not between " + from + " and " + until);
}

namespace {

/// A value stands for itself, a range for what it contains, a list for its members.
Truth matches(Value const& value, Value const& wanted, TimeZones const* zones) {
  if (auto const* const range = wanted.range(); range && !value.range()) return feel_contains(*range, value, zones);
  if (auto const* const list = wanted.list()) {
    for (auto const& item : *list) {
      auto const* const range = item.range();
      auto const found = range && !value.range() ? feel_contains(*range, value, zones) : feel_equal(value, item, zones);
      if (found == Truth::yes) return Truth::yes;
    }
    return value.list() ? truth(feel_equal(value, wanted, zones) == Truth::yes) : Truth::no;
  }
  return feel_equal(value, wanted, zones);
}

Truth hold(Frame& frame, Test const& test, Operand const& operand, Value const& value) {
  auto const* const zones = frame.run->context().zones;
  Value storage, second_storage;
  switch (test.kind) {
    case Test::Kind::compare: {
      auto const& bound = test.first.get(frame, storage);
      auto const result = compare_values(test.compare, value, bound, zones);
      return result == Truth::unknown ? cannot_compare(frame, operand, value, test.first, bound) : result;
    }
    case Test::Kind::range: {
      auto const& from = test.first.get(frame, storage);
      auto const& to = test.second.get(frame, second_storage);
      auto const low = compare_values(test.start_included ? Compare::greater_equal : Compare::greater, value, from, zones);
      auto const high = compare_values(test.end_included ? Compare::less_equal : Compare::less, value, to, zones);
      if (low == Truth::unknown) return cannot_compare(frame, operand, value, test.first, from);
      if (high == Truth::unknown) return cannot_compare(frame, operand, value, test.second, to);
      return truth(low == Truth::yes && high == Truth::yes);
    }
    case Test::Kind::condition: return test.first.test(frame);
    case Test::Kind::value: break;
  }
  auto const& wanted = test.first.get(frame, storage);
  if (wanted.depth() != 0 && !frame.run->spend(1 + wanted.size() / 256)) return Truth::unknown;
  // A cell may be a condition on other inputs: then it decides by itself.
  if (auto const* const boolean = wanted.boolean(); boolean && test.may_decide && !value.boolean())
    return truth(*boolean);
  auto const result = matches(value, wanted, zones);
  return result == Truth::unknown ? cannot_compare(frame, operand, value, test.first, wanted) : result;
}

}  // namespace

Truth InNode::test(Frame& frame) const {
  if (any) return Truth::yes;
  Value storage;
  auto const& seen = value.get(frame, storage);
  auto result = Truth::no;
  for (auto const& one : tests) {
    auto const holds_here = hold(frame, one, value, seen);
    if (holds_here == Truth::yes) return negated ? Truth::no : Truth::yes;
    if (holds_here == Truth::unknown) result = Truth::unknown;
  }
  return negated ? opposite(result) : result;
}
void InNode::why(Frame& frame, Explanation& to) const {
  if (test(frame) != Truth::no) return;
  Value storage;
  auto const shown = Explanation::seen(frame, value, value.get(frame, storage));
  std::string wanted;
  for (auto const& one : tests) {
    if (!wanted.empty()) wanted += ", ";
    wanted += one.kind == Test::Kind::compare ? std::string{sign(one.compare)} + " " : std::string{};
    if (one.kind == Test::Kind::range) {
      ((wanted += one.start_included ? '[' : '(') += one.first.text(frame)) += "..";
      (wanted += one.second.text(frame)) += one.end_included ? ']' : ')';
    } else {
      wanted += one.first.text(frame);
    }
  }
  if (negated) to.add(begin(), shown + " 在 (" + wanted + ") 之内", shown + " is in (" + wanted + ")");
  else to.add(begin(), shown + " 不在 " + wanted + " 之内", shown + " is not in " + wanted);
}

Truth JunctionNode::test(Frame& frame) const {
  auto result = opposite(decisive);
  for (auto const& operand : operands) {
    auto const one = operand.test(frame);
    if (one == decisive) return decisive;
    if (one == Truth::unknown) result = Truth::unknown;
  }
  if (result == Truth::unknown && frame.run->wants_reasons())
    for (auto const& operand : operands)
      if (operand.is_variable() && operand.test(frame) == Truth::unknown) {
        Value storage;
        null_for(frame, operand, operand.get(frame, storage), kinds::boolean);
      }
  return result;
}
void JunctionNode::why(Frame& frame, Explanation& to) const {
  for (auto const& operand : operands)
    if (operand.test(frame) != Truth::yes) to.operand(frame, operand);
}

Truth NotNode::test(Frame& frame) const {
  Value storage;
  auto const& value = operand.get(frame, storage);
  if (auto const* const boolean = value.boolean()) return truth(!*boolean);
  null_for(frame, operand, value, kinds::boolean);
  return Truth::unknown;
}
void NotNode::why(Frame& frame, Explanation& to) const {
  if (test(frame) != Truth::no) return;
  auto const text = std::string{operand.text(frame)};
  to.add(begin(), text + " 成立，而要求不成立", text + " holds, but must not");
}

Truth InstanceOfNode::test(Frame& frame) const {
  Value storage;
  auto const& seen = value.get(frame, storage);
  if (seen.is_null()) return truth(type.kind() == Value::Kind::null);
  if (seen.depth() != 0 && !frame.run->spend(1 + seen.size() / 16)) return Truth::unknown;  // every item is asked
  return truth(conforms(seen, type));
}

Operand const* ChoiceNode::choose(Frame& frame) const {
  for (auto const& branch : branches) {
    Value storage;
    auto const& condition = branch.condition.get(frame, storage);
    if (auto const* const boolean = condition.boolean()) {
      if (*boolean) return &branch.value;
    } else if (!condition.is_null()) {
      null_for(frame, branch.condition, condition, kinds::boolean);
      return nullptr;
    }
  }
  return &otherwise;
}
Value ChoiceNode::eval(Frame& frame) const {
  auto const* const chosen = choose(frame);
  return chosen ? chosen->eval(frame) : Value{};
}
MaybeDecimal ChoiceNode::number(Frame& frame, Value& other) const {
  if (auto const* const chosen = choose(frame)) return chosen->number(frame, other);
  other = Value{};
  return {};
}
Truth ChoiceNode::test(Frame& frame) const {
  auto const* const chosen = choose(frame);
  return chosen ? chosen->test(frame) : Truth::unknown;
}
void ChoiceNode::why(Frame& frame, Explanation& to) const {
  if (auto const* const chosen = choose(frame)) to.operand(frame, *chosen);
}

}  // namespace guicheng::feel
