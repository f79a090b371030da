// impact: two versions of a rule set over a file of subjects, and over what the cases of a service were judged by.
#include "desk.hpp"

#include "http_client.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/sqlite_store.hpp>

#include <fmt/core.h>

#include <algorithm>

using namespace guicheng;
using namespace guicheng::cli;

namespace {

std::string const rules = std::string{GUICHENG_ROOT} + "/rules";
std::string const chaoyang = rules + "/chaoyang-agency-grade-sample.yaml";
std::string const cases = "/v1/systems/chaoyang/cases";

std::string said(Result<HttpAnswer> const& answer, unsigned status, std::vector<std::string> const& names) {
  REQUIRE_MESSAGE(answer, answer.error().message);
  CHECK_MESSAGE(answer->status == status, answer->body);
  auto const found = at(answer->body, names);
  return found.starts_with('"') ? found.substr(1, found.size() - 2) : found;
}

/// Somebody of the sample world who is logged in.
class User {
 public:
  User(std::uint16_t port, std::string const& name) : client_{port} {
    token_ = said(client_.ask("POST", "/v1/session", {{"Content-Type", "application/json"}}, fmt::format(R"({{"user":"{}","password":"Guicheng-demo-1"}})", name)), 200, {"token"});
  }
  std::string post(std::string const& target, std::string const& body, unsigned status, std::vector<std::string> const& names) {
    HttpClient::Fields fields{{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}};
    if (target != cases) fields.emplace_back("If-Match", "*");
    return said(client_.ask("POST", target, fields, body), status, names);
  }
  std::string get(std::string const& target) { return client_.ask("GET", target, {{"Authorization", "Bearer " + token_}})->body; }

 private:
  HttpClient client_;
  std::string token_;
};

/// A declaration that was handed in; its number.
std::string declared(User& user, std::string const& category, std::string const& premises) {
  auto const id = user.post(cases, fmt::format(R"({{"workflow":"declaration","data":{{"申报事项":{{"申报类别":"{}","机构名称":"某机构"}},"评价指标":{{"场所条件":[{}],"公示信息":["公示许可证","公示收费标准"],)"
                                               R"("人员资质":["每年参加培训"],"服务规范":["有服务规程","有服务台账"],"服务数量":["上一年服务一百人次以上"],"诚信情况":["近三年无行政处罚"]}}}}}})",
                                               category, premises), 201, {"id"});
  user.post(cases + "/" + id + "/actions/submit", R"({"input":{"填报承诺":true}})", 200, {"id"});
  return id;
}

}  // namespace

TEST_CASE("cli: an impact run has a matrix, a list with the first differing indicator, and a picture") {
  Desk const desk;
  desk.put("after.yaml", replaced(replaced(small, "\"1\"", "\"2\""), "points: 人数}", "points: 人数 * 2, cap: 100}"));
  desk.put("many.jsonl", "{\"in\":{\"人数\":60},\"id\":\"甲\"}\n{\"in\":{\"人数\":30},\"id\":\"乙,一\"}\n{\"人数\":\"x\"}\n{\"人数\":10}\n{\"人数\":2}\n");
  auto const ended = desk.run({"impact", "small.yaml", "after.yaml", "many.jsonl", "--list", "list.csv", "--svg", "picture.svg"});
  CHECK(ended.exit == 1);
  CHECK(ended.out ==
        R"({"subjects":5,"bad":1,"changed":2,"matrix":[{"before":"A","after":"A","count":1},{"before":"B","after":"A","count":1},)"
        R"({"before":"C","after":"B","count":1},{"before":"C","after":"C","count":1}],"differences":[{"first":"indicator","which":"规模","count":2}],"problems":[{"line":3,"text":"人数 应为数字，给出的是 x"}]})"
        "\n");
  CHECK(ended.err == "line 3: 人数 应为数字，给出的是 x\n");
  CHECK(desk.read("list.csv") == "line,id,before,after,score before,score after,first difference,which\n2,\"乙,一\",B,A,31,61,indicator,规模\n4,,C,B,11,21,indicator,规模\n");
  auto const picture = desk.read("picture.svg");
  CHECK(picture.starts_with("<svg "));
  CHECK(holds(picture, "小样 1 → 2"));
  CHECK(holds(picture, "5 个对象，2 个等级改变，1 个数据有误"));
  CHECK(holds(picture, "首先不同之处"));
  CHECK(holds(picture, ">指标：规模<"));
}

