// Paths of sources, as pure text: no file is looked at, no link followed. Entry point: resolve_path.
#include <guicheng/source.hpp>

#include <vector>

namespace guicheng {
namespace {

/// Appends the parts of a path to those before it; a `..` that would leave the root stays.
void walk(std::vector<std::string_view>& parts, std::string_view path) {
  while (!path.empty()) {
    auto const slash = path.find('/');
    auto const part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
}

}  // namespace

std::string resolve_path(std::string_view from_file, std::string_view import) {
  if (import.starts_with('/')) return std::string{import};  // absolute: found nowhere, and shown as written
  std::vector<std::string_view> parts;
  auto const folder = from_file.rfind('/');
  if (folder != std::string_view::npos) walk(parts, from_file.substr(0, folder));
  walk(parts, import);
  std::string path;
  for (auto const part : parts) {
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

}  // namespace guicheng
