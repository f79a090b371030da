// Sums, products, powers and signs (DMN 1.5 §10.3.2.14, tables 54 to 59). Part of nodes.hpp.
#include "decimal/sum.hpp"
#include "feel/nodes.hpp"

#include "temporal/arithmetic.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

using Kind = Value::Kind;

template <class T>
Value value_of(std::optional<T> result) {
  return result ? Value{*std::move(result)} : Value{};
}

constexpr unsigned pair(Kind a, Kind b) { return static_cast<unsigned>(a) << 8 | static_cast<unsigned>(b); }

/// Null where the two cannot be added.
Value add_values(Value const& a, Value const& b, TimeZones const* zones) {
  switch (pair(a.kind(), b.kind())) {
    case pair(Kind::number, Kind::number): return value_of(add(*a.number(), *b.number()));
    case pair(Kind::string, Kind::string): return *a.string() + *b.string();
    case pair(Kind::days_duration, Kind::days_duration): return value_of(add(*a.days_duration(), *b.days_duration()));
    case pair(Kind::months_duration, Kind::months_duration):
      return value_of(add(*a.months_duration(), *b.months_duration()));
    case pair(Kind::date, Kind::days_duration): return value_of(add(*a.date(), *b.days_duration()));
    case pair(Kind::date, Kind::months_duration): return value_of(add(*a.date(), *b.months_duration()));
    case pair(Kind::date_time, Kind::days_duration): return value_of(add(*a.date_time(), *b.days_duration(), zones));
    case pair(Kind::date_time, Kind::months_duration): return value_of(add(*a.date_time(), *b.months_duration()));
    case pair(Kind::time, Kind::days_duration): return add(*a.time(), *b.days_duration());
    case pair(Kind::days_duration, Kind::date):
    case pair(Kind::days_duration, Kind::date_time):
    case pair(Kind::days_duration, Kind::time):
    case pair(Kind::months_duration, Kind::date):
    case pair(Kind::months_duration, Kind::date_time): return add_values(b, a, zones);
    default: return {};
  }
}

Value subtract_values(Value const& a, Value const& b, TimeZones const* zones) {
  switch (pair(a.kind(), b.kind())) {
    case pair(Kind::number, Kind::number): return value_of(subtract(*a.number(), *b.number()));
    case pair(Kind::date, Kind::date): return subtract(*a.date(), *b.date());
    case pair(Kind::date_time, Kind::date_time): return value_of(subtract(*a.date_time(), *b.date_time(), zones));
    case pair(Kind::date, Kind::date_time): return value_of(subtract(at_midnight(*a.date()), *b.date_time(), zones));
    case pair(Kind::date_time, Kind::date): return value_of(subtract(*a.date_time(), at_midnight(*b.date()), zones));
    case pair(Kind::time, Kind::time): return value_of(subtract(*a.time(), *b.time(), zones));
    default: break;
  }
  if (auto const* const days = b.days_duration()) {
    auto const opposite = negate(*days);
    return opposite ? add_values(a, *opposite, zones) : Value{};
  }
  if (auto const* const months = b.months_duration(); months && a.kind() != Kind::days_duration) {
    auto const opposite = negate(*months);
    return opposite ? add_values(a, *opposite, zones) : Value{};
  }
  return {};
}

Value multiply_values(Value const& a, Value const& b) {
  switch (pair(a.kind(), b.kind())) {
    case pair(Kind::number, Kind::number): return value_of(multiply(*a.number(), *b.number()));
    case pair(Kind::days_duration, Kind::number): return value_of(multiply(*a.days_duration(), *b.number()));
    case pair(Kind::months_duration, Kind::number): return value_of(multiply(*a.months_duration(), *b.number()));
    case pair(Kind::number, Kind::days_duration): return value_of(multiply(*b.days_duration(), *a.number()));
    case pair(Kind::number, Kind::months_duration): return value_of(multiply(*b.months_duration(), *a.number()));
    default: return {};
  }
}

Value divide_values(Value const& a, Value const& b) {
  switch (pair(a.kind(), b.kind())) {
    case pair(Kind::number, Kind::number): return value_of(divide(*a.number(), *b.number()));
    case pair(Kind::days_duration, Kind::number): return value_of(divide(*a.days_duration(), *b.number()));
    case pair(Kind::months_duration, Kind::number): return value_of(divide(*a.months_duration(), *b.number()));
    case pair(Kind::days_duration, Kind::days_duration):
      return value_of(divide(*a.days_duration(), *b.days_duration()));
    case pair(Kind::months_duration, Kind::months_duration):
      return value_of(divide(*a.months_duration(), *b.months_duration()));
    default: return {};
  }
}

