// What a data folder holds beside its database: bytes of materials, copied and checked.
#pragma once

#include <guicheng/store.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace guicheng::cli {

/// A file, or a folder with the names in it, as it is on the disk.
bool sync(std::filesystem::path const&);

/// Copies the files that are not there yet, synced: materials never change under their hash. How many there are. Error: storage.
Result<std::size_t> copy_materials(std::string const& from, std::string const& to);

/// Files that cases name and that are not there, or not as large as they say; a line for each. Errors: those of the store.
Result<std::vector<std::string>> missing_materials(StoreReader const&, std::string const& folder);

/// Files whose bytes are not what their name says. `ab/cdef…` is the hash.
std::vector<std::string> broken_materials(std::string const& folder, std::size_t& checked);

}  // namespace guicheng::cli
