// The files of a system as one text. Entry points: write_bundle, read_bundle.
#include <guicheng/system.hpp>

#include "system/kept.hpp"
#include "system/reading.hpp"
#include "system/use_decision.hpp"

#include <guicheng/json.hpp>

#include <set>

namespace guicheng {
namespace {

constexpr JsonLimits bundle_limits{64u << 20, 8, 10'000};

/// The shared parts, tables and decisions that a rule set names; parts name tables, but no further parts.
void add_parts(Sources const& sources, std::string const& path, std::set<std::string>& files) {
  std::vector<std::string> open{path};
  for (std::size_t i = 0; i < open.size(); ++i) {
    auto const found = sources.find(open[i]);
    if (found == sources.end()) continue;
    files.insert(open[i]);
    for (auto& table : tables_of(sources, open[i])) files.insert(std::move(table));
    auto const document = read_yaml(found->first, found->second, {.kept = true});
    auto const* const parts = i == 0 && document.root ? node_of(*document.root, "imports") : nullptr;
    for (std::size_t n = 0; parts && n < parts->items.size(); ++n) open.push_back(resolve_path(path, parts->items[n].text));
  }
}

/// The files that a manifest names, and itself; others in the same folder do not belong to the system.
std::set<std::string> files_of(Sources const& sources, std::string const& manifest) {
  std::set<std::string> files{manifest};
  auto const found = sources.find(manifest);
  if (found == sources.end()) return files;
  auto const document = read_yaml(manifest, found->second, {.kept = true});
  if (!document.root) return files;
  auto const add = [&](std::string const& import) {
    auto path = resolve_path(manifest, import);
    if (sources.contains(path)) files.insert(std::move(path));
  };
  for (auto const* const key : {"calendar", "divisions"})
    if (auto const path = text_of(*document.root, key); !path.empty()) add(path);
  if (auto const* const imports = node_of(*document.root, "imports"))
    for (auto const& group : imports->entries)
      for (auto const& item : group.value.items) {
        add(item.text);
        if (group.key == "rules") add_parts(sources, resolve_path(manifest, item.text), files);
      }
  return files;
}

}  // namespace

std::string write_bundle(Sources const& sources, std::string const& manifest) {
  std::string bundle = "{\"manifest\":";
  write_json_string(bundle, manifest);
  bundle += ",\"files\":{";
  bool first = true;
  for (auto const& path : files_of(sources, manifest)) {
    auto const found = sources.find(path);
    if (found == sources.end()) continue;
    if (!std::exchange(first, false)) bundle += ',';
    write_json_string(bundle, path);
    bundle += ':';
    write_json_string(bundle, found->second);
  }
  return bundle + "}}";
}

LoadedSystem read_bundle(std::string const& bundle, TimeZones const& zones) {
  auto const value = read_json(bundle, bundle_limits);
  auto const* const context = value ? value->context() : nullptr;
  auto const* const manifest = context ? context->find("manifest") : nullptr;
  auto const* const files = context ? context->find("files") : nullptr;
  LoadedSystem broken;
  if (!manifest || !manifest->string() || !files || !files->context()) {
    broken.findings.push_back({Finding::Level::error, "bundle", 1, 1, "This is no bundle of definitions.", "bundle.form", "Write it anew from the files."});
    return broken;
  }
  Sources sources;
  for (auto const& [path, text] : *files->context())
    if (auto const* const content = text.string()) sources.emplace(path, *content);
  return read_system(sources, *manifest->string(), zones, true);
}

}  // namespace guicheng
