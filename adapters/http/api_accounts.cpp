// Sessions and accounts. Passwords are checked off the network's threads: each takes a tenth of a second.
#include "handlers.hpp"

#include "secret.hpp"
#include "view.hpp"

#include <guicheng/json.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

Value view_roles(SystemRoles const& roles) {
  Context out;
  for (auto const& [system, names] : roles) out.set(system, List{names.begin(), names.end()});
  return out;
}

Context view_person(std::string const& id, std::string const& name, std::string const& organisation, std::string const& division,
                    bool administrator, SystemRoles const& roles) {
  return {{"id", id}, {"name", name}, {"organisation", organisation}, {"division", division}, {"administrator", administrator}, {"roles", view_roles(roles)}};
}

Value view_account(Account const& account) {
  auto out = view_person(account.id, account.name, account.organisation, account.division, account.administrator, account.roles);
  out.set("failures", account.failures);
  if (account.expires) out.set("expires", write_instant(*account.expires));
  if (account.locked_until) out.set("locked_until", write_instant(*account.locked_until));
  return out;
}

Response too_many(Call const& call) {
  auto out = answer(Problem{429, "login.too_many", "密码错误次数过多，请稍后再试", "Too many wrong passwords from here: try again in a minute.", {}}, call.request);
  std::ranges::find(out.fields, "Retry-After", &Pairs::value_type::first)->second = "60";
  return out;
}

// What is told of a password that was refused. A name that nobody has may be a password typed into the wrong place.
void note_refused_login(Call const& call, std::string const& id, Error const& error) {
  bool const known = error.where != "unknown";
  auto const what = error.code == Errc::limit ? "login.locked" : error.where == "locks" ? "account.locked" : "login.refused";
  call.api.audit.note(call.now, {what, known ? id : std::string{}, call.request.peer, {}, {}, 0});
}

// An unknown name, a wrong password and an account that is locked answer alike; so whoever is locked out is told of both.
Response refuse_login(Call const& call, std::string const& id, Error const& error) {
  if (error.code != Errc::not_allowed && error.code != Errc::limit) return answer(error, call.request);
  call.api.wrong_logins.count(call.request.peer, call.now);
  note_refused_login(call, id, error);
  return answer(Problem{401, "login", "账号或密码错误；连续多次错误的账号会暂时锁定", "The name or the password is wrong; after several wrong ones an account is locked for a while.", {}},
                call.request);
}


/// A role that no system here has would be granted without anybody having it: most likely it is mistyped.
void check_role(Call const& call, BodyReader& body, std::string const& system, std::string const& role) {
  auto const found = call.api.engine.find_system(system);
  if (!found) body.complain("system.unknown", "没有此系统", "There is no such system.", "roles." + system);
  else if (!found->find_role(role)) body.complain("role.unknown", "该系统没有角色“" + role + "”", "The system has no role " + role + ".", "roles." + system);
}

SystemRoles read_roles(Call const& call, BodyReader& body) {
  SystemRoles out;
  auto const* given = body.object("roles");
  if (!given) return out;
  for (auto const& [system, names] : *given->context()) {
    std::vector<std::string> list;
    bool right = names.list() != nullptr;
    if (right)
      for (auto const& name : *names.list())
        if ((right = right && name.string())) list.push_back(*name.string());
    if (!right) body.complain("body.type", "应为角色名称的列表", "This must be a list of names of roles.", "roles." + system);
    for (auto const& role : list) check_role(call, body, system, role);
    out.emplace_back(system, std::move(list));
  }
  return out;
}

std::string read_division(BodyReader& body) {
  auto division = body.text("division", false, 12);
  if (!division.empty() && (division.size() < 6 || division.find_first_not_of("0123456789") != std::string::npos))
    body.complain("account.division", "应为行政区划代码（6 至 12 位数字）", "A division is a code of 6 to 12 digits.", "division");
  return division;
}

bool is_account_id(std::string_view id) {
  if (id == "system") return false;  // who acts where a deadline has run out; see workflow/case.hpp
  return !id.empty() && id.size() <= 64 && std::ranges::none_of(id, [](char c) { return c == '#' || (c >= 0 && c < 0x20) || c == 0x7F; });
}

