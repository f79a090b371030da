// What was judged and what is advised, for who may not see personal values: as JSON, as text and as a picture.
#include "world.hpp"

#include <guicheng/masks.hpp>

namespace guicheng::http {
namespace {

Sources sources() {
  return {{"system.yaml", R"(system: town
title: 某市
time zone: Asia/Shanghai
imports: {workflows: [aid.yaml], rules: [points.yaml]}
roles:
  受理岗: {reach: division}
  审核岗: {reach: division, sees personal: true}
)"},
          {"points.yaml", R"(rules: points
title: 评定
version: "1"
effective: 2020-01-01
inputs:
  年收入: {type: number, min: 0}
  每月: {type: number, min: 0}
  低保: {type: boolean}
  说明: {type: text}
  电话: {type: text}
  人数: {type: number, min: 0, max: 9, digits: 0}
indicators:
  - 收入:
      points: if 年收入 < 20000 and 每月 < 2000 and 低保 then 12 else 5
      cap: 12
  - 联系:
      points: if 电话 = "" or 说明 = "" then 0 else 8
      cap: 8
  - 人口:
      points: 人数 * 10
      cap: 90
none below: true
grades: [{grade: A, from: 60}, {grade: B, from: 1}]
)"},
          {"aid.yaml", R"(workflow: aid
title: 救助
version: "1"
viewers: [审核岗]
start: {by: applicant}
form:
  家庭:
    年收入: {type: number, personal: true}
    低保: {type: boolean, personal: true}
    说明: {type: text, personal: true}
    电话: {type: mobile}
  指标:
    options of: points
    without: [年收入, 每月, 低保, 说明, 电话]
stages:
  filling:
    title: 填写中
    by: applicant
    edit: all
    outcomes:
      submit:
        to: review
        effects:
          - judge:
              rules: points
              into: 评定
              given: {年收入: = 年收入, 每月: = 年收入 / 12, 低保: = 低保, 说明: = 说明, 电话: = 电话}
  review:
    title: 待审核
    by: 受理岗
    edit: all
    outcomes:
      pass: {title: 通过, to: passed}
ends:
  passed: {title: 通过}
)"}};
}

std::shared_ptr<System const> town() {
  auto const loaded = read_system(sources(), "system.yaml", {{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}});
  for (auto const& finding : loaded.findings) CHECK_MESSAGE(loaded.system, write(finding));
  REQUIRE(loaded.system);
  return loaded.system;
}

struct Town : World {
  Town() : World{std::make_shared<MemoryStore>(), {}, {town()}} {
    for (auto const& [who, role] : {std::pair{"河西区受理员", "受理岗"}, {"河西区审核员", "审核岗"}}) {
      auto const given = service->accounts->edit(who, [role = role](Account& account) -> Result<void> { account.roles = {{"town", {role}}}; return {}; });
      REQUIRE(given);
    }
  }
};

}  // namespace

TEST_CASE("http: personal values are masked in what was judged and advised, and every answer stays whole") {
  Town world;
  Person company{world, "甲公司"}, officer{world, "河西区受理员"}, reviewer{world, "河西区审核员"};
  std::string const all = "/v1/systems/town/cases";
  auto const started = company.ask("POST", all, R"({"workflow":"aid","data":{"家庭":{"年收入":12000,"低保":true,"说明":"他说\"困难\" & <急>","电话":"13800000001"},"指标":{"人数":3}}})");
  REQUIRE_MESSAGE(started.status == 201, started.body);
  auto const path = all + "/" + write_json(at(json_of(started), "id"));
  auto const submitted = company.ask("POST", path + "/actions/submit", "{}", "If-Match: *\r\n");
  REQUIRE_MESSAGE(submitted.status == 200, submitted.body);

  auto const show = [&](Person& who, std::string const& what, std::string const& accept) {
    auto got = who.ask("GET", path + what, {}, "Accept: " + accept + "\r\n");
    REQUIRE_MESSAGE(got.status == 200, got.body);
    return got.body;
  };
  auto const seen = [](Value const& result, std::size_t part) { return at(at(at(result, "explanation"), "parts").list()->at(part), "seen"); };
  auto const results = "/results/" + encoded("评定");
  auto const check = [&] {
    for (std::string const& what : {std::string{}, results, std::string{"/advice"}})
      for (auto const* accept : {"application/json", "text/plain", "image/svg+xml"}) {
        if (std::string_view{accept} != "application/json" && (what.empty() || (what == "/advice" && std::string_view{accept} == "image/svg+xml"))) continue;
        CAPTURE(what);
        CAPTURE(accept);
        auto const body = show(officer, what, accept);
        if (std::string_view{accept} == "application/json") CHECK_MESSAGE(read_json(body), body);
        for (auto const* secret : {"12000", "13800000001", "困难", "1000,", "1000}", "每月 1000", "\"低保\":true", "低保 是"}) {
          CAPTURE(secret);
          CHECK_MESSAGE(body.find(secret) == std::string::npos, body);
        }
      }
    for (auto const& result : {at(at(officer.json("GET", path), "results"), "评定"), officer.json("GET", path + results)}) {
      CHECK(seen(result, 0) == Value{Context{{"年收入", "***"}, {"每月", "***"}, {"低保", "***"}}});
      CHECK(seen(result, 1) == Value{Context{{"电话", "138****0001"}, {"说明", "***"}}});
      CHECK(seen(result, 2) == Value{Context{{"人数", 3}}});
      CHECK(at(result, "score") == Value{50});
      CHECK(at(at(result, "explanation"), "parts").list()->at(0).context()->find("points")->number());
      CHECK(at(result, "inputs").is_null());
    }
    CHECK(show(officer, results, "text/plain").find("年收入 ***") != std::string::npos);
    CHECK(show(officer, results, "image/svg+xml").find("年收入 ***") != std::string::npos);
    CHECK(at(seen(reviewer.json("GET", path + results), 0), "年收入") == Value{12000});
    CHECK(show(reviewer, results, "text/plain").find("他说\"困难\" & <急>") != std::string::npos);
  };
  check();
  // What was judged then stays personal after the data has changed, or is gone.
  auto const change = officer.ask("PATCH", path + "/data", R"({"家庭":{"年收入":null,"低保":null,"说明":null,"电话":"13900000009"}})", "If-Match: *\r\n");
  REQUIRE_MESSAGE(change.status == 200, change.body);
  check();
}

