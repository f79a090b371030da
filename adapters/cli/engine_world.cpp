// A world over the engine. Entry point: EngineWorld::open.
#include "engine_world.hpp"

#include "files.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/hash.hpp>
#include <guicheng/json.hpp>
#include <guicheng/masks.hpp>
#include <guicheng/material.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng::cli {
namespace {

Refusal not_visible() { return {"not_visible", {}}; }

/// What an act said: stays remembers which stay is in which stage, from the first act on.
SeenAct see(Workflow const& workflow, Act const& act, std::map<std::uint32_t, StageEntered>& stays) {
  SeenAct out{act.by.name, {}, {}, {}, {}};
  if (!act.reason.empty()) out.reasons.push_back(act.reason);
  for (auto const& event : act.events) {
    if (auto const* const left = std::get_if<StageLeft>(&event)) {
      out.from.push_back(workflow.stage_title(stays[left->token].stage, stays[left->token].returned));
    } else if (auto const* const entered = std::get_if<StageEntered>(&event)) {
      stays[entered->token] = *entered;
      out.to.push_back(workflow.stage_title(entered->stage, entered->returned));
    } else if (auto const* const ended = std::get_if<CaseEnded>(&event)) {
      auto const* const end = workflow.find_end(ended->end);
      out.to.push_back(end ? end->title : ended->end);
    } else if (auto const* const taken = std::get_if<ActionTaken>(&event)) {
      auto const* const stage = workflow.find_stage(taken->stage);
      auto const action = stage ? std::ranges::find(stage->actions, taken->action, &Action::id) : std::vector<Action>::const_iterator{};
      if (act.reason.starts_with("deadline.") && stage && stage->deadline) out.reasons.push_back(stage->deadline->reason);
      out.actions.push_back(stage && action != stage->actions.end() ? action->title : taken->action);
      if (taken->input.context())
        for (auto const& [name, value] : *taken->input.context())
          if (value.string()) out.reasons.push_back(*value.string());
    }
  }
  return out;
}

SeenRecord see(System const& system, RecordType const& type, Record const& record, Actor const& actor, Instant now) {
  auto const today = civil_time(now, system.zone).date;
  return {masked_fields(system, type, record, actor), static_cast<std::int64_t>(record.version), is_valid(type, record, today)};
}

CaseQuery query_of(System const& system, std::vector<std::pair<std::string, std::string>> const& filters) {
  CaseQuery query;
  query.system = system.id;
  query.limit = 200;
  for (auto const& [name, value] : filters) {
    if (name == "workflow") query.workflow = value;
    if (name == "stage") query.stage = value;
    if (name == "end") query.end = value;
    if (name == "division") query.division = value;
    if (name == "title") query.title = value;
    if (name == "status") query.status = value == "open" ? CaseStatus::open : CaseStatus::ended;
  }
  return query;
}

std::string text_in(Value const& fields, std::string const& name) {
  auto const* const value = name.empty() || !fields.context() ? nullptr : fields.context()->find(name);
  return value && value->string() ? *value->string() : std::string{};
}

}  // namespace

EngineOptions engine_options(Bundles bundles) {
  EngineOptions options;
  options.bundles = std::move(bundles);
  options.read_bundle = [](std::string const& bundle) -> Result<std::shared_ptr<System const>> {
    auto const zones = time_zones();
    if (!zones) return zones.error();
    auto loaded = read_bundle(bundle, **zones);
    auto const is_error = [](Finding const& finding) { return finding.level == Finding::Level::error; };
    auto const first = std::find_if(loaded.findings.begin(), loaded.findings.end(), is_error);
    if (!loaded.system) return fail(Errc::bad_definition, first == loaded.findings.end() ? "An older definition cannot be read." : write(*first));
    return loaded.system;
  };
  return options;
}

Result<void> plant(SampleWorld const& world, System const& system, Store& store, Instant now) {
  if (world.records.empty()) return {};
  auto unit = store.begin();
  if (!unit) return unit.error();
  auto const id = (*unit)->view().next_case_id();
  if (!id) return id.error();
  Change change;
  change.id = *id;
  auto const by = system_actor();
  change.act = {1, now, {}, {by.id, by.name, {}}, "sample", {CaseStarted{*id, system.id, {}, "1", system.hash, system.calendar.version, {by.id, by.name, {}}, {}}}};
  for (auto const& sample : world.records) {
    auto const* const type = system.find_record_type(sample.type);
    if (!type) return fail(Errc::bad_definition, fmt::format("There is no record type {}.", sample.type));
    Context fields;
    if (auto const wrong = read_fields(system, type->fields, sample.fields, "", civil_time(now, system.zone).date, fields); !wrong.empty())
      return fail(Errc::bad_definition, fmt::format("A record {} of the sample world: {} {}.", sample.type, wrong[0].where, wrong[0].text_en));
    Record record{sample.type, text_in(fields, type->key), fields, *id, 1};
    change.act.events.push_back(RecordChanged{record.type, record.key, record.fields, true});
    change.records.push_back({record, text_in(fields, type->organisation), text_in(fields, type->division)});
  }
  change.act.events.push_back(CaseEnded{"planted"});
  change.text = write_act(change.act);
  auto& row = change.row;
  row.id = *id;
  row.system = system.id, row.version = "1", row.definition = system.hash, row.title = "sample world";
  row.status = CaseStatus::ended, row.end = "planted", row.started = row.changed = now, row.seq = 1, row.person = by.id;
  if (auto applied = (*unit)->apply(change); !applied) return applied.error();
  return (*unit)->commit();
}

