// Where a service keeps what it must not forget: one folder.
#pragma once

#include <string>

namespace guicheng::cli {

struct DataFolder {
  std::string path;
  std::string store() const { return path + "/guicheng.db"; }       ///< cases, records, numbers, audit
  std::string accounts() const { return path + "/accounts.db"; }    ///< accounts and sessions
  std::string materials() const { return path + "/materials"; }     ///< bytes by their hash
};

}  // namespace guicheng::cli
