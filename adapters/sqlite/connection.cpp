// Opens SQLite with every protection it has and turns its exceptions and codes into values. The only file that includes
// SQLiteCpp. Entry point: Connection::open.
#include "connection.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace guicheng::sqlite {

struct Prepared {
  SQLite::Statement statement;
};
struct Connection::Opened {
  SQLite::Database database;
};

Cursor::Cursor(Connection& connection, std::vector<std::unique_ptr<Prepared>>* home, std::unique_ptr<Prepared> statement, Error error)
    : connection_{&connection}, home_{home}, statement_{std::move(statement)}, error_{std::move(error)}, failed_{!statement_} {}

Cursor::Cursor(Cursor&&) noexcept = default;

Cursor::~Cursor() {
  if (!statement_) return;
  (void)statement_->statement.tryReset();  // repeats the error of the last step, which was told
  home_->push_back(std::move(statement_));
}

template <class Bind> static void guarded(bool& failed, Error& error, Bind bind) {
  if (failed) return;
  try {
    bind();
  } catch (SQLite::Exception const& exception) {
    error = fail(Errc::storage, std::string{"SQLite took no parameter: "} + exception.what());
    failed = true;
  }
}

Cursor& Cursor::bind(std::int64_t value) {
  ++bound_;
  guarded(failed_, error_, [&] { statement_->statement.bind(bound_, value); });
  return *this;
}
Cursor& Cursor::bind(std::string const& value) {
  ++bound_;
  guarded(failed_, error_, [&] { statement_->statement.bindNoCopy(bound_, value); });
  return *this;
}
Cursor& Cursor::bind(std::string&& value) {
  ++bound_;
  guarded(failed_, error_, [&] { statement_->statement.bind(bound_, value); });
  return *this;
}
Cursor& Cursor::bind(std::string_view value) { return bind(std::string{value}); }
Cursor& Cursor::bind(std::nullptr_t) {
  ++bound_;
  guarded(failed_, error_, [&] { statement_->statement.bind(bound_); });
  return *this;
}
Cursor& Cursor::bind_bytes(void const* bytes, std::size_t size) {
  ++bound_;
  guarded(failed_, error_, [&] { statement_->statement.bind(bound_, bytes, static_cast<int>(size)); });
  return *this;
}

Result<bool> Cursor::next() {
  if (failed_) return error_;
  auto const code = statement_->statement.tryExecuteStep();
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_->error(code);
}

Result<void> Cursor::run() {
  for (;;) {
    auto const row = next();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

Cursor& Cursor::again() {
  bound_ = 0;
  if (statement_) (void)statement_->statement.tryReset();
  return *this;
}

std::int64_t Cursor::integer(int column) const { return statement_->statement.getColumn(column).getInt64(); }
std::string_view Cursor::text(int column) const {
  auto const value = statement_->statement.getColumn(column);
  auto const* const bytes = static_cast<char const*>(value.getBlob());
  return bytes ? std::string_view{bytes, static_cast<std::size_t>(value.getBytes())} : std::string_view{};
}
bool Cursor::is_null(int column) const { return statement_->statement.isColumnNull(column); }

namespace {

// What no file, schema or statement may do here; https://sqlite.org/security.html.
bool protect(sqlite3* database) {
  auto const set = [&](int option, int value) {
    int now = -1;
    return sqlite3_db_config(database, option, value, &now) == SQLITE_OK && now == value;
  };
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 64 << 20);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 64 << 10);
  sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 100);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM INTO attaches its copy
  return set(SQLITE_DBCONFIG_DEFENSIVE, 1) && set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0) && set(SQLITE_DBCONFIG_DQS_DML, 0) &&
         set(SQLITE_DBCONFIG_DQS_DDL, 0) && set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
}

struct Setting { char const* set; char const* ask; char const* expected; };

