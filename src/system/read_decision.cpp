// Reading decisions: columns by the names in the heading, then the rules, drawn or from a CSV file, then what is proved.
// Entry point: read_decision.
#include <guicheng/decision.hpp>

#include "system/csv.hpp"
#include "system/kept.hpp"
#include "system/read_input.hpp"
#include "system/rules_shapes.hpp"
#include "system/scalar.hpp"

#include "rules/cell_tests.hpp"
#include "rules/decision_table.hpp"
#include "rules/table_check.hpp"

#include <guicheng/hash.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

/// A cell as FEEL, and where it stands: in a CSV file, whose texts need no quotes, its place; in a drawn table its offset,
/// since to find the place of each would take time in proportion to the whole file.
struct Cell { std::string text; Place place; std::size_t offset = 0; };
using Row = std::vector<Cell>;

constexpr std::array<std::pair<std::string_view, HitPolicy>, 11> policies{{
    {"unique", HitPolicy::unique}, {"any", HitPolicy::any}, {"first", HitPolicy::first}, {"priority", HitPolicy::priority},
    {"rule order", HitPolicy::rule_order}, {"output order", HitPolicy::output_order}, {"collect", HitPolicy::collect}, {"sum", HitPolicy::sum},
    {"min", HitPolicy::minimum}, {"max", HitPolicy::maximum}, {"count", HitPolicy::count},
}};

/// A literal of YAML as FEEL of a type: what has a text or date type need not be quoted.
std::string literal(std::string const& text, InputKind kind) {
  if (kind == InputKind::number || kind == InputKind::boolean || kind == InputKind::any || kind == InputKind::list) return text;
  if (kind == InputKind::date) return "date(" + write_feel(Value{text}) + ")";
  return write_feel(Value{text});
}
bool is_text(InputKind kind) { return kind == InputKind::text || kind == InputKind::choice || kind == InputKind::month || kind == InputKind::uscc; }

class Reader {
 public:
  Reader(Sources const& sources, std::string const& path, bool kept) : sources_{sources}, reading_{sources, kept}, path_{path} {}

  LoadedDecision read() {
    LoadedDecision loaded;
    document_ = reading_.open(path_, decision_shape());
    std::optional<DecisionTable> table;
    if (document_ && columns() && !has_error(reading_.findings())) table = compile();
    if (table) prove(*table);
    loaded.findings = std::move(reading_.findings());
    if (table && !has_error(loaded.findings))
      loaded.decision = std::make_shared<TableDecision const>(TableDecision{text_of(root(), "decision"), text_of(root(), "title"), text_of(root(), "version"),
                                                                  text_of(root(), "source"), hash(), flag_of(root(), "sample", false), inputs_, output_names(), *table});
    sort(loaded.findings);
    return loaded;
  }

 private:
  YamlNode const& root() const { return *document_->root; }

  std::vector<std::string> output_names() const {
    std::vector<std::string> names;
    for (auto const& output : outputs_) names.push_back(output.name);
    return names;
  }

  bool columns() {
    if (auto const* const id = node_of(root(), "decision"); id && !is_id(id->text))
      reading_.error(*document_, id->place, "id.form", fmt::format("`{}` is no id.", id->text), "Use lower-case letters, digits and `-`.");
    if (auto const* const map = node_of(root(), "inputs"))
      for (auto const& entry : map->entries) inputs_.push_back(rule_input(reading_, *document_, entry));
    if (auto const* const map = node_of(root(), "output"))
      for (auto const& entry : map->entries) {
        outputs_.push_back(rule_input(reading_, *document_, entry));
        auto const twice = std::any_of(inputs_.begin(), inputs_.end(), [&](RuleInput const& i) { return i.name == entry.key; });
        if (twice) reading_.error(*document_, entry.place, "decision.column-twice", fmt::format("`{}` is an input and an output.", entry.key), "Rename one of them.");
      }
    return !inputs_.empty() && !outputs_.empty() && rows() && heading();
  }

