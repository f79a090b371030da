// What every request goes through before its handler, and what handlers share. Entry point: Api::respond.
#include "api.hpp"

#include "secret.hpp"

#include <guicheng/json.hpp>
#include <guicheng/masks.hpp>

#include <algorithm>
#include <charconv>

namespace guicheng::http {
namespace {

std::vector<std::string> route_names() {
  std::vector<std::string> out;
  for (auto const& route : routes()) out.push_back(std::string{route.method} + " " + std::string{route.path});
  return out;
}

Response bad_request(Call const& call, char const* code, char const* zh, char const* en, unsigned status = 400) {
  return answer(Problem{status, code, zh, en, {}}, call.request);
}

Response bad_text(Error const& error, Call const& call) {
  return answer(Problem{400, "bad_syntax", "请求内容的写法不对", "The request is not well formed.",
                        {{"bad_syntax", json_error_zh(error), error.message, error.where, {}}}}, call.request);
}

// RFC 9110 §8.3: the media type, and at most charset=utf-8 with it. Anything a browser's form can send is refused.
bool is_json(std::string_view type) {
  std::string plain;
  for (char const c : type)
    if (c != ' ' && c != '\t' && c != '"') plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  return plain == "application/json" || plain == "application/json;charset=utf-8";
}

bool is_key(std::string_view key) noexcept {
  return !key.empty() && key.size() <= 64 && std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F && c != ','; });
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t number = 0;
  auto const [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || rest != text.data() + text.size()) return {};
  return number;
}

// A parameter is held to the schema that /openapi.json shows of it; what a date or a text means its handler judges.
bool fits(std::string_view schema, std::string const& given) {
  auto const read = read_json(schema);
  auto const* says = read ? read->context() : nullptr;
  if (!says) return true;
  if (auto const* words = says->find("enum")) return std::ranges::find(*words->list(), Value{given}) != words->list()->end();
  auto const* type = says->find("type");
  if (*type == Value{"boolean"}) return given == "true" || given == "false";
  if (*type != Value{"integer"}) return true;
  auto const number = whole_number(given);
  auto const* least = says->find("minimum");
  auto const* most = says->find("maximum");
  return number && (!least || *number >= least->number()->to_int64().value()) && (!most || *number <= most->number()->to_int64().value());
}

std::optional<Response> check_query(Route const& route, Call const& call) {
  auto const wrong = [&](char const* code, char const* zh, char const* en, std::string_view name) {
    return answer(Problem{400, "http.query", "查询参数有误", "The query is not understood.", {{code, zh, en, std::string{name}, {}}}}, call.request);
  };
  auto const& given = call.request.head.query;
  for (auto one = given.begin(); one != given.end(); ++one) {
    auto const known = std::ranges::find(route.query, one->first, &Parameter::name);
    if (known == route.query.end()) return wrong("query.unknown", "没有此参数", "There is no such parameter.", one->first);
    if (std::ranges::find(given.begin(), one, one->first, &Pairs::value_type::first) != one)
      return wrong("query.repeated", "参数重复", "The parameter stands twice.", one->first);
    if (!fits(known->schema, one->second))
      return wrong("query.value", "参数的值不在可选范围内", "The parameter's value is not one of those it may have.", one->first);
  }
  for (auto const& wanted : route.query)
    if (wanted.required && !call.query(wanted.name)) return wrong("query.missing", "缺少参数", "The parameter is missing.", wanted.name);
  return {};
}

std::optional<Response> check_fields(Route const& route, Call const& call) {
  auto const& head = call.request.head;
  if (auto const* coding = head.find("content-encoding"); coding && *coding != "identity")
    return bad_request(call, "http.content_encoding", "不接受压缩的内容", "Encoded bodies are not accepted.", 415);
  if (route.body == BodyKind::none && head.has_body())
    return bad_request(call, "http.body", "此请求不应有内容", "This request has no body.");
  if (route.body == BodyKind::json && !is_json(call.request.field("content-type")))
    return bad_request(call, "http.content_type", "内容类型应为 application/json", "The body must be application/json.", 415);
  if (auto const* key = head.find("idempotency-key"); key && (!route.takes_key || !is_key(*key)))
    return bad_request(call, "http.idempotency_key", "Idempotency-Key 有误", "The Idempotency-Key has 1 to 64 visible characters, on requests that take one.");
  return {};
}

// If-Match: one strong tag of ours, or any version.
bool read_match(std::string_view text, std::optional<std::uint64_t>& seq) {
  if (text == "*") return true;
  if (text.size() < 3 || text.size() > 60 || text.front() != '"' || text.back() != '"') return false;
  auto number = text.substr(1, text.size() - 2);
  if (auto const dash = number.find('-'); dash != std::string_view::npos) {  // of a body, see get_case: the seq is what counts
    auto const hash = number.substr(dash + 1);
    if (hash.empty() || !std::ranges::all_of(hash, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); })) return false;
    number = number.substr(0, dash);
  }
  if (number.empty() || number.size() > 18) return false;
  seq = 0;
  for (char const c : number) {
    if (c < '0' || c > '9') return false;
    seq = *seq * 10 + static_cast<unsigned>(c - '0');
  }
  return true;
}

