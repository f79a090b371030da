// The law of lists and counters: every order, filter and cursor, the same on every store.
#include <guicheng/store_query.hpp>

#include "store_samples.hpp"

#include <algorithm>
#include <random>
#include <set>

using namespace guicheng;
using namespace guicheng::samples;
using Order = CaseQuery::Order;

#define STORES Memory, Sqlite

namespace {

char const* const divisions[] = {"120101", "120103", "120103001", "120105", "110101", "120000"};

Reach submitted(std::string division) {
  auto part = in_division(std::move(division));
  part.submitted = true;
  return part;
}

Reach under(std::string definition, Reach part) {
  part.definition = std::move(definition);
  return part;
}

// 120 cases over divisions, stages and due days, moved about, a third of them ended.
std::vector<CaseRow> fill(Store& store) {
  std::mt19937 random{7};
  auto const pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  auto const some_stay = [&](std::uint32_t token) {
    return stay(token, pick(2) ? "review" : "approval", pick(4) ? std::optional{day(3, 1 + pick(20))} : std::nullopt);
  };
  std::vector<CaseRow> rows;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 120; ++id) {
    auto change = start(id, divisions[pick(6)], {some_stay(1)});
    change.row.workflow = pick(5) ? "licence" : "filing";
    change.row.title = "Case " + std::to_string(id);
    change.row.definition = "hash" + std::to_string(id % 3);
    change.row.organisation = "ORG" + std::to_string(pick(8));
    change.row.person = "P" + std::to_string(pick(10));
    changes.push_back(change);
    for (auto more = pick(4); more > 0; --more) {
      change = next(change, pick(3) ? std::vector{some_stay(2)} : std::vector{some_stay(3), some_stay(4)});
      change.row.division = divisions[pick(6)];
      change.row.changed = Instant{2000 + pick(500)};
      if (id % 5 == 0) change.row.definition = "hash9";  // moved to another law
      changes.push_back(change);
    }
    if (pick(3) == 0) {
      change = end(change, pick(2) ? "granted" : "refused");
      changes.push_back(change);
    }
    rows.push_back(change.row);
  }
  std::shuffle(changes.begin(), changes.end(), random);
  std::stable_sort(changes.begin(), changes.end(), [](auto const& a, auto const& b) { return a.act.seq < b.act.seq; });
  for (std::size_t i = 0; i < changes.size(); i += 50)
    write(store, {changes.begin() + static_cast<std::ptrdiff_t>(i), changes.begin() + static_cast<std::ptrdiff_t>(std::min(i + 50, changes.size()))});
  return rows;
}

// The list by definition: every case that has a place, in the order of places.
std::vector<CaseId> expected(std::vector<CaseRow> const& rows, CaseQuery const& query) {
  std::vector<ListPlace> places;
  for (auto const& row : rows)
    if (auto const place = find_place(query, row)) places.push_back(*place);
  std::sort(places.begin(), places.end());
  if (query.descending) std::reverse(places.begin(), places.end());
  std::vector<CaseId> found;
  for (auto const& place : places) found.push_back(place.id);
  return found;
}

}  // namespace

TEST_CASE_TEMPLATE("store: every list holds what was asked for, in order, over any pages", S, STORES) {
  S const made;
  auto const rows = fill(*made.store);
  auto const reader = made.store->open_reader().value();
  std::vector<std::vector<Reach>> const reaches = {
      {},
      {{"licence", {}, {}, {}, {}}},
      {{"", {}, {}, {}, "120000"}},
      {in_division("120103")},
      {in_division("120103"), in_division("120100"), in_division("120103")},
      {{"licence", "review", {}, {}, "120000"}},
      {{"licence", "review", {}, {}, "120103"}, {"filing", "approval", {}, {}, {}}},
      {{"licence", {}, "ORG3", {}, {}}, {"filing", {}, {}, "P4", {}}},
      {{"", {}, {}, "P4", {}}, {"licence", "approval", {}, {}, "120101"}},
      {{"nothing", {}, {}, {}, {}}},
      {submitted("120000")},
      {submitted("120103"), {"licence", "review", {}, {}, "120103"}},
      {submitted("120000"), in_division("120101"), {"", {}, "ORG3", {}, {}}},
  };
  std::vector<CaseQuery> filters(9);
  filters[1].workflow = "filing";
  filters[2].stage = "review";
  filters[3].end = "granted";
  filters[4].status = CaseStatus::open;
  filters[5].division = "120103";
  filters[6].organisation = "ORG3";
  filters[7].title = "Case 1";
  filters[8].status = CaseStatus::ended;
  filters[8].division = "120000";
  int shown = 0;
  for (std::size_t r = 0; r < reaches.size(); ++r)
    for (std::size_t f = 0; f < filters.size(); ++f)
      for (auto const order : {Order::due, Order::changed, Order::started})
        for (auto const descending : {false, true})
          for (std::size_t const limit : {7u, 200u}) {
            CAPTURE(r);
            CAPTURE(f);
            CAPTURE(static_cast<int>(order));
            CAPTURE(descending);
            auto query = filters[f];
            query.system = "city";
            query.reach = reaches[r];
            query.order = order;
            query.descending = descending;
            query.limit = limit;

            auto const found = all(*reader, query);

            CHECK(found == expected(rows, query));
            shown += static_cast<int>(found.size());
          }
  CHECK(shown > 5000);
}

