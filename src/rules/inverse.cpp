// From an expression's tree to what makes it true, false, or one of the constants it may give. Entry points: ways, find_ways.
#include "rules/inverse.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"
#include "rules/decision_table.hpp"

namespace guicheng {
namespace rules {
namespace {

using namespace feel;
using Ways = std::optional<std::vector<Goals>>;
constexpr std::size_t most_ways = 32;
constexpr std::size_t most_cells = 2'000;  // of a table, that are formulas
constexpr std::size_t most_visits = 1'000;  // of the conditions and branches of one formula, each by every way that leads to it

/// Both: every way of one with every way of the other; nothing where they are too many.
Ways both(std::vector<Goals> const& heads, std::vector<Goals> const& tails) {
  if (heads.size() * tails.size() > most_ways) return {};
  std::vector<Goals> longer;
  for (auto const& head : heads)
    for (auto const& tail : tails) {
      longer.push_back(head);
      longer.back().insert(longer.back().end(), tail.begin(), tail.end());
    }
  return longer;
}

std::string called(Ast const& ast, AstNode const& node) {
  auto const& function = ast[ast.child(node, 0)];
  return function.kind == AstKind::name ? ast.text(function) : "";
}

class Inverter {
 public:
  /// @param asked  the slot that `?` stands for, in a table's cell
  Inverter(Ast const& ast, Scope::Names const& names, std::optional<std::size_t> asked = {}) : ast_{ast}, names_{names}, asked_{asked} {}

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
        return node.count == 3 && called(node) == "list contains" ? contains(node, wanted) : Ways{};
      default: return {};
    }
  }

  /// The constants the expression may give: `if` is followed, a condition gives true and false.
  std::vector<Outcome> outcomes() const {
    std::vector<Outcome> found;
    std::size_t visits = most_visits;
    follow(ast_.root, {}, found, visits, 0);
    return found;
  }

  /// Of a cell: any of its tests.
  Ways cell() const {
    auto const& root = ast_[ast_.root];
    if (root.kind != AstKind::tests) return test(ast_.root);
    std::vector<Goals> result;
    for (std::uint32_t i = 0; i < root.count; ++i) {
      auto const part = test(ast_.child(root, i));
      if (!part || result.size() + part->size() > most_ways) return {};
      result.insert(result.end(), part->begin(), part->end());
    }
    return result.empty() ? Ways{} : Ways{result};
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
      auto longer = part ? both(result, *part) : Ways{};
      if (!longer) return {};
      result = std::move(*longer);
    }
    return result;
  }

  /// @param visits  what is left of them: branches that give nothing multiply at each level, what is not visited is not derived
  void follow(AstId id, Goals const& so_far, std::vector<Outcome>& into, std::size_t& visits, int depth) const {
    auto const& node = ast_[id];
    auto const may_go_on = [&] { return into.size() < most_ways && visits > 0 && visits-- > 0; };
    if (depth > max_height || !may_go_on()) return;
    if (auto const value = literal(id)) return into.push_back({*value, so_far});
    std::vector<Goals> here{so_far};  // what leads to this branch of an `if`: nothing before it has held
    bool const chooses = node.kind == AstKind::choice;
    for (std::uint32_t i = 0; chooses && i + 1 < node.count; i += 2) {
      if (!may_go_on()) return;
      auto const holds = of(ast_.child(node, i), true), fails = of(ast_.child(node, i), false);
      for (auto const& goals : holds ? both(here, *holds).value_or(std::vector<Goals>{}) : std::vector<Goals>{})
        follow(ast_.child(node, i + 1), goals, into, visits, depth + 1);
      here = fails ? both(here, *fails).value_or(std::vector<Goals>{}) : std::vector<Goals>{};
    }
    if (chooses)
      for (auto const& goals : here) follow(ast_.child(node, node.count - 1), goals, into, visits, depth + 1);
    for (bool const wanted : {true, false})
      if (auto const found = chooses ? Ways{} : of(id, wanted))
        for (auto const& goals : both(here, *found).value_or(std::vector<Goals>{}))
          if (into.size() < most_ways) into.push_back({Value{wanted}, goals});
  }

  Ways test(AstId id) const {
    auto const& node = ast_[id];
    if (auto const range = tested(id)) return one(*asked_, *range);
    if (node.kind == AstKind::one_sided) {
      auto const value = literal(ast_.child(node, 0));
      return value ? compared(*asked_, node.compare, *value) : Ways{};
    }
    return of(id, true);
  }

  /// `list contains(ticked, "A")`, or a name among literals.
  Ways contains(AstNode const& node, bool wanted) const {
    auto const list = ast_.child(node, 1), item = ast_.child(node, 2);
    if (auto const at = slot(list)) {
      auto const value = literal(item);
      if (!value || value->is_null()) return {};
      return std::vector<Goals>{{Goal{*at, point(*value), wanted ? Goal::Kind::has : Goal::Kind::lacks}}};
    }
    auto const at = slot(item);
    return at && wanted && ast_[list].kind == AstKind::list ? among(*at, ast_[list]) : Ways{};
  }

  /// Any of the constants and ranges in a list.
  Ways among(std::size_t at, AstNode const& many) const {
    std::vector<Goals> result;
    for (std::uint32_t i = 0; i < many.count; ++i) {
      auto const range = tested(ast_.child(many, i));
      if (!range || i >= most_ways) return {};
      result.push_back({Goal{at, *range}});
    }
    return result.empty() ? Ways{} : Ways{result};
  }