void check_new_password(BodyReader& body, std::string const& id, std::string const& password, char const* where = "password") {
  if (auto const complaint = check_password(id, password); !complaint.empty())
    body.complain("password.weak", complaint.zh, complaint.en, where);
}

// May make an account: an administrator, or whoever holds the first-run token while there is none.
bool holds_first_token(Call const& call, std::string const& token) {
  auto const& first = call.api.options.first_run_token;
  return !first.empty() && same_secret(token, first);
}

Step make_account(CallPtr const& call, Account account, std::string const& password, bool only_first) {
  return Compute{[call, account = std::move(account), password, only_first]() mutable -> Step {
    auto hash = hash_password(password);
    if (!hash) return answer(hash.error(), call->request);
    account.password_hash = std::move(*hash);
    if (auto added = call->api.accounts->add(account, only_first); !added) return answer(added.error(), call->request);
    call->api.audit.tell(call->now, "account.added", call->who.id,
                         {{"account", account.id}, {"administrator", account.administrator}, {"roles", view_roles(account.roles)}});
    return json_answer(view_account(account), 201);
  }, Work::password};
}

}  // namespace

Step post_session(CallPtr const& call) {
  BodyReader body{*call};
  auto id = body.text("user", true, 128);
  auto password = body.text("password", true, 1024);
  if (auto wrong = body.finish()) return std::move(*wrong);
  if (call->api.wrong_logins.is_over(call->request.peer, call->now)) return too_many(*call);
  return Compute{[call, id, password]() -> Step {
    auto opened = call->api.sessions.log_in(id, password, call->now);
    if (!opened) return refuse_login(*call, id, opened.error());
    call->api.audit.note(call->now, {"login", id, call->request.peer, {}, {}, 0});
    auto const& account = opened->account;
    auto out = json_answer(Context{{"token", opened->token}, {"csrf", opened->csrf}, {"expires", write_instant(opened->expires)},
                                   {"me", view_person(account.id, account.name, account.organisation, account.division, account.administrator, account.roles)}});
    out.fields.emplace_back("Set-Cookie", std::string{cookie_name} + "=" + opened->token + "; Path=/; Secure; HttpOnly; SameSite=Strict");
    return out;
  }, Work::password};
}

Step delete_session(CallPtr const& call) {
  if (!call->who.session.empty()) {
    if (auto closed = call->api.sessions.log_out(call->who.session); !closed) return answer(closed.error(), call->request);
    call->api.audit.note(call->now, {"logout", call->who.id, call->request.peer, {}, {}, 0});
  }
  return Response{204, {{"Set-Cookie", std::string{no_cookie}}}, {}, {}};
}

Step put_password(CallPtr const& call) {
  BodyReader body{*call};
  auto old_password = body.text("old", true, 1024);
  auto new_password = body.text("new", true, 1024);
  if (!new_password.empty()) check_new_password(body, call->who.id, new_password, "new");
  if (call->who.session.empty()) body.complain("password.elsewhere", "密码不在此处管理", "This password is kept elsewhere.", "old");
  if (auto wrong = body.finish()) return std::move(*wrong);
  if (call->api.wrong_logins.is_over(call->request.peer, call->now)) return too_many(*call);
  return Compute{[call, old_password, new_password]() -> Step {
    auto changed = call->api.sessions.change_password(call->who.id, old_password, new_password, call->now);
    if (!changed) return refuse_login(*call, call->who.id, changed.error());
    call->api.audit.tell(call->now, "password.changed", call->who.id, {{"account", call->who.id}});
    return Response{204, {{"Set-Cookie", std::string{no_cookie}}}, {}, {}};  // every session has ended
  }, Work::password};
}

Step get_me(CallPtr const& call) {
  auto const& who = call->who;
  return json_answer(view_person(who.id, who.name, who.organisation, who.division, who.administrator, who.roles));
}

