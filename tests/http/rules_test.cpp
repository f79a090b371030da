// Rule sets over real sockets, and the two halves together: Chaoyang's declaration with completion, advice and explanation.
#include "world.hpp"

#include "source_folder.hpp"

#include <guicheng/rules.hpp>

#include <chrono>
#include <thread>

namespace guicheng::http {
namespace {

std::string const sample = "/v1/rules/chaoyang-agency-grade-sample";
std::string const answers = R"({"申报日期":"2024-03-01","场所条件":["固定服务场所"],"公示信息":["公示许可证","公示收费标准"],"人员资质":["每年参加培训"],)"
                            R"("服务规范":["有服务规程","有服务台账"],"服务数量":["上一年服务一百人次以上"],"诚信情况":["近三年无行政处罚"]})";
std::string subject(std::string const& inputs) { return R"({"inputs":)" + inputs + "}"; }

std::vector<Value> lines_of(std::string const& body) {
  std::vector<Value> out;
  for (std::size_t at = 0; at < body.size();) {
    auto const end = body.find('\n', at);
    REQUIRE(end != std::string::npos);
    auto read = read_json(std::string_view{body}.substr(at, end - at));
    REQUIRE(read);
    out.push_back(std::move(*read));
    at = end + 1;
  }
  return out;
}

std::shared_ptr<RuleSet const> beijing() {
  static auto const rules = read_rules(read_folder(std::filesystem::path{GUICHENG_WORKFLOWS}.parent_path() / "rules"), "beijing-points-2020.yaml").rules;
  REQUIRE(rules);
  return rules;
}

struct RulesWorld : World {
  explicit RulesWorld(std::function<void(HttpOptions&)> const& change = {})
      : World{std::make_shared<MemoryStore>(), [&](HttpOptions& options) {
                options.rules = {beijing()};
                if (change) change(options);
              }} {}
};

Got batch(Person& person, std::string const& lines, std::string const& query = {}) {
  return person.ask("POST", sample + "/batch" + query, lines, "Content-Type: application/x-ndjson\r\n");
}

}  // namespace

TEST_CASE("http: the rule sets of all systems are listed, and each says enough for a form") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const all = at(person.json("GET", "/v1/rules"), "rules");
  REQUIRE(all.list());
  std::map<std::string, Value> by_id;
  for (auto const& one : *all.list()) by_id[text_at(one, "id")] = one;
  CHECK(text_at(by_id["chaoyang-agency-grade-sample"], "system") == "chaoyang");
  CHECK(at(by_id["chaoyang-agency-grade-sample"], "sample") == Value{true});
  CHECK(at(by_id[beijing()->id], "system").is_null());

  auto const form = person.json("GET", sample);
  bool found = false;
  auto const inputs = at(form, "inputs");
  for (auto const& input : *inputs.list())
    if (text_at(input, "name") == "场所条件") {
      found = true;
      CHECK(text_at(input, "type") == "choices");
      CHECK(at(input, "options") == Value{List{"固定服务场所", "服务大厅与办公区分开", "无障碍设施", "以上均无"}});
    }
  CHECK(found);
  CHECK(at(form, "indicators").list()->size() == 3);
  CHECK(person.ask("GET", "/v1/rules/nothing").status == 404);
  CHECK(person.ask("GET", sample + "?version=none").status == 404);
  CHECK(person.ask("GET", sample + "?on=2020-12-31").status == 404);
  CHECK(person.ask("GET", sample + "?on=2020-02-31").status == 400);
  CHECK(person.ask("GET", sample + "?version=sample-2&on=2020-12-31").status == 200);
  CHECK(person.ask("GET", sample + "?system=tianjin").status == 404);
  CHECK(person.ask("GET", "/v1/rules/" + beijing()->id).status == 200);
}

TEST_CASE("http: only who is signed in may use the rules") {
  RulesWorld world;
  auto client = world.service->client();
  for (auto const* path : {"/evaluate", "/explain", "/advise", "/completion", "/batch"})
    CHECK(world.service->client().ask("POST", sample + path, "Content-Type: application/json\r\n", "{}")->status == 401);
  CHECK(client.ask("GET", "/v1/rules")->status == 401);
}

