// What the audit chain hears of reads, logins and accounts; and what it never hears.
#include "world.hpp"

#include "audit.hpp"

namespace guicheng::http {
namespace {

std::vector<Value> notes_of(Engine& engine) {
  (void)engine.tick(Instant{1'709'254'800'000});  // waits until what was handed in before is written
  std::vector<Value> out;
  auto reader = engine.store().open_reader().value();
  for (int round = 0; round < 100; ++round) {
    auto const notes = reader->notes(0, 10'000).value();
    if (notes.size() == out.size() && round > 0) break;
    out.clear();
    for (auto const& note : notes) out.push_back(read_json(note.text).value());
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return out;
}

std::vector<Value> of(std::vector<Value> const& notes, std::string_view what) {
  std::vector<Value> out;
  for (auto const& note : notes)
    if (text_at(note, "what") == what) out.push_back(note);
  return out;
}

}  // namespace

TEST_CASE("http: refused reads stand in the audit chain, the first at once and a flood counted") {
  World world;
  Person company{world, "甲公司"}, stranger{world, "乙公司"};
  auto const id = submitted(company);
  for (int i = 0; i < 50; ++i) {
    CHECK(stranger.ask("GET", cases + "/" + id).status == 404);
    CHECK(stranger.ask("GET", cases + "/" + std::to_string(1000 + i)).status == 404);
  }
  CHECK(stranger.ask("GET", cases + "/" + id + "/history").status == 404);
  CHECK(stranger.ask("GET", "/v1/systems/tianjin/records/" + encoded("行政许可") + "/x").status == 404);
  CHECK(stranger.ask("GET", "/v1/accounts").status == 403);
  world.service->stop();
  auto const notes = notes_of(*world.service->engine);
  auto const reads = of(notes, "read.refused");
  REQUIRE(reads.size() == 4);
  CHECK(text_at(reads[0], "by") == "乙公司");
  CHECK(text_at(reads[0], "route") == "getCase");
  CHECK(write_json(at(reads[0], "case")) == id);
  CHECK(text_at(reads[1], "route") == "getHistory");
  CHECK(text_at(reads[2], "route") == "getRecord");
  CHECK(at(reads[3], "more") == Value{99});
  CHECK(at(reads[3], "cases").list()->size() == Audit::most_cases);
  auto const refused = of(notes, "not_allowed");
  REQUIRE(refused.size() == 1);
  CHECK(text_at(refused[0], "route") == "listAccounts");
  CHECK(world.service->engine->store().open_reader().value()->verify_audit());
}

TEST_CASE("http: logins, locks and accounts stand in the audit chain without a secret or a wrong name") {
  auto options = quick();
  options.clock = [] { return Instant{1'709'254'800'000}; };  // one minute, however long it takes
  Service service{options, std::make_shared<MemoryStore>(), {tianjin()}};
  auto client = service.client();
  auto const ask = [&](char const* method, char const* target, std::string const& fields, std::string const& body) { return client.ask(method, target, json_type + fields, body)->status; };
  make_root(client);
  auto const login = json_of(client.ask("POST", "/v1/session", json_type, as_root));
  auto const bearer = bearer_of(login);
  REQUIRE(ask("POST", "/v1/accounts", bearer, R"({"id":"ann","name":"安","password":"Correct-Horse-9","roles":{"tianjin":["受理岗"]}})") == 201);
  for (int i = 0; i < 6; ++i) CHECK(ask("POST", "/v1/session", "", R"({"user":"ann","password":"Secret-Guess-1"})") == 401);
  CHECK(ask("POST", "/v1/session", "", R"({"user":"Typed-Password-1","password":"x"})") == 401);
  CHECK(ask("PATCH", "/v1/accounts/ann", bearer, R"({"roles":{"tianjin":["审核岗"]},"unlock":true})") == 200);
  CHECK(ask("PATCH", "/v1/accounts/ann", bearer, R"({"closed":true})") == 200);
  CHECK(ask("PATCH", "/v1/accounts/ann", bearer, R"({"closed":false})") == 200);
  CHECK(ask("PUT", "/v1/session/password", bearer, R"({"old":"Correct-Horse-9","new":"Another-Horse-8"})") == 204);
  auto const again = json_of(client.ask("POST", "/v1/session", json_type, R"({"user":"root","password":"Another-Horse-8"})"));
  CHECK(ask("DELETE", "/v1/session", bearer_of(again), "") == 204);
  service.stop();

  auto const notes = notes_of(*service.engine);
  CHECK(of(notes, "account.added").size() == 2);
  CHECK(text_at(of(notes, "account.added")[1], "by") == "root");
  auto const right = of(notes, "login");
  REQUIRE(right.size() == 2);
  CHECK(at(right[1], "more") == Value{1});
  CHECK(of(notes, "logout").size() == 1);
  auto const wrong = of(notes, "login.refused");
  REQUIRE(wrong.size() == 3);  // ann's first, the unknown name, ann's others
  CHECK(text_at(wrong[0], "by") == "ann");
  CHECK(text_at(wrong[1], "by").empty());
  CHECK(at(wrong[2], "more") == Value{3});
  CHECK(of(notes, "account.locked").size() == 1);
  CHECK(of(notes, "login.locked").size() == 1);
  auto const changed = of(notes, "account.changed");
  REQUIRE(changed.size() == 1);
  CHECK(at(changed[0], "changed") == Value{List{"roles", "unlocked"}});
  CHECK(of(notes, "account.closed").size() == 1);
  CHECK(of(notes, "account.opened").size() == 1);
  CHECK(of(notes, "password.changed").size() == 1);
  for (auto const& note : notes)
    for (auto const* secret : {"Correct-Horse", "Another-Horse", "Secret-Guess", "Typed-Password", "管理员", "gcs_", "first"})
      CHECK_MESSAGE(write_json(note).find(secret) == std::string::npos, write_json(note));
}

TEST_CASE("http: a flood from many fills the audit chain no faster than its bound") {
  auto const store = std::make_shared<MemoryStore>();
  auto engine = Engine::open(store, {}).value();
  Audit audit{*engine};
  for (int i = 0; i < 100'000; ++i) audit.note(Instant{i / 1000}, {"read.refused", "p" + std::to_string(i % 20'000), {}, "getCase", "s", 1});
  audit.flush(Instant{0}, true);
  engine.reset();
  auto const notes = store->open_reader().value()->notes(0, 1'000'000).value();
  CHECK(notes.size() <= 2 * Audit::most_keys + 2);
  std::int64_t all = 0;
  for (auto const& note : notes) {
    auto const value = read_json(note.text).value();
    all += at(value, "more").is_null() ? 1 : at(value, "more").number()->to_int64().value();
  }
  CHECK(all == 100'000);
}

TEST_CASE("http: a request that was held back does not begin a throttle's minute anew") {
  Throttle throttle{2};
  Instant const now{1'709'254'800'000}, before{now.milliseconds - 1};
  for (int i = 0; i < 2; ++i) throttle.count("a", now);
  throttle.count("b", before);
  CHECK(throttle.is_over("a", before));
  CHECK(throttle.is_over("a", now));
  CHECK_FALSE(throttle.is_over("a", Instant{0}));  // a clock that was set back
}

TEST_CASE("http: a request that was held back does not begin the audit's minute anew") {
  auto const store = std::make_shared<MemoryStore>();
  auto engine = Engine::open(store, {}).value();
  Audit audit{*engine};
  for (int i = 0; i < 50; ++i) {
    audit.note(Instant{120'000}, {"login.refused", "ann", {}, {}, {}, 0});
    audit.note(Instant{119'999}, {"login.refused", "ann", {}, {}, {}, 0});
  }
  engine.reset();
  CHECK(store->open_reader().value()->notes(0, 1'000).value().size() == 1);
}

TEST_CASE("http: a throttle counts for each one, a minute at a time, in bounded memory") {
  Throttle throttle{2};
  Instant const now{1'709'254'800'000};
  for (int i = 0; i < 2; ++i) throttle.count("a", now);
  CHECK(throttle.is_over("a", now));
  CHECK_FALSE(throttle.is_over("b", now));
  CHECK_FALSE(throttle.is_over("a", Instant{now.milliseconds + 60'000}));
  for (int i = 0; i < 20'000; ++i) throttle.count("n" + std::to_string(i), now);
  CHECK(throttle.is_over("somebody new", now));
  Throttle none{0};
  for (int i = 0; i < 10; ++i) none.count("a", now);
  CHECK_FALSE(none.is_over("a", now));
}

}  // namespace guicheng::http
