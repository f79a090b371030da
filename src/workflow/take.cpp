// Taking an action, by a person or by a deadline that has run out. Entry points: take_action, fire_deadline.
#include "workflow/deciding.hpp"
#include "workflow/form_check.hpp"
#include "workflow/judging.hpp"

#include <algorithm>

namespace guicheng {
namespace {

/// What a deadline does by itself: which clock, and the day from which the act counts.
struct Automatic {
  Clock const& clock;
  Date effective;
};

struct Place {
  Position const* position = nullptr;
  Stage const* stage = nullptr;
  Action const* action = nullptr;
};

std::string const& title_of(Action const& action) { return action.title.empty() ? action.id : action.title; }

Action const* find_action(Stage const& stage, std::string_view id) {
  for (auto const& action : stage.actions)
    if (action.id == id) return &action;
  return nullptr;
}

Action const* find_action(Workflow const& workflow, std::string_view id) {
  for (auto const& stage : workflow.stages)
    if (auto const* const action = find_action(stage, id)) return action;
  return nullptr;
}

/// The open stages that have the action.
std::vector<Place> find_places(Deciding const& about, std::string_view stage_id, std::string_view action_id) {
  std::vector<Place> places;
  for (auto const& position : about.state.positions) {
    if (!stage_id.empty() && position.stage != stage_id) continue;
    auto const* const stage = about.workflow.find_stage(position.stage);
    if (auto const* const action = stage ? find_action(*stage, action_id) : nullptr) {
      Place place;
      place.position = &position;
      place.stage = stage;
      place.action = action;
      places.push_back(place);
    }
  }
  return places;
}

Refusal wrong_stage(Deciding const& about, TakeAction const& command) {
  auto const* const known = find_action(about.workflow, command.action);
  if (!known) return refusal("wrong_stage", refuse(Why::unknown_action, "action", {command.action}));
  auto const now = status_title(about.workflow, about.state);
  if (about.state.status == CaseStatus::ended) return refusal("wrong_stage", refuse(Why::case_ended, "stage", {now}));
  return refusal("wrong_stage", refuse(Why::wrong_stage, "stage", {now, title_of(*known)}));
}

class Taking {
 public:
  Taking(Deciding const& about, Place place, Value const& input, Automatic const* automatic)
      : about_{about}, place_{place}, stage_{*place.stage}, action_{*place.action}, input_{input}, automatic_{automatic},
        pending_{about.view, about.system}, names_{about.system, about.workflow, about.state, about.actor, about.now, &pending_} {}

  Decision run() {
    today_ = automatic_ ? automatic_->effective : names_.today();
    if (automatic_ && today_ != names_.today()) names_.count_from(start_of_day(today_, about_.system.zone));
    if (automatic_) give_reason();
    else read_inputs();
    check_conditions();
    auto const to = choose_route();
    auto const editable = read_modules(to);
    auto clocks = change_clocks();
    auto const leaves = to && !to->empty();
    auto division = leaves && settles_division(*to) && items_.empty() ? division_of(about_, stage_, names_, items_) : about_.state.division;
    if (names_.failed()) return *names_.failed();
    if (!items_.empty()) return refusal_of(std::move(items_));
    if (division != about_.state.division && !may_act_in(division)) {
      auto const& by = who_takes(stage_, action_);
      return refusal("not_allowed", why_not(about_.system, by, about_.actor, stage_.id));
    }

    events_.reserve(6 + action_.effects.size() * 2);
    if (automatic_) add_clock(automatic_->clock, Clock::State::fired);
    ActionTaken taken{place_.position->token, stage_.id, action_.id, std::move(inputs_)};
    if (automatic_ && automatic_->effective != civil_time(about_.now, about_.system.zone).date) taken.effective = automatic_->effective;
    events_.push_back(std::move(taken));
    if (division != about_.state.division) {
      names_.set_division(division);
      events_.push_back(DivisionSet{std::move(division)});
    }
    if (!action_.effects.empty()) {
      if (auto failed = run_effects(about_, action_.effects, ahead_, names_, pending_, events_, items_)) return *failed;
      if (!items_.empty()) return refusal_of(std::move(items_));
    }
    for (auto& clock : clocks) events_.push_back(ClockSet{std::move(clock)});
    if (leaves) {
      if (auto failed = leave(*to, editable)) return *failed;
    } else {
      start_late_clock();
    }
    return act_of(about_, std::move(events_));
  }

