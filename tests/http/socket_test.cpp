// Real sockets against the real server: ordinary use, and clients that mean no good.
#include "service.hpp"
#include "temporary_folder.hpp"
#include "vectors.hpp"

#include <guicheng/sqlite_store.hpp>

#include <chrono>

namespace guicheng::http {
namespace {

using Steady = std::chrono::steady_clock;
double seconds_since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

constexpr auto health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// No deadline passes, however slow the machine is.
HttpOptions patient() {
  auto out = quick();
  out.head_seconds = out.body_seconds = out.wait_seconds = out.drain_seconds = 60;
  return out;
}

long metric(Service const& service, std::string const& name) {
  auto const got = service.client().ask("GET", "/metrics");
  auto const at = got ? got->body.find("\n" + name + " ") : std::string::npos;
  return at == std::string::npos ? -1 : std::stol(got->body.substr(at + name.size() + 2));
}

/// Whether a metric comes to so much: what is told by closing is counted after it.
bool comes_to(Service const& service, std::string const& name, long least) {
  for (auto const begin = Steady::now(); seconds_since(begin) < 20; std::this_thread::sleep_for(std::chrono::milliseconds{20}))
    if (metric(service, name) >= least) return true;
  return false;
}

}  // namespace

TEST_CASE("http: a connection serves one request after another with its headers of security") {
  Service service;
  auto client = service.client();
  for (int i = 0; i < 3; ++i) {
    auto const got = client.ask("GET", "/healthz");
    REQUIRE(got);
    CHECK(got->status == 200);
    CHECK(got->body == R"({"status":"ok"})");
    CHECK(got->field("x-content-type-options") == "nosniff");
    CHECK(got->field("cache-control") == "no-store");
    CHECK(got->field("content-security-policy").find("default-src 'none'") == 0);
    CHECK_FALSE(got->field("x-request-id").empty());
  }
  CHECK(client.ask("GET", "/healthz", "X-Request-Id: mine-1\r\n")->field("x-request-id") == "mine-1");
  CHECK(client.ask("GET", "/healthz", "X-Request-Id: a;b\r\n")->field("x-request-id") != "a;b");
}

TEST_CASE("http: unknown paths, methods and parameters have their own answers") {
  Service service;
  auto client = service.client();
  CHECK(client.ask("GET", "/nowhere")->status == 404);
  auto const wrong = client.ask("DELETE", "/healthz");
  CHECK(wrong->status == 405);
  CHECK(wrong->field("allow") == "GET, HEAD");
  auto const head = client.ask("HEAD", "/healthz");
  CHECK(head->status == 200);
  CHECK(head->field("content-length") == "15");
  CHECK(client.ask("GET", "/healthz?x=1")->status == 400);
  auto const who = client.ask("GET", "/v1/me");
  CHECK(who->status == 401);
  CHECK(who->field("www-authenticate") == "Bearer");
  CHECK(who->field("content-type") == "application/problem+json");
  CHECK(client.ask("GET", "/readyz")->status == 200);
  CHECK(client.ask("GET", "/metrics")->body.find("route=\"GET /healthz\",status=\"200\"") != std::string::npos);
}

TEST_CASE("http: every vector gets its verdict, and nothing after a refused head is looked at") {
  Service service;
  auto vectors = framing_vectors();
  for (auto& one : head_vectors()) vectors.push_back(std::move(one));
  for (auto const& vector : vectors) {
    CAPTURE(vector.name);
    auto client = service.client();
    client.send(vector.head + health);
    auto const got = client.receive();
    if (vector.status == 0) {
      if (got) CHECK((got->status == 404 || got->status == 401 || got->status == 408 || got->status == 501));
      continue;
    }
    REQUIRE(got);
    CHECK(got->status == vector.status);
    CHECK(got->field("connection") == "close");
    CHECK_FALSE(client.receive(1));
  }
}

TEST_CASE("http: every way of cutting a request gives the same answer") {
  Service service{patient()};
  for (auto const* fields : {"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n", "Content-Length: 2\r\n\r\n{}"}) {
    std::string const request = std::string{"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"} + fields;
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      CAPTURE(cut);
      auto client = service.client();
      client.send(std::string_view{request}.substr(0, cut));
      std::this_thread::sleep_for(std::chrono::microseconds{300});
      client.send(std::string_view{request}.substr(cut));
      auto const got = client.receive();
      REQUIRE(got);
      CHECK(got->status == 422);
      REQUIRE(client.ask("GET", "/healthz")->status == 200);
    }
  }
}

