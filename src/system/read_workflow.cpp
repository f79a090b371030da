// Reading workflows: names first, then the scope, then expressions, then proofs. Entry point: workflow_of.
#include "system/read_workflow.hpp"

#include "system/read_form.hpp"
#include "system/read_stage.hpp"
#include "workflow/graph_check.hpp"
#include "workflow/rights.hpp"
#include "workflow/scope.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace guicheng {
namespace {

class Reader {
 public:
  Reader(Reading& reading, YamlDocument const& document, System const& system, Templates const& templates)
      : reading_{reading}, document_{document}, root_{*document.root}, system_{system}, templates_{templates} {}

  Workflow read() {
    names();
    scope();
    expressions();
    prove();
    return std::move(workflow_);
  }

 private:
  void names() {
    workflow_.id = text_of(root_, "workflow");
    workflow_.title = text_of(root_, "title");
    workflow_.version = text_of(root_, "version");
    workflow_.law = text_of(root_, "law");
    workflow_.viewers = texts_of(root_, "viewers");
    if (auto const* const id = node_of(root_, "workflow"); id && !is_id(id->text))
      reading_.error(document_, id->place, "id.form", fmt::format("`{}` is no id.", id->text), "Use lower-case letters, digits and `-`.");
    workflow_.form = form_of(reading_, document_, root_, system_);
    collect_stages();
    for (auto const& source : sources_) workflow_.stages.push_back(stage_of(reading_, source));
    ends();
    start();
    key();
  }

  void collect_stages() {
    auto const* const stages = node_of(root_, "stages");
    if (!stages) return;
    for (auto const& entry : stages->entries) {
      if (!entry.value.is_map()) continue;
      StageSource source{&entry, &document_, nullptr, nullptr};
      if (auto const* const use = node_of(entry.value, "use")) {
        if (auto const found = templates_.find(use->text); found != templates_.end()) {
          source.base = &*found->second.document->root;
          source.base_document = found->second.document;
        } else {
          std::vector<std::string> known;
          for (auto const& [id, one] : templates_) known.push_back(id);
          reading_.unknown(document_, use->place, "stage.unknown-template", "stage template", use->text, known);
        }
      }
      sources_.push_back(source);
    }
  }

  void ends() {
    auto const* const ends = node_of(root_, "ends");
    if (!ends) return;
    for (auto const& entry : ends->entries) {
      if (workflow_.find_stage(entry.key))
        reading_.error(document_, entry.place, "end.twice", fmt::format("`{}` is a stage and an end.", entry.key), "Give one of them another id.");
      auto const kind = text_of(entry.value, "class");
      workflow_.ends.push_back({entry.key, text_of(entry.value, "title"),
                                kind == "positive"   ? ActionClass::positive
                                : kind == "negative" ? ActionClass::negative
                                                     : ActionClass::neutral,
                                flag_of(entry.value, "hidden", false)});
    }
  }

  void start() {
    auto const* const start = node_of(root_, "start");
    if (!start) return;
    workflow_.start_by = text_of(*start, "by");
    known_role(node_of(*start, "by"));
    workflow_.first_stage = text_of(*start, "stage");
    if (workflow_.first_stage.empty() && !workflow_.stages.empty()) workflow_.first_stage = workflow_.stages.front().id;
    if (auto const* const stage = node_of(*start, "stage"); stage && !workflow_.find_stage(stage->text)) {
      std::vector<std::string> known;
      for (auto const& one : workflow_.stages) known.push_back(one.id);
      reading_.unknown(document_, stage->place, "start.unknown-stage", "stage", stage->text, known);
    }
    if (auto const* const viewers = node_of(root_, "viewers"))
      for (auto const& viewer : viewers->items) known_role(&viewer);
  }

  void known_role(YamlNode const* role) {
    if (!role || role->text == "applicant" || system_.find_role(role->text)) return;
    std::vector<std::string> known{"applicant"};
    for (auto const& one : system_.roles) known.push_back(one.name);
    reading_.unknown(document_, role->place, "workflow.unknown-role", "role", role->text, known);
  }

  /// A field's name, or `模块.字段`; kept as the latter.
  void key() {
    auto const* const key = node_of(root_, "key");
    if (!key) return;
    std::vector<std::string> known, found;
    for (auto const& module : workflow_.form.modules)
      for (auto const& field : module.fields) {
        known.push_back(field.name);
        auto const full = module.name + "." + field.name;
        if (key->text == field.name || key->text == full) found.push_back(full);
      }
    if (found.size() == 1) workflow_.key = found[0];
    else if (found.empty()) reading_.unknown(document_, key->place, "workflow.unknown-key", "field", key->text, known);
    else
      reading_.error(document_, key->place, "workflow.ambiguous-key", fmt::format("The field `{}` stands in several modules.", key->text),
                     fmt::format("Write `{}`.", found[0]));
  }