 private:
  /// A draft that is thrown away needs no place; what goes on, or changes anything, does.
  bool settles_division(std::string_view to) const {
    auto const matters = !action_.effects.empty() || about_.workflow.find_stage(to);
    return matters && (stage_.by == applicant_role || stage_.id == about_.workflow.first_stage);
  }

  /// Until now the taker's reach was judged by a provisional division: a draft's code may lead the case elsewhere.
  bool may_act_in(std::string const& division) const {
    auto const& by = who_takes(stage_, action_);
    if (automatic_ || by == applicant_role) return true;
    CaseState settled;
    settled.applicant = about_.state.applicant;
    settled.division = division;
    return may_act(about_.system, by, settled, about_.actor);
  }

  void give_reason() {
    auto const& reason = stage_.deadline->reason;
    if (reason.empty()) return;
    auto const asks = [](Field const& field) { return field.kind == FieldKind::text && (field.name == "原因" || field.required.kind == Requirement::Kind::always); };
    auto const found = std::find_if(action_.inputs.begin(), action_.inputs.end(), asks);
    if (found == action_.inputs.end()) return;
    inputs_ = Context{{found->name, reason}};
    names_.use_inputs(action_, inputs_);
  }

  void read_inputs() {
    auto const* const given = input_.context();
    if (!given && !input_.is_null()) items_.push_back(refuse(Why::wrong_type, "input", {"input", both("字段和值", "names with values")}));
    Context read;
    if (given)
      for (auto const& [name, value] : *given) read_input(name, value, read);
    if (!action_.undertaking.empty() && !read.find(action_.undertaking))
      items_.push_back(refuse(Why::undertaking, action_.undertaking, {action_.undertaking}));
    if (!read.empty()) inputs_ = std::move(read);
    if (action_.inputs.empty()) return;
    has_wrong_inputs_ = !items_.empty();
    names_.use_inputs(action_, inputs_);
    auto missing = check_inputs(about_.system, about_.workflow, about_.state, action_, inputs_, names_, pending_);
    has_wrong_inputs_ = has_wrong_inputs_ || !missing.empty();
    for (auto& item : missing)
      if (std::none_of(items_.begin(), items_.end(), [&](auto const& other) { return other.where == item.where; }))
        items_.push_back(std::move(item));
  }

  void read_input(std::string const& name, Value const& value, Context& read) {
    auto const field = std::find_if(action_.inputs.begin(), action_.inputs.end(), [&](Field const& input) { return input.name == name; });
    if (field != action_.inputs.end()) {
      auto typed = read_field(about_.system, *field, value, name, today_, items_);
      if (!typed.is_null()) read.set(name, std::move(typed));
    } else if (!action_.undertaking.empty() && name == action_.undertaking) {
      if (value.boolean() && *value.boolean()) read.set(name, value);
    } else if (action_.chosen_modules && name == "modules") {
      read.set(name, value);
    } else {
      items_.push_back(refuse(Why::unknown_field, path({}, name), {path({}, name)}));
    }
  }

  void check_conditions() {
    if (!automatic_ && action_.complete) append(check_form(about_.system, about_.workflow, about_.state, names_, pending_, true));
    if (!action_.effects.empty()) ahead_ = judge_ahead(about_.system, about_.workflow, action_, names_, items_.empty(), false, items_);
    append(conditions(about_, action_, names_, has_wrong_inputs_));
  }