TEST_CASE("http: pipelined requests are answered in order, up to the limit of a connection") {
  auto options = quick();
  options.requests_per_connection = 100;
  Service service{options};
  auto client = service.client();
  std::string all;
  for (int i = 0; i < 150; ++i) all += "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: n" + std::to_string(i) + "\r\n\r\n";
  client.send(all);
  for (int i = 0; i < 100; ++i) {
    auto const got = client.receive();
    REQUIRE(got);
    CHECK(got->field("x-request-id") == "n" + std::to_string(i));
  }
  CHECK_FALSE(client.receive(3));
}

TEST_CASE("http: a head that trickles in is cut off at its deadline") {
  Service service;
  auto client = service.client();
  // However slow this machine is: it is closed after the deadline of the head and not before, though bytes keep coming.
  auto const begin = Steady::now();
  client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ");
  bool closed = false;
  while (!closed && seconds_since(begin) < 20) closed = !client.send("a") || client.is_closed(0.05);
  CHECK(closed);
  CHECK(seconds_since(begin) > 0.9);
  CHECK(comes_to(service, "guicheng_http_timeouts_total", 1));
  CHECK(metric(service, "guicheng_http_timeouts_total") == 1);
  CHECK(service.client().ask("GET", "/metrics")->body.find("route=\"GET /healthz\"") == std::string::npos);
}

TEST_CASE("http: a body that does not come is cut off at its deadline") {
  Service service;
  auto client = service.client();
  auto const begin = Steady::now();
  client.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  CHECK(client.is_closed(20));
  CHECK(seconds_since(begin) > 0.9);
}

TEST_CASE("http: a body that is too large is refused before it is read, or as soon as it is") {
  Service service;
  auto client = service.client();
  client.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n");
  CHECK(client.receive()->status == 413);

  auto chunked = service.client();
  chunked.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string const chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
  for (int i = 0; i < 20 && chunked.send(chunk); ++i) {}
  auto const got = chunked.receive();
  REQUIRE(got);
  CHECK(got->status == 413);
}

TEST_CASE("http: broken chunks end the connection with one answer") {
  Service service{patient()};
  for (auto const* body : {"zz\r\n", "-1\r\n", "2\n{}\n0\n\n", "2\r\n{}x\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "0x2\r\n{}\r\n0\r\n\r\n"}) {
    CAPTURE(body);
    auto client = service.client();
    client.send(std::string{"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"} + body + health);
    auto const got = client.receive();
    REQUIRE(got);
    CHECK((got->status == 400 || got->status == 413));
    CHECK_FALSE(client.receive(1));
  }
}

TEST_CASE("http: fields after the body are dropped") {
  Service service;
  auto client = service.client();
  make_root(client);
  auto const login = json_of(client.ask("POST", "/v1/session", json_type, as_root));
  auto const bearer = bearer_of(login);
  REQUIRE(client.ask("GET", "/v1/me", bearer)->status == 200);

  std::string const change = R"({"old":"Correct-Horse-9","new":"Another-Horse-9"})";
  client.send("PUT /v1/session/password HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n31\r\n" + change + "\r\n0\r\n" + bearer + "\r\n");
  CHECK(client.receive()->status == 401);
}

TEST_CASE("http: an answer to a body that nobody read ends the connection") {
  Service service;
  auto client = service.client();
  client.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 44\r\n\r\n");
  auto const got = client.receive();
  REQUIRE(got);
  CHECK(got->status == 404);
  CHECK(got->field("connection") == "close");
  client.send(health);
  CHECK_FALSE(client.receive(1));
}

TEST_CASE("http: a client that asks whether to go on is told so, once the request is known to be welcome") {
  Service service;
  auto client = service.client();
  client.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.receive()->status == 100);
  client.send("{}");
  CHECK(client.receive()->status == 422);

  auto unwelcome = service.client();
  unwelcome.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(unwelcome.receive()->status == 415);
}

