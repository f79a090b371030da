// Names that a scenario uses and its system does not have. Entry point: check_scenarios.
#include <guicheng/scenario.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

class Names {
 public:
  Names(System const& system) {
    for (auto const& role : system.roles) roles.push_back(role.name);
    for (auto const& type : system.records) records.push_back(type.name);
    for (auto const& workflow : system.workflows) {
      workflows.push_back(workflow.id);
      for (auto const& material : workflow.form.materials) materials.push_back(material.name);
      for (auto const& end : workflow.ends) ends.push_back(end.id);
      for (auto const& stage : workflow.stages) {
        stages.push_back(stage.id);
        for (auto const& action : stage.actions) actions.push_back(action.id);
      }
    }
  }
  std::vector<std::string> roles, records, workflows, materials, ends, stages, actions;
};

class Checker {
 public:
  Checker(ScenarioFile const& file, System const& system) : file_{file}, names_{system} {}

  std::vector<Finding> check() {
    for (auto const& person : file_.world.people)
      for (auto const& role : person.actor.roles)
        known(names_.roles, role, file_.path, 1, fmt::format("role (of {})", person.actor.id));
    for (auto const& scenario : file_.cases)
      for (auto const& one : scenario.steps) step(one);
    sort(findings_);
    findings_.erase(std::unique(findings_.begin(), findings_.end()), findings_.end());  // a sequence is checked wherever it runs
    return std::move(findings_);
  }

 private:
  void step(Step const& one) {
    using enum Step::Kind;
    auto const ask = [&](std::vector<std::string> const& names, std::string const& name, std::string const& what) {
      known(names, name, one.file, one.line, what);
    };
    if (one.kind == Step::Kind::start) ask(names_.workflows, one.name, "workflow");
    if (one.kind == act && !one.refused) ask(names_.actions, one.name, "action");
    if (one.kind == Step::Kind::record) ask(names_.records, one.name, "record type");
    if (one.kind == list && one.name != "inbox" && one.name != "cases") ask(names_.records, one.name, "record type");
    for (auto const& role : one.roles) ask(names_.roles, role, "role");
    if (one.kind == upload)
      for (auto const& [material, path] : one.files) ask(names_.materials, material, "material");
    if (one.expect.stage) ask(names_.stages, *one.expect.stage, "stage");
    if (one.expect.end) ask(names_.ends, *one.expect.end, "end");
  }

  void known(std::vector<std::string> const& names, std::string const& name, std::string const& file, int line, std::string const& what) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    auto const near = did_you_mean(name, names);
    findings_.push_back({Finding::Level::error, file, line, 1, fmt::format("There is no {} \"{}\".", what, name), "scenario.unknown-name",
                         near.empty() ? std::string{} : fmt::format("Did you mean \"{}\"?", near)});
  }

  ScenarioFile const& file_;
  Names names_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_scenarios(ScenarioFile const& file, System const& system) { return Checker{file, system}.check(); }

}  // namespace guicheng
