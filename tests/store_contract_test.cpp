// One law for every store: what is written, kept, refused and rolled back. Lists have store_list_test.cpp.
#include <guicheng/store.hpp>

#include "store_samples.hpp"

#include <guicheng/hash.hpp>

#include <algorithm>

using namespace guicheng;
using namespace guicheng::samples;

#define STORES Memory, Sqlite

static CaseCount counting(std::string_view system, std::string_view key, CaseCount::Which which = CaseCount::Which::open, std::string_view how = {},
                          CaseId except = 0) {
  return {system, "licence", key, which, how, except};
}

TEST_CASE_TEMPLATE("store: what was not committed is not there", S, STORES) {
  S const made;

  {
    auto unit = made.store->begin().value();
    REQUIRE(unit->apply(start(1)));
    CHECK(unit->load(1)->acts == std::vector<std::string>{"start 1"});
  }

  auto const reader = made.store->open_reader().value();
  CHECK(!reader->find_case(1).value());
  CHECK(reader->load(1)->acts.empty());
  CHECK(reader->view().next_case_id().value() == 1);
  CHECK(reader->verify_audit().value() == AuditReport{0, std::string(64, '0')});
}

TEST_CASE_TEMPLATE("store: there is one unit of work at a time", S, STORES) {
  S const made;
  auto unit = made.store->begin().value();

  CHECK(made.store->begin().error().code == Errc::storage);
  unit.reset();
  CHECK(made.store->begin());
}

TEST_CASE_TEMPLATE("store: a case is read as it was written", S, STORES) {
  S const made;
  auto first = start(1, "120103", {stay(1, "application", day(3, 8)), stay(2, "review")});
  first.row.next_deadline = Instant{77};
  write(*made.store, {first});
  auto const reader = made.store->open_reader().value();
  CHECK(reader->find_case(1).value() == std::optional{first.row});

  auto const second = next(first, {stay(2, "review"), {3, "approval", true, Instant{9}, day(4, 1)}});
  auto third = end(second, "granted");
  third.row.title = "Another title";
  third.row.key = "Other";
  third.row.division = "120105";
  write(*made.store, {second});
  CHECK(reader->find_case(1).value() == std::optional{second.row});
  write(*made.store, {third});

  CHECK(reader->find_case(1).value() == std::optional{third.row});
  CHECK(reader->history(1, 0, 10).value() == std::vector<std::string>{"start 1", "act 2 of 1", "act 3 of 1"});
  CHECK(reader->history(1, 1, 1).value() == std::vector<std::string>{"act 2 of 1"});
  CHECK(reader->history(2, 0, 10).value().empty());
  CHECK(reader->cases(0, 10).value() == std::vector<CaseId>{1});
}

TEST_CASE_TEMPLATE("store: a command's savepoint is kept or rolled back alone", S, STORES) {
  S const made;
  auto const first = start(1);
  auto unit = made.store->begin().value();
  REQUIRE(unit->savepoint());
  REQUIRE(unit->apply(first));
  REQUIRE(unit->release(true));

  REQUIRE(unit->savepoint());
  auto refused = next(first, {stay(2, "review")});
  refused.records = {record("P", 1)};
  refused.serials = {{"permit no", "2024", "P-1", 1}};
  REQUIRE(unit->apply(refused));
  REQUIRE(unit->apply(start(2)));
  REQUIRE(unit->keep_answer({"ann", "k", "f", "a"}, Instant{1}));
  REQUIRE(unit->keep_definition("h", "text"));
  REQUIRE(unit->log(Instant{1}, "note"));
  CHECK(unit->view().last_serial("city", "2024").value() == 1);
  REQUIRE(unit->release(false));

  CHECK(unit->view().last_serial("city", "2024").value() == 0);
  CHECK(!unit->view().find_record("city", "permit", "P").value());
  CHECK(!unit->find_answer("ann", "k").value());
  CHECK(unit->view().next_case_id().value() == 2);
  REQUIRE(unit->savepoint());
  auto kept = next(first, {stay(3, "approval")});
  REQUIRE(unit->apply(kept));
  REQUIRE(unit->release(true));
  REQUIRE(unit->commit());
  auto const reader = made.store->open_reader().value();
  CHECK(reader->find_case(1).value() == std::optional{kept.row});
  CHECK(!reader->find_case(2).value());
  CHECK(!reader->definition("h").value());
  CHECK(reader->verify_audit()->entries == 2);
  Reach const everywhere{"licence", {}, {}, {}, {}};
  CHECK(reader->count("city", {&everywhere, 1}).value() == std::vector<StageCount>{{"licence", "approval", 1}});
}