Step post_account(CallPtr const& call) {
  BodyReader body{*call};
  auto const token = body.text("token", false, 128);
  Account account;
  account.id = body.text("id", true, 64);
  account.name = body.text("name", true, 200);
  auto const password = body.text("password", true, 1024);
  account.organisation = body.text("organisation", false, 64);
  account.division = read_division(body);
  account.administrator = body.flag("administrator");
  account.roles = read_roles(*call, body);
  bool const first = holds_first_token(*call, token);
  if (!call->who.administrator && !first) {
    call->api.audit.note(call->now, {"not_allowed", call->who.id, call->who.id.empty() ? call->request.peer : std::string{}, std::string{call->route}, {}, 0});
    return answer(Problem{403, "not_allowed", "仅管理员可用", "Only for administrators.", {}}, call->request);
  }
  if (!call->api.accounts) return not_found(call->request);
  if (!is_account_id(account.id)) body.complain("account.id", "账号名不合要求", "This is no name for an account.", "id");
  check_new_password(body, account.id, password);
  if (auto wrong = body.finish()) return std::move(*wrong);
  bool const only_first = !call->who.administrator;
  account.administrator = account.administrator || only_first;
  return make_account(call, std::move(account), password, only_first);
}

Step list_accounts(CallPtr const& call) {
  if (!call->api.accounts) return not_found(call->request);
  auto const* after = call->query("after");
  auto const limit = limit_of(*call);
  auto page = call->api.accounts->list(after ? *after : std::string{}, limit);
  if (!page) return answer(page.error(), call->request);
  List out;
  for (auto const& account : *page) out.push_back(view_account(account));
  return json_answer(Context{{"accounts", std::move(out)}});
}

Step patch_account(CallPtr const& call) {
  BodyReader body{*call};
  auto const has = [&](char const* entry) { return call->body.context()->find(entry) != nullptr; };
  auto const name = body.text("name", has("name"), 200), password = body.text("password", has("password"), 1024);
  bool const has_organisation = has("organisation"), has_division = has("division"), has_roles = has("roles");  // an empty one, or null, takes away
  auto const organisation = body.text("organisation", false, 64), division = read_division(body);
  bool const closed = body.flag("closed"), opened = body.any("closed") && !closed, unlock = body.flag("unlock");
  // Whoever closes accounts stays: so there is always somebody who can open one.
  if (closed && call->captures[0] == call->who.id) body.complain("account.own", "不能关闭自己的账号，请由另一位管理员办理", "Nobody closes one's own account: another administrator does.", "closed");
  auto roles = read_roles(*call, body);
  if (!call->api.accounts) return not_found(call->request);
  if (!password.empty()) check_new_password(body, call->captures[0], password);
  if (auto wrong = body.finish()) return std::move(*wrong);
  // Only what was asked for is changed, at the end: the account may have been changed while a password was hashed.
  return Compute{[=, now = call->now]() -> Step {
    auto hash = password.empty() ? Result<std::string>{std::string{}} : hash_password(password);
    if (!hash) return answer(hash.error(), call->request);
    auto changed = call->api.accounts->edit(call->captures[0], [&](Account& account) -> Result<void> {
      if (!name.empty()) account.name = name;
      if (has_organisation) account.organisation = organisation;
      if (has_division) account.division = division;
      if (has_roles) account.roles = roles;
      if (closed) account.expires = now;
      if (opened && account.expires && *account.expires <= now) account.expires.reset();
      if (unlock) account.failures = 0, account.locked_until.reset();
      if (!hash->empty()) account.password_hash = *hash;
      return {};
    });
    if (!changed && changed.error().code == Errc::not_found) return not_found(call->request);
    if (!changed) return answer(changed.error(), call->request);
    List what;
    for (auto const& [name_of, is_changed] : {std::pair{"name", !name.empty()}, {"organisation", has_organisation}, {"division", has_division},
                                              {"roles", has_roles}, {"password", !password.empty()}, {"unlocked", unlock}})
      if (is_changed) what.push_back(name_of);
    Context told{{"account", changed->id}, {"changed", std::move(what)}};
    if (has_roles) told.set("roles", view_roles(changed->roles));
    call->api.audit.tell(call->now, closed ? "account.closed" : opened ? "account.opened" : "account.changed", call->who.id, std::move(told));
    if (auto ended = call->api.sessions.end_all(changed->id); !ended) return answer(ended.error(), call->request);
    return json_answer(view_account(*changed));
  }, Work::password};
}

}  // namespace guicheng::http