Value apply(char op, Value const& a, Value const& b, TimeZones const* zones) {
  switch (op) {
    case '+': return add_values(a, b, zones);
    case '-': return subtract_values(a, b, zones);
    case '*': return multiply_values(a, b);
    default: return divide_values(a, b);
  }
}

constexpr Kinds computable = kinds::number | kinds::duration | kinds::date | kinds::date_time | kinds::time;

/// A term's value where it is not simply a number.
Value weighted(Frame& frame, Term const& term, Value value) {
  if (!term.is_weighted) return value;
  if (value.is_null()) return null_for(frame, term.operand, value, kinds::not_null);
  auto product = multiply_values(value, term.weight);
  return product.is_null() ? null_for(frame, term.operand, value, kinds::number | kinds::duration) : product;
}

/// The rest of a chain, once it is not all numbers; `i` is the term whose value is `right`.
Value go_on(Frame& frame, Node const& node, std::vector<Term> const& terms, std::size_t i, Value left, Value right) {
  auto const* const zones = frame.run->context().zones;
  auto const wanted = terms.back().op == '+' ? computable | kinds::string : computable;
  for (;;) {
    if (i == 0) {
      if (right.is_null()) return null_for(frame, terms[0].operand, right, wanted);
      left = std::move(right);
    } else {
      if (right.is_null()) return null_for(frame, terms[i].operand, right, wanted);
      if (left.string() && right.string()) {
        auto const size = left.string()->size() + right.string()->size();
        if (!frame.run->spend(size / 16)) return {};
        if (size > most_text)
          return null_because(frame, node.begin(), terms[i].operand.end, "feel.limit", "结果过长", "the result is too long");
      }
      auto next = apply(terms[i].op, left, right, zones);
      if (next.is_null()) {
        auto const begin = node.begin();
        if (!frame.run->wants_reasons()) return {};
        auto const zh = "不能计算：" + short_text(left) + " " + terms[i].op + " " + short_text(right);
        auto const en = "cannot compute " + short_text(left) + " " + terms[i].op + " " + short_text(right);
        return null_because(frame, begin, terms[i].operand.end, "feel.arithmetic", zh, en);
      }
      left = std::move(next);
    }
    if (++i == terms.size()) return left;
    right = weighted(frame, terms[i], terms[i].operand.eval(frame));
  }
}

}  // namespace

void SumNode::weigh() {
  for (auto& term : terms) {
    term.factor = term.op == '-' ? -1 : 1;
    auto const* const product = dynamic_cast<ProductNode const*>(term.operand.node);
    if (!product || product->terms.size() != 2 || product->terms[1].op != '*') continue;
    for (int i : {0, 1}) {
      auto const& factor = product->terms[static_cast<std::size_t>(i)].operand;
      auto const* const weight = factor.kind == Operand::Kind::constant ? factor.constant.number() : nullptr;
      if (!weight) continue;
      term.weight = *weight;
      term.is_weighted = true;
      term.factor = term.op == '-' ? -*weight : *weight;
      term.operand = product->terms[static_cast<std::size_t>(1 - i)].operand;
      break;
    }
  }
}

namespace {

/// The chain from `term` on, once it is not all numbers: `other` is that operand's value, `total` what stands left of it. Gives
/// the two that `number` gives; in a function of its own, so that those which call it stay in registers.
[[gnu::noinline]] MaybeDecimal go_on_from(Frame& frame, Node const& node, std::vector<Term> const& terms, Term const& term, Decimal total, Value& other) {
  auto const place = static_cast<std::size_t>(&term - terms.data());
  auto right = weighted(frame, term, std::move(other));
  auto value = go_on(frame, node, terms, place, place == 0 ? Value{} : Value{total}, std::move(right));
  if (auto const* const number = value.number()) return *number;
  other = std::move(value);
  return {};
}

}  // namespace

