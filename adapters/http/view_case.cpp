// Cases, their history and records as JSON. Entry point: view_case. What an actor may not see is masked here at the latest.
#include "message.hpp"
#include "view_rules.hpp"
#include "view_workflow.hpp"

#include <guicheng/masks.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace guicheng::http {
namespace {

Value view_person(ActorRef const& actor) {
  Context out{{"name", actor.name}};
  if (!actor.organisation.empty()) out.set("organisation", actor.organisation);
  return out;
}

std::string stage_title(Workflow const* workflow, std::string const& id, bool returned) {
  return workflow ? workflow->stage_title(id, returned) : id;  // a row may be of a workflow that is here no more
}

std::string_view clock_word(Clock::State state) noexcept {
  switch (state) {
    case Clock::State::running: return "running";
    case Clock::State::stopped: return "stopped";
    case Clock::State::met: return "met";
    case Clock::State::fired: return "fired";
  }
  return "running";
}

Value view_clock(Clock const& clock) {
  Context out{{"name", clock.name}, {"stage", clock.stage}, {"state", clock_word(clock.state)}, {"start", write(clock.start)}, {"days", clock.days},
              {"working", clock.working}, {"extensions", clock.extensions}};
  if (clock.due) out.set("due", write(*clock.due));
  if (!clock.stopped_for.empty()) out.set("stopped_for", clock.stopped_for);
  return out;
}

Value view_position(Workflow const& workflow, CaseState const& state, Position const& position) {
  Context out{{"stage", position.stage}, {"title", workflow.stage_title(position.stage, position.returned)},
              {"entered", write_instant(position.entered)}, {"returned", position.returned}};
  for (auto const& clock : state.clocks)
    if (clock.stage == position.stage && clock.state == Clock::State::running && clock.due) out.set("due", write(*clock.due));
  return out;
}

Value view_file(FileRef const& file) {
  return Context{{"slot", file.slot}, {"name", file.name}, {"type", file.type}, {"size", static_cast<std::int64_t>(file.size)}, {"hash", file.hash}};
}

Value view_available(Availability const& available, Masks const& masks, bool english) {
  List actions, paths;
  for (auto const& one : available.actions) {
    Context out{{"stage", one.stage}, {"action", one.action}, {"title", one.title}, {"kind", word(one.kind)}};
    if (!one.undertaking.empty()) out.set("undertaking", one.undertaking);
    out.set("inputs", one.inputs ? view_fields(*one.inputs) : List{});
    if (one.chosen_modules) out.set("chosen_modules", true);
    List missing;
    for (auto const& item : one.missing) missing.push_back(view_item(masks.over(item), english));
    out.set("missing", std::move(missing));
    actions.push_back(std::move(out));
  }
  for (auto const& path : available.editing.paths) paths.push_back(path);
  return Context{{"actions", std::move(actions)}, {"editing", Context{{"all", available.editing.all}, {"paths", std::move(paths)}}}};
}

List view_completions(std::vector<Completion> const& all) {
  List out;
  for (auto const& one : all) {
    auto const complete = std::ranges::count_if(one.leaves, [](LeafState const& leaf) { return leaf.complete; });
    out.push_back(Context{{"module", one.module}, {"rules", one.rules}, {"complete", static_cast<std::int64_t>(complete)},
                          {"of", static_cast<std::int64_t>(one.leaves.size())}, {"leaves", view_completion(one.leaves)}});
  }
  return out;
}

void add_paths(List& to, Value const& data) {
  if (!data.context()) return;
  for (auto const& [module, fields] : *data.context()) {
    if (!fields.context()) {
      to.push_back(module);
      continue;
    }
    for (auto const& [field, value] : *fields.context()) to.push_back(module + "." + field);
  }
}

struct Moves { List from, to, actions, changed; };

// What the author gives as the reason of an action that a deadline took.
std::string reason_text(Workflow const& workflow, Act const& act) {
  if (act.reason.starts_with("deadline."))
    for (auto const& event : act.events)
      if (auto const* taken = std::get_if<ActionTaken>(&event))
        if (auto const* stage = workflow.find_stage(taken->stage); stage && stage->deadline) return stage->deadline->reason;
  return {};
}

void add(Moves& moves, Workflow const& workflow, Event const& event, Stays& stays, std::function<Value(Action const&, Value const&)> const& input) {
  if (auto const* left = std::get_if<StageLeft>(&event)) {
    auto const stay = std::ranges::find(stays, left->token, &SeenStay::token);
    if (stay == stays.end()) return;
    moves.from.push_back(Context{{"stage", stay->stage}, {"title", workflow.stage_title(stay->stage, stay->returned)}, {"returned", stay->returned}});
    stays.erase(stay);
  } else if (auto const* entered = std::get_if<StageEntered>(&event)) {
    stays.push_back({entered->token, entered->stage, entered->returned});
    moves.to.push_back(Context{{"stage", entered->stage}, {"title", workflow.stage_title(entered->stage, entered->returned)}, {"returned", entered->returned}});
  } else if (auto const* taken = std::get_if<ActionTaken>(&event)) {
    auto const* stage = workflow.find_stage(taken->stage);
    if (std::ranges::find(stays, taken->token, &SeenStay::token) == stays.end()) stays.push_back({taken->token, taken->stage, false});
    Context out{{"stage", taken->stage}, {"action", taken->action}};
    if (stage)
      if (auto const action = std::ranges::find(stage->actions, taken->action, &Action::id); action != stage->actions.end()) {
        out.set("title", action->title);
        out.set("input", input(*action, taken->input));
      }
    moves.actions.push_back(std::move(out));
  } else if (auto const* data = std::get_if<DataChanged>(&event)) {
    add_paths(moves.changed, data->data);
  } else if (auto const* attached = std::get_if<FileAttached>(&event)) {
    moves.changed.push_back(attached->file.slot);
  } else if (auto const* removed = std::get_if<FileRemoved>(&event)) {
    moves.changed.push_back(removed->slot);
  } else if (auto const* ended = std::get_if<CaseEnded>(&event)) {
    auto const* end = workflow.find_end(ended->end);
    moves.to.push_back(Context{{"end", ended->end}, {"title", end ? end->title : ended->end}});
  }
}

}  // namespace

