// Reading stages. Entry points: stage_of, then compile_stage.
#include "system/read_stage.hpp"

#include "system/read_effect.hpp"
#include "system/read_form.hpp"
#include "system/scalar.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

/// One key of a stage or an action, with the document it stands in.
struct Found {
  YamlNode const* node = nullptr;
  YamlDocument const* document = nullptr;
  explicit operator bool() const noexcept { return node != nullptr; }
};

/// What the workflow says, or else the template.
Found key_of(StageSource const& source, std::string_view key) {
  if (auto const* const node = node_of(source.entry->value, key)) return {node, source.document};
  if (source.base)
    if (auto const* const node = node_of(*source.base, key)) return {node, source.base_document};
  return {};
}

/// One action as it is spread over workflow and template.
struct ActionSource {
  std::string id;
  Found own, beneath;  ///< either may be absent; `own` may be a text: only where it leads

  Found key(std::string_view name) const {
    if (own && own.node->is_map())
      if (auto const* const node = node_of(*own.node, name)) return {node, own.document};
    if (name == "to" && own && own.node->is_scalar()) return own;
    if (beneath && beneath.node->is_map())
      if (auto const* const node = node_of(*beneath.node, name)) return {node, beneath.document};
    return {};
  }
  std::string text(std::string_view name) const {
    auto const found = key(name);
    return found && found.node->is_scalar() ? found.node->text : std::string{};
  }
};

Found entry_in(YamlNode const* stage, YamlDocument const* document, std::string_view group, std::string_view id) {
  auto const* const map = stage ? node_of(*stage, group) : nullptr;
  auto const* const entry = map && map->is_map() ? map->find(id) : nullptr;
  return entry ? Found{&entry->value, document} : Found{};
}

/// The actions of a group in order: the template's first, then those that only the workflow has.
std::vector<ActionSource> actions_in(StageSource const& source, std::string_view group) {
  std::vector<ActionSource> result;
  auto const add = [&](YamlNode const* stage) {
    auto const* const map = stage ? node_of(*stage, group) : nullptr;
    if (!map || !map->is_map()) return;
    for (auto const& entry : map->entries) {
      if (std::any_of(result.begin(), result.end(), [&](ActionSource const& a) { return a.id == entry.key; })) continue;
      result.push_back({entry.key, entry_in(&source.entry->value, source.document, group, entry.key),
                        entry_in(source.base, source.base_document, group, entry.key)});
    }
  };
  add(source.base);
  add(&source.entry->value);
  return result;
}

std::vector<ActionSource> actions_in(StageSource const& source) {
  auto result = actions_in(source, "outcomes");
  for (auto& action : actions_in(source, "actions")) result.push_back(std::move(action));
  return result;
}

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
    reading.unknown(*found.document, overdue->place, "deadline.unknown-action", "action of this stage", overdue->text, ids);
  }
}

/// A submission asks for everything: it leads on from a stage that is filled in, and is no return.
bool leads_on(Stage const& stage, Action const& action, Workflow const& workflow) {
  bool const filled = stage.edit.all || !stage.edit.paths.empty();
  return filled && action.kind != ActionClass::returned &&
         std::any_of(action.routes.begin(), action.routes.end(), [&](Route const& r) { return workflow.find_stage(r.to) && r.to != stage.id; });
}

void compile_action(Reading& reading, ActionSource const& source, System const& system, Workflow const& workflow, Stage const& stage,
                    Action& action) {
  auto const complete = source.key("complete");
  action.complete = complete ? scalar_boolean(*complete.node).value_or(false) : leads_on(stage, action, workflow);
  if (!action.scope) return;
  if (auto const inputs = source.key("inputs")) compile_fields(reading, *inputs.document, *inputs.node, action.inputs, *action.scope);
  if (auto const must = source.key("must")) action.must = reading.compile_checks(*must.document, *must.node, "when", *action.scope);
  if (auto const to = source.key("to"); to && to.node->is_sequence())
    for (std::size_t i = 0; i < to.node->items.size() && i < action.routes.size(); ++i)
      if (auto const* const when = node_of(to.node->items[i], "when"))
        action.routes[i].when = reading.compile(*to.document, *when, *action.scope, true);
  if (auto const effects = source.key("effects"))
    for (auto const& item : effects.node->items)
      if (auto effect = effect_of(reading, *effects.document, item, system, workflow, *action.scope)) action.effects.push_back(std::move(*effect));
}

void check_targets(Reading& reading, ActionSource const& source, Workflow const& workflow, bool outcome, YamlDocument const& document, Place place) {
  std::vector<std::string> known;
  for (auto const& stage : workflow.stages) known.push_back(stage.id);
  for (auto const& end : workflow.ends) known.push_back(end.id);
  auto const to = source.key("to");
  if (!to && outcome)
    return reading.error(document, place, "outcome.no-target", fmt::format("The outcome `{}` leads nowhere.", source.id),
                         "Give it a `to`: a stage or an end.");
  auto const one = [&](YamlNode const& node) {
    if (std::find(known.begin(), known.end(), node.text) == known.end())
      reading.unknown(*to.document, node.place, "outcome.unknown-target", "stage or end", node.text, known);
  };
  if (!to) return;
  if (to.node->is_scalar()) one(*to.node);
  for (auto const& item : to.node->items)
    if (auto const* const node = node_of(item, "to")) one(*node);
}

void check_role(Reading& reading, Found const& by, System const& system) {
  if (!by || by.node->text == "applicant" || system.find_role(by.node->text)) return;
  std::vector<std::string> known{"applicant"};
  for (auto const& role : system.roles) known.push_back(role.name);
  reading.unknown(*by.document, by.node->place, "stage.unknown-role", "role", by.node->text, known);
}

void check_editing(Reading& reading, Found const& edit, Workflow const& workflow) {
  if (!edit) return;
  for (auto const& item : edit.node->items) {
    auto const dot = item.text.find('.');
    auto const module = item.text.substr(0, dot);
    std::vector<std::string> known{"材料"};
    bool found = module == "材料";
    for (auto const& one : workflow.form.modules) {
      known.push_back(one.name);
      found = found || (one.name == module && (dot == std::string::npos || workflow.find_field(module, item.text.substr(dot + 1))));
    }
    if (!found) reading.unknown(*edit.document, item.place, "stage.unknown-module", "module or field", item.text, known);
  }
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
  if (stage.title.empty()) reading.error(*source.document, place, "stage.no-title", fmt::format("The stage `{}` has no title.", stage.id), "Add `title`.");
  if (stage.by.empty())
    reading.error(*source.document, place, "stage.no-role", fmt::format("Nobody acts in the stage `{}`.", stage.id), "Add `by`: a role, or `applicant`.");
  for (auto const& action : actions_in(source)) stage.actions.push_back(action_of(reading, action, stage));
  if (auto const deadline = key_of(source, "deadline")) read_deadline(reading, deadline, stage);
  return stage;
}

void compile_stage(Reading& reading, StageSource const& source, System const& system, Workflow const& workflow, Stage& stage) {
  check_role(reading, key_of(source, "by"), system);
  check_editing(reading, key_of(source, "edit"), workflow);
  auto const outcomes = actions_in(source, "outcomes").size();
  auto const sources = actions_in(source);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    check_role(reading, sources[i].key("by"), system);
    check_targets(reading, sources[i], workflow, i < outcomes, *source.document, source.entry->place);
    compile_action(reading, sources[i], system, workflow, stage, stage.actions[i]);
  }
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