void SumNode::collect() {
  auto const add = [&](ProductNode const* one) { if (quotients.size() <= Quotients::most) quotients.push_back(one); };
  for (auto const& term : terms) {
    if (auto const* const quotient = as_quotient(term.operand)) add(quotient);
    if (auto const* const sum = dynamic_cast<SumNode const*>(term.operand.node)) std::for_each(sum->quotients.begin(), sum->quotients.end(), add);
  }
  divides_first = quotients.size() > 1 && quotients.size() <= Quotients::most;  // of more, the sums in it divide
}

[[gnu::noinline]] MaybeDecimal SumNode::divide_and_sum(Frame& frame, Value& other) const {
  Quotients divided{quotients.front()->quotient, {}};
  for (auto const* const one : quotients) {
    auto const place = one->quotient - divided.first;
    auto const [a, b] = one->numbers(frame);
    if (a && b && place < Quotients::most) divided.numbers[place] = divide(*a, *b);
  }
  frame.quotients = &divided;
  auto const total = number(frame, other);
  frame.quotients = nullptr;
  return total;
}

// Numbers that 64 bits hold first; the rest of the chain in a function of its own, so that this one stays in registers.
MaybeDecimal SumNode::number(Frame& frame, Value& other) const {
  if (divides_first && !frame.quotients) return divide_and_sum(frame, other);
  Decimal total;
  for (auto const& term : terms) {
    auto const next = term.operand.number(frame, other);
    if (!next) return go_on_from(frame, *this, terms, term, total, other);
    if (!DecimalSum::add_short_product(total, term.factor, *next)) return long_sum(frame, term, total, *next, other);
  }
  return total;
}

MaybeDecimal SumNode::long_sum(Frame& frame, Term const& first, Decimal total, Decimal const value, Value& other) const {
  DecimalSum sum{total};
  MaybeDecimal next = value;
  for (auto const* term = &first;;) {
    if (!next) return go_on_from(frame, *this, terms, *term, sum.total(), other);
    if (!sum.add_product(term->factor, *next)) {
      other = *next;
      return go_on_from(frame, *this, terms, *term, sum.total(), other);
    }
    if (++term == terms.data() + terms.size()) return sum.total();
    next = term->operand.number(frame, other);
  }
}

Value SumNode::eval(Frame& frame) const {
  Value other;
  auto const total = number(frame, other);
  return total ? Value{*total} : other;
}

MaybeDecimal ProductNode::number(Frame& frame, Value& other) const {
  if (quotient != 0 && frame.quotients)
    if (auto const divided = frame.quotients->of(quotient)) return divided;
  auto const *term = terms.data(), *const end = term + terms.size();
  auto next = term->operand.number(frame, other);
  if (!next) return go_on_from(frame, *this, terms, *term, {}, other);
  Decimal total = *next;
  while (++term != end) {
    next = term->operand.number(frame, other);
    if (!next) return go_on_from(frame, *this, terms, *term, total, other);
    auto const result = term->op == '*' ? MaybeDecimal{multiply(total, *next)} : MaybeDecimal{divide(total, *next)};
    if (!result) {
      other = *next;
      return go_on_from(frame, *this, terms, *term, total, other);
    }
    total = *result;
  }
  return total;
}

Value ProductNode::eval(Frame& frame) const {
  Value other;
  auto const total = number(frame, other);
  return total ? Value{*total} : other;
}

Value PowerNode::eval(Frame& frame) const {
  Value storage;
  auto const& first = operands[0].get(frame, storage);
  if (!first.number()) return null_for(frame, operands[0], first, kinds::number);
  auto total = *first.number();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    Value exponent_storage;
    auto const& exponent = operands[i].get(frame, exponent_storage);
    if (!exponent.number()) return null_for(frame, operands[i], exponent, kinds::number);
    auto const result = power(total, *exponent.number());
    if (!result)
      return null_because(frame, begin(), operands[i].end, "feel.arithmetic", "乘方没有结果", "the power has no result");
    total = *result;
  }
  return total;
}

Value NegationNode::eval(Frame& frame) const {
  Value storage;
  auto const& value = operand.get(frame, storage);
  if (auto const* const number = value.number()) return -*number;
  if (auto const* const days = value.days_duration()) return value_of(negate(*days));
  if (auto const* const months = value.months_duration()) return value_of(negate(*months));
  return null_for(frame, operand, value, kinds::number | kinds::duration);
}

}  // namespace guicheng::feel
