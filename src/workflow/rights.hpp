// Who may do and change what: roles, scopes, and what is open for editing.
#pragma once

#include "workflow/fields.hpp"

namespace guicheng {

bool is_applicant(CaseState const&, Actor const&) noexcept;
bool has_role(Actor const&, std::string_view role) noexcept;
/// Whether the case lies within what the role reaches for this actor.
bool reaches(Role const&, CaseState const&, Actor const&) noexcept;
/// Whether the actor is who `by` asks for: `applicant`, or a role that reaches the case.
bool may_act(System const&, std::string_view by, CaseState const&, Actor const&) noexcept;
/// Why not, where they may not.
RefusalItem why_not(System const&, std::string_view by, Actor const&, std::string const& where);
/// Whether the actor sees the case's personal fields unmasked.
bool sees_personal(System const&, CaseState const&, Actor const&);
/// Whether a field is personal, or has such a field in its items.
bool holds_personal(Field const&);
bool holds_personal(std::vector<Field> const&);

/// Who takes an action in a stage.
std::string const& who_takes(Stage const&, Action const&) noexcept;

/// What a position leaves open: what a return chose, or what its stage says.
Editing editing_of(Stage const&, Position const&);
/// What the actor may change in the case now, over all its open stages.
Editing editing_for(System const&, Workflow const&, CaseState const&, Actor const&);
bool is_open(Editing const&, std::string_view module, std::string_view field) noexcept;

/// Asks about each role that sees cases of the workflow until one answer is true. Drafts are seen by those who act in the first
/// stage alone, unless that is not the starter's own: then starting hands the case over.
/// @param ask  (role, whether it sees drafts); a role may come more than once
template <class Ask>
bool any_watcher(Workflow const& workflow, Ask const& ask);

/// The module name under which materials are opened.
inline constexpr std::string_view materials_module = "材料";
inline constexpr std::string_view applicant_role = "applicant";

template <class Ask>
bool any_watcher(Workflow const& workflow, Ask const& ask) {
  auto const* const first = workflow.find_stage(workflow.first_stage);
  auto const starter = workflow.start_by.empty() ? applicant_role : std::string_view{workflow.start_by};
  auto const handed_over = first && first->by != starter;
  auto const sees = [&](std::string const& role, bool drafts) { return !role.empty() && role != applicant_role && ask(role, drafts); };
  for (auto const& role : workflow.viewers)
    if (sees(role, handed_over)) return true;
  for (auto const& stage : workflow.stages) {
    auto const drafts = handed_over || &stage == first;
    if (sees(stage.by, drafts)) return true;
    for (auto const& action : stage.actions)
      if (sees(action.by, drafts)) return true;
  }
  return false;
}

}  // namespace guicheng
