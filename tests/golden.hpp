// Golden files: what a program says about an input stands beside it. GUICHENG_REGENERATE=1 writes them anew;
// review the difference before committing it.
#pragma once

#include "test.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace golden {

inline std::string read(std::filesystem::path const& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The files of a folder with one extension, in the order of their names.
inline std::vector<std::filesystem::path> files(std::filesystem::path const& folder, std::string const& extension) {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Checks a text against the golden file, or writes it.
inline void check(std::filesystem::path const& path, std::string const& actual) {
  CAPTURE(path.filename().string());
  if (std::getenv("GUICHENG_REGENERATE") != nullptr) {
    std::ofstream{path, std::ios::binary} << actual;
    return;
  }
  CHECK(std::filesystem::exists(path));
  CHECK(actual == read(path));
}

}  // namespace golden
