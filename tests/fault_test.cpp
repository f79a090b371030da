// The engine on a disk that fails: nothing acknowledged is lost, nothing happens twice, and it goes on when the disk is well.
#include "engine_samples.hpp"
#include "fault_vfs.hpp"

#include <map>
#include <random>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

using Kind = FaultVfs::Kind;

std::shared_ptr<SqliteStore> open_faulty(std::string const& path) { return SqliteStore::open(path, {FaultVfs::name, 0}).value(); }

// Takes cases through the procedure, every command under a key of its own, and remembers what was acknowledged.
class Client {
 public:
  /// Sends the commands of one case; whether all were acknowledged. What has no answer yet is sent again the next time.
  bool go_on(Engine& engine) {
    while (step_ < steps_of_case) {
      auto const answer = engine.run(step_of_case(step_, case_, key()));
      if (auto const* const reply = std::get_if<Reply>(&answer)) {
        if (step_ == 0) case_ = reply->case_id;
        acknowledged_[key()] = {reply->case_id, reply->seq};
        ++step_;
        continue;
      }
      auto const* const error = std::get_if<Error>(&answer);
      INFO(answer);
      REQUIRE(error);
      CHECK((error->code == Errc::storage || error->code == Errc::outcome_unknown));
      return false;
    }
    step_ = 0;
    ++round_;
    return true;
  }

  /// What was acknowledged is there as it was acknowledged; every number was issued to one case, none left out.
  void check(SqliteStore& store) const {
    auto const report = store.check();
    INFO((report ? "" : report.error().message));
    REQUIRE(report);
    auto unit = store.begin().value();
    for (auto const& [key, reply] : acknowledged_) {
      auto const kept = unit->find_answer("client", key).value();
      REQUIRE(kept);
      CHECK(kept->answer == std::to_string(reply.first) + " " + std::to_string(reply.second));
    }
    unit.reset();
    auto const reader = store.open_reader().value();
    auto const records = reader->view().records_of("city", "permit", "A").value();
    CHECK(static_cast<std::int64_t>(records.size()) == reader->view().last_serial("city", "permit no/2024").value());
    CHECK(records.size() >= static_cast<std::size_t>(round_));
    CHECK(records.size() <= static_cast<std::size_t>(round_ + 1));
    CHECK(report->cases <= static_cast<std::size_t>(round_ + 1));
  }
  int finished() const { return round_; }

 private:
  std::string key() const { return std::to_string(round_) + "." + std::to_string(step_); }

  int round_ = 0, step_ = 0;
  CaseId case_ = 0;
  std::map<std::string, std::pair<CaseId, std::uint64_t>> acknowledged_;
};

}  // namespace

TEST_CASE("faults: whichever write or sync fails, once or for good, nothing is lost and nothing happens twice") {
  auto& vfs = FaultVfs::instance();
  for (auto const kind : {Kind::write, Kind::sync, Kind::full})
    for (auto const sticky : {false, true}) {
      long n = 1;
      for (;; n += n < 40 ? 1 : 3) {
        CAPTURE(static_cast<int>(kind));
        CAPTURE(sticky);
        CAPTURE(n);
        Folder const folder;
        auto const store = open_faulty(folder.file());
        auto const engine = Engine::open(store, {city()}).value();
        Client client;
        REQUIRE(client.go_on(*engine));

        vfs.arm(kind, n, sticky);
        for (int tries = 0; tries < 2; ++tries) (void)client.go_on(*engine);
        auto const fired = vfs.fired();
        vfs.disarm();

        REQUIRE(client.go_on(*engine));  // the disk is well again: so is the store, without opening it anew
        client.check(*store);
        if (!fired) break;
      }
      CHECK(n > 5);
    }
}

TEST_CASE("faults: a failed sync while committing is an unknown outcome, and the retry is answered once") {
  auto& vfs = FaultVfs::instance();
  Folder const folder;
  auto const store = open_faulty(folder.file());
  auto const engine = Engine::open(store, {city()}).value();
  done(engine->run(begin(ann)));

  vfs.arm(Kind::sync, 1, false);
  auto const answer = engine->run(begin(ann, "k"));
  vfs.disarm();

  REQUIRE(std::holds_alternative<Error>(answer));
  CHECK(std::get<Error>(answer).code == Errc::outcome_unknown);
  auto const id = done(engine->run(begin(ann, "k")));
  CHECK(std::get<Reply>(engine->run(begin(ann, "k"))).case_id == id);
  CHECK(id == 2);
  CHECK(store->check()->cases == 2);
}

TEST_CASE("faults: a full file is refused and keeps what it has") {
  Folder const folder;
  Client client;
  {
    auto const store = SqliteStore::open(folder.file(), {"", 80}).value();
    auto const engine = Engine::open(store, {city()}).value();
    int finished = 0;
    while (client.go_on(*engine)) REQUIRE(++finished < 1000);
    CHECK(!client.go_on(*engine));
    client.check(*store);
  }
  auto const store = SqliteStore::open(folder.file()).value();
  auto const engine = Engine::open(store, {city()}).value();
  for (int i = 0; i < 10; ++i) CHECK(client.go_on(*engine));
  client.check(*store);
}

TEST_CASE("faults: 200 power cuts that lose every byte not yet synced lose nothing acknowledged") {
  auto& vfs = FaultVfs::instance();
  std::mt19937 random{2024};
  Client client;
  Folder const folder;
  for (int cut = 0; cut < 200; ++cut) {
    CAPTURE(cut);
    {
      auto const store = open_faulty(folder.file());
      auto const engine = Engine::open(store, {city()}).value();
      vfs.arm(Kind::any, 1 + static_cast<long>(random() % 400), true);
      while (client.go_on(*engine)) {
      }
    }
    vfs.lose_unsynced();
    vfs.disarm();

    auto const store = open_faulty(folder.file());
    if (cut % 10 == 9) client.check(*store);
    else CHECK(store->open_reader().value()->verify_audit());
  }
  CHECK(client.finished() > 100);
}

TEST_CASE("faults: with little room on the disk nothing is begun, reading goes on, and so does writing when there is room") {
  Folder const folder;
  {
    auto const engine = Engine::open(SqliteStore::open(folder.file()).value(), {city()}).value();
    done(engine->run(begin(ann)));
  }
  {
    auto const store = SqliteStore::open(folder.file(), {"", 0, ~std::uint64_t{0}}).value();
    auto const engine = Engine::open(store, {city()}).value();
    auto const answer = engine->run(take(ann, 1, "submit", morning, "k"));
    REQUIRE(std::holds_alternative<Error>(answer));
    CHECK(std::get<Error>(answer).code == Errc::storage);
    CHECK(std::get<Error>(answer).message.find("is full") != std::string::npos);
    CHECK(!engine->tick(morning));
    auto const reader = store->open_reader().value();
    CHECK(engine->read(*reader, 1)->state.seq == 1);
  }
  auto const store = SqliteStore::open(folder.file()).value();
  auto const engine = Engine::open(store, {city()}).value();
  CHECK(!std::get<Reply>(engine->run(take(ann, 1, "submit", morning, "k"))).repeated);
  CHECK(store->check()->cases == 1);
}
