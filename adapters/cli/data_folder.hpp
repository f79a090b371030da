// Where a service keeps what it must not forget: one folder.
#pragma once

#include <filesystem>
#include <string>

namespace guicheng::cli {

struct DataFolder {
  std::string path;
  std::string store() const { return path + "/guicheng.db"; }       ///< cases, records, numbers, audit
  std::string accounts() const { return path + "/accounts.db"; }    ///< accounts and sessions
  std::string materials() const { return path + "/materials"; }     ///< bytes by their hash
};

/// The store of a data folder, or the file itself.
inline std::string store_file(std::string const& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) ? DataFolder{path}.store() : path;
}

}  // namespace guicheng::cli
