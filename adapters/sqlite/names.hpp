// Names by number: systems, workflows, stages, record types, counters; and the laws that cases run under.
#pragma once

#include "connection.hpp"

#include <map>
#include <optional>

namespace guicheng::sqlite {

struct Law { std::int64_t workflow = 0; std::string system, workflow_name, version, definition; };

/// Remembers what it has looked up; numbers never change once they are committed.
class Names {
 public:
  explicit Names(Connection& connection) : connection_{&connection} {}

  /// 0 where the name is not known yet.
  Result<std::int64_t> find(std::int64_t parent, char const* kind, std::string_view name);
  /// Gives the name a number where it has none. For the writer, inside a transaction.
  Result<std::int64_t> intern(std::int64_t parent, char const* kind, std::string_view name);
  Result<std::string> name(std::int64_t id);
  /// The numbers of all names under a parent.
  Result<std::vector<std::int64_t>> children(std::int64_t parent, char const* kind);

  /// Shorthands for a name of a system; 0 where either is unknown.
  Result<std::int64_t> find_in(std::string_view system, char const* kind, std::string_view name);
  Result<std::int64_t> intern_in(std::string_view system, char const* kind, std::string_view name);

  Result<Law const*> law(std::int64_t id);
  Result<std::int64_t> intern_law(std::string const& system, std::string const& workflow, std::string const& version, std::string const& definition);
  /// After a rollback, numbers given in it are not true any more. What an earlier command of the same transaction was given
  /// may be looked up again and still go with a later rollback.
  void forget_new();
  void end_transaction() { fresh_ = false; }

 private:
  Connection* connection_;
  std::map<std::string, std::int64_t, std::less<>> ids_;  // by parent, kind and name
  std::unordered_map<std::int64_t, std::string> names_;
  std::unordered_map<std::int64_t, Law> laws_;
  std::map<std::string, std::int64_t> law_ids_;           // by workflow, version and definition
  bool fresh_ = false;                                    // something was interned since the transaction began
};

}  // namespace guicheng::sqlite