constexpr std::size_t bytes_of_a_stranger = 8 << 10;  // enough for a name and a password; thousands of these are little

Response log_in_first(Request const& request, bool stale_cookie) {
  auto out = answer(Problem{401, "http.unauthenticated", "请先登录", "Log in first.", {}}, request);
  if (stale_cookie) out.fields.emplace_back("Set-Cookie", no_cookie);
  return out;
}

}  // namespace

Api::Api(Engine& its_engine, std::shared_ptr<AccountStore> its_accounts, std::shared_ptr<MaterialStore> its_materials, HttpOptions const& its_options, JwtVerifier tokens)
    : engine{its_engine}, accounts{std::move(its_accounts)}, materials{std::move(its_materials)}, options{its_options},
      sessions{accounts.get(), its_options, std::move(tokens)}, metrics{route_names()}, audit{its_engine}, wrong_logins{its_options.wrong_logins},
      sealing_key{random_bytes(32)} {}

Begun Api::respond(Request request, Instant now) {
  auto match = find_route(routes(), request.head.method, request.head.path);
  if (!match.route) {
    if (match.allowed.empty()) return {not_found(request), routes().size()};
    auto refused = answer(Problem{405, "http.method", "此地址不接受该方法", "The method is not allowed here.", {}}, request);
    refused.fields.emplace_back("Allow", match.allowed);
    return {std::move(refused), routes().size()};
  }
  auto const index = static_cast<std::size_t>(match.route - routes().data());
  auto call = std::make_shared<Call>(Call{*this, std::move(request), {}, std::move(match.captures), now, {}, match.route->id});
  auto who = sessions.authenticate(call->request, now);
  if (!who && who.error().code != Errc::not_allowed) return {answer(who.error(), call->request), index};
  // Who shows something wrong is nobody: a browser with a stale cookie must still be able to log in.
  if (who && *who) call->who = std::move(**who);
  if (match.route->access != Access::anyone && call->who.id.empty()) return {log_in_first(call->request, !who && who.error().where == "cookie"), index};
  if (match.route->access == Access::administrator && !call->who.administrator) {
    audit.note(now, {"not_allowed", call->who.id, {}, std::string{call->route}, {}, 0});
    return {answer(Problem{403, "not_allowed", "仅管理员可用", "Only for administrators.", {}}, call->request), index};
  }
  return {admit(*match.route, std::move(call)), index};
}

Step Api::admit(Route const& route, std::shared_ptr<Call> call) {
  if (auto refused = check_query(route, *call)) return std::move(*refused);
  if (auto refused = check_fields(route, *call)) return std::move(*refused);
  if (route.body != BodyKind::json) return route.handler(call);
  auto text = std::make_shared<std::string>();
  auto const limit = call->who.id.empty() ? std::min(options.json_bytes, bytes_of_a_stranger) : options.json_bytes;
  return Receive{limit,
                 [text](std::string_view piece) { text->append(piece); return Result<void>{}; },
                 [text, call, handler = route.handler]() -> Step {
                   auto body = read_json(*text);
                   if (!body) return bad_text(body.error(), *call);
                   if (!body->context()) return bad_request(*call, "http.body", "内容应为 JSON 对象", "The body must be a JSON object.");
                   call->body = std::move(*body);
                   return handler(call);
                 }};
}

Api::Reader::~Reader() {
  if (!reader_) return;
  std::scoped_lock const lock{api_->mutex_};
  api_->readers_.push_back(std::move(reader_));
}

Result<Api::Reader> Api::borrow_reader() {
  {
    std::scoped_lock const lock{mutex_};
    if (!readers_.empty()) {
      Reader out{*this, std::move(readers_.back())};
      readers_.pop_back();
      return out;
    }
  }
  auto opened = engine.store().open_reader();
  if (!opened) return opened.error();
  return Reader{*this, std::move(*opened)};
}

namespace {

// A refusal says what a condition saw; whoever may not see a personal field must not learn it from there.
Refusal masked(Call const& call, CaseId id, Refusal refusal) {
  auto reader = id > 0 && !refusal.items.empty() ? call.api.borrow_reader() : Result<Api::Reader>{fail(Errc::not_found, "")};
  if (!reader) return refusal;
  auto const seen = call.api.engine.read(**reader, id);
  if (!seen) return refusal;
  Masks const masks{*seen->system, *seen->workflow, seen->state, call.who.actor(call.captures[0])};
  for (auto& item : refusal.items) item = masks.over(std::move(item));
  return refusal;
}

}  // namespace

