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

/// The module name under which materials are opened.
inline constexpr std::string_view materials_module = "材料";
inline constexpr std::string_view applicant_role = "applicant";

}  // namespace guicheng
