// Who calls: sessions of local accounts (cookie or bearer) and tokens of other issuers.
#pragma once

#include "jwt.hpp"
#include "router.hpp"

#include <mutex>
#include <unordered_map>

namespace guicheng::http {

/// Thread-safe. Keeps the sessions it has seen in memory, so that a request costs no look into a file.
class Sessions {
 public:
  Sessions(AccountStore* accounts, HttpOptions const& options, JwtVerifier tokens) : accounts_{accounts}, options_{options}, tokens_{std::move(tokens)} {}

  /// Nobody where nothing was shown; not_allowed where what was shown is wrong, expired, or lacks the CSRF token that a
  /// cookie needs on requests that change something. `where` is "cookie" where a cookie is of no use any more.
  Result<std::optional<Identity>> authenticate(Request const&, Instant now);

  struct Opened { std::string token, csrf; Instant expires; Account account; };
  /// Slow: checks the password. Errors: not_allowed; its `where` is for the audit chain, not for the caller: `unknown` (no such
  /// account), `wrong`, `locks` (this wrong password locked it), `expired`; limit (locked after too many failures); storage.
  Result<Opened> log_in(std::string const& id, std::string const& password, Instant now);
  Result<void> log_out(std::string const& session);
  /// Slow. Checks the old password like a login, then ends every session of the account.
  Result<void> change_password(std::string const& id, std::string const& old_password, std::string const& new_password, Instant now);
  /// Forgets what it knows of an account that was changed, and ends its sessions.
  Result<void> end_all(std::string const& account);

 private:
  struct Kept { Identity who; std::string csrf; Instant used, saved, expires; };
  Result<Account> check_password(std::string const& id, std::string const& password, Instant now);
  Result<std::optional<Identity>> by_session(std::string_view token, Request const&, bool cookie, Instant now);
  Result<std::optional<Identity>> by_token(std::string_view token, Instant now) const;
  Result<Kept> load(std::string const& hash, std::string_view token, Instant now);

  AccountStore* accounts_;
  HttpOptions const& options_;
  JwtVerifier tokens_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

/// Prefix of our own session tokens: tells them from those of other issuers, and leaked ones in a text search.
inline constexpr std::string_view token_prefix = "gcs_";
inline constexpr std::string_view cookie_name = "__Host-guicheng";
/// Takes a cookie of ours from a browser: scripts there cannot.
inline constexpr std::string_view no_cookie = "__Host-guicheng=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";

}  // namespace guicheng::http
