// The texts of refusals. Entry points: refuse, refusal_of.
#include "workflow/refusals.hpp"

#include <algorithm>
#include <array>

namespace guicheng {
namespace {

struct Message {
  Why why;
  std::string_view code, zh, en, remedy;
};

constexpr std::array messages{
    Message{Why::not_visible, "case.not-visible", "没有这件办件，或者您无权查看", "There is no such case, or you may not see it.", {}},
    Message{Why::no_workflow, "workflow.unknown", "没有事项“{0}”", "There is no workflow {0}.", {}},
    Message{Why::case_ended, "case.ended", "办件已经办结：{0}", "The case has ended: {0}.", {}},
    Message{Why::wrong_stage, "stage.wrong", "办件现处于“{0}”，不能办理“{1}”", "The case stands at {0}, where {1} cannot be taken.", {}},
    Message{Why::unknown_action, "action.unknown", "该事项没有操作“{0}”", "This workflow has no action {0}.", {}},
    Message{Why::name_the_stage, "stage.ambiguous", "操作“{0}”在几个环节都可以办理，请指明环节", "Several open stages have the action {0}: name the stage.", {}},
    Message{Why::role_missing, "role.missing", "此操作由{0}办理", "This is for the role {0}.", {}},
    Message{Why::out_of_scope, "role.out-of-scope", "该办件不在您的管辖范围内", "The case lies outside your division.", {}},
    Message{Why::applicant_only, "role.applicant-only", "此操作只能由申请人办理", "This is for the applicant.", {}},
    Message{Why::system_only, "role.system-only", "此操作由系统自动办理", "This is done by the system itself.", {}},
    Message{Why::may_not_start, "start.not-allowed", "该事项由{0}发起", "This is started by {0}.", {}},
    Message{Why::not_editable, "field.not-editable", "现在不能修改“{0}”", "{0} cannot be changed now.", {}},
    Message{Why::only_before, "action.too-late", "“{1}”之后不能再“{0}”", "{0} is not possible after {1}.", {}},
    Message{Why::condition, "condition.not-met", "{0}", "{0}", {}},
    Message{Why::no_value, "condition.no-value", "缺少“{0}”，无法判断：{1}", "{0} is missing, so this cannot be judged: {1}", {}},
    Message{Why::no_way, "route.none", "没有一个去向的条件成立，无法“{0}”", "No way out of the stage holds for {0}.", {}},
    Message{Why::record_exists, "record.exists", "{0}“{1}”已经存在", "{0} {1} exists already.", {}},
    Message{Why::record_missing, "record.missing", "没有{0}“{1}”", "There is no {0} {1}.", {}},
    Message{Why::effect_value, "effect.value", "无法写入“{0}”：{1}", "{0} cannot be written: {1}", {}},
    Message{Why::clock_not_running, "clock.not-running", "时限“{0}”不在计时", "The clock {0} is not running.", {}},
    Message{Why::clock_not_stopped, "clock.not-stopped", "时限“{0}”没有中止", "The clock {0} is not stopped.", {}},
    Message{Why::clock_overdue, "clock.overdue", "时限“{0}”已经届满，不能再中止或延长", "The clock {0} has run out: it can be neither stopped nor extended.", {}},
    Message{Why::clock_reason, "clock.reason", "时限只能因下列事由中止：{0}", "The clock can only be stopped for: {0}.", {}},
    Message{Why::extended_before, "clock.extended", "时限“{0}”只能延长一次", "The clock {0} can be extended only once.", {}},
    Message{Why::not_due, "clock.not-due", "时限“{0}”还没有届满", "The clock {0} has not run out.", {}},
    Message{Why::nothing_to_project, "clock.unchanged", "没有时限因工作日历而变化", "No deadline changes with this calendar.", {}},
    Message{Why::no_calendar, "clock.no-calendar", "“{0}”的到期日暂时无法推算：工作日历还没有那一年的安排，补充日历后自动推算",
            "The last day of {0} is not known yet: the calendar does not reach that year. It is worked out when the calendar does.", {}},
    Message{Why::no_rules, "rules.not-in-force", "{1} 没有施行中的评定规则“{0}”", "No version of {0} is in force on {1}.", {}},
    Message{Why::not_judged, "rules.not-judged", "无法评定：{0}", "This cannot be judged: {0}", {}},
    Message{Why::form_check, "field.check", "{0}", "{0}", {}},
    Message{Why::form_no_value, "field.no-value", "缺少“{0}”，无法判断：{1}", "{0} is missing, so this cannot be judged: {1}", {}},
    Message{Why::required, "field.required", "请填写“{0}”", "{0} is required.", {}},
    Message{Why::undertaking, "undertaking.missing", "请确认“{0}”", "{0} must be confirmed.", {}},
    Message{Why::data_too_big, "data.too-big", "办件内容过多，请删减后再保存", "The case would hold too much: leave something out.", {}},
    Message{Why::unknown_field, "field.unknown", "没有字段“{0}”", "There is no field {0}.", {}},
    Message{Why::unknown_module, "module.unknown", "没有模块“{0}”", "There is no module {0}.", {}},
    Message{Why::wrong_type, "field.type", "“{0}”应为{1}", "{0} must be {1}.", {}},
    Message{Why::too_short, "field.too-short", "“{0}”至少 {1} 个字", "{0} has at least {1} characters.", {}},
    Message{Why::too_long, "field.too-long", "“{0}”最多 {1} 个字", "{0} has at most {1} characters.", {}},
    Message{Why::too_small, "field.too-small", "“{0}”不能小于 {1}", "{0} is at least {1}.", {}},
    Message{Why::too_big, "field.too-big", "“{0}”不能大于 {1}", "{0} is at most {1}.", {}},
    Message{Why::digits, "field.digits", "“{0}”最多 {1} 位小数", "{0} has at most {1} digits after the point.", {}},
    Message{Why::option, "field.option", "“{0}”应为其中之一：{1}", "{0} is one of: {1}.", {}},
    Message{Why::twice, "field.twice", "“{0}”中“{1}”重复", "{0} names {1} twice.", {}},
    Message{Why::too_few_items, "field.too-few-items", "“{0}”至少 {1} 项", "{0} has at least {1} items.", {}},
    Message{Why::too_many_items, "field.too-many-items", "“{0}”最多 {1} 项", "{0} has at most {1} items.", {}},
    Message{Why::control_character, "field.control-character", "“{0}”含有不可见的控制字符", "{0} holds invisible control characters.", {}},
    Message{Why::identifier, "field.identifier", "“{0}”：{1}", "{0}: {1}", {}},
    Message{Why::unknown_division, "field.division", "“{0}”不是本系统的行政区划", "{0} is not a division of this system.", {}},
    Message{Why::unknown_record, "field.record", "“{0}”：没有这样的{1}", "{0}: there is no such {1}.", {}},
    Message{Why::material_required, "material.required", "请上传“{0}”", "{0} must be uploaded.", {}},
    Message{Why::material_unknown, "material.unknown", "没有材料“{0}”", "There is no material {0}.", {}},
    Message{Why::material_type, "material.type", "“{0}”只接受：{1}", "{0} accepts: {1}.", {}},
    Message{Why::material_name, "material.name", "“{0}”的文件名与内容不符，内容为 {1}", "The file name for {0} does not fit its content, {1}.", {}},
    Message{Why::material_empty, "material.empty", "“{0}”是空文件", "The file for {0} is empty.", {}},
    Message{Why::material_size, "material.size", "“{0}”最大 {1} 字节", "A file for {0} has at most {1} bytes.", {}},
    Message{Why::material_count, "material.count", "“{0}”最多 {1} 个文件", "{0} takes at most {1} files.", {}},
    Message{Why::material_twice, "material.twice", "“{0}”中已有同样的文件", "{0} has this very file already.", {}},
    Message{Why::material_missing, "material.missing", "“{0}”中没有这个文件", "{0} has no such file.", {}},
    Message{Why::modules_required, "modules.required", "请选择退回修改的模块", "Choose the modules that open again.", {}},
    Message{Why::module_closed, "modules.closed", "“{0}”在退回的环节不能修改", "{0} cannot be edited in the stage it returns to.", {}},
    Message{Why::more, "items.more", "问题过多，其余的不再列出", "There are too many problems: the rest is not listed.", {}},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (static_cast<std::size_t>(messages[i].why) != i) return false;
  return true;
}
static_assert(is_in_order(), "one message for each Why, in its order");

constexpr char separator = '\x1f';

std::string_view in_language(std::string_view value, bool chinese) {
  auto const at = value.find(separator);
  if (at == std::string_view::npos) return value;
  return chinese ? value.substr(0, at) : value.substr(at + 1);
}

std::string fill(std::string_view text, std::initializer_list<std::string_view> values, bool chinese) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const is_place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}';
    if (!is_place) {
      filled += text[i];
      continue;
    }
    auto const which = static_cast<std::size_t>(text[i + 1] - '0');
    if (which < values.size()) filled += in_language(values.begin()[which], chinese);
    i += 2;
  }
  return filled;
}