Step submit(CallPtr const& call, std::string const& system, CaseId id, Command command, std::function<Step(Reply const&)> then) {
  guicheng::Request out;
  // A body may take minutes to come: the act is of the moment in which it is whole, and its author must still be known.
  auto const now = call->api.options.clock ? std::max(call->now, call->api.options.clock()) : call->now;
  auto who = call->who;
  if (now.milliseconds - call->now.milliseconds > 1000) {
    auto again = call->api.sessions.authenticate(call->request, now);
    if (!again && again.error().code != Errc::not_allowed) return answer(again.error(), call->request);
    if (!again || !*again) return log_in_first(call->request, false);
    who = std::move(**again);
  }
  out.system = system;
  out.case_id = id;
  out.command = std::move(command);
  out.actor = who.actor(system);
  out.now = now;
  out.key = call->request.field("idempotency-key");
  if (auto const* match = call->request.head.find("if-match"); match && !read_match(*match, out.expected))
    return answer(Problem{400, "http.if_match", "If-Match 有误", "If-Match is one ETag of this service.", {}}, call->request);
  return Submit{std::move(out), [call, id, then = std::move(then)](Answer answered) -> Step {
                  if (auto const* refusal = std::get_if<Refusal>(&answered)) return answer(masked(*call, id, *refusal), call->request);
                  if (auto const* error = std::get_if<Error>(&answered)) return answer(*error, call->request);
                  return then(std::get<Reply>(answered));
                }};
}

std::shared_ptr<System const> find_system(Call const& call) { return call.api.engine.find_system(call.captures.front()); }

std::optional<CaseId> read_case_id(std::string_view text) noexcept {
  if (text.empty() || text.size() > 18 || text.front() == '0' || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return {};
  CaseId id = 0;
  for (char const c : text) id = id * 10 + (c - '0');
  return id;
}

void note_refused(Call const& call, CaseId id) {
  call.api.audit.note(call.now, {"read.refused", call.who.id, {}, std::string{call.route}, call.captures.front(), id});
}

std::variant<SeenCase, Response> see_case(Call const& call) {
  auto const id = read_case_id(call.captures[1]);
  if (!id || !find_system(call)) return not_found(call.request);
  auto reader = call.api.borrow_reader();
  if (!reader) return answer(reader.error(), call.request);
  auto seen = call.api.engine.read(**reader, *id);
  if (!seen && status_of(seen.error().code) == 404) note_refused(call, *id);
  if (!seen) return answer(seen.error(), call.request);
  auto actor = call.who.actor(call.captures[0]);
  if (seen->state.system != call.captures[0] || !may_see(*seen->system, *seen->workflow, seen->state, actor)) {
    note_refused(call, *id);
    return not_found(call.request);
  }
  return SeenCase{std::move(*reader), std::move(*seen), std::move(actor)};
}

Response bad_cursor(Call const& call) {
  return answer(Problem{400, "http.query", "查询参数有误", "The query is not understood.",
                        {{"query.cursor", "不是服务启动以来某一页给出的位置，请从第一页开始", "No page has given this cursor since the service started: begin with the first page.", "cursor", {}}}}, call.request);
}

std::optional<std::size_t> number_of(Call const& call, std::string_view name) noexcept {
  auto const* text = call.query(name);
  return text ? std::optional{static_cast<std::size_t>(whole_number(*text).value_or(1))} : std::nullopt;
}

std::size_t limit_of(Call const& call) noexcept { return number_of(call, "limit").value_or(50); }

Value const* BodyReader::any(std::string_view name) {
  known_.push_back(name);
  auto const* value = call_.body.context()->find(name);
  return value && !value->is_null() ? value : nullptr;
}

std::string BodyReader::text(std::string_view name, bool required, std::size_t longest) {
  auto const* value = any(name);
  if (!value || (required && *value == Value{""})) {
    if (required) complain("body.missing", "缺少此项", "This entry is missing.", std::string{name});
    return {};
  }
  if (!value->string() || value->string()->size() > longest) {
    complain("body.type", "应为文字，且不得过长", "This entry must be a text, and not too long.", std::string{name});
    return {};
  }
  return *value->string();
}

bool BodyReader::flag(std::string_view name) {
  auto const* value = any(name);
  if (value && !value->boolean()) complain("body.type", "应为 true 或 false", "This entry must be true or false.", std::string{name});
  return value && value->boolean() && *value->boolean();
}

Value const* BodyReader::object(std::string_view name) {
  auto const* value = any(name);
  if (!value || value->context()) return value;
  complain("body.type", "应为对象", "This entry must be an object.", std::string{name});
  return nullptr;
}

void BodyReader::complain(std::string code, std::string zh, std::string en, std::string where) {
  if (items_.size() >= 200) return;
  items_.push_back({std::move(code), std::move(zh), std::move(en), std::move(where), {}});
}

std::optional<Response> BodyReader::finish() {
  for (auto const& [name, value] : *call_.body.context())
    if (std::ranges::find(known_, name) == known_.end()) complain("body.unknown", "没有此项", "There is no such entry.", name);
  if (items_.empty()) return {};
  return answer(Problem{422, "inputs", "填写内容有误", "Inputs are missing or wrong.", items_}, call_.request);
}

}  // namespace guicheng::http
