// Drafts, and pages: of long histories, of big records, and cursors that tell nothing.
#include "world.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/sqlite_store.hpp>

#include <set>

namespace guicheng::http {
namespace {

std::string const institutions = "/v1/systems/tianjin/records/" + encoded("机构");

struct OnSqlite {
  TemporaryFolder folder;
  std::shared_ptr<Store> store = SqliteStore::open(folder.path("cases.db")).value();
};

/// Records of institutions in Hexi, as a case that is over brought them.
void plant(Store& store, std::vector<Record> const& records) {
  auto unit = store.begin().value();
  Change change;
  change.id = unit->view().next_case_id().value();
  change.act = {1, Instant{1000}, {}, {"system", "system", {}}, "sample", {CaseStarted{change.id, "tianjin", {}, "1", "none", {}, {"system", {}, {}}, {}}}};
  for (auto const& record : records) {
    change.act.events.push_back(RecordChanged{record.type, record.key, record.fields, record.version == 1});
    change.records.push_back({record, record.key, "120103"});
  }
  change.act.events.push_back(CaseEnded{"planted"});
  change.text = write_act(change.act);
  auto& row = change.row;
  row.id = change.id;
  row.system = "tianjin", row.version = "1", row.definition = "none", row.person = "system", row.end = "planted";
  row.status = CaseStatus::ended, row.seq = 1;
  REQUIRE(unit->apply(change));
  REQUIRE(unit->commit());
}

Record institution(std::string const& key, std::uint64_t version = 1, Value const& more = {}) {
  Context fields{{"统一社会信用代码", key}, {"机构名称", "机构" + key}, {"行政区划", "120103"}};
  if (!more.is_null()) fields.set("更多", more);
  return {"机构", key, std::move(fields), 1, version};
}

/// An answer that is larger than the reader takes by itself.
Value big(World& world, Person& who, std::string const& target) {
  auto client = world.service->client();
  auto const got = client.ask("GET", target, who.bearer());
  REQUIRE(got);
  CHECK(got->status == 200);
  return read_json(got->body, JsonLimits{64u << 20, Value::max_depth, Value::max_size, 10'000}).value();
}

}  // namespace

TEST_CASE("http: a draft is the applicant's own until it is handed in") {
  OnSqlite const made;
  World world{made.store};
  Person company{world, "甲公司"}, officer{world, "河西区受理员"}, city{world, "市级管理员"};
  auto const id = write_json(at(json_of(company.start(licence_data())), "id")), path = cases + "/" + id;
  auto const file = text_at(at(json_of(company.upload(id, "申请书", "a.pdf", "%PDF-1.7\n")), "file"), "hash");
  auto const material = path + "/materials/" + encoded("申请书") + "/" + file;
  auto const listed = [&](Person& who, std::string const& query) { return at(who.json("GET", cases + query), "cases").list()->size(); };
  CHECK(company.ask("GET", material).status == 200);
  CHECK(listed(company, "?title=" + encoded("甲")) == 1);
  for (auto* who : {&officer, &city}) {
    for (auto const& target : {path, path + "/history", material, path + "/advice", path + "/results/x"}) CHECK(who->ask("GET", target).status == 404);
    CHECK(who->ask("PATCH", path + "/data", "{}", "If-Match: *\r\n").status == 404);
    CHECK(who->act(id, "submit").status == 404);
    for (auto const* query : {"", "?order=due", "?order=-changed", "?order=started", "?status=open", "?stage=application", "?division=120103"}) CHECK(listed(*who, query) == 0);
    CHECK(at(who->json("GET", "/v1/systems/tianjin/inbox/counts"), "open") == Value{0});
  }

  for (auto const* slot : {"章程和管理制度", "营业执照", "场所证明"}) REQUIRE(company.upload(id, slot, "a.pdf", "%PDF-1.7\n").status == 201);
  REQUIRE(company.act(id, "submit", R"({"填报承诺":true})").status == 200);
  CHECK(officer.ask("GET", material).status == 200);
  REQUIRE(officer.act(id, "return", R"({"原因":"缺少章程"})").status == 200);
  for (auto* who : {&officer, &city}) {
    CHECK(who->ask("GET", path).status == 200);
    CHECK(who->ask("GET", path + "/history").status == 200);
    for (auto const* query : {"", "?order=due", "?stage=application"}) CHECK(listed(*who, query) == 1);
  }
}

TEST_CASE("http: the history of a case is paged however many acts it has") {
  OnSqlite const made;
  World world{made.store};
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start(licence_data())), "id")), path = cases + "/" + id;
  for (int i = 0; i < 210; ++i)
    REQUIRE(company.ask("PATCH", path + "/data", R"({"基本信息":{"办公地址":"示例路 )" + std::to_string(i) + R"( 号"}})", "If-Match: *\r\n").status == 200);
  REQUIRE(company.act(id, "delete").status == 200);
  for (auto const* limit : {"1", "7", "200"}) {
    std::int64_t known = 0;
    Value last;
    for (;;) {
      auto const page = company.json("GET", path + "/history?limit=" + limit + (known ? "&after=" + std::to_string(known) : ""));
      CHECK(at(page, "seq") == Value{212});
      auto const acts = at(page, "acts");
      REQUIRE(acts.list());
      if (acts.list()->empty()) break;
      for (auto const& act : *acts.list()) CHECK(at(act, "seq") == Value{++known});
      last = acts.list()->back();
    }
    CHECK(known == 212);
    REQUIRE(at(last, "from").list()->size() == 1);
    CHECK(text_at(at(last, "from").list()->front(), "stage") == "application");
  }
}

