// A workflow's actions, deadlines and names, one by one. Entry point: check_definition.
#include "workflow/definition_check.hpp"

#include "workflow/rights.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace guicheng {
namespace {

using Names = std::unordered_map<std::string_view, std::string_view>;  // what a name stands for: `field`, `module`

class Checker {
 public:
  explicit Checker(Workflow const& workflow) : workflow_{workflow} {
    for (auto const& module : workflow.form.modules) {
      names_.emplace(module.name, "module");
      for (auto const& field : module.fields) names_.emplace(field.name, "field");
    }
  }

  std::vector<Defect> run() {
    title();
    for (auto const& stage : workflow_.stages) check(stage);
    return std::move(defects_);
  }

 private:
  void add(bool error, std::string code, std::vector<std::string> at, std::string text, std::string remedy) {
    defects_.push_back({std::move(code), std::move(at), std::move(text), std::move(remedy), error});
  }

  /// Titles stand in lists, logs and messages, where they are masked for everyone.
  void title() {
    for (auto const& part : workflow_.case_title.parts)
      if (auto const* const feel = std::get_if<Feel>(&part))
        for (auto const* const field : personal(*feel))
          add(false, "workflow.personal-title", {"case title"}, fmt::format("The title of a case would show `***` for the personal field `{}`.", field->name),
              "Name the case by something else; titles are shown to everyone.");
  }

  /// The personal fields of the form that an expression looks at.
  std::vector<Field const*> personal(Feel const& feel) const {
    std::vector<Field const*> found;
    for (auto const slot : feel.used_slots()) {
      if (slot >= workflow_.bindings.size() || workflow_.bindings[slot].kind != Binding::Kind::field) continue;
      auto const& binding = workflow_.bindings[slot];
      auto const* const field = workflow_.find_field(binding.module, binding.name);
      if (field && holds_personal(*field)) found.push_back(field);
    }
    return found;
  }

  /// Numbers are printed on certificates and stand in lists.
  void number(IssueNumber const& number, std::vector<std::string> at) {
    gives(number.name, "number", at);
    for (auto const& part : number.pattern)
      if (part.formula)
        for (auto const* const field : personal(*part.formula))
          add(false, "number.personal", at, fmt::format("The number `{}` would show the personal field `{}` to everyone.", number.name, field->name),
              "Make the number of something else; numbers are never masked.");
  }

  void check(Stage const& stage) {
    std::unordered_set<std::string_view> ids;
    for (auto const& action : stage.actions) {
      if (!ids.insert(action.id).second)
        add(true, "action.twice", {"stages", stage.id, "outcomes", action.id},
            fmt::format("The stage `{}` has two actions `{}`.", stage.id, action.id),
            "Rename one; `extend`, `stop-clock` and `resume-clock` come from the deadline.");
      check(stage, action);
    }
    only_returns(stage);
    if (stage.deadline) deadline(stage);
  }

  void check(Stage const& stage, Action const& action) {
    std::vector<std::string> const at{"stages", stage.id, "outcomes", action.id};
    auto const under = [&](std::string key) {
      auto path = at;
      path.push_back(std::move(key));
      return path;
    };
    if (action.only_before == action.id)
      add(false, "action.only-before-itself", under("only before"), fmt::format("`{}` may be taken only before itself, which is once in the life of a case.", action.id),
          "Name the action that must not have been taken yet, or leave `only before` out.");
    if (!action.undertaking.empty()) undertaking(action, under("undertaking"));
    for (auto const& effect : action.effects) {
      if (auto const* const issue = std::get_if<IssueNumber>(&effect)) number(*issue, under("effects"));
      if (auto const* const judge = std::get_if<Judge>(&effect)) gives(judge->into, "judgement", under("effects"));
    }
  }

