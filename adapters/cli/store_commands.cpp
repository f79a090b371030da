// Commands on a store's folder: audit verify, check-store, backup, restore. Entry points: run_audit … run_restore.
#include "arguments.hpp"
#include "data_folder.hpp"
#include "files.hpp"
#include "progress.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/hash.hpp>
#include <guicheng/sqlite_store.hpp>

#include <fmt/core.h>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

namespace guicheng::cli {
namespace {

namespace fs = std::filesystem;

/// A folder of `serve --data`, or the file itself.
std::string store_file(std::string const& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? DataFolder{path}.store() : path;
}

Result<std::shared_ptr<SqliteStore>> open(std::string const& path) { return SqliteStore::open_to_read(store_file(path)); }

int complain(Error const& error) { return cli::complain(error.message, error.where.empty() ? error.remedy : error.where + " " + error.remedy); }

std::vector<fs::path> files_below(std::string const& folder, std::error_code& error) {
  std::vector<fs::path> out;
  if (!fs::is_directory(folder, error)) return out;
  for (fs::recursive_directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file(error) && entry->path().parent_path().filename() != "incoming") out.push_back(entry->path());
  return out;
}

/// A file, or a folder with the names in it, as it is on the disk.
bool sync(fs::path const& path) {
  int const handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool const done = handle >= 0 && ::fsync(handle) == 0;
  if (handle >= 0) ::close(handle);
  return done;
}

/// Copies the files that are not there yet: materials never change under their hash.
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

/// The case as the store has it.
Result<CaseState> load_case(StoreReader const& reader, CaseId id) {
  auto const loaded = reader.load(id);
  if (!loaded) return loaded.error();
  CaseState state;
  if (loaded->snapshot) {
    auto read = read_state(*loaded->snapshot);
    if (!read) return read.error();
    state = std::move(*read);
  }
  for (auto const& text : loaded->acts) {
    auto const act = read_act(text);
    if (!act) return act.error();
    state = evolve(std::move(state), *act);
  }
  return state;
}

/// Files that cases name and that are not there, or not as large as they say. Errors: those of the store.
Result<std::vector<std::string>> missing_materials(StoreReader const& reader, std::string const& folder) {
  std::vector<std::string> missing;
  for (CaseId after = 0;;) {
    auto const ids = reader.cases(after, 1000);
    if (!ids) return ids.error();
    if (ids->empty()) return missing;
    for (auto const id : *ids) {
      auto const state = load_case(reader, id);
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

/// Files whose bytes are not what their name says. `ab/cdef…` is the hash.
std::vector<std::string> broken_materials(std::string const& folder, std::size_t& checked) {
  std::error_code error;
  std::vector<std::string> broken;
  auto const files = files_below(folder, error);
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

bool is_empty(std::string const& folder) {
  std::error_code error;
  return !fs::exists(folder, error) || (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

}  // namespace

int run_audit(Words words) {
  Arguments arguments{"audit verify DATA", "Follows the chain of hashes through the audit log, also while the service runs. DATA is the folder of\n"
                                           "`serve --data`, or its guicheng.db. Prints the number of entries and the hash of the last: kept elsewhere,\n"
                                           "it shows later that nothing was taken away."};
  arguments.operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  if (arguments.operands()[0] != "verify") return cli::complain(fmt::format("There is no `audit {}`.", arguments.operands()[0]), "There is `audit verify`.");
  auto const store = open(arguments.operands()[1]);
  if (!store) return complain(store.error());
  auto const reader = (*store)->open_reader();
  if (!reader) return complain(reader.error());
  Result<AuditReport> report = fail(Errc::storage, "");
  with_clock("verifying the audit log", [&] { report = (*reader)->verify_audit(); });
  if (!report) {
    fmt::print("{}\n", report.error().message);
    return Exit::findings;
  }
  fmt::print("{} entries, all in the chain; head {}\n", report->entries, report->head);
  return Exit::well;
}

int run_check_store(Words words) {
  Arguments arguments{"check-store DATA", "Checks a store fully, also while the service runs: pages and indexes, the audit chain, that cases, lists and\n"
                                          "counters are what the acts say, and the bytes of materials. Minutes on gigabytes."};
  arguments.operands(1, 1);
  if (auto const done = arguments.read(words)) return *done;
  auto const& data = arguments.operands().front();
  auto const store = open(data);
  if (!store) return complain(store.error());
  Result<CheckReport> report = fail(Errc::storage, "");
  with_clock("checking the store", [&] { report = (*store)->check(); });
  if (!report) fmt::print("{}\n", report.error().message);
  else fmt::print("{} cases and {} entries of the audit log are well; head {}\n", report->cases, report->audit.entries, report->audit.head);
  auto const folder = DataFolder{fs::is_directory(data) ? data : fs::path{data}.parent_path().string()}.materials();
  std::size_t checked = 0;
  auto const broken = broken_materials(folder, checked);
  for (auto const& file : broken) fmt::print("{}: the bytes are not those of its hash\n", file);
  auto const reader = (*store)->open_reader();
  if (!reader) return complain(reader.error());
  auto const missing = missing_materials(**reader, folder);
  if (!missing) fmt::print("{}\n", missing.error().message);
  for (auto const& one : missing ? *missing : std::vector<std::string>{}) fmt::print("{}\n", one);
  fmt::print("{} materials checked, {} broken, {} missing\n", checked, broken.size(), missing ? missing->size() : 0);
  return report && broken.empty() && missing && missing->empty() ? Exit::well : Exit::findings;
}

int run_backup(Words words) {
  Arguments arguments{"backup DATA TO", "Copies database, accounts and materials of a service's folder into the new folder TO, also while the service\n"
                                        "runs. The database first, then the materials that it may name: so nothing it names is missing."};
  arguments.operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  DataFolder const from{arguments.operands()[0]}, to{arguments.operands()[1]};
  if (!is_empty(to.path)) return cli::complain(fmt::format("{} is not empty.", to.path), "A backup goes into a new folder.");
  auto const store = SqliteStore::open_to_read(from.store());
  if (!store) return complain(store.error());
  std::error_code error;
  fs::create_directories(to.path, error);
  if (error) return cli::complain(fmt::format("{} cannot be made: {}.", to.path, error.message()));
  fs::permissions(to.path, fs::perms::owner_all, error);
  Result<void> copied;
  with_clock("copying the database", [&] { copied = (*store)->backup(to.store()); });
  if (!copied) return complain(copied.error());
  if (fs::exists(from.accounts(), error))
    if (auto accounts = copy_sqlite(from.accounts(), to.accounts()); !accounts) return complain(accounts.error());
  auto const materials = copy_materials(from.materials(), to.materials());
  if (!materials) return complain(materials.error());
  fmt::print("{}: database, accounts and {} materials\n", to.path, *materials);
  return Exit::well;
}

int run_restore(Words words) {
  Arguments arguments{"restore BACKUP DATA", "Brings a backup back into the new folder DATA, for `serve --data DATA`, and checks the audit chain of what it\n"
                                             "brought. The backup stays as it is."};
  arguments.operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  DataFolder const from{arguments.operands()[0]}, to{arguments.operands()[1]};
  if (!is_empty(to.path)) return cli::complain(fmt::format("{} is not empty.", to.path), "Stop the service and name a new folder.");
  std::error_code error;
  if (!fs::exists(from.store(), error)) return cli::complain(fmt::format("{} is no backup: it has no guicheng.db.", from.path));
  fs::create_directories(to.path, error);
  if (!error) fs::permissions(to.path, fs::perms::owner_all, error);
  for (auto const& [source, target] : {std::pair{from.store(), to.store()}, std::pair{from.accounts(), to.accounts()}})
    if (!error && fs::exists(source)) fs::copy_file(source, target, error);
  if (error) return cli::complain(fmt::format("{} cannot be written: {}.", to.path, error.message()));
  auto const materials = copy_materials(from.materials(), to.materials());
  if (!materials) return complain(materials.error());
  auto const store = SqliteStore::open_to_read(to.store());
  if (!store) return complain(store.error());
  auto const reader = (*store)->open_reader();
  if (!reader) return complain(reader.error());
  auto const report = (*reader)->verify_audit();
  if (!report) return complain(report.error());
  auto const missing = missing_materials(**reader, to.materials());
  if (!missing) return complain(missing.error());
  for (auto const& one : *missing) fmt::print("{}\n", one);
  fmt::print("{}: {} materials, {} entries of the audit log, all in the chain\n", to.path, *materials, report->entries);
  return missing->empty() ? Exit::well : Exit::findings;
}

}  // namespace guicheng::cli
