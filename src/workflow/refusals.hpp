// The catalogue of what an actor is told when something is not allowed: one code, one text in Chinese and one in English.
// Codes are stable: programs depend on them. README.md lists them by class.
#pragma once

#include <guicheng/case.hpp>

#include <initializer_list>
#include <string_view>

namespace guicheng {

enum class Why : std::uint8_t {
  not_visible, no_workflow, case_ended, wrong_stage, unknown_action, name_the_stage,
  role_missing, out_of_scope, applicant_only, system_only, may_not_start, not_editable,
  only_before, condition, no_value, no_way, record_exists, record_missing, effect_value,
  clock_not_running, clock_not_stopped, clock_overdue, clock_reason, extended_before, not_due, nothing_to_project, no_calendar,
  no_rules, not_judged,
  form_check, form_no_value, required, undertaking, data_too_big, unknown_field, unknown_module, wrong_type, too_short, too_long, too_small, too_big, digits, option,
  twice, too_few_items, too_many_items, control_character, identifier, unknown_division, unknown_record,
  material_required, material_unknown, material_type, material_name, material_empty, material_size, material_count, material_twice,
  material_missing, modules_required, module_closed, more
};

/// The item for a reason; `{0}`, `{1}` in its texts are replaced by `values`; a value made by `both` has two languages.
RefusalItem refuse(Why, std::string where = {}, std::initializer_list<std::string_view> values = {});
std::string_view code_of(Why) noexcept;

/// Two languages in one value for `refuse`.
std::string both(std::string_view zh, std::string_view en);

/// Items that anybody is told at once. Who reads inputs stops beyond it: a small request must not make a huge answer.
constexpr std::size_t most_told = 200;

/// The refusal for items that were collected: its code is that of the first class that has an item. Beyond `most_told`
/// the rest is one item.
Refusal refusal_of(std::vector<RefusalItem>);
Refusal refusal(std::string code, RefusalItem);

}  // namespace guicheng
