// Files of authors: read from the disk into Sources, which is all that the library sees.
#pragma once

#include <guicheng/finding.hpp>
#include <guicheng/result.hpp>
#include <guicheng/source.hpp>
#include <guicheng/temporal.hpp>

#include <vector>

namespace guicheng::cli {

/// What was read: files by their path from the nearest folder that holds them all. So a system has the same texts under
/// the same paths, and with them the same hash, from wherever the program is called.
struct Files {
  Sources sources;
  std::string root;                                    ///< absolute, ends with `/`
  std::string key(std::string const& path) const;      ///< of a path as the user wrote it
  std::string path(std::string const& key) const;      ///< on the disk
  std::string shown(std::string const& key) const;     ///< as the user would write it, from where they are
};

/// Reads the given files and every YAML and CSV file that one of them names, as far as it exists. Limits: 10,000 files,
/// 256 MiB. Errors: not_found, limit, storage.
Result<Files> read_files(std::vector<std::string> const& paths);
/// Files among the paths as they are; of folders every *.yaml below, hidden folders left out. Errors: not_found.
Result<std::vector<std::string>> find_yaml(std::vector<std::string> const& paths);
/// One file's bytes. Errors: not_found, limit, storage.
Result<std::string> read_file(std::string const& path, std::uint64_t most = 64u << 20);
/// Writes a file, whole or not at all. Errors: storage.
Result<void> write_file(std::string const& path, std::string_view bytes);

/// Which kind of file a YAML text is, by the first key at its margin: `system`, `workflow`, `scenarios` …; else empty.
std::string kind_of(std::string_view text);
/// The machine's time zones, read once. Errors: those of read_zoneinfo.
Result<TimeZones const*> time_zones();
/// Prints findings with their files as the user knows them, sorted; how many were errors.
std::size_t print(Files const&, std::vector<Finding>, std::FILE* to);

}  // namespace guicheng::cli