TEST_CASE_TEMPLATE("store: a unit sees its own writes, readers do not before the commit", S, STORES) {
  S const made;
  auto const reader = made.store->open_reader().value();
  auto unit = made.store->begin().value();
  auto first = start(1);
  first.records = {record("P", 1, Context{{"status", "valid"}})};

  REQUIRE(unit->apply(first));

  CHECK(unit->view().count_cases(counting("city", "K1")).value() == 1);
  CHECK(unit->view().find_record("city", "permit", "P").value() == std::optional{first.records[0].record});
  CHECK(reader->view().count_cases(counting("city", "K1")).value() == 0);
  CHECK(!reader->view().find_record("city", "permit", "P").value());
  REQUIRE(unit->commit());
  CHECK(reader->view().count_cases(counting("city", "K1")).value() == 1);
  CHECK(reader->view().find_record("city", "permit", "P").value() == std::optional{first.records[0].record});
}

TEST_CASE_TEMPLATE("store: acts of a case come in order, each once", S, STORES) {
  S const made;
  auto const first = start(1);
  write(*made.store, {first});
  auto unit = made.store->begin().value();

  for (auto wrong : {start(1), next(next(first, {}), {})}) {
    CAPTURE(wrong.act.seq);
    REQUIRE(unit->savepoint());
    CHECK(unit->apply(wrong).error().code == Errc::conflict);
    REQUIRE(unit->release(false));
  }
  REQUIRE(unit->savepoint());
  CHECK(unit->apply(next(first, {})));
}

TEST_CASE_TEMPLATE("store: numbers neither repeat nor skip", S, STORES) {
  S const made;
  auto numbered = start(1);
  numbered.serials = {{"permit no", "2024/120103", "P-1", 1}, {"permit no", "2024/120105", "P-2", 1}, {"other no", "other", "P-1", 1}};
  write(*made.store, {numbered});
  struct { char const* why; Change::Serial serial; bool fits; } const rows[] = {
      {"skips", {"permit no", "2024/120103", "P-9", 3}, false},
      {"repeats", {"permit no", "2024/120103", "P-9", 1}, false},
      {"a new counter begins at 1", {"permit no", "2025/120103", "P-9", 2}, false},
      {"a text of another counter", {"permit no", "2024/120103", "P-2", 2}, false},
      {"the next", {"permit no", "2024/120103", "P-3", 2}, true},
  };
  for (auto const& row : rows) {
    CAPTURE(row.why);
    auto unit = made.store->begin().value();
    REQUIRE(unit->savepoint());
    auto change = next(numbered, {});
    change.serials = {row.serial};

    auto const done = unit->apply(change);

    CHECK(done.has_value() == row.fits);
    if (!done) CHECK(done.error().code == Errc::conflict);
    REQUIRE(unit->release(done.has_value()));
    CHECK(unit->view().last_serial("city", "2024/120103").value() == (row.fits ? 2 : 1));
  }
}

TEST_CASE_TEMPLATE("store: records keep their history", S, STORES) {
  S const made;
  auto created = start(1);
  created.records = {record("P1", 1, Context{{"status", "valid"}}), record("P2", 1, Context{}, "B", "120105")};
  auto changed = next(created, {});
  changed.records = {record("P1", 2, Context{{"status", "revoked"}, {"on", Date{2024, 3, 8}}})};
  write(*made.store, {created, changed});
  auto const reader = made.store->open_reader().value();

  auto const history = reader->record_history("city", "permit", "P1").value();

  REQUIRE(history.size() == 2);
  CHECK(history[0].record == created.records[0].record);
  CHECK(history[1].record == changed.records[0].record);
  CHECK(history[1].at == changed.act.at);
  CHECK(history[1].by == changed.act.by);
  CHECK(history[1].by_case == 1);
  CHECK(reader->record_history("city", "permit", "P1", 0, 1)->at(0).record == created.records[0].record);
  CHECK(reader->record_history("city", "permit", "P1", 1, 1)->at(0).record == changed.records[0].record);
  CHECK(reader->record_history("city", "permit", "P1", 2)->empty());
  CHECK(reader->view().find_record("city", "permit", "P1").value() == std::optional{changed.records[0].record});
  CHECK(!reader->view().find_record("town", "permit", "P1").value());
  CHECK(reader->view().records_of("city", "permit", "A").value() == std::vector{changed.records[0].record});
  CHECK(reader->view().records_of("city", "permit", "C").value().empty());
  auto unit = made.store->begin().value();
  auto late = next(changed, {});
  late.records = {record("P1", 2)};
  CHECK(unit->apply(late).error().code == Errc::conflict);
}

