// Scenarios over HTTP. Entry point: open_http_world. Each person of the sample world has an account and a session that the
// account store was given beforehand: logging in costs a tenth of a second each, and has tests of its own.
#include "http_world.hpp"

#include "engine_world.hpp"
#include "http_client.hpp"

#include <guicheng/engine.hpp>
#include <guicheng/hash.hpp>
#include <guicheng/http.hpp>
#include <guicheng/json.hpp>
#include <guicheng/material_folder.hpp>

#include <fmt/core.h>

#include <atomic>
#include <thread>

namespace guicheng::cli {
namespace {

Value at(Value const& value, std::string_view name) {
  auto const* const found = value.context() ? value.context()->find(name) : nullptr;
  return found ? *found : Value{};
}
std::string text_at(Value const& value, std::string_view name) {
  auto const found = at(value, name);
  return found.string() ? *found.string() : std::string{};
}
std::int64_t integer_at(Value const& value, std::string_view name) {
  auto const found = at(value, name);
  return found.number() ? found.number()->to_int64().value_or(0) : 0;
}
List items_at(Value const& value, std::string_view name) {
  auto const found = at(value, name);
  return found.list() ? *found.list() : List{};
}
std::vector<std::string> texts_of(List const& items, std::string_view name) {
  std::vector<std::string> out;
  for (auto const& item : items) out.push_back(text_at(item, name));
  return out;
}

Refusal refusal_of(Value const& problem) {
  Refusal out{text_at(problem, "code"), {}};
  if (out.code == "not_found") out.code = "not_visible";
  for (auto const& item : items_at(problem, "items"))
    out.items.push_back({text_at(item, "code"), text_at(item, "text"), {}, text_at(item, "where"), text_at(item, "remedy")});
  return out;
}

SeenCase case_of(Value const& body) {
  SeenCase out;
  out.id = integer_at(body, "id");
  auto const positions = items_at(body, "positions");
  if (!positions.empty()) {
    out.stage = text_at(positions.front(), "stage");
    out.due = read_date(text_at(positions.front(), "due"));
  }
  out.end = text_at(body, "end");
  out.title = text_at(body, "status_title");
  out.status = text_at(body, "status");
  out.division = text_at(body, "division");
  out.data = at(body, "data");
  out.numbers = at(body, "numbers");
  out.files = texts_of(items_at(body, "materials"), "slot");
  auto const available = at(body, "available"), editing = at(available, "editing"), all = at(editing, "all");
  out.actions = texts_of(items_at(available, "actions"), "action");
  out.titles = texts_of(items_at(available, "actions"), "title");
  out.classes = texts_of(items_at(available, "actions"), "kind");
  out.warnings = texts_of(items_at(body, "warnings"), "text");
  for (auto const& one : items_at(body, "completion"))
    for (auto const& leaf : items_at(one, "leaves"))
      if (at(leaf, "complete") == Value{false}) out.unfinished.push_back(text_at(leaf, "path"));
  out.all_editable = all.boolean() && *all.boolean();
  for (auto const& path : items_at(editing, "paths"))
    if (path.string()) out.editable.push_back(*path.string());
  return out;
}

SeenAct act_of(Value const& body) {
  SeenAct out{text_at(at(body, "by"), "name"), texts_of(items_at(body, "actions"), "title"), texts_of(items_at(body, "from"), "title"),
              texts_of(items_at(body, "to"), "title"), {text_at(body, "reason"), text_at(body, "reason_text")}};
  for (auto const& action : items_at(body, "actions"))
    if (auto const input = at(action, "input"); input.context())
      for (auto const& [name, value] : *input.context())
        if (value.string()) out.reasons.push_back(*value.string());
  return out;
}

class HttpWorld final : public World {
 public:
  Result<void> open(std::shared_ptr<Store> store, std::shared_ptr<System const> system, SampleWorld const& people, Bundles const& bundles, std::string const& folder) {
    system_ = system->id;
    auto materials = open_material_folder(folder);
    if (!materials) return materials.error();
    auto engine = Engine::open(std::move(store), {std::move(system)}, engine_options(bundles));
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    auto accounts = open_accounts(":memory:");
    if (!accounts) return accounts.error();
    accounts_ = std::move(*accounts);
    if (auto added = add_people(people); !added) return added.error();
    HttpOptions options;
    options.port = 0;
    options.threads = 1;
    options.tick = false;  // go_to fires what is due, and waits for it
    options.clock = [this] { return Instant{now_.load()}; };
    options.idle_seconds = options.session_seconds = forever_seconds;
    options.requests_per_connection = 100'000;
    auto server = HttpServer::open(std::move(options), *engine_, accounts_, std::move(*materials));
    if (!server) return server.error();
    server_ = std::move(*server);
    client_ = std::make_unique<HttpClient>(server_->port());
    thread_ = std::thread{[this] { server_->run(); }};
    return {};
  }

