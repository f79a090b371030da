// Reading forms. Entry points: form_of, then compile_form.
#include "system/read_form.hpp"

#include "system/scalar.hpp"
#include "text/utf8.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace guicheng {
namespace {

constexpr std::array<std::pair<std::string_view, FieldKind>, 12> kinds{{
    {"text", FieldKind::text}, {"number", FieldKind::number}, {"boolean", FieldKind::boolean}, {"date", FieldKind::date},
    {"choice", FieldKind::choice}, {"choices", FieldKind::choices}, {"list", FieldKind::list}, {"uscc", FieldKind::uscc},
    {"resident id", FieldKind::resident_id}, {"division", FieldKind::division}, {"mobile", FieldKind::mobile}, {"record", FieldKind::record},
}};

/// Which keys only some types know, and which types those are.
struct Special { std::string_view key; std::initializer_list<FieldKind> kinds; };
Special const specials[] = {
    {"min", {FieldKind::text, FieldKind::number}}, {"max", {FieldKind::text, FieldKind::number}}, {"digits", {FieldKind::number}},
    {"unit", {FieldKind::number}}, {"options", {FieldKind::choice, FieldKind::choices}}, {"of", {FieldKind::list}},
    {"min items", {FieldKind::list, FieldKind::choices}}, {"max items", {FieldKind::list, FieldKind::choices}}, {"of type", {FieldKind::record}},
};

void check_keys(Reading& reading, YamlDocument const& document, YamlNode const& node, FieldKind kind) {
  for (auto const& special : specials)
    if (auto const* const entry = node.find(special.key); entry && std::find(special.kinds.begin(), special.kinds.end(), kind) == special.kinds.end())
      reading.error(document, entry->place, "field.key-of-other-type", fmt::format("`{}` says nothing about a field of this type.", special.key),
                    "Remove it, or change `type`.");
  auto const needs = [&](FieldKind of, std::string_view key) {
    if (kind == of && !node_of(node, key))
      reading.error(document, node.place, "field.key-missing", fmt::format("A field of this type needs `{}`.", key), fmt::format("Add `{}`.", key));
  };
  needs(FieldKind::choice, "options");
  needs(FieldKind::choices, "options");
  needs(FieldKind::list, "of");
  needs(FieldKind::record, "of type");
}

std::size_t size_of(YamlNode const& node, std::string_view key, std::size_t otherwise) {
  auto const* const value = node_of(node, key);
  auto const number = value ? scalar_integer(*value) : std::nullopt;
  return number && *number >= 0 ? static_cast<std::size_t>(*number) : otherwise;
}

void read_bounds(YamlNode const& node, Field& field) {
  if (field.kind == FieldKind::text) {
    field.min_length = size_of(node, "min", 0);
    field.max_length = size_of(node, "max", 1000);
  } else if (field.kind == FieldKind::number) {
    if (auto const* const min = node_of(node, "min")) field.min = scalar_number(*min);
    if (auto const* const max = node_of(node, "max")) field.max = scalar_number(*max);
    if (auto const* const digits = node_of(node, "digits"))
      if (auto const number = scalar_integer(*digits)) field.digits = static_cast<int>(*number);
  }
  field.min_items = size_of(node, "min items", 0);
  field.max_items = size_of(node, "max items", 1000);
}

/// Bounds that no value can keep, and options that cannot be told apart.
void check_bounds(Reading& reading, YamlDocument const& document, YamlNode const& node, Field const& field) {
  auto const whole = [&](std::string_view key, std::int64_t least) {
    auto const* const value = node_of(node, key);
    auto const number = value ? scalar_integer(*value) : std::nullopt;
    if (value && (!number || *number < least))
      reading.mistake(document, value->place, "yaml.out-of-range", fmt::format("`{}` of a text counts characters: at least {}.", key, least), "Write a whole number.");
  };
  if (field.kind == FieldKind::text) whole("min", 0), whole("max", 1);
  auto const crossed = [&](std::string_view least, std::string_view most) {
    auto const *const low = node_of(node, least), *const high = node_of(node, most);
    if (low || high)
      reading.mistake(document, (high ? high : low)->place, "field.crossed-bounds", fmt::format("No value is at least `{}` and at most `{}`.", least, most),
                    low && high ? "Exchange them, or change one." : fmt::format("Say `{}` as well.", high ? least : most));
  };
  if ((field.min && field.max && *field.max < *field.min) || field.min_length > field.max_length) crossed("min", "max");
  if (field.min_items > field.max_items) crossed("min items", "max items");
  std::set<std::string_view> options;
  if (auto const* const list = node_of(node, "options"))
    for (auto const& option : list->items)
      if (!options.insert(option.text).second)
        reading.mistake(document, option.place, "field.option-twice", fmt::format("The option `{}` stands here again.", option.text), "Keep one of them.");
}

Field field_of(Reading& reading, YamlDocument const& document, YamlEntry const& entry) {
  check_name(reading, document, entry);
  auto const& node = entry.value;
  Field field;
  field.name = entry.key;
  field.title = text_of(node, "title");
  if (field.title.empty()) field.title = field.name;
  field.help = text_of(node, "help");
  auto const type = text_of(node, "type");
  for (auto const& [word, kind] : kinds)
    if (word == type) field.kind = kind;
  check_keys(reading, document, node, field.kind);
  read_bounds(node, field);
  field.unit = text_of(node, "unit");
  field.options = texts_of(node, "options");
  field.record_type = text_of(node, "of type");
  if (auto const* const named = node_of(node, "of type"); named && named->is_scalar()) reading.names_record(document, *named);
  check_bounds(reading, document, node, field);
  if (auto const* const of = node_of(node, "of")) field.of = fields_of(reading, document, *of);
  field.personal = flag_of(node, "personal", field.kind == FieldKind::resident_id || field.kind == FieldKind::mobile);
  return field;
}

std::optional<std::uint64_t> bytes_of(std::string const& text) {
  std::uint64_t number = 0;
  auto const* const end = text.data() + text.size();
  auto const [rest, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc{} || number == 0 || number > 1024 * 1024) return {};
  auto const unit = std::string_view{rest, static_cast<std::size_t>(end - rest)};
  if (unit == " KiB") return number << 10;
  if (unit == " MiB") return number << 20;
  if (unit == " GiB" && number <= 16) return number << 30;
  return {};
}

Material material_of(Reading& reading, YamlDocument const& document, YamlEntry const& entry) {
  Material material;
  material.name = entry.key;
  material.title = text_of(entry.value, "title");
  if (material.title.empty()) material.title = material.name;
  material.accept = texts_of(entry.value, "accept");
  material.form_template = text_of(entry.value, "template");
  material.max_files = size_of(entry.value, "max files", 1);
  if (auto const* const size = node_of(entry.value, "max size")) {
    if (auto const bytes = bytes_of(size->text)) material.max_size = *bytes;
    else
      reading.error(document, size->place, "material.size", fmt::format("`{}` is no size of a file.", size->text),
                    "Write it like `20 MiB` or `512 KiB`, at most 16 GiB.");
  }
  return material;
}

/// An input of a rule set as a field; nothing where no field can hold it.
std::optional<Field> answer_field(RuleInput const& input) {
  Field field;
  field.name = input.name;
  field.title = input.title;
  field.unit = input.unit;
  field.options = input.options;
  using enum InputKind;
  switch (input.kind) {
    case number: field.kind = FieldKind::number; break;
    case text: case month: field.kind = FieldKind::text; break;
    case boolean: field.kind = FieldKind::boolean; break;
    case date: field.kind = FieldKind::date; break;
    case choice: field.kind = FieldKind::choice; break;
    case choices: field.kind = FieldKind::choices; break;
    case uscc: field.kind = FieldKind::uscc; break;
    case list: case any: return {};
  }
  field.min = input.min;
  field.max = input.max;
  field.digits = input.digits;
  if (!input.optional && !input.preset) field.required.kind = Requirement::Kind::always;
  if (input.preset) field.preset = *input.preset;
  return field;
}

void answer_fields(Reading& reading, YamlDocument const& document, YamlNode const& node, YamlNode const& id, System const& system, Module& module) {
  auto const* const rules = system.find_rules(id.text);
  if (!rules) {
    std::vector<std::string> known;
    for (auto const& one : system.rules) known.push_back(one->id);
    return reading.unknown(document, id.place, "form.unknown-rules", "rule set", id.text, known);
  }
  module.rules = rules->id;
  std::vector<std::string> known;
  for (auto const& input : rules->inputs) known.push_back(input.name);
  auto const without = texts_of(node, "without");
  if (auto const* const list = reading.kept() ? nullptr : node_of(node, "without"))
    for (auto const& name : list->items)
      if (std::find(known.begin(), known.end(), name.text) == known.end())
        reading.unknown(document, name.place, "form.unknown-input", "input", name.text, known);
  for (auto const& input : rules->inputs) {
    if (std::find(without.begin(), without.end(), input.name) != without.end()) continue;
    auto field = answer_field(input);
    if (field) module.fields.push_back(std::move(*field));
    else reading.error(document, id.place, "form.no-field", fmt::format("No field can hold the input `{}` of `{}`.", input.name, rules->id));
  }
}

}  // namespace

