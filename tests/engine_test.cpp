// The engine over every store: groups, deadlines, repeated keys, refusals, definitions.
#include <guicheng/engine.hpp>

#include "engine_samples.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/material_use.hpp>
#include <guicheng/replay_check.hpp>

#include <atomic>
#include <semaphore>
#include <thread>

using namespace guicheng;
using namespace guicheng::samples;

#define STORES Memory, Sqlite

namespace {
// A store that no memory is left for, as long as it is told so.
struct Starved final : Store {
  explicit Starved(std::shared_ptr<Store> from) : base{std::move(from)} {}
  Result<std::unique_ptr<UnitOfWork>> begin() override {
    if (starved) throw std::bad_alloc{};
    return base->begin();
  }
  Result<std::unique_ptr<StoreReader>> open_reader() override { return base->open_reader(); }

  std::shared_ptr<Store> base;
  std::atomic<bool> starved = false;
};
}  // namespace

TEST_CASE_TEMPLATE("engine: a group that runs out of memory is answered so, and the engine goes on", S, STORES) {
  S const made;
  auto const store = std::make_shared<Starved>(made.store);
  auto const engine = engine_on(store);
  auto const id = done(engine->run(begin(ann)));
  store->starved = true;
  auto const is_limit = [](Answer const& answer) { return std::holds_alternative<Error>(answer) && std::get<Error>(answer).code == Errc::limit; };
  CHECK(is_limit(engine->run(take(ann, id, "submit"))));
  std::binary_semaphore answered{0};
  bool told = false;
  engine->submit(take(ann, id, "submit"), [&](Answer const& answer) { told = is_limit(answer), answered.release(); });
  answered.acquire();
  CHECK(told);
  store->starved = false;
  CHECK(done(engine->run(take(ann, id, "submit"))) == id);
}

TEST_CASE_TEMPLATE("engine: a case goes its way, and a number and a record come out", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  auto const id = submitted(*engine);

  done(engine->run(take(reviewer, id, "accept")));
  auto const granted = engine->run(take(approver, id, "grant"));

  CHECK(std::get<Reply>(granted).seq == 4);
  auto const reader = made.store->open_reader().value();
  auto const row = reader->find_case(id).value();
  REQUIRE(row);
  CHECK(row->end == "granted");
  CHECK(row->status == CaseStatus::ended);
  CHECK(row->organisation == "A");
  CHECK(row->key == "A");
  CHECK(reader->view().find_record("city", "permit", "P-00001").value());
  CHECK(reader->view().records_of("city", "permit", "A")->size() == 1);
  auto const seen = engine->read(*reader, id).value();
  CHECK(seen.workflow->id == "licence");
  CHECK(seen.state.end == "granted");
  CHECK(seen.state.seq == 4);
  CHECK(check_replay(*reader).value() == 1);
  CHECK(engine->read(*reader, 99).error().code == Errc::not_found);
}

TEST_CASE_TEMPLATE("engine: a repeated key is answered as it was the first time", S, STORES) {
  S const made;
  auto engine = engine_on(made.store);
  auto const first = engine->run(begin(ann, "k1"));
  auto const id = done(first);
  done(engine->run(take(ann, id, "submit", morning, "k2")));

  auto const again = std::get<Reply>(engine->run(begin(ann, "k1")));
  CHECK(again.case_id == id);
  CHECK(again.seq == 1);
  CHECK(again.repeated);
  engine.reset();
  engine = engine_on(made.store);
  CHECK(std::get<Reply>(engine->run(take(ann, id, "submit", days_later(1), "k2"))).repeated);

  CHECK(refusal(engine->run(take(ann, id, "submit", morning, "k1"))) == "conflict");
  CHECK(done(engine->run(begin(eve, "k1"))) != id);
  CHECK(made.store->open_reader().value()->find_case(id).value()->seq == 2);
}

TEST_CASE_TEMPLATE("engine: a case that changed since it was seen is a conflict", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  auto const id = submitted(*engine);
  auto asked = take(reviewer, id, "accept");

  asked.expected = 1;
  CHECK(refusal(engine->run(asked)) == "conflict");
  asked.actor = other_reviewer;
  CHECK(refusal(engine->run(asked)) == "not_visible");
  asked.actor = reviewer;
  asked.expected = 2;
  done(engine->run(asked));
}

TEST_CASE_TEMPLATE("engine: refused authorizations stand in the audit log, other refusals do not", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  auto const id = submitted(*engine);
  auto const reader = made.store->open_reader().value();
  auto const entries = [&] { return reader->verify_audit()->entries; };
  auto const before = entries();

  CHECK(refusal(engine->run(take(ann, id, "submit"))) != "not refused");
  auto const unlogged = entries();
  CHECK(refusal(engine->run(take(other_reviewer, id, "accept"))) == "not_visible");
  CHECK(refusal(engine->run(take(reviewer, 77, "accept"))) == "not_visible");
  CHECK(refusal(engine->run(begin(reviewer))) == "not_allowed");

  CHECK(unlogged == before);
  CHECK(entries() == before + 3);
  CHECK(reader->find_case(id).value()->seq == 2);
}

