// Changes made by hand and stores of every kind, for the tests of stores.
#pragma once

#include "test.hpp"

#include <guicheng/memory_store.hpp>
#include <guicheng/sqlite_store.hpp>
#include <guicheng/store.hpp>

#include <filesystem>

#include <unistd.h>

namespace guicheng {

inline std::ostream& operator<<(std::ostream& out, CaseRow const& row) { return out << "case " << row.id << " at act " << row.seq; }

namespace samples {

/// A folder that goes away with the test.
struct Folder {
  std::filesystem::path path;
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "guicheng-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path, error);
  }
  std::string file(char const* name = "store.db") const { return (path / name).string(); }
};

struct Memory {
  std::shared_ptr<Store> store = std::make_shared<MemoryStore>();
};
struct Sqlite {
  Folder folder;
  std::shared_ptr<Store> store = SqliteStore::open(folder.file()).value();
};

inline Date day(int month, int number) { return {2024, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(number)}; }
inline CaseRow::Stay stay(std::uint32_t token, std::string stage, std::optional<Date> due = {}) { return {token, std::move(stage), false, Instant{1000}, due}; }

/// The first act of a case in `division` of a system called `city`.
inline Change start(CaseId id, std::string division = "120103", std::vector<CaseRow::Stay> stays = {stay(1, "application")}) {
  Change change;
  change.id = id;
  change.act.seq = 1;
  change.act.at = Instant{1000 + id};
  change.act.by = {"ann", "Ann", "A"};
  change.row = {id, "city", "licence", "1", "hash1", "Case " + std::to_string(id), "K" + std::to_string(id % 3), "ORG" + std::to_string(id % 2), "ann",
                std::move(division), CaseStatus::open, "", change.act.at, change.act.at, {}, std::move(stays), 1};
  change.text = "start " + std::to_string(id);
  return change;
}
/// The act after `before`.
inline Change next(Change const& before, std::vector<CaseRow::Stay> stays) {
  auto change = before;
  change.records.clear();
  change.serials.clear();
  change.snapshot.reset();
  change.act.seq = change.row.seq = before.row.seq + 1;
  change.act.at = change.row.changed = Instant{before.row.changed.milliseconds + 1000};
  change.row.stays = std::move(stays);
  change.text = "act " + std::to_string(change.act.seq) + " of " + std::to_string(change.id);
  return change;
}
inline Change end(Change const& before, std::string how) {
  auto change = next(before, {});
  change.row.status = CaseStatus::ended;
  change.row.end = std::move(how);
  change.row.next_deadline.reset();
  return change;
}
inline RecordRow record(std::string key, std::uint64_t version, Value fields = Context{}, std::string organisation = "A", std::string division = "120103") {
  return {{"permit", std::move(key), std::move(fields), 1, version}, std::move(organisation), std::move(division)};
}

/// Applies the changes as one group, each under its savepoint.
inline void write(Store& store, std::vector<Change> const& changes) {
  auto unit = store.begin().value();
  for (auto const& change : changes) {
    REQUIRE(unit->savepoint());
    REQUIRE(unit->apply(change));
    REQUIRE(unit->release(true));
  }
  REQUIRE(unit->commit());
}

inline std::vector<CaseId> ids(CasePage const& page) {
  std::vector<CaseId> found;
  for (auto const& row : page.rows) found.push_back(row.id);
  return found;
}
/// The whole list, page by page.
inline std::vector<CaseId> all(StoreReader const& reader, CaseQuery query) {
  std::vector<CaseId> found;
  do {
    auto const page = reader.list(query).value();
    for (auto const id : ids(page)) found.push_back(id);
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return found;
}
inline Reach in_division(std::string division) { return {"licence", {}, {}, {}, std::move(division)}; }
inline CaseQuery query(std::vector<Reach> reach, CaseQuery::Order order = CaseQuery::Order::started, bool descending = false) {
  CaseQuery made;
  made.system = "city";
  made.reach = std::move(reach);
  made.order = order;
  made.descending = descending;
  return made;
}

}  // namespace samples
}  // namespace guicheng