  void undertaking(Action const& action, std::vector<std::string> at) {
    auto const is_it = [&](Field const& input) { return input.name == action.undertaking; };
    if (std::any_of(action.inputs.begin(), action.inputs.end(), is_it))
      add(true, "undertaking.name-taken", std::move(at), fmt::format("`{}` is an undertaking and an input of the same action.", action.undertaking), "Rename one of them.");
    else if (auto const taken = names_.find(action.undertaking); taken != names_.end())
      add(false, "undertaking.name-taken", std::move(at), fmt::format("The undertaking `{}` has the name of a {} of the form.", action.undertaking, taken->second),
          "Give it a name of its own: its tick is an input of the action, not the form's value.");
  }

  /// A number or judgement would hide the datum of the same name from every expression.
  void gives(std::string const& name, char const* what, std::vector<std::string> at) {
    if (auto const taken = names_.find(name); taken != names_.end())
      add(true, "effect.name-taken", std::move(at), fmt::format("The {} `{}` has the name of a {} of the form.", what, name, taken->second),
          fmt::format("Rename the {} or the {}.", what, taken->second));
  }

  void only_returns(Stage const& stage) {
    std::size_t ways = 0, returns = 0;
    for (auto const& action : stage.actions) {
      if (action.routes.empty()) continue;
      ++ways;
      if (action.kind == ActionClass::returned) ++returns;
    }
    if (ways > 0 && ways == returns)
      add(false, "stage.only-returns", {"stages", stage.id}, fmt::format("Every way out of the stage `{}` is a return.", stage.id),
          "Add an outcome that leads on, or take `class: returned` from the one that does.");
  }

  void deadline(Stage const& stage) {
    auto const& deadline = *stage.deadline;
    for (auto const& action : stage.actions) {
      bool const extends = action.id == "extend" && !action.clock_changes.empty() && action.clock_changes[0].kind == ClockChange::Kind::extend;
      if (extends && action.by.empty() && action.clock_changes[0].clock == stage.id)
        add(false, "deadline.no-approver", {"stages", stage.id, "deadline", "extend"},
            fmt::format("Whoever works in the stage `{}` may extend its limit alone.", stage.id), "Add `by` with the role that approves extensions.");
      if (action.id == deadline.on_overdue) by_itself(stage, action);
    }
  }

  /// An automatic act enters nothing but its reason, so it must not need more (see fire_deadline).
  void by_itself(Stage const& stage, Action const& action) {
    std::vector<std::string> const at{"stages", stage.id, "deadline", "on overdue"};
    auto const is_reason = [](Field const& f) { return f.kind == FieldKind::text && (f.name == "原因" || f.required.kind == Requirement::Kind::always); };
    auto const reason = std::find_if(action.inputs.begin(), action.inputs.end(), is_reason);
    if (!action.undertaking.empty())
      add(true, "deadline.needs-person", at, fmt::format("`{}` asks for the promise `{}`, which no deadline can make.", action.id, action.undertaking),
          "Let the deadline take an action without `undertaking`.");
    for (std::size_t i = 0; i < action.inputs.size(); ++i) {
      auto const& input = action.inputs[i];
      if (reason != action.inputs.end() && &input == &*reason) continue;
      auto const slot = i < action.input_slots.size() ? action.input_slots[i] : static_cast<std::size_t>(-1);
      auto const uses = [&](Feel const& feel) { return std::binary_search(feel.used_slots().begin(), feel.used_slots().end(), slot); };
      bool const decides = std::any_of(action.must.begin(), action.must.end(), [&](Check const& check) { return !check.warning && uses(check.must); }) ||
                           std::any_of(action.routes.begin(), action.routes.end(), [&](Route const& route) { return route.when && uses(*route.when); });
      if (decides || input.required.kind == Requirement::Kind::always)
        add(true, "deadline.needs-person", at, fmt::format("`{}` needs the input `{}`, which nobody enters when the deadline acts by itself.", action.id, input.name),
            "Let the deadline take an action that asks for no more than a reason.");
    }
  }

  Workflow const& workflow_;
  Names names_;
  std::vector<Defect> defects_;
};

}  // namespace

std::vector<Defect> check_definition(Workflow const& workflow) { return Checker{workflow}.run(); }

}  // namespace guicheng
