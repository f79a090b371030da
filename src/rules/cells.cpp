// From conditions to points. Entry point: Cells::of.
#include "rules/cells.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"
#include "rules/inverse.hpp"
#include "rules/table_check.hpp"
#include "temporal/arithmetic.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

using namespace feel;
constexpr std::size_t most_points = 20'000;
constexpr std::size_t step_bytes = 32;  // of a condition; its comparisons cost FEEL's budget nothing

class Collector {
 public:
  Collector(Ast const& ast, Scope::Names const& names, Asking& asked) : ast_{ast}, names_{names}, asked_{asked} {}

  bool condition(AstId id) {
    auto const& node = ast_[id];
    switch (node.kind) {
      case AstKind::constant: return ast_.values[node.index].boolean() != nullptr;
      case AstKind::name: return name(id, [](Asked& asked) { return asked.truth = true; });
      case AstKind::conjunction:
      case AstKind::disjunction: return each(node, 0, [this](AstId child) { return condition(child); });
      case AstKind::call: return node.count == 2 && is_not(node) && condition(ast_.child(node, 1));
      case AstKind::comparison: {
        auto const left = ast_.child(node, 0), right = ast_.child(node, 1);
        return compared(left, right, node.compare) || compared(right, left, node.compare);
      }
      case AstKind::between: return compared(ast_.child(node, 0), ast_.child(node, 1), Compare::less) && compared(ast_.child(node, 0), ast_.child(node, 2), Compare::less);
      case AstKind::in: return tested(ast_.child(node, 0), ast_.child(node, 1));
      default: return false;
    }
  }

 private:
  template <class Take>
  bool each(AstNode const& node, std::uint32_t from, Take const& take) {
    for (auto i = from; i < node.count; ++i)
      if (!take(ast_.child(node, i))) return false;
    return true;
  }

  bool is_not(AstNode const& node) const {
    auto const& function = ast_[ast_.child(node, 0)];
    return function.kind == AstKind::name && ast_.text(function) == "not";
  }

  template <class Take>
  bool name(AstId id, Take const& take) {
    auto const& node = ast_[id];
    if (node.kind != AstKind::name) return false;
    auto const found = names_.slots.find(ast_.text(node));
    return found != names_.slots.end() && take(asked_[found->second]);
  }

  bool compared(AstId left, AstId right, Compare compare) {
    auto const value = literal(ast_, right);
    return value && name(left, [&](Asked& asked) {
      asked.literals.push_back(*value);
      asked.ordered = asked.ordered || (compare != Compare::equal && compare != Compare::not_equal);
      return true;
    });
  }

  bool tested(AstId left, AstId test) {
    auto const& node = ast_[test];
    switch (node.kind) {
      case AstKind::tests:
      case AstKind::list: return each(node, 0, [&](AstId child) { return tested(left, child); });
      case AstKind::range: return compared(left, ast_.child(node, 0), Compare::less) && compared(left, ast_.child(node, 1), Compare::less);
      case AstKind::one_sided: return compared(left, ast_.child(node, 0), node.compare);
      default: return compared(left, test, Compare::equal);
    }
  }

  Ast const& ast_;
  Scope::Names const& names_;
  Asking& asked_;
};

bool all_are(std::vector<Value> const& values, Value::Kind kind) {
  return std::all_of(values.begin(), values.end(), [&](Value const& v) { return v.is_null() || v.kind() == kind; });
}

/// The literals in order and a number before, between and after them, as far as the input can have them.
std::vector<Value> numbers(std::vector<Value> const& literals, TableDomain const& domain) {
  if (!domain.options.empty()) return domain.options;
  std::vector<Decimal> cuts;
  for (auto const& literal : literals)
    if (auto const* const number = literal.number()) cuts.push_back(*number);
  for (auto const& end : {domain.min, domain.max})
    if (end) cuts.push_back(*end);
  std::sort(cuts.begin(), cuts.end());
  std::vector<Decimal> at;
  auto const beside = [&](Decimal x, int step) { return domain.whole ? round(add(x, step).value_or(x), 0, step > 0 ? Rounding::floor : Rounding::ceiling).value_or(x) : add(x, step).value_or(x); };
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    at.push_back(cuts[i]);
    at.push_back(beside(cuts[i], -1));
    at.push_back(beside(cuts[i], 1));
    if (i > 0 && !domain.whole) at.push_back(divide(add(cuts[i - 1], cuts[i]).value_or(cuts[i]), 2).value_or(cuts[i]));
  }
  if (at.empty()) at.push_back(Decimal{});
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
  std::vector<Value> values;
  for (auto const x : at)
    if ((!domain.min || x >= *domain.min) && (!domain.max || x <= *domain.max) && (!domain.whole || x.is_integer())) values.emplace_back(x);
  return values;
}