// What is set is asked for again: SQLite ignores pragmas it does not know.
Result<void> assert_settings(Connection& connection, Access access) {
  static constexpr Setting both[] = {
      {"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
      {"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
      {"PRAGMA mmap_size=0", "PRAGMA mmap_size", "0"},
      {"PRAGMA busy_timeout=5000", "PRAGMA busy_timeout", "5000"},
      {"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
  };
  static constexpr Setting writer[] = {
      {"PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal"},
      {"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
      {"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
      {"PRAGMA wal_autocheckpoint=4000", "PRAGMA wal_autocheckpoint", "4000"},
      {"PRAGMA journal_size_limit=67108864", "PRAGMA journal_size_limit", "67108864"},
      {"PRAGMA cache_size=-65536", "PRAGMA cache_size", "-65536"},
  };
  static constexpr Setting reader[] = {
      {"PRAGMA query_only=ON", "PRAGMA query_only", "1"},
      {"PRAGMA cache_size=-16384", "PRAGMA cache_size", "-16384"},
  };
  auto const assert_all = [&](auto const& settings) -> Result<void> {
    for (auto const& setting : settings) {
      if (auto set = connection.execute(setting.set); !set) return set;
      auto const now = connection.text(setting.ask);
      if (!now) {
        if (std::string_view{setting.expected} == "0") continue;  // built without memory mapping: no answer, nothing mapped
        return now.error();
      }
      if (*now != setting.expected) return fail(Errc::storage, std::string{"SQLite did not take "} + setting.set + ": it says " + *now + ".");
    }
    return {};
  };
  if (auto set = assert_all(both); !set) return set;
  return access == Access::write ? assert_all(writer) : assert_all(reader);
}

}  // namespace

Connection::Connection(std::unique_ptr<Opened> opened) : opened_{std::move(opened)} {}
Connection::~Connection() { idle_.clear(); }

Result<std::unique_ptr<Connection>> Connection::open(std::string const& path, Access access, std::string const& vfs) try {
  auto const flags = SQLite::OPEN_NOFOLLOW | SQLite::OPEN_NOMUTEX |
                     (access == Access::write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY);
  std::unique_ptr<Opened> opened{new Opened{SQLite::Database{path, flags, 5000, vfs}}};
  if (!protect(opened->database.getHandle())) return fail(Errc::storage, "This SQLite lacks a protection that the store needs.");
  std::unique_ptr<Connection> connection{new Connection{std::move(opened)}};
  if (auto set = assert_settings(*connection, access); !set) return set.error();
  return connection;
} catch (SQLite::Exception const& exception) {
  return fail(Errc::storage, "SQLite cannot open " + path + ": " + exception.what() + ".");
}

Cursor Connection::prepare(char const* sql) {
  auto& home = idle_[sql];
  if (!home.empty()) {
    auto statement = std::move(home.back());
    home.pop_back();
    return Cursor{*this, &home, std::move(statement), {}};
  }
  try {
    return Cursor{*this, &home, std::unique_ptr<Prepared>{new Prepared{SQLite::Statement{opened_->database, sql}}}, {}};
  } catch (SQLite::Exception const& exception) {
    return Cursor{*this, &home, nullptr, fail(Errc::storage, std::string{"SQLite: "} + exception.what() + ".")};
  }
}

Result<void> Connection::execute(std::string const& sql) try {
  opened_->database.exec(sql);
  return {};
} catch (SQLite::Exception const& exception) {
  return fail(Errc::storage, std::string{"SQLite: "} + exception.what() + ".");
}

Result<std::int64_t> Connection::integer(std::string const& sql) try {
  SQLite::Statement statement{opened_->database, sql};
  if (!statement.executeStep()) return fail(Errc::not_found, "There is no row.");
  return statement.getColumn(0).getInt64();
} catch (SQLite::Exception const& exception) {
  return fail(Errc::storage, std::string{"SQLite: "} + exception.what() + ".");
}

Result<std::string> Connection::text(std::string const& sql) try {
  SQLite::Statement statement{opened_->database, sql};
  if (!statement.executeStep()) return fail(Errc::not_found, "There is no row.");
  return statement.getColumn(0).getString();
} catch (SQLite::Exception const& exception) {
  return fail(Errc::storage, std::string{"SQLite: "} + exception.what() + ".");
}

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(opened_->database.getHandle()) == 0; }
std::int64_t Connection::changes() const noexcept { return sqlite3_changes64(opened_->database.getHandle()); }

Result<void> Connection::checkpoint() {
  auto const code = sqlite3_wal_checkpoint_v2(opened_->database.getHandle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

// A constraint is somebody's conflict; everything else is the store's trouble and ends the group.
Error Connection::error(int code) const {
  auto const text = std::string{"SQLite: "} + sqlite3_errmsg(opened_->database.getHandle()) + ".";
  return fail((code & 0xff) == SQLITE_CONSTRAINT ? Errc::conflict : Errc::storage, text);
}

}  // namespace guicheng::sqlite
