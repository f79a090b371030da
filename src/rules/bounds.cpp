// Bounds by interval arithmetic over formulas and trees. Entry points: bounds_of, fill_bounds.
#include "rules/bounds.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"
#include "rules/decision_table.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace guicheng::rules {
namespace {

using namespace feel;
using End = std::optional<Decimal>;

End plus(End a, End b) { return a && b ? add(*a, *b) : End{}; }
Bounds sum(Bounds a, Bounds b) { return {plus(a.least, b.least), plus(a.most, b.most)}; }
Bounds negated(Bounds a) { return {a.most ? End{-*a.most} : End{}, a.least ? End{-*a.least} : End{}}; }
Bounds united(Bounds a, Bounds b) {
  return {a.least && b.least ? End{std::min(*a.least, *b.least)} : End{}, a.most && b.most ? End{std::max(*a.most, *b.most)} : End{}};
}
/// By a constant: the one product that formulas of points need.
Bounds scaled(Bounds a, Decimal by) {
  auto const end = [&](End e) { return e ? multiply(*e, by) : End{}; };
  return by.is_negative() ? Bounds{end(a.most), end(a.least)} : Bounds{end(a.least), end(a.most)};
}
bool is_constant(Bounds const& a) { return a.least && a.most && *a.least == *a.most; }

/// Of derived values, each worked out once: what uses others twice, again and again, would take time without end.
using Known = std::map<std::size_t, Bounds>;

class Walker {
 public:
  Walker(Ast const& ast, RuleSet const& set, Known& known, int depth) : ast_{ast}, set_{set}, known_{known}, depth_{depth} {}

  Bounds of(AstId id) {
    if (++visited_ > 2000) return {};
    auto const& node = ast_[id];
    switch (node.kind) {
      case AstKind::constant:
        if (auto const* const number = ast_.values[node.index].number()) return {*number, *number};
        return {};
      case AstKind::negation: return negated(of(ast_.child(node, 0)));
      case AstKind::name: return name(ast_.text(node));
      case AstKind::sum: return chain(node);
      case AstKind::product: return product(node);
      case AstKind::choice: return choice(node);
      case AstKind::call: return call(node);
      default: return {};
    }
  }

 private:
  Bounds name(std::string const& text) {
    auto const& slots = set_.scope->names().slots;
    auto const found = slots.find(text);
    if (found == slots.end()) return {};
    auto slot = found->second;
    if (slot < set_.inputs.size()) return input(set_.inputs[slot]);
    slot -= set_.inputs.size();
    if (slot >= set_.lets.size() || depth_ > 16) return {};
    if (auto const worked_out = known_.find(slot); worked_out != known_.end()) return worked_out->second;
    auto const& names = set_.scope->names();
    auto const parsed = parse(set_.lets[slot].formula.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression);
    return known_[slot] = parsed.ast ? Walker{*parsed.ast, set_, known_, depth_ + 1}.of(parsed.ast->root) : Bounds{};
  }

  /// Conditions stand before their values, the value of `else` at the end.
  Bounds choice(AstNode const& node) {
    auto total = of(ast_.child(node, node.count - 1));
    for (std::uint32_t i = 1; i + 1 < node.count; i += 2) total = united(total, of(ast_.child(node, i)));
    return total;
  }

  static Bounds input(RuleInput const& input) {
    if (input.kind != InputKind::number) return {};
    std::optional<Bounds> offered;  // where only some numbers may be given
    for (auto const& option : input.options)
      if (auto const number = read_decimal(option)) offered = offered ? united(*offered, {*number, *number}) : Bounds{*number, *number};
    return offered.value_or(Bounds{input.min, input.max});
  }

  Bounds chain(AstNode const& node) {
    auto total = of(ast_.child(node, 0));
    for (std::uint32_t i = 1; i < node.count; ++i) {
      auto const part = of(ast_.child(node, i));
      total = sum(total, ast_.op(node, i) == '-' ? negated(part) : part);
    }
    return total;
  }

  Bounds product(AstNode const& node) {
    auto total = of(ast_.child(node, 0));
    for (std::uint32_t i = 1; i < node.count; ++i) {
      auto const part = of(ast_.child(node, i));
      if (ast_.op(node, i) == '/') {
        auto const inverse = is_constant(part) ? divide(1, *part.least) : End{};
        if (!inverse) return {};
        total = scaled(total, *inverse);
      } else if (is_constant(part)) {
        total = scaled(total, *part.least);
      } else if (is_constant(total)) {
        total = scaled(part, *total.least);
      } else {
        return {};
      }
    }
    return total;
  }

  Bounds call(AstNode const& node) {
    auto const& function = ast_[ast_.child(node, 0)];
    auto const text = function.kind == AstKind::name ? ast_.text(function) : "";
    if ((text != "min" && text != "max") || node.count < 2) return {};
    Bounds total = of(ast_.child(node, 1));
    for (std::uint32_t i = 2; i < node.count; ++i) {
      auto const part = of(ast_.child(node, i));
      auto const& low = total.least;
      auto const& high = total.most;
      if (text == "min")  // one known upper end is enough
        total = {low && part.least ? End{std::min(*low, *part.least)} : End{}, high && part.most ? End{std::min(*high, *part.most)} : high ? high : part.most};
      else
        total = {low && part.least ? End{std::max(*low, *part.least)} : low ? low : part.least, high && part.most ? End{std::max(*high, *part.most)} : End{}};
    }
    return total;
  }