TEST_CASE_TEMPLATE("engine: a due deadline fires before the command", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  auto const id = submitted(*engine);

  auto const answer = engine->run(take(reviewer, id, "accept", days_later(10)));

  CHECK(refusal(answer) == "wrong_stage");
  auto const reader = made.store->open_reader().value();
  CHECK(reader->find_case(id).value()->stays.at(0).stage == "approval");
  CHECK(reader->find_case(id).value()->seq == 3);
  CHECK(!reader->find_case(id).value()->next_deadline);
}

TEST_CASE_TEMPLATE("engine: tick fires what is due, each once", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  std::vector<CaseId> cases;
  for (int i = 0; i < 5; ++i) cases.push_back(submitted(*engine));

  CHECK(engine->tick(days_later(2)).value() == 0);
  CHECK(engine->tick(days_later(10), 3).value() == 3);
  CHECK(engine->tick(days_later(10), 3).value() == 2);
  CHECK(engine->tick(days_later(10), 3).value() == 0);

  auto const reader = made.store->open_reader().value();
  for (auto const id : cases) CHECK(reader->find_case(id).value()->seq == 3);
  CHECK(check_replay(*reader).value() == 5);
}

TEST_CASE("engine: nobody from outside acts as the system") {
  auto const engine = engine_on(std::make_shared<MemoryStore>());
  auto const id = submitted(*engine);
  CHECK(refusal(engine->run(take(system_actor(), id, "accept"))) == "not_visible");
}

TEST_CASE_TEMPLATE("engine: answers are forgotten after a while, to a start only when its case has ended", S, STORES) {
  S const made;
  auto const engine = Engine::open(made.store, {city()}).value();
  auto const id = done(engine->run(begin(ann, "start")));
  done(engine->run(take(ann, id, "submit", morning, "submit")));
  done(engine->run(take(reviewer, id, "accept")));
  auto const kept = [&](std::string const& key) {
    auto unit = made.store->begin().value();
    return unit->find_answer("ann", key).value().has_value();
  };

  REQUIRE(engine->tick(days_later(1)));
  CHECK(kept("start"));
  CHECK(kept("submit"));
  REQUIRE(engine->tick(days_later(3)));
  CHECK(kept("start"));
  CHECK(!kept("submit"));
  done(engine->run(take(approver, id, "grant", days_later(3))));
  REQUIRE(engine->tick(days_later(4)));
  CHECK(!kept("start"));
}

TEST_CASE_TEMPLATE("engine: deadlines that no calendar reached are projected when the next one does", S, STORES) {
  S const made;
  CaseId id = 0;
  {
    System before{*city()};
    before.calendar.years = {2023};
    before.calendar.version = "2023";
    before.workflows[0].stages[1].deadline->kind = DayKind::working;
    auto const engine = Engine::open(made.store, {std::make_shared<System const>(std::move(before))}).value();
    id = submitted(*engine);
    CHECK(engine->tick(days_later(30)).value() == 0);
  }
  System after{*city()};
  after.calendar.version = "2025";
  after.workflows[0].stages[1].deadline->kind = DayKind::working;
  auto const engine = Engine::open(made.store, {std::make_shared<System const>(std::move(after))}).value();
  REQUIRE(engine->tick(morning));
  auto const reader = made.store->open_reader().value();
  CHECK(reader->find_case(id).value()->next_deadline);
  CHECK(engine->tick(days_later(30)).value() == 1);
}

TEST_CASE("engine: materials that acts name are found, those of removed files too") {
  MemoryStore store;
  std::string const one(64, 'a'), two(64, 'b');
  auto unit = store.begin().value();
  for (auto const& hash : {one, two}) {
    auto change = start(hash == one ? 1 : 2);
    change.act.events.push_back(FileAttached{{"slot", "a.pdf", "pdf", 1, hash}});
    change.text = write_act(change.act);
    REQUIRE(unit->apply(change));
  }
  REQUIRE(unit->commit());
  unit.reset();
  auto const use = materials_in_use(*store.open_reader().value()).value();
  CHECK(use.hashes().size() == 2);
  CHECK(use.contains(one));
  CHECK(use.contains(two));
  CHECK(!use.contains(std::string(64, 'c')));
  CHECK(!use.contains("aa"));
}

TEST_CASE_TEMPLATE("engine: of many who take the same action at once one succeeds", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store);
  for (int round = 0; round < 10; ++round) {
    auto const id = submitted(*engine);
    std::atomic<int> succeeded = 0, refused = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i)
      callers.emplace_back([&] {
        auto const answer = engine->run(take(reviewer, id, "accept"));
        ++(std::holds_alternative<Reply>(answer) ? succeeded : refused);
      });
    for (auto& caller : callers) caller.join();
    CHECK(succeeded == 1);
    CHECK(refused == 7);
  }
}

