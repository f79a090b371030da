// Projections: pure functions of states and acts. Entry points: project, read_case.
#include "engine/project.hpp"

#include <guicheng/engine.hpp>
#include <guicheng/event_text.hpp>

#include <algorithm>

namespace guicheng {

namespace {

std::string text_of(Value const* value) {
  if (!value || value->is_null()) return {};
  return value->string() ? *value->string() : write_feel(*value);
}

std::string field_of(Value const& fields, std::string const& name) {
  return name.empty() || !fields.context() ? std::string{} : text_of(fields.context()->find(name));
}

// What `count cases` finds the case by.
std::string key_of(Workflow const& workflow, CaseState const& state) {
  auto const dot = workflow.key.find('.');
  if (dot == workflow.key.npos) return state.applicant.organisation.empty() ? state.applicant.id : state.applicant.organisation;
  auto const* const module = state.data.context() ? state.data.context()->find(std::string_view{workflow.key}.substr(0, dot)) : nullptr;
  return module ? field_of(*module, workflow.key.substr(dot + 1)) : std::string{};
}

std::optional<Date> due_of(CaseState const& state, std::string_view stage) {
  std::optional<Date> due;
  for (auto const& clock : state.clocks)
    if (clock.state == Clock::State::running && clock.stage == stage && clock.due && (!due || *clock.due < *due)) due = clock.due;
  return due;
}

Result<void> add_record(System const& system, CaseState const& after, RecordChanged const& event, View const& view, Change& change) {
  auto const same = [&](RecordRow const& row) { return row.record.type == event.type && row.record.key == event.key; };
  auto row = std::ranges::find_if(change.records, same);
  if (row == change.records.end()) {
    auto before = view.find_record(system.id, event.type, event.key);
    if (!before) return before.error();
    change.records.emplace_back();
    row = change.records.end() - 1;
    if (*before) row->record = std::move(**before);
  }
  row->record = evolve(std::move(row->record), event, after.id);
  if (auto const* const type = system.find_record_type(event.type)) {
    row->organisation = field_of(row->record.fields, type->organisation);
    row->division = field_of(row->record.fields, type->division);
  }
  return {};
}

}  // namespace

CaseRow project_row(Workflow const& workflow, CaseState const& state) {
  CaseRow row;
  row.id = state.id;
  row.system = state.system;
  row.workflow = state.workflow;
  row.version = state.version;
  row.definition = state.definition;
  row.title = case_title(workflow, state);
  row.key = key_of(workflow, state);
  row.organisation = state.applicant.organisation;
  if (row.organisation.empty()) row.person = state.applicant.id;
  row.division = state.division;
  row.status = state.status;
  row.end = state.end;
  row.started = state.started;
  row.changed = state.changed;
  row.next_deadline = next_deadline(state);
  row.seq = state.seq;
  if (auto const* const end = state.end.empty() ? nullptr : workflow.find_end(state.end)) row.hidden = end->hidden;
  for (auto const& position : state.positions)
    row.stays.push_back({position.token, position.stage, position.returned, position.entered, due_of(state, position.stage)});
  return row;
}

Result<Change> project(System const& system, Workflow const& workflow, CaseState const& after, Act act, View const& view) {
  Change change;
  change.id = after.id;
  change.text = write_act(act);
  change.row = project_row(workflow, after);
  for (auto const& event : act.events) {
    if (auto const* const number = std::get_if<NumberIssued>(&event))
      change.serials.push_back({number->name, number->counter, number->text, number->serial});
    if (auto const* const record = std::get_if<RecordChanged>(&event))
      if (auto added = add_record(system, after, *record, view, change); !added) return added.error();
  }
  change.act = std::move(act);
  return change;
}

Result<CaseState> read_case(UnitOfWork::Loaded const& loaded) {
  CaseState state;
  if (loaded.snapshot) {
    auto read = read_state(*loaded.snapshot);
    if (!read) return read.error();
    state = std::move(*read);
  }
  for (auto const& text : loaded.acts) {
    auto const act = read_act(text);
    if (!act) return act.error();
    state = evolve(std::move(state), *act);
  }
  return state;
}

}  // namespace guicheng