std::string_view word(CaseStatus status) noexcept {
  switch (status) {
    case CaseStatus::none: return "none";
    case CaseStatus::open: return "open";
    case CaseStatus::ended: return "ended";
  }
  return "none";
}

std::string write_instant(Instant at) {
  using namespace std::chrono;
  sys_time<milliseconds> const time{milliseconds{at.milliseconds}};
  auto const day = floor<days>(time);
  year_month_day const date{day};
  hh_mm_ss const clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Value view_row(System const& system, CaseRow const& row) {
  auto const* workflow = system.find_workflow(row.workflow);
  Context out{{"id", row.id}, {"workflow", row.workflow}, {"version", row.version}, {"title", row.title}, {"status", word(row.status)}};
  if (!row.end.empty()) {
    auto const* end = workflow ? workflow->find_end(row.end) : nullptr;
    out.set("end", row.end);
    out.set("status_title", end ? end->title : row.end);
  } else if (!row.stays.empty()) {
    out.set("status_title", stage_title(workflow, row.stays.front().stage, row.stays.front().returned));
  }
  List stages;
  for (auto const& stay : row.stays) {
    Context one{{"stage", stay.stage}, {"title", stage_title(workflow, stay.stage, stay.returned)}, {"entered", write_instant(stay.entered)}, {"returned", stay.returned}};
    if (stay.due) one.set("due", write(*stay.due));
    stages.push_back(std::move(one));
  }
  out.set("positions", std::move(stages));
  out.set("organisation", row.organisation);
  out.set("division", row.division);
  out.set("started", write_instant(row.started));
  out.set("changed", write_instant(row.changed));
  out.set("seq", static_cast<std::int64_t>(row.seq));
  return out;
}

Value view_case(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor, Instant now, View const& view, bool english) {
  auto shown = masked_data(system, workflow, state, actor);
  Masks const masks{state.data, shown, hidden_names(system, workflow, state, actor)};
  List positions, files, clocks;
  for (auto const& position : state.positions) positions.push_back(view_position(workflow, state, position));
  for (auto const& file : state.files) files.push_back(view_file(file));
  for (auto const& clock : state.clocks) clocks.push_back(view_clock(clock));
  Context out{{"id", state.id}, {"system", state.system}, {"workflow", state.workflow}, {"version", state.version},
              {"title", masks.over(case_title(workflow, state))}, {"status", word(state.status)}, {"status_title", status_title(workflow, state)}};
  if (!state.end.empty()) out.set("end", state.end);
  out.set("applicant", view_person(state.applicant));
  out.set("division", state.division);
  out.set("started", write_instant(state.started));
  out.set("changed", write_instant(state.changed));
  out.set("seq", static_cast<std::int64_t>(state.seq));
  out.set("positions", std::move(positions));
  out.set("data", std::move(shown));
  out.set("materials", std::move(files));
  out.set("numbers", state.numbers);
  Context results;
  if (auto const* judged = state.results.context())
    for (auto const& [name, kept] : *judged) results.set(name, masks.over_kept(kept));  // an explanation tells what it was given
  out.set("results", std::move(results));
  out.set("clocks", std::move(clocks));
  List said;
  for (auto const& item : case_warnings(system, workflow, state, actor, now, view)) said.push_back(view_item(masks.over(item), english));
  if (!said.empty()) out.set("warnings", std::move(said));
  auto const may = available(system, workflow, state, actor, now, view);
  if (!may.completion.empty()) out.set("completion", view_completions(may.completion));
  if (auto templates = view_templates(system.id, workflow); !templates.empty()) out.set("templates", std::move(templates));
  out.set("available", view_available(may, masks, english));
  return out;
}

Value view_act(System const& system, Workflow const& workflow, CaseState const& state, Act const& act, Actor const& viewer, Stays& stays) {
  Moves moves;
  auto const input = [&](Action const& action, Value const& given) { return given.context() ? masked_input(system, action, state, given, viewer) : Value{Context{}}; };
  for (auto const& event : act.events) add(moves, workflow, event, stays, input);
  Context out{{"seq", static_cast<std::int64_t>(act.seq)}, {"at", write_instant(act.at)}, {"by", view_person(act.by)}};
  if (act.due) out.set("due", write_instant(*act.due));
  if (!act.reason.empty()) out.set("reason", act.reason);
  if (auto text = reason_text(workflow, act); !text.empty()) out.set("reason_text", std::move(text));
  out.set("from", std::move(moves.from));
  out.set("to", std::move(moves.to));
  out.set("actions", std::move(moves.actions));
  out.set("changed", std::move(moves.changed));
  return out;
}

Value view_record(System const& system, RecordType const& type, Record const& record, Actor const& actor, Instant now) {
  auto const today = civil_time(now, system.zone).date;
  auto shown = masked_fields(system, type, record, actor);
  auto const key = Masks{record.fields, shown}.over(record.key);
  Context out{{"type", record.type}, {"key", key}, {"version", static_cast<std::int64_t>(record.version)}, {"fields", std::move(shown)}, {"changed_by", record.changed_by}};
  out.set("valid", is_valid(type, record, today));
  return out;
}

}  // namespace guicheng::http