TEST_CASE_TEMPLATE("store: counters count the open stages in reach, each once", S, STORES) {
  S const made;
  auto const rows = fill(*made.store);
  auto const reader = made.store->open_reader().value();
  std::vector<std::vector<Reach>> const reaches = {
      {}, {{"", {}, {}, {}, {}}}, {in_division("120103")}, {in_division("120000"), in_division("120103")},
      {{"licence", "review", {}, {}, "120103"}, {"licence", {}, "ORG3", {}, {}}, {"licence", {}, {}, "P4", {}}},
      {submitted("120000")}, {submitted("120000"), in_division("120103")}, {submitted("120103"), {"licence", {}, "ORG3", {}, {}}},
      {under("hash1", in_division("120000"))}, {under("hash9", submitted("120000")), {"", "review", {}, {}, "120103"}},
      {under("hash0", {"", {}, {}, {}, {}}), under("hash9", {"licence", {}, "ORG3", {}, {}}), under("none", {"", {}, {}, {}, {}})},
  };
  for (auto const& reach : reaches) {
    std::map<std::string, std::int64_t> open, counted;
    for (auto const& row : rows)
      for (auto const& one : row.stays)
        if (std::any_of(reach.begin(), reach.end(), [&](auto const& part) { return guicheng::reaches(part, row, &one); })) ++open[row.workflow + "/" + one.stage];

    auto const counts = reader->count("city", reach).value();
    for (auto const& count : counts) counted[count.workflow + "/" + count.stage] = count.open;

    CHECK(counted == open);
  }
}

