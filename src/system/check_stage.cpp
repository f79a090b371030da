// What a stage names. Entry points: check_stage, check_role.
#include "system/check_stage.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace guicheng {
namespace {

class Checker {
 public:
  Checker(Reading& reading, StageSource const& source, Known const& known) : reading_{reading}, source_{source}, known_{known} {}

  void run() {
    role(key_of(source_, "by"));
    editing(key_of(source_, "edit"));
    if (auto const deadline = key_of(source_, "deadline"))
      if (auto const* const extend = node_of(*deadline.node, "extend")) check_role(reading_, *deadline.document, node_of(*extend, "by"), known_.system);
    for (auto const& action : actions_in(source_, "outcomes")) check(action, true);
    for (auto const& action : actions_in(source_, "actions")) check(action, false);
  }

 private:
  void role(Found const& by) {
    if (by) check_role(reading_, *by.document, by.node, known_.system);
  }

  void check(ActionSource const& action, bool outcome) {
    role(action.key("by"));
    auto const to = action.key("to");
    if (to) return to.node->is_sequence() ? routes(to) : target(to, *to.node);
    if (!outcome || source_.lost) return;
    auto const place = action.own ? action.own.place : source_.entry->place;
    reading_.error(*source_.document, place, "outcome.no-target",
                   fmt::format("The outcome `{}` of the stage `{}` leads nowhere.", action.id, source_.entry->key),
                   action.own ? "Give it a `to`: a stage or an end." : fmt::format("Say where it leads: `{}: …` under `outcomes`, with a stage or an end.", action.id));
  }

  void target(Found const& to, YamlNode const& node) {
    if (known_.stages.contains(node.text) || known_.ends.contains(node.text)) return;
    reading_.unknown(*to.document, node.place, "outcome.unknown-target", "stage or end", node.text, known_.targets());
  }

  /// The first way that holds is taken: none after one without a condition, and one of them should have none.
  void routes(Found const& to) {
    std::set<std::string_view> before;
    bool open = false;
    for (auto const& item : to.node->items) {
      if (auto const* const node = node_of(item, "to")) target(to, *node);
      auto const* const when = node_of(item, "when");
      if (open)
        reading_.error(*to.document, item.place, "route.unreachable", "This way is never taken: one before it has no condition.", "Put the way without `when` last.");
      else if (when && !before.insert(when->text).second)
        reading_.error(*to.document, when->place, "route.unreachable", "This way is never taken: one before it has the same condition.", "Change the condition, or remove the way.");
      open = open || !when;
    }
    if (!open && !to.node->items.empty())
      reading_.warning(*to.document, to.node->items.back().place, "route.no-default", "Where no condition holds, this outcome leads nowhere and is refused.",
                       "Add a last way without `when`, or remove the last condition.");
  }

  void editing(Found const& edit) {
    if (!edit) return;
    for (auto const& item : edit.node->items) editable(edit, item);
  }

  void editable(Found const& edit, YamlNode const& item) {
    auto const& form = known_.workflow.form;
    auto const dot = item.text.find('.');
    auto const name = item.text.substr(0, dot);
    auto const part = dot == std::string::npos ? std::string{} : item.text.substr(dot + 1);
    std::vector<std::string> names{"材料"}, parts;
    bool found = name == "材料";
    if (found)
      for (auto const& material : form.materials) parts.push_back(material.name);
    for (auto const& module : form.modules) {
      names.push_back(module.name);
      if (module.name != name) continue;
      found = true;
      for (auto const& field : module.fields) parts.push_back(field.name);
    }
    if (!found) return reading_.unknown(*edit.document, item.place, "stage.unknown-module", "module", name, names);
    if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end())
      reading_.unknown(*edit.document, place_in(*edit.document, item, dot + 1), "stage.unknown-field", name == "材料" ? "material" : "field", part, parts);
  }

  Reading& reading_;
  StageSource const& source_;
  Known const& known_;
};

}  // namespace

Known::Known(System const& of, Workflow const& in) : system{of}, workflow{in} {
  for (auto const& stage : in.stages) stages.insert(stage.id);
  for (auto const& end : in.ends) ends.insert(end.id);
}

std::vector<std::string> Known::targets() const {
  std::vector<std::string> all;
  for (auto const& stage : workflow.stages) all.push_back(stage.id);
  for (auto const& end : workflow.ends) all.push_back(end.id);
  return all;
}

void check_stage(Reading& reading, StageSource const& source, Known const& known) { Checker{reading, source, known}.run(); }

void check_role(Reading& reading, YamlDocument const& document, YamlNode const* role, System const& system) {
  if (!role || !role->is_scalar() || role->text == "applicant" || system.find_role(role->text)) return;
  std::vector<std::string> known{"applicant"};
  for (auto const& one : system.roles) known.push_back(one.name);
  reading.unknown(document, role->place, "role.unknown", "role", role->text, known);
}

}  // namespace guicheng