TEST_CASE_TEMPLATE("engine: many callers at once get numbers without gap or repetition", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store, {.group = 16, .queue = 4096, .cached_cases = 4, .snapshot_every = 3, .bundles = {}, .read_bundle = {}});
  constexpr int callers = 16, each = 8;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < each; ++j) {
        auto const started = engine->run(begin(ann));
        auto const id = std::get<Reply>(started).case_id;
        for (auto const& asked : {take(ann, id, "submit"), take(reviewer, id, "accept"), take(approver, id, "grant")})
          if (!std::holds_alternative<Reply>(engine->run(asked))) ++failed;
      }
    });
  for (auto& thread : threads) thread.join();

  CHECK(failed == 0);
  auto const reader = made.store->open_reader().value();
  CHECK(reader->view().last_serial("city", "permit no/2024").value() == callers * each);
  CHECK(reader->view().find_record("city", "permit", "P-00128").value());
  CHECK(reader->verify_audit()->entries == callers * each * 4);
  CHECK(check_replay(*reader).value() == callers * each);
}

TEST_CASE_TEMPLATE("engine: what waits beyond the queue is turned away", S, STORES) {
  S const made;
  auto const engine = engine_on(made.store, {.group = 1, .queue = 2, .cached_cases = 10, .snapshot_every = 64, .bundles = {}, .read_bundle = {}});
  std::binary_semaphore held{0}, go{0};
  engine->submit(begin(ann), [&](Answer) { held.release(); go.acquire(); });
  held.acquire();
  std::atomic<int> answered = 0, limited = 0;
  auto const count = [&](Answer answer) {
    auto const* const error = std::get_if<Error>(&answer);
    ++(error && error->code == Errc::limit ? limited : answered);
  };

  for (int i = 0; i < 3; ++i) engine->submit(begin(ann), count);

  CHECK(limited == 1);
  CHECK(std::get<Error>(engine->run(begin(ann))).code == Errc::limit);
  go.release();
  while (answered < 2) std::this_thread::yield();
}

TEST_CASE_TEMPLATE("engine: a changed text under an old version is refused while cases use it", S, STORES) {
  S const made;
  CaseId id = 0;
  {
    auto const engine = engine_on(made.store, {.group = 256, .queue = 4096, .cached_cases = 100, .snapshot_every = 64, .bundles = {{"city", "bundle one"}}, .read_bundle = {}});
    id = submitted(*engine);
  }

  auto const changed = Engine::open(made.store, {city("1", "hash2")});

  REQUIRE(!changed);
  CHECK(changed.error().message == "The workflow licence of city was changed under its version 1, which 1 open cases use.");
  EngineOptions options;
  options.read_bundle = [](std::string const& text) -> Result<std::shared_ptr<System const>> {
    if (text != "bundle one") return fail(Errc::bad_syntax, "not this text");
    return city();
  };
  auto const engine = Engine::open(made.store, {city("2", "hash2")}, options).value();
  done(engine->run(take(reviewer, id, "accept")));
  auto const reader = made.store->open_reader().value();
  CHECK(engine->read(*reader, id)->workflow->version == "1");
  auto const started = done(engine->run(begin(ann)));
  CHECK(engine->read(*reader, started)->workflow->version == "2");
  CHECK(std::get<Error>(engine_on(made.store)->run(take(ann, started, "submit"))).code == Errc::bad_definition);
}

TEST_CASE_TEMPLATE("engine: a case takes no more than half of what a value can hold", S, STORES) {
  S const made;
  auto roomy = *city();
  roomy.workflows[0].form.modules[0].fields[0].max_length = 100u << 20;
  auto const engine = Engine::open(made.store, {std::make_shared<System const>(std::move(roomy))}).value();
  auto const id = done(engine->run(begin(ann)));
  auto const save = [&](std::size_t mebibytes) {
    return engine->run(request(ann, id, SaveData{Context{{"basics", Context{{"name", std::string(mebibytes << 20, 'x')}}}}}));
  };
  auto const answer = save(9);
  CHECK(refusal(answer) == "inputs");
  CHECK(std::get<Refusal>(answer).items.at(0).code == "data.too-big");
  done(save(5));
  done(save(6));  // in place of the other
  auto const start = [&](std::size_t mebibytes) {
    return engine->run(request(ann, 0, StartCase{"licence", Context{{"basics", Context{{"name", std::string(mebibytes << 20, 'x')}}}}}));
  };
  auto const at_once = start(9);
  CHECK(refusal(at_once) == "inputs");
  CHECK(std::get<Refusal>(at_once).items == std::get<Refusal>(answer).items);
  done(start(5));
  auto const reader = made.store->open_reader().value();
  CHECK(engine->read(*reader, id)->state.data.size() > (6u << 20) / 16);
}