std::vector<Value> days(std::vector<Value> const& literals) {
  std::vector<Value> values;
  for (auto const& literal : literals)
    if (auto const* const date = literal.date())
      for (std::int64_t const step : {-1, 0, 1})
        if (auto const day = add(*date, DaysDuration{step * 86'400, 0})) values.emplace_back(*day);
  return values;
}

std::vector<Value> texts(std::vector<Value> const& literals, TableDomain const& domain) {
  if (!domain.options.empty()) return domain.options;
  auto values = literals;
  std::string other = "?";
  for (auto const& literal : literals)
    if (auto const* const text = literal.string()) other += *text;
  values.emplace_back(std::move(other));
  return values;
}

/// The values of one axis; empty where they cannot be told.
std::vector<Value> values_of(Asked const& asked, RuleInput const* input) {
  auto const domain = input != nullptr ? domain_of(*input) : TableDomain{};
  bool const is_truth = asked.truth || (input != nullptr && input->kind == InputKind::boolean);
  std::vector<Value> values;
  if (is_truth && all_are(asked.literals, Value::Kind::boolean)) values = {true, false};
  else if (is_truth) return {};
  else if (all_are(asked.literals, Value::Kind::number)) values = numbers(asked.literals, domain);
  else if (all_are(asked.literals, Value::Kind::date)) values = days(asked.literals);
  else if (!asked.ordered && all_are(asked.literals, Value::Kind::string)) values = texts(asked.literals, domain);
  if (!values.empty() && (input == nullptr || (input->optional && !input->preset))) values.emplace_back();
  return values;
}

}  // namespace

bool add_asked(RuleSet const& set, Feel const& condition, Asking& asking) {
  auto const& names = set.scope->names();
  auto const parsed = parse(condition.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression);
  return parsed.ast && Collector{*parsed.ast, names, asking}.condition(parsed.ast->root);
}

std::optional<Cells> Cells::of(RuleSet const& set, Asking const& asking) {
  Cells cells;
  cells.slots_ = set.scope->names().slots.size();
  std::size_t points = 1;
  for (auto const& [slot, one] : asking) {
    auto values = values_of(one, slot < set.inputs.size() ? &set.inputs[slot] : nullptr);
    if (values.empty() || (points *= values.size()) > most_points) return {};
    cells.slots_ = std::max(cells.slots_, slot + 1);
    cells.axes_.push_back({slot, std::move(values)});
  }
  return cells;
}

std::size_t Cells::points() const noexcept {
  std::size_t points = 1;
  for (auto const& axis : axes_) points *= axis.values.size();
  return points;
}

void Cells::each(std::function<bool(std::span<Value const>)> const& visit) const {
  std::vector<Value> slots(slots_);
  std::vector<std::size_t> at(axes_.size());
  for (auto const& axis : axes_) slots[axis.slot] = axis.values.front();
  for (;;) {
    if (!visit(slots)) return;
    std::size_t i = 0;
    for (; i < axes_.size(); ++i) {
      at[i] = at[i] + 1 == axes_[i].values.size() ? 0 : at[i] + 1;
      slots[axes_[i].slot] = axes_[i].values[at[i]];
      if (at[i] != 0) break;
    }
    if (i == axes_.size()) return;
  }
}

std::optional<bool> holds_at(Feel const& feel, std::span<Value const> slots, std::uint64_t& steps) {
  if (steps == 0) return {};
  steps -= std::min<std::uint64_t>(steps, 1 + feel.text().size() / step_bytes);
  auto const value = evaluate(feel, slots, EvalContext{}, steps);
  return value.boolean() ? std::optional{*value.boolean()} : std::nullopt;
}

}  // namespace guicheng::rules
