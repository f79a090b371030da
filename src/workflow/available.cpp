// What an actor may do with a case, and the words for where it stands. Entry points: available, case_title, status_title.
#include "workflow/deciding.hpp"
#include "workflow/form_check.hpp"
#include "workflow/judging.hpp"

namespace guicheng {

Availability available(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor, Instant now,
                       View const& view) {
  Availability found;
  if (state.status != CaseStatus::open || !may_see(system, workflow, state, actor)) return found;
  Deciding const about{system, workflow, state, actor, std::max(now, state.changed), view};
  std::optional<Items> form;
  for (auto const& position : state.positions) {
    auto const* const stage = workflow.find_stage(position.stage);
    if (!stage) continue;
    for (auto const& action : stage->actions) {
      if (!may_act(system, who_takes(*stage, action), state, actor)) continue;
      if (!action.only_before.empty() && was_taken(state, action.only_before)) continue;
      AvailableAction one;
      one.stage = stage->id;
      one.action = action.id;
      one.title = action.title.empty() ? action.id : action.title;
      one.kind = action.kind;
      one.undertaking = action.undertaking;
      one.inputs = &action.inputs;
      one.chosen_modules = action.chosen_modules;
      Evaluator names{system, workflow, state, actor, about.now, &view};
      names.use_inputs(action, Value{});
      if (action.complete) {
        if (!form) form = check_form(system, workflow, state, names, view, true);
        one.missing = *form;
      }
      (void)judge_ahead(system, workflow, action, names, one.missing.empty(), true, one.missing);
      for (auto& item : conditions(about, action, names, true)) one.missing.push_back(std::move(item));
      found.actions.push_back(std::move(one));
    }
  }
  found.editing = editing_for(system, workflow, state, actor);
  Evaluator names{system, workflow, state, actor, about.now, &view};
  found.completion = completion_of(system, workflow, names);
  return found;
}

std::vector<RefusalItem> case_warnings(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor, Instant now,
                                       View const& view) {
  if (state.status != CaseStatus::open) return {};
  auto found = form_warnings(system, workflow, state, actor, now, view);
  for (auto const& clock : state.clocks)  // next year's days off are published in November
    if (clock.state == Clock::State::running && !clock.due) found.push_back(refuse(Why::no_calendar, clock.stage, {workflow.stage_title(clock.stage, false)}));
  return found;
}

/// For nobody in particular: a title stands in lists and logs, so what is personal in it is masked.
std::string case_title(Workflow const& workflow, CaseState const& state) {
  static System const nothing;
  static Actor const nobody;
  Evaluator names{nothing, workflow, state, nobody, state.changed, nullptr};
  return names.text(workflow.case_title);
}

std::string status_title(Workflow const& workflow, CaseState const& state) {
  if (state.status == CaseStatus::ended) {
    auto const* const end = workflow.find_end(state.end);
    return end && !end->title.empty() ? end->title : state.end;
  }
  std::string titles;
  for (auto const& position : state.positions) {
    if (!titles.empty()) titles += "、";
    titles += workflow.stage_title(position.stage, position.returned);
  }
  return titles;
}

}  // namespace guicheng
