// From a table's text to its program. Entry point: compile_decision_table.
#include "rules/decision_table.hpp"

#include "feel/scope.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace guicheng {
namespace {

using namespace rules;
using Kind = Value::Kind;
using Part = TableFinding::Part;
using Level = FeelFinding::Level;

constexpr std::size_t most_rules = 100'000;
constexpr std::size_t most_columns = 256;

constexpr std::array simple_kinds{Kind::boolean, Kind::number, Kind::string, Kind::date, Kind::time, Kind::date_time,
                                  Kind::days_duration, Kind::months_duration};

std::optional<Kind> simple_kind(Type const& type) {
  for (auto const kind : simple_kinds) {
    if (type.kind() == kind) return kind;
  }
  return std::nullopt;
}

class Compiler {
 public:
  Compiler(DecisionTableText text, Scope const& scope, bool kept) : scope_{scope}, kept_{kept}, program_{std::make_shared<DecisionTable::Program>()} {
    program_->text = std::move(text);
  }

  CompiledDecisionTable compile() {
    if (!check_shape()) return {std::nullopt, std::move(findings_)};
    compile_inputs();
    compile_outputs();
    if (program_->inputs.size() == text().inputs.size()) {
      compile_cells();
      compile_rules();
    }
    if (has_error_) return {std::nullopt, std::move(findings_)};
    for (std::size_t column = 0; column < program_->inputs.size(); ++column) build_index(column);
    collect_used_slots();
    return {DecisionTable{std::move(program_)}, std::move(findings_)};
  }

 private:
  DecisionTableText const& text() const { return program_->text; }

  void say(Part part, std::size_t column, std::size_t rule, Level level, std::string code, std::string message,
           std::string remedy = {}) {
    FeelFinding what;
    what.level = level;
    what.code = std::move(code);
    what.message = std::move(message);
    what.remedy = std::move(remedy);
    has_error_ = has_error_ || level == Level::error;
    findings_.push_back({part, column, rule, std::move(what)});
  }

  bool check_shape() {
    auto const error = [this](Part part, std::size_t rule, std::string code, std::string message) {
      say(part, 0, rule, Level::error, std::move(code), std::move(message));
    };
    if (text().outputs.empty()) error(Part::table, 0, "table.no-output", "The table has no output.");
    if (text().rules.size() > most_rules) error(Part::table, 0, "table.limit", "The table has more than 100,000 rules.");
    if (text().inputs.size() + text().outputs.size() > most_columns) {
      error(Part::table, 0, "table.limit", "The table has more than 256 columns.");
    }
    auto const aggregates = text().hit_policy >= HitPolicy::sum && text().hit_policy <= HitPolicy::maximum;
    if (aggregates && text().outputs.size() > 1) {
      error(Part::table, 0, "table.aggregation", "SUM, MIN and MAX need exactly one output.");
    }
    check_output_names();
    for (std::size_t r = 0; r < text().rules.size() && findings_.size() < 100; ++r) {
      auto const& rule = text().rules[r];
      if (rule.inputs.size() != text().inputs.size() || rule.outputs.size() != text().outputs.size()) {
        error(Part::input_cell, r, "table.cells",
              "The rule has " + std::to_string(rule.inputs.size()) + " + " + std::to_string(rule.outputs.size()) +
                  " cells; the table has " + std::to_string(text().inputs.size()) + " inputs and " +
                  std::to_string(text().outputs.size()) + " outputs.");
      }
    }
    return !has_error_;
  }

  void check_output_names() {
    if (text().outputs.size() < 2) return;
    std::set<std::string_view> names;
    for (std::size_t c = 0; c < text().outputs.size(); ++c) {
      auto const& name = text().outputs[c].name;
      if (name.empty()) {
        say(Part::output, c, 0, Level::error, "table.output-name", "Where there are several outputs, each needs a name.");
      } else if (!names.insert(name).second) {
        say(Part::output, c, 0, Level::error, "table.output-name", "Two outputs are called " + name + ".");
      }
    }
  }

  std::optional<Feel> compile_text(std::string_view source, Scope const& scope, FeelForm form, Part part,
                                   std::size_t column, std::size_t rule = 0) {
    auto compiled = compile_feel(source, scope, form, kept_);
    for (auto& finding : compiled.findings) {
      has_error_ = has_error_ || finding.level == Level::error;
      findings_.push_back({part, column, rule, std::move(finding)});
    }
    has_error_ = has_error_ || !compiled.feel;
    return std::move(compiled.feel);
  }

