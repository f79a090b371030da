// What a command does to a case: starting, saving, files, and the way to actions and deadlines. Entry point: decide.
#include "workflow/deciding.hpp"

#include <guicheng/material.hpp>

#include <algorithm>

namespace guicheng {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

std::string const& title_of(std::string const& title, std::string const& id) { return title.empty() ? id : title; }

Module const* find_module(Form const& form, std::string_view name) {
  for (auto const& module : form.modules)
    if (module.name == name) return &module;
  return nullptr;
}

/// Reads data module by module; what is not open is refused. Only what differs from `before` is taken over.
Context read_data(Deciding const& about, Value const& given, Editing const& open, Value const& before, Date today, Items& items) {
  Context changes;
  if (given.is_null()) return changes;
  if (!given.context()) {
    items.push_back(refuse(Why::wrong_type, "data", {"data", both("模块和字段", "modules with fields")}));
    return changes;
  }
  for (auto const& [name, values] : *given.context()) {
    if (items.size() > most_told) break;
    auto const* const module = find_module(about.workflow.form, name);
    if (!module) {
      items.push_back(refuse(Why::unknown_module, path({}, name), {path({}, name)}));
      continue;
    }
    Context read;
    auto wrong = read_fields(about.system, module->fields, values, name, today, read);
    items.insert(items.end(), std::make_move_iterator(wrong.begin()), std::make_move_iterator(wrong.end()));
    auto const* const old = before.context() ? before.context()->find(name) : nullptr;
    Context changed;
    for (auto const& [field, value] : read) {
      auto const place = path(name, field);
      auto const* const was = old && old->context() ? old->context()->find(field) : nullptr;
      if (value == (was ? *was : Value{})) continue;
      if (is_open(open, name, field)) changed.set(field, value);
      else items.push_back(refuse(Why::not_editable, place, {place}));
    }
    if (!changed.empty()) changes.set(name, std::move(changed));
  }
  return changes;
}

/// A value beyond its limit would become null in silence, so a case holds half of that at most.
bool is_too_big(CaseState const& state, Act const& act) {
  constexpr auto most = Value::max_size / 2;
  std::size_t data = 0, results = 0;
  auto const size = [](Value const& value) { return value.is_null() ? Value::max_size : value.size(); };
  for (auto const& event : act.events) {
    if (auto const* const changed = std::get_if<DataChanged>(&event)) data += size(changed->data);
    if (auto const* const judged = std::get_if<Judged>(&event)) results += size(judged->result);
  }
  auto const may_pass = [](std::size_t more, Value const& held) { return more != 0 && more + held.size() > most; };
  if (!may_pass(data, state.data) && !may_pass(results, state.results)) return false;
  auto const after = evolve(state, act);
  auto const passes = [&](std::size_t more, Value const& held) { return more != 0 && size(held) > most; };
  return passes(data, after.data) || passes(results, after.results);
}

// Starting.

bool may_start(Deciding const& about) {
  auto const& actor = about.actor;
  if (about.workflow.start_by == applicant_role || about.workflow.start_by.empty())
    return !is_system(actor) && (!actor.organisation.empty() || actor.roles.empty());
  return about.system.find_role(about.workflow.start_by) && has_role(actor, about.workflow.start_by);
}

std::string_view starter(Deciding const& about) {
  auto const* const role = about.system.find_role(about.workflow.start_by);
  static std::string const applicant = both("单位或个人", "an organisation or a person");
  return !role ? std::string_view{applicant} : title_of(role->title, role->name);
}

/// Puts the defaults of fields that were not given; a default that does not fit the field is left out.
void add_presets(Deciding const& about, Evaluator& names, Context& data) {
  for (auto const& module : about.workflow.form.modules)
    for (auto const& field : module.fields) {
      if (!field.preset || names.field(module.name, field.name)) continue;
      Items wrong;
      auto value = read_field(about.system, field, names.value(*field.preset), field.name, names.today(), wrong);
      if (value.is_null()) continue;
      names.set_field(module.name, field.name, value);
      auto const* const before = data.find(module.name);
      auto fields = before && before->context() ? *before->context() : Context{};
      fields.set(field.name, std::move(value));
      data.set(module.name, std::move(fields));
    }
}

CaseState unborn(Deciding const& about, CaseId id) {
  CaseState state;
  state.id = id;
  state.applicant = reference(about.actor);
  state.started = about.now;
  return state;
}

/// Provisional, as far as the data at hand tell; settled when the first stage is left.
std::string first_division(Deciding const& about, Evaluator& names) {
  auto const found = about.workflow.division ? names.value(*about.workflow.division) : Value{};
  return found.string() ? *found.string() : about.actor.division;
}

Decision start_case(Deciding const& given, StartCase const& command) {
  if (given.state.status != CaseStatus::none) return fail(Errc::conflict, "A case that runs cannot be started.");
  if (command.workflow != given.workflow.id) return refusal("not_visible", refuse(Why::no_workflow, "workflow", {command.workflow}));
  auto const* const first = given.workflow.find_stage(given.workflow.first_stage);
  if (!first) return fail(Errc::bad_definition, "The workflow " + given.workflow.id + " has no first stage.");
  if (!may_start(given)) return refusal("not_allowed", refuse(Why::may_not_start, "start", {starter(given)}));
  auto const id = given.view.next_case_id();
  if (!id) return id.error();
  auto const state = unborn(given, *id);
  Deciding const about{given.system, given.workflow, state, given.actor, given.now, given.view};

  Items items;
  Evaluator names{about.system, about.workflow, state, about.actor, about.now, &about.view};
  auto data = read_data(about, command.data, first->edit, Value{}, names.today(), items);
  names.set_data(data);
  add_presets(about, names, data);
  for (auto const& check : about.workflow.start_must)
    if (auto item = names.judge(check, "start"); item && !check.warning) items.push_back(std::move(*item));
  if (names.failed()) return *names.failed();
  if (!items.empty()) return refusal_of(std::move(items));

  std::vector<Event> events;
  events.push_back(CaseStarted{*id, about.system.id, about.workflow.id, about.workflow.version, about.workflow.hash,
                               about.system.calendar.id + " " + about.system.calendar.version, state.applicant,
                               first_division(about, names)});
  if (!data.empty()) events.push_back(DataChanged{std::move(data)});
  enter(about, *first, nullptr, names.today(), {}, events);
  return act_of(about, std::move(events));
}

// Changing what the case holds.

/// Nothing where the actor may change something now; else why not.
std::optional<Refusal> closed(Deciding const& about, Editing const& open) {
  if (!may_see(about.system, about.workflow, about.state, about.actor)) return refusal("not_visible", refuse(Why::not_visible));
  if (about.state.status == CaseStatus::ended)
    return refusal("wrong_stage", refuse(Why::case_ended, "stage", {status_title(about.workflow, about.state)}));
  if (open.all || !open.paths.empty()) return std::nullopt;
  Items items;
  for (auto const& position : about.state.positions) {
    auto const* const stage = about.workflow.find_stage(position.stage);
    if (!stage) continue;
    auto const& title = title_of(stage->title, stage->id);
    if (may_act(about.system, stage->by, about.state, about.actor)) items.push_back(refuse(Why::not_editable, stage->id, {title}));
    else items.push_back(why_not(about.system, stage->by, about.actor, stage->id));
  }
  return Refusal{"not_allowed", std::move(items)};
}

Decision save_data(Deciding const& about, SaveData const& command) {
  auto const open = editing_for(about.system, about.workflow, about.state, about.actor);
  if (auto refused = closed(about, open)) return *refused;
  Items items;
  auto const today = civil_time(about.now, about.system.zone).date;
  auto changes = read_data(about, command.data, open, about.state.data, today, items);
  if (!items.empty()) return refusal_of(std::move(items));
  std::vector<Event> events;
  events.push_back(DataChanged{std::move(changes)});
  return act_of(about, std::move(events));
}

std::string join(std::vector<std::string> const& words) {
  std::string joined;
  for (auto const& word : words) joined += (joined.empty() ? "" : "、") + word;
  return joined;
}

Material const* find_material(Form const& form, std::string_view name) {
  for (auto const& material : form.materials)
    if (material.name == name) return &material;
  return nullptr;
}

void check_file(Deciding const& about, Material const& material, FileRef const& file, Items& items) {
  auto const& title = title_of(material.title, material.name);
  auto const where = path(materials_module, material.name);
  auto const accepts = material.accept.empty() || std::find(material.accept.begin(), material.accept.end(), file.type) != material.accept.end();
  if (!accepts || file.type.empty()) items.push_back(refuse(Why::material_type, where, {title, join(material.accept)}));
  else if (!name_fits(file.name, file.type)) items.push_back(refuse(Why::material_name, where, {title, file.type}));
  if (file.size == 0) items.push_back(refuse(Why::material_empty, where, {title}));
  if (file.size > material.max_size) items.push_back(refuse(Why::material_size, where, {title, std::to_string(material.max_size)}));
  auto const& files = about.state.files;
  auto const in_slot = std::count_if(files.begin(), files.end(), [&](FileRef const& other) { return other.slot == file.slot; });
  if (static_cast<std::size_t>(in_slot) >= material.max_files)
    items.push_back(refuse(Why::material_count, where, {title, std::to_string(material.max_files)}));
  if (std::any_of(files.begin(), files.end(), [&](FileRef const& other) { return other.slot == file.slot && other.hash == file.hash; }))
    items.push_back(refuse(Why::material_twice, where, {title}));
}

/// What attaching and removing share: the slot is known and open. The material, or a refusal.
std::variant<Material const*, Refusal> open_slot(Deciding const& about, std::string const& slot) {
  auto const open = editing_for(about.system, about.workflow, about.state, about.actor);
  if (auto refused = closed(about, open)) return *refused;
  auto const* const material = find_material(about.workflow.form, slot);
  if (!material) return refusal("inputs", refuse(Why::material_unknown, path(materials_module, slot), {path({}, slot)}));
  if (!is_open(open, materials_module, slot))
    return refusal("not_allowed", refuse(Why::not_editable, path(materials_module, slot), {title_of(material->title, material->name)}));
  return material;
}

Decision attach_file(Deciding const& about, AttachFile const& command) {
  auto const slot = open_slot(about, command.file.slot);
  if (auto const* const refused = std::get_if<Refusal>(&slot)) return *refused;
  auto file = command.file;
  file.name = clean_file_name(file.name);
  Items items;
  check_file(about, *std::get<Material const*>(slot), file, items);
  if (!items.empty()) return refusal_of(std::move(items));
  std::vector<Event> events;
  events.push_back(FileAttached{std::move(file)});
  return act_of(about, std::move(events));
}

Decision remove_file(Deciding const& about, RemoveFile const& command) {
  auto const slot = open_slot(about, command.slot);
  if (auto const* const refused = std::get_if<Refusal>(&slot)) return *refused;
  auto const is_it = [&](FileRef const& file) { return file.slot == command.slot && file.hash == command.hash; };
  if (std::none_of(about.state.files.begin(), about.state.files.end(), is_it)) {
    auto const& material = *std::get<Material const*>(slot);
    return refusal("inputs", refuse(Why::material_missing, path(materials_module, command.slot), {title_of(material.title, material.name)}));
  }
  std::vector<Event> events;
  events.push_back(FileRemoved{command.slot, command.hash});
  return act_of(about, std::move(events));
}

Decision project_deadlines(Deciding const& about) {
  if (!is_system(about.actor)) return refusal("not_allowed", refuse(Why::system_only, "calendar"));
  std::vector<Event> events;
  for (auto const& clock : about.state.clocks) {
    auto const* const stage = about.workflow.find_stage(clock.stage);
    if (clock.state != Clock::State::running || !stage || !stage->deadline) continue;
    if (auto anew = projected(about.system, *stage, clock); !(anew == clock)) events.push_back(ClockSet{std::move(anew)});
  }
  if (events.empty()) return refusal("conflict", refuse(Why::nothing_to_project, "calendar"));
  auto act = act_of(about, std::move(events));
  act.reason = "calendar";
  return act;
}

}  // namespace

