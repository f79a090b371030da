// The service as a process: served, killed, served again, copied and checked.
#include "http_client.hpp"
#include "program.hpp"

#include "test.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>

#include <csignal>
#include <memory>

#include <sys/resource.h>

using namespace guicheng;
using namespace guicheng::cli;

namespace {

std::string const tianjin = std::string{GUICHENG_ROOT} + "/workflows/tianjin/system.yaml";
std::string const cases = "/v1/systems/tianjin/cases";

/// The text of a name in an answer's JSON object, or nothing.
std::string text_at(Result<HttpAnswer> const& answer, std::string_view name) {
  auto const value = answer ? read_json(answer->body) : Result<Value>{answer.error()};
  auto const* const found = value && value->context() ? value->context()->find(name) : nullptr;
  return !found ? "" : found->string() ? *found->string() : write_json(*found);
}

struct User {
  User(std::uint16_t port, std::string const& name) : client{port} {
    token = text_at(client.ask("POST", "/v1/session", {{"Content-Type", "application/json"}}, fmt::format(R"({{"user":"{}","password":"Guicheng-demo-1"}})", name)), "token");
  }
  Result<HttpAnswer> ask(std::string_view method, std::string const& target, std::string body = {}, std::string const& type = "application/json") {
    HttpClient::Fields fields{{"Authorization", "Bearer " + token}};
    if (!body.empty()) fields.emplace_back("Content-Type", type);
    if (!body.empty() && target != cases) fields.emplace_back("If-Match", "*");
    return client.ask(method, target, fields, std::move(body));
  }
  HttpClient client;
  std::string token;
};

/// A small system of one's own in `folder`, as the README's first workflow.
void write_office(std::string const& folder) {
  write_text(folder + "/system.yaml", "system: office\ntitle: 办公室\ntime zone: Asia/Shanghai\nimports: {workflows: [leave.yaml]}\nroles:\n  主管: {reach: everywhere}\n");
  write_text(folder + "/leave.yaml",
             "workflow: leave\ntitle: 请假\nversion: \"1\"\nstart: {by: applicant}\nform: {申请: {天数: {type: number, required: true}}}\n"
             "stages:\n  application: {title: 待提交, by: applicant, edit: all, outcomes: {submit: {title: 提交, to: approval}}}\n"
             "  approval: {title: 待审批, by: 主管, outcomes: {grant: {title: 同意, to: granted}}}\nends: {granted: {title: 已批准, class: positive}}\n");
}

/// Complete data of a licence.
std::string licence_data() {
  return R"({"基本信息":{"机构名称":"甲人力","统一社会信用代码":"911201030000001159","机构类型":"企业","法定代表人":"王一",
    "法定代表人证件号码":"110101188001010011","联系人":"王芳","联系电话":"13800000001","行政区划":"120103","办公地址":"天津市河西区示例路 1 号",
    "办公方式":"自有","场所面积":120.5},"申请事项":{"许可事项":["职业中介活动"]},"人员情况":{"专职工作人员":[
    {"姓名":"张一","证件号码":"110101188001010062","资格证书":true},{"姓名":"张二","证件号码":"110101188001010193","资格证书":false},
    {"姓名":"张三","证件号码":"110101188001010054","资格证书":false}]}})";
}

}  // namespace

