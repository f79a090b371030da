// What a data folder holds, copied and checked. Entry points: copy_materials, missing_materials, broken_materials,
// part_of, put_in_place.
#include "data_check.hpp"
#include "progress.hpp"

#include <guicheng/engine.hpp>
#include <guicheng/hash.hpp>

#include <fmt/core.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace guicheng::cli {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_below(std::string const& folder, std::error_code& error) {
  std::vector<fs::path> out;
  if (!fs::is_directory(folder, error)) return out;
  for (fs::recursive_directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file(error) && entry->path().parent_path().filename() != "incoming") out.push_back(entry->path());
  return out;
}

std::vector<fs::path> names_in(DataFolder const& folder, std::error_code& error) {
  std::vector<fs::path> names;
  for (fs::directory_iterator entry{folder.path, error}, end; !error && entry != end; entry.increment(error)) names.push_back(entry->path().filename());
  return names;
}

// What is in the part moves into the folder that it lies in, the database last: without it nothing looks like data. After an
// error it is all in the part.
std::error_code move_up(DataFolder const& part, DataFolder const& to) {
  fs::path const from{part.path}, folder{to.path};
  if (!is_empty(to, from.filename())) return std::make_error_code(std::errc::directory_not_empty);
  std::error_code error, ignored;
  auto names = names_in(part, error);
  std::partition(names.begin(), names.end(), [&](fs::path const& name) { return folder / name != to.store(); });
  for (auto const& name : names)
    if (!error) fs::rename(from / name, folder / name, error);
  if (!error) return fs::remove(from, ignored), error;
  for (auto const& name : names) fs::rename(folder / name, from / name, ignored);
  return error;
}

}  // namespace

DataFolder data_folder(std::string const& path) { return {fs::absolute(fs::path{path} / ".").lexically_normal().parent_path().string()}; }

bool is_empty(DataFolder const& folder, std::string const& ending) {
  std::error_code error;
  if (!fs::exists(folder.path, error)) return !error;
  auto const names = names_in(folder, error);
  return !error && std::all_of(names.begin(), names.end(), [&](fs::path const& name) { return name == ending; });
}

DataFolder part_of(DataFolder const& to, std::string const& ending) {
  std::error_code error;
  return {to.path + (fs::exists(to.path, error) ? "/" : "") + ending};
}

Result<void> put_in_place(DataFolder const& part, DataFolder const& to) {
  std::error_code error;
  auto const above = fs::path{part.path}.parent_path();
  if (!sync(part.path)) error = std::make_error_code(std::errc::io_error);
  if (!error && above == to.path) error = move_up(part, to);
  else if (!error) fs::rename(part.path, to.path, error);
  if (!error && !sync(above)) error = std::make_error_code(std::errc::io_error);
  if (error) return fail(Errc::storage, fmt::format("{} cannot be put in its place: {}.", to.path, error.message()));
  return {};
}

bool lies_in(DataFolder const& inner, DataFolder const& outer) {
  std::error_code error;
  auto const in = fs::weakly_canonical(inner.path, error), out = fs::weakly_canonical(outer.path, error);
  return std::mismatch(out.begin(), out.end(), in.begin(), in.end()).first == out.end();
}

bool sync(fs::path const& path) {
  int const handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool const done = handle >= 0 && ::fsync(handle) == 0;
  if (handle >= 0) ::close(handle);
  return done;
}

Result<std::size_t> copy_materials(std::string const& from, std::string const& to) {
  std::error_code error;
  auto const files = files_below(from, error);
  if (error && fs::exists(from)) return fail(Errc::storage, fmt::format("{} cannot be read: {}.", from, error.message()));
  Progress progress{"materials"};
  std::size_t done = 0;
  std::set<fs::path> folders{fs::path{to}};
  error.clear();
  if (!files.empty()) fs::create_directories(to, error);
  if (!files.empty() && !error) fs::permissions(to, fs::perms::owner_all, error);  // the folder above may be anybody's
  if (error) return fail(Errc::storage, fmt::format("{} cannot be made: {}.", to, error.message()));
  for (auto const& file : files) {
    auto const target = fs::path{to} / file.lexically_relative(from);
    error.clear();
    fs::create_directories(target.parent_path(), error);
    if (!error && !fs::exists(target)) {
      auto const part = fs::path{target}.concat(".part");
      fs::copy_file(file, part, fs::copy_options::overwrite_existing, error);
      if (!error && !sync(part)) error = std::make_error_code(std::errc::io_error);
      if (!error) fs::rename(part, target, error);
      folders.insert(target.parent_path());
    }
    if (error) return fail(Errc::storage, fmt::format("{} cannot be written: {}.", target.string(), error.message()));
    progress.show(++done, files.size());
  }
  for (auto const& folder : folders)
    if (fs::exists(folder) && !sync(folder)) return fail(Errc::storage, fmt::format("{} cannot be synced.", folder.string()));
  return files.size();
}

Result<std::vector<std::string>> missing_materials(StoreReader const& reader, std::string const& folder) {
  std::vector<std::string> missing;
  for (CaseId after = 0;;) {
    auto const ids = reader.cases(after, 1000);
    if (!ids) return ids.error();
    if (ids->empty()) return missing;
    for (auto const id : *ids) {
      auto const loaded = reader.load(id);
      if (!loaded) return loaded.error();
      auto const state = read_case(*loaded);
      if (!state) return state.error();
      for (auto const& file : state->files) {
        std::error_code error;
        auto const size = fs::file_size(fs::path{folder} / file.hash.substr(0, 2) / file.hash.substr(std::min<std::size_t>(2, file.hash.size())), error);
        if (error || size != file.size) missing.push_back(fmt::format("case {}: {} {} ({}) is missing", id, file.slot, file.name, file.hash));
      }
    }
    after = ids->back();
  }
}

std::vector<std::string> broken_materials(std::string const& folder, std::size_t& checked) {
  std::error_code error;
  std::vector<std::string> broken;
  auto const files = files_below(folder, error);
  if (error && error != std::errc::no_such_file_or_directory) broken.push_back(folder + " (" + error.message() + ")");
  Progress progress{"materials"};
  std::string piece(1 << 20, '\0');
  for (auto const& file : files) {
    std::ifstream in{file, std::ios::binary};
    Sha256 sha;
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) sha.update({piece.data(), static_cast<std::size_t>(in.gcount())});
    auto const named = file.parent_path().filename().string() + file.filename().string();
    if (hex(sha.finish()) != named) broken.push_back(file.string());
    progress.show(++checked, files.size());
  }
  return broken;
}

}  // namespace guicheng::cli
