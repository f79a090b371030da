// What is known of each kind of file: its JSON Schema, and what is wrong with one alone. Entry points: schema, check_file.
#include "system/file_kind.hpp"

#include "system/rules_shapes.hpp"
#include "system/shapes.hpp"

#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

constexpr std::array kinds{FileKind{"system", system_shape}, FileKind{"calendar", calendar_shape}, FileKind{"records", records_shape},
                           FileKind{"workflow", workflow_shape}, FileKind{"stage", stage_shape}, FileKind{"people", people_shape},
                           FileKind{"scenarios", scenarios_shape}, FileKind{"requirements", requirements_shape}, FileKind{"rules", rules_shape},
                           FileKind{"decision", decision_shape}, FileKind{"rule scenarios", rule_scenarios_shape}};

/// Versioned, so that an editor never meets another language than the one it was made for.
std::string id_of(std::string_view kind) {
  std::string name{kind};
  std::ranges::replace(name, ' ', '-');
  return fmt::format("https://guicheng.dev/schema/0.1/{}.json", name);
}

std::vector<std::string> names_of_kinds() {
  std::vector<std::string> names;
  for (auto const& one : kinds) names.emplace_back(one.name);
  return names;
}

/// A file that does not begin with the name of a kind: misspelt, out of order, or something else altogether.
Finding unknown_kind(YamlDocument const& document) {
  auto const& root = *document.root;
  Finding finding{Finding::Level::error, document.path, root.place.line, root.place.column, "This is no kind of file that is known.", "file.kind", {}};
  std::string known;
  for (auto const& one : kinds) {
    known += (known.empty() ? "`" : ", `") + std::string{one.name} + ":`";
    auto const* const entry = root.is_map() ? root.find(one.name) : nullptr;
    if (!entry || !finding.remedy.empty()) continue;
    finding.line = entry->place.line;
    finding.column = entry->place.column;
    finding.text = fmt::format("What the file is must be its first key; `{}` comes later.", one.name);
    finding.remedy = fmt::format("Move `{}:` to the top.", one.name);
  }
  if (!finding.remedy.empty()) return finding;
  auto const names = names_of_kinds();
  auto const near = root.is_map() && !root.entries.empty() ? did_you_mean(root.entries[0].key, names) : std::string_view{};
  finding.remedy = near.empty() ? "Begin with one of " + known + "." : fmt::format("Did you mean `{}:`?", near);
  return finding;
}

}  // namespace

std::span<FileKind const> file_kinds() noexcept { return kinds; }

FileKind const* kind_of(YamlDocument const& document) noexcept {
  if (!document.root || !document.root->is_map() || document.root->entries.empty()) return nullptr;
  auto const found = std::ranges::find(kinds, std::string_view{document.root->entries[0].key}, &FileKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

FileKind const* kind_of(Shape const& shape) noexcept {
  auto const found = std::ranges::find_if(kinds, [&](FileKind const& kind) { return &kind.shape() == &shape; });
  return found == kinds.end() ? nullptr : &*found;
}

Result<std::string> schema(std::string_view kind) {
  std::string known;
  for (auto const& one : kinds) {
    if (one.name == kind) return write_json_schema(one.shape(), id_of(kind));
    known += (known.empty() ? "" : ", ") + std::string{one.name};
  }
  return fail(Errc::not_found, fmt::format("There is no schema of `{}`.", kind), "", "The kinds are " + known + ".");
}

std::vector<Finding> check_file(std::string const& path, std::string_view text) {
  auto document = read_yaml(path, text);
  auto findings = std::move(document.findings);
  if (!document.root) return findings;
  if (auto const* const kind = kind_of(document)) check(document, kind->shape(), findings);
  else findings.push_back(unknown_kind(document));
  sort(findings);
  return findings;
}

}  // namespace guicheng