void check_name(Reading& reading, YamlDocument const& document, YamlEntry const& entry) {
  constexpr std::array reserved{"case", "actor", "now", "today", "record", "records", "count cases", "item", "partial", "if", "then", "else", "for", "in",
                                "return", "some", "every", "satisfies", "and", "or", "not", "between", "true", "false", "null", "function",
                                "external", "instance", "of", "材料"};
  if (std::find(reserved.begin(), reserved.end(), entry.key) != reserved.end())
    return reading.error(document, entry.place, "name.reserved", fmt::format("The name `{}` is reserved.", entry.key), "Choose another name.");
  std::string proposal;
  bool good = true;
  for (std::size_t i = 0; i < entry.key.size();) {
    auto const character = std::string_view{entry.key}.substr(i, std::max<std::size_t>(1, utf8_length(entry.key[i])));
    i += character.size();
    auto const c = decode_utf8(character)[0];
    bool const digit = c >= '0' && c <= '9';
    bool const ascii_mark = c < 0x80 && !digit && c != '_' && c != ' ' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
    bool const wide_mark = (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || (c >= 0xFF00 && c <= 0xFF0F) ||
                           (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65) || (c >= 0x2000 && c <= 0x206F);
    bool const joins = c == '_' && !good && proposal.empty();  // 1_就业
    if (ascii_mark || wide_mark || (digit && proposal.empty())) good = false;
    else if (joins) continue;
    else proposal += character;
  }
  if (!good)
    reading.error(document, entry.place, "name.not-feel", fmt::format("Expressions could not use the name `{}`.", entry.key),
                  proposal.empty() ? "Use letters, digits and `_`, and begin with a letter." : fmt::format("Call it `{}`.", proposal));
}

std::vector<Field> fields_of(Reading& reading, YamlDocument const& document, YamlNode const& map) {
  std::vector<Field> fields;
  for (auto const& entry : map.entries)
    if (entry.value.is_map()) fields.push_back(field_of(reading, document, entry));
  return fields;
}

void compile_fields(Reading& reading, YamlDocument const& document, YamlNode const& map, std::vector<Field>& fields, Scope const& scope) {
  for (auto& field : fields) {
    auto const* const entry = map.find(field.name);
    if (!entry) continue;
    auto const& node = entry->value;
    if (auto const* const required = node_of(node, "required")) field.required = reading.compile_requirement(document, *required, scope);
    if (auto const* const preset = node_of(node, "default")) field.preset = reading.compile_formula(document, *preset, scope, field, nullptr);
    if (auto const* const checks = node_of(node, "checks")) field.checks = reading.compile_checks(document, *checks, "must", scope);
    auto const* const of = node_of(node, "of");
    if (of && field.item_scope) compile_fields(reading, document, *of, field.of, *field.item_scope);
  }
}

/// A module's name would hide the field from every expression.
static void check_taken(Reading& reading, YamlDocument const& document, YamlNode const& modules) {
  for (auto const& module : modules.entries)
    for (auto const& field : module.value.entries)
      if (module.key != "checks" && field.key != "checks" && modules.find(field.key) && field.value.is_map())
        reading.mistake(document, field.place, "name.taken", fmt::format("The field `{}` has the name of a module of the form.", field.key), "Rename one of them.");
}

Form form_of(Reading& reading, YamlDocument const& document, YamlNode const& workflow, System const& system) {
  Form form;
  if (auto const* const modules = node_of(workflow, "form"))
    for (auto const& entry : modules->entries) {
      if (entry.key == "checks" || !entry.value.is_map()) continue;
      check_name(reading, document, entry);
      Module module{entry.key, entry.key, {}};
      if (auto const* const rules = node_of(entry.value, "options of")) answer_fields(reading, document, entry.value, *rules, system, module);
      for (auto& field : fields_of(reading, document, entry.value)) module.fields.push_back(std::move(field));
      form.modules.push_back(std::move(module));
    }
  if (auto const* const modules = node_of(workflow, "form")) check_taken(reading, document, *modules);
  if (auto const* const materials = node_of(workflow, "materials"))
    for (auto const& entry : materials->entries)
      if (entry.value.is_map()) form.materials.push_back(material_of(reading, document, entry));
  return form;
}

void compile_form(Reading& reading, YamlDocument const& document, YamlNode const& workflow, Form& form, Scope const& scope) {
  if (auto const* const modules = node_of(workflow, "form")) {
    for (auto& module : form.modules)
      if (auto const* const entry = modules->find(module.name)) compile_fields(reading, document, entry->value, module.fields, scope);
    if (auto const* const checks = node_of(*modules, "checks")) form.checks = reading.compile_checks(document, *checks, "must", scope);
  }
  if (auto const* const materials = node_of(workflow, "materials"))
    for (auto& material : form.materials)
      if (auto const* const entry = materials->find(material.name))
        if (auto const* const required = node_of(entry->value, "required"))
          material.required = reading.compile_requirement(document, *required, scope);
}

}  // namespace guicheng
