#include "guicheng/http.hpp"

#include "http_test.hpp"
#include "secret.hpp"
#include "sessions.hpp"
#include "temporary_folder.hpp"

#include <thread>

namespace guicheng::http {
namespace {

constexpr Instant noon{1'700'000'000'000};
Instant after(std::int64_t seconds) { return {noon.milliseconds + seconds * 1000}; }

std::string const& good_hash() {
  static std::string const hash = hash_password("Correct-Horse-9").value();
  return hash;
}
Account ann() {
  Account out;
  out.id = "ann";
  out.name = "安";
  out.password_hash = good_hash();
  out.organisation = "91120000MA06G8N39Q";
  out.division = "120104";
  out.roles = {{"tianjin", {"受理岗", "审批岗"}}, {"other", {}}};
  return out;
}
std::unique_ptr<AccountStore> opened(std::string const& path = ":memory:") {
  auto out = open_accounts(path);
  REQUIRE(out);
  return std::move(*out);
}
Request with(Pairs fields, std::string method = "GET") {
  Request out;
  out.head.method = std::move(method);
  out.head.fields = std::move(fields);
  return out;
}

/// A store in which something happens just before what is asked for.
class Meanwhile final : public AccountStore {
 public:
  explicit Meanwhile(AccountStore& real) : real_{real} {}
  std::function<void()> before_edit = [] {};
  std::function<void(Session const&)> before_session;

  Result<std::optional<Account>> find(std::string_view id) override { return real_.find(id); }
  Result<std::vector<Account>> list(std::string_view after, std::size_t limit) override { return real_.list(after, limit); }
  Result<void> add(Account const& account, bool only_first) override { return real_.add(account, only_first); }
  Result<void> put(Account const& account) override { return before_edit(), real_.put(account); }
  Result<Account> edit(std::string_view id, std::function<Result<void>(Account&)> const& change) override { return before_edit(), real_.edit(id, change); }
  Result<void> note_failure(std::string_view id, int most, Instant until) override { return real_.note_failure(id, most, until); }
  Result<void> clear_failures(std::string_view id) override { return real_.clear_failures(id); }
  Result<void> open_session(Session const& session) override {
    if (auto const before = before_session) before(session);
    return real_.open_session(session);
  }
  Result<std::optional<Session>> find_session(std::string_view hash) override { return real_.find_session(hash); }
  Result<void> touch_session(std::string_view hash, Instant used) override { return real_.touch_session(hash, used); }
  Result<void> close_session(std::string_view hash) override { return real_.close_session(hash); }
  Result<void> close_sessions(std::string_view account) override { return real_.close_sessions(account); }

 private:
  AccountStore& real_;
};

}  // namespace

TEST_CASE("http: an account comes back as it was put") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  auto found = store->find("ann");
  REQUIRE(found);
  REQUIRE(*found);
  CHECK((**found == ann()));

  auto changed = ann();
  changed.expires = noon;
  changed.administrator = true;
  REQUIRE(store->put(changed));
  CHECK((*store->find("ann").value() == changed));
  CHECK(store->add(ann(), false).error().code == Errc::conflict);
  CHECK(store->find("bob").value() == std::nullopt);
}

TEST_CASE("http: the first account is made once, however many try") {
  auto const store = opened();
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      auto one = ann();
      one.id = "admin" + std::to_string(i);
      if (store->add(one, true)) ++made;
    });
  for (auto& thread : threads) thread.join();
  CHECK(made == 1);
  CHECK(store->list("", 10).value().size() == 1);
}

TEST_CASE("http: a password is kept as argon2id and nothing else opens it") {
  CHECK(good_hash().starts_with("$argon2id$"));
  CHECK(verify_password(good_hash(), "Correct-Horse-9"));
  CHECK_FALSE(verify_password(good_hash(), "correct-horse-9"));
  CHECK_FALSE(verify_password("", "nobody has this password"));
  CHECK_FALSE(verify_password("garbage", "x"));
  CHECK(check_password("ann", "Correct-Horse-9").empty());
  for (auto const* weak : {"Short-1", "alllowercase1", "onlyletterssmall", "Has-ann-inside-1"}) CHECK_FALSE(check_password("ann", weak).empty());
}

TEST_CASE("http: five wrong passwords lock an account, also after a restart, and the right one does not open it then") {
  TemporaryFolder const folder;
  auto const path = folder.path("accounts.db");
  HttpOptions const options;
  {
    auto const store = opened(path);
    REQUIRE(store->add(ann(), false));
    Sessions sessions{store.get(), options, JwtVerifier{}};
    for (int i = 0; i < 5; ++i) CHECK(sessions.log_in("ann", "wrong", after(i)).error().code == Errc::not_allowed);
  }
  auto const store = opened(path);
  Sessions sessions{store.get(), options, JwtVerifier{}};
  CHECK(sessions.log_in("ann", "Correct-Horse-9", after(60)).error().code == Errc::limit);
  CHECK(sessions.log_in("ann", "wrong", after(60)).error().code == Errc::limit);

  CHECK(sessions.log_in("ann", "Correct-Horse-9", after(1900)));
  CHECK(store->find("ann").value()->failures == 0);
}

TEST_CASE("http: an unknown name and a wrong password are told apart by nothing") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  HttpOptions const options;
  Sessions sessions{store.get(), options, JwtVerifier{}};
  auto const unknown = sessions.log_in("nobody", "wrong", noon).error(), wrong = sessions.log_in("ann", "wrong", noon).error();
  CHECK(unknown.code == wrong.code);  // `where` tells the audit chain alone; answers are compared in socket_test
  CHECK(unknown.message == wrong.message);
}

