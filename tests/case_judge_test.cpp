// Workflows that judge with rule sets, read from YAML and run by the core.
#include <guicheng/system.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {

std::string set_of(char const* version, char const* effective, char const* points) {
  return std::string{"rules: grading\ntitle: 评定\nversion: \""} + version + "\"\neffective: " + effective + R"(
inputs:
  人数: {type: number, min: 0, digits: 0}
  申报日期: {type: date}
indicators:
  - 规模:
      points: 人数 * )" + points + R"(
      cap: 60
  - 特色:
      pick: several
      options:
        网站: {points: 5}
        热线: {points: 3.5}
none below: true
grades:
  - {grade: AA, from: 60}
  - {grade: A, from: 20}
validity: {years: 3, from: 申报日期}
)";
}

Sources sources() {
  return {{"system.yaml", R"(system: town
title: 某市
time zone: Asia/Shanghai
imports: {workflows: [declaration.yaml], rules: [old.yaml, new.yaml]}
roles:
  受理岗: {reach: division}
)"},
          {"old.yaml", set_of("1", "2020-01-01", "1")},
          {"new.yaml", set_of("2", "2024-03-02", "2")},
          {"declaration.yaml", R"(workflow: declaration
title: 申报
version: "1"
start: {by: applicant}
form:
  指标:
    options of: grading
stages:
  filling:
    title: 填写中
    by: applicant
    edit: all
    outcomes:
      submit:
        to: review
        effects:
          - judge:
              rules: grading
              as of: today()
              into: 评定
              given: {申报日期: = today()}
  review:
    title: 待审核
    by: 受理岗
    outcomes:
      pass:
        to: passed
        must:
          - when: 评定.score >= 20
            else: 得分不足：{评定.score}
ends:
  passed: {title: 通过}
)"}};
}

World world_of(Sources const& from) {
  auto const loaded = read_system(from, "system.yaml", {{"Asia/Shanghai", shanghai()}});
  for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
  REQUIRE(loaded.system);
  World world;
  world.system = *loaded.system;
  return world;
}

Value answers(char const* people) { return Context{{"指标", Context{{"人数", people}, {"特色", List{"热线"}}, {"申报日期", "2024-03-01"}}}}; }

Context const& result_of(World& world) {
  auto const* const result = world.state().results.context()->find("评定");
  REQUIRE(result);
  return *result->context();
}

std::string findings_of(std::string const& file, std::string_view what, std::string_view by) {
  auto changed = sources();
  auto& text = changed.at(file);
  text.replace(text.find(what), what.size(), by);
  auto const loaded = read_system(changed, "system.yaml", {{"Asia/Shanghai", shanghai()}});
  std::string all;
  for (auto const& finding : loaded.findings) all += write(finding) + "\n";
  return all;
}

}  // namespace

TEST_CASE("judge: the version in force that day counts and is recorded") {
  for (auto const& [date, version, score] : {std::tuple{day(2024, 3, 1), "1", "25.5"}, std::tuple{day(2024, 3, 2), "2", "47.5"}}) {
    auto world = world_of(sources());
    world.now = at(date, 9);
    REQUIRE(codes(world.run(StartCase{"declaration", answers("22")}, company())) == "done");
    REQUIRE(codes(world.take("submit", company())) == "done");
    CHECK(*result_of(world).find("version") == Value{version});
    CHECK(*result_of(world).find("score") == Value{*read_decimal(score)});
    CHECK(*result_of(world).find("grade") == Value{"A"});
    CHECK(*result_of(world).find("valid_until") == Value{add_months(date, 36)});
    CHECK(codes(world.take("pass", hexi_acceptance())) == "done");
  }
}

TEST_CASE("judge: the explanation names each indicator with what it looked at") {
  auto world = world_of(sources());
  REQUIRE(codes(world.run(StartCase{"declaration", answers("22")}, company())) == "done");
  REQUIRE(codes(world.take("submit", company())) == "done");
  auto const& parts = *result_of(world).find("explanation")->context()->find("parts")->list();
  REQUIRE(parts.size() == 2);
  CHECK(*parts[0].context()->find("seen") == Value{Context{{"人数", 22}}});
  CHECK(*result_of(world).find("inputs") == Value{Context{{"人数", 22}, {"特色", List{"热线"}}, {"申报日期", day(2024, 3, 1)}}});  // to be judged again
  CHECK(*parts[1].context()->find("fired") == Value{"热线"});
}

