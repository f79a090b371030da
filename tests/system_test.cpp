#include <guicheng/system.hpp>

#include "test.hpp"
#include "source_folder.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace guicheng;

namespace {

TimeZones zones() { return {{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}, {"UTC", TimeZone::fixed(0)}}; }

std::string written(std::vector<Finding> const& findings) {
  std::string result;
  for (auto const& finding : findings) result += write(finding) + "\n";
  return result;
}

Sources office(std::string const& workflow) {
  return {{"system.yaml", "system: office\ntitle: 办公室\ntime zone: UTC\nimports: {workflows: [leave.yaml]}\nroles:\n  主管: {reach: everywhere}\n"},
          {"leave.yaml", workflow}};
}

std::string const leave = R"(workflow: leave
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
)";

/// The text with its first `what` replaced.
std::string with(std::string text, std::string_view what, std::string_view by) {
  auto const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::string findings_of(std::string const& workflow) {
  return written(read_system(office(workflow), "system.yaml", zones()).findings);
}

}  // namespace

TEST_CASE("system: every system of the house is read without a finding") {
  std::filesystem::path const root{GUICHENG_WORKFLOWS};
  Sources sources;
  for (auto const* const folder : {"workflows", "rules"})
    for (auto& [path, text] : read_folder(root.parent_path() / folder)) sources.emplace(std::string{folder} + "/" + path, std::move(text));
  std::size_t systems = 0;
  for (auto const& [path, text] : sources) {
    if (!path.ends_with("/system.yaml")) continue;
    ++systems;
    auto const file = path;  // clang 14 captures no binding
    CAPTURE(file);
    auto const loaded = read_system(sources, path, zones());
    CHECK(written(loaded.findings) == "");
    CHECK(loaded.system);
  }
  CHECK(systems > 1);
}

TEST_CASE("system: a small workflow is read") {
  auto const loaded = read_system(office(leave), "system.yaml", zones());

  CHECK(written(loaded.findings) == "");
  REQUIRE(loaded.system);
  auto const* const workflow = loaded.system->find_workflow("leave");
  REQUIRE(workflow);
  CHECK(workflow->first_stage == "application");
  REQUIRE(workflow->find_stage("application"));
  CHECK(workflow->find_stage("application")->actions[0].complete);
  CHECK_FALSE(workflow->find_stage("approval")->actions[0].complete);
}

TEST_CASE("system: counting an applicant's cases by what they write in a draft is warned of") {
  auto const key = "key: 天数\nstart: {by: applicant}";
  CHECK(findings_of(with(leave, "start: {by: applicant}", key)) ==
        "leave.yaml:5:6: warning: An applicant's draft may hold any `申请.天数`, and cases are counted by it. [workflow.key-unchecked]; "
        "Leave `key` out: cases are then counted by the applicant's organisation.\n");
  auto const closed = with(with(leave, "start: {by: applicant}", key), "    edit: all\n", "");
  CHECK(findings_of(closed).find("key-unchecked") == std::string::npos);
}

TEST_CASE("system: the hash of a workflow is that of what its cases rest on, and of nothing else") {
  std::string const manifest = "system: office\ntitle: 办公室\ntime zone: UTC\nimports: {workflows: [leave.yaml], records: [records.yaml], stages: [wait.yaml, other.yaml]}\nroles:\n  主管: {reach: everywhere}\n";
  std::string const records = "records:\n  假条: {key: 号, fields: {号: {type: text}, 天: {type: number}}}\n  车辆: {key: 号, fields: {号: {type: text}}}\n";
  auto const used = with(leave, "outcomes:\n      grant: {title: 同意, to: granted}",
                         "use: wait\n    outcomes:\n      grant: {title: 同意, to: granted, must: [{when: 'record(\"假条\", \"1\") = null', else: 已有假条}]}");
  Sources const files{{"system.yaml", manifest}, {"leave.yaml", used}, {"records.yaml", records},
                      {"wait.yaml", "stage: wait\ntitle: 待办\n"}, {"other.yaml", "stage: other\ntitle: 其他\n"}};
  auto const hash = [&](char const* path, std::string_view what, std::string_view by) {
    auto changed = files;
    changed[path] = with(changed[path], what, by);
    auto const loaded = read_system(changed, "system.yaml", zones());
    INFO(written(loaded.findings));
    REQUIRE(loaded.system);
    return loaded.system->find_workflow("leave")->hash;
  };
  auto const before = hash("system.yaml", "办公室", "办公室");
  CHECK(hash("system.yaml", "办公室", "总务处") == before);
  CHECK(hash("system.yaml", "roles:\n", "roles:\n  司机: {reach: everywhere}\n") == before);
  CHECK(hash("records.yaml", "车辆: {key: 号, fields: {", "车辆: {key: 号, fields: {型: {type: text}, ") == before);
  CHECK(hash("records.yaml", "records:\n", "# 台账\nrecords:\n") == before);
  CHECK(hash("other.yaml", "其他", "另外") == before);
  CHECK(hash("records.yaml", "天: {type: number}", "天: {type: text}") != before);
  CHECK(hash("wait.yaml", "待办", "等待") != before);
  CHECK(hash("leave.yaml", "已批准", "批准") != before);
}