  std::optional<std::size_t> slot(AstId id) const {
    auto const& node = ast_[id];
    if (node.kind != AstKind::name) return {};
    if (asked_ && ast_.text(node) == "?") return asked_;
    auto const found = names_.slots.find(ast_.text(node));
    return found == names_.slots.end() ? std::nullopt : std::optional{found->second};
  }

  std::string called(AstNode const& node) const { return rules::called(ast_, node); }

  std::optional<Value> literal(AstId id) const { return rules::literal(ast_, id); }

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
    return wanted && (many.kind == AstKind::tests || many.kind == AstKind::list) ? among(*at, many) : Ways{};
  }

  Ast const& ast_;
  Scope::Names const& names_;
  std::optional<std::size_t> asked_;
};

feel::Parsed parsed(std::string_view text, Scope const& scope, FeelForm form = FeelForm::expression) {
  auto const& names = scope.names();
  return parse(text, {&names.values, &names.fields, &names.types}, form);
}

std::vector<Outcome> outcomes_of(std::string_view text, Scope const& scope) {
  auto const tree = parsed(text, scope);
  return tree.ast ? Inverter{*tree.ast, scope.names()}.outcomes() : std::vector<Outcome>{};
}

TableWays ways_of(DecisionTable const& decision, Scope const& scope) {
  auto const& table = decision.program();
  auto const& names = scope.names();
  TableWays found;
  found.cells.resize(table.cells.size());
  auto asking = scope;
  asking.add("?", Type{});
  std::size_t tried = 0;
  for (std::size_t c = 0; c < table.inputs.size(); ++c) {
    auto const expression = trim(table.text.inputs[c].expression);
    auto const slot = names.slots.find(std::string{expression});
    found.slots.push_back(slot == names.slots.end() ? std::nullopt : std::optional{slot->second});
    found.outcomes.push_back(found.slots.back() ? std::vector<Outcome>{} : outcomes_of(expression, scope));
    for (std::size_t row = table.first_rule; found.slots.back() && row < table.rows(); ++row) {
      auto const cell = table.cell(row, c);
      if (cell == no_cell || table.cells[cell].tests || !found.cells[cell].empty() || ++tried > most_cells) continue;
      auto const tree = parsed(table.cells[cell].test.text(), asking, FeelForm::unary_tests);
      if (tree.ast) found.cells[cell] = Inverter{*tree.ast, names, found.slots.back()}.cell().value_or(std::vector<Goals>{});
    }
  }
  return found;
}

/// The ways of one cell that tests nothing but constants.
std::vector<Goals> constant_cell(CellTests const& tests, std::optional<std::size_t> slot, std::vector<Outcome> const& outcomes) {
  std::vector<Goals> found;
  if (tests.negated) return found;
  for (auto const& range : tests.intervals) {
    if (slot) found.push_back({Goal{*slot, range}});
    for (auto const& outcome : outcomes)
      if (lies_in(outcome.value, range)) found.push_back(outcome.goals);
  }
  return found;
}

}  // namespace

std::optional<Value> literal(Ast const& ast, AstId id) {
  auto const& node = ast[id];
  if (node.kind == AstKind::constant) return ast.values[node.index];
  if (node.kind == AstKind::negation)
    if (auto const inner = literal(ast, ast.child(node, 0)); inner && inner->number()) return Value{-*inner->number()};
  if (node.kind != AstKind::call || node.count != 2 || called(ast, node) != "date") return {};
  auto const text = literal(ast, ast.child(node, 1));
  auto const date = text && text->string() ? read_date(*text->string()) : std::nullopt;
  return date ? std::optional{Value{*date}} : std::nullopt;
}

std::vector<Goals> ways(Feel const& feel, Scope const& scope, bool wanted) {
  auto const tree = parsed(feel.text(), scope);
  if (!tree.ast) return {};
  return Inverter{*tree.ast, scope.names()}.of(tree.ast->root, wanted).value_or(std::vector<Goals>{});
}

std::vector<Goals> ways_to_row(DecisionTable const& decision, TableWays const& known, std::size_t rule) {
  auto const& table = decision.program();
  std::vector<Goals> found(1);
  for (std::size_t c = 0; c < table.inputs.size(); ++c) {
    auto const cell = table.cell(table.first_rule + rule, c);
    if (cell == no_cell) continue;
    auto const& tests = table.cells[cell].tests;
    auto longer = both(found, tests ? constant_cell(*tests, known.slots[c], known.outcomes[c]) : known.cells[cell]);
    if (!longer) return {};
    found = std::move(*longer);
  }
  return found;
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
  for (auto const& let : set.lets) result->lets.push_back(rules::outcomes_of(let.formula.text(), *set.scope));
  auto const walk = [&](auto const& self, Indicator const& indicator) -> void {
    if (auto const* const branch = std::get_if<Branch>(&indicator.body))
      for (auto const& part : branch->parts) self(self, part);
    if (auto const* const ladder = std::get_if<Ladder>(&indicator.body))
      for (auto const& rung : ladder->rungs)
        if (rung.when) keep(*rung.when, true);
    if (auto const* const points = std::get_if<Points>(&indicator.body))
      result->points[points->formula.program().get()] = rules::outcomes_of(points->formula.text(), *set.scope);
    if (auto const* const rows = std::get_if<TablePoints>(&indicator.body)) result->tables.emplace(&rows->table.program(), rules::ways_of(rows->table, *set.scope));
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
