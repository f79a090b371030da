// Finding things in definitions by name. Entry points: the members of Workflow and System, word.
#include <guicheng/definition.hpp>

#include <algorithm>

namespace guicheng {
namespace {

template <class Things>
auto find_by(Things const& things, auto member, std::string_view wanted) noexcept -> typename Things::value_type const* {
  for (auto const& thing : things)
    if (thing.*member == wanted) return &thing;
  return nullptr;
}

}  // namespace

std::string_view word(ActionClass kind) noexcept {
  switch (kind) {
    case ActionClass::neutral: return "neutral";
    case ActionClass::positive: return "positive";
    case ActionClass::negative: return "negative";
    case ActionClass::returned: return "returned";
  }
  return "neutral";
}

Stage const* Workflow::find_stage(std::string_view wanted) const noexcept { return find_by(stages, &Stage::id, wanted); }
std::string Workflow::stage_title(std::string_view wanted, bool returned) const {
  auto const* const stage = find_stage(wanted);
  if (stage && returned && !stage->title_when_returned.empty()) return stage->title_when_returned;
  return stage && !stage->title.empty() ? stage->title : std::string{wanted};
}
End const* Workflow::find_end(std::string_view wanted) const noexcept { return find_by(ends, &End::id, wanted); }

Field const* Workflow::find_field(std::string_view module, std::string_view field) const noexcept {
  auto const* const found = find_by(form.modules, &Module::name, module);
  return found ? find_by(found->fields, &Field::name, field) : nullptr;
}

Workflow const* System::find_workflow(std::string_view wanted) const noexcept { return find_by(workflows, &Workflow::id, wanted); }
Role const* System::find_role(std::string_view wanted) const noexcept { return find_by(roles, &Role::name, wanted); }
RecordType const* System::find_record_type(std::string_view wanted) const noexcept { return find_by(records, &RecordType::name, wanted); }

RuleSet const* System::find_rules(std::string_view wanted, std::optional<Date> on) const noexcept {
  RuleSet const* found = nullptr;
  for (auto const& version : rules)
    if (version->id == wanted && (!on || version->effective <= *on)) found = version.get();
  return found && on && found->until && *found->until < *on ? nullptr : found;
}

}  // namespace guicheng