TEST_CASE("http: a subject is judged, and what is wrong with its data is said") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const judged = person.json("POST", sample + "/evaluate", subject(answers));
  CHECK(text_at(judged, "grade") == "A");
  CHECK(at(judged, "tree").is_null());
  auto const wrong = person.json("POST", sample + "/evaluate", subject(R"({"场所条件":["宫殿"]})"));
  CHECK(at(wrong, "grade").is_null());
  CHECK_FALSE(at(wrong, "problems").list()->empty());
  CHECK(person.ask("POST", sample + "/evaluate", "{}").status == 422);
  CHECK(person.ask("POST", sample + "/evaluate", R"({"inputs":[]})").status == 422);
  CHECK(person.ask("POST", sample + "/evaluate", R"({"inputs":{},"target":"A"})").status == 422);
  CHECK(person.ask("POST", "/v1/rules/nothing/evaluate", subject(answers)).status == 404);
}

TEST_CASE("http: an explanation comes as JSON, as text and as a picture") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const ask = [&](std::string const& accept) { return person.ask("POST", sample + "/explain", subject(answers), "Accept: " + accept + "\r\n"); };
  auto const json = ask("application/json");
  CHECK(at(json_of(json), "tree").context());
  CHECK(json.field("vary") == "Accept");
  auto const text = ask("text/plain");
  CHECK(text.field("content-type") == "text/plain; charset=utf-8");
  CHECK(text.body.find("等级 A") != std::string::npos);
  auto const picture = ask("image/svg+xml");
  CHECK(picture.field("content-type") == "image/svg+xml");
  CHECK(picture.body.starts_with("<svg"));
  CHECK(picture.field("content-security-policy").find("style-src 'unsafe-inline'") != std::string::npos);
  CHECK(json.field("content-security-policy").find("style-src") == std::string::npos);
  CHECK(ask("application/pdf").status == 406);
}

TEST_CASE("http: advice names the next grade and plans that reach it") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const advice = person.json("POST", sample + "/advise", subject(answers));
  CHECK(text_at(advice, "target") == "AA");
  CHECK_FALSE(at(advice, "plans").list()->empty());
  auto const far = person.json("POST", sample + "/advise", R"({"inputs":)" + answers + R"(,"target":"AAA"})");
  CHECK(text_at(far, "target") == "AAA");
  CHECK(person.ask("POST", sample + "/advise", R"({"inputs":)" + answers + R"(,"target":"Z"})").status == 422);
  CHECK(person.ask("POST", sample + "/advise", subject(answers), "Accept: text/plain\r\n").body.find("目标等级 AA") != std::string::npos);
}

TEST_CASE("http: a partially filled set says which leaves are open") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const leaves = at(person.json("POST", sample + "/completion", subject(R"({"场所条件":["固定服务场所"]})")), "leaves");
  REQUIRE(leaves.list());
  CHECK(leaves.list()->size() == 6);
  std::size_t complete = 0;
  for (auto const& leaf : *leaves.list()) complete += at(leaf, "complete") == Value{true} ? 1 : 0;
  CHECK(complete == 1);
}

TEST_CASE("http: a batch answers line by line, tells bad lines and goes on, and ends with a summary") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto const got = batch(person, answers + "\n\nnot json\n{\"id\":7,\"in\":" + answers + "}\r\n{\"场所条件\":[\"宫殿\"]}");
  CHECK(got.status == 200);
  CHECK(got.field("content-type") == "application/x-ndjson");
  auto const lines = lines_of(got.body);
  REQUIRE(lines.size() == 5);
  CHECK(text_at(lines[0], "grade") == "A");
  CHECK(at(lines[1], "line") == Value{3});
  CHECK(at(lines[2], "id") == Value{7});
  CHECK(at(lines[3], "line") == Value{5});
  auto const summary = at(lines[4], "summary");
  CHECK(at(summary, "lines") == Value{4});
  CHECK(at(summary, "bad") == Value{2});
  CHECK(at(at(summary, "grades"), "A") == Value{2});
  CHECK(at(summary, "stopped") == Value{false});
  CHECK(lines_of(batch(person, "").body).size() == 1);
  CHECK(lines_of(batch(person, "\n\n\n").body).size() == 1);
  CHECK(at(lines_of(batch(person, answers, "?explain=true").body)[0], "explanation").context());
  CHECK(batch(person, answers, "?explain=maybe").status == 400);
}

