// Load, decide, apply, fold. Entry points: Desk::handle, Desk::fire.
#include "engine/desk.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/json.hpp>

#include "engine/fingerprint.hpp"
#include "engine/project.hpp"
#include "workflow/refusals.hpp"

#include <algorithm>
#include <charconv>

namespace guicheng {

HotCases::Hot* HotCases::find(CaseId id) {
  auto const at = cases_.find(id);
  if (at == cases_.end()) return nullptr;
  order_.splice(order_.begin(), order_, at->second.used);
  return &at->second;
}

HotCases::Hot& HotCases::put(CaseId id, CaseState state, Law law) {
  forget(id);
  order_.push_front(id);
  return cases_.emplace(id, Hot{std::move(state), std::move(law), order_.begin(), 0, {}}).first->second;
}

void HotCases::forget(CaseId id) {
  auto const at = cases_.find(id);
  if (at == cases_.end()) return;
  bytes_ -= at->second.bytes;
  order_.erase(at->second.used);
  cases_.erase(at);
}

void HotCases::grow(CaseId id, std::size_t bytes) {
  auto const at = cases_.find(id);
  if (at == cases_.end()) return;
  at->second.bytes += bytes;
  bytes_ += bytes;
}

void HotCases::clear() {
  order_.clear();
  cases_.clear();
  bytes_ = 0;
}

void HotCases::trim() {
  while (!cases_.empty() && (cases_.size() > most_ || bytes_ > most_bytes_)) forget(CaseId{order_.back()});
}

namespace {

constexpr int most_firings = 32;  // in a row, of one case: a loop of deadlines must not hold the writer

Refusal conflict(std::string code, std::string zh, std::string en) {
  return {"conflict", {RefusalItem{std::move(code), std::move(zh), std::move(en), {}, {}, {}, {}}}};
}

Refusal not_visible() { return refusal("not_visible", refuse(Why::not_visible)); }

std::string write_reply(Reply const& reply) { return std::to_string(reply.case_id) + " " + std::to_string(reply.seq); }

Reply read_reply(std::string const& text) {
  Reply reply;
  auto const* const end = text.data() + text.size();
  auto const id = std::from_chars(text.data(), end, reply.case_id);
  if (id.ptr != end) std::from_chars(id.ptr + 1, end, reply.seq);
  reply.repeated = true;
  return reply;
}

bool is_authorization(Refusal const& refusal) { return refusal.code == "not_visible" || refusal.code == "not_allowed"; }

std::string write_note(Request const& request, Refusal const& refusal) {
  std::string text = R"({"at":)" + std::to_string(request.now.milliseconds) + R"(,"by":)";
  write_json_string(text, request.actor.id);
  text += R"(,"refused":)";
  write_json_string(text, refusal.code);
  text += R"(,"system":)";
  write_json_string(text, request.system);
  text += R"(,"case":)" + std::to_string(request.case_id) + R"(,"command":)";
  write_json_string(text, describe(request.command));
  return text + "}";
}

}  // namespace

// Trouble of the store ends the group; a conflict is one command's.
Error Desk::trouble(Error error) {
  if (error.code == Errc::storage || error.code == Errc::outcome_unknown) broken_ = error;
  return error;
}

void Desk::end(std::optional<Error> const& failed) {
  if (!failed) {
    kept_.merge(fresh_);
  } else {
    for (auto const id : changed_) hot_.forget(id);
    if (failed->code == Errc::outcome_unknown) hot_.clear();
  }
  changed_.clear();
  fresh_.clear();
  hot_.trim();
  unit_ = nullptr;
}

std::optional<Answer> Desk::find_kept(Request const& request, std::string const& fingerprint) {
  auto const kept = unit_->find_answer(request.actor.id, request.key);
  if (!kept) return Answer{trouble(kept.error())};
  if (!*kept) return {};
  if ((*kept)->fingerprint == fingerprint) return Answer{read_reply((*kept)->answer)};
  return Answer{conflict("key.reused", "该幂等键已用于另一操作", "This idempotency key was used for another command.")};
}

Answer Desk::refuse_and_log(Request const& request, Refusal refusal) {
  if (is_authorization(refusal))
    if (auto logged = unit_->log(request.now, write_note(request, refusal)); !logged) return trouble(logged.error());
  return refusal;
}

Answer Desk::note(Instant now, std::string const& text) {
  if (auto logged = unit_->log(now, text); !logged) return trouble(logged.error());
  return Reply{};
}

Answer Desk::handle(Request const& request) {
  auto const of_the_system = std::holds_alternative<FireDeadline>(request.command) || std::holds_alternative<ProjectDeadlines>(request.command);
  if (is_system(request.actor) && !of_the_system) return refuse_and_log(request, not_visible());
  fingerprint_.clear();
  if (!request.key.empty()) {
    fingerprint_ = fingerprint(request);
    if (auto kept = find_kept(request, fingerprint_)) return std::move(*kept);
  }
  if (std::holds_alternative<StartCase>(request.command)) return start(request);
  auto const hot = load(request.case_id);
  if (!hot) return hot.error();
  if (!*hot || (*hot)->state.system != request.system) return refuse_and_log(request, not_visible());
  return act(request, **hot);
}

Answer Desk::fire(CaseId id, Instant now) {
  auto const hot = load(id);
  if (!hot) return hot.error();
  if (!*hot) return fail(Errc::not_found, "There is no case " + std::to_string(id) + ".");
  if (!due_deadline((*hot)->state, now)) return Reply{id, (*hot)->state.seq, true};
  auto const fired = fire_due(**hot, now);
  if (!fired) return fired.error();
  if (*fired == 0) return conflict("clock.not-fired", "时限届满的操作未能执行", "The deadline's action could not be taken.");
  auto const* const after = hot_.find(id);
  return Reply{id, after ? after->state.seq : 0, false};
}

Answer Desk::project_deadlines(CaseId id, Instant now) {
  auto const hot = load(id);
  if (!hot) return hot.error();
  if (!*hot) return fail(Errc::not_found, "There is no case " + std::to_string(id) + ".");
  auto& [state, law, used, bytes, row] = **hot;
  Reply reply{id, state.seq, true};
  auto const unprojected = [](Clock const& clock) { return clock.state == Clock::State::running && !clock.due; };
  if (state.status != CaseStatus::open || (state.calendar == law.system->calendar.version && std::ranges::none_of(state.clocks, unprojected))) return reply;
  auto decision = decide(*law.system, *law.workflow, state, ProjectDeadlines{}, system_actor(), now, unit_->view());
  if (auto const* const error = std::get_if<Error>(&decision)) return trouble(*error);
  auto* const act = std::get_if<Act>(&decision);
  if (!act) return reply;  // no clock runs: nothing to project
  state = evolve(std::move(state), *act);
  reply = {id, state.seq, false};
  if (auto applied = apply(law, state, row, std::move(*act), nullptr); !applied) {
    hot_.forget(id);
    return applied.error();
  }
  return reply;
}

Result<bool> Desk::is_open(CaseId id) {
  if (auto const* const hot = hot_.find(id)) return hot->state.status == CaseStatus::open;
  auto const loaded = unit_->load(id);
  if (!loaded) return trouble(loaded.error());
  auto const state = read_case(*loaded);
  return state && state->status == CaseStatus::open;
}

Answer Desk::forget_answers(Instant before) {
  constexpr std::size_t at_once = 200;  // the writer's other work does not wait long
  auto const old = unit_->old_answers(looked_at_.first, looked_at_.second, before, at_once);
  if (!old) return trouble(old.error());
  for (auto const& kept : old->answers) {
    auto const reply = read_reply(kept.answer);
    auto const needed = reply.seq == 1 ? is_open(reply.case_id) : Result<bool>{false};
    if (!needed) return needed.error();
    if (*needed) continue;
    if (auto dropped = unit_->drop_answer(kept.actor, kept.key); !dropped) return trouble(dropped.error());
  }
  looked_at_ = old->more.value_or(std::pair<std::string, std::string>{});
  return Reply{};
}

Result<Desk::Hot*> Desk::load(CaseId id) {
  if (auto* const hot = hot_.find(id)) return hot;
  auto loaded = unit_->load(id);
  if (!loaded) return trouble(loaded.error());
  if (!loaded->snapshot && loaded->acts.empty()) return nullptr;
  auto state = read_case(*loaded);
  if (!state) return fail(Errc::bad_syntax, "Case " + std::to_string(id) + " cannot be read: " + state.error().message);
  auto law = laws_.find(store_, *state);
  if (!law) return law.error();
  auto& hot = hot_.put(id, std::move(*state), std::move(*law));
  hot.row = project_row(*hot.law.workflow, hot.state);
  auto bytes = loaded->snapshot ? loaded->snapshot->size() : 0;
  for (auto const& act : loaded->acts) bytes += act.size();
  hot_.grow(id, bytes);
  return &hot;
}

Answer Desk::start(Request const& request) {
  auto const system = laws_.find_system(request.system);
  auto const* const workflow = system ? system->find_workflow(std::get<StartCase>(request.command).workflow) : nullptr;
  if (!workflow) return refuse_and_log(request, not_visible());
  auto decision = decide(*system, *workflow, CaseState{}, request.command, request.actor, request.now, unit_->view());
  if (auto* const refused = std::get_if<Refusal>(&decision)) return refuse_and_log(request, std::move(*refused));
  if (auto* const error = std::get_if<Error>(&decision)) return trouble(*error);
  auto& act = std::get<Act>(decision);
  auto state = evolve(CaseState{}, act);
  Law law{system, workflow};
  std::optional<CaseRow> row;
  if (auto applied = apply(law, state, row, std::move(act), &request); !applied) return applied.error();
  Reply const reply{state.id, state.seq, false};
  hot_.put(reply.case_id, std::move(state), std::move(law)).row = std::move(row);
  hot_.grow(reply.case_id, written_);
  return reply;
}

Answer Desk::act(Request const& request, Hot& hot) {
  if (auto fired = fire_due(hot, request.now); !fired) return fired.error();
  auto* const fresh = hot_.find(request.case_id);
  if (!fresh) return fail(Errc::conflict, "Case " + std::to_string(request.case_id) + " changed meanwhile.");
  auto const& law = fresh->law;
  if (!may_see(*law.system, *law.workflow, fresh->state, request.actor)) return refuse_and_log(request, not_visible());
  if (request.expected && *request.expected != fresh->state.seq)
    return conflict("case.changed", "办件已被他人更新，请刷新后重试", "Somebody else changed the case: read it again.");
  auto decision = decide(*law.system, *law.workflow, fresh->state, request.command, request.actor, request.now, unit_->view());
  if (auto* const refused = std::get_if<Refusal>(&decision)) return refuse_and_log(request, std::move(*refused));
  if (auto* const error = std::get_if<Error>(&decision)) return trouble(*error);
  auto& act = std::get<Act>(decision);
  fresh->state = evolve(std::move(fresh->state), act);
  Reply const reply{request.case_id, fresh->state.seq, false};
  if (auto applied = apply(law, fresh->state, fresh->row, std::move(act), &request); !applied) {
    hot_.forget(request.case_id);  // it was folded already
    return applied.error();
  }
  return reply;
}

Result<int> Desk::fire_due(Hot& hot, Instant now) {
  int fired = 0;
  for (; fired < most_firings; ++fired) {
    auto const due = due_deadline(hot.state, now);
    if (!due) break;
    auto decision = decide(*hot.law.system, *hot.law.workflow, hot.state, *due, system_actor(), now, unit_->view());
    if (auto* const error = std::get_if<Error>(&decision); error && trouble(*error).code == Errc::storage) return *error;
    auto* const act = std::get_if<Act>(&decision);
    if (!act) break;  // the case goes on without it; tick reports it
    auto const id = hot.state.id;
    hot.state = evolve(std::move(hot.state), *act);
    if (auto applied = apply(hot.law, hot.state, hot.row, std::move(*act), nullptr); !applied) {
      hot_.forget(id);
      return applied.error();
    }
  }
  return fired;
}

Result<void> Desk::apply(Law const& law, CaseState const& after, std::optional<CaseRow>& row, Act act, Request const* kept_for) {
  auto const& system = *law.system;
  auto const& workflow = *law.workflow;
  changed_.push_back(after.id);
  auto change = project(system, workflow, after, std::move(act), unit_->view());
  if (!change) return trouble(change.error());
  change->before = std::move(row);
  if (options_.snapshot_every > 0 && after.seq % options_.snapshot_every == 0) change->snapshot = write_state(after);
  // A store notes every page it changes behind a savepoint. Acts without numbers and records do without: nothing of them can
  // be in conflict once their place in the case is right, and trouble of the store ends the group anyway.
  auto const may_conflict = !change->serials.empty() || !change->records.empty();
  if (may_conflict)
    if (auto set = unit_->savepoint(); !set) return trouble(set.error());
  auto done = unit_->apply(*change);
  if (done && after.seq == 1 && !kept_.contains(workflow.hash) && !fresh_.contains(workflow.hash))
    if (auto const text = options_.bundles.find(system.id); text != options_.bundles.end()) done = unit_->keep_definition(workflow.hash, text->second);
  if (done && kept_for && !kept_for->key.empty())
    done = unit_->keep_answer({kept_for->actor.id, kept_for->key, fingerprint_, write_reply({after.id, after.seq, false})}, kept_for->now);
  if (!done) trouble(done.error());
  if (may_conflict)
    if (auto released = unit_->release(done.has_value()); !released) return trouble(released.error());
  if (done && after.seq == 1) fresh_.insert(workflow.hash);
  written_ = change->text.size();
  row = std::move(change->row);
  if (done) hot_.grow(after.id, written_);
  return done;
}

}  // namespace guicheng