TEST_CASE("serve: what was answered is there after kill -9, and copies and checks agree") {
  TemporaryFolder const folder;
  auto const data = folder.path() + "/data";
  std::string hash;
  {
    Served served{{"--demo", "--data", data, "--port", "0", tianjin}};
    REQUIRE_MESSAGE(served.is_up(), served.output());
    CHECK(holds(served.output(), "# 受理岗 (河西区受理员)"));
    User user{served.port(), "甲公司"};
    REQUIRE(user.token != "");
    auto const started = user.ask("POST", cases, R"({"workflow":"licence","data":{"基本信息":{"机构名称":"甲人力"}}})");
    CHECK(text_at(started, "id") == "1");
    auto const kept = user.ask("PUT", cases + "/1/materials/" + escape_url("申请书") + "?name=a.pdf", "%PDF-1.4 text", "application/pdf");
    REQUIRE_MESSAGE(kept, kept.error().message);
    CHECK_MESSAGE(kept->status == 201, kept->body);
    CHECK(run({"serve", "--data", data, "--port", "0", tianjin}).exit == 2);  // one process for each folder
    auto const second = run({"serve", "--data", folder.path() + "/other", "--port", std::to_string(served.port()), tianjin});
    CHECK(second.exit == 2);
    CHECK(holds(second.err, "cannot be bound: Address already in use. Name an address"));
    using std::filesystem::perms;
    for (auto const* file : {"/guicheng.db", "/accounts.db", "/accounts.db-wal"})  // not for other users of the machine
      CHECK((std::filesystem::status(data + file).permissions() & (perms::group_all | perms::others_all)) == perms::none);
    CHECK(run({"backup", data, folder.path() + "/running"}).exit == 0);
    served.kill();
  }
  Served again{{"--demo", "--data", data, "--port", "0", tianjin}};
  REQUIRE_MESSAGE(again.is_up(), again.output());
  User user{again.port(), "甲公司"};
  auto const read = user.ask("GET", cases + "/1");
  REQUIRE(read);
  CHECK(holds(read->body, "许可申请：甲人力"));
  CHECK(holds(read->body, "\"slot\":\"申请书\""));
  CHECK(text_at(user.ask("POST", cases + "/1/actions/submit", R"({"input":{}})"), "code") == "inputs");
  CHECK(again.stop() == 0);

  CHECK(holds(run({"audit", "verify", data}).out, "all in the chain"));
  CHECK(run({"check-store", data}).exit == 0);
  CHECK(run({"backup", data, folder.path() + "/copy"}).exit == 0);
  CHECK(run({"backup", data, folder.path() + "/copy"}).exit == 2);  // never over another
  CHECK(run({"restore", folder.path() + "/copy", folder.path() + "/back"}).exit == 0);
  CHECK(run({"restore", folder.path() + "/running", folder.path() + "/earlier"}).exit == 0);
  CHECK(run({"check-store", folder.path() + "/back"}).exit == 0);
  CHECK(run({"restore", folder.path() + "/copy", folder.path() + "/earlier"}).exit == 2);  // it holds data
  for (auto const* inside : {"/copy", "/copy/inside", "/copy/../copy"}) {  // a backup stays as it is
    auto const refused = run({"restore", "--replace", folder.path() + "/copy", folder.path() + inside});
    CHECK(refused.exit == 2);
    CHECK(holds(refused.err, "lie one in the other"));
  }
  auto const replaced = run({"restore", "--replace", folder.path() + "/copy", folder.path() + "/earlier"});
  CHECK(replaced.exit == 0);
  CHECK(holds(replaced.out, folder.path() + "/earlier.before: what was there before\n"));
  CHECK(run({"check-store", folder.path() + "/earlier"}).exit == 0);
  CHECK(run({"check-store", folder.path() + "/earlier.before"}).exit == 0);
  Served back{{"--demo", "--data", folder.path() + "/back", "--port", "0", tianjin}};
  REQUIRE_MESSAGE(back.is_up(), back.output());
  User same{back.port(), "甲公司"};
  CHECK(same.ask("GET", cases + "/1")->status == 200);
}

