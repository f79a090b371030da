// Accounts and sessions over real sockets: the first account, wrong passwords, cookies.
#include "service.hpp"

namespace guicheng::http {

TEST_CASE("http: the first account is made with the first-run token, and only with it") {
  Service service;
  auto client = service.client();
  auto const make = [&](std::string const& token, std::string const& id, std::string const& fields = {}) {
    return client.ask("POST", "/v1/accounts", json_type + fields, R"({"token":")" + token + R"(","id":")" + id + R"(","name":"甲","password":"Correct-Horse-9"})")->status;
  };
  CHECK(make("wrong", "root") == 403);
  CHECK(make("", "root") == 403);
  CHECK(make("first", "root") == 201);
  CHECK(make("first", "second") == 409);

  auto const login = json_of(client.ask("POST", "/v1/session", json_type, as_root));
  auto const bearer = bearer_of(login);
  CHECK(make("", "second", bearer) == 201);
  CHECK(at(json_of(client.ask("GET", "/v1/accounts", bearer)), "accounts").list()->size() == 2);
  CHECK(client.ask("DELETE", "/v1/session", bearer)->status == 204);
  CHECK(client.ask("GET", "/v1/me", bearer)->status == 401);
}

TEST_CASE("http: an account is locked after five wrong passwords, and answers like one that is not there") {
  Service service;
  auto client = service.client();
  make_root(client);
  for (int i = 0; i < 5; ++i) CHECK(client.ask("POST", "/v1/session", json_type, R"({"user":"root","password":"guess"})")->status == 401);
  auto const id = std::string{"X-Request-Id: same\r\n"} + json_type;
  auto const locked = client.ask("POST", "/v1/session", id, as_root);
  auto const unknown = client.ask("POST", "/v1/session", id, R"({"user":"nobody","password":"Correct-Horse-9"})");
  CHECK(locked->status == 401);
  CHECK(locked->body == unknown->body);
  CHECK(locked->fields == unknown->fields);
}

TEST_CASE("http: too many wrong passwords from one address are told to wait, whatever the name") {
  auto options = quick();
  options.wrong_logins = 3;
  options.clock = [] { return Instant{1'709'254'800'000}; };
  Service service{options};
  auto client = service.client();
  make_root(client);
  for (int i = 0; i < 3; ++i) CHECK(client.ask("POST", "/v1/session", json_type, R"({"user":"nobody","password":"guess"})")->status == 401);
  for (auto const* user : {"root", "nobody"}) {
    auto const refused = client.ask("POST", "/v1/session", json_type, R"({"user":")" + std::string{user} + R"(","password":"Correct-Horse-9"})");
    CHECK(refused->status == 429);
    CHECK(refused->field("retry-after") == "60");
  }
}

TEST_CASE("http: a stale cookie is taken back, and does not keep its browser from logging in") {
  Service service;
  auto client = service.client();
  make_root(client);
  auto const login = json_of(client.ask("POST", "/v1/session", json_type, as_root));
  auto const cookie = "Cookie: __Host-guicheng=" + text_at(login, "token") + "\r\n";
  auto const csrf = "X-CSRF-Token: " + text_at(login, "csrf") + "\r\n";
  CHECK(client.ask("POST", "/v1/session", json_type + cookie, as_root)->status == 200);
  auto const changed = client.ask("PUT", "/v1/session/password", json_type + cookie + csrf, R"({"old":"Correct-Horse-9","new":"Another-Horse-8"})");
  CHECK(changed->status == 204);
  CHECK(changed->field("set-cookie").find("Max-Age=0") != std::string::npos);
  auto const stale = client.ask("GET", "/v1/me", cookie);
  CHECK(stale->status == 401);
  CHECK(stale->field("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(client.ask("POST", "/v1/session", json_type + cookie, R"({"user":"root","password":"Another-Horse-8"})")->status == 200);
  CHECK(client.ask("GET", "/v1/me", "Authorization: Bearer x\r\n")->field("set-cookie").empty());
}

TEST_CASE("http: nobody is called system, or by a name that cannot be read back") {
  Service service;
  auto client = service.client();
  for (auto const* id : {"system", "", "https://id.example#ann", "ann\\u0000", "ann\\nbob"}) {
    auto const made = client.ask("POST", "/v1/accounts", json_type, std::string{R"({"token":"first","id":")"} + id + R"(","name":"甲","password":"Correct-Horse-9"})");
    CHECK(made->status == 422);
    CHECK(made->body.find("account.id") != std::string::npos);
  }
}

}  // namespace guicheng::http
