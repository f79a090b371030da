// Reading rule sets: inputs and lets first, then the scope, then everything that is judged. Entry point: read_rules.
#include <guicheng/rules.hpp>

#include "system/csv.hpp"
#include "system/kept.hpp"
#include "system/read_form.hpp"
#include "system/read_indicator.hpp"
#include "system/read_input.hpp"
#include "system/reading.hpp"
#include "system/rules_shapes.hpp"
#include "system/scalar.hpp"
#include "system/use_decision.hpp"

#include <guicheng/hash.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

class Reader {
 public:
  Reader(Sources const& sources, std::string const& path, bool kept) : sources_{sources}, reading_{sources, kept}, path_{path} {}

  LoadedRules read() {
    LoadedRules loaded;
    document_ = reading_.open(path_, rules_shape());
    if (document_) {
      imports();
      names();
      inputs();
      scope();
      judged();
    }
    loaded.findings = std::move(reading_.findings());
    if (document_ && !has_error(loaded.findings)) {
      rules_.hash = hash();
      loaded.rules = std::make_shared<RuleSet const>(std::move(rules_));
    }
    sort(loaded.findings);
    return loaded;
  }

 private:
  YamlNode const& root() const { return *document_->root; }

  /// Shared files come first, in the order they are named.
  void imports() {
    if (auto const* const list = node_of(root(), "imports"))
      for (auto const& item : list->items)
        if (auto const* const shared = reading_.open(resolve_path(path_, item.text), rules_part_shape(), document_, item.place)) parts_.push_back(shared);
    parts_.push_back(document_);
  }

  void names() {
    rules_.id = text_of(root(), "rules");
    rules_.title = text_of(root(), "title");
    rules_.version = text_of(root(), "version");
    rules_.source = text_of(root(), "source");
    rules_.sample = flag_of(root(), "sample", false);
    if (auto const* const id = node_of(root(), "rules"); id && !is_id(id->text))
      reading_.error(*document_, id->place, "id.form", fmt::format("`{}` is no id.", id->text), "Use lower-case letters, digits and `-`.");
    if (auto const* const from = node_of(root(), "effective")) rules_.effective = scalar_date(*from).value_or(Date{});
    if (auto const* const until = node_of(root(), "until")) rules_.until = scalar_date(*until);
  }

  void inputs() {
    for (auto const* const part : parts_)
      if (auto const* const map = node_of(*part->root, "inputs"))
        for (auto const& entry : map->entries) input(*part, entry);
    if (auto const* const list = node_of(root(), "indicators")) collect_answers(reading_, *document_, *list, rules_.inputs);
  }

  void input(YamlDocument const& document, YamlEntry const& entry) {
    if (known(entry.key)) return reading_.error(document, entry.place, "rules.input-twice", fmt::format("The input `{}` is declared twice.", entry.key));
    rules_.inputs.push_back(rule_input(reading_, document, entry));
  }

  bool known(std::string_view name) const {
    return std::any_of(rules_.inputs.begin(), rules_.inputs.end(), [&](RuleInput const& i) { return i.name == name; });
  }

  void scope() {
    Scope scope;
    for (auto const& input : rules_.inputs) scope.add(input.name, type_of(input));
    for (auto const* const part : parts_)
      if (auto const* const map = node_of(*part->root, "lookups"))
        for (auto const& entry : map->entries) lookup(*part, entry, scope);
    for (auto const* const part : parts_)
      if (auto const* const map = node_of(*part->root, "let"))
        for (auto const& entry : map->entries) {
          check_name(reading_, *part, entry);
          if (known(entry.key)) reading_.error(*part, entry.place, "rules.input-twice", fmt::format("`{}` is an input already.", entry.key));
          auto formula = reading_.compile(*part, entry.value, scope);
          scope.add(entry.key, formula ? formula->type() : Type{});
          if (formula) rules_.lets.push_back({entry.key, std::move(*formula)});
        }
    scope.add("score", Type::of(Value::Kind::number));
    scope.add("grade", Type::of(Value::Kind::string));
    rules_.scope = std::make_shared<Scope const>(std::move(scope));
  }

