// What a data folder holds: bytes of materials copied and checked.
#pragma once

#include "data_folder.hpp"

#include <guicheng/store.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace guicheng::cli {

/// A folder as the user names it, from the root and without a slash at its end: names beside it may be made from it.
DataFolder data_folder(std::string const& path);
/// Whether nothing is there, or a folder with nothing in it but the part of an attempt that was broken off (see part_of).
bool is_empty(DataFolder const&, std::string const& ending);
/// Where what shall lie at `to` is made first: in that folder where it is there, for it may be a volume of its own, or else beside it.
DataFolder part_of(DataFolder const& to, std::string const& ending);
/// Puts a part that is whole in its place, so that it lasts. Error: storage; a folder that was there is as empty as it was.
Result<void> put_in_place(DataFolder const& part, DataFolder const& to);
/// `inner` is `outer`, or lies somewhere in it.
bool lies_in(DataFolder const& inner, DataFolder const& outer);

/// A file, or a folder with the names in it, as it is on the disk.
bool sync(std::filesystem::path const&);

/// Copies the files that are not there yet, synced: materials never change under their hash. How many there are. Error: storage.
Result<std::size_t> copy_materials(std::string const& from, std::string const& to);

/// Files that cases name and that are not there, or not as large as they say; a line for each. Errors: those of the store.
Result<std::vector<std::string>> missing_materials(StoreReader const&, std::string const& folder);

/// Files whose bytes are not what their name says, `ab/cdef…` being the hash; the folder itself where it cannot be read.
std::vector<std::string> broken_materials(std::string const& folder, std::size_t& checked);

}  // namespace guicheng::cli
