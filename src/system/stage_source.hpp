// A stage as it stands in YAML: what the workflow says, laid over what its template says.
#pragma once

#include "system/yaml.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

struct StageSource {
  YamlEntry const* entry = nullptr;    ///< in the workflow
  YamlDocument const* document = nullptr;
  YamlNode const* base = nullptr;      ///< the template; null where there is none
  YamlDocument const* base_document = nullptr;
  bool lost = false;                   ///< the template was named and is not there, so what is missing is not told again
};

/// One value of a stage or an action, with the document it stands in.
struct Found {
  YamlNode const* node = nullptr;
  YamlDocument const* document = nullptr;
  Place place{};  ///< of its key
  explicit operator bool() const noexcept { return node != nullptr; }
};

/// One action as it is spread over workflow and template.
struct ActionSource {
  std::string id;
  Found own, beneath;  ///< either may be absent; `own` may be a text: only where it leads

  Found key(std::string_view name) const;
  std::string text(std::string_view name) const;
};

/// What the workflow says, or else the template.
Found key_of(StageSource const&, std::string_view key);
/// The actions of a group (`outcomes`, `actions`) in order: the template's first, then those that only the workflow has.
std::vector<ActionSource> actions_in(StageSource const&, std::string_view group);
/// Outcomes, then actions.
std::vector<ActionSource> actions_in(StageSource const&);

}  // namespace guicheng