TEST_CASE("http: a long batch streams in parts with its lines numbered through") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  std::string all;
  std::size_t const count = 3000;
  for (std::size_t i = 1; i < count; ++i) all += R"({"id":)" + std::to_string(i) + R"(,"in":)" + answers + "}\n";
  all += "bad\n";
  auto const lines = lines_of(batch(person, all).body);
  REQUIRE(lines.size() == count + 1);
  for (std::size_t i = 1; i < count; ++i) REQUIRE(at(lines[i - 1], "id") == Value{static_cast<std::int64_t>(i)});
  CHECK(at(lines[count - 1], "line") == Value{static_cast<std::int64_t>(count)});
}

TEST_CASE("http: a batch is ranked by a quota over all its parts, ties included") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  auto better = answers;
  auto const premises = better.find("\"固定服务场所\"");
  REQUIRE(premises != std::string::npos);
  better.replace(premises, std::string_view{"\"固定服务场所\""}.size(), "\"固定服务场所\",\"无障碍设施\"");
  std::string all;
  for (int i = 0; i < 1500; ++i) all += answers + "\n" + (i % 500 == 0 ? better + "\nbad\n" : std::string{});
  auto const ranked = [&](std::string const& query) { return at(at(lines_of(batch(person, all, query).body).back(), "summary"), "ranking"); };
  CHECK(ranked("").is_null());
  CHECK(at(ranked("?quota=3"), "admitted") == Value{3});
  CHECK(at(ranked("?quota=3"), "tied") == Value{3});
  auto const rest = ranked("?quota=4");
  CHECK(at(rest, "quota") == Value{4});
  CHECK(at(rest, "line") == Value{50});
  CHECK(at(rest, "admitted") == Value{1503});
  CHECK(at(rest, "tied") == Value{1500});
  CHECK(at(at(at(lines_of(batch(person, "", "?quota=4").body).back(), "summary"), "ranking"), "line").is_null());
  for (std::string const wrong : {"0", "-1", "1.5", "1000001", "many", ""}) CHECK(batch(person, answers, "?quota=" + wrong).status == 400);
}

