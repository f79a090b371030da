// Accounts and sessions in a SQLite file of their own. Entry point: open_accounts. Only this file of the HTTP adapter
// includes SQLiteCpp. One connection under one lock: logins are rare, and a session is cached by its reader.
#include <guicheng/http.hpp>
#include <guicheng/json.hpp>

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <fstream>
#include <mutex>

namespace guicheng {
namespace {

constexpr int schema_version = 1;
constexpr int application = 0x47434143;  // "GCAC"

constexpr char const* schema = R"(
CREATE TABLE account (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
  name TEXT NOT NULL, password_hash TEXT NOT NULL, organisation TEXT NOT NULL, division TEXT NOT NULL,
  roles TEXT NOT NULL, administrator INTEGER NOT NULL, expires INTEGER,
  failures INTEGER NOT NULL CHECK (failures >= 0), locked_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created INTEGER NOT NULL, used INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);
)";

constexpr char const* account_columns =
    "id, name, password_hash, organisation, division, roles, administrator, expires, failures, locked_until";

std::string write_roles(SystemRoles const& roles) {
  Context out;
  for (auto const& [system, names] : roles) {
    List list;
    for (auto const& name : names) list.push_back(name);
    out.set(system, std::move(list));
  }
  return write_json(out);
}

SystemRoles read_roles(std::string const& text) {
  SystemRoles out;
  auto const value = read_json(text);
  if (!value || !value->context()) return out;
  for (auto const& [system, names] : *value->context()) {
    std::vector<std::string> list;
    if (auto const* given = names.list())
      for (auto const& name : *given)
        if (name.string()) list.push_back(*name.string());
    out.emplace_back(system, std::move(list));
  }
  return out;
}

std::optional<Instant> instant_in(SQLite::Column const& column) {
  if (column.isNull()) return {};
  return Instant{column.getInt64()};
}

Account read_account(SQLite::Statement& row) {
  return {row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString(), row.getColumn(3).getString(),
          row.getColumn(4).getString(), read_roles(row.getColumn(5).getString()), row.getColumn(6).getInt() != 0,
          instant_in(row.getColumn(7)), row.getColumn(8).getInt(), instant_in(row.getColumn(9))};
}

void bind(SQLite::Statement& statement, int at, std::optional<Instant> const& value) {
  if (value)
    statement.bind(at, value->milliseconds);
  else
    statement.bind(at);
}

void bind_account(SQLite::Statement& statement, Account const& account) {
  statement.bind(1, account.id);
  statement.bind(2, account.name);
  statement.bind(3, account.password_hash);
  statement.bind(4, account.organisation);
  statement.bind(5, account.division);
  statement.bind(6, write_roles(account.roles));
  statement.bind(7, account.administrator ? 1 : 0);
  bind(statement, 8, account.expires);
  statement.bind(9, account.failures);
  bind(statement, 10, account.locked_until);
}

/// Nobody else reads hashes of passwords; SQLite gives its log the rights of the file.
std::string const& make_private(std::string const& path) {
  std::error_code error;
  if (path == ":memory:" || !std::ofstream{path, std::ios::app}) return path;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  return path;
}

class SqliteAccounts final : public AccountStore {
 public:
  explicit SqliteAccounts(std::string const& path) : database_{make_private(path), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000} {}

  /// Settings first, then the tables of a new file; a file of something else or of a later release is refused.
  Result<void> prepare() {
    database_.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; "
                   "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;");
    SQLite::Transaction transaction{database_, SQLite::TransactionBehavior::IMMEDIATE};
    int const version = database_.execAndGet("PRAGMA user_version").getInt();
    int const owner = database_.execAndGet("PRAGMA application_id").getInt();
    if (version == 0 && owner == 0) {
      database_.exec(schema);
      database_.exec("PRAGMA application_id=" + std::to_string(application));
      database_.exec("PRAGMA user_version=" + std::to_string(schema_version));
      transaction.commit();
      return {};
    }
    if (owner != application) return fail(Errc::bad_definition, "This file holds no accounts.");
    if (version != schema_version) return fail(Errc::bad_definition, "The accounts were written by another release.");
    return {};
  }

