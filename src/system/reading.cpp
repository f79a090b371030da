// Findings, documents and expressions of one reading. Entry point: Reading.
#include "system/reading.hpp"

#include "feel/scope.hpp"
#include "system/file_kind.hpp"
#include "system/scalar.hpp"
#include "workflow/fields.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr int most_unknown_names = 1'000;  // of expressions
constexpr int most_proposals = 200;  // each looks at every candidate; who needs more has another mistake

/// What formulas of this kind may be put into the field; texts are read as the field's type (see read_field).
bool may_hold(Field const& field, Value::Kind kind) {
  switch (field.kind) {
    case FieldKind::number: return kind == Value::Kind::number || kind == Value::Kind::string;
    case FieldKind::boolean: return kind == Value::Kind::boolean || kind == Value::Kind::string;
    case FieldKind::date: return kind == Value::Kind::date || kind == Value::Kind::string;
    case FieldKind::choices: case FieldKind::list: return kind == Value::Kind::list;
    default: return kind == Value::Kind::string;
  }
}

bool is_outside(std::string const& path) { return path.starts_with('/') || path == ".." || path.starts_with("../"); }

}  // namespace

std::string const* Reading::text(std::string const& path, YamlDocument const* asked_in, Place place) {
  auto const found = sources_->find(path);
  if (found != sources_->end()) return &found->second;
  auto what = fmt::format("There is no file `{}`.", path);
  if (!asked_in) findings_.push_back({Finding::Level::error, path, 1, 1, std::move(what), "system.no-file", "Name the manifest of a system: `system.yaml`."});
  else if (is_outside(path))
    error(*asked_in, place, "system.outside", fmt::format("The path `{}` leaves the folder that is read.", path),
          "Move the file into the folder; imports are relative to the file they stand in.");
  else {
    auto const stem = [](std::string_view of) {
      of.remove_prefix(of.rfind('/') + 1);  // nothing found: npos + 1 is 0
      return std::string{of.substr(0, of.rfind('.'))};
    };
    std::vector<std::string> stems, paths;
    for (auto const& [known, content] : *sources_) {
      stems.push_back(stem(known));
      paths.push_back(known);
    }
    auto const found_stem = proposals_++ < most_proposals ? did_you_mean(stem(path), stems) : std::string_view{};
    std::string near;
    for (std::size_t i = 0; i < stems.size() && near.empty() && !found_stem.empty(); ++i)
      if (stems[i] == found_stem) near = paths[i];
    error(*asked_in, place, "system.no-file", std::move(what),
          near.empty() ? std::string{"Imports are relative to the file they stand in."} : fmt::format("Did you mean `{}`?", near));
  }
  return nullptr;
}

YamlDocument const* Reading::open(std::string const& path, Shape const& shape, YamlDocument const* asked_in, Place place) {
  auto const known = documents_.find(path);
  if (known == documents_.end()) {
    auto const* const content = text(path, asked_in, place);
    if (!content) return nullptr;
    auto& document = documents_.emplace(path, read_yaml(path, *content, {.kept = kept_})).first->second;
    findings_.insert(findings_.end(), document.findings.begin(), document.findings.end());
  }
  auto const& document = documents_.find(path)->second;
  if (!document.root) return nullptr;
  auto const *const is = kind_of(document), *const wanted = kind_of(shape);
  if (is && wanted && is != wanted) {
    auto const& in = asked_in ? *asked_in : document;
    error(in, asked_in ? place : document.root->place, "system.other-kind", fmt::format("`{}` is a file of the kind `{}`, not `{}`.", path, is->name, wanted->name),
          "Name it where that kind is imported.");
    return nullptr;
  }
  if (shapes_.emplace(path, &shape.node()).second) check(document, shape, findings_, kept_);
  return document.root->is_map() ? &document : nullptr;
}

void Reading::enter(std::string workflow, std::map<std::string, std::vector<std::string>> modules_of) {
  workflow_ = std::move(workflow);
  modules_of_ = std::move(modules_of);
  keeps_ = true;
}

