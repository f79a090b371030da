// What rule sets do with decisions. Entry points: open_decision, then function_of or table_in.
#include "system/use_decision.hpp"

#include "rules/decision_table.hpp"
#include "system/kept.hpp"
#include "system/read_input.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

Type type_of(DecisionTable const& table) {
  auto const& outputs = table.text().outputs;
  auto type = outputs.size() == 1 ? outputs[0].type : [&] {
    std::vector<Type::Entry> entries;
    for (auto const& output : outputs) entries.emplace_back(output.name, output.type);
    return Type::context(std::move(entries));
  }();
  switch (table.text().hit_policy) {
    case HitPolicy::rule_order: case HitPolicy::output_order: case HitPolicy::collect: return Type::list(std::move(type));
    case HitPolicy::count: return Type::of(Value::Kind::number);
    default: return type;
  }
}

void collect(YamlNode const& node, std::string const& base, Sources const& sources, std::vector<std::string>& to) {
  for (auto const& item : node.items) collect(item, base, sources, to);
  for (auto const& entry : node.entries) {
    collect(entry.value, base, sources, to);
    if (!entry.value.is_scalar() || (entry.key != "decision" && entry.key != "file")) continue;
    auto path = resolve_path(base, entry.value.text);
    if (sources.contains(path) && std::find(to.begin(), to.end(), path) == to.end()) to.push_back(std::move(path));
  }
}

}  // namespace

std::shared_ptr<TableDecision const> open_decision(Reading& reading, YamlDocument const& document, YamlNode const& path) {
  auto const file = resolve_path(document.path, path.text);
  if (!reading.text(file, &document, path.place)) return nullptr;
  auto loaded = read_decision(reading.sources(), file, reading.kept());
  auto& findings = reading.findings();
  for (auto& finding : loaded.findings)
    if (std::find(findings.begin(), findings.end(), finding) == findings.end()) findings.push_back(std::move(finding));
  return loaded.decision;
}

HostFunction function_of(std::string name, std::shared_ptr<TableDecision const> decision) {
  HostFunction function;
  function.name = std::move(name);
  for (auto const& input : decision->inputs) function.parameters.emplace_back(input.name, type_of(input));
  function.result = type_of(decision->table);
  function.call = [decision](std::span<Value const> arguments, EvalContext const& context) -> Result<Value> {
    auto found = explain(decision->table, arguments, context);
    if (found.value.is_null() && !found.reasons.empty()) return fail(Errc::no_value, found.reasons.front().text_en);
    return std::move(found.value);
  };
  return function;
}

std::optional<DecisionTable> table_in(Reading& reading, YamlDocument const& document, YamlNode const& path, TableDecision const& decision, RuleSet const& rules) {
  auto const type = type_of(decision.table);
  if (type.kind() != Value::Kind::number)
    return reading.error(document, path.place, "rules.not-a-number", fmt::format("Points are a number; `{}` gives a {}.", decision.id, type.text())), std::nullopt;
  auto compiled = compile_decision_table(decision.table.text(), *rules.scope, reading.kept());
  for (auto const& one : compiled.findings)
    if (one.what.level == FeelFinding::Level::error)
      reading.error(document, path.place, one.what.code, fmt::format("In `{}`: {}", decision.id, one.what.message), "The rule set needs an input or a derived value of each input's name.");
  for (auto const& asked : decision.inputs) {
    auto const same = std::find_if(rules.inputs.begin(), rules.inputs.end(), [&](RuleInput const& i) { return i.name == asked.name; });
    if (same == rules.inputs.end() || conforms(type_of(*same), type_of(asked))) continue;
    reading.error(document, path.place, "rules.decision-input", fmt::format("`{}` is a {} here and a {} in `{}`.", asked.name, type_of(*same).text(), type_of(asked).text(), decision.id), "Give both the same type.");
  }
  return std::move(compiled.table);
}

std::vector<std::string> tables_of(Sources const& sources, std::string const& path) {
  std::vector<std::string> open{path};
  constexpr std::size_t most = 1'000;
  for (std::size_t i = 0; i < open.size() && open.size() < most; ++i) {
    auto const found = sources.find(open[i]);
    if (found == sources.end() || open[i].ends_with(".csv")) continue;
    auto const document = read_yaml(found->first, found->second, {.kept = true});  // its readers tell what is wrong with it
    if (document.root) collect(*document.root, std::string{open[i]}, sources, open);  // the list grows
  }
  open.erase(open.begin());
  return open;
}

}  // namespace guicheng
