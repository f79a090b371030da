// Findings, documents and expressions of one reading. Entry point: Reading.
#include "system/reading.hpp"

#include "system/reader.hpp"
#include "system/scalar.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
std::string const* Reading::text(std::string const& path, YamlDocument const* asked_in, Place place) {
  auto const found = sources_->find(path);
  if (found != sources_->end()) return &found->second;
  auto const what = fmt::format("There is no file `{}`.", path);
  if (asked_in) error(*asked_in, place, "system.no-file", what, "Imports are relative to the file they stand in.");
  else findings_.push_back({Finding::Level::error, path, 1, 1, what, "system.no-file", ""});
  return nullptr;
}

YamlDocument const* Reading::open(std::string const& path, Shape const& shape, YamlDocument const* asked_in, Place place) {
  auto const known = documents_.find(path);
  if (known != documents_.end()) return known->second.root ? &known->second : nullptr;
  auto const* const content = text(path, asked_in, place);
  if (!content) return nullptr;
  auto& document = documents_.emplace(path, read_yaml(path, *content)).first->second;
  findings_.insert(findings_.end(), document.findings.begin(), document.findings.end());
  if (!document.root) return nullptr;
  check(document, shape, findings_);
  return document.root->is_map() ? &document : nullptr;
}

void Reading::error(YamlDocument const& document, Place place, std::string code, std::string text, std::string remedy) {
  findings_.push_back({Finding::Level::error, document.path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
}

void Reading::warning(YamlDocument const& document, Place place, std::string code, std::string text, std::string remedy) {
  findings_.push_back({Finding::Level::warning, document.path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
}

void Reading::unknown(YamlDocument const& document, Place place, std::string code, std::string const& what, std::string const& name,
                      std::vector<std::string> const& known) {
  auto const near = did_you_mean(name, known);
  error(document, place, std::move(code), fmt::format("There is no {} `{}`.", what, name),
        near.empty() ? std::string{} : fmt::format("Did you mean `{}`?", near));
}

std::optional<Feel> Reading::compile(YamlDocument const& document, YamlNode const& node, Scope const& scope, bool condition,
                                     std::size_t from, std::size_t length) {
  length = std::min(length, node.text.size() - from);
  auto feel = Reader{document, node, findings_}.feel_part(from, length, scope);
  if (!feel) return {};
  auto const kind = feel->type().kind();
  if (condition && kind && *kind != Value::Kind::boolean && *kind != Value::Kind::null) {
    error(document, place_in(document, node, from), "feel.not-a-condition",
          fmt::format("A condition is true or false; this is a {}.", feel->type().text()), "Compare it with something, for example `> 0`.");
    return {};
  }
  return feel;
}

Text Reading::compile_text(YamlDocument const& document, YamlNode const& node, Scope const& scope) {
  return Reader{document, node, findings_}.text_with_feel(scope).value_or(Text{});
}

std::optional<Formula> Reading::compile_formula(YamlDocument const& document, YamlNode const& node, Scope const& scope) {
  return Reader{document, node, findings_}.formula(scope);
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
