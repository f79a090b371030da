#include "gate.hpp"

#include "vectors.hpp"

namespace guicheng::http {
namespace {

Head read(std::string const& raw) { return std::get<Head>(read_head(raw)); }

}  // namespace

TEST_CASE("http: ambiguous framing is refused before anything of the body is read") {
  for (auto const& vector : framing_vectors()) {
    CAPTURE(vector.name);
    CHECK(verdict(vector.head) == vector.status);
  }
}

TEST_CASE("http: heads that servers read differently have one verdict here") {
  for (auto const& vector : head_vectors()) {
    CAPTURE(vector.name);
    CHECK(verdict(vector.head) == vector.status);
  }
}

TEST_CASE("http: a head is found alike however its bytes arrive") {
  std::string const raw = head_of("Content-Length: 5\r\n");
  std::string const all = raw + "body!GET /";
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    CAPTURE(cut);
    HeadScan scan{1024};
    auto const first = scan.look(std::string_view{all}.substr(0, cut));
    CHECK(first == (cut < raw.size() ? HeadScan::State::more : HeadScan::State::complete));
    CHECK(scan.look(all) == HeadScan::State::complete);
    CHECK(scan.size() == raw.size());
  }
  HeadScan bytewise{1024};
  for (std::size_t n = 0; n < raw.size(); ++n) REQUIRE(bytewise.look(std::string_view{raw}.substr(0, n)) == HeadScan::State::more);
  CHECK(bytewise.look(raw) == HeadScan::State::complete);
}

TEST_CASE("http: a bare line ending is bad as soon as it is seen") {
  HeadScan line_feed{1024}, carriage_return{1024};
  CHECK(line_feed.look("GET / HTTP/1.1\n") == HeadScan::State::bad);
  CHECK(carriage_return.look("GET / HTTP/1.1\rH") == HeadScan::State::bad);
}

TEST_CASE("http: a head is at most as large as the limit, to the byte") {
  auto const raw = head_of("");
  HeadScan fits{raw.size()}, tight{raw.size() - 1};
  CHECK(fits.look(raw) == HeadScan::State::complete);
  CHECK(tight.look(raw) == HeadScan::State::too_large);
  CHECK(verdict(head_of("X: " + std::string(17 << 10, 'x') + "\r\n")) == 431);
}

TEST_CASE("http: a hundred fields pass and one more does not") {
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "X: a\r\n";
  CHECK(verdict(head_of(fields)) == 0);
  CHECK(verdict(head_of(fields + "X: a\r\n")) == 431);
}

TEST_CASE("http: a host that is not served here is refused") {
  GateLimits const limits{.hosts = {"office.example", "[::1]"}};
  CHECK(verdict(head_of("", "GET / HTTP/1.1", "Host: OFFICE.example:443\r\n"), limits) == 0);
  CHECK(verdict(head_of("", "GET / HTTP/1.1", "Host: [::1]\r\n"), limits) == 0);
  CHECK(verdict(head_of("", "GET / HTTP/1.1", "Host: evil.example\r\n"), limits) == 421);
}

TEST_CASE("http: the target comes out in decoded segments and parameters") {
  auto const head = read(head_of("", "GET /v1/%E6%B4%A5%2F%E5%8F%B7/x/?a=1+2&b=%26&c HTTP/1.1"));
  CHECK(head.path == std::vector<std::string>{"v1", "津/号", "x"});
  CHECK(head.query == Pairs{{"a", "1 2"}, {"b", "&"}, {"c", ""}});
}

TEST_CASE("http: the connection is kept unless somebody asked to close it") {
  CHECK(read(head_of("")).keep_alive);
  CHECK_FALSE(read(head_of("Connection: keep-alive, Close\r\n")).keep_alive);
  CHECK_FALSE(read(head_of("", "GET / HTTP/1.0")).keep_alive);
  CHECK(read(head_of("Expect: 100-Continue\r\n")).expects_continue);
  CHECK(read(head_of("Content-Length: 010\r\n")).length == 10);
}

TEST_CASE("http: no value of ours can begin a field of its own") {
  auto const head = write_head({200, {{"X", "a\r\nSet-Cookie: b"}}, "hi", {}}, "r-1", true);
  CHECK(head.find("\r\nSet-Cookie") == std::string::npos);
  CHECK(head.find("\r\nContent-Length: 2\r\n") != std::string::npos);
  CHECK(head.find("\r\nX-Content-Type-Options: nosniff\r\n") != std::string::npos);
}

}  // namespace guicheng::http
