// `guicheng test`: what passes, what fails and how that is told.
#include "program.hpp"

#include "test.hpp"

using namespace guicheng;
using namespace guicheng::cli;

namespace {

std::string last_line(std::string const& text) {
  auto const end = text.find_last_not_of('\n');
  auto const start = text.rfind('\n', end);
  return text.substr(start + 1, end - start);
}

/// A file with one scenario.
std::string story(std::string const& steps, std::string const& day = "2024-03-01", std::string const& shows = "") {
  return "scenarios: one\nsystem: system.yaml\npeople: people.yaml\ncases:\n  - name: 一\n    shows: [" + shows + "]\n    at: \"" + day + "T09:00:00\"\n    steps:\n" + steps;
}

/// A scenario file of its own beside Tianjin's, in a copy.
struct Copy {
  Copy() { copy_workflows(folder.path() + "/w"); }
  std::string write(std::string const& steps, std::string const& day = "2024-03-01") const {
    auto const path = folder.path() + "/w/tianjin/one.yaml";
    write_text(path, story(steps, day, "001-06"));
    return path;
  }
  TemporaryFolder folder;
};

/// A town that rates by a rule set `grading` in a workflow `rating`: these are the tests' own.
struct Town {
  Town(std::string const& roles, std::string const& people) {
    put("system.yaml", "system: town\ntitle: 某市\ntime zone: Asia/Shanghai\ndivisions: divisions.csv\n"
                       "imports: {workflows: [rating.yaml], rules: [grading.yaml]}\nroles: " + roles + "\n");
    put("divisions.csv", "code,name\n120103,河西区\n");
    put("people.yaml", "people:\n" + people);
  }
  void put(std::string const& name, std::string const& text) const { write_text(folder.path() + "/" + name, text); }
  Ended play(std::string const& steps) const {
    put("one.yaml", story(steps));
    return run({"test", folder.path() + "/one.yaml"});
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("test: every scenario of Tianjin passes on memory, SQLite and HTTP, and shows every statement") {
  auto const ended = run({"test", "--requirements", std::string{GUICHENG_ROOT} + "/workflows/tianjin"});

  CHECK_MESSAGE(ended.exit == 0, ended.out);
  CHECK(holds(last_line(ended.out), " passed, 0 failed"));
  CHECK(holds(ended.out, "  shown (59): 001-03 001-05 "));
  CHECK_FALSE(holds(ended.out, "not shown"));
}

TEST_CASE("test: a statement that nothing shows, or that no list has, is a finding") {
  Copy const copy;
  auto const story = copy.write("      - {as: 甲公司, list: cases, expect: {count: 0}}\n");
  auto const list = copy.folder.path() + "/list.yaml";
  auto const exit_with = [&](std::string const& ids) {
    write_text(list, "requirements: t\ntitle: t\nids: " + ids + "\n");
    return run({"test", "--store", "memory", "--requirements", story, list});
  };
  CHECK(exit_with("{from: 001-06, to: 001-06}").exit == 0);
  auto const missing = exit_with("{from: 001-06, to: 001-07}");
  CHECK(missing.exit == 1);
  CHECK(holds(missing.out, "  not shown (1): 001-07\n"));
  CHECK(last_line(missing.out) == "1 passed, 0 failed");
  auto const unknown = exit_with("{from: 001-07, to: 001-07}\noutside: [{id: 001-07, reason: 别处}]");
  CHECK(unknown.exit == 1);
  CHECK(holds(unknown.out, "in no list of requirements (1): 001-06\n"));
  CHECK(run({"test", "--store", "memory", "--requirements", story}).exit == 0);
}

TEST_CASE("test: what was expected and what was there is told for each store, with its line") {
  Copy const copy;
  struct Case { std::string steps, line, said; };
  for (auto const& [steps, line, said] : std::vector<Case>{
           {"      - {as: 甲公司, start: licence, expect: {title: 通过}}\n", "9", "expected title 通过, found 待提交"},
           {"      - {as: 甲公司, start: licence, refused: conditions}\n", "9", "expected the refusal conditions, found success"},
           {"      - {as: 甲公司, start: licence}\n      - {as: 甲公司, do: submit, input: {填报承诺: true}, refused: wrong_stage}\n", "10",
            "expected the refusal wrong_stage, found inputs: "},
           {"      - {as: 南开区受理员, list: cases, expect: {count: 3}}\n", "9", "expected 3 in the list, found 0"},
           {"      - {as: 甲公司, start: licence}\n      - {as: 南开区受理员, read: true}\n", "10", "expected success, found the refusal not_visible"},
           {"      - {as: 甲公司, start: licence, data: {基本信息: {机构名称: 乙公司}}, expect: {data: {基本信息.机构名称: 丙}}}\n", "9",
            "expected data 基本信息.机构名称 丙, found 乙公司"},
           {"      - {as: 甲公司, start: licence}\n      - {as: 甲公司, history: true, expect: {count: 1, last: {by: 李四}}}\n", "10",
            "expected the last act by 李四, found 王芳"},
           {"      - {as: 甲公司, read: true}\n", "9", "no case was started yet"},
           {"      - {as: 甲公司, start: licence}\n      - {as: 甲公司, upload: {申请书: none.pdf}}\n", "10", "There is no file "}}) {
    std::string const story = steps;  // clang 14 captures no binding
    CAPTURE(story);
    auto const path = copy.write(steps);
    auto const ended = run({"test", path});
    CHECK(ended.exit == 1);
    CHECK(last_line(ended.out) == "0 passed, 1 failed");
    for (std::string const store : {"memory", "sqlite", "http"})
      CHECK_MESSAGE(holds(ended.out, "one.yaml:" + line + ": on " + store + ": " + said), ended.out);
  }
}

TEST_CASE("test: a statement counts as shown only where every scenario that names it passed") {
  Copy const copy;
  auto const path = copy.write("      - {as: 甲公司, start: licence, expect: {title: 通过}}\n");

  auto const ended = run({"test", "--requirements", "--store", "memory", copy.folder.path() + "/w/tianjin"});
  CHECK(ended.exit == 1);
  CHECK(holds(ended.out, "named by a failing scenario (1): 001-06\n"));
  CHECK(holds(ended.out, "passed, but not on all three stores (58): "));
}

TEST_CASE("test: a file that cannot be read fails, and the others are played") {
  Copy const copy;
  auto const path = copy.write("      - {as: 甲公司, strat: licence}\n");

  auto const ended = run({"test", "--store", "memory", path, copy.folder.path() + "/w/tianjin/scenarios/filing.yaml"});
  CHECK(ended.exit == 1);
  CHECK(holds(ended.out, "one.yaml:9:"));
  CHECK(holds(last_line(ended.out), "8 passed, "));
  CHECK_FALSE(holds(last_line(ended.out), " 0 failed"));
}

TEST_CASE("test: records of the sample world are there when a scenario begins") {
  Copy const copy;
  auto const people = copy.folder.path() + "/w/tianjin/people.yaml";
  write_text(people, read_text(people) + "records:\n  - {type: 机构, set: {统一社会信用代码: 911201030000001159, 机构名称: 甲, 行政区划: \"120103\"}}\n");
  auto const path = copy.write("      - {as: 河西区审核员, record: 机构, key: \"911201030000001159\", expect: {fields: {机构名称: 甲}, versions: 1}}\n"
                               "      - {as: 南开区审核员, list: 机构, expect: {count: 0}}\n");

  auto const ended = run({"test", path});
  CHECK_MESSAGE(ended.exit == 0, ended.out);
}

TEST_CASE("test: a limit whose last day is not known yet warns on every store") {
  Copy const copy;
  auto const path = copy.write("      - {as: 甲公司, start: licence, data: data/licence.yaml, expect: {warnings: []}}\n"
                               "      - {as: 甲公司, upload: {申请书: files/form.pdf, 章程和管理制度: files/form.pdf, 营业执照: files/licence.png, 场所证明: files/form.pdf}}\n"
                               "      - {as: 甲公司, do: submit, input: {填报承诺: true}, expect: {warnings: ['“待受理”的到期日暂时无法推算：工作日历还没有那一年的安排，补充日历后自动推算']}}\n", "2040-10-22");

  auto const ended = run({"test", path});
  CHECK_MESSAGE(ended.exit == 0, ended.out);
}

TEST_CASE("test: conditions and ways of the act that judges look at its result, on every store") {
  Town const town{"{评定员: {reach: everywhere}}", "  员: {name: 李, division: \"120103\", roles: [评定员]}\n"};
  town.put("grading.yaml", R"(rules: grading
title: 评定
version: "1"
effective: 2020-01-01
inputs: {人数: {type: number, min: 0, max: 100}, 收入: {type: number, min: 0}}
indicators:
  - 规模: {points: 人数}
grades: [{grade: A, from: 60}, {grade: B, from: 20}]
none below: true
warnings:
  - {must: 人数 <= 50 or 收入 > 0, else: 人数较多而没有收入}
)");
  town.put("rating.yaml", R"(workflow: rating
title: 评定
version: "1"
start: {by: 评定员}
form:
  数据: {options of: grading}
stages:
  filling:
    title: 待评定
    by: 评定员
    edit: all
    outcomes:
      rate:
        title: 评定
        complete: true
        to:
          - when: 评定.grade != null
            to: rated
          - to: not-rated
        inputs:
          已核实: {type: boolean}
        must:
          - when: 已核实 = true or count(评定.warnings) = 0
            else: 请先核实：{评定.warnings}
        effects:
          - judge: {rules: grading, into: 评定}
ends:
  rated: {title: 已评定}
  not-rated: {title: 不评级}
)");

  auto const ended = town.play(R"(      - {as: 员, start: rating, data: {数据: {人数: 10}}}
      - {as: 员, do: rate, refused: {code: inputs, items: [field.required]}}
      - {as: 员, save: {数据: {收入: 5}}}
      - {as: 员, do: rate, expect: {end: not-rated}}
      - {as: 员, start: rating, data: {数据: {人数: 70, 收入: 0}}}
      - {as: 员, do: rate, refused: {code: conditions, text: 请先核实：人数较多而没有收入}}
      - {as: 员, do: rate, input: {已核实: true}, expect: {end: rated}}
      - {as: 员, explain: 评定, expect: {fields: {grade: A}, says: [人数较多而没有收入]}}
)");
  CHECK_MESSAGE(ended.exit == 0, ended.out);
  CHECK(last_line(ended.out) == "1 passed, 0 failed");
}

TEST_CASE("test: a result shows personal values masked, and not what judging needs alone, on every store") {
  Town const town{"{评定员: {reach: everywhere}, 复核员: {reach: everywhere, sees personal: true}}",
                  "  员: {name: 李, division: \"120103\", roles: [评定员]}\n  查看: {name: 赵, division: \"120103\", roles: [评定员]}\n  复核: {name: 王, division: \"120103\", roles: [复核员]}\n"};
  town.put("grading.yaml", R"(rules: grading
title: 评定
version: "1"
effective: 2020-01-01
inputs: {收入: {type: number, min: 0}, 人数: {type: number, min: 0, max: 100}}
indicators:
  - 规模: {points: if 收入 > 10000 then 人数 else 0, cap: 100}
grades: [{grade: A, from: 60}]
none below: true
)");
  town.put("rating.yaml", R"(workflow: rating
title: 评定
version: "1"
viewers: [复核员]
start: {by: 评定员}
form:
  家庭: {收入: {type: number, personal: true}}
  数据: {options of: grading, without: [收入]}
stages:
  filling:
    title: 待评定
    by: 评定员
    edit: all
    outcomes:
      rate:
        title: 评定
        to: rated
        effects:
          - judge: {rules: grading, into: 评定, given: {收入: = 家庭.收入}}
ends:
  rated: {title: 已评定}
)");

  auto const ended = town.play(R"(      - {as: 员, start: rating, data: {家庭: {收入: 12000}, 数据: {人数: 70}}}
      - {as: 员, do: rate, expect: {end: rated}}
      - {as: 查看, explain: 评定, expect: {fields: {inputs: null}, says: ['{"收入":"***","人数":70}']}}
      - {as: 复核, explain: 评定, expect: {fields: {inputs: null}, says: ['{"收入":12000,"人数":70}']}}
)");
  CHECK_MESSAGE(ended.exit == 0, ended.out);
}