void Reading::error(YamlDocument const& document, Place place, std::string code, std::string text, std::string remedy) {
  findings_.push_back({Finding::Level::error, document.path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
}

void Reading::mistake(YamlDocument const& document, Place place, std::string code, std::string text, std::string remedy) {
  if (kept_) warning(document, place, std::move(code), std::move(text), std::move(remedy));
  else error(document, place, std::move(code), std::move(text), std::move(remedy));
}

void Reading::warning(YamlDocument const& document, Place place, std::string code, std::string text, std::string remedy) {
  findings_.push_back({Finding::Level::warning, document.path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
}

void Reading::unknown(YamlDocument const& document, Place place, std::string code, std::string const& what, std::string const& name,
                      std::vector<std::string> const& known) {
  auto const near = proposals_++ < most_proposals ? did_you_mean(name, known) : std::string_view{};
  std::string all;
  constexpr std::size_t most_listed = 12;
  if (known.size() <= most_listed)
    for (auto const& one : known) all += (all.empty() ? "`" : ", `") + one + '`';
  auto remedy = !near.empty() ? fmt::format("Did you mean `{}`?", near) : known.empty() ? std::string{"None is declared."} : all.empty() ? std::string{} : fmt::format("There is {}.", all);
  error(document, place, std::move(code), fmt::format("There is no {} `{}`.", what, name), std::move(remedy));
}

std::optional<Feel> Reading::compile(YamlDocument const& document, YamlNode const& node, Scope const& scope, bool condition,
                                     std::size_t from, std::size_t length) {
  if (!node.is_scalar() || from > node.text.size() || unknown_names_ > most_unknown_names) return {};
  auto compiled = compile_feel(std::string_view{node.text}.substr(from, length), scope, FeelForm::expression, kept_);
  for (auto& finding : compiled.findings) {
    auto const level = finding.level == FeelFinding::Level::error ? Finding::Level::error : Finding::Level::warning;
    auto const place = place_in(document, node, from + finding.offset);
    unknown_names_ += finding.code == "feel.unknown-name";
    findings_.push_back({level, document.path, place.line, place.column, std::move(finding.message), std::move(finding.code), std::move(finding.remedy)});
    explain_ambiguous(findings_.back());
  }
  auto& feel = compiled.feel;
  if (unknown_names_ > most_unknown_names)
    error(document, node.place, "feel.too-many", fmt::format("More than {} names are unknown: further expressions are not looked at.", most_unknown_names), "Mend these first.");
  if (!feel) return {};
  auto const kind = feel->type().kind();
  if (condition && kind && *kind != Value::Kind::boolean && *kind != Value::Kind::null) {
    error(document, place_in(document, node, from), "feel.not-a-condition",
          fmt::format("A condition is true or false; this is a {}.", feel->type().text()), "Compare it with something, for example `> 0`.");
    return {};
  }
  if (keeps_) compiled_.push_back({&document, &node, from, *feel, scope, workflow_, condition});
  return std::move(feel);
}

/// A name that stands in several modules is known to no expression; saying that there is none would mislead.
void Reading::explain_ambiguous(Finding& finding) const {
  if (finding.code != "feel.unknown-name") return;
  auto const open = finding.text.find('`'), close = finding.text.rfind('`');
  if (open == std::string::npos || close <= open) return;
  auto const found = modules_of_.find(finding.text.substr(open + 1, close - open - 1));
  if (found == modules_of_.end() || found->second.size() < 2) return;
  auto const& [name, modules] = *found;
  finding.code = "feel.ambiguous-name";
  finding.text = fmt::format("The field `{}` stands in several modules.", name);
  finding.remedy = "Write ";
  for (std::size_t i = 0; i < modules.size() && i < 4; ++i) finding.remedy += fmt::format("{}`{}.{}`", i ? " or " : "", modules[i], name);
  finding.remedy += '.';
}

Text Reading::compile_text(YamlDocument const& document, YamlNode const& node, Scope const& scope) {
  Text text;
  if (!node.is_scalar()) return text;
  auto const parts = split_braces(node.text);
  if (!parts) {
    error(document, node.place, "text.brace", "A brace `{` is not closed in this text.", "Close it with `}`.");
    return text;
  }
  for (auto const& part : *parts) {
    if (!part.in_braces) text.parts.emplace_back(node.text.substr(part.offset, part.length));
    else if (auto feel = compile(document, node, scope, false, part.offset, part.length)) text.parts.emplace_back(*std::move(feel));
  }
  return text;
}

std::optional<Formula> Reading::compile_formula(YamlDocument const& document, YamlNode const& node, Scope const& scope) {
  if (!node.is_scalar() || !node.text.starts_with('=')) return Formula{literal_value(node)};
  auto feel = compile(document, node, scope, false, 1);
  if (!feel) return {};
  return Formula{*std::move(feel)};
}

std::optional<Formula> Reading::compile_formula(YamlDocument const& document, YamlNode const& node, Scope const& scope, Field const& field,
                                                System const* system) {
  auto value = compile_formula(document, node, scope);
  if (!value) return {};
  if (auto const* const feel = std::get_if<Feel>(&*value)) {
    auto const kind = feel->type().kind();
    if (!kind || *kind == Value::Kind::null || may_hold(field, *kind)) return value;
    auto const text = may_hold(field, Value::Kind::string) && may_hold(field, Value::Kind::string) != may_hold(field, Value::Kind::number) &&
                      !may_hold(field, Value::Kind::boolean) && !may_hold(field, Value::Kind::date) && *kind != Value::Kind::list;
    error(document, place_in(document, node, 1), "field.wrong-type", fmt::format("The field `{}` cannot hold a {}.", field.name, feel->type().text()),
          text ? fmt::format("Write `= string({})`, or change the field's type.", feel->text().substr(feel->text().find_first_not_of(' '))) : "Change the formula or the field's type.");
    return {};
  }
  System const none;
  auto const looks_up = field.kind == FieldKind::division && system;
  std::vector<RefusalItem> items;
  auto typed = read_field(looks_up ? *system : none, field, std::get<Value>(*value), field.name, Date{9999, 12, 31}, items);
  for (auto const& item : items) error(document, node.place, "field.wrong-value", item.text_en, "Write a value of the field's type, or `= ` and a formula.");
  return items.empty() ? std::optional<Formula>{std::move(typed)} : std::nullopt;
}

Requirement Reading::compile_requirement(YamlDocument const& document, YamlNode const& node, Scope const& scope) {
  if (auto const flag = scalar_boolean(node))
    return {*flag ? Requirement::Kind::always : Requirement::Kind::never, {}};
  auto when = compile(document, node, scope, true);
  if (!when) return {};
  return {Requirement::Kind::conditional, std::move(when)};
}

std::vector<Check> Reading::compile_checks(YamlDocument const& document, YamlNode const& list, std::string_view condition,
                                           Scope const& scope) {
  std::vector<Check> checks;
  for (auto const& item : list.items) {
    auto const* const must = node_of(item, condition);
    auto const* const otherwise = node_of(item, "else");
    if (!must || !must->is_scalar() || !otherwise) continue;
    auto feel = compile(document, *must, scope, true);
    auto text = compile_text(document, *otherwise, scope);
    if (feel) checks.push_back(Check{std::move(*feel), std::move(text), text_of(item, "level") == "warning"});
  }
  return checks;
}

std::optional<std::vector<BracePart>> split_braces(std::string_view text) {
  std::vector<BracePart> parts;
  std::size_t start = 0;
  int depth = 0;
  bool in_string = false;
  auto const cut = [&](std::size_t end, bool in_braces) {
    if (end > start || in_braces) parts.push_back(BracePart{in_braces, start, end - start});
    start = end + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (depth > 0 && c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '{' && depth++ == 0) cut(i, false);
    if (c == '}' && depth > 0 && --depth == 0) cut(i, true);
  }
  if (depth > 0) return std::nullopt;
  cut(text.size(), false);
  return parts;
}

YamlNode const* node_of(YamlNode const& map, std::string_view key) noexcept {
  auto const* const entry = map.is_map() ? map.find(key) : nullptr;
  return entry && !entry->value.is_nothing() ? &entry->value : nullptr;
}

std::string text_of(YamlNode const& map, std::string_view key) {
  auto const* const node = node_of(map, key);
  return node && node->is_scalar() ? node->text : std::string{};
}

std::vector<std::string> texts_of(YamlNode const& map, std::string_view key) {
  std::vector<std::string> result;
  if (auto const* const list = node_of(map, key))
    for (auto const& item : list->items) result.push_back(item.text);
  return result;
}

bool flag_of(YamlNode const& map, std::string_view key, bool otherwise) {
  auto const* const node = node_of(map, key);
  return node ? scalar_boolean(*node).value_or(otherwise) : otherwise;
}

bool is_id(std::string_view text) noexcept {
  auto const lower = [](char c) { return c >= 'a' && c <= 'z'; };
  auto const other = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && lower(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) { return lower(c) || other(c); });
}

}  // namespace guicheng