TEST_CASE_TEMPLATE("store: counters are right however many cases wait, or say that there are more", S, STORES) {
  S const made;
  constexpr CaseId many = 20'003;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= many; ++id) {
    changes.push_back(start(id, "120103", {stay(2, id > many - 2 ? "approval" : "review")}));
    changes.back().row.organisation = "BIG";
    changes.back().row.person = id > 3 ? "P" : "Q";
  }
  write(*made.store, changes);
  auto const reader = made.store->open_reader().value();
  std::vector const truth{StageCount{"licence", "approval", 2}, StageCount{"licence", "review", many - 2}};
  auto const count = [&](Reach part) { return reader->count("city", std::vector{part}).value(); };

  CHECK(count(in_division("120000")) == truth);
  CHECK(count(under("hash1", in_division("120000"))) == truth);
  for (auto const& own : {Reach{"licence", {}, "BIG", {}, {}}, Reach{"licence", {}, {}, "P", {}}}) {
    auto const counts = count(own);
    REQUIRE(counts.size() == truth.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      auto const& one = counts[i];
      auto const open = truth[i].open - (own.person && one.stage == "review" ? 3 : 0);
      CAPTURE(one.stage);
      CHECK(one.stage == truth[i].stage);
      CHECK((one.partial ? one.open <= open : one.open == open));
    }
  }
  CHECK(count({"licence", {}, {}, "Q", {}}) == std::vector{StageCount{"licence", "review", 3}});

  write(*made.store, {end(changes[10], "granted"), end(changes[11], "granted"), end(changes[12], "granted")});

  CHECK(count({"licence", {}, "BIG", {}, {}}) == std::vector{StageCount{"licence", "approval", 2}, StageCount{"licence", "review", 19'998}});
}

TEST_CASE_TEMPLATE("store: a cursor goes on where the page ended though cases came and went", S, STORES) {
  S const made;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 9; ++id) changes.push_back(start(id, "120103", {stay(1, "review", day(3, static_cast<int>(id)))}));
  write(*made.store, changes);
  auto const reader = made.store->open_reader().value();
  auto asked = query({in_division("120000")}, Order::due);
  asked.limit = 3;
  auto const page = reader->list(asked).value();
  CHECK(ids(page) == std::vector<CaseId>{1, 2, 3});

  write(*made.store, {end(changes[2], "granted"), end(changes[4], "granted"), start(10, "120101", {stay(1, "review", day(3, 5))})});

  asked.cursor = page.next;
  CHECK(ids(reader->list(asked).value()) == std::vector<CaseId>{4, 10, 6});
}

TEST_CASE_TEMPLATE("store: a cursor that no page gave is refused", S, STORES) {
  S const made;
  auto const reader = made.store->open_reader().value();
  for (auto const* cursor : {"x", "1", "1.", ".1", "1.2.3", "99999999999999999999.1"}) {
    CAPTURE(cursor);
    auto asked = query({in_division("120000")});
    asked.cursor = cursor;
    CHECK(reader->list(asked).error().code == Errc::bad_syntax);
  }
}

TEST_CASE_TEMPLATE("store: cases that ended hidden are in no list", S, STORES) {
  S const made;
  auto const first = start(1);
  auto deleted = end(first, "deleted");
  deleted.row.hidden = true;
  write(*made.store, {first, start(2), deleted});
  auto const reader = made.store->open_reader().value();
  for (auto const order : {Order::changed, Order::started}) {
    CHECK(all(*reader, query({in_division("120000")}, order)) == std::vector<CaseId>{2});
    CHECK(all(*reader, query({{"licence", {}, "ORG1", {}, {}}}, order)).empty());
  }
  CHECK(reader->find_case(1).value()->hidden);
}

TEST_CASE_TEMPLATE("store: a part of the reach may be of one definition alone", S, STORES) {
  S const made;
  auto newer = start(2);
  newer.row.version = "2";
  newer.row.definition = "hash2";
  write(*made.store, {start(1), newer, start(3, "120105")});
  auto const reader = made.store->open_reader().value();
  auto part = in_division("120000");
  part.definition = "hash2";
  auto const of_district = in_division("120105");
  for (auto const order : {Order::changed, Order::started, Order::due}) {
    CHECK(all(*reader, query({part}, order)) == std::vector<CaseId>{2});
    CHECK(all(*reader, query({part, of_district}, order)) == std::vector<CaseId>{2, 3});
  }
  CHECK(reader->count("city", std::vector{part}).value() == std::vector{StageCount{"licence", "application", 1}});
  CHECK(reader->count("city", std::vector{part, of_district}).value() == std::vector{StageCount{"licence", "application", 2}});
  CHECK(reader->count("city", std::vector{part, in_division("120103")}).value() == std::vector{StageCount{"licence", "application", 2}});
}

TEST_CASE_TEMPLATE("store: however many drafts there are, no page without them is short", S, STORES) {
  S const made;
  std::vector<Change> changes;
  for (CaseId id = 1; id <= 4'500; ++id) changes.push_back(start(id));
  auto const sent = next(changes[6], {stay(2, "review", day(3, 1))});
  auto back = next(sent, {stay(3, "application")});  // returned: no draft any more
  back.row.stays.front().returned = true;
  auto const other = next(changes[8], {stay(2, "review")});
  changes.insert(changes.end(), {sent, back, other});
  write(*made.store, changes);
  auto const reader = made.store->open_reader().value();
  for (auto const order : {Order::changed, Order::started, Order::due}) {
    auto const page = reader->list(query({submitted("120000")}, order)).value();
    CHECK(page.rows.size() == 2);
    CHECK(page.next == "");
    CHECK(!page.partial);
    CHECK(all(*reader, query({in_division("120000")}, order)).size() == 4'500);
  }
  CHECK(reader->count("city", std::vector{submitted("120103")}).value() == std::vector{StageCount{"licence", "application", 1}, StageCount{"licence", "review", 1}});
  CHECK(reader->count("city", std::vector{in_division("120103")}).value().front() == StageCount{"licence", "application", 4'499});
}

TEST_CASE_TEMPLATE("store: a page of records goes on behind the last one that was looked at", S, STORES) {
  S const made;
  auto change = start(1);
  for (int i = 10'000; i < 52'000; ++i) change.records.push_back(record("P" + std::to_string(i), 1, Context{{"name", i % 20'000 ? "n" : "found"}}));
  write(*made.store, {change});
  auto const reader = made.store->open_reader().value();
  RecordQuery query{"city", "permit", "", "", "found", "", 50, {}};
  std::string keys;
  int pages = 0;
  do {
    auto const page = reader->list_records(query).value();
    for (auto const& row : page.rows) keys += row.key + " ";
    CHECK(page.partial == !page.next.empty());
    query.cursor = page.next;
  } while (!query.cursor.empty() && ++pages < 9);
  CHECK(keys == "P20000 P40000 ");
}

TEST_CASE_TEMPLATE("store: a page of records ends where it holds very many values", S, STORES) {
  S const made;
  auto change = start(1);
  List many;
  for (int i = 0; i < 100'000; ++i) many.push_back(i);
  for (int i = 0; i < 9; ++i) change.records.push_back(record("P" + std::to_string(i), 1, Context{{"many", many}}));
  write(*made.store, {change});
  auto const reader = made.store->open_reader().value();
  RecordQuery query{"city", "permit", "", "", "", "", 50, {}};
  std::string keys;
  do {
    auto const page = reader->list_records(query).value();
    CHECK(page.rows.size() <= 3);
    CHECK(page.partial == !page.next.empty());
    for (auto const& row : page.rows) keys += row.key;
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(keys == "P0P1P2P3P4P5P6P7P8");
}
