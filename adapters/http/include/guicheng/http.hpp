// The HTTP service: accounts, sessions, tokens, and the server that puts an Engine behind a JSON API.
// It speaks plain HTTP/1.1: put a TLS terminator in front of it for anything beyond loopback.
#pragma once

#include <guicheng/engine.hpp>
#include <guicheng/material_store.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guicheng {

/// Roles by system: {"office", {"主管"}}.
using SystemRoles = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// A person or program that may log in. Accounts belong to the service, roles to a system.
struct Account {
  std::string id, name, password_hash;          ///< hash: see hash_password
  std::string organisation, division;           ///< see Actor
  SystemRoles roles;
  bool administrator = false;                   ///< may manage accounts; gives no right on any case
  std::optional<Instant> expires;               ///< from then on it cannot log in
  int failures = 0;                             ///< wrong passwords since the last right one
  std::optional<Instant> locked_until;
  bool operator==(Account const&) const = default;
};

/// One login. Only the hash of its token is kept.
struct Session {
  std::string token_hash, account;
  Instant created, used, expires;
  bool operator==(Session const&) const = default;
};

/// The port to where accounts and sessions are kept. Thread-safe. Errors: storage, and those named.
class AccountStore {
 public:
  virtual ~AccountStore() = default;
  virtual Result<std::optional<Account>> find(std::string_view id) = 0;
  virtual Result<std::vector<Account>> list(std::string_view after, std::size_t limit) = 0;  ///< by id
  /// Errors: conflict where the id is taken or, with `only_first`, where any account exists.
  virtual Result<void> add(Account const&, bool only_first) = 0;
  virtual Result<void> put(Account const&) = 0;                       ///< Errors: not_found
  /// Reads, changes and writes in one transaction, so that nobody's change is lost; the account afterwards. Errors:
  /// not_found, and what `change` refuses with: then nothing is written.
  virtual Result<Account> edit(std::string_view id, std::function<Result<void>(Account&)> const& change) = 0;
  /// Counts a wrong password and locks at `most`; one transaction, so that guesses in parallel are all counted.
  virtual Result<void> note_failure(std::string_view id, int most, Instant locked_until) = 0;
  virtual Result<void> clear_failures(std::string_view id) = 0;
  virtual Result<void> open_session(Session const&) = 0;
  virtual Result<std::optional<Session>> find_session(std::string_view token_hash) = 0;
  virtual Result<void> touch_session(std::string_view token_hash, Instant used) = 0;
  virtual Result<void> close_session(std::string_view token_hash) = 0;
  virtual Result<void> close_sessions(std::string_view account) = 0;  ///< all of an account's
};

/// Accounts in a SQLite file of their own; `:memory:` for tests.
Result<std::unique_ptr<AccountStore>> open_accounts(std::string const& path);

/// argon2id (RFC 9106) with its salt and costs, as one text; takes about 0.1 s and 64 MiB. Error: limit.
Result<std::string> hash_password(std::string_view password);

/// Somebody else's identity provider whose signed tokens (JWT, RFC 7519 and RFC 8725) are accepted.
struct JwtIssuer {
  enum class Algorithm : std::uint8_t { rs256, es256 };
  struct Key { std::string id; Algorithm algorithm{}; std::string pem; };  ///< public key; the algorithm is the key's, never the token's
  std::string issuer, audience;
  std::vector<Key> keys;
  /// Names of the claims that an actor is made of. `roles` holds {"system": ["role"]} or ["system:role"].
  std::string id = "sub", name = "name", organisation = "organisation", division = "division", roles = "roles";
  std::string type;                             ///< what the header's `typ` must be, e.g. `at+jwt`; empty: not asked
  int skew_seconds = 60;
};

struct HttpOptions {
  std::string address = "127.0.0.1";            ///< beyond loopback only with accounts or issuers
  std::uint16_t port = 8080;                    ///< 0: any free one, see HttpServer::port
  unsigned threads = 0;                         ///< 0: one for each core
  std::vector<std::string> hosts;               ///< names accepted in Host; empty: any, on loopback the loopback names
  std::vector<JwtIssuer> issuers;
  std::string first_run_token;                  ///< lets the first account be made while there is none; empty: nobody
  std::function<Instant()> clock;               ///< empty: the system's clock
  bool tick = true;                             ///< fires due deadlines each second
  std::function<void(Error const&)> on_trouble; ///< told when that, or accepting, begins to fail; any thread
  int failures = 5;                             ///< wrong passwords until an account is locked
  std::int64_t lock_seconds = 1800, idle_seconds = 1800, session_seconds = 12 * 3600;
  std::size_t connections = 10'000, per_address = 10'000;  ///< behind one proxy every client has the proxy's address
  std::size_t requests_per_connection = 1000;
  std::size_t json_bytes = 1 << 20;
  std::size_t batch_bytes = 16 << 20;           ///< of a file of subjects for a rule set
  std::int64_t batch_seconds = 60;              ///< until a batch is ended with what it has come to
  std::size_t body_bytes = 256 << 20;           ///< of all bodies in memory together; more are told to come back
  int wrong_logins = 60;                        ///< a minute from one address; then it is told to wait. 0: any number. Behind one proxy: all clients together
  std::vector<std::shared_ptr<RuleSet const>> rules;  ///< sets beside those of the systems, for /v1/rules
  /// The bytes of materials' templates, by system and path as the workflow names it.
  std::map<std::pair<std::string, std::string>, std::string> templates;
  std::int64_t head_seconds = 10, body_seconds = 30, wait_seconds = 60, drain_seconds = 10;
};

/// The service. The engine must outlive it.
class HttpServer {
 public:
  /// Binds, and refuses to beyond loopback where nobody could log in. Errors: bad_definition (options), not_allowed,
  /// storage (the address cannot be bound).
  static Result<std::unique_ptr<HttpServer>> open(HttpOptions, Engine&, std::shared_ptr<AccountStore>, std::shared_ptr<MaterialStore>);
  ~HttpServer();
  std::uint16_t port() const noexcept;
  void run();                                   ///< serves until it was stopped and has drained
  void stop();                                  ///< from any thread: no new connections, requests at hand are finished

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace guicheng