  ~HttpWorld() override {
    client_.reset();
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  Result<void> go_to(Instant now) override {
    now_ = now.milliseconds;
    for (int round = 0; round < 1000; ++round) {
      auto const fired = engine_->tick(now);
      if (!fired) return fired.error();
      if (*fired == 0) break;
    }
    return {};
  }

  // As whoever keeps the accounts does it; it ends the person's sessions.
  Result<void> grant(Actor const& actor) override {
    List roles;
    for (auto const& role : actor.roles) roles.push_back(role);
    auto const answer = client_->ask("PATCH", "/v1/accounts/" + escape_url(actor.id), {{"Authorization", "Bearer " + token_of(keeper_id)}, {"Content-Type", "application/json"}},
                                     write_json(Context{{"roles", Context{{system_, std::move(roles)}}}}));
    if (!answer) return answer.error();
    if (answer->status != 200) return fail(Errc::storage, fmt::format("The roles of {} were not changed: status {}: {}", actor.id, answer->status, answer->body));
    return open_session(actor.id);
  }

  Seen<CaseId> start(Actor const& actor, std::string const& workflow, Value const& data) override {
    return command(actor, "POST", "/cases", Context{{"workflow", workflow}, {"data", data}});
  }
  Seen<CaseId> save(Actor const& actor, CaseId id, Value const& data) override { return command(actor, "PATCH", of_case(id) + "/data", data); }
  Seen<CaseId> act(Actor const& actor, CaseId id, std::string const& stage, std::string const& action, Value const& input) override {
    Context body{{"input", input}};
    if (!stage.empty()) body.set("stage", stage);
    return command(actor, "POST", of_case(id) + "/actions/" + escape_url(action), body);
  }

  Seen<CaseId> upload(Actor const& actor, CaseId id, std::string const& material, std::string const& name, std::string const& bytes) override {
    auto const target = fmt::format("{}/materials/{}?name={}", of_case(id), escape_url(material), escape_url(name));
    return id_of(ask(actor, "PUT", target, "application/octet-stream", bytes));
  }

  Seen<CaseId> remove(Actor const& actor, CaseId id, std::string const& material) override {
    auto const seen = ask(actor, "GET", of_case(id));
    std::string hash = "0";
    if (auto const* const body = std::get_if<Value>(&seen))
      for (auto const& file : items_at(*body, "materials"))
        if (text_at(file, "slot") == material) hash = text_at(file, "hash");
    return id_of(ask(actor, "DELETE", fmt::format("{}/materials/{}/{}", of_case(id), escape_url(material), hash)));
  }

  Seen<SeenCase> read(Actor const& actor, CaseId id) override {
    return given<SeenCase>(ask(actor, "GET", of_case(id)), case_of);
  }

  Seen<std::vector<SeenAct>> history(Actor const& actor, CaseId id) override {
    return given<std::vector<SeenAct>>(ask(actor, "GET", of_case(id) + "/history?limit=200"), [](Value const& body) {
      std::vector<SeenAct> acts;
      for (auto const& act : items_at(body, "acts")) acts.push_back(act_of(act));
      return acts;
    });
  }

  Seen<SeenList> list(Actor const& actor, std::string const& what, std::vector<std::pair<std::string, std::string>> const& filters) override {
    bool const cases = what == "inbox" || what == "cases";
    auto target = cases ? "/" + what + "?limit=200" : "/records/" + escape_url(what) + "?limit=200";
    for (auto const& [name, value] : filters) target += "&" + name + "=" + escape_url(value);
    SeenList out;
    for (std::string cursor;;) {
      auto const answer = ask(actor, "GET", cursor.empty() ? target : target + "&cursor=" + escape_url(cursor));
      if (auto const* const refusal = std::get_if<Refusal>(&answer)) return *refusal;
      if (auto const* const error = std::get_if<Error>(&answer)) return *error;
      auto const& page = std::get<Value>(answer);
      for (auto const& row : items_at(page, "cases")) out.titles.push_back(text_at(row, "title"));
      for (auto const& record : items_at(page, "records")) out.fields.push_back(at(record, "fields"));
      cursor = text_at(page, "next");
      if (cursor.empty()) return out;
    }
  }

  Seen<Value> advice(Actor const& actor, CaseId id) override { return ask(actor, "GET", of_case(id) + "/advice"); }
  Seen<Value> result(Actor const& actor, CaseId id, std::string const& name) override {
    return ask(actor, "GET", of_case(id) + "/results/" + escape_url(name));
  }

  Seen<SeenRecord> record(Actor const& actor, std::string const& type, std::string const& key, std::optional<std::int64_t> version) override {
    auto const target = "/records/" + escape_url(type) + "/" + escape_url(key);
    if (!version)
      return given<SeenRecord>(ask(actor, "GET", target), [](Value const& body) {
        auto const valid = at(body, "valid");
        return SeenRecord{at(body, "fields"), integer_at(body, "version"), valid.boolean() && *valid.boolean()};
      });
    auto const answer = ask(actor, "GET", target + "/history?limit=1" + (*version > 1 ? fmt::format("&after={}", *version - 1) : std::string{}));
    auto const* const body = std::get_if<Value>(&answer);
    if (body && items_at(*body, "changes").empty()) return Refusal{"not_visible", {}};
    return given<SeenRecord>(answer, [](Value const& found) {
      auto const changes = items_at(found, "changes");
      return SeenRecord{at(changes.front(), "fields"), integer_at(changes.front(), "version"), false};
    });
  }

 private:
  static constexpr std::int64_t forever_seconds = 200LL * 366 * 86'400;
  static constexpr char const* keeper_id = "#keeper";  // of the accounts

  static std::string token_of(std::string const& person) { return "gcs_" + sha256_hex(person); }
  static std::string of_case(CaseId id) { return fmt::format("/cases/{}", id); }

  Result<void> add_people(SampleWorld const& people) {
    Account keeper;
    keeper.id = keeper.name = keeper_id;
    keeper.password_hash = "none";
    keeper.administrator = true;
    if (auto added = add(keeper); !added) return added;
    for (auto const& [actor, organisation_name] : people.people) {
      Account account;
      account.id = actor.id;
      account.name = actor.name;
      account.password_hash = "none";
      account.organisation = actor.organisation;
      account.division = actor.division;
      account.roles = {{system_, actor.roles}};
      if (auto added = add(account); !added) return added;
    }
    return {};
  }

  Result<void> add(Account const& account) {
    if (auto added = accounts_->add(account, false); !added) return added;
    return open_session(account.id);
  }

  Result<void> open_session(std::string const& id) {
    return accounts_->open_session(Session{sha256_hex(token_of(id)), id, {}, {}, {forever_seconds * 1000}});
  }

  Seen<Value> ask(Actor const& actor, std::string_view method, std::string const& target, std::string const& type = {}, std::string body = {}) {
    HttpClient::Fields fields{{"Authorization", "Bearer " + token_of(actor.id)}};
    if (!type.empty()) fields.emplace_back("Content-Type", type);
    if (method != "GET") fields.emplace_back("Idempotency-Key", fmt::format("step-{}", ++commands_));
    if (method != "GET" && target != "/cases") fields.emplace_back("If-Match", "*");
    auto answer = client_->ask(method, fmt::format("/v1/systems/{}{}", escape_url(system_), target), fields, std::move(body));
    if (!answer) return answer.error();
    auto value = read_json(answer->body, JsonLimits{64u << 20, Value::max_depth, 1'000'000, 10'000});
    if (!value) return fail(Errc::bad_syntax, fmt::format("{} {}: status {} without JSON", method, target, answer->status));
    if (answer->status < 300) return *value;
    if (answer->status < 500 && answer->status != 400 && answer->status != 401) return refusal_of(*value);
    return fail(Errc::storage, fmt::format("{} {}: status {}: {}", method, target, answer->status, answer->body));
  }

  Seen<CaseId> command(Actor const& actor, std::string_view method, std::string const& target, Value const& body) {
    return id_of(ask(actor, method, target, "application/json", write_json(body)));
  }

  static Seen<CaseId> id_of(Seen<Value> const& answer) {
    return given<CaseId>(answer, [](Value const& body) { return integer_at(body, "id"); });
  }

  template <class T, class Make>
  static Seen<T> given(Seen<Value> const& answer, Make const& make) {
    if (auto const* const refusal = std::get_if<Refusal>(&answer)) return *refusal;
    if (auto const* const error = std::get_if<Error>(&answer)) return *error;
    return make(std::get<Value>(answer));
  }

  std::string system_;
  std::atomic<std::int64_t> now_ = 0;
  int commands_ = 0;
  std::shared_ptr<AccountStore> accounts_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<World>> open_http_world(std::shared_ptr<Store> store, std::shared_ptr<System const> system, SampleWorld const& people,
                                               Bundles const& bundles, std::string const& folder) {
  auto world = std::make_unique<HttpWorld>();
  if (auto opened = world->open(std::move(store), std::move(system), people, bundles, folder); !opened) return opened.error();
  return std::unique_ptr<World>{std::move(world)};
}

}  // namespace guicheng::cli
