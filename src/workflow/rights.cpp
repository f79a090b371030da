// Roles, scopes, editing and masking. Entry points: may_see, may_act, editing_for, masked_data.
#include "workflow/rights.hpp"

#include <algorithm>

namespace guicheng {
namespace {

bool reaches(System const& system, std::string_view role_name, CaseState const& state, Actor const& actor) noexcept {
  auto const* const role = system.find_role(role_name);
  return role && has_role(actor, role_name) && guicheng::reaches(*role, state, actor);
}

std::string const* text_in(Value const& fields, std::string const& name) {
  auto const* const value = name.empty() || !fields.context() ? nullptr : fields.context()->find(name);
  return value ? value->string() : nullptr;
}

bool reaches(Role const& role, RecordType const& type, Record const& record, Actor const& actor) {
  auto const* const organisation = text_in(record.fields, type.organisation);
  auto const* const division = text_in(record.fields, type.division);
  switch (role.reach) {
    case Role::Reach::everywhere: return true;
    case Role::Reach::division:
      if (type.division.empty()) return type.organisation.empty() || !organisation;
      return division && division_covers(actor.division, *division);
    case Role::Reach::own_organisation: return organisation && *organisation == actor.organisation;
  }
  return false;
}

bool is_own(RecordType const& type, Record const& record, Actor const& actor) {
  auto const* const organisation = text_in(record.fields, type.organisation);
  return organisation && !actor.organisation.empty() && *organisation == actor.organisation;
}

Value masked(std::vector<Field> const& fields, Value const& values);

Value masked(Field const& field, Value const& value) {
  if (field.personal) {
    if (value.string()) return mask(field.kind, *value.string());
    return value.is_null() ? value : Value{"***"};
  }
  if (field.kind != FieldKind::list || !value.list() || !holds_personal(field.of)) return value;
  List items;
  for (auto const& item : *value.list()) items.push_back(masked(field.of, item));
  return items;
}

/// Depth is that of the definitions, which their reader limits.
Value masked(std::vector<Field> const& fields, Value const& values) {
  if (!values.context() || !holds_personal(fields)) return values;
  auto result = *values.context();
  for (auto const& field : fields)
    if (auto const* const value = result.find(field.name)) result.set(field.name, masked(field, *value));
  return result;
}

/// Depth is that of the definitions.
void add_hidden(std::vector<Field> const& fields, std::vector<HiddenName>& to) {
  for (auto const& field : fields) {
    if (field.personal) to.push_back({field.name, field.kind});
    add_hidden(field.of, to);
  }
}

bool rests_on_personal(Workflow const& workflow, Feel const& feel) {
  auto const used = feel.used_slots();
  return std::any_of(used.begin(), used.end(), [&](std::size_t slot) {
    if (slot >= workflow.bindings.size() || workflow.bindings[slot].kind != Binding::Kind::field) return false;
    auto const* const field = workflow.find_field(workflow.bindings[slot].module, workflow.bindings[slot].name);
    return field && field->personal;
  });
}

}  // namespace

bool holds_personal(Field const& field) { return field.personal || holds_personal(field.of); }
bool holds_personal(std::vector<Field> const& fields) {
  return std::any_of(fields.begin(), fields.end(), [](Field const& field) { return holds_personal(field); });
}

Actor system_actor() { return {"system", "系统", {}, {}, {}}; }
bool is_system(Actor const& actor) noexcept { return actor.id == "system"; }

bool is_applicant(CaseState const& state, Actor const& actor) noexcept {
  auto const& applicant = state.applicant;
  if (!applicant.organisation.empty()) return actor.organisation == applicant.organisation;
  return !applicant.id.empty() && actor.id == applicant.id;
}

bool has_role(Actor const& actor, std::string_view role) noexcept {
  return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
}

bool division_covers(std::string_view of, std::string_view division) noexcept {
  if (of.empty() || division.empty()) return false;
  // Province, city, county, town (GB/T 10114): what lies behind a level that is all zeros names the whole. A town may end in 00.
  for (std::size_t const level : {2u, 4u, 6u, 9u})
    if (of.size() > level && of.find_first_not_of('0', level) == std::string_view::npos) {
      of = of.substr(0, level);
      break;
    }
  return division.starts_with(of);
}

bool reaches(Role const& role, CaseState const& state, Actor const& actor) noexcept {
  switch (role.reach) {
    case Role::Reach::everywhere: return true;
    case Role::Reach::division: return division_covers(actor.division, state.division);
    case Role::Reach::own_organisation: return !actor.organisation.empty() && actor.organisation == state.applicant.organisation;
  }
  return false;
}

bool may_act(System const& system, std::string_view by, CaseState const& state, Actor const& actor) noexcept {
  if (by == applicant_role) return is_applicant(state, actor);
  return reaches(system, by, state, actor);
}

RefusalItem why_not(System const& system, std::string_view by, Actor const& actor, std::string const& where) {
  if (by == applicant_role) return refuse(Why::applicant_only, where);
  if (has_role(actor, by)) return refuse(Why::out_of_scope, where);
  auto const* const role = system.find_role(by);
  return refuse(Why::role_missing, where, {role && !role->title.empty() ? std::string_view{role->title} : by});
}

std::string const& who_takes(Stage const& stage, Action const& action) noexcept { return action.by.empty() ? stage.by : action.by; }

namespace {

/// It never left the stage it began in, or was deleted from there.
bool is_draft(Workflow const& workflow, CaseState const& state) noexcept {
  if (state.last_token > first_token) return false;
  if (state.status == CaseStatus::open) return true;
  auto const* const end = workflow.find_end(state.end);
  return end && end->hidden;
}

}  // namespace

bool may_see(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor) {
  if (state.status == CaseStatus::none) return false;
  if (is_applicant(state, actor) || is_system(actor)) return true;
  auto const draft = is_draft(workflow, state);
  return any_watcher(workflow, [&](std::string const& role, bool drafts) { return (drafts || !draft) && reaches(system, role, state, actor); });
}

bool may_see(System const& system, RecordType const& type, Record const& record, Actor const& actor) {
  if (is_own(type, record, actor)) return true;
  return std::any_of(system.roles.begin(), system.roles.end(),
                     [&](Role const& role) { return has_role(actor, role.name) && reaches(role, type, record, actor); });
}

Editing editing_of(Stage const& stage, Position const& position) {
  return position.editable.empty() ? stage.edit : Editing{false, position.editable};
}

Editing editing_for(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor) {
  Editing open;
  for (auto const& position : state.positions) {
    auto const* const stage = workflow.find_stage(position.stage);
    if (!stage || !may_act(system, stage->by, state, actor)) continue;
    auto const here = editing_of(*stage, position);
    open.all = open.all || here.all;
    open.paths.insert(open.paths.end(), here.paths.begin(), here.paths.end());
  }
  return open;
}

bool is_open(Editing const& editing, std::string_view module, std::string_view field) noexcept {
  auto const opens = [&](std::string_view open) {
    if (!open.starts_with(module)) return false;
    open.remove_prefix(module.size());
    return open.empty() || (open.front() == '.' && open.substr(1) == field);
  };
  return editing.all || std::any_of(editing.paths.begin(), editing.paths.end(), opens);
}

bool sees_personal(System const& system, CaseState const& state, Actor const& actor) {
  auto const sees = [&](Role const& role) { return role.sees_personal && has_role(actor, role.name) && reaches(role, state, actor); };
  return is_applicant(state, actor) || std::any_of(system.roles.begin(), system.roles.end(), sees);
}

Value masked_input(System const& system, Action const& action, CaseState const& state, Value const& input, Actor const& actor) {
  return sees_personal(system, state, actor) ? input : masked(action.inputs, input);
}

Value masked_data(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor) {
  if (sees_personal(system, state, actor)) return state.data;
  if (!state.data.context()) return state.data;
  auto data = *state.data.context();
  for (auto const& module : workflow.form.modules)
    if (auto const* const fields = data.find(module.name)) data.set(module.name, masked(module.fields, *fields));
  return data;
}

Value masked_fields(System const& system, RecordType const& type, Record const& record, Actor const& actor) {
  auto const sees = [&](Role const& role) { return role.sees_personal && has_role(actor, role.name) && reaches(role, type, record, actor); };
  if (is_own(type, record, actor) || std::any_of(system.roles.begin(), system.roles.end(), sees)) return record.fields;
  return masked(type.fields, record.fields);
}

std::vector<HiddenName> hidden_names(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor) {
  std::vector<HiddenName> found;
  if (sees_personal(system, state, actor)) return found;
  for (auto const& module : workflow.form.modules) add_hidden(module.fields, found);
  for (auto const& stage : workflow.stages)
    for (auto const& action : stage.actions) {
      add_hidden(action.inputs, found);
      for (auto const& effect : action.effects)
        if (auto const* const judge = std::get_if<Judge>(&effect))
          for (auto const& [name, formula] : judge->given)
            if (auto const* const feel = std::get_if<Feel>(&formula); feel && rests_on_personal(workflow, *feel)) found.push_back({name});
    }
  return found;
}

std::string mask(FieldKind kind, std::string_view text) {
  std::size_t const first = kind == FieldKind::resident_id ? 6 : kind == FieldKind::mobile ? 3 : 0;
  std::size_t const last = kind == FieldKind::resident_id ? 2 : kind == FieldKind::mobile ? 4 : 0;
  if (first + last == 0) return text.empty() ? std::string{} : std::string{"***"};
  if (text.size() <= first + last) return std::string(text.size(), '*');
  std::string hidden{text};
  std::fill(hidden.begin() + static_cast<std::ptrdiff_t>(first), hidden.end() - static_cast<std::ptrdiff_t>(last), '*');
  return hidden;
}

}  // namespace guicheng
