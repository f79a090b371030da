// From the disk to Sources. Entry points: read_files, find_yaml.
#include "files.hpp"

#include "../zoneinfo/zoneinfo.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace guicheng::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 10'000;
constexpr std::uint64_t most_bytes = 256u << 20, most_in_one = 8u << 20;
constexpr std::array<std::string_view, 4> endings{".yaml", ".yml", ".csv", ".json"};

std::string absolute(std::string const& path) {
  std::error_code error;
  auto const from_root = fs::absolute(fs::path{path}, error);
  return (error ? fs::path{path} : from_root).lexically_normal().generic_string();
}

std::string folder_of(std::string const& path) { return path.substr(0, path.rfind('/') + 1); }

/// Everything in a text that looks like the path of a data file; what is none is found nowhere and does no harm.
std::vector<std::string> mentioned(std::string_view text) {
  std::vector<std::string> paths;
  for (auto const ending : endings) {
    for (auto at = text.find(ending); at != std::string_view::npos; at = text.find(ending, at + 1)) {
      auto const end = at + ending.size();
      if (end < text.size() && std::string_view{" \t\n\r,]}\"'#"}.find(text[end]) == std::string_view::npos) continue;
      auto start = at;
      while (start > 0 && std::string_view{"[{,\"'\n"}.find(text[start - 1]) == std::string_view::npos &&
             !(text[start - 1] == ' ' && start > 1 && (text[start - 2] == ':' || text[start - 2] == '-')))
        --start;
      auto const first = text.find_first_not_of(' ', start);
      if (first < at && end - first < 1024) paths.emplace_back(text.substr(first, end - first));
    }
  }
  return paths;
}

std::string common_folder(std::set<std::string> const& paths) {
  std::string common = paths.empty() ? "/" : folder_of(*paths.begin());
  for (auto const& path : paths)
    while (!path.starts_with(common)) common = folder_of(common.substr(0, common.size() - 1));
  return common;
}

bool is_hidden(fs::path const& path) { return path.filename().string().starts_with('.'); }

}  // namespace

std::string Files::key(std::string const& path) const {
  auto const whole = absolute(path);
  return whole.starts_with(root) ? whole.substr(root.size()) : whole;
}

std::string Files::path(std::string const& key) const { return key.starts_with('/') ? key : root + key; }

std::string Files::shown(std::string const& key) const {
  auto const whole = path(key);
  auto const here = absolute(".");
  auto const folder = here.ends_with("/.") ? here.substr(0, here.size() - 1) : here.ends_with('/') ? here : here + "/";
  return whole.starts_with(folder) ? whole.substr(folder.size()) : whole;
}

Result<std::string> read_file(std::string const& path, std::uint64_t most) {
  std::error_code error;
  auto const status = fs::status(path, error);
  if (error || !fs::exists(status)) return fail(Errc::not_found, fmt::format("There is no file {}.", path));
  if (!fs::is_regular_file(status)) return fail(Errc::storage, fmt::format("{} is no file.", path));
  if (auto const size = fs::file_size(path, error); error || size > most) return fail(Errc::limit, fmt::format("{} is larger than {} bytes.", path, most));
  std::ifstream file{path, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  if (!file) return fail(Errc::storage, fmt::format("{} cannot be read.", path));
  return bytes;
}

Result<void> write_file(std::string const& path, std::string_view bytes) {
  auto const temporary = path + ".part";
  std::ofstream file{temporary, std::ios::binary | std::ios::trunc};
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
  std::error_code error;
  if (file) fs::rename(temporary, path, error);
  if (file && !error) return {};
  std::error_code ignored;
  fs::remove(temporary, ignored);
  return fail(Errc::storage, fmt::format("{} cannot be written.", path));
}

Result<Files> read_files(std::vector<std::string> const& paths) {
  std::map<std::string, std::string> found;  // by absolute path
  std::vector<std::string> waiting;
  std::uint64_t bytes = 0;
  auto const take = [&](std::string const& path, bool needed) -> Result<void> {
    if (found.contains(path)) return {};
    auto text = read_file(path, most_in_one);
    if (!text) return needed || text.error().code != Errc::not_found ? Result<void>{text.error()} : Result<void>{};
    bytes += text->size();
    if (found.size() >= most_files || bytes > most_bytes) return fail(Errc::limit, "The files name too many others.");
    found.emplace(path, std::move(*text));
    waiting.push_back(path);
    return {};
  };
  for (auto const& path : paths)
    if (auto taken = take(absolute(path), true); !taken) return taken.error();
  while (!waiting.empty()) {
    auto const path = std::move(waiting.back());
    waiting.pop_back();
    for (auto const& other : mentioned(found.at(path)))
      if (auto taken = take(absolute(folder_of(path) + other), false); !taken && taken.error().code == Errc::limit) return taken.error();
  }
  std::set<std::string> names;
  for (auto const& [path, text] : found) names.insert(path);
  Files files;
  files.root = common_folder(names);
  for (auto& [path, text] : found) files.sources.emplace(path.substr(files.root.size()), std::move(text));
  return files;
}

Result<std::vector<std::string>> find_yaml(std::vector<std::string> const& paths) {
  std::vector<std::string> out;
  for (auto const& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) return fail(Errc::not_found, fmt::format("There is no file or folder {}.", path));
    if (!fs::is_directory(path, error)) {
      out.push_back(path);
      continue;
    }
    std::vector<std::string> below;
    for (fs::recursive_directory_iterator entry{path, error}, end; !error && entry != end; entry.increment(error)) {
      if (entry->is_directory(error) && is_hidden(entry->path())) entry.disable_recursion_pending();
      else if (entry->is_regular_file(error) && entry->path().extension() == ".yaml") below.push_back(entry->path().generic_string());
      if (below.size() > most_files) return fail(Errc::limit, fmt::format("There are more than {} files under {}.", most_files, path));
    }
    if (error) return fail(Errc::storage, fmt::format("{} cannot be read: {}.", path, error.message()));
    std::sort(below.begin(), below.end());
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

std::string kind_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    if (!line.empty() && line[0] >= 'a' && line[0] <= 'z')
      if (auto const colon = line.find(':'); colon != std::string_view::npos) return std::string{line.substr(0, colon)};
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return {};
}

Result<TimeZones const*> time_zones() {
  static Result<TimeZones> const zones = read_zoneinfo();
  if (!zones) return zones.error();
  return &*zones;
}

std::size_t print(Files const& files, std::vector<Finding> findings, std::FILE* to) {
  for (auto& one : findings) one.file = files.shown(one.file);
  sort(findings);
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  std::size_t errors = 0;
  for (auto const& one : findings) {
    errors += one.level == Finding::Level::error;
    fmt::print(to, "{}\n", write(one));
  }
  return errors;
}

}  // namespace guicheng::cli
