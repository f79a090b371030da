// Two maps read as one. Entry points: key_of, actions_in.
#include "system/stage_source.hpp"

#include "system/reading.hpp"

#include <unordered_set>

namespace guicheng {
namespace {

Found found_in(YamlNode const& map, YamlDocument const* document, std::string_view key) {
  auto const* const entry = map.is_map() ? map.find(key) : nullptr;
  return entry && !entry->value.is_nothing() ? Found{&entry->value, document, entry->place} : Found{};
}

/// The action's entry, also where nothing stands under it.
Found entry_in(YamlNode const* stage, YamlDocument const* document, std::string_view group, std::string_view id) {
  auto const* const map = stage ? node_of(*stage, group) : nullptr;
  auto const* const entry = map && map->is_map() ? map->find(id) : nullptr;
  return entry ? Found{&entry->value, document, entry->place} : Found{};
}

}  // namespace

Found ActionSource::key(std::string_view name) const {
  if (own)
    if (auto const found = found_in(*own.node, own.document, name)) return found;
  if (name == "to" && own && own.node->is_scalar()) return own;
  return beneath ? found_in(*beneath.node, beneath.document, name) : Found{};
}

std::string ActionSource::text(std::string_view name) const {
  auto const found = key(name);
  return found && found.node->is_scalar() ? found.node->text : std::string{};
}

Found key_of(StageSource const& source, std::string_view key) {
  if (auto const found = found_in(source.entry->value, source.document, key)) return found;
  return source.base ? found_in(*source.base, source.base_document, key) : Found{};
}

std::vector<ActionSource> actions_in(StageSource const& source, std::string_view group) {
  std::vector<ActionSource> result;
  std::unordered_set<std::string_view> seen;
  auto const add = [&](YamlNode const* stage) {
    auto const* const map = stage ? node_of(*stage, group) : nullptr;
    if (!map || !map->is_map()) return;
    for (auto const& entry : map->entries)
      if (seen.insert(entry.key).second)
        result.push_back({entry.key, entry_in(&source.entry->value, source.document, group, entry.key),
                          entry_in(source.base, source.base_document, group, entry.key)});
  };
  add(source.base);
  add(&source.entry->value);
  return result;
}

std::vector<ActionSource> actions_in(StageSource const& source) {
  auto result = actions_in(source, "outcomes");
  for (auto& action : actions_in(source, "actions")) result.push_back(std::move(action));
  return result;
}

}  // namespace guicheng
