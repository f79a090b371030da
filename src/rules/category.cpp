// What the category leaves over. Entry points: mark_category when a set is read, attainable when a subject is judged.
#include "rules/category.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"
#include "rules/bounds.hpp"
#include "rules/decision_table.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

class Marking {
 public:
  explicit Marking(RuleSet const& set) : set_{set}, slots_(set.inputs.size()) {
    for (std::size_t i = 0; i < set.inputs.size(); ++i) slots_[i] = set.inputs[i].fixed && set.inputs[i].kind == InputKind::choice;
    for (auto const& let : set.lets) {
      auto const is = asks_it_alone(let.formula);
      slots_.push_back(is);
    }
  }

  bool is_needed() const { return std::find(slots_.begin(), slots_.end(), true) != slots_.end(); }

  void mark(Indicator& indicator) const {
    if (auto* const branch = std::get_if<Branch>(&indicator.body))
      for (auto& part : branch->parts) mark(part);
    if (auto* const ladder = std::get_if<Ladder>(&indicator.body)) rungs(*ladder);
    if (auto* const rows = std::get_if<TablePoints>(&indicator.body)) columns(*rows);
    if (auto* const points = std::get_if<Points>(&indicator.body)) cases(*points);
  }

 private:
  bool is_category(std::size_t slot) const { return slot < slots_.size() && slots_[slot]; }
  bool asks_it_alone(Feel const& feel) const {
    auto const used = feel.used_slots();
    return !used.empty() && std::all_of(used.begin(), used.end(), [this](std::size_t slot) { return is_category(slot); });
  }

  void rungs(Ladder& ladder) const {
    auto const asks_more = [this](Rung const& rung) { return rung.when && !asks_it_alone(*rung.when); };
    if (std::any_of(ladder.rungs.begin(), ladder.rungs.end(), asks_more)) ask(ladder);
  }

  void ask(Ladder& ladder) const {
    for (auto& rung : ladder.rungs)
      if (rung.when) rung.category = asks_it_alone(*rung.when) ? rung.when : conjuncts(*rung.when);
  }

  /// An `if` is a ladder: its conditions are asked in turn.
  void cases(Points& points) const {
    auto const tree = parsed(points.formula);
    if (!tree || (*tree)[tree->root].kind != feel::AstKind::choice || asks_it_alone(points.formula)) return;
    auto const& root = (*tree)[tree->root];
    Ladder ladder;
    for (std::uint32_t i = 0; i < root.count; i += 2) {
      bool const last = i + 1 == root.count;
      auto const when = last ? std::nullopt : part(points.formula, (*tree)[tree->child(root, i)]);
      auto const then = part(points.formula, (*tree)[tree->child(root, last ? i : i + 1)]);
      auto const most = then ? bounds_of(*then, set_).most : std::nullopt;
      if (!most || (!last && !when)) return;
      ladder.rungs.push_back({*most, when, ""});
    }
    ask(ladder);
    if (std::any_of(ladder.rungs.begin(), ladder.rungs.end(), [](Rung const& rung) { return rung.category.has_value(); })) points.cases = std::move(ladder);
  }

  std::optional<feel::Ast> parsed(Feel const& feel) const {
    auto const& names = set_.scope->names();
    return feel::parse(feel.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression).ast;
  }
  std::optional<Feel> part(Feel const& whole, feel::AstNode const& node) const {
    return compile_feel("(" + whole.text().substr(node.begin, node.end - node.begin) + ")", *set_.scope).feel;
  }

  /// Those parts of `… and …` that ask nothing else: where they fail, so does the whole.
  std::optional<Feel> conjuncts(Feel const& when) const {
    auto const tree = parsed(when);
    if (!tree || (*tree)[tree->root].kind != feel::AstKind::conjunction) return {};
    auto const& root = (*tree)[tree->root];
    std::string asked;
    for (std::uint32_t i = 0; i < root.count; ++i)
      if (auto const alone = part(when, (*tree)[tree->child(root, i)]); alone && asks_it_alone(*alone)) asked += (asked.empty() ? "" : " and ") + alone->text();
    return asked.empty() ? std::nullopt : compile_feel(asked, *set_.scope).feel;
  }

  void columns(TablePoints& rows) const {
    auto const& table = rows.table.program();
    std::vector<std::size_t> asked;
    for (std::size_t c = 0; c < table.inputs.size(); ++c)
      if (column(table, c)) asked.push_back(c);
    if (asked.size() < table.inputs.size()) rows.category = std::move(asked);
  }

  bool column(DecisionTable::Program const& table, std::size_t c) const {
    bool alone = asks_it_alone(table.inputs[c].expression);
    for (std::size_t row = table.first_rule; alone && row < table.rows(); ++row) {
      auto const cell = table.cell(row, c);
      if (cell == no_cell) continue;
      auto const used = table.cells[cell].test.used_slots();
      alone = std::all_of(used.begin(), used.end(), [&](std::size_t slot) { return slot == table.input_slot || is_category(slot); });
    }
    return alone;
  }

  RuleSet const& set_;
  std::vector<bool> slots_;  // inputs, then lets
};

}  // namespace

void mark_category(RuleSet& set) {
  Marking const marking{set};
  if (!marking.is_needed()) return;
  for (auto& indicator : set.indicators) marking.mark(indicator);
}

MaybeDecimal attainable(TablePoints const& rows, std::span<Value const> slots, EvalContext const& context) {
  return bounds_of(rows.table, rules_left(rows.table.program(), rows.category, slots, context)).most;
}

MaybeDecimal attainable(Ladder const& ladder, std::span<Value const> slots, EvalContext const& context) {
  MaybeDecimal most;
  for (auto const& rung : ladder.rungs) {
    auto const open = rung.category ? evaluate(*rung.category, slots, context) : Value{};  // null: it turns on something else, too
    if (open == Value{false}) continue;
    most = most ? std::max(*most, rung.points) : rung.points;
    bool const certain = !rung.when || (open == Value{true} && rung.category->program() == rung.when->program());
    if (certain) return most;
  }
  return most ? std::max(*most, Decimal{}) : Decimal{};  // no rung may hold
}

}  // namespace guicheng::rules