TEST_CASE("http: a personal number is found where it was given, and in texts where it stands alone") {
  Masks const masks{read_json(R"({"岁数":34,"收入":12000,"年份":2024,"低保":true})").value(), read_json(R"({"岁数":"***","收入":"***","年份":"***","低保":"***"})").value()};
  CHECK(masks.over("收入 12000 元，编号 112000，2024-03-01，34，true") == "收入 *** 元，编号 112000，2024-03-01，34，true");
  auto const kept = read_json(R"({"points":34,"version":"34","seen":{"年龄":34,"元":12000,"人":3,"有":true},"applies":true})").value();
  CHECK(write_json(masks.inside(kept)) == R"({"points":34,"version":"34","seen":{"年龄":"***","元":"***","人":3,"有":true},"applies":true})");
}

TEST_CASE("http: advice shows masks for what may not be seen") {
  Masks const masks{read_json(R"({"收入":12000})").value(), read_json(R"({"收入":"***"})").value(), {{"低保"}}};
  Advice advice;
  advice.target = "A";
  advice.first = {"收入 12000 高于 10000"};
  advice.plans = {{{{"收入", "收入由 12000 降至 9000", "from 12000 to 9000", Decimal{5}, Decimal{1}, {{"低保", true}}}}, Decimal{1}, Decimal{60}, "A", {{"低保", true}, {"人数", 5}}}};
  auto const shown = masks.over(advice);
  CHECK(shown.first == std::vector<std::string>{"收入 *** 高于 10000"});
  CHECK(shown.plans[0].changes[0].what_zh == "收入由 *** 降至 9000");
  CHECK(shown.plans[0].changes[0].what_en == "from *** to 9000");
  CHECK(shown.plans[0].changes[0].set == std::vector<std::pair<std::string, Value>>{{"低保", Value{"***"}}});
  CHECK(shown.plans[0].set == std::vector<std::pair<std::string, Value>>{{"低保", Value{"***"}}, {"人数", Value{5}}});
}

}  // namespace guicheng::http