TEST_CASE_TEMPLATE("store: records are listed by key with every filter", S, STORES) {
  S const made;
  auto change = start(1);
  for (int i = 10; i < 40; ++i) {
    auto const key = "P" + std::to_string(i);
    change.records.push_back(record(key, 1, Context{{"name", "n" + std::to_string(i % 7)}}, i % 2 ? "A" : "B", i % 3 ? "120103" : "120105"));
  }
  write(*made.store, {change});
  auto const reader = made.store->open_reader().value();
  struct { char const* what; RecordQuery query; std::size_t found; } const rows[] = {
      {"all", {"city", "permit", "", "", "", "", 7, {}}, 30},        {"organisation", {"city", "permit", "A", "", "", "", 4, {}}, 15},
      {"division", {"city", "permit", "", "120105", "", "", 3, {}}, 10}, {"subtree", {"city", "permit", "", "120000", "", "", 3, {}}, 30},
      {"part of the fields", {"city", "permit", "", "", "n3", "", 2, {}}, 5}, {"part of the key", {"city", "permit", "", "", "P39", "", 50, {}}, 1},
      {"another type", {"city", "grade", "", "", "", "", 50, {}}, 0},
  };
  for (auto row : rows) {
    CAPTURE(row.what);
    std::vector<std::string> keys;
    do {
      auto const page = reader->list_records(row.query).value();
      CHECK(page.rows.size() <= row.query.limit);
      for (auto const& found : page.rows) keys.push_back(found.key);
      row.query.cursor = page.next;
    } while (!row.query.cursor.empty());
    CHECK(keys.size() == row.found);
    CHECK(std::is_sorted(keys.begin(), keys.end()));
  }
}

TEST_CASE_TEMPLATE("store: answers are kept under actor and key, once", S, STORES) {
  S const made;
  auto unit = made.store->begin().value();

  REQUIRE(unit->keep_answer({"ann", "k", "print", "1 2"}, Instant{5}));

  REQUIRE(unit->savepoint());
  CHECK(unit->keep_answer({"ann", "k", "print", "1 3"}, Instant{6}).error().code == Errc::conflict);
  REQUIRE(unit->release(false));
  REQUIRE(unit->commit());
  unit.reset();
  unit = made.store->begin().value();
  auto const answer = unit->find_answer("ann", "k").value();
  REQUIRE(answer);
  CHECK(answer->fingerprint == "print");
  CHECK(answer->answer == "1 2");
  CHECK(!unit->find_answer("bob", "k").value());
}

TEST_CASE_TEMPLATE("store: the text of a record is not looked for where it is masked", S, STORES) {
  S const made;
  auto change = start(1);
  change.records.push_back(record("P1", 1, Context{{"name", "quo\"te"}, {"id card", "120103199001011234"}, {"staff", List{Context{{"name", "Lee"}}}}}));
  write(*made.store, {change});
  auto const reader = made.store->open_reader().value();
  auto const found = [&](std::string const& text, std::vector<std::string> unsearched) {
    RecordQuery query{"city", "permit", "", "", text, "", 50, std::move(unsearched)};
    return reader->list_records(query).value().rows.size();
  };
  CHECK(found("19900101", {}) == 1);
  CHECK(found("19900101", {"id card"}) == 0);
  CHECK(found("Lee", {"id card"}) == 1);
  CHECK(found("Lee", {"staff"}) == 0);
  CHECK(found("quo\"te", {}) == 1);
  CHECK(found("name", {}) == 0);
  auto personal = start(2);
  personal.records.push_back(record("120103199001015678", 1, Context{{"id card", "120103199001015678"}}));
  write(*made.store, {personal});
  CHECK(found("5678", {}) == 1);
  CHECK(found("5678", {"id card"}) == 0);  // the key is that very field
}

TEST_CASE_TEMPLATE("store: old answers are looked through in portions and dropped", S, STORES) {
  S const made;
  auto unit = made.store->begin().value();
  for (int i = 0; i < 5; ++i) REQUIRE(unit->keep_answer({"ann", "k" + std::to_string(i), "print", "1 2"}, Instant{i}));
  REQUIRE(unit->commit());
  unit.reset();
  unit = made.store->begin().value();
  auto const first = unit->old_answers("", "", Instant{3}, 2).value();
  CHECK(first.answers.size() == 2);
  REQUIRE(first.more);
  auto const rest = unit->old_answers(first.more->first, first.more->second, Instant{3}, 9).value();
  CHECK(rest.answers.size() == 1);
  CHECK(!rest.more);
  REQUIRE(unit->drop_answer("ann", "k2"));
  CHECK(!unit->find_answer("ann", "k2").value());
  REQUIRE(unit->commit());
  unit.reset();
  unit = made.store->begin().value();
  CHECK(!unit->find_answer("ann", "k2").value());
  CHECK(unit->find_answer("ann", "k3").value());
}

