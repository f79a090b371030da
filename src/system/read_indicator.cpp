// Reading indicators, one function per kind of leaf. Entry points: collect_answers, then indicators_of.
#include "system/read_indicator.hpp"

#include "rules/decision_table.hpp"
#include "system/csv.hpp"
#include "system/read_form.hpp"
#include "system/scalar.hpp"
#include "system/use_decision.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

Decimal number_of(YamlNode const& map, std::string_view key, Decimal otherwise) {
  auto const* const node = node_of(map, key);
  return node ? scalar_number(*node).value_or(otherwise) : otherwise;
}

std::optional<Decimal> number_of(YamlNode const& map, std::string_view key) {
  auto const* const node = node_of(map, key);
  return node ? scalar_number(*node) : std::nullopt;
}

class Reader {
 public:
  Reader(Reading& reading, YamlDocument const& document, RuleSet const& rules) : reading_{reading}, document_{document}, rules_{rules} {}

  std::vector<Indicator> list(YamlNode const& items) {
    std::vector<Indicator> result;
    for (auto const& item : items.items) {
      if (!item.is_map() || item.entries.size() != 1) continue;
      auto const& entry = item.entries.front();
      auto const twice = std::any_of(result.begin(), result.end(), [&](Indicator const& i) { return i.name == entry.key; });
      if (twice) reading_.error(document_, entry.place, "rules.indicator-twice", fmt::format("The indicator `{}` stands twice.", entry.key), "Give one of them another name.");
      result.push_back(one(entry));
    }
    return result;
  }

 private:
  Indicator one(YamlEntry const& entry) {
    Indicator indicator;
    indicator.name = entry.key;
    auto const& node = entry.value;
    indicator.title = text_of(node, "title");
    if (indicator.title.empty()) indicator.title = indicator.name;
    if (node.is_sequence()) {
      indicator.body = Branch{Combine::sum, list(node)};
      return indicator;
    }
    indicator.source = text_of(node, "source");
    indicator.weight = number_of(node, "weight", 1);
    indicator.cap = number_of(node, "cap");
    indicator.floor = number_of(node, "floor");
    indicator.total = number_of(node, "total");
    if (auto const* const round = node_of(node, "round")) indicator.round = rounding_of(*round);
    if (auto const* const applies = node_of(node, "applies")) indicator.applies = compile(*applies, true);
    body(entry, indicator);
    return indicator;
  }

  Feel compile(YamlNode const& node, bool condition) {
    auto feel = reading_.compile(document_, node, *rules_.scope, condition);
    return feel ? std::move(*feel) : unread(*rules_.scope);
  }
  std::optional<Feel> compile(YamlNode const& map, std::string_view key, bool condition) {
    auto const* const node = node_of(map, key);
    return node ? std::optional{compile(*node, condition)} : std::nullopt;
  }

  void body(YamlEntry const& entry, Indicator& indicator) {
    auto const& node = entry.value;
    indicator.body = Points{unread(*rules_.scope)};  // what cannot be read stays that
    if (auto const* const of = node_of(node, "of")) indicator.body = Branch{combine_of(text_of(node, "combine")), list(*of)};
    else if (auto const* const points = node_of(node, "points")) formula(*points, indicator);
    else if (node_of(node, "pick")) options(entry, indicator);
    else if (auto const* const ladder = node_of(node, "ladder")) rungs(*ladder, indicator);
    else if (auto const* const table = node_of(node, "table")) drawn(*table, indicator);
    else if (auto const* const file = node_of(node, "decision")) decided(*file, indicator);
    else if (auto const* const list = node_of(node, "deductions")) deductions(node, *list, indicator);
  }

  void formula(YamlNode const& node, Indicator& indicator) {
    auto feel = compile(node, false);
    auto const kind = feel.type().kind();
    if (kind && *kind != Value::Kind::number && *kind != Value::Kind::null)
      reading_.error(document_, node.place, "rules.not-a-number", fmt::format("Points are a number; this is a {}.", feel.type().text()));
    indicator.body = Points{std::move(feel)};
  }