TEST_CASE("serve: the first account needs the token that the service printed") {
  TemporaryFolder const folder;
  Served served{{"--data", folder.path() + "/data", "--port", "0", tianjin}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  auto const said = served.output();
  auto const at = said.find("\"token\":\"");
  REQUIRE(at != std::string::npos);
  auto const token = said.substr(at + 9, 32);
  HttpClient client{served.port()};
  auto const add = [&](std::string const& with) {
    return client.ask("POST", "/v1/accounts", {{"Content-Type", "application/json"}},
                      fmt::format(R"({{"token":"{}","id":"root","name":"管理员","password":"Long-Enough-1","administrator":true}})", with))->status;
  };

  CHECK(add("wrong") >= 400);
  CHECK(add(token) == 201);
  CHECK(add(token) >= 400);
}

TEST_CASE("serve: a system with errors is not served, and a material that changed is found") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  REQUIRE(replace_in(folder.path() + "/w/tianjin/licence.yaml", "accept: approval", "accept: aproval"));
  auto const broken = run({"serve", "--data", folder.path() + "/data", folder.path() + "/w/tianjin/system.yaml"});
  CHECK(broken.exit == 2);
  CHECK(holds(broken.err, "aproval"));

  auto const data = folder.path() + "/data2";
  Served served{{"--demo", "--data", data, "--port", "0", tianjin}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  User user{served.port(), "甲公司"};
  CHECK(user.ask("POST", cases, R"({"workflow":"licence"})")->status == 201);
  CHECK(user.ask("PUT", cases + "/1/materials/" + escape_url("申请书") + "?name=a.pdf", "%PDF-1.4 text", "application/pdf")->status == 201);
  CHECK(served.stop() == 0);
  for (auto const& entry : std::filesystem::recursive_directory_iterator{data + "/materials"})
    if (entry.is_regular_file()) {
      std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
      write_text(entry.path().string(), "%PDF-1.4 other");
    }
  auto const checked = run({"check-store", data});
  CHECK(checked.exit == 1);
  CHECK(holds(checked.out, "1 materials checked, 1 broken, 1 missing\n"));
  auto const backup = folder.path() + "/backup", target = folder.path() + "/target";
  CHECK(run({"backup", data, backup}).exit == 0);
  auto const refused = run({"restore", backup, target});
  CHECK(refused.exit == 1);
  CHECK(holds(refused.out, "the backup is not well; nothing was restored\n"));
  CHECK(!std::filesystem::exists(target));
  CHECK(!std::filesystem::exists(target + ".restoring"));
  std::filesystem::remove_all(data + "/materials");
  CHECK(holds(run({"check-store", data}).out, "case 1: 申请书 a.pdf ("));
}

TEST_CASE("serve: it stops as it should though nobody can read what it says, and after a signal that means nothing to it") {
  TemporaryFolder const folder;
  write_office(folder.path());
  Served served{{"--data", folder.path() + "/data", "--port", "0", folder.path() + "/system.yaml"}, "/dev/full"};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  served.signal(SIGUSR1);
  CHECK(HttpClient{served.port()}.ask("GET", "/readyz", {})->status == 200);
  CHECK(served.stop() == 0);
}

TEST_CASE("serve: what is written wrong of a token issuer is no check that was left out") {
  TemporaryFolder const folder;
  write_office(folder.path());
  struct Case { std::string issuer, said; };
  for (auto const& [issuer, said] : std::vector<Case>{
           {R"({"issuer": "i", "audience": "a", "typ": "at+jwt", "keys": [{"algorithm": "RS256", "pem": "k"}]})", "Nothing is called `typ` here."},
           {R"({"issuer": "i", "audience": "a", "type": true, "keys": [{"algorithm": "RS256", "pem": "k"}]})", "`type` is a text."},
           {R"({"issuer": "i", "audience": "a", "skew_seconds": -5, "keys": [{"algorithm": "RS256", "pem": "k"}]})", "`skew_seconds` is a number from 0 to 600."},
           {R"({"issuer": "i", "audience": "a", "keys": [{"algorithm": "RS256", "pem": "k", "kid": "1"}]})", "Nothing is called `kid` here."}}) {
    write_text(folder.path() + "/issuers.json", "[" + issuer + "]");
    auto const refused = run({"serve", "--data", folder.path() + "/data", "--port", "0", "--issuers", folder.path() + "/issuers.json", folder.path() + "/system.yaml"});
    CHECK(refused.exit == 2);
    CHECK_MESSAGE(holds(refused.err, said), refused.err);
  }
}

TEST_CASE("serve: half a backup does not look like one") {
  TemporaryFolder const folder;
  write_office(folder.path());
  auto const data = folder.path() + "/data", copy = folder.path() + "/copy";
  {
    Served served{{"--data", data, "--port", "0", folder.path() + "/system.yaml"}};
    REQUIRE_MESSAGE(served.is_up(), served.output());
    CHECK(served.stop() == 0);
  }
  write_text(data + "/accounts.db", std::string(8192, 'x'));
  CHECK(run({"backup", data, copy + "/"}).exit == 2);
  CHECK(!std::filesystem::exists(copy));
  CHECK(!std::filesystem::exists(copy + ".incomplete"));
}

TEST_CASE("serve: a case goes on under the law it began with when the workflow has a new version") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  auto const manifest = folder.path() + "/w/tianjin/system.yaml", licence = folder.path() + "/w/tianjin/licence.yaml", data = folder.path() + "/data";
  {
    Served served{{"--demo", "--data", data, "--port", "0", manifest}};
    REQUIRE_MESSAGE(served.is_up(), served.output());
    CHECK(User{served.port(), "甲公司"}.ask("POST", cases, R"({"workflow":"licence"})")->status == 201);
    CHECK(served.stop() == 0);
  }
  REQUIRE(replace_in(licence, "case title: 许可申请：{机构名称}", "case title: 新版申请：{机构名称}"));
  auto const changed = run({"serve", "--data", data, "--port", "0", manifest});
  CHECK(changed.exit == 2);
  CHECK(holds(changed.err, "The workflow licence of tianjin was changed under its version 2023.2, which 1 open cases use."));
  CHECK(holds(changed.err, "Give the changed workflow a new version."));

  REQUIRE(replace_in(licence, "version: \"2023.2\"", "version: \"2024.1\""));
  Served served{{"--demo", "--data", data, "--port", "0", manifest}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  User user{served.port(), "甲公司"};
  CHECK(user.ask("PATCH", cases + "/1/data", R"({"基本信息":{"机构名称":"甲人力"}})")->status == 200);
  auto const old = user.ask("GET", cases + "/1");
  CHECK(holds(old->body, "许可申请：甲人力"));
  CHECK(holds(old->body, "\"version\":\"2023.2\""));

  // The running case goes to its end under its own text; who starts now starts under the new one.
  for (auto const* slot : {"申请书", "章程和管理制度", "营业执照", "场所证明"})
    REQUIRE(user.ask("PUT", cases + "/1/materials/" + escape_url(slot) + "?name=a.pdf", "%PDF-1.4 text", "application/pdf")->status == 201);
  auto const saved = user.ask("PATCH", cases + "/1/data", licence_data());
  CHECK_MESSAGE(saved->status == 200, saved->body);
  auto const sent = user.ask("POST", cases + "/1/actions/submit", R"({"input":{"填报承诺":true}})");
  CHECK_MESSAGE(sent->status == 200, sent->body);
  User officer{served.port(), "河西区受理员"}, reviewer{served.port(), "河西区审核员"};
  CHECK(holds(officer.ask("GET", "/v1/systems/tianjin/inbox")->body, "许可申请：甲人力"));
  CHECK(officer.ask("POST", cases + "/1/actions/accept", "{}")->status == 200);
  CHECK(reviewer.ask("POST", cases + "/1/actions/grant", "{}")->status == 200);
  CHECK(holds(user.ask("GET", cases + "/1")->body, "\"end\":\"granted\""));
  User other{served.port(), "乙公司"};
  CHECK(other.ask("POST", cases, R"({"workflow":"licence","data":{"基本信息":{"机构名称":"乙人才"}}})")->status == 201);
  auto const fresh = other.ask("GET", cases + "/2");
  CHECK(holds(fresh->body, "新版申请：乙人才"));
  CHECK(holds(fresh->body, "\"version\":\"2024.1\""));
  CHECK(served.stop() == 0);
  auto const checked = run({"check-store", data});
  CHECK_MESSAGE(checked.exit == 0, checked.out);
}

TEST_CASE("serve: what a workflow is made of counts as its text, and a folder without open cases is never refused") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  auto const manifest = folder.path() + "/w/tianjin/system.yaml", data = folder.path() + "/data";
  {
    Served served{{"--demo", "--data", data, "--port", "0", manifest}};
    REQUIRE_MESSAGE(served.is_up(), served.output());
    User user{served.port(), "甲公司"};
    CHECK(user.ask("POST", cases, R"({"workflow":"licence"})")->status == 201);
    CHECK(served.stop() == 0);
  }
  auto const acceptance = folder.path() + "/w/stages/acceptance.yaml";
  REQUIRE(replace_in(acceptance, "title: 待受理", "title: 等待受理"));
  auto const changed = run({"serve", "--data", data, "--port", "0", manifest});
  CHECK(changed.exit == 2);
  CHECK(holds(changed.err, "The workflow licence of tianjin was changed under its version 2023.2"));

  REQUIRE(replace_in(acceptance, "title: 等待受理", "title: 待受理"));
  {
    Served served{{"--demo", "--data", data, "--port", "0", manifest}};  // as it was
    REQUIRE_MESSAGE(served.is_up(), served.output());
    CHECK(User{served.port(), "甲公司"}.ask("POST", cases + "/1/actions/delete", "{}")->status == 200);
    CHECK(served.stop() == 0);
  }
  REQUIRE(replace_in(acceptance, "title: 待受理", "title: 等待受理"));
  Served served{{"--demo", "--data", data, "--port", "0", manifest}};
  CHECK_MESSAGE(served.is_up(), served.output());
}