/// What stands in the way, in the order in which it is told.
enum class Class : std::uint8_t { not_visible, wrong_stage, not_allowed, conditions, inputs };
constexpr std::array<std::string_view, 5> class_names{"not_visible", "wrong_stage", "not_allowed", "conditions", "inputs"};

Class class_of(std::string_view code) {
  auto const found = std::find_if(messages.begin(), messages.end(), [&](Message const& message) { return message.code == code; });
  auto const why = found == messages.end() ? Why::identifier : found->why;
  if (why <= Why::no_workflow) return Class::not_visible;
  if (why <= Why::name_the_stage) return Class::wrong_stage;
  if (why <= Why::not_editable) return Class::not_allowed;
  if (why <= Why::not_judged) return Class::conditions;
  return Class::inputs;
}

}  // namespace

std::string_view code_of(Why why) noexcept { return messages[static_cast<std::size_t>(why)].code; }

std::string both(std::string_view zh, std::string_view en) {
  std::string text{zh};
  text += separator;
  return text += en;
}

RefusalItem refuse(Why why, std::string where, std::initializer_list<std::string_view> values) {
  auto const& message = messages[static_cast<std::size_t>(why)];
  return {std::string{message.code}, fill(message.zh, values, true), fill(message.en, values, false), std::move(where),
          std::string{message.remedy}};
}

Refusal refusal_of(std::vector<RefusalItem> items) {
  std::stable_sort(items.begin(), items.end(), [](auto const& a, auto const& b) { return class_of(a.code) < class_of(b.code); });
  std::string code{items.empty() ? "conditions" : class_names[static_cast<std::size_t>(class_of(items.front().code))]};
  if (items.size() > most_told) {
    items.resize(most_told);
    items.push_back(refuse(Why::more));
  }
  return {std::move(code), std::move(items)};
}

Refusal refusal(std::string code, RefusalItem item) {
  Refusal refused{std::move(code), {}};
  refused.items.push_back(std::move(item));
  return refused;
}

}  // namespace guicheng
