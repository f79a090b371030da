// What only the SQLite store promises: the file is ours, locked, checked, and tampering is seen.
#include <guicheng/sqlite_store.hpp>

#include "cpu_time.hpp"
#include "store_samples.hpp"

#include <sqlite3.h>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

// Edits the file behind the store's back, as one who has the disk can.
void edit(std::string const& path, std::string const& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  char* message = nullptr;
  auto const code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
  CAPTURE(std::string{message ? message : ""});
  CHECK(code == SQLITE_OK);
  sqlite3_free(message);
  sqlite3_close(database);
}

std::vector<Change> three_acts() {
  auto const first = start(1, "120103", {stay(1, "review", day(3, 8))});
  return {first, start(2), next(first, {stay(2, "approval")})};
}

}  // namespace

TEST_CASE("sqlite store: what was committed is there after opening again") {
  Folder const folder;
  auto const changes = three_acts();
  write(*SqliteStore::open(folder.file()).value(), changes);

  auto const store = SqliteStore::open(folder.file()).value();

  CHECK(store->open_reader().value()->find_case(1).value() == std::optional{changes[2].row});
  write(*store, {next(changes[1], {})});
  CHECK(store->open_reader().value()->verify_audit()->entries == 4);
}

TEST_CASE("sqlite store: a second store on the same file is refused until the first is gone") {
  Folder const folder;
  auto first = SqliteStore::open(folder.file()).value();

  auto const second = SqliteStore::open(folder.file());

  REQUIRE(!second);
  CHECK(second.error().code == Errc::storage);
  CHECK(second.error().message.find("The store is in use: another process holds the lock") == 0);
  first.reset();
  CHECK(SqliteStore::open(folder.file()));
}

TEST_CASE("sqlite store: a file of a newer release or of another program is refused in clear words") {
  Folder const folder;
  REQUIRE(SqliteStore::open(folder.file()));
  edit(folder.file(), "PRAGMA user_version=99");
  CHECK(SqliteStore::open(folder.file()).error().message == "The file has schema 99 of a newer release; this one knows schema 4 at most.");

  edit(folder.file("other.db"), "CREATE TABLE t (a)");
  CHECK(SqliteStore::open(folder.file("other.db")).error().message == "The file is a database of another program.");
  CHECK(SqliteStore::open(folder.file("no/such/folder.db")).error().code == Errc::storage);
  std::filesystem::create_symlink(folder.file(), folder.file("link.db"));
  CHECK(!SqliteStore::open(folder.file("link.db")));
}

TEST_CASE("sqlite store: a file from before drafts were kept apart has them apart when it is opened") {
  Folder const folder;
  auto const first = start(1), second = start(2, "120105"), sent = next(second, {stay(2, "review")});
  write(*SqliteStore::open(folder.file()).value(), {first, second, sent, start(3)});
  edit(folder.file(),
       "UPDATE stays SET stage = -stage WHERE stage < 0; DROP INDEX cases_by_changed; DROP INDEX cases_by_start; ALTER TABLE cases DROP COLUMN draft;"
       "CREATE INDEX cases_by_changed ON cases (workflow, division, changed); CREATE INDEX cases_by_start ON cases (workflow, division);"
       "DROP TABLE counts; CREATE TABLE counts (stage INTEGER NOT NULL, division TEXT NOT NULL, open INTEGER NOT NULL, PRIMARY KEY (stage, division)) STRICT, WITHOUT ROWID;"
       "INSERT INTO counts SELECT stage, division, count(*) FROM stays GROUP BY 1, 2;"
       "DELETE FROM migrations WHERE version > 2; PRAGMA user_version=2;");
  auto const unread = SqliteStore::open_to_read(folder.file());
  REQUIRE_FALSE(unread);
  CHECK(unread.error().message == "The file has schema 2; 4 is needed.");
  CHECK(unread.error().remedy == "It is of an earlier release: start the service with it once, or restore it if it is a backup.");

  auto const store = SqliteStore::open(folder.file()).value();

  auto part = in_division("120000");
  auto const reader = store->open_reader().value();
  CHECK(all(*reader, query({part})) == std::vector<CaseId>{1, 2, 3});
  CHECK(reader->count("city", std::vector{part}).value() == std::vector{StageCount{"licence", "application", 2}, StageCount{"licence", "review", 1}});
  part.submitted = true;
  for (auto const order : {CaseQuery::Order::changed, CaseQuery::Order::started, CaseQuery::Order::due})
    CHECK(all(*reader, query({part}, order)) == std::vector<CaseId>{2});
  CHECK(reader->count("city", std::vector{part}).value() == std::vector{StageCount{"licence", "review", 1}});
  write(*store, {next(first, {stay(2, "review")})});
  CHECK(all(*store->open_reader().value(), query({part})) == std::vector<CaseId>{1, 2});
}

