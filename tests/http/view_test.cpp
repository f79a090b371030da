// What may be seen of a case: tags of what may be done, forms to download, personal values outside their fields.
#include "world.hpp"

#include <guicheng/masks.hpp>

namespace guicheng::http {

TEST_CASE("http: a tag names what was seen, and what may be done is part of it") {
  World world;
  Person company{world, "甲公司"}, officer{world, "河西区受理员"};
  auto const id = submitted(company);
  auto const path = cases + "/" + id;
  auto const mine = company.ask("GET", path).field("etag"), theirs = officer.ask("GET", path).field("etag");
  CHECK(mine != theirs);
  CHECK(officer.ask("GET", path, {}, "If-None-Match: " + theirs + "\r\n").status == 304);
  CHECK(officer.ask("GET", path, {}, "If-None-Match: " + mine + "\r\n").status == 200);
  auto const seq = theirs.substr(0, theirs.find('-')) + "\"";
  CHECK(officer.ask("GET", path, {}, "If-None-Match: " + seq + "\r\n").status == 200);
  for (auto const* wrong : {"\"-a\"", "\"5-\"", "\"5-G\"", "\"x\"", "5", "\"1234567890123456789\""})
    CHECK(officer.act(id, "accept", "{}", std::string{"If-Match: "} + wrong + "\r\n").status == 400);
  CHECK(officer.act(id, "accept", "{}", "If-Match: " + theirs + "\r\n").status == 200);
  CHECK(officer.act(id, "accept", "{}", "If-Match: " + theirs + "\r\n").status == 412);
}

TEST_CASE("http: a slot's form is listed in the case and comes as a file") {
  World world;
  Person company{world, "甲公司"};
  auto const id = submitted(company);
  auto const templates = at(company.json("GET", cases + "/" + id), "templates");
  REQUIRE(templates.list());
  REQUIRE(templates.list()->size() == 1);
  auto const& one = templates.list()->front();
  CHECK(text_at(one, "slot") == "申请书");
  CHECK(text_at(one, "name") == "申请书.docx");
  auto const got = company.ask("GET", text_at(one, "href"));
  CHECK(got.status == 200);
  CHECK(got.body == "PK the form");
  CHECK(got.field("content-type") == "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  CHECK(got.field("content-disposition").find("attachment") == 0);
  CHECK(company.ask("GET", text_at(one, "href"), {}, "If-None-Match: " + got.field("etag") + "\r\n").status == 304);
  auto const of = "/v1/systems/tianjin/workflows/licence/materials/";
  CHECK(company.ask("GET", of + encoded("营业执照") + "/template").status == 404);
  CHECK(company.ask("GET", of + encoded("没有") + "/template").status == 404);
  CHECK(company.ask("GET", std::string{of} + "..%2F..%2Fpeople.yaml/template").status >= 400);
  CHECK(world.service->client().ask("GET", text_at(one, "href"))->status == 401);
}

TEST_CASE("http: an answer that would hold too much says so") {
  List many;
  for (std::size_t i = 0; i <= Value::max_size; ++i) many.push_back(true);
  auto const got = json_answer(Value{many});
  CHECK(got.status == 422);
  CHECK(got.body.find("http.too_many") != std::string::npos);
  CHECK(json_answer(Context{{"a", 1}}).status == 200);
}

TEST_CASE("http: texts show masks where they hold what may not be seen") {
  auto const whole = read_json(R"({"甲":{"证件":"110101188001010011","电话":"13800000001","名":"短","列":[{"证件":"110101188001010062"}]},"乙":{"名称":"公司"}})").value();
  auto const shown = read_json(R"({"甲":{"证件":"110101**********11","电话":"138****0001","名":"*","列":[{"证件":"110101**********62"}]},"乙":{"名称":"公司"}})").value();
  Masks const masks{whole, shown};
  CHECK(masks.over("证件 110101188001010011 与 110101188001010062，电话 13800000001，公司") == "证件 110101**********11 与 110101**********62，电话 138****0001，公司");
  auto const item = masks.over(RefusalItem{"c", "见 13800000001", "see 13800000001", "甲.电话", "改 13800000001", "13800000001 = 1", "13800000001 = 1"});
  CHECK(item == RefusalItem{"c", "见 138****0001", "see 138****0001", "甲.电话", "改 138****0001", "138****0001 = 1", "138****0001 = 1"});
  auto const explained = read_json(R"({"依据":[{"电话":"13800000001"},"见 110101188001010062"],"分数":5,"无":null})").value();
  CHECK(write_json(masks.inside(explained)) == R"({"依据":[{"电话":"138****0001"},"见 110101**********62"],"分数":5,"无":null})");
  CHECK(Masks{whole, whole}.empty());
  CHECK(Masks{}.over("110101188001010011") == "110101188001010011");
}

}  // namespace guicheng::http