TEST_CASE("cli: in an impact run an input that one version knows is no mistake") {
  Desk const desk;
  desk.put("after.yaml", replaced(replaced(small, "  失信: {type: boolean, default: false, fixed: true}\n", "  加分: {type: number, min: 0, max: 40}\n"),
                                  "vetoes:\n  - {when: 失信, at most: B, reason: 存在失信记录}\n", ""));
  desk.put("after.yaml", replaced(desk.read("after.yaml"), "points: if 人数 > 0 then 1 else 0", "points: 加分"));
  desk.put("many.csv", "id,人数,失信,加分\n甲,60,是,0\n乙,30,否,20\n丙,30,否,\n");
  auto const ended = desk.run({"impact", "small.yaml", "after.yaml", "many.csv", "--list", "list.csv"});
  CHECK(ended.exit == 1);
  CHECK(at(ended.out, {"bad"}) == "1");
  CHECK(ended.err == "line 4: 缺少 加分\n");
  CHECK(holds(desk.read("list.csv"), "2,甲,B,A,61,60,indicator,底分\n3,乙,B,A,31,50,indicator,底分\n"));
  auto const well = desk.run({"impact", "small.yaml", "after.yaml", "-"}, "{\"人数\":60,\"失信\":false,\"加分\":0}\n");
  CHECK(well.exit == 0);
  CHECK(at(well.out, {"bad"}) == "0");
}

TEST_CASE("cli: sets without grades are compared by score") {
  Desk const desk;
  auto const beijing = rules + "/beijing-points-2020.yaml";
  desk.put("after.yaml", replaced(read_text(beijing), "title: 北京市积分落户（2020 年）", "title: 北京市积分落户（试算）"));
  REQUIRE(replace_in(desk.at("after.yaml"), "options: [0, 20], default: 0}", "options: [0, 20], default: 20}"));
  desk.put("many.jsonl", "{\"birth_ym\":\"1974-09\",\"employment_months\":242,\"owned_home_months\":[38],\"education_points\":26}\n");
  auto const ended = desk.run({"impact", beijing, "after.yaml", "many.jsonl", "--list", "list.csv", "--svg", "picture.svg"});
  CHECK(ended.exit == 0);
  CHECK(at(ended.out, {"changed"}) == "1");
  CHECK(at(ended.out, {"matrix"}) == "[]");
  CHECK(holds(desk.read("list.csv"), "1,,118.17,138.17,118.17,138.17,indicator,honour\n"));
  CHECK(holds(desk.read("picture.svg"), "1 个分数改变"));
}

TEST_CASE("cli: where no indicator differs, an impact run says whether it was the grades' lines, a condition or a veto") {
  Desk const desk;
  desk.put("after.yaml", replaced(replaced(small, "{grade: A, from: 50}", "{grade: A, from: 45}"), "at most: B", "at most: C"));
  desk.put("many.jsonl", "{\"人数\":46}\n{\"人数\":46,\"失信\":true}\n{\"人数\":30,\"失信\":true}\n{\"人数\":60}\n");
  auto const ended = desk.run({"impact", "small.yaml", "after.yaml", "many.jsonl", "--list", "list.jsonl", "--svg", "picture.svg"});
  CHECK(ended.exit == 0);
  CHECK(at(ended.out, {"differences"}) == R"([{"first":"grades","which":"A","count":2},{"first":"veto","which":"存在失信记录","count":1}])");
  CHECK(desk.read("list.jsonl") ==
        R"({"line":1,"before":"B","after":"A","score_before":47,"score_after":47,"first":"grades","which":"A"})" "\n"
        R"({"line":2,"before":"B","after":"C","score_before":47,"score_after":47,"first":"grades","which":"A"})" "\n"
        R"({"line":3,"before":"B","after":"C","score_before":31,"score_after":31,"first":"veto","which":"存在失信记录"})" "\n");
  auto const picture = desk.read("picture.svg");
  CHECK(holds(picture, ">等级线：A<"));
  CHECK(holds(picture, ">否决：存在失信记录<"));
}