TEST_CASE("http: no batch is longer than its limits in bytes and time") {
  RulesWorld world{[](HttpOptions& options) {
    options.batch_bytes = 100'000;
    options.batch_seconds = 0;
  }};
  Person person{world, "朝阳公司"};
  CHECK(batch(person, std::string(100'001, '\n')).status == 413);
  auto const late = lines_of(batch(person, answers).body);
  REQUIRE(late.size() == 1);
  CHECK(at(at(late[0], "summary"), "stopped") == Value{true});
  auto old = world.service->client();
  old.send("POST " + sample + "/batch HTTP/1.0\r\nHost: localhost\r\n" + person.bearer() + "Content-Length: 2\r\n\r\n{}");
  CHECK(old.receive()->status == 505);
}

TEST_CASE("http: a client that leaves in the middle of a batch hurts nobody") {
  RulesWorld world;
  Person person{world, "朝阳公司"};
  std::string all;
  for (int i = 0; i < 4000; ++i) all += answers + "\n";
  for (int i = 0; i < 5; ++i) {
    auto client = world.service->client();
    client.send("POST " + sample + "/batch HTTP/1.1\r\nHost: localhost\r\n" + person.bearer() + "Content-Length: " + std::to_string(all.size()) + "\r\n\r\n" + all);
    client.reset();
  }
  CHECK(lines_of(batch(person, answers).body).size() == 2);
}

TEST_CASE("http: all bodies in memory together have a budget, and it is given back") {
  RulesWorld world{[](HttpOptions& options) {
    options.body_bytes = 300'000;
    options.body_seconds = 60;
  }};
  Person person{world, "朝阳公司"};
  for (int i = 0; i < 3; ++i) CHECK(batch(person, std::string(200'000, '\n')).status == 200);
  auto const refused = batch(person, std::string(400'000, '\n'));
  CHECK(refused.status == 503);
  CHECK(refused.field("retry-after") == "1");
  auto holding = world.service->client();
  holding.send("POST " + sample + "/batch HTTP/1.1\r\nHost: localhost\r\n" + person.bearer() + "Content-Length: 250001\r\n\r\n" + std::string(250'000, '\n'));
  // Nearly all of it has come; the answer to the last byte waits.
  std::int64_t held = 0;
  auto const look = [&] {
    auto const metrics = person.ask("GET", "/metrics").body;
    auto const name = std::string{"\nguicheng_http_body_bytes "};
    return std::stoll(metrics.substr(metrics.find(name) + name.size()));
  };
  for (auto const until = std::chrono::steady_clock::now() + std::chrono::seconds{20}; held < 241'000 && std::chrono::steady_clock::now() < until; held = look())
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  REQUIRE(held >= 241'000);
  for (std::int64_t before = 0; before != held; held = look()) {  // until it stands still
    before = held;
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
  CHECK(batch(person, std::string(60'000, '\n')).status == 503);
  holding.send("\n");
  CHECK(holding.receive()->status == 200);
  CHECK(batch(person, std::string(200'000, '\n')).status == 200);
}

TEST_CASE("http: a declaration shows its completion and advice, then the explanation of its grade") {
  World world;
  Person company{world, "朝阳公司"}, officer{world, "朝阳区审核员"};
  std::string const all = "/v1/systems/chaoyang/cases";
  auto const started = company.json("POST", all, R"({"workflow":"declaration","data":{"申报事项":{"申报类别":"职业介绍","机构名称":"甲"}}})");
  auto const id = write_json(at(started, "id")), path = all + "/" + id;
  REQUIRE(company.ask("PATCH", path + "/data", R"({"评价指标":{"场所条件":["固定服务场所"]}})").status == 200);

  auto const completion = at(company.json("GET", path), "completion");
  REQUIRE(completion.list());
  auto const& module = completion.list()->front();
  CHECK(text_at(module, "module") == "评价指标");
  CHECK(at(module, "complete") == Value{1});
  CHECK(at(module, "of") == Value{6});
  auto const advice = company.json("GET", path + "/advice?target=A");
  CHECK(text_at(advice, "target") == "A");
  CHECK_FALSE(at(advice, "plans").list()->empty());
  CHECK(company.ask("GET", path + "/advice?module=" + encoded("申报事项")).status == 404);
  CHECK(company.ask("GET", path + "/results/" + encoded("评定")).status == 404);

  auto rest = read_json(answers).value();
  Context fields = *rest.context();
  Context inputs;
  for (auto const& [name, value] : fields)
    if (name != "申报日期") inputs.set(name, value);
  REQUIRE(company.ask("PATCH", path + "/data", write_json(Context{{"评价指标", inputs}})).status == 200);
  REQUIRE(company.ask("POST", path + "/actions/submit", R"({"input":{"填报承诺":true}})").status == 200);
  auto const result = officer.json("GET", path + "/results/" + encoded("评定"));
  CHECK(text_at(result, "grade") == "A");
  CHECK(at(result, "explanation").context());
  CHECK(at(result, "inputs").is_null());  // the case's data have them, masked for who may not see all
  auto const text = officer.ask("GET", path + "/results/" + encoded("评定"), {}, "Accept: text/plain\r\n");
  CHECK(text.body.find("等级 A") != std::string::npos);
  CHECK(text.body.find("有服务台账") != std::string::npos);
  CHECK(officer.ask("GET", path + "/results/" + encoded("评定"), {}, "Accept: image/svg+xml\r\n").body.starts_with("<svg"));
  Person elsewhere{world, "河西区受理员"};
  CHECK(elsewhere.ask("GET", path + "/results/" + encoded("评定")).status == 404);
  CHECK(elsewhere.ask("GET", path + "/advice").status == 404);
}

}  // namespace guicheng::http
