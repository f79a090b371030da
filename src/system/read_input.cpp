// Inputs of rule sets and decisions, and CSV files asked like functions. Entry points: rule_input, lookup_of.
#include "system/read_input.hpp"

#include "system/csv.hpp"
#include "system/read_form.hpp"
#include "system/scalar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

constexpr std::array<std::pair<std::string_view, InputKind>, 9> kinds{{
    {"number", InputKind::number}, {"text", InputKind::text}, {"boolean", InputKind::boolean}, {"date", InputKind::date},
    {"month", InputKind::month}, {"choice", InputKind::choice}, {"choices", InputKind::choices}, {"list", InputKind::list}, {"any", InputKind::any},
}};

Value cell_value(CsvCell const& cell) {
  if (!cell.quoted)
    if (auto const number = read_decimal(cell.text)) return *number;
  return cell.text;
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
    reading.error(document, entry.place, "rules.input-range", fmt::format("No number is at least {} and at most {}.", write_decimal(*input.min), write_decimal(*input.max)), "Swap `min` and `max`.");
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
    case InputKind::text: case InputKind::month: break;
  }
  return Type::of(Value::Kind::string);
}

HostFunction lookup_of(std::string name, CsvDocument const& table, std::vector<std::size_t> const& keys, std::size_t value) {
  auto rows = std::make_shared<std::vector<std::pair<List, Value>>>();
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    List key;
    for (auto const column : keys) key.push_back(cell_value(table.rows[i][column]));
    rows->emplace_back(std::move(key), cell_value(table.rows[i][value]));
  }
  HostFunction function;
  function.name = std::move(name);
  for (auto const column : keys) function.parameters.emplace_back(table.rows[0][column].text, Type{});
  function.call = [rows](std::span<Value const> arguments, EvalContext const&) -> Result<Value> {
    auto const found = std::find_if(rows->begin(), rows->end(),
                                    [&](auto const& row) { return std::equal(row.first.begin(), row.first.end(), arguments.begin(), arguments.end()); });
    if (found == rows->end()) return fail(Errc::not_found, "No row of the table has this key.");
    return found->second;
  };
  return function;
}

}  // namespace guicheng