TEST_CASE_TEMPLATE("store: definitions are kept by hash, and counted while open cases use them", S, STORES) {
  S const made;
  auto const first = start(1), second = start(2);
  auto other = start(3);
  other.row.version = "2";
  other.row.definition = "hash2";
  {
    auto unit = made.store->begin().value();
    REQUIRE(unit->keep_definition("hash1", "text one"));
    REQUIRE(unit->keep_definition("hash1", "text one"));
    REQUIRE(unit->commit());
  }
  write(*made.store, {first, second, other});
  auto const reader = made.store->open_reader().value();
  CHECK(reader->definition("hash1").value() == std::optional<std::string>{"text one"});
  CHECK(!reader->definition("hash2").value());
  auto const used = [&] {
    std::vector<std::pair<std::string, std::int64_t>> found;
    auto const uses = reader->definitions_in_use("city").value();
    for (auto const& use : uses) found.push_back({use.workflow + use.version + use.definition, use.open});
    return found;
  };
  CHECK(used() == std::vector<std::pair<std::string, std::int64_t>>{{"licence1hash1", 2}, {"licence2hash2", 1}});

  write(*made.store, {end(first, "granted"), end(other, "refused")});

  CHECK(used() == std::vector<std::pair<std::string, std::int64_t>>{{"licence1hash1", 1}});
  CHECK(reader->definitions_in_use("town").value().empty());
}

TEST_CASE_TEMPLATE("store: a case is loaded from its latest snapshot", S, STORES) {
  S const made;
  auto const first = start(1);
  auto second = next(first, {}), fourth = next(next(second, {}), {});
  second.snapshot = "after two";
  write(*made.store, {first, second, next(second, {})});
  auto const reader = made.store->open_reader().value();
  CHECK(reader->load(1)->snapshot == std::optional<std::string>{"after two"});
  CHECK(reader->load(1)->acts == std::vector<std::string>{"act 3 of 1"});

  auto unit = made.store->begin().value();
  fourth.snapshot = "after four";
  REQUIRE(unit->apply(fourth));

  CHECK(unit->load(1)->snapshot == std::optional<std::string>{"after four"});
  CHECK(unit->load(1)->acts.empty());
  REQUIRE(unit->commit());
  CHECK(reader->load(1)->acts.empty());
}

TEST_CASE_TEMPLATE("store: cases whose deadline has come are due, the first first", S, STORES) {
  S const made;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 5; ++id) {
    changes.push_back(start(id));
    if (id != 3) changes.back().row.next_deadline = Instant{100 - id};
  }
  write(*made.store, changes);
  auto const reader = made.store->open_reader().value();

  CHECK(reader->due(Instant{98}, 10).value() == std::vector<CaseId>{5, 4, 2});
  CHECK(reader->due(Instant{98}, 2).value() == std::vector<CaseId>{5, 4});
  CHECK(reader->due(Instant{94}, 10).value().empty());
  write(*made.store, {end(changes[4], "granted")});
  CHECK(reader->due(Instant{98}, 10).value() == std::vector<CaseId>{4, 2});
}

TEST_CASE_TEMPLATE("store: cases are counted by key, open, ended and all", S, STORES) {
  S const made;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 6; ++id) changes.push_back(start(id));
  changes.push_back(end(changes[2], "granted"));
  auto renamed = next(changes[3], {});
  renamed.row.key = "K9";
  changes.push_back(renamed);
  write(*made.store, changes);
  auto const reader = made.store->open_reader().value();
  auto const& view = reader->view();
  using Which = CaseCount::Which;

  CHECK(view.count_cases(counting("city", "K0", Which::open)).value() == 1);
  CHECK(view.count_cases(counting("city", "K0", Which::ended)).value() == 1);
  CHECK(view.count_cases(counting("city", "K0", Which::ended, "refused")).value() == 0);
  CHECK(view.count_cases(counting("city", "K0", Which::all)).value() == 2);
  CHECK(view.count_cases(counting("city", "K0", Which::all, "", 3)).value() == 1);
  CHECK(view.count_cases(counting("city", "K1", Which::all)).value() == 1);
  CHECK(view.count_cases(counting("city", "K9", Which::all)).value() == 1);
  CHECK(view.count_cases(counting("town", "K0", Which::all)).value() == 0);
}

TEST_CASE_TEMPLATE("store: notes and acts stand in one audit log", S, STORES) {
  S const made;
  auto unit = made.store->begin().value();
  REQUIRE(unit->apply(start(1)));
  REQUIRE(unit->log(Instant{5}, "refused"));
  REQUIRE(unit->commit());
  unit.reset();
  auto const reader = made.store->open_reader().value();

  auto const report = reader->verify_audit().value();

  AuditChain chain;
  chain.append(1, 1, "start 1");
  CHECK(report == AuditReport{2, hex(chain.append(0, 0, "refused"))});
  write(*made.store, {start(2)});
  CHECK(reader->verify_audit().value() == AuditReport{3, hex(chain.append(2, 1, "start 2"))});
}