  void lookup(YamlDocument const& document, YamlEntry const& entry, Scope& scope) {
    check_name(reading_, document, entry);
    if (auto const* const decision = node_of(entry.value, "decision")) {
      if (auto const read = open_decision(reading_, document, *decision)) scope.add(function_of(entry.key, read));
      return;
    }
    auto const* const file = node_of(entry.value, "file");
    if (!file) return;
    for (auto const* const needed : {"key", "value"})
      if (!node_of(entry.value, needed)) reading_.error(document, entry.place, "rules.lookup-form", fmt::format("A lookup in a file needs `{}`.", needed), "Name its columns under `key` and `value`.");
    auto const path = resolve_path(document.path, file->text);
    auto const* const text = reading_.text(path, &document, file->place);
    if (!text) return;
    auto const table = read_csv(path, *text, {.kept = reading_.kept()});
    auto& findings = reading_.findings();
    findings.insert(findings.end(), table.findings.begin(), table.findings.end());
    if (table.rows.empty()) return;
    std::vector<std::string> columns;
    for (auto const& cell : table.rows[0]) columns.push_back(cell.text);
    auto const column = [&](YamlNode const& node) -> std::optional<std::size_t> {
      auto const found = std::find(columns.begin(), columns.end(), node.text);
      if (found == columns.end()) return reading_.unknown(document, node.place, "rules.unknown-column", "column", node.text, columns), std::nullopt;
      return static_cast<std::size_t>(found - columns.begin());
    };
    std::vector<std::size_t> keys;
    if (auto const* const list = node_of(entry.value, "key"))
      for (auto const& item : list->items)
        if (auto const at = column(item)) keys.push_back(*at);
    auto const* const value = node_of(entry.value, "value");
    if (auto const at = value ? column(*value) : std::nullopt; at && !keys.empty()) scope.add(lookup_of(entry.key, table, keys, *at));
  }

  std::optional<Feel> formula(YamlNode const& map, std::string_view key, bool condition) {
    auto const* const node = node_of(map, key);
    return node ? reading_.compile(*document_, *node, *rules_.scope, condition) : std::nullopt;
  }

  std::vector<Condition> conditions(YamlNode const& map, std::string_view key) {
    std::vector<Condition> result;
    if (auto const* const list = node_of(map, key))
      for (auto const& item : list->items)
        if (node_of(item, "must")) result.push_back({text_of(item, "title"), formula(item, "must", true).value_or(unread(*rules_.scope)), text_of(item, "else")});
    return result;
  }

  void judged() {
    rules_.eligibility = conditions(root(), "eligibility");
    if (auto const* const list = node_of(root(), "indicators"))
      rules_.indicators = indicators_of(reading_, *document_, *list, rules_);
    rules_.combine = combine_of(text_of(root(), "combine"));
    if (auto const* const round = node_of(root(), "round")) rules_.round = rounding_of(*round);
    if (auto const* const percent = node_of(root(), "percent")) rules_.percent = rounding_of(*percent);
    if (auto const* const total = node_of(root(), "total")) rules_.total = scalar_number(*total);
    grades();
    rules_.none_below = flag_of(root(), "none below", false);
    rules_.second_grade = formula(root(), "second grade", false);
    classes();
    vetoes();
    rules_.warnings = conditions(root(), "warnings");
    if (auto const* const validity = node_of(root(), "validity"))
      if (auto from = formula(*validity, "from", false)) rules_.validity = Validity{whole(*validity, "years"), whole(*validity, "months"), std::move(*from)};
    if (rules_.indicators.empty() && rules_.classes.empty())
      reading_.error(*document_, root().place, "rules.nothing", "This rule set judges nothing.", "Add `indicators` or `classes`.");
    // What could not be read may use what seems to be of no use, and nobody knows what it gives.
    constexpr std::array guesses{"rules.unused-input", "rules.unused-let", "rules.constant", "rules.no-maximum", "rules.grade-gap"};
    bool const whole = !has_error(reading_.findings());
    for (auto const& defect : check_rules(rules_))
      if (whole || std::find(guesses.begin(), guesses.end(), defect.code) == guesses.end()) place(defect);
  }

  /// Where what has this name stands: the key of an entry, or the value of one.
  static std::optional<Place> named(YamlNode const& node, std::string_view name, int depth = 0) {
    if (name.empty() || depth > 4) return {};
    if (node.is_scalar() && node.text == name) return node.place;
    for (auto const& entry : node.entries)
      if (entry.key == name) return entry.place;
    for (auto const& entry : node.entries)
      if (auto const inside = named(entry.value, name, depth + 1)) return inside;
    for (auto const& item : node.items)
      if (auto const inside = named(item, name, depth + 1)) return inside;
    return {};
  }