TEST_CASE("http: a cursor over records tells nothing, and only the service that gave it takes it") {
  OnSqlite const made;
  plant(*made.store, {institution("911201030000001159"), institution("91120103000000334K"), institution("91120104000000222X")});
  World world{made.store}, other;
  Person city{world, "市级管理员"}, stranger{other, "市级管理员"};
  std::set<std::string> keys;
  std::string cursor;
  do {
    auto const page = city.json("GET", institutions + "?limit=1" + (cursor.empty() ? "" : "&cursor=" + encoded(cursor)));
    for (auto const& record : *at(page, "records").list()) keys.insert(text_at(record, "key"));
    CHECK(at(page, "partial").is_null());
    auto const next = text_at(page, "next");
    for (auto const& key : keys) CHECK(next.find(key) == std::string::npos);
    CHECK((next.empty() || next != cursor));
    if (!next.empty()) CHECK(stranger.ask("GET", institutions + "?cursor=" + encoded(next)).status == 400);
    cursor = next;
  } while (!cursor.empty());
  CHECK(keys.size() == 3);
  for (auto const* wrong : {"x", "0.911201030000001159", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    CHECK(city.ask("GET", institutions + "?cursor=" + wrong).status == 400);
}

TEST_CASE("http: pages of very big records are short, and nothing is missing") {
  OnSqlite const made;
  List numbers;
  for (int i = 0; i < 150'000; ++i) numbers.push_back(i);
  std::vector<Record> records;
  for (int i = 1; i <= 8; ++i) records.push_back(institution("K" + std::to_string(i), 1, numbers));
  plant(*made.store, records);
  for (std::uint64_t version = 2; version <= 8; ++version) plant(*made.store, {institution("K1", version, numbers)});
  World world{made.store};
  Person city{world, "市级管理员"};
  std::string keys, cursor;
  do {
    auto const page = big(world, city, institutions + (cursor.empty() ? "" : "?cursor=" + encoded(cursor)));
    REQUIRE(at(page, "records").list());
    for (auto const& record : *at(page, "records").list()) keys += text_at(record, "key");
    cursor = text_at(page, "next");
    CHECK(at(page, "partial") == (cursor.empty() ? Value{} : Value{true}));
  } while (!cursor.empty());
  CHECK(keys == "K1K2K3K4K5K6K7K8");

  std::int64_t known = 0;
  for (bool more = true; more;) {
    auto const page = big(world, city, institutions + "/K1/history" + (known ? "?after=" + std::to_string(known) : ""));
    REQUIRE(at(page, "changes").list());
    for (auto const& change : *at(page, "changes").list()) CHECK(at(change, "version") == Value{++known});
    more = at(page, "partial") == Value{true};
  }
  CHECK(known == 8);
}

}  // namespace guicheng::http
