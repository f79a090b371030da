// One scenario, step by step. Entry point: play.
#include "scenario/expectation.hpp"

#include <fmt/core.h>

#include <map>

namespace guicheng {
namespace {

constexpr std::int64_t day_milliseconds = 86'400'000;

std::string file_name(std::string const& path) {
  auto const slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

class Play {
 public:
  Play(Scenario const& scenario, SampleWorld const& people, System const& system, World& world, ReadFile const& read_file)
      : scenario_{scenario}, people_{people}, system_{system}, world_{world}, read_file_{read_file} {}

  std::optional<Failure> run() {
    auto const& at = scenario_.at;
    auto const civil = days_from_civil(at.date) * 86'400 + at.time.nanoseconds / 1'000'000'000;
    now_.milliseconds = (civil - system_.zone.offset_at_civil(civil)) * 1000;
    if (auto moved = world_.go_to(now_); !moved) return Failure{scenario_.steps.empty() ? "" : scenario_.steps[0].file, scenario_.line, moved.error().message};
    for (auto const& step : scenario_.steps)
      if (auto wrong = take(step)) return Failure{step.file, step.line, std::move(*wrong)};
    return {};
  }

 private:
  struct Started { CaseId id = 0; Actor by; };

  Mismatch take(Step const& step) {
    if (step.kind == Step::Kind::wait) return wait(step.wait);
    auto const* const person = people_.find(step.as);
    if (!person) return fmt::format("there is no person {}", step.as);
    auto actor = person->actor;
    if (auto const granted = roles_.find(step.as); granted != roles_.end()) actor.roles = granted->second;
    switch (step.kind) {
      case Step::Kind::grant: return grant(step, std::move(actor));
      case Step::Kind::start: return start(step, actor);
      case Step::Kind::list: return told(step, world_.list(actor, step.name, step.filters), compare_list);
      case Step::Kind::record: return told(step, world_.record(actor, step.name, step.key, step.version), compare_record);
      case Step::Kind::wait: return {};
      case Step::Kind::save: case Step::Kind::upload: case Step::Kind::remove: case Step::Kind::act:
      case Step::Kind::read: case Step::Kind::available: case Step::Kind::history:
      case Step::Kind::advise: case Step::Kind::explain: break;
    }
    auto const* const on = find_case(step);
    if (!on) return step.case_name.empty() ? std::string{"no case was started yet"} : fmt::format("no case is called {}", step.case_name);
    return on_case(step, actor, *on);
  }

  Mismatch on_case(Step const& step, Actor const& actor, Started const& on) {
    switch (step.kind) {
      case Step::Kind::save: return changed(step, actor, on, world_.save(actor, on.id, step.values));
      case Step::Kind::remove: return changed(step, actor, on, world_.remove(actor, on.id, step.name));
      case Step::Kind::act: return changed(step, actor, on, world_.act(actor, on.id, step.stage, step.name, step.values));
      case Step::Kind::upload: return upload(step, actor, on);
      case Step::Kind::history: return told(step, world_.history(actor, on.id), compare_history);
      case Step::Kind::advise: return told(step, world_.advice(actor, on.id), compare_said);
      case Step::Kind::explain: return told(step, world_.result(actor, on.id, step.name), compare_said);
      case Step::Kind::available: return told(step, world_.read(actor, on.id), compare_actions);
      default: return told(step, world_.read(actor, on.id), [&](Expectation const& expect, SeenCase const& seen) { return see(expect, seen, on); });
    }
  }

  Mismatch grant(Step const& step, Actor actor) {
    actor.roles = roles_[step.as] = step.roles;
    auto const granted = world_.grant(actor);
    return granted ? Mismatch{} : Mismatch{granted.error().message};
  }

  Started const* find_case(Step const& step) const {
    auto const& name = step.case_name.empty() ? last_ : step.case_name;
    auto const found = started_.find(name);
    return found == started_.end() ? nullptr : &found->second;
  }

  Mismatch start(Step const& step, Actor const& actor) {
    auto const answer = world_.start(actor, step.name, step.values);
    if (auto const* const id = std::get_if<CaseId>(&answer)) {
      last_ = step.case_name.empty() ? fmt::format("#{}", *id) : step.case_name;
      started_.insert_or_assign(last_, Started{*id, actor});
      return changed(step, actor, started_.at(last_), answer);
    }
    return told(step, answer, [](Expectation const&, CaseId) { return Mismatch{}; });
  }

  Mismatch upload(Step const& step, Actor const& actor, Started const& on) {
    for (std::size_t i = 0; i < step.files.size(); ++i) {
      auto const bytes = read_file_(step.files[i].second);
      if (!bytes) return bytes.error().message;
      auto const answer = world_.upload(actor, on.id, step.files[i].first, file_name(step.files[i].second), *bytes);
      if (i + 1 == step.files.size() || !std::holds_alternative<CaseId>(answer)) return changed(step, actor, on, answer);
    }
    return {};
  }

  /// A command was answered: the refusal that was waited for, or the case as it is now.
  Mismatch changed(Step const& step, Actor const& actor, Started const& on, Seen<CaseId> const& answer) {
    auto difference = told(step, answer, [](Expectation const&, CaseId) { return Mismatch{}; });
    if (difference || !step.expect.about_case()) return difference;
    auto seen = world_.read(actor, on.id);
    if (auto const* const one = std::get_if<SeenCase>(&seen)) return see(step.expect, *one, on);
    return told(Step{}, seen, [](Expectation const&, SeenCase const&) { return Mismatch{}; });
  }

  Mismatch see(Expectation const& expect, SeenCase const& seen, Started const& on) {
    if (!expect.editable) return compare_case(expect, seen, nullptr);
    auto const starters = world_.read(on.by, on.id);
    return compare_case(expect, seen, std::get_if<SeenCase>(&starters));
  }

  template <class T, class Compare>
  Mismatch told(Step const& step, Seen<T> const& answer, Compare const& compare) {
    if (auto const* const error = std::get_if<Error>(&answer)) return fmt::format("it failed: {} {}", error->message, error->where);
    if (auto const* const refusal = std::get_if<Refusal>(&answer)) {
      if (step.refused) return compare_refusal(*step.refused, *refusal);
      return fmt::format("expected success, found the refusal {}", describe(*refusal));
    }
    if (step.refused) return fmt::format("expected the refusal {}, found success", step.refused->code);
    return compare(step.expect, std::get<T>(answer));
  }

  Mismatch wait(Wait const& wait) {
    auto const today = civil_time(now_, system_.zone).date;
    auto amount = static_cast<std::int64_t>(wait.amount);
    switch (wait.unit) {
      case Wait::Unit::minutes: now_.milliseconds += amount * 60'000; break;
      case Wait::Unit::hours: now_.milliseconds += amount * 3'600'000; break;
      case Wait::Unit::working_days: {
        auto const until = last_day(system_.calendar, today, wait.amount, DayKind::working);
        if (!until) return "the calendar does not reach that far";
        amount = days_from_civil(*until) - days_from_civil(today);
        [[fallthrough]];
      }
      case Wait::Unit::days: move_days(amount); break;
    }
    if (auto moved = world_.go_to(now_); !moved) return moved.error().message;
    return {};
  }

  /// The same time of day, so many days on.
  void move_days(std::int64_t days) {
    auto const civil = now_.milliseconds + system_.zone.offset_at(now_.milliseconds / 1000) * 1000LL + days * day_milliseconds;
    now_.milliseconds = civil - system_.zone.offset_at_civil(civil / 1000) * 1000LL;
  }

  Scenario const& scenario_;
  SampleWorld const& people_;
  System const& system_;
  World& world_;
  ReadFile const& read_file_;
  Instant now_;
  std::map<std::string, Started> started_;
  std::map<std::string, std::vector<std::string>> roles_;  // that were granted
  std::string last_;
};

}  // namespace

std::optional<Failure> play(Scenario const& scenario, SampleWorld const& people, System const& system, World& world, ReadFile const& read_file) {
  return Play{scenario, people, system, world, read_file}.run();
}

}  // namespace guicheng
