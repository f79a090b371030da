// The API from end to end: real sockets, the real engine, Tianjin's licence.
#include "world.hpp"

#include <guicheng/sqlite_store.hpp>

#include <thread>

namespace guicheng::http {
namespace {

std::string code_of(Got const& got) { return text_at(json_of(got), "code"); }
Value first(Value const& list) { return list.list() && !list.list()->empty() ? list.list()->front() : Value{}; }

}  // namespace

TEST_CASE("http: an application is filled, accepted and granted, and a licence number comes out") {
  World world;
  Person company{world, "甲公司"}, acceptance{world, "河西区受理员"}, approval{world, "河西区审核员"};
  auto const id = submitted(company);
  CHECK(text_at(company.json("GET", cases + "/" + id), "status_title") == "待受理");

  CHECK(acceptance.act(id, "accept").status == 200);
  auto const waiting = approval.json("GET", "/v1/systems/tianjin/inbox");
  CHECK(write_json(at(first(at(waiting, "cases")), "id")) == id);
  auto const granted = approval.act(id, "grant", R"({"意见":"同意"})");
  CHECK_MESSAGE(granted.status == 200, granted.body);

  auto const seen = company.json("GET", cases + "/" + id);
  CHECK(text_at(seen, "end") == "granted");
  CHECK(text_at(seen, "status_title") == "通过");
  auto const number = text_at(at(seen, "numbers"), "许可证编号");
  CHECK(number == "津人服证字〔2024〕第12010300001号");
  auto const record = company.json("GET", "/v1/systems/tianjin/records/" + encoded("行政许可") + "/" + encoded(number));
  CHECK(text_at(at(record, "fields"), "状态") == "有效");
  CHECK(*at(record, "valid").boolean());
  CHECK(at(company.json("GET", "/v1/systems/tianjin/records/" + encoded("行政许可")), "records").list()->size() == 1);
  CHECK(at(company.json("GET", "/v1/systems/tianjin/records/" + encoded("行政许可") + "/" + encoded(number) + "/history"), "changes").list()->size() == 1);
}

TEST_CASE("http: the history says who, when, from where to where") {
  World world;
  Person company{world, "甲公司"}, acceptance{world, "河西区受理员"};
  auto const id = submitted(company);
  REQUIRE(acceptance.act(id, "return", R"({"原因":"缺少章程"})").status == 200);

  auto const history = company.json("GET", cases + "/" + id + "/history");
  auto const& acts = *at(history, "acts").list();
  auto const& last = acts.back();
  CHECK(text_at(at(last, "by"), "name") == "河西区受理员");
  CHECK(text_at(last, "at") == "2024-03-01T01:00:00.000Z");
  CHECK(text_at(first(at(last, "from")), "stage") == "acceptance");
  CHECK(text_at(first(at(last, "to")), "title") == "退回");
  CHECK(text_at(at(first(at(last, "actions")), "input"), "原因") == "缺少章程");
  auto const page = company.json("GET", cases + "/" + id + "/history?after=" + std::to_string(acts.size() - 1) + "&limit=5");
  CHECK(at(page, "acts") == Value{List{last}});
}

TEST_CASE("http: what an actor may not see is not there, byte for byte") {
  World world;
  Person company{world, "甲公司"}, stranger{world, "乙公司"}, elsewhere{world, "南开区受理员"};
  auto const id = submitted(company);
  for (auto* person : {&stranger, &elsewhere}) {
    auto const fields = "X-Request-Id: same\r\n";
    auto const hidden = person->ask("GET", cases + "/" + id, {}, fields), missing = person->ask("GET", cases + "/999999", {}, fields);
    CHECK(hidden.status == 404);
    CHECK(hidden.body == missing.body);
    CHECK(hidden.fields == missing.fields);
    CHECK(person->ask("GET", cases + "/" + id + "/history").status == 404);
    CHECK(person->ask("POST", cases + "/" + id + "/actions/accept", "{}", "If-Match: *\r\nX-Request-Id: same\r\n").body == missing.body);
    CHECK(person->ask("PATCH", cases + "/" + id + "/data", "{}", "If-Match: *\r\n").status == 404);
    CHECK(at(person->json("GET", cases), "cases").list()->empty());
  }
  CHECK(company.ask("GET", "/v1/systems/nowhere/cases/" + id).status == 404);
  for (auto const* wrong : {"0", "-1", "1x", "01", "9999999999999999999"}) CHECK(company.ask("GET", cases + "/" + wrong).status == 404);
}

TEST_CASE("http: a stale view is refused; who names none takes the case as it stands") {
  World world;
  Person company{world, "甲公司"}, acceptance{world, "河西区受理员"};
  auto const id = submitted(company);
  auto const tag = acceptance.ask("GET", cases + "/" + id).field("etag");
  CHECK(acceptance.ask("GET", cases + "/" + id, {}, "If-None-Match: " + tag + "\r\n").status == 304);
  CHECK(acceptance.act(id, "accept", "{}", "If-Match: \"1\"\r\n").status == 412);
  CHECK(acceptance.act(id, "accept", "{}", "If-Match: W/\"1\"\r\n").status == 400);
  CHECK(acceptance.act(id, "accept", "{}", "If-Match: " + tag + "\r\n").status == 200);
  auto const again = acceptance.act(id, "accept", "{}", "If-Match: *\r\n");
  CHECK(again.status == 409);
  CHECK(code_of(again) == "wrong_stage");
  auto const unnamed = acceptance.act(id, "accept", "{}", "");
  CHECK(unnamed.status == 409);
}

TEST_CASE("http: a repeated key has its effect once, and belongs to one command") {
  World world;
  Person company{world, "甲公司"};
  auto const key = "Idempotency-Key: k-1\r\n";
  auto const one = company.start(licence_data(), key), two = company.start(licence_data(), key);
  CHECK(one.status == 201);
  CHECK(two.status == 201);
  CHECK(at(json_of(one), "id") == at(json_of(two), "id"));
  CHECK(*at(json_of(two), "repeated").boolean());
  CHECK(one.field("location") == cases + "/" + write_json(at(json_of(one), "id")));

  auto const other = company.start("{}", key);
  CHECK(other.status == 422);
  CHECK(code_of(other) == "conflict");
  CHECK(company.start("{}", "Idempotency-Key: " + std::string(65, 'k') + "\r\n").status == 400);
  CHECK(company.start("{}", "Idempotency-Key: a b\r\n").status == 400);
  CHECK(company.ask("GET", "/v1/me", {}, key).status == 400);
}

TEST_CASE("http: what was answered is there after a restart, and its key still has its effect once") {
  TemporaryFolder const folder;
  auto const key = "Idempotency-Key: k-1\r\n";
  std::string id, body;
  {
    World world{SqliteStore::open(folder.path("cases.db")).value()};
    Person company{world, "甲公司"};
    id = submitted(company);
    body = write_json(at(company.json("GET", cases + "/" + id), "data"));
    Person officer{world, "河西区受理员"};
    REQUIRE(officer.act(id, "accept", "{}", std::string{"If-Match: *\r\n"} + key).status == 200);
  }
  World world{SqliteStore::open(folder.path("cases.db")).value()};
  Person company{world, "甲公司"}, officer{world, "河西区受理员"}, approval{world, "河西区审核员"};
  CHECK(write_json(at(company.json("GET", cases + "/" + id), "data")) == body);
  auto const again = json_of(officer.act(id, "accept", "{}", std::string{"If-Match: *\r\n"} + key));
  CHECK(at(again, "repeated") == Value{true});
  CHECK(approval.act(id, "grant").status == 200);
  CHECK(text_at(at(company.json("GET", cases + "/" + id), "numbers"), "许可证编号") == "津人服证字〔2024〕第12010300001号");
}

TEST_CASE("http: a refusal lists everything that is missing, in the language that was asked for") {
  World world;
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  auto const refused = company.act(id, "submit", "{}");
  CHECK(refused.status == 422);
  auto const items = at(json_of(refused), "items");
  REQUIRE(items.list());
  CHECK(items.list()->size() > 10);
  auto const english = json_of(company.act(id, "submit", "{}", "If-Match: *\r\nAccept-Language: en\r\n"));
  CHECK(text_at(english, "title") != text_at(json_of(refused), "title"));
  CHECK(text_at(first(at(english, "items")), "code") == text_at(first(items), "code"));
}

TEST_CASE("http: two people submit at once, and one of them succeeds") {
  World world;
  for (int round = 0; round < 5; ++round) {
    Person company{world, "甲公司"};
    auto const id = submitted(company);
    std::atomic<int> ok = 0, conflict = 0, other = 0;
    std::vector<std::thread> threads;
    std::vector<Client> clients;
    Person officer{world, "河西区受理员"};
    for (int i = 0; i < 8; ++i) clients.push_back(world.service->client());
    for (auto& client : clients)
      threads.emplace_back([&] {
        auto const got = client.ask("POST", cases + "/" + id + "/actions/refuse", officer.bearer() + "Content-Type: application/json\r\nIf-Match: *\r\n", R"({"input":{"原因":"不符"}})");
        ++(got && got->status == 200 ? ok : got && (got->status == 409) ? conflict : other);
      });
    for (auto& thread : threads) thread.join();
    CHECK(ok == 1);
    CHECK(conflict == 7);
    CHECK(other == 0);
  }
}

TEST_CASE("http: data is saved in parts, and personal data is masked for those who need not know") {
  World world;
  Person company{world, "甲公司"}, acceptance{world, "河西区受理员"}, approval{world, "河西区审核员"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  CHECK(company.ask("PATCH", cases + "/" + id + "/data", R"({"基本信息":{"机构名称":"甲乙","场所面积":0.10}})", "If-Match: *\r\n").status == 200);
  auto const saved = at(at(company.json("GET", cases + "/" + id), "data"), "基本信息");
  CHECK(text_at(saved, "机构名称") == "甲乙");
  CHECK(write_json(at(saved, "场所面积")) == "0.1");
  CHECK(company.ask("PATCH", cases + "/" + id + "/data", R"({"没有的模块":{"x":1}})", "If-Match: *\r\n").status == 422);

  REQUIRE(company.ask("PATCH", cases + "/" + id + "/data", R"({"基本信息":{"行政区划":"120103"}})", "If-Match: *\r\n").status == 200);
  auto const deleted = company.act(id, "delete");
  REQUIRE_MESSAGE(deleted.status == 200, deleted.body);
  auto const other = submitted(company);
  auto const masked = acceptance.json("GET", cases + "/" + other);
  CHECK(text_at(at(at(masked, "data"), "基本信息"), "法定代表人证件号码") == "110101**********11");
  CHECK(write_json(masked).find("110101188001010062") == std::string::npos);
  REQUIRE(acceptance.act(other, "accept").status == 200);
  CHECK(text_at(at(at(approval.json("GET", cases + "/" + other), "data"), "基本信息"), "法定代表人证件号码") == "110101188001010011");
}

TEST_CASE("http: materials are judged by their bytes and come back whole or in part") {
  World world;
  Person company{world, "甲公司"}, stranger{world, "乙公司"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  std::string const pdf = "%PDF-1.7\n" + std::string(200'000, 'x');
  auto const up = company.upload(id, "申请书", "../../申请 书.pdf", pdf);
  CHECK_MESSAGE(up.status == 201, up.body);
  auto const file = at(json_of(up), "file");
  CHECK(text_at(file, "name") == "申请 书.pdf");
  CHECK(text_at(file, "type") == "pdf");

  auto const target = cases + "/" + id + "/materials/" + encoded("申请书") + "/" + text_at(file, "hash");
  auto const whole = company.ask("GET", target);
  CHECK(whole.status == 200);
  CHECK(whole.body == pdf);
  CHECK(whole.field("content-type") == "application/pdf");
  CHECK(whole.field("content-disposition").starts_with("attachment; "));
  CHECK(whole.field("content-security-policy").find("sandbox") != std::string::npos);
  auto const part = company.ask("GET", target, {}, "Range: bytes=0-7\r\n");
  CHECK(part.status == 206);
  CHECK(part.body == "%PDF-1.7");
  CHECK(part.field("content-range") == "bytes 0-7/200009");
  CHECK(company.ask("GET", target, {}, "Range: bytes=999999-\r\n").status == 416);
  CHECK(stranger.ask("GET", target).status == 404);
  CHECK(company.ask("GET", cases + "/" + id + "/materials/" + encoded("营业执照") + "/" + text_at(file, "hash")).status == 404);

  CHECK(company.upload(id, "章程和管理制度", "a.pdf", "MZ not a pdf").status == 422);
  CHECK(company.upload(id, "章程和管理制度", "a.png", pdf).status == 422);
  CHECK(company.upload(id, "申请书", "b.pdf", pdf + "x").body.find("material.count") != std::string::npos);
  CHECK(company.upload(id, "没有的材料", "a.pdf", pdf).status == 404);
  CHECK(company.upload(id, "章程和管理制度", "big.pdf", "%PDF-1.7\n" + std::string(20u << 20, 'x')).status == 413);
  CHECK(company.ask("DELETE", target, {}, "If-Match: *\r\n").status == 200);
  CHECK(company.ask("GET", target).status == 404);
}

TEST_CASE("http: the bytes of who may not hand in are not taken") {
  World world;
  Person company{world, "甲公司"}, city{world, "市级管理员"};
  auto const id = submitted(company);
  for (auto const* person : {&company, &city}) {
    auto client = world.service->client();
    client.send("PUT " + cases + "/" + id + "/materials/" + encoded("申请书") + "?name=a.pdf HTTP/1.1\r\nHost: localhost\r\n" + person->bearer() +
                "Content-Type: application/octet-stream\r\nContent-Length: 20000000\r\n\r\n");
    auto const got = client.receive();  // before any of the body is sent
    REQUIRE(got);
    CHECK(got->status == 403);
  }
}

TEST_CASE("http: a command is of the moment in which its body is whole, and of somebody still known") {
  World world;
  Person company{world, "甲公司"};
  auto const id = submitted(company);
  Person officer{world, "河西区受理员"};
  auto const begin = [&](Client& client, std::string const& action, std::string const& body) {
    client.send("POST " + cases + "/" + id + "/actions/" + action + " HTTP/1.1\r\nHost: localhost\r\n" + officer.bearer() +
                "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    REQUIRE(client.receive()->status == 100);
  };
  std::string const back = R"({"input":{"原因":"缺少章程"}})";
  auto slow = world.service->client();
  begin(slow, "return", back);
  world.now += 60'000;
  slow.send(back);
  CHECK(slow.receive()->status == 200);
  auto const history = company.json("GET", cases + "/" + id + "/history");
  CHECK(text_at(at(history, "acts").list()->back(), "at") == "2024-03-01T01:01:00.000Z");

  auto closed = world.service->client();
  begin(closed, "accept", "{}");
  world.now += 60'000;
  REQUIRE(officer.ask("DELETE", "/v1/session").status == 204);
  closed.send("{}");
  CHECK(closed.receive()->status == 401);
}

TEST_CASE("http: what only warns is said, and stands in nobody's way") {
  World world;
  Person company{world, "甲公司"};
  auto data = licence_data();
  data.replace(data.find("\"资格证书\":true"), 19, "\"资格证书\":false");
  auto const id = write_json(at(json_of(company.start(data)), "id"));
  auto const seen = company.json("GET", cases + "/" + id);
  REQUIRE(at(seen, "warnings").list());
  CHECK(text_at(at(seen, "warnings").list()->front(), "text") == "专职工作人员中没有人持资格证书");
  auto const fine = write_json(at(json_of(Person{world, "乙公司"}.start(licence_data())), "id"));
  CHECK(at(Person{world, "乙公司"}.json("GET", cases + "/" + fine), "warnings").is_null());
}

TEST_CASE("http: a limit whose last day is not known yet is told") {
  World world;
  world.now = 2'234'567'890'000;  // a year that no calendar has
  Person company{world, "甲公司"}, officer{world, "河西区受理员"};
  auto const id = submitted(company);
  auto const seen = officer.json("GET", cases + "/" + id);
  CHECK(at(first(at(seen, "clocks")), "due").is_null());
  REQUIRE(at(seen, "warnings").list());
  CHECK(text_at(at(seen, "warnings").list()->back(), "code") == "clock.no-calendar");
  CHECK(text_at(at(seen, "warnings").list()->back(), "text") == "“待受理”的到期日暂时无法推算：工作日历还没有那一年的安排，补充日历后自动推算");
}

TEST_CASE("http: lists filter, page and count what the caller may see") {
  World world;
  Person company{world, "甲公司"}, officer{world, "河西区受理员"}, city{world, "市级管理员"};
  auto const id = submitted(company);
  auto const list = [&](Person& who, std::string const& query) { return at(who.json("GET", cases + query), "cases").list()->size(); };
  CHECK(list(officer, "") == 1);
  CHECK(list(city, "?division=120000&order=-due&status=open") == 1);
  CHECK(list(city, "?division=120104") == 0);
  CHECK(list(officer, "?stage=acceptance&workflow=licence&title=" + encoded("甲")) == 1);
  CHECK(list(officer, "?stage=approval") == 0);
  CHECK(officer.ask("GET", cases + "?order=up").status == 400);
  CHECK(officer.ask("GET", cases + "?status=closed").status == 400);
  CHECK(officer.ask("GET", cases + "?nonsense=1").status == 400);
  CHECK(officer.ask("GET", cases + "?cursor=nonsense").status == 400);
  for (auto const* limit : {"0", "201", "-1", "+5", "1.0", "5x", "", "99999999999999999999"}) {
    CAPTURE(limit);
    auto const refused = officer.ask("GET", cases + "?limit=" + encoded(limit));
    CHECK(refused.status == 400);
    CHECK(text_at(first(at(json_of(refused), "items")), "code") == "query.value");
  }
  CHECK(officer.ask("GET", cases + "/" + id + "/history?after=x").status == 400);
  CHECK(officer.ask("GET", cases + "/" + id + "/history?after=0&limit=200").status == 200);

  auto const counts = officer.json("GET", "/v1/systems/tianjin/inbox/counts");
  CHECK(at(counts, "open") == Value{1});
  CHECK(text_at(first(at(counts, "counts")), "stage") == "acceptance");
  auto const row = first(at(officer.json("GET", "/v1/systems/tianjin/inbox"), "cases"));
  CHECK(text_at(first(at(row, "positions")), "due") == "2024-03-08");
}

TEST_CASE("http: a system says what a screen needs to draw its forms") {
  World world;
  Person company{world, "甲公司"};
  CHECK(text_at(first(at(company.json("GET", "/v1/systems"), "systems")), "id") == "tianjin");
  CHECK_FALSE(at(company.json("GET", "/v1/systems/tianjin"), "workflows").list()->empty());
  auto const workflow = company.json("GET", "/v1/systems/tianjin/workflows/licence");
  CHECK(text_at(workflow, "first_stage") == "application");
  CHECK(at(workflow, "modules").list()->size() == 3);
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  auto const available = at(company.json("GET", cases + "/" + id), "available");
  CHECK(at(available, "actions").list()->size() == 2);
  CHECK(text_at(first(at(available, "actions")), "undertaking") == "填报承诺");
  CHECK(*at(at(available, "editing"), "all").boolean());
}

TEST_CASE("http: bodies that are no JSON objects, or hold what nobody knows, are refused") {
  World world;
  Person company{world, "甲公司"};
  for (auto const* body : {"", "[]", "1", "{", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "\xff", "{\"workflow\":Infinity}"}) {
    CAPTURE(body);
    CHECK(company.ask("POST", cases, body, "Content-Type: application/json\r\n").status == 400);
  }
  CHECK(company.ask("POST", cases, "{}").status == 422);
  CHECK(company.ask("POST", cases, R"({"workflow":"licence","wrong":1})").status == 422);
  CHECK(company.ask("POST", cases, R"({"workflow":"nothing"})").status == 422);
  CHECK(company.ask("POST", cases, "a=b", "Content-Type: application/x-www-form-urlencoded\r\n").status == 415);
  CHECK(company.ask("POST", cases, "{}", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n").status == 415);
}

TEST_CASE("http: an account gets roles that there are, and the last administrator stays") {
  Service service{quick(), std::make_shared<MemoryStore>(), {tianjin()}};
  auto client = service.client();
  make_root(client);
  auto const bearer = bearer_of(json_of(client.ask("POST", "/v1/session", json_type, as_root)));
  auto const refused = [&](char const* method, char const* target, std::string const& body) {
    auto const got = client.ask(method, target, bearer + json_type, body);
    return got->status == 422 ? text_at(first(at(json_of(got), "items")), "code") + " " + text_at(first(at(json_of(got), "items")), "where") : std::to_string(got->status);
  };
  auto const add = [&](std::string const& more) { return refused("POST", "/v1/accounts", R"({"id":"ann","password":"Correct-Horse-9",)" + more + "}"); };
  CHECK(add(R"("name":"安","roles":{"tianjin":["受理员"]})") == "role.unknown roles.tianjin");
  CHECK(add(R"("name":"安","roles":{"tianjing":["受理岗"]})") == "system.unknown roles.tianjing");
  CHECK(add(R"("name":"安","division":"河西区")") == "account.division division");
  CHECK(add(R"("name":"")") == "body.missing name");
  CHECK(add(R"("name":"安","division":"120103","roles":{"tianjin":["受理岗"]})") == "201");
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"roles":{"tianjin":["受理岗","审批"]}})") == "role.unknown roles.tianjin");
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"name":""})") == "body.missing name");
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"division":"","organisation":null})") == "200");
  CHECK(service.accounts->find("ann").value()->division.empty());
  CHECK(service.accounts->find("ann").value()->name == "安");
  CHECK(refused("PATCH", "/v1/accounts/root", R"({"closed":true})") == "account.own closed");
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"closed":true})") == "200");
  auto const login = [&] { return client.ask("POST", "/v1/session", json_type, R"({"user":"ann","password":"Correct-Horse-9"})")->status; };
  CHECK(login() == 401);
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"closed":null})") == "200");
  CHECK(login() == 401);
  CHECK(refused("PATCH", "/v1/accounts/ann", R"({"closed":false})") == "200");
  CHECK(login() == 200);
}

}  // namespace guicheng::http