  Ast const& ast_;
  RuleSet const& set_;
  Known& known_;
  int depth_;
  int visited_ = 0;
};

Bounds of_options(Options const& choice) {
  Bounds bounds{Decimal{}, Decimal{}};
  for (auto const& option : choice.options) {
    if (choice.several) (option.points.is_negative() ? bounds.least : bounds.most) = plus(option.points.is_negative() ? bounds.least : bounds.most, option.points);
    else bounds = &option == choice.options.data() ? Bounds{option.points, option.points} : united(bounds, {option.points, option.points});
  }
  return bounds;
}

Bounds of_ladder(Ladder const& ladder) {
  Bounds bounds{Decimal{}, Decimal{}};
  if (!ladder.rungs.empty() && !ladder.rungs.back().when) bounds = {ladder.rungs.back().points, ladder.rungs.back().points};
  for (auto const& rung : ladder.rungs) bounds = united(bounds, {rung.points, rung.points});
  return bounds;
}

Bounds of_table(TablePoints const& rows) {
  std::vector<std::uint32_t> all(rows.table.program().rules.size());
  std::iota(all.begin(), all.end(), 0U);
  return bounds_of(rows.table, all);
}

}  // namespace

Bounds bounds_of(Feel const& feel, RuleSet const& set) {
  auto const& names = set.scope->names();
  auto const parsed = parse(feel.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression);
  Known known;
  return parsed.ast ? Walker{*parsed.ast, set, known, 0}.of(parsed.ast->root) : Bounds{};
}

Bounds bounds_of(DecisionTable const& decision, std::span<std::uint32_t const> rules) {
  auto const& table = decision.program();
  std::optional<Bounds> bounds;
  Bounds together{Decimal{}, Decimal{}};  // where several rules may hold at once
  auto const join = [&](Value const& value) {
    auto const one = value.number() ? Bounds{*value.number(), *value.number()} : Bounds{};
    bounds = bounds ? united(*bounds, one) : one;
    together = sum(together, {one.least ? End{std::min(*one.least, Decimal{})} : End{}, one.most ? End{std::max(*one.most, Decimal{})} : End{}});
  };
  bool const counts = table.text.hit_policy == HitPolicy::count;
  for (auto const rule : rules) join(counts ? Value{1} : table.rules[rule].constant.value_or(Value{}));
  for (auto const& output : table.outputs)
    if (output.default_value) join(output.default_value->used_slots().empty() ? evaluate(*output.default_value, {}, {}) : Value{});
  if (bounds && (counts || table.text.hit_policy == HitPolicy::sum)) bounds = united(*bounds, together);
  return bounds.value_or(Bounds{Decimal{}, Decimal{}});
}

Bounds combined_bounds(std::vector<Indicator> const& parts, Combine combine) {
  Bounds total{Decimal{}, Decimal{}};
  bool first = true;
  for (auto const& part : parts) {
    Bounds bounds{part.least, part.most};
    if (combine == Combine::weighted) bounds = scaled(bounds, part.weight);
    if (part.applies) bounds = united(bounds, {Decimal{}, Decimal{}});
    if (combine == Combine::max || combine == Combine::min) {
      auto const pick = [&](End a, End b) { return a && b ? End{combine == Combine::max ? std::max(*a, *b) : std::min(*a, *b)} : End{}; };
      total = first ? bounds : Bounds{pick(total.least, bounds.least), pick(total.most, bounds.most)};
    } else if (combine == Combine::average) {
      total = first ? bounds : united(total, bounds);  // wider than need be where parts can be left out
    } else {
      total = sum(total, bounds);
    }
    first = false;
  }
  if (combine == Combine::average && std::none_of(parts.begin(), parts.end(), [](Indicator const& i) { return i.applies.has_value(); }) && !parts.empty()) {
    total = {Decimal{}, Decimal{}};
    for (auto const& part : parts) total = sum(total, {part.least, part.most});
    auto const count = Decimal{static_cast<std::int64_t>(parts.size())};
    total = {total.least ? divide(*total.least, count) : End{}, total.most ? divide(*total.most, count) : End{}};
  }
  return total;
}

void fill_bounds(Indicator& indicator, RuleSet const& set) {
  Bounds bounds;
  if (auto* const branch = std::get_if<Branch>(&indicator.body)) {
    for (auto& part : branch->parts) fill_bounds(part, set);
    bounds = combined_bounds(branch->parts, branch->combine);
  }
  if (auto const* const points = std::get_if<Points>(&indicator.body)) bounds = bounds_of(points->formula, set);
  if (auto const* const choice = std::get_if<Options>(&indicator.body)) bounds = of_options(*choice);
  if (auto const* const ladder = std::get_if<Ladder>(&indicator.body)) bounds = of_ladder(*ladder);
  if (auto const* const rows = std::get_if<TablePoints>(&indicator.body)) bounds = of_table(*rows);
  if (auto const* const list = std::get_if<Deductions>(&indicator.body)) bounds = {Decimal{}, list->full};
  auto const fit = [&](End end) {
    if (end && indicator.round) end = round(*end, indicator.round->digits, indicator.round->mode);
    return end;
  };
  bounds = {fit(bounds.least), fit(bounds.most)};
  if (indicator.cap) bounds.most = bounds.most ? std::min(*bounds.most, *indicator.cap) : *indicator.cap;
  if (indicator.cap && bounds.least) bounds.least = std::min(*bounds.least, *indicator.cap);
  if (indicator.floor) bounds.least = bounds.least ? std::max(*bounds.least, *indicator.floor) : *indicator.floor;
  if (indicator.floor && bounds.most) bounds.most = std::max(*bounds.most, *indicator.floor);
  indicator.least = bounds.least;
  indicator.most = bounds.most;
}

}  // namespace guicheng::rules
