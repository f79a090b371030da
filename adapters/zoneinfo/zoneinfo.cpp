// Reads a folder of TZif files. Entry point: read_zoneinfo.
#include "zoneinfo.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace guicheng {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 1 << 20;  // the largest zone has about 4 KiB

/// The file's bytes, if they begin as a TZif file does.
std::optional<std::string> read_tzif_file(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  char magic[4]{};
  if (!file.read(magic, 4) || std::string_view(magic, 4) != "TZif") return std::nullopt;
  file.seekg(0);
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

bool repeats_the_zones(fs::path const& name) { return name == "posix" || name == "right"; }

}  // namespace

Result<TimeZones> read_zoneinfo(std::string const& folder) {
  std::error_code error;
  TimeZones zones;
  for (fs::recursive_directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (entry.depth() == 0 && repeats_the_zones(entry->path().filename())) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(ignored) || entry->file_size(ignored) > largest_file) continue;
    auto const bytes = read_tzif_file(entry->path());
    if (!bytes) continue;
    auto zone = TimeZone::read_tzif(*bytes);
    if (!zone) return fail(zone.error().code, zone.error().message, entry->path().string());
    zones.emplace(entry->path().lexically_relative(folder).generic_string(), *zone);
  }
  if (zones.empty()) {
    return fail(Errc::not_found, "There are no time zones under " + folder + ".", folder, "Install the package tzdata.");
  }
  return zones;
}

}  // namespace guicheng
