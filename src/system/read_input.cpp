// Inputs of rule sets and decisions, and CSV files asked like functions. Entry points: rule_input, lookup_of.
#include "system/read_input.hpp"

#include "system/csv.hpp"
#include "system/read_form.hpp"
#include "system/scalar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace guicheng {
namespace {

constexpr std::array<std::pair<std::string_view, InputKind>, 10> kinds{{
    {"number", InputKind::number}, {"text", InputKind::text}, {"boolean", InputKind::boolean}, {"date", InputKind::date},
    {"month", InputKind::month}, {"choice", InputKind::choice}, {"choices", InputKind::choices}, {"list", InputKind::list}, {"uscc", InputKind::uscc}, {"any", InputKind::any},
}};

Value cell_value(CsvCell const& cell) {
  if (!cell.quoted)
    if (auto const number = read_decimal(cell.text)) return *number;
  return cell.text;
}

/// One more part of a row's key, which differs where the values do; a table has numbers and texts only.
void add_key(std::string& key, Value const& part) {
  auto const* const text = part.string();
  auto const written = text ? *text : part.number() ? write_decimal(*part.number()) : std::string{};
  key += fmt::format("{}{}:{}", text ? 't' : part.number() ? 'n' : '-', written.size(), written);
}

}  // namespace

RuleInput rule_input(Reading& reading, YamlDocument const& document, YamlEntry const& entry) {
  check_name(reading, document, entry);
  RuleInput input;
  input.name = entry.key;
  auto const& node = entry.value;
  input.title = text_of(node, "title");
  if (input.title.empty()) input.title = input.name;
  input.unit = text_of(node, "unit");
  auto const word_given = node.is_scalar() ? node.text : text_of(node, "type");
  for (auto const& [word, kind] : kinds)
    if (word == word_given) input.kind = kind;
  input.optional = flag_of(node, "optional", false);
  input.fixed = flag_of(node, "fixed", false);
  if (auto const* const min = node_of(node, "min")) input.min = scalar_number(*min);
  if (auto const* const max = node_of(node, "max")) input.max = scalar_number(*max);
  if (auto const* const digits = node_of(node, "digits"))
    if (auto const number = scalar_integer(*digits)) input.digits = static_cast<int>(*number);
  input.options = texts_of(node, "options");
  if (auto const* const preset = node_of(node, "default")) input.preset = literal_value(*preset);
  bool const chooses = input.kind == InputKind::choice || input.kind == InputKind::choices;
  if (chooses && input.options.empty()) reading.error(document, entry.place, "rules.no-options", fmt::format("The input `{}` has no options.", entry.key), "Add `options`.");
  if (input.min && input.max && *input.max < *input.min)
    reading.mistake(document, entry.place, "rules.input-range", fmt::format("No number is at least {} and at most {}.", write_decimal(*input.min), write_decimal(*input.max)), "Swap `min` and `max`.");
  return input;
}

Type type_of(RuleInput const& input) {
  switch (input.kind) {
    case InputKind::number: return Type::number_within(input.min, input.max);
    case InputKind::boolean: return Type::of(Value::Kind::boolean);
    case InputKind::date: return Type::of(Value::Kind::date);
    case InputKind::choice: return Type::one_of(input.options);
    case InputKind::choices: return Type::list(Type::one_of(input.options));
    case InputKind::list: return Type::list(Type::of(Value::Kind::number));
    case InputKind::any: return {};
    case InputKind::text: case InputKind::month: case InputKind::uscc: break;
  }
  return Type::of(Value::Kind::string);
}

HostFunction lookup_of(std::string name, CsvDocument const& table, std::vector<std::size_t> const& keys, std::size_t value) {
  auto values = std::make_shared<std::unordered_map<std::string, Value>>();
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    std::string key;
    for (auto const column : keys) add_key(key, cell_value(table.rows[i][column]));
    values->emplace(std::move(key), cell_value(table.rows[i][value]));  // of several rows the first
  }
  HostFunction function;
  function.name = std::move(name);
  for (auto const column : keys) function.parameters.emplace_back(table.rows[0][column].text, Type{});
  function.call = [values](std::span<Value const> arguments, EvalContext const&) -> Result<Value> {
    std::string key;
    for (auto const& argument : arguments) add_key(key, argument);
    auto const found = values->find(key);
    if (found == values->end()) return fail(Errc::not_found, "No row of the table has this key.");
    return found->second;
  };
  return function;
}

}  // namespace guicheng
