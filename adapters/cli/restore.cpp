// Brings a backup back: copied beside the data, checked in full, and only then put in their place. Entry point: run_restore.
#include "arguments.hpp"
#include "data_check.hpp"
#include "data_folder.hpp"
#include "files.hpp"
#include "progress.hpp"

#include <guicheng/sqlite_store.hpp>

#include <fmt/core.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cerrno>

namespace guicheng::cli {
namespace {

namespace fs = std::filesystem;

bool has_bytes(std::string const& file) {
  std::error_code error;
  auto const size = fs::file_size(file, error);
  return !error && size > 0;
}

/// Copies everything but looks at nothing. How many materials. Error: storage.
Result<std::size_t> copy_all(DataFolder const& from, DataFolder const& to) {
  std::error_code error;
  fs::create_directories(to.path, error);
  if (!error) fs::permissions(to.path, fs::perms::owner_all, error);
  for (auto const& [source, target] : {std::pair{from.store(), to.store()}, std::pair{from.accounts(), to.accounts()}}) {
    if (error || !fs::exists(source, error)) continue;
    fs::copy_file(source, target, error);
    if (!error && !sync(target)) error = std::make_error_code(std::errc::io_error);
  }
  if (error) return fail(Errc::storage, fmt::format("{} cannot be written: {}.", to.path, error.message()));
  return copy_materials(from.materials(), to.materials());
}

struct Checked { CheckReport store; std::vector<std::string> findings; };

/// Everything that check-store looks at, and the accounts. The copy is brought to this release's schema first.
Result<Checked> check_all(DataFolder const& data) {
  Checked checked;
  auto const store = SqliteStore::open(data.store());
  if (!store) return store.error();
  Result<CheckReport> report = fail(Errc::storage, "");
  with_clock("checking the store", [&] { report = (*store)->check(); });
  if (!report) return report.error();
  checked.store = *report;
  auto const reader = (*store)->open_reader();
  if (!reader) return reader.error();
  auto missing = missing_materials(**reader, data.materials());
  if (!missing) return missing.error();
  checked.findings = std::move(*missing);
  std::size_t looked = 0;
  for (auto const& file : broken_materials(data.materials(), looked)) checked.findings.push_back(file + ": the bytes are not those of its hash");
  std::error_code error;
  if (!fs::exists(data.accounts(), error)) return checked;
  auto const trial = data.accounts() + ".check";
  auto const accounts = copy_sqlite(data.accounts(), trial);
  fs::remove(trial, error);
  if (!accounts) return accounts.error();
  return checked;
}

/// Puts `fresh` where `old` is, and what was there under the name `kept`: in one step where the file system can do that. After an
/// error `old` is what it was, or it is told where that lies. Error: storage.
Result<void> exchange(DataFolder const& fresh, DataFolder const& old, std::string const& kept) {
  auto const swap = [&] { return ::renameat2(AT_FDCWD, fresh.path.c_str(), AT_FDCWD, old.path.c_str(), RENAME_EXCHANGE) == 0; };
  std::error_code error, back;
  std::string lies_in;
  if (!sync(fresh.path)) {
    error = std::make_error_code(std::errc::io_error);
  } else if (swap()) {
    fs::rename(fresh.path, kept, error);
    if (error && !swap()) lies_in = fresh.path;
  } else if (errno != EINVAL && errno != ENOSYS) {
    error = {errno, std::generic_category()};
  } else {
    fs::rename(old.path, kept, error);
    if (!error && (fs::rename(fresh.path, old.path, error), error)) fs::rename(kept, old.path, back);
    if (back) lies_in = kept;
  }
  if (!error && !sync(fs::path{old.path}.parent_path())) error = std::make_error_code(std::errc::io_error), lies_in = kept;
  if (error) return fail(Errc::storage, fmt::format("{} cannot be put in its place: {}.", old.path, error.message()), {},
                         lies_in.empty() ? lies_in : fmt::format("What was there lies in {}.", lies_in));
  return {};
}

/// Whether a file system is mounted there: such a folder can be given no other name.
bool is_mount_point(fs::path const& path) {
  auto const look = [](fs::path const& at, struct statx& about) { return ::statx(AT_FDCWD, at.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE, &about) == 0; };
  struct statx here{}, above{};
  if (!look(path, here) || !look(path / "..", above) || !S_ISDIR(here.stx_mode)) return false;
  bool const is_root = (here.stx_attributes & here.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;  // also of a part of the same file system
  return is_root || here.stx_dev_major != above.stx_dev_major || here.stx_dev_minor != above.stx_dev_minor;
}

std::string free_name(std::string const& path) {
  std::error_code error;
  auto name = path + ".before";
  for (int i = 2; fs::exists(name, error); ++i) name = fmt::format("{}.before-{}", path, i);
  return name;
}

}  // namespace

int run_restore(Words words) {
  Arguments arguments{"restore BACKUP DATA", "Brings a backup back as the folder DATA, for `serve --data DATA`. The backup is copied beside DATA, or into DATA\n"
                                             "where that is an empty folder, and checked in full (pages, audit chain, cases, materials, accounts); only a copy\n"
                                             "that is well takes its place. With --replace DATA may hold data already: they are kept as DATA.before. The backup\n"
                                             "stays as it is."};
  arguments.flag("replace", "DATA holds data: put the backup in their place").operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  std::error_code error;
  DataFolder const from{arguments.operands()[0]}, to = data_folder(arguments.operands()[1]);
  std::string const ending = ".restoring";
  auto const replaces = !is_empty(to, ending);
  auto const fresh = replaces ? DataFolder{to.path + ending} : part_of(to, ending);
  if (replaces && !arguments.has("replace")) return cli::complain(fmt::format("{} is not empty.", to.path), "Name a new folder, or stop the service and say --replace.");
  if (!fs::exists(from.store(), error)) return cli::complain(fmt::format("{} is no backup: it has no guicheng.db.", from.path));
  for (auto const& folder : {to, fresh})
    if (lies_in(folder, from) || lies_in(from, folder))
      return cli::complain(fmt::format("{} and {} lie one in the other.", from.path, folder.path), "A backup stays as it is: name a folder outside of it, and keep it outside of the data.");
  if (replaces && is_mount_point(to.path))
    return cli::complain(fmt::format("{} is a mount point: the backup cannot take its place.", to.path),
                         "Empty it, having copied what is to be kept, and leave --replace away; or keep the data in a folder below it.");
  if (has_bytes(from.store() + "-wal") || has_bytes(from.accounts() + "-wal")) return cli::complain(fmt::format("{} is the folder of a service, no backup.", from.path), "Make a backup of it: guicheng backup.");
  Result<std::shared_ptr<SqliteStore>> locked = fail(Errc::not_found, "");
  if (replaces && fs::exists(to.store(), error)) {
    locked = SqliteStore::open(to.store());  // nobody writes meanwhile; a damaged store may be replaced
    if (!locked && locked.error().message.find("holds the lock") != std::string::npos) return complain(locked.error());
  }

  fs::remove_all(fresh.path, error);  // of an attempt that was broken off
  if (error) return cli::complain(fmt::format("{} cannot be removed: {}.", fresh.path, error.message()));
  auto const give_up = [&](int exit) {
    fs::remove_all(fresh.path, error);
    return exit;
  };
  auto const materials = copy_all(from, fresh);
  if (!materials) return give_up(complain(materials.error()));
  auto const checked = check_all(fresh);
  if (!checked || !checked->findings.empty()) {
    if (!checked) fmt::print("{}\n", checked.error().message);
    else for (auto const& finding : checked->findings) fmt::print("{}\n", finding);
    fmt::print("{}: the backup is not well; nothing was restored\n", from.path);
    return give_up(Exit::findings);
  }
  auto const kept = free_name(to.path);
  if (auto done = replaces ? exchange(fresh, to, kept) : put_in_place(fresh, to); !done) {
    auto const exit = complain(done.error());
    return replaces && done.error().remedy.empty() ? give_up(exit) : exit;  // DATA is what it was
  }
  fmt::print("{}: {} cases, {} materials, {} entries of the audit log, all in the chain\n", to.path, checked->store.cases, *materials, checked->store.audit.entries);
  if (replaces) fmt::print("{}: what was there before\n", kept);
  return Exit::well;
}

}  // namespace guicheng::cli