TEST_CASE("sqlite store: it says which protections are in force") {
  Folder const folder;
  auto const said = SqliteStore::open(folder.file()).value()->protection();

  CHECK(said.find("SQLite 3.") == 0);
  CHECK(said.find("one writing and checkpointing connection") != said.npos);
}

TEST_CASE("sqlite store: every kind of tampering with the audit log is seen") {
  struct { char const* what; char const* sql; } const rows[] = {
      {"a text changed", "UPDATE entries SET text = 'start 9' WHERE pos = 1"},
      {"a hash changed", "UPDATE entries SET hash = zeroblob(32) WHERE pos = 2"},
      {"the last entry cut off", "DELETE FROM entries WHERE pos = 3"},
      {"one taken out of the middle", "DELETE FROM entries WHERE pos = 2"},
      {"one put in", "INSERT INTO entries VALUES (4, NULL, NULL, 'note', zeroblob(32))"},
      {"two swapped", "UPDATE entries SET text = CASE pos WHEN 1 THEN 'start 2' ELSE 'start 1' END WHERE pos < 3"},
      {"moved to another case", "UPDATE entries SET case_id = 5 WHERE pos = 2"},
      {"renumbered", "UPDATE entries SET pos = 7 WHERE pos = 3"},
      {"cut off with its head", "DELETE FROM entries WHERE pos = 3; UPDATE head SET entries = 2, hash = (SELECT hash FROM entries WHERE pos = 2)"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.what);
    Folder const folder;
    write(*SqliteStore::open(folder.file()).value(), three_acts());
    edit(folder.file(), std::string{"DROP TRIGGER entries_stay; DROP TRIGGER entries_remain;"} + row.sql);

    auto const store = SqliteStore::open(folder.file()).value();

    auto const report = store->open_reader().value()->verify_audit();
    REQUIRE(!report);
    CHECK(report.error().code == Errc::storage);
    CHECK(!store->check());
  }
}

TEST_CASE("sqlite store: the audit log cannot be changed by ordinary statements") {
  Folder const folder;
  write(*SqliteStore::open(folder.file()).value(), three_acts());
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(folder.file().c_str(), &database) == SQLITE_OK);

  CHECK(sqlite3_exec(database, "UPDATE entries SET text = ''", nullptr, nullptr, nullptr) != SQLITE_OK);
  CHECK(sqlite3_exec(database, "DELETE FROM entries", nullptr, nullptr, nullptr) != SQLITE_OK);
  sqlite3_close(database);
}

TEST_CASE("sqlite store: lists and counters that do not say what the cases say are found") {
  struct { char const* sql; char const* message; } const rows[] = {
      {"DELETE FROM stays WHERE case_id = 1", "Open stages of the cases are not in the lists (1)."},
      {"UPDATE stays SET division = '110000' WHERE case_id = 1", "Open stages belong to no open case (1)."},
      {"UPDATE counts SET open = open + 1", "Counters do not agree with the open stages (2)."},
      {"INSERT INTO counts VALUES (99, '120103', 1, 1)", "Counters count stages that are not open (1)."},
      {"UPDATE counts SET law = 7", "Counters do not agree with the open stages (2)."},
      {"UPDATE laws SET open = 7", "Definitions in use are counted wrongly (1)."},
      {"DELETE FROM places", "Divisions of cases are not known to the lists (2)."},
      {"UPDATE stays SET stage = -stage WHERE case_id = 2", "Drafts are not apart from other cases (1)."},
      {"UPDATE cases SET draft = 1", "Drafts are not known as such (1)."},
  };
  for (auto const& row : rows) {
    CAPTURE(row.sql);
    Folder const folder;
    write(*SqliteStore::open(folder.file()).value(), three_acts());
    edit(folder.file(), row.sql);

    auto const report = SqliteStore::open(folder.file()).value()->check();

    REQUIRE(!report);
    CHECK(report.error().message == row.message);
  }
}