  /// The rules as cells, heading first; false where there is nothing to go on with.
  bool rows() {
    auto& findings = reading_.findings();
    if (auto const* const drawn = node_of(root(), "table")) {
      drawn_ = drawn;
      for (auto const& line : read_table(*document_, *drawn, findings)) {
        Row row;
        for (auto const& cell : line) row.push_back({cell.text, {}, cell.offset});
        rows_.push_back(std::move(row));
      }
      file_ = document_->path;
    } else if (auto const* const file = node_of(root(), "file")) {
      file_ = resolve_path(path_, file->text);
      auto const* const text = reading_.text(file_, document_, file->place);
      if (!text) return false;
      auto const csv = read_csv(file_, *text, {.kept = reading_.kept()});
      findings.insert(findings.end(), csv.findings.begin(), csv.findings.end());
      for (auto const& line : csv.rows) {
        Row row;
        for (auto const& cell : line) row.push_back({std::string{rules::trim(cell.text)}, cell.place});
        rows_.push_back(std::move(row));
      }
    }
    if (has_error(findings)) return false;
    if (rows_.size() < 2) return tell(true, rows_.empty() ? root().place : place_of(rows_[0][0]), "decision.no-rules", "The table needs a heading and at least one rule.", "The heading names the inputs and the output."), false;
    return true;
  }

