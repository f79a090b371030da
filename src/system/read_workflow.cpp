// Reading workflows: names first, then the scope, then expressions, then proofs. Entry point: workflow_of.
#include "system/read_workflow.hpp"

#include "system/read_form.hpp"
#include "system/read_stage.hpp"
#include "workflow/definition_check.hpp"
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
  Reader(Reading& reading, YamlDocument const& document, System const& system, Templates const& templates, bool has_calendar)
      : reading_{reading}, document_{document}, root_{*document.root}, system_{system}, templates_{templates}, has_calendar_{has_calendar} {}

  Workflow read() {
    names();
    if (is_small()) {
      scope();
      expressions();
      prove();
    }
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
          source.lost = true;
          reading_.unknown(document_, use->place, "stage.unknown-template", "stage template", use->text, known);
        }
      }
      sources_.push_back(source);
    }
  }

  void ends() {
    auto const* const ends = node_of(root_, "ends");
    if (!ends) return;
    Known const known{system_, workflow_};
    for (auto const& entry : ends->entries) {
      if (!is_id(entry.key))
        reading_.error(document_, entry.place, "id.form", fmt::format("`{}` is no id.", entry.key), "Use lower-case letters, digits and `-`.");
      if (known.stages.contains(entry.key))
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
    check_role(reading_, document_, node_of(*start, "by"), system_);
    workflow_.first_stage = text_of(*start, "stage");
    if (workflow_.first_stage.empty() && !workflow_.stages.empty()) workflow_.first_stage = workflow_.stages.front().id;
    if (auto const* const stage = node_of(*start, "stage"); stage && !workflow_.find_stage(stage->text)) {
      std::vector<std::string> known;
      for (auto const& one : workflow_.stages) known.push_back(one.id);
      reading_.unknown(document_, stage->place, "start.unknown-stage", "stage", stage->text, known);
    }
    if (auto const* const viewers = node_of(root_, "viewers"))
      for (auto const& viewer : viewers->items) check_role(reading_, document_, &viewer, system_);
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

  /// Each action with inputs and each list has a scope of its own, which holds all names of the form.
  bool is_small() {
    std::size_t names = 0, scopes = 0;
    for (auto const& module : workflow_.form.modules) {
      names += 1 + module.fields.size();
      for (auto const& field : module.fields) scopes += scopes_of(field);
    }
    for (auto const& stage : workflow_.stages)
      for (auto const& action : stage.actions) {
        scopes += !action.inputs.empty();
        for (auto const& input : action.inputs) scopes += scopes_of(input);
      }
    constexpr std::size_t most = 1'000'000;
    if (names * scopes <= most) return true;
    reading_.error(document_, root_.place, "workflow.too-large",
                   fmt::format("{} names times {} actions with inputs or lists are more than can be held.", names, scopes),
                   "Split the workflow.");
    return false;
  }

  static std::size_t scopes_of(Field const& field) {
    std::size_t scopes = field.kind == FieldKind::list;
    for (auto const& item : field.of) scopes += scopes_of(item);
    return scopes;
  }

  void scope() {
    std::vector<std::string> numbers, results;
    for (auto const& source : sources_) collect_names(source, numbers, results);
    add_scope(workflow_, numbers, results);
    for (auto& stage : workflow_.stages)
      for (auto& action : stage.actions) add_scope(workflow_, action);
  }

  void expressions() {
    std::map<std::string, std::vector<std::string>> modules_of;
    for (auto const& module : workflow_.form.modules)
      for (auto const& field : module.fields) modules_of[field.name].push_back(module.name);
    reading_.enter(workflow_.id, std::move(modules_of));
    auto const& scope = *workflow_.scope;
    compile_form(reading_, document_, root_, workflow_.form, scope);
    if (auto const* const title = node_of(root_, "case title")) workflow_.case_title = reading_.compile_text(document_, *title, scope);
    else workflow_.case_title.parts.emplace_back(workflow_.title);
    if (auto const* const division = node_of(root_, "division")) workflow_.division = reading_.compile(document_, *division, scope);
    if (auto const* const start = node_of(root_, "start"))
      if (auto const* const must = node_of(*start, "must")) workflow_.start_must = reading_.compile_checks(document_, *must, "when", scope);
    Known const known{system_, workflow_};
    for (std::size_t i = 0; i < sources_.size(); ++i) compile_stage(reading_, sources_[i], known, workflow_.stages[i]);
    for (std::size_t i = 0; i < sources_.size(); ++i) acts(sources_[i], workflow_.stages[i]);
  }

  /// What a stage says of actions anywhere in the workflow, and of days.
  void acts(StageSource const& source, Stage const& stage) {
    for (auto const& action : actions_in(source))
      if (auto const before = action.key("only before")) known_action(before, "action.unknown-action");
    auto const deadline = key_of(source, "deadline");
    if (!deadline || !stage.deadline) return;
    if (auto const* const from = node_of(*deadline.node, "from")) known_action({from, deadline.document, from->place}, "deadline.unknown-action");
    if (stage.deadline->kind == DayKind::working && system_.calendar.years.empty() && !has_calendar_)
      reading_.error(*deadline.document, deadline.place, "deadline.no-calendar", "Working days cannot be counted without a calendar.",
                     "Name one in system.yaml, for example `calendar: ../calendars/china.yaml`, or use `calendar days`.");
  }

  void known_action(Found const& found, char const* code) {
    if (actions_.empty())
      for (auto const& stage : workflow_.stages)
        for (auto const& action : stage.actions) actions_.insert(action.id);
    if (!actions_.contains(found.node->text))
      reading_.unknown(*found.document, found.node->place, code, "action", found.node->text, {actions_.begin(), actions_.end()});
  }

  /// The key that a path names, or the last one before it that this file has: a template may hold the rest.
  Place place_of(std::vector<std::string> const& path) const {
    auto place = root_.place;
    auto const* node = &root_;
    for (std::size_t i = 0; i < path.size(); ++i) {
      auto const* entry = node->is_map() ? node->find(path[i]) : nullptr;
      if (path[i] == "outcomes" && i + 1 < path.size()) {  // a defect calls every action so; the file may have it under `actions`
        auto const has = [&](YamlEntry const* group) { return group && group->value.is_map() && group->value.find(path[i + 1]); };
        if (!has(entry)) entry = node->is_map() ? node->find("actions") : nullptr;
        if (!has(entry)) break;
      }
      if (!entry) break;
      place = entry->place;
      node = &entry->value;
    }
    return place;
  }

  bool was_found(std::initializer_list<std::string_view> codes) const {
    auto const& all = reading_.findings();
    return std::any_of(all.begin(), all.end(), [&](Finding const& finding) {
      return finding.file == document_.path && std::find(codes.begin(), codes.end(), finding.code) != codes.end();
    });
  }

  /// Whether a defect may only be the shadow of another mistake: a way that is misspelt leads nowhere.
  bool follows(std::string_view code) const {
    if (code == "workflow.no-end" || code == "workflow.no-stage") return !root_.find(code == "workflow.no-end" ? "ends" : "stages");
    if (code == "workflow.dead-end" || code == "workflow.unreachable-stage" || code == "workflow.unreachable-end")
      return was_found({"outcome.unknown-target", "outcome.no-target", "stage.unknown-template", "start.unknown-stage", "yaml.unknown-key"});
    if (code.ends_with(".never-filled")) return was_found({"stage.unknown-module", "stage.unknown-field", "stage.unknown-template", "yaml.unknown-key"});
    return false;
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
    auto defects = check_graph(workflow_);
    std::erase_if(defects, [&](Defect const& defect) { return follows(defect.code); });
    for (auto& defect : check_definition(workflow_)) defects.push_back(std::move(defect));
    for (auto& defect : defects) {
      auto const place = place_of(defect.at);
      if (defect.error) reading_.mistake(document_, place, std::move(defect.code), std::move(defect.text), std::move(defect.remedy));
      else reading_.warning(document_, place, std::move(defect.code), std::move(defect.text), std::move(defect.remedy));
    }
  }

  Reading& reading_;
  YamlDocument const& document_;
  YamlNode const& root_;
  System const& system_;
  Templates const& templates_;
  bool has_calendar_;  ///< one is named, though it may be broken
  std::vector<StageSource> sources_;
  std::set<std::string> actions_;
  Workflow workflow_;
};

}  // namespace

Workflow workflow_of(Reading& reading, YamlDocument const& document, System const& system, Templates const& templates, bool has_calendar) {
  return Reader{reading, document, system, templates, has_calendar}.read();
}

}  // namespace guicheng
