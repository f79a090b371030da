// Clocks: a budget of days, what was used of it, and since when it runs; the last day follows from these.
// Entry points: start_clock, change_clock, due_deadline.
#include "workflow/clocks.hpp"

#include <algorithm>

namespace guicheng {
namespace {

DayKind kind_of(Clock const& clock) { return clock.working ? DayKind::working : DayKind::calendar; }

/// Days that count after `from`, up to and including `to`; nothing where the calendar does not reach.
std::optional<int> days_between(System const& system, Clock const& clock, Date from, Date to) {
  if (clock.working) return working_days_between(system.calendar, from, to);
  return static_cast<int>(std::clamp<std::int64_t>(days_from_civil(to) - days_from_civil(from), 0, 1'000'000));
}

std::variant<Clock, RefusalItem> stop(System const& system, Stage const& stage, Clock clock, std::string const& reason, Date today) {
  if (clock.state != Clock::State::running) return refuse(Why::clock_not_running, clock.name, {clock.name});
  if (clock.due && *clock.due < today) return refuse(Why::clock_overdue, clock.name, {clock.name});
  auto const& reasons = stage.deadline->stopped_by;
  if (!reasons.empty() && std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
    std::string known;
    for (auto const& one : reasons) known += (known.empty() ? "" : "、") + one;
    return refuse(Why::clock_reason, "事由", {known});
  }
  if (auto const used = days_between(system, clock, clock.running_since, today)) clock.used += *used;
  else clock.uncounted.push_back({clock.running_since, today});  // nobody is blocked by a calendar that is not there yet
  clock.running_since = today;
  clock.state = Clock::State::stopped;
  clock.stopped_for = reason;
  clock.due.reset();
  clock.fires.reset();
  return clock;
}

std::variant<Clock, RefusalItem> resume(System const& system, Stage const& stage, Clock clock, Date today) {
  if (clock.state != Clock::State::stopped) return refuse(Why::clock_not_stopped, clock.name, {clock.name});
  clock.state = Clock::State::running;
  clock.running_since = today;
  clock.stopped_for.clear();
  return projected(system, stage, std::move(clock));
}

std::variant<Clock, RefusalItem> extend(System const& system, Stage const& stage, Clock clock, ClockChange const& change, Date today) {
  auto const is_open = clock.state == Clock::State::running || clock.state == Clock::State::stopped;
  if (!is_open) return refuse(Why::clock_not_running, clock.name, {clock.name});
  if (clock.due && *clock.due < today) return refuse(Why::clock_overdue, clock.name, {clock.name});
  if (change.once && clock.extensions > 0) return refuse(Why::extended_before, clock.name, {clock.name});
  clock.days += change.days;
  ++clock.extensions;
  return projected(system, stage, std::move(clock));
}

}  // namespace

std::string const& clock_name(Stage const& stage) noexcept {
  return stage.deadline && !stage.deadline->clock.empty() ? stage.deadline->clock : stage.id;
}

Clock const* find_clock(CaseState const& state, std::string_view name) noexcept {
  for (auto const& clock : state.clocks)
    if (clock.name == name) return &clock;
  return nullptr;
}

Clock start_clock(System const& system, Stage const& stage, Date start) {
  Clock clock;
  clock.name = clock_name(stage);
  clock.stage = stage.id;
  clock.start = clock.running_since = start;
  clock.days = stage.deadline->days;
  clock.working = stage.deadline->kind == DayKind::working;
  return projected(system, stage, std::move(clock));
}

Clock projected(System const& system, Stage const& stage, Clock clock) {
  clock.due.reset();
  clock.fires.reset();
  std::erase_if(clock.uncounted, [&](DaySpan const& span) {
    auto const days = days_between(system, clock, span.after, span.until);
    clock.used += days.value_or(0);
    return days.has_value();
  });
  if (clock.state != Clock::State::running || !clock.uncounted.empty()) return clock;
  auto const rest = clock.days - clock.used;
  clock.due = rest > 0 ? last_day(system.calendar, clock.running_since, rest, kind_of(clock)) : clock.running_since;
  if (clock.due && stage.deadline && !stage.deadline->on_overdue.empty())
    clock.fires = start_of_day(civil_from_days(days_from_civil(*clock.due) + 1), system.zone);
  return clock;
}

std::variant<Clock, RefusalItem> change_clock(System const& system, Stage const& stage, ClockChange const& change,
                                              Clock const& clock, Value const& input, Date today) {
  switch (change.kind) {
    case ClockChange::Kind::stop: {
      auto const* const reason = input.context() ? input.context()->find("事由") : nullptr;
      return stop(system, stage, clock, reason && reason->string() ? *reason->string() : std::string{}, today);
    }
    case ClockChange::Kind::resume: return resume(system, stage, clock, today);
    case ClockChange::Kind::extend: break;
  }
  return extend(system, stage, clock, change, today);
}

Clock met(Clock clock) {
  clock.state = Clock::State::met;
  clock.fires.reset();
  clock.stopped_for.clear();
  return clock;
}

std::optional<FireDeadline> due_deadline(CaseState const& state, Instant now) {
  Clock const* first = nullptr;
  for (auto const& clock : state.clocks) {
    if (clock.state != Clock::State::running || !clock.fires || *clock.fires > now) continue;
    if (!first || *clock.fires < *first->fires) first = &clock;
  }
  if (!first) return std::nullopt;
  return FireDeadline{first->name};
}

std::optional<Instant> next_deadline(CaseState const& state) {
  std::optional<Instant> next;
  for (auto const& clock : state.clocks)
    if (clock.state == Clock::State::running && clock.fires && (!next || *clock.fires < *next)) next = clock.fires;
  return next;
}

}  // namespace guicheng
