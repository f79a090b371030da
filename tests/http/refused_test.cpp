// What is refused leaves nothing behind, and says why in the language of who asked.
#include "world.hpp"

#include <filesystem>

namespace guicheng::http {
namespace {

Value first(Value const& value) { return value.list() && value.list()->size() > 0 ? *value.list()->begin() : Value{}; }

std::size_t files_in(World const& world) {
  std::size_t files = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{world.folder.path("materials")}) files += entry.is_regular_file();
  return files;
}

/// The text of the first item of a problem.
std::string told(Got const& got) {
  CHECK(got.field("content-type") == "application/problem+json");
  return text_at(first(at(json_of(got), "items")), "text");
}

}  // namespace

TEST_CASE("http: the bytes of a material that is refused are not kept") {
  World world;
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  CHECK(company.upload(id, "申请书", "a.pdf", "MZ not a pdf").body.find("material.type") != std::string::npos);
  CHECK(company.upload(id, "申请书", "a.png", "%PDF-1.7\n").body.find("material.name") != std::string::npos);
  CHECK(company.upload(id, "申请书", "a.pdf", "").body.find("material.empty") != std::string::npos);
  CHECK(company.upload(id, "申请书", "a.pdf", "%PDF-1.7\n" + std::string(21u << 20, 'x')).status == 413);
  CHECK(files_in(world) == 0);

  REQUIRE(company.upload(id, "申请书", "a.pdf", "%PDF-1.7\n").status == 201);
  CHECK(company.upload(id, "申请书", "b.pdf", "%PDF-1.7\n").status == 422);  // the same bytes: still those of the first
  CHECK(company.upload(id, "申请书", "b.pdf", "%PDF-1.7\nother").status == 422);
  CHECK(files_in(world) == 1);
}

TEST_CASE("http: JSON that cannot be read is told in Chinese, or in English to who asks for it") {
  World world;
  Person company{world, "甲公司"};
  auto const post = [&](std::string const& body, std::string const& fields = {}) { return company.ask("POST", cases, body, "Content-Type: application/json\r\n" + fields); };
  CHECK(told(post("nonsense")) == "不是 JSON");
  CHECK(told(post("nonsense", "Accept-Language: en\r\n")) == "This is not JSON.");
  CHECK(told(post(R"({"workflow":"licence","workflow":"filing"})")) == "名称“workflow”在一个对象中出现两次");
  CHECK(told(post(R"({"workflow":"licence","data":{"基本信息":{"场所面积":)" + std::string(40, '1') + "}}}")) == "数字超过 34 位");
  CHECK(told(company.ask("GET", cases + "?cursor=x")) == "不是服务启动以来某一页给出的位置，请从第一页开始");
  CHECK(told(company.ask("GET", cases + "?cursor=x", {}, "Accept-Language: en\r\n")).starts_with("No page has given this cursor"));
}

TEST_CASE("http: a chunk that announces more than may come is refused before it comes") {
  World world;
  Person company{world, "甲公司"};
  for (auto const* size : {"ffffffffffffffff", "100001", "10\r\n{\"workflow\":    \r\n100000"}) {
    CAPTURE(size);
    auto client = world.service->client();
    client.send("POST " + cases + " HTTP/1.1\r\nHost: localhost\r\n" + company.bearer() + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + size + "\r\n");
    auto const got = client.receive(5);
    REQUIRE(got);
    CHECK(got->status == 413);
  }
}

TEST_CASE("http: what is wrong with a body is told once, where it stands") {
  World world;
  Person company{world, "甲公司"};
  auto const rules = text_at(first(at(company.json("GET", "/v1/rules"), "rules")), "id");
  auto const codes = [&](std::string const& body) {
    std::string out;
    auto const items = at(json_of(company.ask("POST", "/v1/rules/" + rules + "/evaluate", body, "Content-Type: application/json\r\n")), "items");
    REQUIRE(items.list());
    for (auto const& item : *items.list()) out += text_at(item, "code") + " ";
    return out;
  };
  CHECK(codes(R"({"inputs":[]})") == "body.type ");
  CHECK(codes(R"({"inputs":null})") == "body.missing ");
  CHECK(codes("{}") == "body.missing ");

  auto const weak = company.ask("PUT", "/v1/session/password", R"({"old":"x","new":"short"})");
  CHECK(text_at(first(at(json_of(weak), "items")), "where") == "new");
  auto const missing = company.ask("PUT", "/v1/session/password", R"({"old":"x"})");
  CHECK(at(json_of(missing), "items").list()->size() == 1);
}

}  // namespace guicheng::http
