// What is wrong with a case's form and materials. Entry points: check_form, form_warnings.
#include "workflow/form_check.hpp"
#include "workflow/judging.hpp"

#include <algorithm>

namespace guicheng {
namespace {

/// What is looked for: what cannot be right, what is missing as well, or only what an author warns of.
enum class Looking : std::uint8_t { wrong, incomplete, warnings };

class FormCheck {
 public:
  FormCheck(System const& system, Workflow const& workflow, CaseState const& state, Evaluator& names, View const& view, Looking looking)
      : system_{system}, workflow_{workflow}, state_{state}, names_{names}, view_{view}, complete_{looking == Looking::incomplete},
        warnings_{looking == Looking::warnings} {}

  Items run() {
    for (auto const& module : workflow_.form.modules) {
      auto const* const fields = names_.data().context() ? names_.data().context()->find(module.name) : nullptr;
      auto const* const values = fields ? fields->context() : nullptr;
      for (auto const& field : module.fields) {
        auto const* const value = values ? values->find(field.name) : nullptr;
        check(field, value ? *value : Value{}, path(module.name, field.name));
      }
    }
    if (complete_) check_leaves();
    judge(workflow_.form.checks, {});
    if (complete_)
      for (auto const& material : workflow_.form.materials) check(material);
    return std::move(items_);
  }

  /// One field with its items, as for inputs of an action.
  void check(Field const& field, Value const& value, std::string const& where) {
    if (value.is_null()) {
      if (complete_ && is_required(field.required, label(field), where)) {
        items_.push_back(refuse(Why::required, where, {label(field)}));
        lacks_something_ = true;
      }
      return;
    }
    if (field.kind == FieldKind::list && value.list()) check_items(field, *value.list(), where);
    if (field.kind == FieldKind::record && value.string()) check_reference(field, *value.string(), where);
    judge(field.checks, where);
  }

  Items take() { return std::move(items_); }

 private:
  /// An answer that may be missing is asked for where its indicator applies.
  void check_leaves() {
    for (auto const& module : completion_of(system_, workflow_, names_))
      for (auto const& leaf : module.leaves)
        for (auto const& input : leaf.missing) {
          auto const where = path(module.module, input);
          auto const* const field = workflow_.find_field(module.module, input);
          auto const told = std::any_of(items_.begin(), items_.end(), [&](RefusalItem const& item) { return item.where == where; });
          if (!field || told) continue;
          items_.push_back(refuse(Why::required, where, {label(*field)}));
          lacks_something_ = true;
        }
  }

  void check_items(Field const& list, List const& items, std::string const& where) {
    if (complete_ && items.size() < list.min_items)
      items_.push_back(refuse(Why::too_few_items, where, {label(list), std::to_string(list.min_items)}));
    std::size_t number = 0;
    for (auto const& item : items) {
      auto const place = where + "[" + std::to_string(++number) + "]";
      auto const* const values = item.context();
      if (!values) continue;
      names_.enter_item(list, *values);
      for (auto const& field : list.of) {
        auto const* const value = values->find(field.name);
        check(field, value ? *value : Value{}, path(place, field.name));
      }
      names_.leave_item();
    }
  }

  void check_reference(Field const& field, std::string const& key, std::string const& where) {
    if (!complete_) return;
    auto const found = view_.find_record(system_.id, field.record_type, key);
    if (!found) names_.fail_with(found.error());
    else if (!*found) items_.push_back(refuse(Why::unknown_record, where, {label(field), field.record_type}));
  }

  bool is_required(Requirement const& required, std::string const& what, std::string const& where) {
    if (required.kind != Requirement::Kind::conditional || !required.when) return required.kind == Requirement::Kind::always;
    auto const held = names_.truth(*required.when);
    if (held == Evaluator::Truth::unknown && !lacks_something_) items_.push_back(names_.missing(*required.when, what, where, Why::form_no_value));
    return held == Evaluator::Truth::yes;
  }

  void check(Material const& material) {
    auto const name = material.title.empty() ? material.name : material.title;
    auto const is_there = std::any_of(state_.files.begin(), state_.files.end(), [&](FileRef const& file) { return file.slot == material.name; });
    if (is_there || !is_required(material.required, name, material.name)) return;
    items_.push_back(refuse(Why::material_required, path("材料", material.name), {name}));
  }

  /// A check that lacks a value says nothing new once a required field is missing.
  void judge(std::vector<Check> const& checks, std::string const& where) {
    for (auto const& check : checks) {
      if (check.warning != warnings_) continue;
      auto item = names_.judge(check, where, Why::form_check, Why::form_no_value);
      if (!item) continue;
      auto const is_unknown = item->code == code_of(Why::form_no_value);
      if (!is_unknown || (complete_ && !lacks_something_)) items_.push_back(std::move(*item));
    }
  }

  System const& system_;
  Workflow const& workflow_;
  CaseState const& state_;
  Evaluator& names_;
  View const& view_;
  bool complete_, warnings_;
  bool lacks_something_ = false;
  Items items_;
};

}  // namespace

Items check_form(System const& system, Workflow const& workflow, CaseState const& state, Evaluator& names, View const& view, bool complete) {
  return FormCheck{system, workflow, state, names, view, complete ? Looking::incomplete : Looking::wrong}.run();
}

Items check_inputs(System const& system, Workflow const& workflow, CaseState const& state, Action const& action, Value const& inputs,
                   Evaluator& names, View const& view) {
  FormCheck checking{system, workflow, state, names, view, Looking::incomplete};
  auto const* const values = inputs.context();
  for (auto const& field : action.inputs) {
    auto const* const value = values ? values->find(field.name) : nullptr;
    checking.check(field, value ? *value : Value{}, field.name);
  }
  return checking.take();
}

std::vector<RefusalItem> check_form(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor,
                                    Instant now, View const& view, bool complete) {
  Evaluator names{system, workflow, state, actor, now, &view};
  return check_form(system, workflow, state, names, view, complete);
}

std::vector<RefusalItem> form_warnings(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor,
                                       Instant now, View const& view) {
  Evaluator names{system, workflow, state, actor, now, &view};
  return FormCheck{system, workflow, state, names, view, Looking::warnings}.run();
}

}  // namespace guicheng