  /// `/inputs/电话`: where the input stands; the key where it is an imported one.
  Place place_in_set(std::string_view path) const {
    path.remove_prefix(1);
    auto const key = path.substr(0, path.find('/'));
    auto const* const entry = root().find(key);
    if (entry == nullptr) return root().place;
    return named(entry->value, path.substr(std::min(key.size() + 1, path.size()))).value_or(entry->place);
  }

  /// A defect is told where the indicator it names stands, or the row, rung or option of it.
  void place(RuleDefect const& defect) {
    auto const at = defect.path.starts_with('/') ? place_in_set(defect.path) : place_of_indicator(*document_, defect.path, defect.item);
    if (defect.error) reading_.mistake(*document_, at, defect.code, defect.text, defect.remedy);
    else reading_.warning(*document_, at, defect.code, defect.text, defect.remedy);
  }

  static int whole(YamlNode const& map, std::string_view key) {
    auto const* const node = node_of(map, key);
    return node ? static_cast<int>(scalar_integer(*node).value_or(0)) : 0;
  }

  void grades() {
    auto const* const list = node_of(root(), "grades");
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
      auto const& item = list->items[i];
      GradeBand band;
      band.grade = text_of(item, "grade");
      band.title = text_of(item, "title");
      if (band.title.empty()) band.title = band.grade;
      if (auto const* const from = node_of(item, "from")) band.from = scalar_number(*from);
      band.conditions = conditions(item, "conditions");
      auto const twice = std::any_of(rules_.grades.begin(), rules_.grades.end(), [&](GradeBand const& b) { return b.grade == band.grade; });
      if (twice) reading_.error(*document_, item.place, "rules.grade-twice", fmt::format("The grade `{}` stands twice.", band.grade));
      rules_.grades.push_back(std::move(band));
    }
  }

  void vetoes() {
    auto const* const list = node_of(root(), "vetoes");
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
      auto const& item = list->items[i];
      auto when = formula(item, "when", true);
      if (!when) continue;
      VetoRule veto{VetoRule::Kind::refuse, std::move(*when), text_of(item, "at most"), 1, text_of(item, "reason")};
      if (auto const* const grade = node_of(item, "at most")) {
        veto.kind = VetoRule::Kind::at_most;
        std::vector<std::string> known;
        for (auto const& band : rules_.grades) known.push_back(band.grade);
        for (auto const& one : rules_.classes) known.push_back(one.grade);
        if (std::find(known.begin(), known.end(), grade->text) == known.end())
          reading_.unknown(*document_, grade->place, "rules.unknown-grade", "grade", grade->text, known);
      } else if (node_of(item, "lower")) {
        veto.kind = VetoRule::Kind::lower;
        veto.levels = whole(item, "lower");
      }
      rules_.vetoes.push_back(std::move(veto));
    }
  }

  void classes() {
    auto const* const list = node_of(root(), "classes");
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
      auto const& node = list->items[i];
      ClassRule one{text_of(node, "class"), text_of(node, "title"), {}};
      if (auto const* const items = node_of(node, "items"))
        for (auto const& item : items->items)
          if (auto when = formula(item, "when", true))
            one.items.push_back({text_of(item, "id"), text_of(item, "title"), std::move(*when), texts_of(item, "evidence")});
      rules_.classes.push_back(std::move(one));
    }
  }

  std::string hash() const {
    std::string all;
    for (auto const* const part : parts_) all += sources_.find(part->path)->second + '\0';
    for (auto const* const part : parts_)
      for (auto const& file : tables_of(sources_, part->path)) all += sources_.find(file)->second + '\0';
    return sha256_hex(all);
  }

  static Shape const& rules_part_shape() {
    static Shape const shape = [] {
      auto part = shape::map("a shared part of rule sets", "Inputs, derived values and lookups for several rule sets.");
      for (auto const& key : rules_shape().node().keys)
        if (key.name == "inputs" || key.name == "let" || key.name == "lookups" || key.name == "source") part.key(key.name, key.value);
      return part;
    }();
    return shape;
  }

  Sources const& sources_;
  Reading reading_;
  std::string path_;
  YamlDocument const* document_ = nullptr;
  std::vector<YamlDocument const*> parts_;
  RuleSet rules_;
};

}  // namespace

LoadedRules read_rules(Sources const& sources, std::string const& path) { return read_rules(sources, path, false); }
LoadedRules read_rules(Sources const& sources, std::string const& path, bool kept) { return Reader{sources, path, kept}.read(); }

}  // namespace guicheng
