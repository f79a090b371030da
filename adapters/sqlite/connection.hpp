// One SQLite connection and its prepared statements, as the rest of this adapter sees them: errors are values.
#pragma once

#include <guicheng/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace guicheng::sqlite {

struct Prepared;  // a statement of SQLiteCpp

/// One use of a statement: bind, step, read. Gives the statement back when it goes out of scope.
class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  /// Binds the next parameter. A std::string is not copied: it must outlive the cursor.
  Cursor& bind(std::int64_t);
  Cursor& bind(std::string const&);
  Cursor& bind(std::string&&);
  Cursor& bind(std::string_view);
  Cursor& bind(char const* text) { return bind(std::string_view{text}); }
  Cursor& bind(std::nullptr_t);
  Cursor& bind_bytes(void const* bytes, std::size_t size);
  template <class... Args> Cursor& bind_all(Args&&... args) { return (bind(std::forward<Args>(args)), ..., *this); }

  Result<bool> next();  ///< true: there is a row
  Result<void> run();   ///< to its end
  /// Back to the beginning with nothing bound, for the next row of many.
  Cursor& again();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;  ///< until the next step; blobs too
  bool is_null(int column) const;

 private:
  friend class Connection;
  Cursor(class Connection&, std::vector<std::unique_ptr<Prepared>>* home, std::unique_ptr<Prepared>, Error);
  Connection* connection_;
  std::vector<std::unique_ptr<Prepared>>* home_;
  std::unique_ptr<Prepared> statement_;  // null where it could not be prepared
  Error error_;                          // why, or what a bind met
  bool failed_ = false;
  int bound_ = 0;
};

enum class Access { write, read };

/// One thread at a time.
class Connection {
 public:
  /// Opens with every protection that needs no table: see connection.cpp. Errors: storage.
  static Result<std::unique_ptr<Connection>> open(std::string const& path, Access, std::string const& vfs);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  /// `sql` must be a literal: statements are kept by its address.
  template <class... Args> Cursor query(char const* sql, Args&&... args) {
    auto cursor = prepare(sql);
    cursor.bind_all(std::forward<Args>(args)...);
    return cursor;
  }
  template <class... Args> Result<void> run(char const* sql, Args&&... args) { return query(sql, std::forward<Args>(args)...).run(); }
  /// Statements that are used once, without parameters.
  Result<void> execute(std::string const& sql);
  /// The first column of the first row; error: not_found where there is no row.
  Result<std::int64_t> integer(std::string const& sql);
  Result<std::string> text(std::string const& sql);
  bool in_transaction() const noexcept;
  std::int64_t changes() const noexcept;
  /// Moves the log into the database and empties it, synced.
  Result<void> checkpoint();

 private:
  friend class Cursor;
  struct Opened;
  explicit Connection(std::unique_ptr<Opened>);
  Cursor prepare(char const* sql);
  Error error(int code) const;
  std::unique_ptr<Opened> opened_;
  std::unordered_map<char const*, std::vector<std::unique_ptr<Prepared>>> idle_;
};

/// Rolls back at the end of its scope unless committed; for reading, that is all one wants.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_{connection}, begun_{connection.run("BEGIN")} {}
  Transaction(Transaction const&) = delete;
  Transaction& operator=(Transaction const&) = delete;
  ~Transaction() { if (begun_) (void)connection_.run("ROLLBACK"); }
  Result<void> const& begun() const { return begun_; }

 private:
  Connection& connection_;
  Result<void> begun_;
};

}  // namespace guicheng::sqlite