TEST_CASE("judge: later conditions see the result") {
  auto world = world_of(sources());
  REQUIRE(codes(world.run(StartCase{"declaration", answers("3")}, company())) == "done");
  REQUIRE(codes(world.take("submit", company())) == "done");
  CHECK(texts(world.take("pass", hexi_acceptance())->items) == "得分不足：6.5");
}

TEST_CASE("judge: a case is asked for every answer, and told how far it is filled") {
  auto world = world_of(sources());
  REQUIRE(codes(world.run(StartCase{"declaration", Context{{"指标", Context{{"人数", 3}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company())) == "inputs | field.required 指标.申报日期 | field.required 指标.特色");
  auto const can = available(world.system, world.workflow(), world.state(), company(), world.now, world);
  REQUIRE(can.completion.size() == 1);
  CHECK(can.completion[0].leaves[0].complete);
  CHECK(can.completion[0].leaves[1].missing == std::vector<std::string>{"特色"});
  auto const subject = rule_subject(world.system, world.workflow(), world.state(), "指标");
  REQUIRE(subject.rules);
  CHECK(subject.rules->version == "2");
  CHECK(subject.inputs == Context{{"人数", 3}});
}

TEST_CASE("judge: an answer must be one of the rule set's") {
  auto world = world_of(sources());
  CHECK(codes(world.run(StartCase{"declaration", Context{{"指标", Context{{"人数", 1}, {"特色", List{"电报"}}}}}}, company())) == "inputs | field.option 指标.特色");
}

TEST_CASE("judge: no version in force is a refusal that says so") {
  auto changed = sources();
  changed.at("system.yaml").replace(changed.at("system.yaml").find("old.yaml, "), 10, "");
  auto world = world_of(changed);
  REQUIRE(codes(world.run(StartCase{"declaration", answers("3")}, company())) == "done");
  CHECK(texts(world.take("submit", company())->items) == "2024-03-01 没有施行中的评定规则“grading”");
}

TEST_CASE("judge: mistakes in a system that judges are found") {
  CHECK(findings_of("declaration.yaml", "rules: grading", "rules: gradng").find("judge.unknown-rules") != std::string::npos);
  CHECK(findings_of("declaration.yaml", "options of: grading", "options of: grading\n    without: [申报]").find("form.unknown-input") != std::string::npos);
  CHECK(findings_of("declaration.yaml", "options of: grading", "options of: grade").find("form.unknown-rules") != std::string::npos);
  CHECK(findings_of("declaration.yaml", "{申报日期: = today()}", "{申报日子: = today()}").find("judge.unknown-input") != std::string::npos);
  CHECK(findings_of("declaration.yaml", "评定.score >= 20", "评定.scores >= 20").find("scores") != std::string::npos);
  CHECK(findings_of("new.yaml", "2024-03-02", "2020-01-01").find("rules.twice") != std::string::npos);
  CHECK(findings_of("new.yaml", "人数 * 2", "人 * 2").find("new.yaml:10:") != std::string::npos);
}

TEST_CASE("judge: a bundle holds the rule sets, and a changed rule set is another law") {
  auto const before = world_of(sources());
  auto const bundle = write_bundle(sources(), "system.yaml");
  auto const again = read_bundle(bundle, {{"Asia/Shanghai", shanghai()}});
  REQUIRE(again.system);
  CHECK(again.system->rules.size() == 2);
  CHECK(again.system->workflows[0].hash == before.system.workflows[0].hash);
  auto changed = sources();
  changed.at("new.yaml") += "# a remark\n";
  CHECK(world_of(changed).system.workflows[0].hash != before.system.workflows[0].hash);
}

namespace {

/// The declaration judges when the office passes it, and that same action's conditions and ways look at the result.
Sources judged_when_passed() {
  auto changed = sources();
  auto& text = changed.at("declaration.yaml");
  auto const judge = text.find("        effects:"), review = text.find("  review:");
  auto const effects = text.substr(judge, review - judge);
  text.erase(judge, review - judge);
  auto const to = text.find("        to: passed");
  text.replace(to, std::string_view{"        to: passed"}.size(),
               "        to:\n          - {when: 评定.grade = \"AA\", to: best}\n          - {to: passed}\n" + effects.substr(0, effects.size() - 1));
  text += "  best: {title: 优秀}\n";
  return changed;
}

}  // namespace

TEST_CASE("judge: the conditions and ways of the action that judges see its result") {
  for (auto const& [people, told, end] : {std::tuple{"3", "conditions | condition.not-met pass", ""}, std::tuple{"22", "done", "passed"}, std::tuple{"80", "done", "best"}}) {
    auto world = world_of(judged_when_passed());
    REQUIRE(codes(world.run(StartCase{"declaration", answers(people)}, company())) == "done");
    REQUIRE(codes(world.take("submit", company())) == "done");
    auto const can = available(world.system, world.workflow(), world.state(), hexi_acceptance(), world.now, world);
    REQUIRE(can.actions.size() == 1);
    CHECK(can.actions[0].missing.empty() == (std::string{end} != ""));
    CHECK(codes(world.take("pass", hexi_acceptance())) == told);
    CHECK(world.state().end == end);
    CHECK((world.state().results.context() && world.state().results.context()->find("评定")) == (std::string{end} != ""));
  }
}

TEST_CASE("judge: a judgement that rests on one before it sees that one of the same act") {
  auto changed = judged_when_passed();
  changed["total.yaml"] = "rules: total\ntitle: 总评\nversion: \"1\"\neffective: 2020-01-01\ninputs:\n  得分: {type: number, min: 0, max: 100}\n"
                          "indicators:\n  - 总分: {points: 得分 + 1}\nnone below: true\ngrades:\n  - {grade: AA, from: 60}\n  - {grade: A, from: 20}\n";
  auto const put = [&](char const* file, std::string const& from, std::string const& to) {
    auto& text = changed.at(file);
    text.replace(text.find(from), from.size(), to);
  };
  put("system.yaml", "old.yaml, ", "total.yaml, old.yaml, ");
  put("declaration.yaml", "into: 评定", "into: 初评");
  put("declaration.yaml", "given: {申报日期: = today()}", "given: {申报日期: = today()}\n          - judge: {rules: total, into: 评定, given: {得分: = 初评.score}}");
  auto world = world_of(changed);
  REQUIRE(codes(world.run(StartCase{"declaration", answers("80")}, company())) == "done");
  REQUIRE(codes(world.take("submit", company())) == "done");
  CHECK(codes(world.take("pass", hexi_acceptance())) == "done");
  CHECK(world.state().end == "best");
  auto const first = world.state().results.context()->find("初评");
  REQUIRE(first);
  CHECK(*result_of(world).find("score") == *add(*first->context()->find("score")->number(), 1));
}

TEST_CASE("judge: a kept text that judges after other effects goes on as it did: its conditions see the earlier result") {
  auto changed = sources();
  auto& text = changed.at("declaration.yaml");
  auto const from = text.find("        effects:"), to = text.find("  review:");
  auto again = text.substr(from, to - from);
  again.insert(again.find("          - judge:"), "          - number: 编号\n            pattern: 第{serial:4}号\n");
  text.insert(text.find("ends:"), again);
  text.replace(text.find("else: 得分不足：{评定.score}"), std::string_view{"else: 得分不足：{评定.score}"}.size(), "else: '得分不足：{if matches(评定.grade, \"(?i)x\") then 1 else 评定.score}'");
  changed.at("old.yaml").replace(changed.at("old.yaml").find("title: 评定"), std::string_view{"title: 评定"}.size(), "title: 评\xE2\x80\xAE" "定");
  auto const zones = TimeZones{{"Asia/Shanghai", shanghai()}};
  auto const told = read_system(changed, "system.yaml", zones);
  REQUIRE_FALSE(told.system);

  auto const kept = read_bundle(write_bundle(changed, "system.yaml"), zones);

  std::string codes_of;
  for (auto const& finding : kept.findings) codes_of += (finding.level == Finding::Level::warning ? "warning " : "error ") + finding.code + "\n";
  INFO(codes_of);
  REQUIRE(kept.system);
  CHECK(codes_of.find("warning judge.not-first") != std::string::npos);
  CHECK(codes_of.find("warning feel.pattern") != std::string::npos);
  CHECK(codes_of.find("warning yaml.control-character") != std::string::npos);
  World world;
  world.system = *kept.system;
  REQUIRE(codes(world.run(StartCase{"declaration", answers("22")}, company())) == "done");
  REQUIRE(codes(world.take("submit", company())) == "done");
  CHECK(codes(world.take("pass", hexi_acceptance())) == "done");
  CHECK(world.state().end == "passed");
}

TEST_CASE("judge: what looks at a judgement that cannot be made is not told as well") {
  auto changed = judged_when_passed();
  changed.at("system.yaml").replace(changed.at("system.yaml").find("old.yaml, "), 10, "");
  auto world = world_of(changed);
  REQUIRE(codes(world.run(StartCase{"declaration", answers("3")}, company())) == "done");
  REQUIRE(codes(world.take("submit", company())) == "done");
  CHECK(texts(world.take("pass", hexi_acceptance())->items) == "2024-03-01 没有施行中的评定规则“grading”");
}

TEST_CASE("judge: a result that a case could not keep is refused, be it for one judgement or for all of them") {
  auto changed = sources();
  for (auto const* const file : {"old.yaml", "new.yaml"}) {
    auto& text = changed.at(file);
    text.replace(text.find("  申报日期:"), 0, "  说明: {type: text}\n");
    for (auto const* const leaf : {"甲", "乙", "丙"})
      text.insert(text.find("  - 特色:\n"), std::string{"  - "} + leaf + "项: {points: 'if 说明 = \"\" then 0 else 1', cap: 1}\n");
  }
  auto& text = changed.at("declaration.yaml");
  text.replace(text.find("form:\n"), 6, "form:\n  其他:\n    备注: {type: text, max: 16777216}\n");
  text.replace(text.find("    options of: grading"), 23, "    options of: grading\n    without: [说明]");
  text.replace(text.find("given: {"), 8, "given: {说明: = 备注, ");
  text.insert(text.find("  review:"), "          - judge: {rules: grading, into: 复评, given: {说明: = 备注, 申报日期: = today()}}\n");
  auto const filled = [](std::size_t bytes) {
    return Context{{"其他", Context{{"备注", std::string(bytes, 'a')}}}, {"指标", Context{{"人数", "22"}, {"特色", List{"热线"}}, {"申报日期", "2024-03-01"}}}};
  };
  for (auto const& [bytes, told] : {std::pair{1u << 10, "done"}, std::pair{3u << 18, "done"}, std::pair{3u << 19, "inputs | data.too-big data"},
                                    std::pair{1u << 22, "inputs | data.too-big 评定"}}) {
    auto const size = static_cast<std::size_t>(bytes);
    CAPTURE(size);
    auto world = world_of(changed);
    REQUIRE(codes(world.run(StartCase{"declaration", filled(bytes)}, company())) == "done");
    CHECK(codes(world.take("submit", company())) == told);
    CHECK((world.state().results.context() && world.state().results.context()->find("复评")) == (std::string{told} == "done"));
  }
}

TEST_CASE("judge: only the tables that apply are asked for, where the form is handed in as where it is judged") {
  auto changed = sources();
  for (auto const* const file : {"old.yaml", "new.yaml"}) {
    auto& text = changed.at(file);
    text.replace(text.find("  申报日期:"), 0, "  类别: {type: choice, options: [甲类, 乙类]}\n");
    auto const from = text.find("  - 特色:\n      pick: several\n");
    text.insert(from, "  - 乙类指标: {applies: 类别 = \"乙类\", of: [{场地: {pick: one, options: {自有: {points: 9}, 租用: {points: 3}}}}]}\n");
  }
  auto& text = changed.at("declaration.yaml");
  text.replace(text.find("form:\n"), 6, "form:\n  事项:\n    申报类别: {type: choice, options: [甲类, 乙类]}\n");
  text.replace(text.find("    options of: grading"), 23, "    options of: grading\n    without: [类别]");
  text.replace(text.find("given: {"), 8, "given: {类别: = 申报类别, ");
  auto const filled = [](char const* kind) {
    return Context{{"事项", Context{{"申报类别", kind}}}, {"指标", Context{{"人数", "22"}, {"特色", List{"热线"}}, {"申报日期", "2024-03-01"}}}};
  };
  auto world = world_of(changed);
  REQUIRE(codes(world.run(StartCase{"declaration", filled("乙类")}, company())) == "done");
  CHECK(codes(world.take("submit", company())) == "inputs | field.required 指标.场地");
  auto const can = available(world.system, world.workflow(), world.state(), company(), world.now, world);
  REQUIRE(can.completion.size() == 1);
  REQUIRE(can.completion[0].leaves.size() == 3);
  CHECK(can.completion[0].leaves[1].path == "乙类指标/场地");
  CHECK_FALSE(can.completion[0].leaves[1].complete);
  REQUIRE(codes(world.run(SaveData{Context{{"指标", Context{{"场地", "自有"}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company())) == "done");
  CHECK(*result_of(world).find("score") == Value{*read_decimal("34.5")});

  auto other = world_of(changed);
  REQUIRE(codes(other.run(StartCase{"declaration", filled("甲类")}, company())) == "done");
  CHECK(available(other.system, other.workflow(), other.state(), company(), other.now, other).completion[0].leaves.size() == 2);
  CHECK(codes(other.take("submit", company())) == "done");
}
