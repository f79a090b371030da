// A small licence procedure built by hand, its people, and a world to run it in: for tests and benchmarks of the core.
#pragma once

#include <guicheng/workflow.hpp>

#include "workflow/scope.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace guicheng::samples {

inline Date day(int year, int month, int number) { return {year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(number)}; }

/// The holidays around which the tests live; 2023 to 2026 are known, 2027 is not.
inline Calendar calendar() {
  Calendar china;
  china.id = "china";
  china.version = "2026";
  china.years = {2023, 2024, 2025, 2026};
  for (auto const d : {1}) china.off.insert(day(2024, 1, d));
  for (int d = 10; d <= 17; ++d) china.off.insert(day(2024, 2, d));
  for (int d = 4; d <= 6; ++d) china.off.insert(day(2024, 4, d));
  for (int d = 1; d <= 5; ++d) china.off.insert(day(2024, 5, d));
  china.work = {day(2024, 2, 4), day(2024, 2, 18), day(2024, 4, 7), day(2024, 4, 28), day(2024, 5, 11)};
  return china;
}

inline TimeZone shanghai() { return TimeZone::fixed(8 * 3600); }

/// A civil time in Shanghai as a moment.
inline Instant at(Date date, int hour = 9, int minute = 0) {
  return {start_of_day(date, shanghai()).milliseconds + (hour * 60 + minute) * 60'000};
}

inline Feel feel(std::string_view text, Scope const& scope) {
  auto compiled = compile_feel(text, scope);
  if (!compiled.feel) {
    throw std::logic_error{std::string{text} + ": " + (compiled.findings.empty() ? "" : compiled.findings.front().message)};
  }
  return *compiled.feel;
}
inline Feel feel(std::string_view text, Workflow const& workflow) { return feel(text, *workflow.scope); }

inline Text words(std::string text) { return Text{{std::move(text)}}; }
inline Check check(std::string_view must, std::string otherwise, Scope const& scope) {
  return {feel(must, scope), words(std::move(otherwise)), false};
}

inline Requirement always() { return {Requirement::Kind::always, std::nullopt}; }
inline Requirement when(std::string_view condition, Scope const& scope) { return {Requirement::Kind::conditional, feel(condition, scope)}; }

inline Field field(std::string name, FieldKind kind = FieldKind::text, bool required = false) {
  Field made;
  made.name = std::move(name);
  made.kind = kind;
  made.personal = kind == FieldKind::resident_id || kind == FieldKind::mobile;  // as the reader has it
  if (required) made.required = always();
  return made;
}
inline Field choice(std::string name, std::vector<std::string> options) {
  auto made = field(std::move(name), FieldKind::choice);
  made.options = std::move(options);
  return made;
}

inline Action action(std::string id, std::string title, std::string to = {}, ActionClass kind = ActionClass::neutral) {
  Action made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.kind = kind;
  if (!to.empty()) made.routes.push_back({std::nullopt, std::move(to)});
  return made;
}
inline Stage stage(std::string id, std::string title, std::string by) {
  Stage made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.by = std::move(by);
  return made;
}

inline Field reason() { return field("原因", FieldKind::text, true); }

/// @param more  further text fields, to make a form as wide as a real one
inline Form licence_form(int more = 0) {
  Form form;
  auto staff = field("专职工作人员", FieldKind::list, true);
  staff.min_items = 2;
  staff.of = {field("姓名", FieldKind::text, true), field("证件号码", FieldKind::resident_id, true), field("资格证书", FieldKind::boolean)};
  auto area = field("场所面积", FieldKind::number);
  area.digits = 2;
  area.min = Decimal{0};
  form.modules.push_back({"基本信息", {}, {field("机构名称", FieldKind::text, true), field("统一社会信用代码", FieldKind::uscc, true),
                                           field("行政区划", FieldKind::division, true), choice("办公方式", {"自有", "租用"}),
                                           field("联系电话", FieldKind::mobile), area}});
  for (int i = 0; i < more; ++i) form.modules[0].fields.push_back(field("附加" + std::to_string(i)));
  form.modules.push_back({"人员情况", {}, {staff}});
  Material paper, lease;
  paper.name = "营业执照";
  paper.accept = {"pdf", "png"};
  paper.required = always();
  lease.name = "租赁协议";
  lease.accept = {"pdf"};
  lease.max_size = 1000;
  lease.max_files = 2;
  form.materials = {paper, lease};
  return form;
}

inline void add_conditions(Workflow& flow) {
  auto& basics = flow.form.modules[0].fields;
  basics[1].preset = feel("actor.organisation", flow);
  basics[1].checks.push_back(check("统一社会信用代码 = case.organisation", "统一社会信用代码与登录单位不一致", *flow.scope));
  flow.form.materials[1].required = when("办公方式 = \"租用\"", *flow.scope);
  flow.form.checks.push_back(check("count(专职工作人员[资格证书 = true]) >= 1", "专职工作人员中没有人持资格证书", *flow.scope));
  flow.start_must.push_back(check("count cases(\"licence\", actor.organisation, \"open\") = 0", "已有一件许可申请正在办理", *flow.scope));
  flow.case_title = {{std::string{"许可申请："}, feel("机构名称", flow)}};
  flow.division = feel("行政区划", flow);
}

inline Stage application() {
  auto made = stage("application", "待提交", "applicant");
  made.title_when_returned = "退回";
  made.edit.all = true;
  auto submit = action("submit", "提交", "acceptance");
  submit.undertaking = "填报承诺";
  submit.complete = true;
  auto erase = action("delete", "删除", "deleted");
  erase.only_before = "submit";
  made.actions = {submit, erase};
  return made;
}

inline Stage acceptance() {
  auto made = stage("acceptance", "待受理", "受理岗");
  Deadline limit;
  limit.days = 5;
  limit.from = "submit";
  limit.on_overdue = "accept";
  limit.effective_from_start = true;
  limit.reason = "逾期不告知的，自收到申请材料之日起即为受理";
  made.deadline = limit;
  auto back = action("return", "退回", "application", ActionClass::returned);
  back.inputs = {reason()};
  auto ask = action("supplement", "补正", "application", ActionClass::returned);
  ask.inputs = {reason()};
  ask.chosen_modules = true;
  auto refuse = action("refuse", "不通过", "refused", ActionClass::negative);
  refuse.inputs = {reason()};
  made.actions = {action("accept", "受理", "approval"), back, ask, refuse};
  return made;
}

inline std::vector<NumberPart> licence_pattern() {
  std::vector<NumberPart> parts(6);
  using enum NumberPart::Kind;
  parts[0] = {literal, "津人服证字〔", 0, std::nullopt};
  parts[1] = {year, {}, 0, std::nullopt};
  parts[2] = {literal, "〕第", 0, std::nullopt};
  parts[3] = {division, {}, 0, std::nullopt};
  parts[4] = {serial, {}, 5, std::nullopt};
  parts[5] = {literal, "号", 0, std::nullopt};
  return parts;
}

inline ChangeRecord create_licence(Workflow const& flow) {
  ChangeRecord change;
  change.mode = ChangeRecord::Mode::create;
  change.type = "行政许可";
  change.set = {{"许可证编号", feel("许可证编号", flow)}, {"统一社会信用代码", feel("统一社会信用代码", flow)},
                {"行政区划", feel("case.division", flow)}, {"状态", Value{"有效"}}, {"生效日期", feel("today()", flow)}};
  return change;
}

inline ClockChange clock_change(ClockChange::Kind kind, int days = 0, bool once = false) { return {kind, {}, days, once}; }

inline Stage approval(Workflow const& flow) {
  auto made = stage("approval", "待审核", "审核岗");
  Deadline limit;
  limit.days = 20;
  limit.stopped_by = {"听证", "专家评审"};
  made.deadline = limit;
  auto grant = action("grant", "通过", "granted", ActionClass::positive);
  IssueNumber number;
  number.name = "许可证编号";
  number.pattern = licence_pattern();
  number.per_year = number.per_division = true;
  grant.effects = {number, create_licence(flow)};
  auto refuse = action("refuse", "不通过", "refused", ActionClass::negative);
  refuse.inputs = {reason()};
  auto again = action("reopen", "重新受理", "acceptance", ActionClass::returned);
  auto issue = action("issue", "预编号");
  issue.effects = {number};
  auto stop = action("stop-clock", "中止");
  stop.inputs = {field("事由", FieldKind::text, true)};
  stop.clock_changes = {clock_change(ClockChange::Kind::stop)};
  auto resume = action("resume-clock", "恢复");
  resume.clock_changes = {clock_change(ClockChange::Kind::resume)};
  auto extend = action("extend", "延长");
  extend.by = "分管领导";
  extend.inputs = {field("理由", FieldKind::text, true)};
  extend.clock_changes = {clock_change(ClockChange::Kind::extend, 10, true)};
  made.actions = {grant, refuse, again, issue, stop, resume, extend};
  return made;
}

inline Workflow licence(int more = 0) {
  Workflow flow;
  flow.id = "licence";
  flow.title = "人力资源服务行政许可";
  flow.version = "2023.1";
  flow.hash = "abc";
  flow.start_by = "applicant";
  flow.first_stage = "application";
  flow.key = "基本信息.统一社会信用代码";
  flow.viewers = {"市级管理员"};
  flow.form = licence_form(more);
  add_scope(flow, {"许可证编号"});
  add_conditions(flow);
  flow.stages = {application(), acceptance(), approval(flow)};
  for (auto& one : flow.stages)
    for (auto& act : one.actions) add_scope(flow, act);
  flow.ends = {{"granted", "通过", ActionClass::positive, false}, {"refused", "不通过", ActionClass::negative, false},
               {"deleted", "已删除", ActionClass::neutral, true}};
  return flow;
}

inline RecordType licence_type() {
  RecordType type;
  type.name = "行政许可";
  type.key = "许可证编号";
  type.organisation = "统一社会信用代码";
  type.division = "行政区划";
  type.valid_from = "生效日期";
  type.fields = {field("许可证编号"), field("统一社会信用代码", FieldKind::uscc), field("行政区划", FieldKind::division),
                 choice("状态", {"有效", "注销"}), field("生效日期", FieldKind::date), field("联系电话", FieldKind::mobile)};
  return type;
}

inline Role role(std::string name, Role::Reach reach = Role::Reach::division, bool sees_personal = false) {
  return {reach, std::move(name), {}, sees_personal};
}

inline System system() {
  System made;
  made.id = "tianjin";
  made.title = "天津市人力资源市场管理";
  made.zone_name = "Asia/Shanghai";
  made.zone = shanghai();
  made.calendar = calendar();
  made.divisions = {{"120000", "天津市"}, {"120103", "河西区"}, {"120104", "南开区"}};
  made.roles = {role("受理岗"), role("审核岗", Role::Reach::division, true), role("分管领导"), role("市级管理员")};
  made.records = {licence_type()};
  made.workflows = {licence()};
  return made;
}

inline Actor person(std::string id, std::string division, std::vector<std::string> roles) {
  return {id, id, {}, std::move(division), std::move(roles)};
}
inline Actor company() { return {"王芳", "王芳", "911201030000001159", "120103", {}}; }
inline Actor other_company() { return {"陈杰", "陈杰", "9112010400000022XQ", "120104", {}}; }
inline Actor hexi_acceptance() { return person("李敏", "120103", {"受理岗"}); }
inline Actor hexi_approval() { return person("赵强", "120103", {"审核岗"}); }
inline Actor hexi_leader() { return person("孙立", "120103", {"分管领导"}); }
inline Actor nankai_acceptance() { return person("周芳", "120104", {"受理岗"}); }
inline Actor city() { return person("郑华", "120000", {"市级管理员"}); }

inline Value staff(std::string name, std::string id, bool certified) {
  return Context{{"姓名", std::move(name)}, {"证件号码", std::move(id)}, {"资格证书", certified}};
}
inline Value filled() {
  return Context{{"基本信息", Context{{"机构名称", "甲人力资源有限公司"}, {"统一社会信用代码", "911201030000001159"}, {"行政区划", "120103"},
                                      {"办公方式", "自有"}, {"联系电话", "13800000001"}, {"场所面积", Decimal{120}}}},
                 {"人员情况", Context{{"专职工作人员", List{staff("张三", "110101188001010011", true), staff("李四", "110101188001010062", false)}}}}};
}
inline FileRef paper(std::string slot = "营业执照", std::string hash = "h1") { return {std::move(slot), "a.pdf", "pdf", 100, std::move(hash)}; }

/// Cases, records and numbers as plain maps, changed by acts as a store would.
class World final : public View {
 public:
  System system = samples::system();
  std::map<CaseId, CaseState> cases;
  std::map<std::pair<std::string, std::string>, Record> records;
  std::map<std::string, std::int64_t, std::less<>> serials;
  std::vector<Act> history;
  Instant now = at(day(2024, 3, 1));
  CaseId current = 0;

  Workflow& workflow() { return system.workflows.front(); }
  CaseState const& state() { return cases[current]; }

  Decision decide(Command const& command, Actor const& by) {
    return guicheng::decide(system, workflow(), cases[current], command, by, now, *this);
  }
  /// Decides and applies; the refusal, if it was refused.
  std::optional<Refusal> run(Command const& command, Actor const& by) {
    if (std::holds_alternative<StartCase>(command)) current = 0, cases.erase(0);
    auto decision = decide(command, by);
    if (auto* const error = std::get_if<Error>(&decision)) throw std::logic_error{error->message};
    if (auto* const refused = std::get_if<Refusal>(&decision)) return *refused;
    apply(std::get<Act>(decision));
    return std::nullopt;
  }
  std::optional<Refusal> take(std::string action, Actor const& by, Value input = {}) { return run(TakeAction{{}, std::move(action), std::move(input)}, by); }
  /// Fires what is due, as the engine does.
  int tick() {
    int fired = 0;
    while (auto const due = due_deadline(state(), now)) {
      if (run(*due, system_actor())) throw std::logic_error{"a due deadline was refused"};
      ++fired;
    }
    return fired;
  }

  void apply(Act const& act) {
    CaseState state;
    if (current != 0) state = cases[current];
    state = evolve(std::move(state), act);
    current = state.id;
    for (auto const& event : act.events) {
      if (auto const* const number = std::get_if<NumberIssued>(&event)) serials[number->counter] = number->serial;
      if (auto const* const change = std::get_if<RecordChanged>(&event)) {
        auto& record = records[{change->type, change->key}];
        record = evolve(std::move(record), *change, current);
      }
    }
    cases[current] = std::move(state);
    history.push_back(act);
  }

  Result<std::optional<Record>> find_record(std::string_view, std::string_view type, std::string_view key) const override {
    auto const found = records.find({std::string{type}, std::string{key}});
    return found == records.end() ? std::optional<Record>{} : found->second;
  }
  Result<std::vector<Record>> records_of(std::string_view, std::string_view type, std::string_view organisation) const override {
    std::vector<Record> found;
    auto const& field = system.find_record_type(type)->organisation;
    for (auto const& [key, record] : records) {
      auto const* const owner = record.fields.context()->find(field);
      if (record.type == type && owner && *owner == Value{organisation}) found.push_back(record);
    }
    return found;
  }
  Result<std::int64_t> count_cases(CaseCount const& count) const override {
    std::int64_t found = 0;
    for (auto const& [id, state] : cases) {
      auto const is_open = state.status == CaseStatus::open;
      auto const fits = count.which == CaseCount::Which::all || (count.which == CaseCount::Which::open) == is_open;
      if (id != count.except && state.workflow == count.workflow && state.applicant.organisation == count.key && fits &&
          (count.end.empty() || count.end == state.end))
        ++found;
    }
    return found;
  }
  Result<std::int64_t> last_serial(std::string_view, std::string_view counter) const override {
    auto const found = serials.find(counter);
    return found == serials.end() ? 0 : found->second;
  }
  Result<CaseId> next_case_id() const override { return cases.empty() ? 1 : cases.rbegin()->first + 1; }
};

inline Value promise() { return Context{{"填报承诺", true}}; }
inline Value because(std::string why) { return Context{{"原因", std::move(why)}}; }

/// A case that was filled in; then one that was handed in; then one that was accepted.
inline void fill_in(World& world) {
  if (world.run(StartCase{"licence", filled()}, company()) || world.run(AttachFile{paper()}, company())) throw std::logic_error{"not filled in"};
}
inline void hand_in(World& world) {
  fill_in(world);
  if (world.take("submit", company(), promise())) throw std::logic_error{"not handed in"};
}
inline void accept(World& world) {
  hand_in(world);
  if (world.take("accept", hexi_acceptance())) throw std::logic_error{"not accepted"};
}

}  // namespace guicheng::samples