ActorRef reference(Actor const& actor) { return {actor.id, actor.name, actor.organisation}; }

Act act_of(Deciding const& about, std::vector<Event> events) {
  Act act;
  act.seq = about.state.seq + 1;
  act.at = about.now;
  act.by = reference(about.actor);
  act.events = std::move(events);
  return act;
}

void enter(Deciding const& about, Stage const& stage, Action const* taken, Date effective, std::vector<std::string> editable,
           std::vector<Event>& events) {
  auto const returned = taken && taken->kind == ActionClass::returned;
  events.push_back(StageEntered{about.state.last_token + 1, stage.id, returned, std::move(editable)});
  if (!stage.deadline) return;
  auto const& from = stage.deadline->from;
  std::optional<Date> start;
  if (from.empty() || (taken && taken->id == from)) start = effective;
  Instant latest{};
  for (auto const& done : about.state.done)
    if (!start && done.action == from && done.at >= latest) latest = done.at;
  for (auto const& done : about.state.done)
    if (!start && done.action == from && done.at == latest)
      start = done.effective ? *done.effective : civil_time(done.at, about.system.zone).date;
  if (start) events.push_back(ClockSet{start_clock(about.system, stage, *start)});
}

std::string division_of(Deciding const& about, Stage const& stage, Evaluator& names, Items& items) {
  if (!about.workflow.division) return about.state.division.empty() ? about.actor.division : about.state.division;
  auto const found = names.value(*about.workflow.division);
  if (found.string() && !found.string()->empty()) return *found.string();
  if (stage.by == applicant_role) items.push_back(names.missing(*about.workflow.division, both("行政区划", "division"), "division"));
  return about.state.division;
}

Decision within_limits(Deciding const& about, Decision decision) {
  auto const* const act = std::get_if<Act>(&decision);
  if (act && is_too_big(about.state, *act)) return refusal_of({refuse(Why::data_too_big, "data")});
  return decision;
}

Decision decide(System const& system, Workflow const& workflow, CaseState const& state, Command const& command, Actor const& by,
                Instant now, View const& view) {
  Deciding const about{system, workflow, state, by, std::max(now, state.changed), view};
  auto made = std::visit(Match{
                           [&](StartCase const& c) { return start_case(about, c); },
                           [&](SaveData const& c) { return save_data(about, c); },
                           [&](AttachFile const& c) { return attach_file(about, c); },
                           [&](RemoveFile const& c) { return remove_file(about, c); },
                           [&](TakeAction const& c) { return take_action(about, c); },
                           [&](FireDeadline const& c) { return fire_deadline(about, c); },
                           [&](ProjectDeadlines const&) { return project_deadlines(about); },
                       },
                       command);
  return within_limits(about, std::move(made));  // here and not where data change: effects change them too
}

}  // namespace guicheng