  void tell(bool error, Place place, std::string code, std::string text, std::string remedy) {
    reading_.findings().push_back({error ? Finding::Level::error : Finding::Level::warning, file_.empty() ? document_->path : file_, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
  }

  Place place_of(Cell const& cell) const { return drawn_ ? place_in(*document_, *drawn_, cell.offset) : cell.place; }

  /// Which column is which input or output.
  bool heading() {
    std::vector<std::string> names;
    for (auto const* const list : {&inputs_, &outputs_})
      for (auto const& one : *list) names.push_back(one.name);
    at_.assign(names.size(), std::string::npos);
    bool well = true;
    for (std::size_t c = 0; c < rows_[0].size(); ++c) {
      auto const& cell = rows_[0][c];
      auto const found = std::find(names.begin(), names.end(), cell.text);
      auto const index = static_cast<std::size_t>(found - names.begin());
      if (found != names.end() && at_[index] == std::string::npos) { at_[index] = c; continue; }
      well = false;
      auto const near = did_you_mean(cell.text, names);
      if (found != names.end()) tell(true, place_of(cell), "decision.column-twice", fmt::format("The column `{}` stands twice.", cell.text), "Remove one of them.");
      else tell(true, place_of(cell), "decision.unknown-column", fmt::format("There is no input or output `{}`.", cell.text), near.empty() ? "Declare it, or correct the heading." : fmt::format("Did you mean `{}`?", near));
    }
    for (std::size_t i = 0; i < names.size(); ++i)
      if (well && at_[i] == std::string::npos) well = false, tell(true, place_of(rows_[0][0]), "decision.missing-column", fmt::format("The table has no column `{}`.", names[i]), "Add it to the heading, or remove it above.");
    return well;
  }

  /// In a CSV file a text stands for itself, several apart by commas; what has quotes or begins with `not(` or `=` is FEEL.
  std::string cell_text(Cell const& cell, InputKind kind, bool input) const {
    auto const text = std::string_view{cell.text};
    if (drawn_) return cell.text;
    if (text.starts_with('=')) return std::string{rules::trim(text.substr(1))};
    if (!is_text(kind) || text.find('"') != text.npos || (input && (rules::always_holds(text) || text.starts_with("not("))) || text == "null") return cell.text;
    if (!input) return write_feel(Value{cell.text});
    std::string tests;
    for (std::size_t begin = 0; begin <= text.size();) {
      auto const end = std::min(text.find(',', begin), text.size());
      tests += (tests.empty() ? "" : ",") + write_feel(Value{std::string{rules::trim(text.substr(begin, end - begin))}});
      begin = end + 1;
    }
    return tests;
  }

  DecisionTableText table_text() {
    DecisionTableText text;
    auto const word = text_of(root(), "hit policy");
    for (auto const& [name, policy] : policies)
      if (name == word) text.hit_policy = policy;
    for (auto const& input : inputs_) text.inputs.push_back({input.name, input.name, type_of(input), ""});
    for (auto const& output : outputs_) {
      std::string values;
      for (auto const& value : output.options) values += (values.empty() ? "" : ", ") + literal(value, output.kind);
      auto const* const map = node_of(root(), "output");
      auto const* const entry = map ? map->find(output.name) : nullptr;
      auto const* const preset = entry ? node_of(entry->value, "default") : nullptr;
      auto const type = output.kind == InputKind::choice ? Type::of(Value::Kind::string) : type_of(output);
      text.outputs.push_back({output.name, type, values, preset ? literal(preset->text, output.kind) : ""});
    }
    for (std::size_t r = 1; r < rows_.size(); ++r) {
      DecisionTableText::Rule rule;
      for (std::size_t i = 0; i < inputs_.size(); ++i) rule.inputs.push_back(cell_text(rows_[r][at_[i]], inputs_[i].kind, true));
      for (std::size_t i = 0; i < outputs_.size(); ++i) rule.outputs.push_back(cell_text(rows_[r][at_[inputs_.size() + i]], outputs_[i].kind, false));
      text.rules.push_back(std::move(rule));
    }
    return text;
  }

  std::optional<DecisionTable> compile() {
    needs_values();
    Scope scope;
    for (auto const& input : inputs_) scope.add(input.name, type_of(input));
    auto compiled = compile_decision_table(table_text(), scope, reading_.kept());
    for (auto const& finding : compiled.findings) place(finding);
    return std::move(compiled.table);
  }

  void needs_values() {
    auto const word = text_of(root(), "hit policy");
    auto const ranked = std::any_of(outputs_.begin(), outputs_.end(), [](RuleInput const& o) { return !o.options.empty(); });
    auto const place = node_of(root(), "hit policy") ? node_of(root(), "hit policy")->place : root().place;
    if ((word == "priority" || word == "output order") && !ranked)
      reading_.error(*document_, place, "decision.no-priority", fmt::format("`{}` needs the order of the output's values.", word), "Write the output as `津贴: {type: number, options: [600000, 400000]}`, best first.");
  }

  void place(TableFinding const& finding) {
    using enum TableFinding::Part;
    bool const in_cell = finding.part == input_cell || finding.part == output_cell;
    bool const answers = finding.part == output_cell || finding.part == output || finding.part == values || finding.part == default_value;
    auto const column = at_[std::min((answers ? inputs_.size() : 0) + finding.column, at_.size() - 1)];
    auto const& cell = rows_[in_cell ? std::min(finding.rule + 1, rows_.size() - 1) : 0][column];
    auto const at = in_cell && drawn_ ? place_in(*document_, *drawn_, cell.offset + finding.what.offset) : place_of(cell);
    tell(finding.what.level == FeelFinding::Level::error, at, finding.what.code, finding.what.message, finding.what.remedy);
  }

  void prove(DecisionTable const& table) {
    std::vector<TableDomain> domains;
    for (auto const& input : inputs_) domains.push_back(domain_of(input));
    for (auto& defect : check_table(table, domains, monotone())) {
      auto const& row = rows_[defect.rules.empty() ? 0 : defect.at() + 1];
      tell(defect.error && !reading_.kept(), place_of(row[0]), std::move(defect.code), std::move(defect.text), std::move(defect.remedy));
    }
  }

  std::vector<TableMonotone> monotone() {
    std::vector<TableMonotone> declared;
    auto const* const map = node_of(root(), "monotone");
    for (std::size_t i = 0; map && i < map->entries.size(); ++i) {
      auto const& entry = map->entries[i];
      auto const input = std::find_if(inputs_.begin(), inputs_.end(), [&](RuleInput const& one) { return one.name == entry.key; });
      std::vector<std::string> names;
      for (auto const& one : inputs_) names.push_back(one.name);
      if (input == inputs_.end()) reading_.unknown(*document_, entry.place, "decision.unknown-column", "input", entry.key, names);
      else
        for (std::size_t output = 0; output < outputs_.size(); ++output)
          declared.push_back({static_cast<std::size_t>(input - inputs_.begin()), output, entry.value.text == "rises"});
    }
    return declared;
  }

  std::string hash() const {
    auto all = sources_.find(path_)->second + '\0';
    if (file_ != path_) all += sources_.find(file_)->second + '\0';
    return sha256_hex(all);
  }

  Sources const& sources_;
  Reading reading_;
  std::string path_, file_;  // of the decision; of its rules
  YamlDocument const* document_ = nullptr;
  YamlNode const* drawn_ = nullptr;
  std::vector<RuleInput> inputs_, outputs_;
  std::vector<Row> rows_;
  std::vector<std::size_t> at_;  // the column of each input, then of each output
};

}  // namespace

LoadedDecision read_decision(Sources const& sources, std::string const& path) { return read_decision(sources, path, false); }
LoadedDecision read_decision(Sources const& sources, std::string const& path, bool kept) { return Reader{sources, path, kept}.read(); }

}  // namespace guicheng