TEST_CASE("sqlite store: a backup is made while the store runs, and opens as a store") {
  Folder const folder;
  auto const store = SqliteStore::open(folder.file()).value();
  auto const changes = three_acts();
  write(*store, changes);
  auto unit = store->begin().value();
  REQUIRE(unit->apply(start(3)));

  REQUIRE(store->backup(folder.file("copy.db")));
  CHECK(std::filesystem::status(folder.file("copy.db")).permissions() == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));

  REQUIRE(unit->commit());
  auto const copy = SqliteStore::open(folder.file("copy.db")).value();
  CHECK(copy->open_reader().value()->verify_audit()->entries == 3);
  CHECK(copy->open_reader().value()->find_case(1).value() == std::optional{changes[2].row});
  CHECK(!store->backup(folder.file("copy.db")));
  CHECK(!std::filesystem::exists(folder.file("copy.db.part")));
}

TEST_CASE("sqlite store: the row that a command says was before is believed only where it is so") {
  Folder const folder;
  auto const store = SqliteStore::open(folder.file()).value();
  auto const first = start(1, "120103", {stay(1, "review", day(3, 8))});
  write(*store, {first});
  auto second = next(first, {stay(2, "approval")});
  second.before = first.row;
  second.before->stays = {stay(1, "review", day(3, 9))};
  second.before->title = second.row.title = "Another";
  auto third = next(second, {stay(3, "review", day(4, 1))});
  third.before = second.row;
  auto fourth = next(third, {});
  fourth.before = third.row;
  fourth.before->division = fourth.row.division = "120105";

  write(*store, {second, third, fourth});

  auto const reader = store->open_reader().value();
  CHECK(reader->find_case(1).value() == std::optional{fourth.row});
  CHECK(reader->count("city", std::vector{in_division("120000")})->empty());
  CHECK(all(*reader, query({in_division("120000")}, CaseQuery::Order::due)).empty());
  auto again = next(third, {stay(9, "approval")});
  again.before = third.row;
  CHECK(store->begin().value()->apply(again).error().message == "Case 1 is at act 4.");
}

TEST_CASE("sqlite store: a page of an organisation with many cases costs what a page costs") {
  Folder const folder;
  auto const store = SqliteStore::open(folder.file()).value();
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 5'000; ++id) {
    changes.push_back(start(id));
    changes.back().row.organisation = id > 10 ? "BIG" : "SMALL";
    changes.back().row.changed = Instant{id};
  }
  write(*store, changes);
  auto const reader = store->open_reader().value();
  for (auto const order : {CaseQuery::Order::changed, CaseQuery::Order::started}) {
    auto asked = query({}, order, true);
    asked.limit = 3;
    auto const seconds_of = [&](std::string const& organisation, std::vector<CaseId> const& page) {
      asked.reach = {{"licence", {}, organisation, {}, {}}};
      CpuTime const took;
      for (int i = 0; i < 100; ++i) CHECK(ids(reader->list(asked).value()) == page);
      return took.seconds();
    };
    auto const small = seconds_of("SMALL", {10, 9, 8}), big = seconds_of("BIG", {5000, 4999, 4998});
    CHECK(big < 20 * small);  // hundreds of times as much where all of them were read
    asked.cursor = reader->list(asked)->next;
    CHECK(ids(reader->list(asked).value()) == std::vector<CaseId>{4997, 4996, 4995});
  }
}

TEST_CASE("sqlite store: a list by due day that leaves out open cases of an organisation says so") {
  Folder const folder;
  auto const store = SqliteStore::open(folder.file()).value();
  auto asked = query({{"licence", {}, "BIG", {}, {}}}, CaseQuery::Order::due);
  asked.limit = 2;
  CaseId last = 0;
  auto const list_with = [&](CaseId count) {
    std::vector<Change> changes;
    while (last < count) {
      ++last;
      changes.push_back(start(last, "120103", {stay(1, "application", day(3, last > 20'000 ? 1 : 2))}));
      changes.back().row.organisation = "BIG";
    }
    write(*store, changes);
    return store->open_reader().value()->list(asked).value();
  };
  auto const all_of_them = list_with(20'000);
  CHECK(ids(all_of_them) == std::vector<CaseId>{1, 2});
  CHECK_FALSE(all_of_them.partial);
  auto const cut = list_with(20'001);  // due first, but started last
  CHECK(ids(cut) == std::vector<CaseId>{1, 2});
  CHECK(cut.partial);
  CHECK(cut.next != "");
}
