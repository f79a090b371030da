// The YAML and CSV files below a folder, as the readers want them: tests read the house's own files.
#pragma once

#include <guicheng/source.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace guicheng {

inline Sources read_folder(std::filesystem::path const& root) {
  Sources sources;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{root}) {
    auto const extension = entry.path().extension();
    if (extension != ".yaml" && extension != ".csv") continue;
    std::ifstream file{entry.path(), std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    sources.emplace(std::filesystem::relative(entry.path(), root).generic_string(), text.str());
  }
  return sources;
}

}  // namespace guicheng