  void scope() {
    std::vector<std::string> numbers, results;
    for (auto const& source : sources_) collect_names(source, numbers, results);
    add_scope(workflow_, numbers, results);
    for (auto& stage : workflow_.stages)
      for (auto& action : stage.actions) add_scope(workflow_, action);
  }

  void expressions() {
    auto const& scope = *workflow_.scope;
    compile_form(reading_, document_, root_, workflow_.form, scope);
    if (auto const* const title = node_of(root_, "case title")) workflow_.case_title = reading_.compile_text(document_, *title, scope);
    else workflow_.case_title.parts.emplace_back(workflow_.title);
    if (auto const* const division = node_of(root_, "division")) workflow_.division = reading_.compile(document_, *division, scope);
    if (auto const* const start = node_of(root_, "start"))
      if (auto const* const must = node_of(*start, "must")) workflow_.start_must = reading_.compile_checks(document_, *must, "when", scope);
    for (std::size_t i = 0; i < sources_.size(); ++i)
      compile_stage(reading_, sources_[i], system_, workflow_, workflow_.stages[i]);
    only_before();
    deadlines();
  }

  bool knows_action(std::string_view id) const {
    return std::any_of(workflow_.stages.begin(), workflow_.stages.end(), [&](Stage const& stage) {
      return std::any_of(stage.actions.begin(), stage.actions.end(), [&](Action const& action) { return action.id == id; });
    });
  }

  void only_before() {
    for (auto const& stage : workflow_.stages)
      for (auto const& action : stage.actions)
        if (!action.only_before.empty() && !knows_action(action.only_before))
          reading_.error(document_, place_of(stage.id), "action.unknown-action",
                         fmt::format("`only before: {}` names no action of this workflow.", action.only_before));
  }

  void deadlines() {
    for (auto const& stage : workflow_.stages) {
      if (!stage.deadline) continue;
      if (!stage.deadline->from.empty() && !knows_action(stage.deadline->from))
        reading_.error(document_, place_of(stage.id), "deadline.unknown-action",
                       fmt::format("`from: {}` names no action of this workflow.", stage.deadline->from));
      if (stage.deadline->kind == DayKind::working && system_.calendar.years.empty())
        reading_.error(document_, place_of(stage.id), "deadline.no-calendar", "Working days cannot be counted without a calendar.",
                       "Name one in system.yaml: `calendar: ../calendars/china.yaml`.");
    }
  }

  Place place_of(std::string_view stage_or_end) const {
    for (auto const* const group : {"stages", "ends"})
      if (auto const* const map = node_of(root_, group))
        if (auto const* const entry = map->find(stage_or_end)) return entry->place;
    return root_.place;
  }

  /// A draft's field is checked only when the draft is handed in: until then its author counts under any key they like.
  void key_of_drafts() {
    auto const dot = workflow_.key.find('.');
    auto const* const first = workflow_.find_stage(workflow_.first_stage);
    if (dot == std::string::npos || !first || workflow_.start_by != "applicant") return;
    if (!is_open(first->edit, workflow_.key.substr(0, dot), workflow_.key.substr(dot + 1))) return;
    reading_.warning(document_, node_of(root_, "key")->place, "workflow.key-unchecked",
                     fmt::format("An applicant's draft may hold any `{}`, and cases are counted by it.", workflow_.key),
                     "Leave `key` out: cases are then counted by the applicant's organisation.");
  }

  void prove() {
    key_of_drafts();
    for (auto& defect : check_graph(workflow_)) {
      auto const place = place_of(defect.stage);
      if (defect.error) reading_.error(document_, place, std::move(defect.code), std::move(defect.text), std::move(defect.remedy));
      else reading_.warning(document_, place, std::move(defect.code), std::move(defect.text), std::move(defect.remedy));
    }
  }

  Reading& reading_;
  YamlDocument const& document_;
  YamlNode const& root_;
  System const& system_;
  Templates const& templates_;
  std::vector<StageSource> sources_;
  Workflow workflow_;
};

}  // namespace

Workflow workflow_of(Reading& reading, YamlDocument const& document, System const& system, Templates const& templates) {
  return Reader{reading, document, system, templates}.read();
}

}  // namespace guicheng