Result<std::unique_ptr<World>> EngineWorld::open(std::shared_ptr<Store> store, std::shared_ptr<System const> system, Bundles const& bundles) {
  auto engine = Engine::open(std::move(store), {system}, engine_options(bundles));
  if (!engine) return engine.error();
  return std::unique_ptr<World>{new EngineWorld{std::move(*engine), std::move(system)}};
}

Result<void> EngineWorld::go_to(Instant now) {
  now_ = now;
  for (int round = 0; round < 1000; ++round) {
    auto const fired = engine_->tick(now);
    if (!fired) return fired.error();
    if (*fired == 0) break;
  }
  return {};
}

Seen<CaseId> EngineWorld::run(Actor const& actor, CaseId id, Command command) {
  Request request;
  request.system = system_->id;
  request.case_id = id;
  request.command = std::move(command);
  request.actor = actor;
  request.now = now_;
  auto answer = engine_->run(std::move(request));
  if (auto* const refusal = std::get_if<Refusal>(&answer)) return std::move(*refusal);
  if (auto* const error = std::get_if<Error>(&answer)) return error->code == Errc::not_found ? Seen<CaseId>{not_visible()} : Seen<CaseId>{std::move(*error)};
  return std::get<Reply>(answer).case_id;
}

Seen<CaseId> EngineWorld::start(Actor const& actor, std::string const& workflow, Value const& data) { return run(actor, 0, StartCase{workflow, data}); }
Seen<CaseId> EngineWorld::save(Actor const& actor, CaseId id, Value const& data) { return run(actor, id, SaveData{data}); }

Seen<CaseId> EngineWorld::upload(Actor const& actor, CaseId id, std::string const& material, std::string const& name, std::string const& bytes) {
  FileRef file{material, name, std::string{sniff(std::string_view{bytes}.substr(0, sniffed_bytes))}, bytes.size(), sha256_hex(bytes)};
  return run(actor, id, AttachFile{std::move(file)});
}

Seen<CaseId> EngineWorld::remove(Actor const& actor, CaseId id, std::string const& material) {
  auto found = look(actor, id);
  auto const* const seen = std::get_if<Look>(&found);
  if (!seen) return std::get_if<Refusal>(&found) ? Seen<CaseId>{std::get<Refusal>(found)} : Seen<CaseId>{std::get<Error>(found)};
  auto const& files = seen->seen.state.files;
  auto const file = std::ranges::find(files, material, &FileRef::slot);
  return run(actor, id, RemoveFile{material, file == files.end() ? std::string{} : file->hash});
}

Seen<CaseId> EngineWorld::act(Actor const& actor, CaseId id, std::string const& stage, std::string const& action, Value const& input) {
  return run(actor, id, TakeAction{stage, action, input});
}

Seen<EngineWorld::Look> EngineWorld::look(Actor const& actor, CaseId id) {
  auto reader = engine_->store().open_reader();
  if (!reader) return reader.error();
  auto seen = engine_->read(**reader, id);
  if (!seen) return seen.error().code == Errc::not_found ? Seen<Look>{not_visible()} : Seen<Look>{seen.error()};
  if (!may_see(*seen->system, *seen->workflow, seen->state, actor)) return not_visible();
  return Look{std::move(*reader), std::move(*seen)};
}

