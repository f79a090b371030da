// From a condition's tree to the intervals that make it true or false. Entry points: ways, find_ways.
#include "rules/inverse.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"

#include <algorithm>

namespace guicheng {
namespace rules {
namespace {

using namespace feel;
using Ways = std::optional<std::vector<Goals>>;
constexpr std::size_t most_ways = 32;

class Inverter {
 public:
  Inverter(Ast const& ast, Scope::Names const& names) : ast_{ast}, names_{names} {}

  Ways of(AstId id, bool wanted, int depth = 0) const {
    auto const& node = ast_[id];
    if (depth > max_height) return {};
    switch (node.kind) {
      case AstKind::conjunction: return wanted ? all(node, wanted, depth) : any(node, wanted, depth);
      case AstKind::disjunction: return wanted ? any(node, wanted, depth) : all(node, wanted, depth);
      case AstKind::name: return truth(node, wanted);
      case AstKind::comparison: return comparison(node, wanted);
      case AstKind::between: return between(node, wanted);
      case AstKind::in: return in(node, wanted);
      case AstKind::call:
        if (node.count == 2 && called(node) == "not") return of(ast_.child(node, 1), !wanted, depth + 1);
        return {};
      default: return {};
    }
  }

 private:
  Ways any(AstNode const& node, bool wanted, int depth) const {
    std::vector<Goals> result;
    for (std::uint32_t i = 0; i < node.count; ++i)
      if (auto part = of(ast_.child(node, i), wanted, depth + 1)) result.insert(result.end(), part->begin(), part->end());
    if (result.empty() || result.size() > most_ways) return {};
    return result;
  }

  Ways all(AstNode const& node, bool wanted, int depth) const {
    std::vector<Goals> result(1);
    for (std::uint32_t i = 0; i < node.count; ++i) {
      auto const part = of(ast_.child(node, i), wanted, depth + 1);
      if (!part || result.size() * part->size() > most_ways) return {};
      std::vector<Goals> longer;
      for (auto const& head : result)
        for (auto const& tail : *part) {
          longer.push_back(head);
          longer.back().insert(longer.back().end(), tail.begin(), tail.end());
        }
      result = std::move(longer);
    }
    return result;
  }

  std::optional<std::size_t> slot(AstId id) const {
    auto const& node = ast_[id];
    if (node.kind != AstKind::name) return {};
    auto const found = names_.slots.find(ast_.text(node));
    return found == names_.slots.end() ? std::nullopt : std::optional{found->second};
  }

  std::string called(AstNode const& node) const {
    auto const& function = ast_[ast_.child(node, 0)];
    return function.kind == AstKind::name ? ast_.text(function) : "";
  }

  std::optional<Value> literal(AstId id) const {
    auto const& node = ast_[id];
    if (node.kind == AstKind::constant) return ast_.values[node.index];
    if (node.kind == AstKind::negation)
      if (auto const inner = literal(ast_.child(node, 0)); inner && inner->number()) return Value{-*inner->number()};
    if (node.kind != AstKind::call || node.count != 2 || called(node) != "date") return {};
    auto const text = literal(ast_.child(node, 1));
    auto const date = text && text->string() ? read_date(*text->string()) : std::nullopt;
    return date ? std::optional{Value{*date}} : std::nullopt;
  }

  static Ways one(std::size_t slot, Interval wanted) { return std::vector<Goals>{{Goal{slot, std::move(wanted)}}}; }
  static Interval point(Value value) { return {value, value, true, true}; }

  Ways truth(AstNode const& node, bool wanted) const {
    auto const found = names_.slots.find(ast_.text(node));
    if (found == names_.slots.end()) return {};
    return one(found->second, point(wanted));
  }

  static Compare opposite(Compare compare) {
    switch (compare) {
      case Compare::equal: return Compare::not_equal;
      case Compare::not_equal: return Compare::equal;
      case Compare::less: return Compare::greater_equal;
      case Compare::less_equal: return Compare::greater;
      case Compare::greater: return Compare::less_equal;
      case Compare::greater_equal: return Compare::less;
    }
    return compare;
  }

  static Compare mirrored(Compare compare) {
    switch (compare) {
      case Compare::less: return Compare::greater;
      case Compare::less_equal: return Compare::greater_equal;
      case Compare::greater: return Compare::less;
      case Compare::greater_equal: return Compare::less_equal;
      default: return compare;
    }
  }

  static Ways compared(std::size_t slot, Compare compare, Value const& value) {
    switch (compare) {
      case Compare::equal: return value.is_null() ? Ways{} : one(slot, point(value));
      case Compare::not_equal:
        if (auto const* const truth = value.boolean()) return one(slot, point(!*truth));
        if (value.number()) return std::vector<Goals>{{Goal{slot, {{}, value, false, false}}}, {Goal{slot, {value, {}, false, false}}}};
        return {};
      case Compare::less: return one(slot, {{}, value, false, false});
      case Compare::less_equal: return one(slot, {{}, value, false, true});
      case Compare::greater: return one(slot, {value, {}, false, false});
      case Compare::greater_equal: return one(slot, {value, {}, true, false});
    }
    return {};
  }