TEST_CASE("http: idle and half-open connections are closed, half-closed ones are answered") {
  Service service;
  auto const begin = Steady::now();
  auto silent = service.client();
  CHECK(silent.is_closed(20));
  CHECK(seconds_since(begin) > 1.9);

  auto half = service.client();
  half.send(health);
  half.finish_sending();
  CHECK(half.receive()->status == 200);
  CHECK(half.is_closed(20));
}

TEST_CASE("http: others are served while hundreds of slow clients hang on") {
  Service service{patient()};
  std::vector<Client> slow;
  for (int i = 0; i < 400; ++i) {
    slow.push_back(service.client());
    slow.back().send("GET /healthz HTTP/1.1\r\nX: ");
  }
  auto client = service.client();
  auto const begin = Steady::now();
  for (int i = 0; i < 200; ++i) REQUIRE(client.ask("GET", "/healthz")->status == 200);
  CHECK(seconds_since(begin) < 30);  // the slow ones hang on for a minute
}

TEST_CASE("http: resets in the middle of anything hurt nobody else") {
  Service service;
  std::string const request = "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  for (std::size_t i = 0; i < 300; ++i) {
    auto client = service.client();
    client.send(std::string_view{request}.substr(0, i % (request.size() + 1)));
    client.reset();
  }
  CHECK(service.client().ask("GET", "/healthz")->status == 200);
}

TEST_CASE("http: beyond the cap nobody is accepted until somebody leaves") {
  auto options = patient();
  options.connections = 3;
  Service service{options};
  std::vector<Client> in;
  for (int i = 0; i < 3; ++i) {
    in.push_back(service.client());
    REQUIRE(in.back().ask("GET", "/healthz")->status == 200);
  }
  auto waiting = service.client();
  waiting.send(health);
  CHECK_FALSE(waiting.receive(0.3));
  in.pop_back();
  auto const got = waiting.receive();
  REQUIRE(got);
  CHECK(got->status == 200);
}

TEST_CASE("http: beyond its share an address is turned away") {
  auto options = patient();
  options.per_address = 2;
  Service service{options};
  auto first = service.client(), second = service.client();
  REQUIRE(first.ask("GET", "/healthz")->status == 200);
  REQUIRE(second.ask("GET", "/healthz")->status == 200);
  CHECK(service.client().is_closed(20));
}

TEST_CASE("http: stopping finishes what is at hand and closes what is idle") {
  Service service{patient()};
  auto idle = service.client(), busy = service.client();
  REQUIRE(idle.ask("GET", "/healthz")->status == 200);
  busy.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  REQUIRE(busy.receive());  // now it is at hand
  service.server->stop();
  CHECK(idle.is_closed(20));
  busy.send("{}");
  auto const got = busy.receive();
  REQUIRE(got);
  CHECK(got->status == 422);
  CHECK(got->field("connection") == "close");
  auto const begin = Steady::now();
  service.stop();
  CHECK(seconds_since(begin) < 30);  // it waits for nobody else, though it might for a minute
}

TEST_CASE("http: beyond loopback the service binds only where somebody can log in") {
  auto engine = Engine::open(std::make_shared<MemoryStore>(), {}).value();
  HttpOptions options;
  options.port = 0;
  options.address = "0.0.0.0";
  auto const refused = HttpServer::open(options, *engine, nullptr, nullptr);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_allowed);
  std::shared_ptr<AccountStore> const accounts = open_accounts(":memory:").value();
  CHECK_FALSE(HttpServer::open(options, *engine, accounts, nullptr));
  options.first_run_token = "token";
  CHECK(HttpServer::open(options, *engine, accounts, nullptr));
  options.address = "no address";
  CHECK(HttpServer::open(options, *engine, accounts, nullptr).error().code == Errc::bad_definition);
}

TEST_CASE("http: a stranger's body is small") {
  Service service;
  auto client = service.client();
  client.send("POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 8193\r\n\r\n");
  CHECK(client.receive()->status == 413);
}

TEST_CASE("http: a tick that fails is counted each time and told once") {
  TemporaryFolder const folder;
  auto options = quick();
  std::atomic<int> told = 0;
  options.on_trouble = [&](Error const&) { ++told; };
  Service const service{options, SqliteStore::open(folder.path("store.db"), {"", 0, ~std::uint64_t{0}}).value()};
  CHECK(comes_to(service, "guicheng_engine_tick_errors_total", 2));
  CHECK(told == 1);
}

}  // namespace guicheng::http
