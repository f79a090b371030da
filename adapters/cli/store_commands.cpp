// Commands on a store's folder: audit verify, check-store, backup. Entry points: run_audit, run_check_store, run_backup.
#include "arguments.hpp"
#include "data_check.hpp"
#include "data_folder.hpp"
#include "files.hpp"
#include "progress.hpp"

#include <guicheng/sqlite_store.hpp>

#include <fmt/core.h>

#include <filesystem>
#include <functional>
#include <vector>

namespace guicheng::cli {
namespace {

namespace fs = std::filesystem;

Result<std::shared_ptr<SqliteStore>> open(std::string const& path) { return SqliteStore::open_to_read(store_file(path)); }

/// Everything into the new folder `to`; how many materials there are. Error: storage.
Result<std::size_t> copy_data(SqliteStore const& store, DataFolder const& from, DataFolder const& to) {
  std::error_code error;
  fs::create_directories(to.path, error);
  if (!error) fs::permissions(to.path, fs::perms::owner_all, error);
  if (error) return fail(Errc::storage, fmt::format("{} cannot be made: {}.", to.path, error.message()));
  Result<void> copied;
  with_clock("copying the database", [&] { copied = store.backup(to.store()); });
  if (copied && fs::exists(from.accounts(), error)) copied = copy_sqlite(from.accounts(), to.accounts());
  if (!copied) return copied.error();
  return copy_materials(from.materials(), to.materials());
}

Result<void> each_note(StoreReader const& reader, std::function<void(AuditNote const&)> const& take) {
  for (std::uint64_t after = 0;;) {
    auto const notes = reader.notes(after, 1000);
    if (!notes) return notes.error();
    for (auto const& note : *notes) take(note);
    if (notes->size() < 1000) return {};
    after = notes->back().entry;
  }
}

}  // namespace

int run_audit(Words words) {
  Arguments arguments{"audit verify|notes DATA", "verify: follows the chain of hashes through the audit log, also while the service runs. DATA is the folder of\n"
                                           "`serve --data`, or its guicheng.db. Prints the number of entries and the hash of the last: kept elsewhere,\n"
                                           "it shows later that nothing was taken away. notes: prints the entries that belong to no act of a case, one JSON\n"
                                           "object a line: what was refused, logins, accounts."};
  arguments.operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  auto const& what = arguments.operands()[0];
  if (what != "verify" && what != "notes") return cli::complain(fmt::format("There is no `audit {}`.", what), "There are `audit verify` and `audit notes`.");
  auto const store = open(arguments.operands()[1]);
  if (!store) return complain(store.error());
  auto const reader = (*store)->open_reader();
  if (!reader) return complain(reader.error());
  std::size_t notes = 0;
  if (auto const told = each_note(**reader, [&](AuditNote const& note) {
        ++notes;
        if (what == "notes") fmt::print("{}\n", note.text);
      }); !told)
    return complain(told.error());
  if (what == "notes") return Exit::well;
  Result<AuditReport> report = fail(Errc::storage, "");
  with_clock("verifying the audit log", [&] { report = (*reader)->verify_audit(); });
  if (!report) {
    fmt::print("{}\n", report.error().message);
    return Exit::findings;
  }
  fmt::print("{} entries, all in the chain, {} of them notes of what was refused, logins and accounts; head {}\n", report->entries, notes, report->head);
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
  Arguments arguments{"backup DATA TO", "Copies database, accounts and materials of a service's folder into TO, a new folder or an empty one, which may\n"
                                        "be a volume of its own, also while the service runs. The database first, then the materials that it may name: so\n"
                                        "nothing it names is missing. TO holds nothing that looks like a backup until all is copied."};
  arguments.operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  DataFolder const from{arguments.operands()[0]}, to = data_folder(arguments.operands()[1]), part = part_of(to, ".incomplete");
  if (!is_empty(to, ".incomplete")) return cli::complain(fmt::format("{} is not empty.", to.path), "A backup goes into a new folder, or an empty one.");
  auto const store = SqliteStore::open_to_read(from.store());
  if (!store) return complain(store.error());
  if (lies_in(part, from) || lies_in(from, part))
    return cli::complain(fmt::format("{} and {} lie one in the other.", from.path, part.path), "Name a folder outside of the data.");
  std::error_code error;
  fs::remove_all(part.path, error);  // of an attempt that was broken off
  if (error) return cli::complain(fmt::format("{} cannot be removed: {}.", part.path, error.message()));
  auto const materials = copy_data(**store, from, part);
  auto done = materials ? put_in_place(part, to) : Result<void>{materials.error()};
  if (!done) {  // half a backup would look like a whole one
    fs::remove_all(part.path, error);
    return complain(done.error());
  }
  fmt::print("{}: database, accounts and {} materials\n", to.path, *materials);
  return Exit::well;
}

}  // namespace guicheng::cli