  Ways comparison(AstNode const& node, bool wanted) const {
    auto const left = ast_.child(node, 0), right = ast_.child(node, 1);
    auto const compare = wanted ? node.compare : opposite(node.compare);
    if (auto const at = slot(left))
      if (auto const value = literal(right)) return compared(*at, compare, *value);
    if (auto const at = slot(right))
      if (auto const value = literal(left)) return compared(*at, mirrored(compare), *value);
    return {};
  }

  static Ways within(std::size_t slot, Interval const& range, bool wanted) {
    if (wanted) return one(slot, range);
    std::vector<Goals> outside;
    if (range.low) outside.push_back({Goal{slot, {{}, range.low, false, !range.low_included}}});
    if (range.high) outside.push_back({Goal{slot, {range.high, {}, !range.high_included, false}}});
    return outside;
  }

  Ways between(AstNode const& node, bool wanted) const {
    auto const at = slot(ast_.child(node, 0));
    auto const low = literal(ast_.child(node, 1)), high = literal(ast_.child(node, 2));
    return at && low && high ? within(*at, {low, high, true, true}, wanted) : Ways{};
  }

  std::optional<Interval> tested(AstId id) const {
    auto const& node = ast_[id];
    if (auto const value = literal(id)) return point(*value);
    if (node.kind == AstKind::range) {
      auto const low = literal(ast_.child(node, 0)), high = literal(ast_.child(node, 1));
      if (low && high) return Interval{low, high, node.start_included, node.end_included};
    }
    return {};
  }

  Ways in(AstNode const& node, bool wanted) const {
    auto const at = slot(ast_.child(node, 0));
    auto const tests = ast_.child(node, 1);
    if (!at) return {};
    if (auto const single = tested(tests)) return within(*at, *single, wanted);
    auto const& many = ast_[tests];
    if (!wanted || many.count > most_ways || (many.kind != AstKind::tests && many.kind != AstKind::list)) return {};
    std::vector<Goals> result;
    for (std::uint32_t i = 0; i < many.count; ++i) {
      auto const range = tested(ast_.child(many, i));
      if (!range) return {};
      result.push_back({Goal{*at, *range}});
    }
    return result.empty() ? Ways{} : Ways{result};
  }

  Ast const& ast_;
  Scope::Names const& names_;
};

std::strong_ordering order(Value const& a, Value const& b, bool& comparable) {
  comparable = true;
  if (a.number() && b.number()) return *a.number() <=> *b.number();
  if (a.date() && b.date()) return *a.date() <=> *b.date();
  comparable = false;
  return a == b ? std::strong_ordering::equal : std::strong_ordering::less;
}

}  // namespace

std::vector<Goals> ways(Feel const& feel, Scope const& scope, bool wanted) {
  auto const& names = scope.names();
  auto const parsed = parse(feel.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression);
  if (!parsed.ast) return {};
  return Inverter{*parsed.ast, names}.of(parsed.ast->root, wanted).value_or(std::vector<Goals>{});
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

}  // namespace rules

std::vector<rules::Goals> const& ConditionWays::of(Feel const& feel, bool wanted) const {
  static std::vector<rules::Goals> const none;
  auto const& map = wanted ? when_true : when_false;
  auto const found = map.find(feel.program().get());
  return found == map.end() ? none : found->second;
}

std::shared_ptr<ConditionWays const> find_ways(RuleSet const& set) {
  auto result = std::make_shared<ConditionWays>();
  auto const keep = [&](Feel const& feel, bool wanted) {
    (wanted ? result->when_true : result->when_false)[feel.program().get()] = rules::ways(feel, *set.scope, wanted);
  };
  auto const walk = [&](auto const& self, Indicator const& indicator) -> void {
    if (auto const* const branch = std::get_if<Branch>(&indicator.body))
      for (auto const& part : branch->parts) self(self, part);
    if (auto const* const ladder = std::get_if<Ladder>(&indicator.body))
      for (auto const& rung : ladder->rungs)
        if (rung.when) keep(*rung.when, true);
    if (auto const* const list = std::get_if<Deductions>(&indicator.body))
      for (auto const& deduction : list->deductions)
        if (deduction.when) keep(*deduction.when, false);
  };
  for (auto const& indicator : set.indicators) walk(walk, indicator);
  for (auto const& condition : set.eligibility) keep(condition.must, true);
  for (auto const& band : set.grades)
    for (auto const& condition : band.conditions) keep(condition.must, true);
  for (auto const& veto : set.vetoes) keep(veto.when, false);
  for (auto const& one : set.classes)
    for (auto const& item : one.items) keep(item.when, true);
  return result;
}

}  // namespace guicheng
