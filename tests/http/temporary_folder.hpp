// A folder that is there as long as the object is.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace guicheng::http {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "guicheng-http-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;

  std::string path(std::string_view name) const { return (root_ / name).string(); }
  void write(std::string_view name, std::string_view text) const { std::ofstream{path(name), std::ios::binary} << text; }

 private:
  std::filesystem::path root_;
};

}  // namespace guicheng::http