  Result<std::optional<Account>> find(std::string_view id) override {
    return guarded<std::optional<Account>>([&]() -> Result<std::optional<Account>> {
      auto statement = query(std::string{"SELECT "} + account_columns + " FROM account WHERE id = ?", id);
      if (!statement.executeStep()) return std::optional<Account>{};
      return std::optional{read_account(statement)};
    });
  }
  Result<std::vector<Account>> list(std::string_view after, std::size_t limit) override {
    return guarded<std::vector<Account>>([&]() -> Result<std::vector<Account>> {
      auto statement = query(std::string{"SELECT "} + account_columns + " FROM account WHERE id > ? ORDER BY id LIMIT ?", after);
      statement.bind(2, static_cast<std::int64_t>(limit));
      std::vector<Account> out;
      while (statement.executeStep()) out.push_back(read_account(statement));
      return out;
    });
  }
  Result<void> add(Account const& account, bool only_first) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Transaction transaction{database_, SQLite::TransactionBehavior::IMMEDIATE};
      if (only_first && database_.execAndGet("SELECT count(*) FROM account").getInt64() > 0)
        return fail(Errc::conflict, "There are accounts already.");
      SQLite::Statement statement{database_, "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"};
      bind_account(statement, account);
      if (statement.exec() == 0) return fail(Errc::conflict, "There is an account of that name already.");
      transaction.commit();
      return {};
    });
  }
  Result<void> put(Account const& account) override {
    return guarded<void>([&] { return write(account); });
  }
  Result<Account> edit(std::string_view id, std::function<Result<void>(Account&)> const& change_it) override {
    return guarded<Account>([&]() -> Result<Account> {
      SQLite::Transaction transaction{database_, SQLite::TransactionBehavior::IMMEDIATE};
      auto statement = query(std::string{"SELECT "} + account_columns + " FROM account WHERE id = ?", id);
      if (!statement.executeStep()) return fail(Errc::not_found, "There is no such account.");
      auto account = read_account(statement);
      statement.reset();
      if (auto changed = change_it(account); !changed) return changed.error();
      if (auto written = write(account); !written) return written.error();
      transaction.commit();
      return account;
    });
  }
  Result<void> note_failure(std::string_view id, int most, Instant locked_until) override {
    return guarded<void>([&]() -> Result<void> {
      auto statement = query("UPDATE account SET failures = failures + 1, "
                             "locked_until = CASE WHEN failures + 1 >= ?2 THEN ?3 ELSE locked_until END WHERE id = ?1", id);
      statement.bind(2, most);
      statement.bind(3, locked_until.milliseconds);
      statement.exec();
      return {};
    });
  }
  Result<void> clear_failures(std::string_view id) override {
    return change("UPDATE account SET failures = 0, locked_until = NULL WHERE id = ?", id);
  }

  Result<void> open_session(Session const& session) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Transaction transaction{database_, SQLite::TransactionBehavior::IMMEDIATE};
      SQLite::Statement sweep{database_, "DELETE FROM session WHERE expires <= ?"};
      sweep.bind(1, session.created.milliseconds);
      sweep.exec();
      SQLite::Statement statement{database_, "INSERT INTO session VALUES (?, ?, ?, ?, ?)"};
      statement.bind(1, session.token_hash);
      statement.bind(2, session.account);
      statement.bind(3, session.created.milliseconds);
      statement.bind(4, session.used.milliseconds);
      statement.bind(5, session.expires.milliseconds);
      statement.exec();
      transaction.commit();
      return {};
    });
  }
  Result<std::optional<Session>> find_session(std::string_view token_hash) override {
    return guarded<std::optional<Session>>([&]() -> Result<std::optional<Session>> {
      auto row = query("SELECT token_hash, account, created, used, expires FROM session WHERE token_hash = ?", token_hash);
      if (!row.executeStep()) return std::optional<Session>{};
      return std::optional{Session{row.getColumn(0).getString(), row.getColumn(1).getString(), Instant{row.getColumn(2).getInt64()},
                                   Instant{row.getColumn(3).getInt64()}, Instant{row.getColumn(4).getInt64()}}};
    });
  }
  Result<void> touch_session(std::string_view token_hash, Instant used) override {
    return guarded<void>([&]() -> Result<void> {
      auto statement = query("UPDATE session SET used = max(used, ?2) WHERE token_hash = ?1", token_hash);
      statement.bind(2, used.milliseconds);
      statement.exec();
      return {};
    });
  }
  Result<void> close_session(std::string_view token_hash) override { return change("DELETE FROM session WHERE token_hash = ?", token_hash); }
  Result<void> close_sessions(std::string_view account) override { return change("DELETE FROM session WHERE account = ?", account); }

 private:
  Result<void> write(Account const& account) {
    SQLite::Statement statement{database_, "UPDATE account SET name = ?2, password_hash = ?3, organisation = ?4, division = ?5, "
                                           "roles = ?6, administrator = ?7, expires = ?8, failures = ?9, locked_until = ?10 WHERE id = ?1"};
    bind_account(statement, account);
    if (statement.exec() == 0) return fail(Errc::not_found, "There is no such account.");
    return {};
  }
  SQLite::Statement query(std::string const& text, std::string_view first) {
    SQLite::Statement statement{database_, text};
    statement.bind(1, std::string{first});
    return statement;
  }
  Result<void> change(char const* text, std::string_view first) {
    return guarded<void>([&]() -> Result<void> {
      query(text, first).exec();
      return {};
    });
  }
  template <class T, class F> Result<T> guarded(F work) {
    std::scoped_lock const lock{mutex_};
    try {
      return work();
    } catch (SQLite::Exception const& failure) {
      return fail(Errc::storage, failure.what());
    }
  }

  std::mutex mutex_;
  SQLite::Database database_;
};

}  // namespace

Result<std::unique_ptr<AccountStore>> open_accounts(std::string const& path) {
  try {
    auto out = std::make_unique<SqliteAccounts>(path);
    if (auto ready = out->prepare(); !ready) return ready.error();
    return std::unique_ptr<AccountStore>{std::move(out)};
  } catch (SQLite::Exception const& failure) {
    return fail(Errc::storage, "The accounts in \"" + path + "\" cannot be opened: " + failure.what() + ".");
  }
}

}  // namespace guicheng