TEST_CASE("serve: records of a sample world are there, and the case that brought them is nobody's") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  auto const people = folder.path() + "/w/tianjin/people.yaml";
  write_text(people, read_text(people) + "records:\n  - {type: 机构, set: {统一社会信用代码: 911201030000001159, 机构名称: 甲, 行政区划: \"120103\"}}\n");
  Served served{{"--demo", "--data", folder.path() + "/data", "--port", "0", folder.path() + "/w/tianjin/system.yaml"}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  User user{served.port(), "河西区审核员"};

  CHECK(user.ask("GET", "/v1/systems/tianjin/records/" + escape_url("机构") + "/911201030000001159")->status == 200);
  CHECK(user.ask("GET", cases + "/1")->status == 404);
  CHECK(user.ask("POST", cases + "/1/actions/accept", "{}")->status == 404);
  CHECK(served.stop() == 0);
  auto const checked = run({"check-store", folder.path() + "/data"});
  CHECK_MESSAGE(checked.exit == 0, checked.out);
}

TEST_CASE("serve: a system without a sample world is demonstrated with somebody for each role") {
  TemporaryFolder const folder;
  write_office(folder.path());
  Served served{{"--demo", "--data", folder.path() + "/data", "--port", "0", folder.path() + "/system.yaml"}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  std::string const at = "/v1/systems/office/cases";
  User applicant{served.port(), "申请人"}, head{served.port(), "主管"};
  REQUIRE(applicant.ask("POST", at, R"({"workflow":"leave","data":{"申请":{"天数":3}}})")->status == 201);
  CHECK(applicant.ask("POST", at + "/1/actions/submit", "{}")->status == 200);
  CHECK(head.ask("POST", at + "/1/actions/grant", "{}")->status == 200);
}

TEST_CASE("serve: two sample worlds do not give one name to two people") {
  TemporaryFolder const folder;
  write_office(folder.path());
  write_text(folder.path() + "/people.yaml", "people:\n  甲公司: {name: 别人, organisation: 91110000000000000E}\n");
  auto const clash = run({"serve", "--demo", "--data", folder.path() + "/data", tianjin, folder.path() + "/system.yaml"});
  CHECK(clash.exit == 2);
  CHECK(holds(clash.err, "The sample world of office calls somebody 甲公司"));
}

TEST_CASE("serve: it opens as many files as it may, not as a shell gives it at first") {
  TemporaryFolder const folder;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  auto few = before;
  few.rlim_cur = 40;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  auto const served = std::make_unique<Served>(std::vector<std::string>{"--port", "0", "--data", folder.path() + "/data", tianjin});
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  REQUIRE_MESSAGE(served->is_up(), served->output());
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 60; ++i) {
    clients.push_back(std::make_unique<HttpClient>(served->port()));
    auto const answer = clients.back()->ask("GET", "/healthz", {}, {});
    REQUIRE(answer);
    CHECK(answer->status == 200);
  }
}
