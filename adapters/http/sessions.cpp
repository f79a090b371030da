// Sessions and tokens. Entry point: Sessions::authenticate.
#include "sessions.hpp"

#include "secret.hpp"

#include <algorithm>

namespace guicheng::http {
namespace {

Error refused(char const* why, bool stale_cookie = false) { return fail(Errc::not_allowed, why, stale_cookie ? "cookie" : ""); }
Instant later(Instant at, std::int64_t seconds) noexcept { return {at.milliseconds + seconds * 1000}; }
std::string csrf_of(std::string_view token) { return hash_token("csrf:" + std::string{token}); }

std::string_view cookie_in(std::string_view field) {
  while (!field.empty()) {
    auto one = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(field.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(cookie_name) && one.substr(cookie_name.size()).starts_with('=')) return one.substr(cookie_name.size() + 1);
  }
  return {};
}

// A browser sends Origin with what could be forged; where it is there, it must be this very host (RFC 6454).
bool is_own_origin(Request const& request) {
  auto const origin = request.field("origin");
  if (origin.empty()) return true;
  auto const host = request.field("host");
  return origin == "https://" + std::string{host} || origin == "http://" + std::string{host};
}

Identity identity_of(Account const& account, std::string session) {
  return {account.id, account.name, account.organisation, account.division, account.roles, account.administrator, std::move(session)};
}

std::string text_in(Context const& claims, std::string const& name) {
  auto const* value = claims.find(name);
  return value && value->string() ? *value->string() : std::string{};
}

void add_role(SystemRoles& to, std::string_view system, std::string_view role) {
  auto found = std::ranges::find(to, system, &SystemRoles::value_type::first);
  if (found == to.end()) found = to.insert(to.end(), {std::string{system}, {}});
  found->second.emplace_back(role);
}

SystemRoles roles_in(Value const* claim) {
  SystemRoles out;
  if (!claim) return out;
  if (auto const* systems = claim->context()) {
    for (auto const& [system, roles] : *systems)
      if (auto const* list = roles.list())
        for (auto const& role : *list)
          if (role.string()) add_role(out, system, *role.string());
  } else if (auto const* list = claim->list()) {
    for (auto const& pair : *list) {
      auto const colon = pair.string() ? pair.string()->find(':') : std::string::npos;
      if (colon != std::string::npos) add_role(out, pair.string()->substr(0, colon), pair.string()->substr(colon + 1));
    }
  }
  return out;
}

}  // namespace

Result<std::optional<Identity>> Sessions::authenticate(Request const& request, Instant now) {
  auto const shown = request.field("authorization");
  if (!shown.empty()) {
    auto const space = shown.find(' ');
    std::string scheme{shown.substr(0, space)};
    std::ranges::transform(scheme, scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (scheme != "bearer" || space == std::string_view::npos) return refused("Only bearer tokens are accepted.");
    auto const token = shown.substr(space + 1);
    return token.starts_with(token_prefix) ? by_session(token, request, false, now) : by_token(token, now);
  }
  if (auto const cookie = cookie_in(request.field("cookie")); !cookie.empty()) return by_session(cookie, request, true, now);
  return std::optional<Identity>{};
}

Result<std::optional<Identity>> Sessions::by_session(std::string_view token, Request const& request, bool cookie, Instant now) {
  if (!accounts_ || token.size() > 128) return refused("The session is not known.", cookie);
  auto const hash = hash_token(token);
  std::optional<Kept> kept;
  {
    std::scoped_lock const lock{mutex_};
    if (auto const found = kept_.find(hash); found != kept_.end()) kept = found->second;
  }
  if (!kept) {
    auto loaded = load(hash, token, now);
    if (!loaded && loaded.error().code == Errc::not_allowed) return refused("The session is not known.", cookie);
    if (!loaded) return loaded.error();
    kept = std::move(*loaded);
  }
  if (now >= kept->expires || now >= later(kept->used, options_.idle_seconds)) {
    if (auto closed = log_out(hash); !closed) return closed.error();
    return refused("The session has expired.", cookie);
  }
  bool const changes = request.head.method != "GET" && request.head.method != "HEAD";
  if (cookie && changes && (!is_own_origin(request) || !same_secret(request.field("x-csrf-token"), kept->csrf)))
    return refused("The request lacks the session's CSRF token.");
  bool const save = now >= later(kept->saved, 60);  // the file hears of it at most once a minute
  {
    std::scoped_lock const lock{mutex_};
    if (auto const found = kept_.find(hash); found != kept_.end()) {
      found->second.used = std::max(found->second.used, now);
      if (save) found->second.saved = now;
    }
  }
  if (save)
    if (auto touched = accounts_->touch_session(hash, now); !touched) return touched.error();
  return std::optional{std::move(kept->who)};
}

// The lock is held over the reading, and sessions are ended in the file first: so none that was ended is kept.
Result<Sessions::Kept> Sessions::load(std::string const& hash, std::string_view token, Instant now) {
  std::scoped_lock const lock{mutex_};
  auto session = accounts_->find_session(hash);
  if (!session) return session.error();
  if (!*session) return refused("The session is not known.");
  auto account = accounts_->find((*session)->account);
  if (!account) return account.error();
  if (!*account) return refused("The session's account is gone.");
  auto const ends = (*account)->expires ? std::min(*(*account)->expires, (*session)->expires) : (*session)->expires;
  Kept kept{identity_of(**account, hash), csrf_of(token), (*session)->used, (*session)->used, ends};
  if (kept_.size() >= 100'000) std::erase_if(kept_, [&](auto const& one) { return now >= one.second.expires || now >= later(one.second.used, 60); });
  kept_.insert_or_assign(hash, kept);
  return kept;
}

Result<std::optional<Identity>> Sessions::by_token(std::string_view token, Instant now) const {
  auto verified = tokens_.verify(token, now);
  if (!verified) return verified.error();
  auto const& settings = *verified->issuer;
  auto const& claims = verified->claims;
  Identity who{text_in(claims, settings.id), text_in(claims, settings.name), text_in(claims, settings.organisation),
               text_in(claims, settings.division), roles_in(claims.find(settings.roles)), false, {}};
  if (who.id.empty() || who.id.size() > 128 || std::ranges::any_of(who.id, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }))
    return refused("The token does not say who it is for.");
  // Names of two issuers, or of an issuer and a local account, are never the same person.
  who.id = settings.issuer + "#" + who.id;
  if (who.name.empty()) who.name = text_in(claims, settings.id);
  return std::optional{std::move(who)};
}

Result<Account> Sessions::check_password(std::string const& id, std::string const& password, Instant now) {
  if (!accounts_) return refused("There are no accounts here.");
  auto account = accounts_->find(id);
  if (!account) return account.error();
  bool const locked = *account && (*account)->locked_until && now < *(*account)->locked_until;
  bool const right = verify_password(*account && !locked ? (*account)->password_hash : std::string{}, password);
  if (locked) return fail(Errc::limit, "The account is locked after too many wrong passwords.");
  if (!*account) return fail(Errc::not_allowed, "The name or the password is wrong.", "unknown");
  if (!right) {
    // A lock that has run out leaves the count high: the next wrong password locks again at once.
    if (auto noted = accounts_->note_failure(id, options_.failures, later(now, options_.lock_seconds)); !noted) return noted.error();
    return fail(Errc::not_allowed, "The name or the password is wrong.", (*account)->failures + 1 >= options_.failures ? "locks" : "wrong");
  }
  if ((*account)->expires && now >= *(*account)->expires) return fail(Errc::not_allowed, "The name or the password is wrong.", "expired");
  // Guesses in parallel may have locked it while this one was computed.
  auto again = accounts_->find(id);
  if (!again) return again.error();
  if (!*again || ((*again)->locked_until && now < *(*again)->locked_until)) return fail(Errc::limit, "The account is locked after too many wrong passwords.");
  if ((*again)->failures > 0)
    if (auto cleared = accounts_->clear_failures(id); !cleared) return cleared.error();
  return std::move(**again);
}

Result<Sessions::Opened> Sessions::log_in(std::string const& id, std::string const& password, Instant now) {
  auto account = check_password(id, password, now);
  if (!account) return account.error();
  auto const token = std::string{token_prefix} + write_base64url(random_bytes(32));
  Session const session{hash_token(token), id, now, now, later(now, options_.session_seconds)};
  if (auto opened = accounts_->open_session(session); !opened) return opened.error();
  // Who changes a password ends the sessions that are there: one that was opened by the old password after that ends here.
  auto now_there = accounts_->find(id);
  if (!now_there || !*now_there || (*now_there)->password_hash != account->password_hash) {
    if (auto closed = log_out(session.token_hash); !closed) return closed.error();
    return now_there ? fail(Errc::not_allowed, "The name or the password is wrong.", "wrong") : now_there.error();
  }
  return Opened{token, csrf_of(token), session.expires, std::move(*account)};
}

Result<void> Sessions::log_out(std::string const& session) {
  auto closed = accounts_ ? accounts_->close_session(session) : Result<void>{};
  std::scoped_lock const lock{mutex_};
  kept_.erase(session);
  return closed;
}

Result<void> Sessions::end_all(std::string const& account) {
  auto closed = accounts_->close_sessions(account);
  std::scoped_lock const lock{mutex_};
  std::erase_if(kept_, [&](auto const& one) { return one.second.who.id == account; });
  return closed;
}

Result<void> Sessions::change_password(std::string const& id, std::string const& old_password, std::string const& new_password, Instant now) {
  auto account = check_password(id, old_password, now);
  if (!account) return account.error();
  auto hash = hash_password(new_password);
  if (!hash) return hash.error();
  auto changed = accounts_->edit(id, [&](Account& now_there) -> Result<void> {
    if (now_there.password_hash != account->password_hash) return refused("The password was changed meanwhile.");
    now_there.password_hash = *hash;
    now_there.failures = 0;
    now_there.locked_until.reset();
    return {};
  });
  if (!changed) return changed.error();
  return end_all(id);
}

}  // namespace guicheng::http