  void options(YamlEntry const& entry, Indicator& indicator) {
    Options options;
    options.several = text_of(entry.value, "pick") == "several";
    auto const input = std::find_if(rules_.inputs.begin(), rules_.inputs.end(), [&](RuleInput const& i) { return i.name == entry.key; });
    options.input = static_cast<std::size_t>(input - rules_.inputs.begin());
    if (auto const* const map = node_of(entry.value, "options"))
      for (auto const& option : map->entries) {
        auto title = text_of(option.value, "title");
        options.options.push_back({option.key, title.empty() ? option.key : std::move(title), number_of(option.value, "points", 0), number_of(option.value, "effort", 1)});
      }
    if (options.options.empty()) reading_.error(document_, entry.place, "rules.no-options", fmt::format("The indicator `{}` has no options.", entry.key), "Add `options`.");
    indicator.body = std::move(options);
  }

  void rungs(YamlNode const& list, Indicator& indicator) {
    Ladder ladder;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      auto const& item = list.items[i];
      auto const* const when = node_of(item, "when");
      if (!when && i + 1 < list.items.size())
        reading_.error(document_, item.place, "rules.rung-always", "This rung always counts, so those after it never do.", "Give it a `when`, or put it last.");
      ladder.rungs.push_back({number_of(item, "points", 0), when ? std::optional{compile(*when, true)} : std::nullopt, text_of(item, "title"), number_of(item, "effort", 1)});
    }
    indicator.body = std::move(ladder);
  }

  void drawn(YamlNode const& node, Indicator& indicator) {
    auto const rows = read_table(document_, node, reading_.findings());
    if (rows.size() < 2 || rows[0].size() < 2)
      return reading_.error(document_, node.place, "rules.table-form", "The table needs a heading, a rule, an input and the points.");
    DecisionTableText text;
    text.hit_policy = HitPolicy::first;
    auto const inputs = rows[0].size() - 1;
    for (std::size_t i = 0; i < inputs; ++i) text.inputs.push_back({rows[0][i].text, rows[0][i].text, Type{}, ""});
    text.outputs.push_back({"", Type::of(Value::Kind::number), "", ""});
    for (std::size_t r = 1; r < rows.size(); ++r) {
      DecisionTableText::Rule rule;
      for (std::size_t i = 0; i < inputs; ++i) rule.inputs.push_back(rows[r][i].text);
      rule.outputs.push_back(rows[r][inputs].text);
      text.rules.push_back(std::move(rule));
    }
    auto compiled = compile_decision_table(std::move(text), *rules_.scope, reading_.kept());
    for (auto& finding : compiled.findings) tell(node, rows, finding);
    if (compiled.table) indicator.body = TablePoints{std::move(*compiled.table)};
  }

  void decided(YamlNode const& node, Indicator& indicator) {
    auto const decision = open_decision(reading_, document_, node);
    if (!decision) return;
    if (auto table = table_in(reading_, document_, node, *decision, rules_)) indicator.body = TablePoints{std::move(*table)};
  }

  void tell(YamlNode const& node, std::vector<TableRow> const& rows, TableFinding const& finding) {
    using enum TableFinding::Part;
    auto const row = finding.part == input_cell || finding.part == output_cell ? finding.rule + 1 : 0;
    auto const column = finding.part == output_cell ? rows[0].size() - 1 : finding.column;
    auto const place = place_in(document_, node, rows[row][std::min(column, rows[row].size() - 1)].offset + finding.what.offset);
    if (finding.what.level == FeelFinding::Level::error) reading_.error(document_, place, finding.what.code, finding.what.message, finding.what.remedy);
    else reading_.warning(document_, place, finding.what.code, finding.what.message, finding.what.remedy);
  }

  void deductions(YamlNode const& node, YamlNode const& list, Indicator& indicator) {
    Deductions result;
    if (auto const full = number_of(node, "full")) result.full = *full;
    else reading_.error(document_, node.place, "rules.no-full", "Deductions need the points they start from.", "Add `full`.");
    for (auto const& item : list.items) {
      Deduction deduction;
      deduction.id = text_of(item, "id");
      deduction.title = text_of(item, "title");
      deduction.when = compile(item, "when", true);
      deduction.times = compile(item, "times", false);
      deduction.points = number_of(item, "points", 0);
      deduction.at_most = number_of(item, "at most");
      deduction.all = flag_of(item, "all", false);
      deduction.extra = number_of(item, "extra", 0);
      deduction.extra_when_used_up = flag_of(item, "extra when used up", false);
      if (!node_of(item, "when") && !node_of(item, "times"))
        reading_.error(document_, item.place, "rules.deduction-always", "This deduction would always be taken.", "Add `when` or `times`.");
      result.deductions.push_back(std::move(deduction));
    }
    indicator.body = std::move(result);
  }

  Reading& reading_;
  YamlDocument const& document_;
  RuleSet const& rules_;
};

}  // namespace

