// The one writing connection and what it remembers between units of work.
#pragma once

#include "rows.hpp"

#include <guicheng/hash.hpp>

#include <map>
#include <set>

namespace guicheng::sqlite {

struct Writer {
  explicit Writer(std::unique_ptr<Connection> opened) : connection{std::move(opened)}, names{*connection} {}
  /// Reads the head of the audit log.
  Result<void> read_head();

  std::unique_ptr<Connection> connection;
  Names names;
  std::int64_t entries = 0;
  AuditChain chain;
  std::set<std::pair<std::int64_t, std::string>> places;  // known to be in the table
  bool unknown = false;                                   // a commit failed: open the file again
};

/// A unit of work on the writer. `busy` is cleared at its end; `keep` keeps what both belong to alive.
Result<std::unique_ptr<UnitOfWork>> begin_unit(Writer&, bool& busy, std::shared_ptr<void> keep);

}  // namespace guicheng::sqlite
