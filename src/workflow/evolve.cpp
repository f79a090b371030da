// Folding acts into states. Entry points: evolve, replay. Total: what makes no sense in a state changes nothing.
#include <guicheng/workflow.hpp>

#include "workflow/evaluation.hpp"

#include <algorithm>

namespace guicheng {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

/// Puts or, with null, takes away.
void put(Value& names, std::string const& name, Value const& value) {
  auto changed = names.context() ? *names.context() : Context{};
  if (value.is_null()) changed.erase(name);
  else changed.set(name, value);
  names = std::move(changed);
}

/// Sets the named fields, module by module; null clears.
void merge(Value& data, Value const& changes) {
  if (!changes.context()) return;
  auto modules = data.context() ? *data.context() : Context{};
  for (auto const& [module, fields] : *changes.context()) {
    if (!fields.context()) continue;
    auto const* const before = modules.find(module);
    auto merged = before && before->context() ? *before->context() : Context{};
    for (auto const& [field, value] : *fields.context()) {
      if (value.is_null()) merged.erase(field);
      else merged.set(field, value);
    }
    modules.set(module, std::move(merged));
  }
  data = std::move(modules);
}

void start(CaseState& state, CaseStarted const& event, Instant at) {
  if (state.status != CaseStatus::none) return;
  state.id = event.id;
  state.status = CaseStatus::open;
  state.system = event.system;
  state.workflow = event.workflow;
  state.version = event.version;
  state.definition = event.definition;
  state.calendar = event.calendar;
  state.applicant = event.applicant;
  state.division = event.division;
  state.started = at;
}

void count(CaseState& state, ActionTaken const& event, Act const& act) {
  auto const is_it = [&](Done const& done) { return done.stage == event.stage && done.action == event.action; };
  auto found = std::find_if(state.done.begin(), state.done.end(), is_it);
  if (found == state.done.end()) {
    Done done;
    done.stage = event.stage;
    done.action = event.action;
    found = state.done.insert(found, std::move(done));
  }
  found->at = act.at;
  found->by = act.by.id;
  ++found->times;
  found->effective = event.effective;
}

void attach(CaseState& state, FileRef const& file) {
  auto const is_it = [&](FileRef const& other) { return other.slot == file.slot && other.hash == file.hash; };
  if (std::none_of(state.files.begin(), state.files.end(), is_it)) state.files.push_back(file);
}

void enter(CaseState& state, StageEntered const& event, Instant at) {
  if (state.status != CaseStatus::open) return;
  Position position;
  position.token = event.token;
  position.stage = event.stage;
  position.entered = at;
  position.returned = event.returned;
  position.editable = event.editable;
  state.positions.push_back(std::move(position));
  state.last_token = std::max(state.last_token, event.token);
}

void set_clock(CaseState& state, Clock const& clock) {
  auto const found = std::find_if(state.clocks.begin(), state.clocks.end(), [&](Clock const& c) { return c.name == clock.name; });
  if (found == state.clocks.end()) state.clocks.push_back(clock);
  else *found = clock;
}

void end(CaseState& state, std::string const& end) {
  if (state.status != CaseStatus::open) return;
  state.status = CaseStatus::ended;
  state.end = end;
  state.positions.clear();
}

}  // namespace

CaseState evolve(CaseState state, Act const& act) {
  for (auto const& event : act.events) {
    std::visit(Match{
                   [&](CaseStarted const& e) { start(state, e, act.at); },
                   [&](DataChanged const& e) { merge(state.data, e.data); },
                   [&](FileAttached const& e) { attach(state, e.file); },
                   [&](FileRemoved const& e) {
                     std::erase_if(state.files, [&](FileRef const& file) { return file.slot == e.slot && file.hash == e.hash; });
                   },
                   [&](ActionTaken const& e) { count(state, e, act); },
                   [&](StageEntered const& e) { enter(state, e, act.at); },
                   [&](StageLeft const& e) {
                     std::erase_if(state.positions, [&](Position const& position) { return position.token == e.token; });
                   },
                   [&](DivisionSet const& e) { state.division = e.division; },
                   [&](ClockSet const& e) { set_clock(state, e.clock); },
                   [&](NumberIssued const& e) { put(state.numbers, e.name, e.text); },
                   [&](RecordChanged const&) {},
                   [&](Judged const& e) { put(state.results, e.name, e.result); },
                   [&](CaseEnded const& e) { end(state, e.end); },
               },
               event);
  }
  state.seq = act.seq;
  state.changed = act.at;
  return state;
}

CaseState replay(std::span<Act const> history) {
  CaseState state;
  for (auto const& act : history) state = evolve(std::move(state), act);
  return state;
}

Record evolve(Record record, RecordChanged const& change, CaseId by) {
  record.type = change.type;
  record.key = change.key;
  if (change.set.context()) {
    auto fields = record.fields.context() ? *record.fields.context() : Context{};
    for (auto const& [name, value] : *change.set.context()) {
      if (value.is_null()) fields.erase(name);
      else fields.set(name, value);
    }
    record.fields = std::move(fields);
  }
  record.changed_by = by;
  ++record.version;
  return record;
}

}  // namespace guicheng