void collect_answers(Reading& reading, YamlDocument const& document, YamlNode const& list, std::vector<RuleInput>& inputs, bool optional) {
  for (auto const& item : list.items) {
    if (!item.is_map() || item.entries.size() != 1) continue;
    auto const& entry = item.entries.front();
    bool const may_miss = optional || node_of(entry.value, "applies");
    if (entry.value.is_sequence()) collect_answers(reading, document, entry.value, inputs, may_miss);
    if (auto const* const of = node_of(entry.value, "of")) collect_answers(reading, document, *of, inputs, may_miss);
    auto const pick = text_of(entry.value, "pick");
    auto const known = std::any_of(inputs.begin(), inputs.end(), [&](RuleInput const& i) { return i.name == entry.key; });
    if (pick.empty() || known) continue;
    check_name(reading, document, entry);
    RuleInput input;
    input.name = entry.key;
    input.title = text_of(entry.value, "title");
    if (input.title.empty()) input.title = input.name;
    input.kind = pick == "several" ? InputKind::choices : InputKind::choice;
    input.optional = may_miss;
    if (auto const* const options = node_of(entry.value, "options"))
      for (auto const& option : options->entries) input.options.push_back(option.key);
    inputs.push_back(std::move(input));
  }
}

std::vector<Indicator> indicators_of(Reading& reading, YamlDocument const& document, YamlNode const& list, RuleSet const& rules) {
  return Reader{reading, document, rules}.list(list);
}

Combine combine_of(std::string_view word) noexcept {
  if (word == "weighted") return Combine::weighted;
  if (word == "max") return Combine::max;
  if (word == "min") return Combine::min;
  if (word == "average") return Combine::average;
  return Combine::sum;
}

RoundTo rounding_of(YamlNode const& node) {
  RoundTo result;
  if (auto const* const digits = node_of(node, "digits")) result.digits = static_cast<int>(scalar_integer(*digits).value_or(0));
  auto const mode = text_of(node, "mode");
  constexpr std::pair<std::string_view, Rounding> modes[] = {{"half even", Rounding::half_even}, {"half down", Rounding::half_down}, {"up", Rounding::up},
                                                             {"down", Rounding::down}, {"floor", Rounding::floor}, {"ceiling", Rounding::ceiling}};
  for (auto const& [word, meaning] : modes)
    if (word == mode) result.mode = meaning;
  return result;
}

Feel unread(Scope const& scope) { return *compile_feel("null", scope).feel; }

/// Nothing where the leaf has no such part that stands on its own: a decision has its rows in another file.
static std::optional<Place> place_of_item(YamlDocument const& document, YamlNode const& leaf, std::size_t item) {
  if (auto const* const table = node_of(leaf, "table")) {
    std::vector<Finding> told;
    auto const rows = read_table(document, *table, told);
    if (item + 1 < rows.size() && !rows[item + 1].empty()) return place_in(document, *table, rows[item + 1][0].offset);
  }
  if (auto const* const rungs = node_of(leaf, "ladder"); rungs && item < rungs->items.size()) return rungs->items[item].place;
  if (auto const* const options = node_of(leaf, "options"); options && item < options->entries.size()) return options->entries[item].place;
  return {};
}

Place place_of_indicator(YamlDocument const& document, std::string_view path, std::optional<std::size_t> item) {
  auto place = document.root->place;
  auto const* list = node_of(*document.root, "indicators");
  while (list && !path.empty()) {
    auto const name = path.substr(0, path.find('/'));
    path = name.size() == path.size() ? std::string_view{} : path.substr(name.size() + 1);
    YamlNode const* next = nullptr;
    for (auto const& one : list->items) {
      if (!one.is_map() || one.entries.size() != 1 || one.entries.front().key != name) continue;
      auto const& entry = one.entries.front();
      place = entry.place;
      if (path.empty() && item) place = place_of_item(document, entry.value, *item).value_or(place);
      next = entry.value.is_sequence() ? &entry.value : node_of(entry.value, "of");
    }
    list = next;
  }
  return place;
}

}  // namespace guicheng
