#include "world.hpp"
#include "source_folder.hpp"

#include "json_schema_check.hpp"
#include "router.hpp"

#include <guicheng/material_folder.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace guicheng::http {
namespace {

std::string const password = "Correct-Horse-9";

Account person(std::string const& id, std::string const& organisation, std::string const& division, std::vector<std::string> roles) {
  static std::string const hash = hash_password(password).value();
  Account out;
  out.id = id;
  out.name = id;
  out.password_hash = hash;
  out.organisation = organisation;
  out.division = division;
  out.roles = {{division.starts_with("11") ? "chaoyang" : "tianjin", std::move(roles)}};
  return out;
}

// The house's own files under the names that they have from its root.
std::shared_ptr<System const> house_system(std::string const& manifest) {
  TimeZones const zones{{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}};
  Sources sources;
  for (auto const* folder : {"workflows", "rules"})
    for (auto& [path, text] : read_folder(std::filesystem::path{GUICHENG_WORKFLOWS}.parent_path() / folder)) sources.emplace(std::string{folder} + "/" + path, text);
  return read_system(sources, manifest, zones).system;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
  return text;
}

Value schema_of(std::string_view text) {
  Context named;
  for (auto const& one : schemas()) named.set(one.name, read_json(replaced(std::string{one.text}, "#/components/schemas/", "#/$defs/")).value());
  Value const root = text.starts_with('{') ? read_json(text).value() : Value{Context{{"$ref", "#/$defs/" + std::string{text}}}};
  Context out = *root.context();
  out.set("$defs", std::move(named));
  return out;
}

// What the route says about this status, or about problems; an undocumented success is a failure of the test.
void check_documented(Route const& route, Got const& got) {
  auto const said = std::ranges::find(route.responses, got.status, &Documented::status);
  if (said == route.responses.end()) {
    CHECK(got.status >= 400);
    CHECK(got.field("content-type") == "application/problem+json");
  }
  if (said != route.responses.end() && !got.field("content-type").starts_with("application/json") && got.status < 300) return;
  auto const schema = said == route.responses.end() ? std::string_view{"Problem"} : said->schema;
  if (schema.empty() || schema.find("binary") != std::string_view::npos || schema == R"({"type":"string"})") return;
  auto const value = read_json(got.body);
  REQUIRE(value);
  auto const problems = json_schema::Check{schema_of(schema)}(*value);
  for (auto const& problem : problems) CHECK_MESSAGE(false, problem, " in ", got.body);
}

}  // namespace

std::shared_ptr<System const> tianjin() {
  static auto const system = house_system("workflows/tianjin/system.yaml");
  REQUIRE(system);
  return system;
}

std::shared_ptr<System const> chaoyang() {
  static auto const system = house_system("workflows/chaoyang/system.yaml");
  REQUIRE(system);
  return system;
}

std::string licence_data() {
  return R"({"基本信息":{"机构名称":"甲人力资源有限公司","统一社会信用代码":"911201030000001159","机构类型":"企业","法定代表人":"王一",
    "法定代表人证件号码":"110101188001010011","联系人":"王芳","联系电话":"13800000001","行政区划":"120103","办公地址":"天津市河西区示例路 1 号",
    "办公方式":"自有","场所面积":120.5},"申请事项":{"许可事项":["职业中介活动"]},"人员情况":{"专职工作人员":[
    {"姓名":"张一","证件号码":"110101188001010062","资格证书":true},{"姓名":"张二","证件号码":"110101188001010193","资格证书":false},
    {"姓名":"张三","证件号码":"110101188001010054","资格证书":false}]}})";
}

World::World(std::shared_ptr<Store> store, std::function<void(HttpOptions&)> const& change, std::vector<std::shared_ptr<System const>> more) {
  auto options = quick();
  options.body_seconds = 5;
  options.wait_seconds = 60;
  options.tick = false;
  options.clock = [this] { return Instant{now}; };
  options.templates[{"tianjin", "templates/licence-application.docx"}] = "PK the form";
  if (change) change(options);
  more.insert(more.end(), {tianjin(), chaoyang()});
  service = std::make_unique<Service>(options, std::move(store), std::move(more), open_material_folder(folder.path("materials")).value());
  for (auto const& account : {person("甲公司", "911201030000001159", "120103", {}), person("乙公司", "9112010400000022XQ", "120104", {}),
                              person("河西区受理员", "", "120103", {"受理岗"}), person("河西区审核员", "", "120103", {"审核岗"}),
                              person("南开区受理员", "", "120104", {"受理岗"}), person("市级管理员", "", "120000", {"市级管理员"}),
                              person("朝阳公司", "911101050000001077", "110105", {}), person("朝阳区审核员", "", "110105", {"审核员"})})
    REQUIRE(service->accounts->add(account, false));
}

Person::Person(World& world, std::string const& id) : world_{world}, client_{world.service->client()} {
  auto const login = json_of(client_.ask("POST", "/v1/session", "Content-Type: application/json\r\n", R"({"user":")" + id + R"(","password":")" + password + "\"}"));
  bearer_ = bearer_of(login);
}

Got Person::ask(std::string const& method, std::string const& target, std::string const& body, std::string const& fields) {
  auto all = bearer_ + fields;
  if (!body.empty() && fields.find("Content-Type") == std::string::npos) all += "Content-Type: application/json\r\n";
  auto got = client_.ask(method, target, all, body);
  REQUIRE(got);
  if (got->field("connection") == "close") client_ = Client{world_.service->port};
  auto const head = read_head(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
  auto const* const read = std::get_if<Head>(&head);
  if (!read) return *got;
  if (auto const match = find_route(routes(), method, read->path); match.route && method != "HEAD") check_documented(*match.route, *got);
  return *got;
}

Value Person::json(std::string const& method, std::string const& target, std::string const& body, std::string const& fields) {
  return json_of(ask(method, target, body, fields));
}

Got Person::start(std::string const& data, std::string const& fields) {
  return ask("POST", cases, R"({"workflow":"licence","data":)" + data + "}", fields);
}

Got Person::act(std::string const& id, std::string const& action, std::string const& input, std::string const& fields) {
  return ask("POST", cases + "/" + id + "/actions/" + action, R"({"input":)" + input + "}", fields);
}

Got Person::upload(std::string const& id, std::string const& slot, std::string const& name, std::string const& bytes) {
  return ask("PUT", cases + "/" + id + "/materials/" + encoded(slot) + "?name=" + encoded(name), bytes, "Content-Type: application/octet-stream\r\nIf-Match: *\r\n");
}

std::string encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '-')
      out.push_back(c);
    else
      out.append({'%', hex[byte >> 4], hex[byte & 15]});
  }
  return out;
}

std::string submitted(Person& applicant) {
  auto const started = json_of(applicant.start(licence_data()));
  auto const id = write_json(at(started, "id"));
  for (auto const* slot : {"申请书", "章程和管理制度", "营业执照", "场所证明"})
    REQUIRE(applicant.upload(id, slot, std::string{slot} + ".pdf", "%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n").status == 201);
  auto const got = applicant.act(id, "submit", R"({"填报承诺":true})");
  CHECK_MESSAGE(got.status == 200, got.body);
  return id;
}

}  // namespace guicheng::http