  void append(Items more) {
    items_.insert(items_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }

  /// Where the action leads: nothing where no route holds, empty where it stays.
  std::optional<std::string_view> choose_route() {
    if (action_.routes.empty()) return std::string_view{};
    for (auto const& route : action_.routes) {
      if (!route.when) return std::string_view{route.to};
      if (names_.is_untold(*route.when) || (has_wrong_inputs_ && names_.uses_inputs(*route.when))) return std::nullopt;
      auto const held = names_.truth(*route.when);
      if (held == Evaluator::Truth::yes) return std::string_view{route.to};
      if (held == Evaluator::Truth::no) continue;
      items_.push_back(names_.missing(*route.when, title_of(action_), action_.id));
      return std::nullopt;
    }
    items_.push_back(refuse(Why::no_way, action_.id, {title_of(action_)}));
    return std::nullopt;
  }

  /// The modules that a return opens again; each must be known, and open in the stage it returns to.
  std::vector<std::string> read_modules(std::optional<std::string_view> to) {
    std::vector<std::string> chosen;
    if (!action_.chosen_modules || automatic_) return chosen;
    auto const* const given = inputs_.context() ? inputs_.context()->find("modules") : nullptr;
    auto const* const list = given ? given->list() : nullptr;
    auto const* const target = to ? about_.workflow.find_stage(*to) : nullptr;
    if (list)
      for (auto const& one : *list) {
        if (items_.size() > most_told) break;
        auto const* const name = one.string();
        auto const dot = name ? name->find('.') : 0;
        auto const module = name ? name->substr(0, dot) : std::string{};
        auto const field = name && dot != std::string::npos ? name->substr(dot + 1) : std::string{};
        if (!name || !is_known(module, field)) items_.push_back(refuse(Why::unknown_module, "modules", {name ? path({}, *name) : "modules"}));
        else if (target && !is_open(target->edit, module, field)) items_.push_back(refuse(Why::module_closed, "modules", {*name}));
        else if (std::find(chosen.begin(), chosen.end(), *name) == chosen.end()) chosen.push_back(*name);
      }
    if (!list || list->empty()) items_.push_back(refuse(Why::modules_required, "modules"));
    return chosen;
  }

  bool is_known(std::string const& module, std::string const& field) const {
    auto const& form = about_.workflow.form;
    if (module == materials_module)
      return field.empty() || std::any_of(form.materials.begin(), form.materials.end(), [&](Material const& m) { return m.name == field; });
    if (!field.empty()) return about_.workflow.find_field(module, field) != nullptr;
    return std::any_of(form.modules.begin(), form.modules.end(), [&](Module const& m) { return m.name == module; });
  }

  std::vector<Clock> change_clocks() {
    std::vector<Clock> changed;
    for (auto const& change : action_.clock_changes) {
      auto const& name = change.clock.empty() ? clock_name(stage_) : change.clock;
      auto const* const clock = find_clock(about_.state, name);
      if (!clock || !stage_.deadline) {
        items_.push_back(refuse(Why::clock_not_running, name, {name}));
        continue;
      }
      auto result = change_clock(about_.system, stage_, change, *clock, inputs_, today_);
      if (auto* const why = std::get_if<RefusalItem>(&result)) items_.push_back(std::move(*why));
      else changed.push_back(std::get<Clock>(std::move(result)));
    }
    return changed;
  }

  void add_clock(Clock clock, Clock::State as) {
    clock.state = as;
    clock.fires.reset();
    clock.stopped_for.clear();
    events_.push_back(ClockSet{std::move(clock)});
  }

  std::optional<Error> leave(std::string_view to, std::vector<std::string> const& editable) {
    auto const* const stage = about_.workflow.find_stage(to);
    auto const* const end = stage ? nullptr : about_.workflow.find_end(to);
    if (!stage && !end) return fail(Errc::bad_definition, "The action " + action_.id + " leads to " + std::string{to} + ", which is neither a stage nor an end.");
    events_.push_back(StageLeft{place_.position->token});
    for (auto const& clock : about_.state.clocks) {
      auto const is_open = clock.state == Clock::State::running || clock.state == Clock::State::stopped;
      auto const is_fired = automatic_ && clock.name == automatic_->clock.name;
      if (is_open && !is_fired && (end || clock.stage == stage_.id)) add_clock(clock, Clock::State::met);
    }
    if (stage) enter(about_, *stage, &action_, today_, editable, events_);
    else events_.push_back(CaseEnded{end->id});
    return std::nullopt;
  }

  /// A limit that counts from an action taken inside its own stage begins with that action.
  void start_late_clock() {
    if (stage_.deadline && stage_.deadline->from == action_.id)
      events_.push_back(ClockSet{start_clock(about_.system, stage_, today_)});
  }

  Deciding const& about_;
  Place place_;
  Stage const& stage_;
  Action const& action_;
  Value const& input_;
  Automatic const* automatic_;
  PendingView pending_;
  Evaluator names_;
  Items items_;
  std::vector<JudgedAhead> ahead_;
  std::vector<Event> events_;
  Value inputs_;
  Date today_;
  bool has_wrong_inputs_ = false;
};

Refusal system_only(std::string const& clock) { return refusal("not_allowed", refuse(Why::system_only, clock)); }

}  // namespace

bool was_taken(CaseState const& state, std::string_view action) noexcept {
  return std::any_of(state.done.begin(), state.done.end(), [&](Done const& done) { return done.action == action; });
}

Items conditions(Deciding const& about, Action const& action, Evaluator& names, bool skip_inputs) {
  Items items;
  if (!action.only_before.empty() && was_taken(about.state, action.only_before)) {
    auto const* const other = find_action(about.workflow, action.only_before);
    items.push_back(refuse(Why::only_before, action.id, {title_of(action), other ? title_of(*other) : action.only_before}));
  }
  for (auto const& check : action.must) {
    if (check.warning || names.is_untold(check.must) || (skip_inputs && names.uses_inputs(check.must))) continue;
    if (auto item = names.judge(check, action.id)) items.push_back(std::move(*item));
  }
  return items;
}

Decision take_action(Deciding const& about, TakeAction const& command) {
  auto const places = find_places(about, command.stage, command.action);
  auto const may = [&](Place const& place) { return may_act(about.system, who_takes(*place.stage, *place.action), about.state, about.actor); };
  auto const allowed = std::count_if(places.begin(), places.end(), may);
  if (allowed == 1) return Taking{about, *std::find_if(places.begin(), places.end(), may), command.input, nullptr}.run();
  if (!may_see(about.system, about.workflow, about.state, about.actor)) return refusal("not_visible", refuse(Why::not_visible));
  if (places.empty()) return wrong_stage(about, command);
  if (allowed > 1) return refusal("wrong_stage", refuse(Why::name_the_stage, "stage", {command.action}));
  auto const& place = places.front();
  return refusal("not_allowed", why_not(about.system, who_takes(*place.stage, *place.action), about.actor, place.stage->id));
}

Decision fire_deadline(Deciding const& about, FireDeadline const& command) {
  if (!is_system(about.actor)) return system_only(command.clock);
  auto const* const clock = find_clock(about.state, command.clock);
  auto const is_due = clock && clock->state == Clock::State::running && clock->fires && *clock->fires <= about.now;
  if (!is_due) return refusal("conflict", refuse(Why::not_due, command.clock, {command.clock}));
  auto const* const stage = about.workflow.find_stage(clock->stage);
  if (!stage || !stage->deadline) return fail(Errc::bad_definition, "The stage " + clock->stage + " has no deadline any more.");
  auto const& action = stage->deadline->on_overdue;
  auto const automatic_day = stage->deadline->effective_from_start ? clock->start : civil_time(*clock->fires, about.system.zone).date;  // however late it fires
  Automatic const automatic{*clock, automatic_day};
  auto const places = find_places(about, stage->id, action);
  Decision decision = refusal("conflict", refuse(Why::not_due, command.clock, {command.clock}));
  if (!places.empty()) decision = within_limits(about, Taking{about, places.front(), Value{}, &automatic}.run());
  if (std::holds_alternative<Error>(decision)) return decision;
  auto reason = "deadline." + action;
  if (std::holds_alternative<Refusal>(decision)) {
    // What cannot be done must not be tried for ever: the clock has fired, the case waits for people.
    auto fired = *clock;
    fired.state = Clock::State::fired;
    fired.fires.reset();
    std::vector<Event> events;
    events.push_back(ClockSet{std::move(fired)});
    decision = act_of(about, std::move(events));
    reason += ".refused";
  }
  auto& act = std::get<Act>(decision);
  act.due = clock->fires;
  act.reason = std::move(reason);
  return decision;
}

}  // namespace guicheng