Seen<SeenCase> EngineWorld::read(Actor const& actor, CaseId id) {
  auto found = look(actor, id);
  if (auto* const refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  if (auto* const error = std::get_if<Error>(&found)) return std::move(*error);
  auto const& [reader, seen] = std::get<Look>(found);
  auto const& state = seen.state;
  SeenCase out;
  out.id = id;
  out.stage = state.positions.empty() ? "" : state.positions.front().stage;
  out.end = state.end;
  out.title = status_title(*seen.workflow, state);
  out.status = state.status == CaseStatus::open ? "open" : "ended";
  out.division = state.division;
  out.data = masked_data(*seen.system, *seen.workflow, state, actor);
  out.numbers = state.numbers;
  for (auto const& clock : state.clocks)
    if (clock.stage == out.stage && clock.state == Clock::State::running && clock.due) out.due = clock.due;
  for (auto const& file : state.files) out.files.push_back(file.slot);
  auto const may = available(*seen.system, *seen.workflow, state, actor, now_, reader->view());
  for (auto const& action : may.actions) {
    out.actions.push_back(action.action);
    out.titles.push_back(action.title);
    out.classes.emplace_back(word(action.kind));
  }
  for (auto const& item : case_warnings(*seen.system, *seen.workflow, state, actor, now_, reader->view())) out.warnings.push_back(item.text_zh);
  for (auto const& one : may.completion)
    for (auto const& leaf : one.leaves)
      if (!leaf.complete) out.unfinished.push_back(leaf.path);
  out.all_editable = may.editing.all;
  out.editable = may.editing.paths;
  return out;
}

Seen<std::vector<SeenAct>> EngineWorld::history(Actor const& actor, CaseId id) {
  auto found = look(actor, id);
  if (auto* const refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  if (auto* const error = std::get_if<Error>(&found)) return std::move(*error);
  auto const& [reader, seen] = std::get<Look>(found);
  auto const texts = reader->history(id, 0, 10'000);
  if (!texts) return texts.error();
  std::vector<SeenAct> acts;
  std::map<std::uint32_t, StageEntered> stays;
  for (auto const& text : *texts) {
    auto const act = read_act(text);
    if (!act) return act.error();
    acts.push_back(see(*seen.workflow, *act, stays));
  }
  return acts;
}

Seen<SeenList> EngineWorld::list(Actor const& actor, std::string const& what, std::vector<std::pair<std::string, std::string>> const& filters) {
  auto query = query_of(*system_, filters);
  if (what == "inbox" || what == "cases") {
    query.reach = engine_->reach(*system_, actor, what == "inbox");
    if (what == "inbox") query.order = CaseQuery::Order::due, query.descending = false, query.status = CaseStatus::open;
    return list_cases(actor, std::move(query));
  }
  auto const* const type = system_->find_record_type(what);
  if (!type) return not_visible();
  return list_records(actor, *type, query.division);
}

Seen<SeenList> EngineWorld::list_cases(Actor const&, CaseQuery query) {
  SeenList out;
  if (query.reach.empty()) return out;
  auto const reader = engine_->store().open_reader();
  if (!reader) return reader.error();
  do {
    auto page = (*reader)->list(query);
    if (!page) return page.error();
    for (auto const& row : page->rows) out.titles.push_back(row.title);
    query.cursor = page->next;
  } while (!query.cursor.empty());
  return out;
}

Seen<SeenList> EngineWorld::list_records(Actor const& actor, RecordType const& type, std::string const& division) {
  auto const reader = engine_->store().open_reader();
  if (!reader) return reader.error();
  RecordQuery query{system_->id, type.name, {}, division, {}, {}, 200, {}};
  SeenList out;
  do {
    auto page = (*reader)->list_records(query);
    if (!page) return page.error();
    for (auto const& record : page->rows)
      if (may_see(*system_, type, record, actor)) out.fields.push_back(masked_fields(*system_, type, record, actor));
    query.cursor = page->next;
  } while (!query.cursor.empty());
  return out;
}

Seen<Value> EngineWorld::advice(Actor const& actor, CaseId id) {
  auto found = look(actor, id);
  if (auto* const refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  if (auto* const error = std::get_if<Error>(&found)) return std::move(*error);
  auto const& [reader, seen] = std::get<Look>(found);
  for (auto const& module : seen.workflow->form.modules) {
    auto const subject = rule_subject(*seen.system, *seen.workflow, seen.state, module.name, actor, now_, reader->view());
    if (!subject.rules) continue;
    EvalContext context;
    context.now = now_;
    context.zone = &seen.system->zone;
    context.steps = 10'000'000;
    Masks masks{*seen.system, *seen.workflow, seen.state, actor};
    masks.hide(subject.inputs);
    auto value = read_json(write_advice_json(masks.over(advise(*subject.rules, subject.inputs, context))));
    return value ? Seen<Value>{std::move(*value)} : Seen<Value>{value.error()};
  }
  return not_visible();
}

Seen<Value> EngineWorld::result(Actor const& actor, CaseId id, std::string const& name) {
  auto found = look(actor, id);
  if (auto* const refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  if (auto* const error = std::get_if<Error>(&found)) return std::move(*error);
  auto const& seen = std::get<Look>(found).seen;
  auto const& results = seen.state.results;
  auto const* const kept = results.context() ? results.context()->find(name) : nullptr;
  return kept ? Seen<Value>{Masks{*seen.system, *seen.workflow, seen.state, actor}.over_kept(*kept)} : Seen<Value>{not_visible()};
}

Seen<SeenRecord> EngineWorld::record(Actor const& actor, std::string const& type_name, std::string const& key, std::optional<std::int64_t> version) {
  auto const* const type = system_->find_record_type(type_name);
  if (!type) return not_visible();
  auto const reader = engine_->store().open_reader();
  if (!reader) return reader.error();
  auto const found = (*reader)->view().find_record(system_->id, type_name, key);
  if (!found) return found.error();
  if (!*found || !may_see(*system_, *type, **found, actor)) return not_visible();
  if (!version) return see(*system_, *type, **found, actor, now_);
  auto const changes = (*reader)->record_history(system_->id, type_name, key, static_cast<std::uint64_t>(*version - 1), 1);
  if (!changes) return changes.error();
  if (changes->empty()) return not_visible();
  return SeenRecord{masked_fields(*system_, *type, changes->front().record, actor), *version, false};
}

}  // namespace guicheng::cli