  void compile_inputs() {
    for (std::size_t c = 0; c < text().inputs.size(); ++c) {
      auto const& input = text().inputs[c];
      auto expression = compile_text(input.expression, scope_, FeelForm::expression, Part::input, c);
      if (!expression) continue;
      auto const type = input.type == Type{} ? expression->type() : input.type;
      cell_scopes_.push_back(scope_);
      program_->input_slot = cell_scopes_.back().add("?", type);
      if (!always_holds(input.allowed)) program_->first_rule = 1;
      program_->inputs.push_back({std::move(*expression), input.type, simple_kind(input.type), {}, {}, {}, {}});
    }
  }

  void compile_outputs() {
    for (std::size_t c = 0; c < text().outputs.size(); ++c) {
      auto const& output = text().outputs[c];
      OutputColumn column{output.name, output.type, {}, std::nullopt};
      if (!always_holds(output.values)) compile_values(output, c, column);
      if (!trim(output.default_value).empty()) {
        column.default_value = compile_text(output.default_value, scope_, FeelForm::expression, Part::default_value, c);
      }
      program_->outputs.push_back(std::move(column));
    }
  }

  void compile_values(DecisionTableText::Output const& output, std::size_t c, OutputColumn& column) {
    auto scope = scope_;
    scope.add("?", output.type);
    auto const tests = split_tests(output.values);
    if (!tests) {
      compile_text(output.values, scope, FeelForm::unary_tests, Part::values, c);
      return;
    }
    for (auto const test : *tests) {
      if (auto value = compile_text(test, scope, FeelForm::unary_tests, Part::values, c)) {
        column.values.push_back(std::move(*value));
      }
    }
  }

  void compile_cells() {
    auto const columns = text().inputs.size();
    program_->grid.assign((program_->first_rule + text().rules.size()) * columns, no_cell);
    known_cells_.resize(columns);
    if (program_->first_rule == 1) {
      for (std::size_t c = 0; c < columns; ++c) program_->grid[c] = compile_cell(text().inputs[c].allowed, c, 0, Part::allowed);
    }
    for (std::size_t r = 0; r < text().rules.size(); ++r) {
      auto* row = program_->grid.data() + (program_->first_rule + r) * columns;
      for (std::size_t c = 0; c < columns; ++c) row[c] = compile_cell(text().rules[r].inputs[c], c, r, Part::input_cell);
    }
  }

  std::uint32_t compile_cell(std::string_view cell, std::size_t column, std::size_t rule, Part part) {
    auto const source = trim(cell);
    if (always_holds(source)) return no_cell;
    if (auto const known = known_cells_[column].find(source); known != known_cells_[column].end()) return known->second;
    auto test = compile_text(source, cell_scopes_[column], FeelForm::unary_tests, part, column, rule);
    if (!test) return no_cell;
    Cell made{std::move(*test), read_cell_tests(source, cell_scopes_[column]), false};
    std::vector<Value> const nulls(program_->input_slot + 1);
    if (made.tests) made.on_null = evaluate(made.test, nulls, {}) == Value{true};
    program_->cells.push_back(std::move(made));
    return known_cells_[column][std::string{source}] = static_cast<std::uint32_t>(program_->cells.size() - 1);
  }

  void compile_rules() {
    known_outputs_.resize(text().outputs.size());
    for (std::size_t r = 0; r < text().rules.size(); ++r) {
      RuleOutput output;
      bool constant = true;
      for (std::size_t c = 0; c < text().outputs.size(); ++c) {
        auto const* cell = compile_output(text().rules[r].outputs[c], c, r);
        if (cell == nullptr) continue;
        output.cells.push_back(*cell);
        constant = constant && is_constant(text().rules[r].outputs[c]);
      }
      if (constant && output.cells.size() == text().outputs.size()) make_constant(output);
      program_->rules.push_back(std::move(output));
    }
  }

  Feel const* compile_output(std::string_view source, std::size_t column, std::size_t rule) {
    auto const known = known_outputs_[column].find(source);
    if (known != known_outputs_[column].end()) return known->second ? &*known->second : nullptr;
    auto compiled = compile_text(source, scope_, FeelForm::expression, Part::output_cell, column, rule);
    auto const& kept = known_outputs_[column][std::string{source}] = std::move(compiled);
    return kept ? &*kept : nullptr;
  }

  bool is_constant(std::string_view cell) const { return read_literal(trim(cell), scope_).has_value(); }