TEST_CASE("system: a bundle reads as the system it was written from") {
  auto const sources = office(leave);
  auto const first = read_system(sources, "system.yaml", zones());
  auto const again = read_bundle(write_bundle(sources, "system.yaml"), zones());

  REQUIRE(first.system);
  REQUIRE(again.system);
  CHECK(again.system->hash == first.system->hash);
  CHECK(again.system->workflows[0].hash == first.system->workflows[0].hash);
}

TEST_CASE("system: a broken bundle is a finding, not a crash") {
  for (auto const* const bundle : {"", "[]", "{\"manifest\": 1}", "{\"manifest\": \"a\", \"files\": {}}"}) {
    CAPTURE(std::string{bundle});
    auto const loaded = read_bundle(bundle, zones());
    CHECK_FALSE(loaded.system);
    CHECK_FALSE(loaded.findings.empty());
  }
}

TEST_CASE("system: a target that is misspelt is named with its place and what was meant") {
  CHECK(findings_of(with(leave, "to: approval", "to: aproval")).find("leave.yaml:15:31: error: There is no stage or end `aproval`. [outcome.unknown-target]; Did you mean `approval`?") !=
        std::string::npos);
}

TEST_CASE("system: an unknown role, an unknown name and an unknown key are all found in one run") {
  auto const findings = findings_of(with(with(with(leave, "by: 主管", "by: 主营"), "{天数} 天", "{天树} 天"), "edit: all", "edits: all"));

  CHECK(findings.find("role.unknown") != std::string::npos);
  CHECK(findings.find("feel.unknown-name") != std::string::npos);
  CHECK(findings.find("yaml.unknown-key") != std::string::npos);
}

TEST_CASE("system: a stage nobody can reach is refused") {
  CHECK(findings_of(with(leave, "ends:", "  lost:\n    title: 丢失\n    by: 主管\n    outcomes: {close: {title: 关, to: granted}}\nends:"))
            .find("workflow.unreachable-stage") != std::string::npos);
}

TEST_CASE("system: a name that expressions cannot use is refused with a proposal") {
  CHECK(findings_of(with(leave, "天数: {type", "场所面积(m2): {type")).find("Call it `场所面积m2`") != std::string::npos);
}

TEST_CASE("system: a condition that is a number is refused") {
  CHECK(findings_of(with(leave, "min: 1", "checks: [{must: 天数, else: 无}], min: 1")).find("feel.not-a-condition") != std::string::npos);
}

TEST_CASE("system: a file that is not there is named where it is imported") {
  auto sources = office(leave);
  sources.erase("leave.yaml");
  CHECK(written(read_system(sources, "system.yaml", zones()).findings) ==
        "system.yaml:4:23: error: There is no file `leave.yaml`. [system.no-file]; Imports are relative to the file they stand in.\n");
}

TEST_CASE("system: every kind of file has a schema, and only these") {
  for (auto const* const kind : {"system", "calendar", "records", "workflow", "stage", "people", "scenarios", "requirements"})
    CHECK(schema(kind));
  auto const none = schema("form");
  REQUIRE_FALSE(none);
  CHECK(none.error().code == Errc::not_found);
}
