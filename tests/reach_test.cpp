// What an actor may see, as a list finds it and as a case lets itself be read.
#include <guicheng/engine.hpp>

#include "engine_samples.hpp"

using namespace guicheng;
using namespace guicheng::samples;

#define STORES Memory, Sqlite

TEST_CASE("engine: reach names what an actor may see and what waits for them") {
  Memory const made;
  auto const engine = engine_on(made.store);
  auto const id = submitted(*engine);
  auto const reader = made.store->open_reader().value();
  auto const sees = [&](Actor const& actor, bool inbox) {
    auto asked = query(engine->reach(*engine->find_system("city"), actor, inbox));
    return !ids(reader->list(asked).value()).empty();
  };
  struct { Actor const& actor; bool listed, waits; } const rows[] = {
      {ann, true, false}, {eve, false, false}, {reviewer, true, true}, {other_reviewer, false, false}, {approver, true, false},
  };
  for (auto const& row : rows) {
    CAPTURE(row.actor.id);
    CHECK(sees(row.actor, false) == row.listed);
    CHECK(sees(row.actor, true) == row.waits);
  }
  done(engine->run(take(reviewer, id, "return")));
  CHECK(sees(ann, true));
}

TEST_CASE_TEMPLATE("engine: reach is that of the definition a case runs under", S, STORES) {
  S const made;
  CaseId id = 0;
  {
    auto const engine = engine_on(made.store, {.group = 256, .queue = 4096, .cached_cases = 100, .snapshot_every = 64, .bundles = {{"city", "one"}}, .read_bundle = {}});
    id = submitted(*engine);
  }
  auto changed = *city("2", "hash2");
  auto& licence = changed.workflows.front();
  licence.stages[1].id = "look";
  licence.stages[0].actions[0].routes[0].to = "look";
  licence.viewers = {"watcher"};
  changed.roles.push_back({Role::Reach::everywhere, "watcher", "watcher", false});
  EngineOptions options;
  options.read_bundle = [](std::string const&) -> Result<std::shared_ptr<System const>> { return city(); };
  auto const engine = Engine::open(made.store, {std::make_shared<System const>(std::move(changed))}, options).value();
  Actor const watcher{"w", "W", "", "", {"watcher"}};
  auto const system = engine->find_system("city");
  auto const listed = [&](Actor const& actor, bool inbox) {
    auto const reader = made.store->open_reader().value();
    return ids(reader->list(query(engine->reach(*system, actor, inbox))).value());
  };
  CHECK(listed(reviewer, true) == std::vector{id});
  CHECK(listed(reviewer, false) == std::vector{id});
  CHECK(listed(watcher, false).empty());
  auto const newer = done(engine->run(begin(ann)));
  CHECK(listed(watcher, false).empty());
  done(engine->run(take(ann, newer, "submit")));
  CHECK(listed(watcher, false) == std::vector{newer});
  CHECK(listed(ann, false) == std::vector{id, newer});
}

TEST_CASE_TEMPLATE("engine: a draft is the applicant's own until it is handed in, and stays in sight from then on", S, STORES) {
  S const made;
  auto const engine = Engine::open(made.store, {city()}).value();
  auto const system = engine->find_system("city");
  auto const id = done(engine->run(begin(ann)));
  auto const sees = [&](Actor const& actor) {
    auto const reader = made.store->open_reader().value();
    auto const seen = engine->read(*reader, id).value();
    auto const reach = engine->reach(*system, actor, false);
    auto const read = may_see(*seen.system, *seen.workflow, seen.state, actor);
    for (auto const order : {CaseQuery::Order::changed, CaseQuery::Order::started, CaseQuery::Order::due}) {
      if (order == CaseQuery::Order::due && seen.state.status == CaseStatus::ended) continue;
      CHECK(ids(reader->list(query(reach, order)).value()) == (read ? std::vector{id} : std::vector<CaseId>{}));
    }
    auto const counted = reader->count("city", reach).value();
    CHECK(counted.size() == (read && seen.state.status == CaseStatus::open ? 1 : 0));
    return read;
  };
  CHECK(sees(ann));
  CHECK_FALSE(sees(reviewer));
  CHECK_FALSE(sees(approver));
  CHECK(refusal(engine->run(take(reviewer, id, "submit"))) == "not_visible");

  done(engine->run(take(ann, id, "submit")));
  CHECK(sees(reviewer));
  CHECK(sees(approver));
  CHECK_FALSE(sees(other_reviewer));
  done(engine->run(take(reviewer, id, "return")));
  CHECK(sees(ann));
  CHECK(sees(reviewer));
  done(engine->run(take(ann, id, "submit")));
  done(engine->run(take(reviewer, id, "accept")));
  done(engine->run(take(approver, id, "refuse")));
  CHECK(sees(reviewer));
}