  void make_constant(RuleOutput& output) const {
    std::vector<Value> parts;
    for (std::size_t c = 0; c < output.cells.size(); ++c) {
      parts.push_back(coerce(evaluate(output.cells[c], {}, {}), program_->outputs[c].type));
    }
    if (parts.size() == 1) {
      output.constant = std::move(parts[0]);
    } else {
      Context context;
      for (std::size_t c = 0; c < parts.size(); ++c) context.set(program_->outputs[c].name, std::move(parts[c]));
      output.constant = std::move(context);
    }
    auto const has_values = [](OutputColumn const& column) { return !column.values.empty(); };
    if (std::ranges::any_of(program_->outputs, has_values)) {
      std::vector<Value> const nulls(program_->input_slot + 1);
      std::uint64_t steps = EvalContext{}.steps;
      output.rank = rank_of(*program_, *output.constant, nulls, {}, steps);
    }
    output.cells.clear();
  }

  /// The index holds the cells of the column's commonest kind; all others are evaluated.
  void build_index(std::size_t c) {
    auto& column = program_->inputs[c];
    auto const rows = program_->rows();
    std::map<Kind, std::size_t> kinds;
    for (std::size_t row = 0; row < rows; ++row) {
      auto const cell = program_->cell(row, c);
      if (cell != no_cell && program_->cells[cell].tests) ++kinds[program_->cells[cell].tests->kind];
    }
    auto const commonest = std::ranges::max_element(kinds, {}, [](auto const& kind) { return kind.second; });
    if (commonest != kinds.end()) index_kind(column, c, commonest->first);
    column.always.assign((rows + 63) / 64, 0);
    column.on_null = column.evaluated = column.always;
    program_->evaluated.resize(column.always.size());
    for (std::size_t row = 0; row < rows; ++row) place(column, row, program_->cell(row, c), row < program_->first_rule);
  }

  void index_kind(InputColumn& column, std::size_t c, Kind kind) {
    std::vector<ColumnIndex::Row> cells;
    for (std::size_t row = 0; row < program_->rows(); ++row) {
      auto const cell = program_->cell(row, c);
      if (cell == no_cell) continue;
      auto const& tests = program_->cells[cell].tests;
      if (tests && tests->kind == kind) cells.push_back({static_cast<std::uint32_t>(row), &*tests});
    }
    column.index = ColumnIndex::build(kind, cells, program_->rows());
  }

  void place(InputColumn& column, std::size_t row, std::uint32_t cell, bool allowed_values) {
    bool const indexed = cell != no_cell && column.index && program_->cells[cell].tests &&
                         program_->cells[cell].tests->kind == column.index->kind();
    if (cell == no_cell || !indexed) set_bit(column.always, row);
    if (cell != no_cell && !indexed) {
      set_bit(column.evaluated, row);
      set_bit(program_->evaluated, row);
    }
    bool const holds_for_null = cell == no_cell || allowed_values || (indexed ? program_->cells[cell].on_null : true);
    if (holds_for_null) set_bit(column.on_null, row);
  }

  void collect_used_slots() {
    std::set<std::size_t> used;
    auto const use = [&](Feel const& feel) { used.insert(feel.used_slots().begin(), feel.used_slots().end()); };
    for (auto const& cell : program_->cells) use(cell.test);
    used.erase(program_->input_slot);
    for (auto const& input : program_->inputs) use(input.expression);
    for (auto const& output : program_->outputs) {
      if (output.default_value) use(*output.default_value);
    }
    for (auto const& rule : program_->rules) std::ranges::for_each(rule.cells, use);
    program_->used_slots.assign(used.begin(), used.end());
  }

  Scope const& scope_;
  bool kept_;
  std::shared_ptr<DecisionTable::Program> program_;
  std::vector<Scope> cell_scopes_;  // one per column, with its `?`
  std::vector<std::map<std::string, std::uint32_t, std::less<>>> known_cells_;
  std::vector<std::map<std::string, std::optional<Feel>, std::less<>>> known_outputs_;
  std::vector<TableFinding> findings_;
  bool has_error_ = false;
};

}  // namespace

CompiledDecisionTable compile_decision_table(DecisionTableText text, Scope const& scope) { return compile_decision_table(std::move(text), scope, false); }

CompiledDecisionTable compile_decision_table(DecisionTableText text, Scope const& scope, bool kept) {
  return Compiler{std::move(text), scope, kept}.compile();
}

}  // namespace guicheng
