// Reading stages. Entry points: stage_of, then compile_stage.
#include "system/read_stage.hpp"

#include "system/read_effect.hpp"
#include "system/read_form.hpp"
#include "system/scalar.hpp"
#include "workflow/judging.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

ActionClass class_of(std::string const& word) {
  if (word == "positive") return ActionClass::positive;
  if (word == "negative") return ActionClass::negative;
  if (word == "returned") return ActionClass::returned;
  return ActionClass::neutral;
}

std::vector<Route> routes_of(Found const& to) {
  std::vector<Route> routes;
  if (!to) return routes;
  if (to.node->is_scalar()) routes.push_back(Route{{}, to.node->text});
  for (auto const& item : to.node->items) routes.push_back(Route{{}, text_of(item, "to")});
  return routes;
}

ClockChange clock_of(YamlNode const& node, std::string const& stage) {
  ClockChange change;
  change.clock = stage;
  if (node_of(node, "stop")) change.kind = ClockChange::Kind::stop;
  else if (node_of(node, "resume")) change.kind = ClockChange::Kind::resume;
  else change.kind = ClockChange::Kind::extend;
  if (auto const* const days = node_of(node, "extend")) change.days = static_cast<int>(scalar_integer(*days).value_or(0));
  return change;
}

Action action_of(Reading& reading, ActionSource const& source, Stage const& stage) {
  Action action;
  action.id = source.id;
  action.title = source.text("title");
  if (action.title.empty()) action.title = action.id;
  action.by = source.text("by");
  action.kind = class_of(source.text("class"));
  action.undertaking = source.text("undertaking");
  action.only_before = source.text("only before");
  action.chosen_modules = source.text("modules") == "chosen";
  action.routes = routes_of(source.key("to"));
  if (auto const inputs = source.key("inputs")) action.inputs = fields_of(reading, *inputs.document, *inputs.node);
  if (auto const clock = source.key("clock")) action.clock_changes.push_back(clock_of(*clock.node, stage.id));
  return action;
}

Editing editing_of(Found const& edit) {
  Editing editing;
  if (!edit) return editing;
  if (edit.node->is_scalar()) editing.all = edit.node->text == "all";
  for (auto const& item : edit.node->items) editing.paths.push_back(item.text);
  return editing;
}

int days_of(YamlNode const& node, DayKind& kind) {
  auto const* const working = node_of(node, "working days");
  auto const* const calendar = node_of(node, "calendar days");
  kind = working ? DayKind::working : DayKind::calendar;
  auto const* const days = working ? working : calendar;
  return days ? static_cast<int>(scalar_integer(*days).value_or(0)) : 0;
}

Field reason_field(std::string name, std::vector<std::string> options) {
  Field field;
  field.name = name;
  field.title = std::move(name);
  field.kind = options.empty() ? FieldKind::text : FieldKind::choice;
  field.options = std::move(options);
  field.required.kind = Requirement::Kind::always;
  return field;
}

Action clock_action(std::string id, std::string title, ClockChange change) {
  Action action;
  action.id = std::move(id);
  action.title = std::move(title);
  action.clock_changes.push_back(std::move(change));
  return action;
}

/// `extend` and `stopped by` give actions of their own, in the same shape as the author's.
void add_clock_actions(YamlNode const& deadline, Stage& stage) {
  if (auto const* const extend = node_of(deadline, "extend")) {
    DayKind kind{};
    auto const days = days_of(*extend, kind);
    auto action = clock_action("extend", "延长时限", {ClockChange::Kind::extend, stage.id, days, flag_of(*extend, "once", true)});
    action.by = text_of(*extend, "by");
    action.inputs.push_back(reason_field("理由", {}));
    stage.actions.push_back(std::move(action));
  }
  if (stage.deadline->stopped_by.empty()) return;
  auto stop = clock_action("stop-clock", "停止计时", {ClockChange::Kind::stop, stage.id, 0, false});
  stop.inputs.push_back(reason_field("事由", stage.deadline->stopped_by));
  stage.actions.push_back(std::move(stop));
  stage.actions.push_back(clock_action("resume-clock", "恢复计时", {ClockChange::Kind::resume, stage.id, 0, false}));
}

void read_deadline(Reading& reading, Found const& found, Stage& stage) {
  auto const& node = *found.node;
  Deadline deadline;
  deadline.clock = stage.id;
  deadline.days = days_of(node, deadline.kind);
  deadline.from = text_of(node, "from");
  deadline.on_overdue = text_of(node, "on overdue");
  deadline.effective_from_start = text_of(node, "effective") == "start";
  deadline.reason = text_of(node, "reason");
  deadline.stopped_by = texts_of(node, "stopped by");
  if (!deadline.on_overdue.empty() && deadline.reason.empty())
    reading.error(*found.document, node.place, "deadline.no-reason", "An act that happens by itself must say why.", "Add `reason`.");
  stage.deadline = std::move(deadline);
  add_clock_actions(node, stage);
  auto const known = [&](std::string_view id) {
    return std::any_of(stage.actions.begin(), stage.actions.end(), [&](Action const& a) { return a.id == id; });
  };
  auto const* const overdue = node_of(node, "on overdue");
  if (overdue && !known(overdue->text)) {
    std::vector<std::string> ids;
    for (auto const& action : stage.actions) ids.push_back(action.id);
    reading.unknown(*found.document, overdue->place, "deadline.unknown-action", "action in this stage called", overdue->text, ids);
  }
}

