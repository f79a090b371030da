// The engine inside a program: read a system from text, start a case, submit it, decide it. Nothing but the library.
#include <guicheng/engine.hpp>
#include <guicheng/memory_store.hpp>
#include <guicheng/system.hpp>

#include <iostream>

using namespace guicheng;

namespace {

Sources const leave = {{"system.yaml", R"(system: office
title: 办公室
time zone: UTC
imports: {workflows: [leave.yaml]}
roles:
  主管: {reach: everywhere}
)"}, {"leave.yaml", R"(workflow: leave
title: 请假
version: "1"
case title: 请假 {天数} 天
start: {by: applicant}
form:
  申请:
    天数: {type: number, required: true, min: 1, max: 30}
stages:
  application:
    title: 待提交
    by: applicant
    edit: all
    outcomes:
      submit: {title: 提交, to: approval}
  approval:
    title: 待审批
    by: 主管
    outcomes:
      grant: {title: 同意, to: granted}
ends:
  granted: {title: 已批准, class: positive}
)"}};

int fail_with(std::string const& what) {
  std::cerr << what << '\n';
  return 1;
}

}  // namespace

int main() {
  auto const loaded = read_system(leave, "system.yaml", {{"UTC", TimeZone::fixed(0)}});
  for (auto const& finding : loaded.findings) std::cerr << write(finding) << '\n';
  if (!loaded.system) return fail_with("the system has errors");

  auto engine = Engine::open(std::make_shared<MemoryStore>(), {loaded.system});
  if (!engine) return fail_with(engine.error().message);

  Actor const ann{"ann", "Ann", "91000000000000000X", "", {}};
  Actor const head{"head", "Head", "", "", {"主管"}};
  Instant const now{1'700'000'000'000};  // the program's clock, not the library's

  auto run = [&](Actor const& who, CaseId id, Command command) {
    return (*engine)->run({"office", id, std::move(command), who, now, "", {}});
  };
  auto const started = run(ann, 0, StartCase{"leave", Context{{"申请", Context{{"天数", 3}}}}});
  if (!std::holds_alternative<Reply>(started)) return fail_with("the case was not started");
  auto const id = std::get<Reply>(started).case_id;
  for (auto const& [who, action] : {std::pair{ann, "submit"}, std::pair{head, "grant"}})
    if (!std::holds_alternative<Reply>(run(who, id, TakeAction{"", action, Context{}}))) return fail_with(action);

  auto reader = (*engine)->store().open_reader();
  if (!reader) return fail_with(reader.error().message);
  auto const seen = (*engine)->read(**reader, id);
  if (!seen) return fail_with(seen.error().message);
  std::cout << case_title(*seen->workflow, seen->state) << ": " << status_title(*seen->workflow, seen->state) << '\n';
}
