// The store in one SQLite file: durable, verified, for one writing process.
#pragma once

#include <guicheng/store.hpp>

#include <memory>
#include <string>

namespace guicheng {

struct SqliteOptions {
  std::string vfs;                ///< SQLite's file layer; empty: its own. Tests put faults in.
  std::int64_t max_pages = 0;     ///< the file's limit in pages of 4 KiB; 0: none
  std::uint64_t reserve = 8u << 20;  ///< bytes to leave on the disk: with less, begin answers `storage` before anything is written
};

/// What a full check found; see SqliteStore::check.
struct CheckReport {
  AuditReport audit;
  std::uint64_t cases = 0;
};

/// One process writes, through one connection, which alone checkpoints; every other connection is read-only, and a lock
/// on `path`.lock keeps a second process away: so the WAL-reset bug of SQLite before 3.51.3 cannot happen. Commits are
/// synced (`synchronous=FULL`). A failed commit is outcome_unknown: the connection is opened again at the next begin,
/// which answers `storage` until the file is well. Thread-safe; begin for one thread at a time.
class SqliteStore final : public Store {
 public:
  /// Opens or makes the file; looks at its header, schema and lock only. Errors: storage, in clear words for a file of a
  /// newer release, of another program, on a network file system, or in use by another process.
  static Result<std::shared_ptr<SqliteStore>> open(std::string const& path, SqliteOptions const& = {});
  /// Opens an existing file beside the process that writes it: readers, check and backup; begin answers not_allowed.
  /// Errors: not_found, storage.
  static Result<std::shared_ptr<SqliteStore>> open_to_read(std::string const& path, SqliteOptions const& = {});
  ~SqliteStore() override;

  Result<std::unique_ptr<UnitOfWork>> begin() override;
  Result<std::unique_ptr<StoreReader>> open_reader() override;

  /// Everything: the file's pages and indexes, foreign keys, the audit chain, and that cases, lists, counters and
  /// snapshots are what the acts say. Minutes on gigabytes; does not disturb the writer.
  Result<CheckReport> check() const;
  /// Writes a copy while the store runs: to a temporary name, synced, checked, renamed. `to` must not exist.
  Result<void> backup(std::string const& to) const;
  /// Which SQLite this is and which protections are in force, for the log at start.
  std::string protection() const;

 private:
  struct State;
  explicit SqliteStore(std::shared_ptr<State>);
  std::shared_ptr<State> state_;
};

/// Copies any SQLite file while others use it, as SqliteStore::backup does. Errors: not_found, storage.
Result<void> copy_sqlite(std::string const& from, std::string const& to);

}  // namespace guicheng