/// A submission asks for everything: it leads on from a stage that is filled in, and is no return.
bool leads_on(Stage const& stage, Action const& action, Known const& known) {
  bool const filled = stage.edit.all || !stage.edit.paths.empty();
  return filled && action.kind != ActionClass::returned &&
         std::any_of(action.routes.begin(), action.routes.end(), [&](Route const& r) { return known.stages.contains(r.to) && r.to != stage.id; });
}

/// What the action's own conditions look at is judged before them, and so before every effect.
void check_order(Reading& reading, YamlDocument const& document, YamlNode const& list, Workflow const& workflow, Action const& action) {
  bool first = true;
  for (auto const& item : list.items) {
    auto const* const node = node_of(item, "judge");
    first = first && node;
    if (!node || first) continue;
    auto const into = text_of(*node, "into");
    for (auto const& effect : action.effects)
      if (auto const* const judge = std::get_if<Judge>(&effect); judge && judge->into == into && looks_at(workflow, action, *judge))
        reading.mistake(document, item.place, "judge.not-first", fmt::format("Conditions of this action look at `{}`, which other effects come before.", into),
                      "Put the judgement before its other effects.");
  }
}

void compile_action(Reading& reading, ActionSource const& source, Known const& known, Stage const& stage, Action& action) {
  auto const complete = source.key("complete");
  action.complete = complete ? scalar_boolean(*complete.node).value_or(false) : leads_on(stage, action, known);
  if (!action.scope) return;
  if (auto const inputs = source.key("inputs")) compile_fields(reading, *inputs.document, *inputs.node, action.inputs, *action.scope);
  if (auto const must = source.key("must")) action.must = reading.compile_checks(*must.document, *must.node, "when", *action.scope);
  if (auto const to = source.key("to"); to && to.node->is_sequence())
    for (std::size_t i = 0; i < to.node->items.size() && i < action.routes.size(); ++i)
      if (auto const* const when = node_of(to.node->items[i], "when"))
        action.routes[i].when = reading.compile(*to.document, *when, *action.scope, true);
  if (auto const effects = source.key("effects"))
    for (auto const& item : effects.node->items)
      if (auto effect = effect_of(reading, *effects.document, item, known.system, known.workflow, *action.scope)) action.effects.push_back(std::move(*effect));
  if (auto const effects = source.key("effects")) check_order(reading, *effects.document, *effects.node, known.workflow, action);
}

/// Whether the shape's check has proposed this key already, so that its absence need not be told as well.
bool misspelt(StageSource const& source, std::string const& key) {
  std::array const wanted{key};
  return std::any_of(source.entry->value.entries.begin(), source.entry->value.entries.end(),
                     [&](YamlEntry const& entry) { return entry.key.size() < 2 * key.size() && !did_you_mean(entry.key, wanted).empty(); });
}

}  // namespace

Stage stage_of(Reading& reading, StageSource const& source) {
  Stage stage;
  stage.id = source.entry->key;
  auto const text = [&](std::string_view key) {
    auto const found = key_of(source, key);
    return found && found.node->is_scalar() ? found.node->text : std::string{};
  };
  stage.title = text("title");
  stage.title_when_returned = text("title when returned");
  stage.by = text("by");
  stage.law = text("law");
  stage.edit = editing_of(key_of(source, "edit"));
  auto const& place = source.entry->place;
  if (!is_id(stage.id))
    reading.error(*source.document, place, "id.form", fmt::format("`{}` is no id.", stage.id), "Use lower-case letters, digits and `-`.");
  if (stage.title.empty() && !source.lost && !misspelt(source, "title")) reading.error(*source.document, place, "stage.no-title", fmt::format("The stage `{}` has no title.", stage.id), "Add `title`: what the state of a case is called here.");
  if (stage.by.empty() && !source.lost && !misspelt(source, "by"))
    reading.error(*source.document, place, "stage.no-role", fmt::format("Nobody acts in the stage `{}`.", stage.id), "Add `by`: a role, or `applicant`.");
  for (auto const& action : actions_in(source)) stage.actions.push_back(action_of(reading, action, stage));
  if (auto const deadline = key_of(source, "deadline")) read_deadline(reading, deadline, stage);
  return stage;
}

void compile_stage(Reading& reading, StageSource const& source, Known const& known, Stage& stage) {
  check_stage(reading, source, known);
  auto const sources = actions_in(source);
  for (std::size_t i = 0; i < sources.size(); ++i) compile_action(reading, sources[i], known, stage, stage.actions[i]);
}

void collect_names(StageSource const& source, std::vector<std::string>& numbers, std::vector<std::string>& results) {
  for (auto const& action : actions_in(source)) {
    auto const effects = action.key("effects");
    if (!effects) continue;
    for (auto const& item : effects.node->items) {
      if (auto const* const number = node_of(item, "number")) numbers.push_back(number->text);
      if (auto const* const judge = node_of(item, "judge")) results.push_back(text_of(*judge, "into"));
    }
  }
}

}  // namespace guicheng