TEST_CASE("http: a session is known by its token until it idles, ends or is closed") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  HttpOptions const options;
  Sessions sessions{store.get(), options, JwtVerifier{}};
  auto const opened_session = sessions.log_in("ann", "Correct-Horse-9", noon);
  REQUIRE(opened_session);
  auto const request = with({{"authorization", "Bearer " + opened_session->token}});

  auto who = sessions.authenticate(request, after(1));
  REQUIRE(who);
  REQUIRE(*who);
  CHECK((*who)->actor("tianjin") == Actor{"ann", "安", "91120000MA06G8N39Q", "120104", {"受理岗", "审批岗"}});
  CHECK((*who)->actor("elsewhere").roles.empty());

  Sessions restarted{store.get(), options, JwtVerifier{}};
  CHECK(restarted.authenticate(request, after(2)));
  CHECK(restarted.authenticate(request, after(1700)));
  CHECK(restarted.authenticate(request, after(3400)));         // used meanwhile
  CHECK_FALSE(restarted.authenticate(request, after(5300)));   // idle for half an hour
  CHECK_FALSE(restarted.authenticate(request, after(5301)));

  auto const second = sessions.log_in("ann", "Correct-Horse-9", after(6000));
  auto const again = with({{"authorization", "bearer " + second->token}});
  REQUIRE(sessions.authenticate(again, after(6001)));
  REQUIRE(sessions.end_all("ann"));
  CHECK_FALSE(sessions.authenticate(again, after(6002)));
}

TEST_CASE("http: a cookie changes nothing without its CSRF token and its own origin") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  HttpOptions const options;
  Sessions sessions{store.get(), options, JwtVerifier{}};
  auto const login = sessions.log_in("ann", "Correct-Horse-9", noon);
  REQUIRE(login);
  std::pair<std::string, std::string> const cookie{"cookie", "a=b; __Host-guicheng=" + login->token}, host{"host", "localhost"};
  std::pair<std::string, std::string> const csrf{"x-csrf-token", login->csrf};

  CHECK(sessions.authenticate(with({cookie, host}), noon));
  CHECK_FALSE(sessions.authenticate(with({cookie, host}, "POST"), noon));
  CHECK_FALSE(sessions.authenticate(with({cookie, host, {"x-csrf-token", "guess"}}, "POST"), noon));
  CHECK_FALSE(sessions.authenticate(with({cookie, host, csrf, {"origin", "https://evil.example"}}, "POST"), noon));
  CHECK_FALSE(sessions.authenticate(with({cookie, host, csrf, {"origin", "null"}}, "POST"), noon));
  CHECK(sessions.authenticate(with({cookie, host, csrf, {"origin", "https://localhost"}}, "POST"), noon));
  CHECK(sessions.authenticate(with({cookie, host, csrf}, "POST"), noon));
  CHECK(sessions.authenticate(with({}), noon).value() == std::nullopt);
  CHECK_FALSE(sessions.authenticate(with({{"authorization", "Basic YW5uOng="}}), noon));
}

TEST_CASE("http: an account that expired neither logs in nor keeps its session") {
  auto const store = opened();
  auto account = ann();
  account.expires = after(100);
  REQUIRE(store->add(account, false));
  HttpOptions const options;
  Sessions sessions{store.get(), options, JwtVerifier{}};
  auto const login = sessions.log_in("ann", "Correct-Horse-9", noon);
  REQUIRE(login);
  auto const request = with({{"authorization", "Bearer " + login->token}});
  CHECK(sessions.authenticate(request, after(99)));
  CHECK_FALSE(sessions.authenticate(request, after(100)));
  CHECK_FALSE(sessions.log_in("ann", "Correct-Horse-9", after(100)));
}

TEST_CASE("http: changing a password opens no account that was closed meanwhile") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  Meanwhile closing{*store};
  closing.before_edit = [&] {  // an administrator, while the new password is hashed
    auto closed = ann();
    closed.expires = noon;
    closed.roles.clear();
    REQUIRE(store->put(closed));
  };
  HttpOptions const options;
  Sessions sessions{&closing, options, JwtVerifier{}};
  REQUIRE(sessions.change_password("ann", "Correct-Horse-9", "Another-Horse-8", noon));
  auto const left = store->find("ann").value();
  CHECK(left->expires == noon);
  CHECK(left->roles.empty());
  CHECK(verify_password(left->password_hash, "Another-Horse-8"));
}

TEST_CASE("http: a password that was changed meanwhile opens no session") {
  auto const store = opened();
  REQUIRE(store->add(ann(), false));
  HttpOptions const options;
  Meanwhile changing{*store};
  Sessions sessions{&changing, options, JwtVerifier{}};
  std::string of_old;
  changing.before_session = [&](Session const& session) {  // the old one was found right; now the owner changes it
    of_old = session.token_hash;
    REQUIRE(sessions.change_password("ann", "Correct-Horse-9", "Another-Horse-8", noon));
    changing.before_session = nullptr;
  };
  CHECK(sessions.log_in("ann", "Correct-Horse-9", noon).error().code == Errc::not_allowed);
  CHECK_FALSE(store->find_session(of_old).value());
  CHECK(sessions.log_in("ann", "Another-Horse-8", noon));
}

TEST_CASE("http: a file that holds something else is not taken for accounts") {
  TemporaryFolder const folder;
  folder.write("text.db", "this is no database, and is long enough to be read as a header of one: 0123456789012345678901234567890123456789");
  CHECK_FALSE(open_accounts(folder.path("text.db")));
  CHECK_FALSE(open_accounts(folder.path("no/such/folder.db")));
}

}  // namespace guicheng::http
