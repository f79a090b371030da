// Clients that mean no good, in what they say rather than how: bodies, names and texts over real sockets. Each gets a clear
// refusal or is taken as it is; never a 500, a crash or a silent change.
#include "world.hpp"

#include <guicheng/event_text.hpp>

namespace guicheng::http {
namespace {

std::string nested(std::size_t depth, char open, char close) { return std::string(depth, open) + std::string(depth, close); }

/// No JSON, by RFC 8259, or beyond our limits.
std::vector<std::string> bad_json() {
  std::vector<std::string> out{
      "", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":+1}",
      "{\"a\":.5}", "{\"a\":5.}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-}", "{\"a\":--1}", "{\"a\":tru}",
      "{\"a\":TRUE}", "{\"a\":nul}", "{\"a\":undefined}", "{\"a\":\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\uD800\"}", "{\"a\":\"\\uDC00\"}",
      "{\"a\":\"\\uD800\\uD800\"}", "{\"a\":\"\\uD800x\"}", "{\"a\":\"\n\"}", "{\"a\":\"\t\"}", "{} x", "{}{}", "/**/{}", "{}//", "{\"a\":1}\x01", "\xEF\xBB\xBF{}",
      "{\"a\":\"\xFF\"}", "{\"a\":\"\xC0\xAF\"}", "{\"a\":\"\xED\xA0\x80\"}", "{\"a\":\"\xF4\x90\x80\x80\"}", "{\"a\":\"\xE4\xB8\"}", "{\"\xFF\":1}",
      std::string("{\"a\":\"\0\"}", 9), std::string("{}\0", 3), "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":" + std::string(70'000, '1') + "}",
      "{\"a\":1e999999999999}", "{\"a\":" + nested(100'000, '[', ']') + "}", nested(100'000, '{', '}'), std::string(100'000, '['), "{\"a\":\"" + std::string(900'000, '\\') + "\"}"};
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "{\"a\":";
  out.push_back(deep + "1" + std::string(50'000, '}'));
  return out;
}

/// Texts that have broken programs elsewhere; all are valid UTF-8.
std::vector<std::string> naughty_texts() {
  return {"'; DROP TABLE cases; --", "\" OR 1=1", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "{1/0}", "= 1 + 1", "=cmd|'/c calc'!A1", "%s%n%x", "../../../etc/passwd",
          "\\\\server\\share", "null", "undefined", "NaN", "true", "-1", "0x7fffffff", "1e309", "\u202Eabc", "\uFEFF", "\u200B", "\U0001F468\u200D\U0001F469", "a\u0301\u0301\u0301",
          "\u2028\u2029", "﷽", std::string(999, 'a'), "\\", "\"", "`", "$(reboot)", "\r\nSet-Cookie: a=b", "record(\"行政许可\")", "系统"};
}

bool is_clear(Got const& got) { return got.status >= 400 && got.status < 500 && got.field("content-type") == "application/problem+json"; }

std::string case_text(World& world, std::string const& id) {
  auto const reader = world.service->engine->store().open_reader().value();
  return write_json(world.service->engine->read(*reader, std::stoll(id)).value().state.data);
}

}  // namespace

TEST_CASE("http: what is no JSON is refused wherever JSON is read, and changes nothing") {
  World world;
  Person company{world, "甲公司"};
  auto const id = submitted(company);
  auto const before = company.json("GET", cases + "/" + id);
  struct Target { std::string method, path; };
  std::vector<Target> const targets{
      {"POST", cases}, {"PATCH", cases + "/" + id + "/data"}, {"POST", cases + "/" + id + "/actions/submit"}, {"POST", "/v1/rules/chaoyang-agency-grade-sample/evaluate"}};
  for (auto const& body : bad_json())
    for (auto const& target : targets) {
      CAPTURE(target.path);
      CAPTURE(body.substr(0, 60));
      CHECK(is_clear(company.ask(target.method, target.path, body, "Content-Type: application/json\r\n")));
    }
  CHECK(company.json("GET", cases + "/" + id) == before);
}

TEST_CASE("http: JSON of the wrong shape is refused wherever it is read") {
  World world;
  Person company{world, "甲公司"};
  auto const id = submitted(company);
  for (auto const* body : {"[]", "1", "\"x\"", "null", "true", "[{}]", "{\"workflow\":1}", "{\"workflow\":null}", "{\"workflow\":[]}", "{\"workflow\":\"licence\",\"data\":[]}",
                           "{\"workflow\":\"licence\",\"data\":{\"基本信息\":1}}", "{\"workflow\":\"licence\",\"data\":{\"基本信息\":{\"机构名称\":{}}}}",
                           "{\"workflow\":\"licence\",\"data\":{\"__proto__\":{}}}", "{\"workflow\":\"licence\",\"data\":{\"\":{}}}", "{\"workflow\":\"../licence\"}"}) {
    CAPTURE(body);
    CHECK(is_clear(company.ask("POST", cases, body)));
  }
  for (auto const* body : {"{\"input\":[]}", "{\"input\":1}", "{\"stage\":1}", "{\"stage\":{}}", "{\"input\":{\"没有\":1}}", "{\"more\":1}"})
    CHECK(is_clear(company.ask("POST", cases + "/" + id + "/actions/submit", body)));
}

TEST_CASE("http: numbers are kept exactly or refused, never rounded in silence") {
  World world;
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  auto const save = [&](std::string const& number) { return company.ask("PATCH", cases + "/" + id + "/data", R"({"基本信息":{"场所面积":)" + number + "}}"); };
  REQUIRE(save("120.5").status == 200);
  for (auto const* number : {"1e400", "-1e400", "123456789012345678901234567890123456789012345", "0.12345678901234567890123456789012345678901234567890", "1e-7000"}) {
    CAPTURE(number);
    auto const got = save(number);
    CHECK((got.status == 200 || is_clear(got)));
    auto const kept = at(at(at(company.json("GET", cases + "/" + id), "data"), "基本信息"), "场所面积");
    if (got.status != 200) CHECK(write_json(kept) == "120.5");
    if (got.status == 200) REQUIRE(save("120.5").status == 200);
  }
}

TEST_CASE("http: any text is taken as it is, or refused; none is run, cut or lost") {
  World world;
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start("{}")), "id"));
  for (auto const& text : naughty_texts()) {
    CAPTURE(text);
    std::string quoted;
    write_json_string(quoted, text);
    auto const got = company.ask("PATCH", cases + "/" + id + "/data", R"({"基本信息":{"办公地址":)" + quoted + "}}");
    REQUIRE((got.status == 200 || is_clear(got)));
    auto const seen = company.json("GET", cases + "/" + id);
    bool const is_nothing = text == "\uFEFF" || text == "\u200B" || text == "\u2028\u2029";  // what nobody sees is no value
    if (got.status == 200) CHECK(text_at(at(at(seen, "data"), "基本信息"), "办公地址") == (is_nothing ? "" : text));
    for (auto const* field : {"统一社会信用代码", "行政区划", "联系电话", "办公方式", "法定代表人证件号码", "场所面积"}) {
      auto const other = company.ask("PATCH", cases + "/" + id + "/data", R"({"基本信息":{")" + std::string{field} + "\":" + quoted + "}}");
      CHECK((other.status == 200 || is_clear(other)));
    }
    CHECK(company.ask("GET", cases + "?title=" + encoded(text)).status < 500);
    CHECK(company.ask("GET", "/v1/systems/tianjin/records/" + encoded("行政许可") + "?text=" + encoded(text)).status < 500);
    CHECK(company.ask("GET", cases + "?cursor=" + encoded(text)).status < 500);
    CHECK(is_clear(company.ask("POST", "/v1/session", R"({"user":)" + quoted + R"(,"password":"x"})")));
  }
}