TEST_CASE("cli: the cases of a service are compared while it runs, each by its latest judgement and named by its number") {
  Desk const desk;
  auto const data = desk.at("data");
  Served served{{"--demo", "--data", data, "--port", "0", std::string{GUICHENG_ROOT} + "/workflows/chaoyang/system.yaml"}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  User first{served.port(), "朝阳甲公司"}, second{served.port(), "朝阳乙公司"};
  auto const one = declared(first, "职业介绍", R"("固定服务场所")");
  auto const two = declared(second, "职业介绍", R"("固定服务场所","无障碍设施")");
  auto const three = declared(second, "人力资源培训", R"("固定服务场所")");
  first.post(cases, R"({"workflow":"declaration","data":{"申报事项":{"申报类别":"人力资源培训"}}})", 201, {"id"});  // a draft: nothing was judged
  CHECK(at(first.get(cases + "/" + one), {"results", "评定", "grade"}) == "\"A\"");
  CHECK(at(first.get(cases + "/" + one), {"results", "评定", "inputs"}) == "");  // shown as the case's data, and masked there

  desk.put("after.yaml", replaced(read_text(chaoyang), "{grade: A, from: 50}", "{grade: A, from: 52}"));
  auto const ended = desk.run({"impact", chaoyang, "after.yaml", "--store", data, "--list", "list.csv"});
  CHECK(ended.err == "");
  CHECK(ended.exit == 0);
  CHECK(at(ended.out, {"subjects"}) == "3");
  CHECK(at(ended.out, {"bad"}) == "0");
  CHECK(holds(desk.read("list.csv"), "," + one + ",A,,50,50,grades,A\n"));
  CHECK_FALSE(holds(desk.read("list.csv"), "," + two + ","));
  auto const same = desk.run({"impact", chaoyang, chaoyang, "--store", data + "/guicheng.db", "--system", "chaoyang", "--workflow", "declaration"});
  CHECK(at(same.out, {"subjects"}) == "3");
  CHECK(at(same.out, {"changed"}) == "0");

  // Judged again under the rules at hand, a case comes to what it came to then: its inputs were kept whole.
  desk.put("harder.yaml", replaced(read_text(chaoyang), "inputs:\n", "inputs:\n  新设: {type: number}\n"));
  auto const unknown = desk.run({"impact", chaoyang, "harder.yaml", "--store", data});
  CHECK(unknown.exit == 1);

  CHECK(at(desk.run({"impact", chaoyang, "after.yaml", "--store", data, "--end", "passed"}).out, {"subjects"}) == "0");
  User officer{served.port(), "朝阳区审核员"};
  officer.post(cases + "/" + two + "/actions/pass", R"({"input":{}})", 200, {"id"});
  CHECK(at(desk.run({"impact", chaoyang, "after.yaml", "--store", data, "--end", "passed"}).out, {"subjects"}) == "1");
  officer.post(cases + "/" + three + "/actions/return", R"({"input":{"原因":"请补正"}})", 200, {"id"});
  second.post(cases + "/" + three + "/actions/submit", R"({"input":{"填报承诺":true}})", 200, {"id"});  // judged twice: counted once
  auto const last = desk.run({"impact", chaoyang, "after.yaml", "--store", data});
  CHECK(at(last.out, {"subjects"}) == "3");

  auto const none = desk.run({"impact", "small.yaml", "small.yaml", "--store", data});
  CHECK(none.exit == 0);
  CHECK(at(none.out, {"subjects"}) == "0");
  CHECK(none.err == "none of the cases asked for in " + data + " was judged by `small`\n");
  served.kill();
  CHECK(at(desk.run({"impact", chaoyang, "after.yaml", "--store", data}).out, {"subjects"}) == "3");
  CHECK(run({"check-store", data}).exit == 0);
}

TEST_CASE("cli: judgements of a release that kept no inputs are counted, and nobody is told that there were none") {
  Desk const desk;
  {
    auto const store = SqliteStore::open(desk.at("old.db")).value();
    Change change;
    change.id = 1;
    CaseStarted started;
    started.id = 1;
    started.system = "city";
    started.workflow = "licence";
    change.act.seq = 1;
    change.act.events = {started, Judged{"评定", Value{Context{{"rules", Value{"small"}}, {"grade", Value{"A"}}}}}};
    change.text = write_act(change.act);
    change.row.id = 1;
    change.row.system = "city";
    change.row.workflow = "licence";
    change.row.status = CaseStatus::open;
    change.row.seq = 1;
    auto unit = store->begin().value();
    REQUIRE(unit->apply(change));
    REQUIRE(unit->commit());
  }
  auto const ended = desk.run({"impact", "small.yaml", "small.yaml", "--store", "old.db"});
  CHECK(ended.exit == 1);
  CHECK(ended.err == "1 judgements have no inputs kept beside them and are left out\n");
  CHECK(at(ended.out, {"subjects"}) == "0");
}

TEST_CASE("cli: whom to compare is a file or a store, and wrong words are refused with what to do") {
  Desk const desk;
  desk.put("one.jsonl", "{}\n");
  struct Case { std::vector<std::string> words; std::string said; };
  for (auto const& [words, said] : std::vector<Case>{
           {{}, "Whom to compare is missing. Name a file with subjects, or use --store."},
           {{"one.jsonl", "--store", "."}, "There are both DATA and --store. Leave one of them away."},
           {{"one.jsonl", "--system", "chaoyang"}, "--system is for stores. Use it with --store."},
           {{"one.jsonl", "--end", "passed"}, "--end is for stores. Use it with --store."},
           {{"--store", ".", "--csv"}, "A store holds no CSV. Leave --csv away."},
           {{"nowhere"}, "nowhere cannot be read."}}) {
    std::vector<std::string> all{"impact", "small.yaml", "small.yaml"};
    all.insert(all.end(), words.begin(), words.end());
    auto const ended = desk.run(all);
    CHECK(ended.exit == 2);
    CHECK(ended.out == "");
    CHECK(ended.err == "guicheng: " + said + "\n");
  }
  auto const nowhere = desk.run({"impact", "small.yaml", "small.yaml", "--store", "nowhere"});
  CHECK(nowhere.exit == 2);
  CHECK(nowhere.err.starts_with("guicheng: "));
  CHECK(desk.run({"impact", "small.yaml", "small.yaml", "--store", "one.jsonl"}).exit == 2);
}
