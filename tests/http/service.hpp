// The real service on a free port of loopback, with a real engine behind it.
#pragma once

#include "http_test.hpp"

#include "client.hpp"
#include "secret.hpp"

#include <guicheng/http.hpp>
#include <guicheng/json.hpp>
#include <guicheng/memory_store.hpp>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace guicheng::http {

/// Short deadlines, so that tests of them are short.
inline HttpOptions quick() {
  HttpOptions out;
  out.port = 0;
  out.threads = 2;
  out.head_seconds = 1;
  out.body_seconds = 1;
  out.wait_seconds = 2;
  out.drain_seconds = 3;
  out.first_run_token = "first";
  return out;
}

class Service {
 public:
  explicit Service(HttpOptions options = quick(), std::shared_ptr<Store> store = std::make_shared<MemoryStore>(),
                   std::vector<std::shared_ptr<System const>> systems = {}, std::shared_ptr<MaterialStore> materials = {})
      : accounts{open_accounts(":memory:").value()} {
    auto opened_engine = Engine::open(std::move(store), std::move(systems));
    REQUIRE(opened_engine);
    engine = std::move(*opened_engine);
    auto opened = HttpServer::open(std::move(options), *engine, accounts, std::move(materials));
    REQUIRE(opened);
    server = std::move(*opened);
    port = server->port();
    thread = std::thread{[this] { server->run(); }};
  }
  ~Service() { stop(); }
  void stop() {
    if (!thread.joinable()) return;
    server->stop();
    thread.join();
  }
  Client client() const { return Client{port}; }

  std::shared_ptr<AccountStore> accounts;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
  std::thread thread;
};

/// A JSON answer as a value; null where it is none.
inline Value json_of(std::optional<Got> const& got) {
  if (!got) return {};
  auto read = read_json(got->body);
  return read ? std::move(*read) : Value{};
}
inline Value at(Value const& value, std::string_view name) {
  auto const* found = value.context() ? value.context()->find(name) : nullptr;
  return found ? *found : Value{};
}
inline std::string text_at(Value const& value, std::string_view name) {
  auto const found = at(value, name);
  return found.string() ? *found.string() : std::string{};
}

inline constexpr auto json_type = "Content-Type: application/json\r\n";
/// Makes the first account of a service, `root`; who it logs in as.
inline void make_root(Client& client) {
  REQUIRE(client.ask("POST", "/v1/accounts", json_type, R"({"token":"first","id":"root","name":"管理员","password":"Correct-Horse-9"})")->status == 201);
}
inline constexpr auto as_root = R"({"user":"root","password":"Correct-Horse-9"})";
/// The field that says who asks, from the answer to a login.
inline std::string bearer_of(Value const& login) { return "Authorization: Bearer " + text_at(login, "token") + "\r\n"; }

}  // namespace guicheng::http
