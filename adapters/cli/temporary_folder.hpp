// A folder of one's own that is gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace guicheng::cli {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    auto const place = std::filesystem::temp_directory_path(error);
    auto name = ((error ? std::filesystem::path{"/tmp"} : place) / "guicheng-XXXXXX").string();
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  std::string const& path() const noexcept { return path_; }  ///< empty where none could be made

 private:
  std::string path_;
};

}  // namespace guicheng::cli