TEST_CASE("http: names in paths reach nothing but what they name") {
  World world;
  Person company{world, "甲公司"};
  auto const id = submitted(company);
  for (auto const* name : {"..", ".", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%0d%0aX:%20y", "%ff", "%", "%zz", "con", "a;b", "*", "%2a", "'", "%27%20OR%201=1", "%e2%80%ae", "-1",
                           "9223372036854775808", "1e3", "+1", "%31%00"}) {
    CAPTURE(name);
    for (auto const& target : {"/v1/systems/" + std::string{name}, cases + "/" + name, cases + "/" + id + "/materials/" + name + "/x",
                               cases + "/" + id + "/materials/" + encoded("营业执照") + "/" + name, "/v1/systems/tianjin/records/" + std::string{name} + "/x",
                               "/v1/systems/tianjin/records/" + encoded("行政许可") + "/" + name, "/v1/rules/" + std::string{name}, cases + "/" + id + "/results/" + name,
                               "/v1/systems/tianjin/workflows/licence/materials/" + std::string{name} + "/template"})
      CHECK(is_clear(company.ask("GET", target)));
  }
  for (auto const* name : {"../../etc/passwd.pdf", "..\\..\\a.pdf", "a\x01.pdf", "", ".pdf", "con.pdf", "\u202Efdp.exe"}) {
    auto const got = company.upload(id, "营业执照", name, "%PDF-1.7\n%%EOF\n");
    CHECK(is_clear(got));  // submitted: nothing is to be handed in any more
  }
}

TEST_CASE("http: a file keeps no part of a path in its name") {
  World world;
  Person company{world, "甲公司"};
  auto const id = write_json(at(json_of(company.start(licence_data())), "id"));
  auto const got = company.upload(id, "营业执照", "../../etc/执照.pdf", "%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n");
  REQUIRE((got.status == 201 || is_clear(got)));
  if (got.status == 201) CHECK(text_at(at(json_of(got), "file"), "name").find('/') == std::string::npos);
  auto const before = case_text(world, id);
  CHECK(is_clear(company.upload(id, "营业执照", "a.pdf", "MZ this is a program")));
  CHECK(is_clear(company.upload(id, "场所证明", "a.pdf", std::string((20u << 20) + 1, 'x'))));
  CHECK(case_text(world, id) == before);
}

}  // namespace guicheng::http
