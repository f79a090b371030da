// What a data folder holds, copied and checked. Entry points: replay, copy_materials, missing_materials, broken_materials,
// put_in_place.
#include "data_check.hpp"
#include "progress.hpp"

#include <guicheng/event_text.hpp>
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

}  // namespace

Result<CaseState> replay(UnitOfWork::Loaded const& loaded) {
  CaseState state;
  if (loaded.snapshot) {
    auto read = read_state(*loaded.snapshot);
    if (!read) return read.error();
    state = std::move(*read);
  }
  for (auto const& text : loaded.acts) {
    auto const act = read_act(text);
    if (!act) return act.error();
    state = evolve(std::move(state), *act);
  }
  return state;
}

DataFolder data_folder(std::string const& path) { return {fs::absolute(fs::path{path} / ".").lexically_normal().parent_path().string()}; }

bool is_empty(DataFolder const& folder) {
  std::error_code error;
  return !fs::exists(folder.path, error) || (fs::is_directory(folder.path, error) && fs::is_empty(folder.path, error));
}

Result<void> put_in_place(DataFolder const& whole, DataFolder const& to) {
  std::error_code error;
  if (!sync(whole.path)) error = std::make_error_code(std::errc::io_error);
  if (!error) fs::remove(to.path, error);
  if (!error) fs::rename(whole.path, to.path, error);
  if (!error && !sync(fs::path{to.path}.parent_path())) error = std::make_error_code(std::errc::io_error);
  if (error) return fail(Errc::storage, fmt::format("{} cannot be put in its place: {}.", to.path, error.message()));
  return {};
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
      auto const state = replay(*loaded);
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
