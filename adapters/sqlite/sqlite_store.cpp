// Opens the file with all its protections and hands out the writer and readers. Entry point: SqliteStore::open.
#include <guicheng/sqlite_store.hpp>

#include "audit.hpp"
#include "file_lock.hpp"
#include "reader.hpp"
#include "schema.hpp"
#include "writer.hpp"

#include <guicheng/replay_check.hpp>

#include <atomic>
#include <filesystem>
#include <optional>

namespace guicheng {

using namespace sqlite;

struct SqliteStore::State {
  std::string path;
  SqliteOptions options;
  std::optional<FileLock> lock;  // none where the file is only read
  std::optional<Writer> writer;  // empty after a commit whose outcome is unknown, until the file is well again
  bool busy = false;
  std::string version;

  Result<void> open_writer();
  Result<std::unique_ptr<Connection>> open_connection(Access access) const { return Connection::open(path, access, options.vfs); }
};

Result<void> SqliteStore::State::open_writer() {
  auto connection = open_connection(Access::write);
  if (!connection) return connection.error();
  if (options.max_pages > 0)
    if (auto set = (*connection)->execute("PRAGMA max_page_count=" + std::to_string(options.max_pages)); !set) return set;
  if (auto migrated = migrate(**connection); !migrated) return migrated;
  auto const sqlite_version = (*connection)->text("SELECT sqlite_version()");
  if (!sqlite_version) return sqlite_version.error();
  version = *sqlite_version;
  writer.emplace(std::move(*connection));
  return writer->read_head();
}

SqliteStore::SqliteStore(std::shared_ptr<State> state) : state_{std::move(state)} {}
SqliteStore::~SqliteStore() = default;

// SQLite does not say which file it speaks of.
static Error about(std::string const& path, Error error) {
  if (error.where.empty()) error.where = path;
  return error;
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::open(std::string const& path, SqliteOptions const& options) {
  auto file = resolve_file(path);
  if (!file) return file.error();
  auto lock = FileLock::take(*file + ".lock");
  if (!lock) return lock.error();
  if (auto made = make_private(*file); !made) return made.error();
  std::shared_ptr<State> state{new State{std::move(*file), options, std::move(*lock), {}, false, {}}};
  if (auto opened = state->open_writer(); !opened) return about(path, opened.error());
  return std::shared_ptr<SqliteStore>{new SqliteStore{std::move(state)}};
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::open_to_read(std::string const& path, SqliteOptions const& options) {
  auto file = resolve_file(path);
  if (!file) return file.error();
  std::error_code error;
  if (!std::filesystem::is_regular_file(*file, error)) return fail(Errc::not_found, "There is no store " + path + ".");
  std::shared_ptr<State> state{new State{std::move(*file), options, {}, {}, false, {}}};
  auto const connection = state->open_connection(Access::read);
  if (!connection) return about(path, connection.error());
  if (auto fits = check_header(**connection); !fits) return about(path, fits.error());
  return std::shared_ptr<SqliteStore>{new SqliteStore{std::move(state)}};
}

// A write that meets a full disk halfway may leave what it did unknown: with little room left, none is begun.
static Result<void> check_room(std::string const& path, std::uint64_t reserve) {
  std::error_code error;
  auto const space = std::filesystem::space(path, error);
  if (error || space.available >= reserve) return {};
  return fail(Errc::storage, "The disk of " + path + " is full: " + std::to_string(space.available) + " bytes are left.", {},
              "Make room: the store goes on by itself.");
}

// After a failed commit the file is opened again and its log is moved into the database and synced, before anything is
// said about what it holds: what was read back could otherwise be in the system's memory only.
Result<std::unique_ptr<UnitOfWork>> SqliteStore::begin() {
  if (!state_->lock) return fail(Errc::not_allowed, "The store is open for reading only.");
  if (state_->busy) return fail(Errc::storage, "The store has a unit of work already.");
  if (auto room = check_room(state_->path, state_->options.reserve); !room) return room.error();
  if (state_->writer && state_->writer->unknown) state_->writer.reset();
  if (!state_->writer) {
    auto ready = state_->open_writer();
    if (ready) ready = state_->writer->connection->checkpoint();
    if (!ready) {
      state_->writer.reset();
      return ready.error();
    }
  }
  return begin_unit(*state_->writer, state_->busy, state_);
}

Result<std::unique_ptr<StoreReader>> SqliteStore::open_reader() {
  auto connection = state_->open_connection(Access::read);
  if (!connection) return connection.error();
  if (auto fits = check_header(**connection); !fits) return fits.error();
  return make_reader(std::move(*connection), state_);
}

Result<CheckReport> SqliteStore::check() const {
  auto connection = state_->open_connection(Access::read);
  if (!connection) return connection.error();
  if (auto well = check_tables(**connection); !well) return well.error();
  auto const reader = make_reader(std::move(*connection), state_);
  auto audit = reader->verify_audit();
  if (!audit) return audit.error();
  auto const cases = check_replay(*reader);
  if (!cases) return cases.error();
  return CheckReport{*audit, *cases};
}

// A copy under a temporary name, synced, looked at and renamed.
static Result<void> copy_file(std::string const& path, std::string const& vfs, std::string const& to,
                              Result<void> (*fits)(Connection&)) {
  namespace fs = std::filesystem;
  std::error_code error;
  auto const target = resolve_file(to);
  if (!target) return target.error();
  if (fs::exists(*target, error)) return fail(Errc::storage, "There is a file " + to + " already.");
  auto const temporary = *target + ".part";
  fs::remove(temporary, error);
  auto connection = Connection::open(path, Access::read, vfs);
  if (!connection) return connection.error();
  auto copied = make_private(temporary);  // from its first byte on
  if (copied) copied = (*connection)->execute("PRAGMA query_only=OFF");  // the copy is what is written; the file itself is open for reading only
  if (copied) copied = (*connection)->run("VACUUM INTO ?", temporary);
  if (copied) copied = sync_path(temporary);
  if (copied) {
    auto const copy = Connection::open(temporary, Access::read, vfs);
    if (!copy) copied = copy.error();
    else copied = fits(**copy);
  }
  if (copied)
    if (fs::rename(temporary, *target, error); error) copied = fail(Errc::storage, "Cannot name the copy " + to + ": " + error.message() + ".");
  if (!copied) {
    fs::remove(temporary, error);
    return copied;
  }
  return sync_path(fs::path{*target}.parent_path().string());
}

Result<void> SqliteStore::backup(std::string const& to) const {
  return copy_file(state_->path, state_->options.vfs, to, [](Connection& copy) -> Result<void> {
    if (auto fits = check_header(copy); !fits) return fits;
    if (auto const chain = verify_chain(copy); !chain) return chain.error();
    return {};
  });
}

Result<void> copy_sqlite(std::string const& from, std::string const& to) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(from, error)) return fail(Errc::not_found, "There is no file " + from + ".");
  return copy_file(from, "", to, [](Connection& copy) -> Result<void> {
    auto const well = copy.text("PRAGMA quick_check");
    if (!well) return well.error();
    return *well == "ok" ? Result<void>{} : fail(Errc::storage, "The copy is damaged: " + *well + ".");
  });
}

std::string SqliteStore::protection() const {
  return "SQLite " + state_->version + "; one writing and checkpointing connection, readers read-only, lock " + state_->path +
         ".lock held, no memory mapping: the WAL-reset bug of releases before 3.51.3 cannot occur; commits synced (FULL)";
}

}  // namespace guicheng
