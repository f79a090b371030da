#include "system/shape.hpp"

#include "json_schema_check.hpp"
#include "system/scalar.hpp"
#include "test.hpp"

using namespace guicheng;

namespace {

Shape sample() {
  using namespace shape;
  auto const effect = one_of({map("a number").key("number", text("Its name.")).required().key("per", list(word({"division", "year"}))),
                              map("a new record").key("create", text("Its type.")).required().key("set", map("values").others(value("A value.")))},
                             "An effect is a number or a record.")
                          .named("effect");
  auto const outcome = map("an outcome", "A way out.").key("title", text("What people see.").max(10)).key("to", text("A stage or an end."))
                           .key("effects", list(effect)).or_nothing();
  auto const limit = map("a deadline")
                         .key("working days", integer("A budget.").min(1).max(1000))
                         .key("calendar days", integer("A budget.").min(1))
                         .exactly_one({"working days", "calendar days"})
                         .key("once", boolean("Only once."));
  auto const stage = map("a stage", "Where a case stands.")
                         .key("title", text("What people see.")).required()
                         .key("edit", one_of({word({"all", "nothing"}), list(text("A module."))}, "What may be edited."))
                         .key("deadline", limit)
                         .key("weight", number("A share.").min(0).max(1))
                         .key("from", date("When it begins."))
                         .key("outcomes", map("the outcomes").others(one_of({text("Where it leads."), outcome})));
  auto const tree = recursive("indicator", [](Shape self) {
    return map("an indicator").others(one_of({list(self), map("a leaf").key("weight", integer("Its weight.")).required()}));
  });
  return map("a workflow", "A kind of case.")
      .key("workflow", text("Its id.")).required()
      .key("stages", map("the stages").others(stage))
      .key("indicators", list(tree).max(2));
}

std::string findings(std::string const& text) {
  auto const document = read_yaml("t.yaml", text);
  REQUIRE(document.root);
  std::vector<Finding> found;
  check(document, sample(), found);
  sort(found);
  std::string all;
  for (auto const& finding : found) all += write(finding) + '\n';
  return all;
}

char const* const good = R"(
workflow: licence
stages:
  待提交:
    title: 2024
    edit: all
    deadline: {working days: 5, once: true}
    weight: 0.5
    from: 2024-02-29
    outcomes:
      submit: 受理
      delete:
      grant:
        title: 通过
        effects:
          - {number: 许可证编号, per: [division, year]}
          - create: 行政许可
            set: {状态: 有效, 编号: 1}
  受理:
    title: 受理
    edit: [甲, 乙]
indicators:
  - 基本条件:
      - 人员:
          - 等级: {weight: 5}
)";

}  // namespace

TEST_CASE("shape: a file that says what it may has no findings") { CHECK(findings(good) == ""); }

TEST_CASE("shape: findings go on after each other and name a remedy") {
  CHECK(findings("workflw: x\nstages:\n  甲:\n    titel: x\n    edit: al\n    deadline: {working days: 0, once: yes}\n    weight: 2\n") ==
        "t.yaml:1:1: error: \"workflw\" is no key of a workflow. [yaml.unknown-key]; Did you mean \"workflow\"?\n"
        "t.yaml:4:5: error: \"titel\" is no key of a stage. [yaml.unknown-key]; Did you mean \"title\"?\n"
        "t.yaml:5:11: error: \"edit\" cannot be \"al\". [yaml.unknown-word]; Did you mean \"all\"?\n"
        "t.yaml:6:30: error: \"working days\" must be at least 1. [yaml.out-of-range]; Write a value within this bound.\n"
        "t.yaml:6:39: error: \"once\" takes true or false, not \"yes\". [yaml.wrong-shape]; Only once.\n"
        "t.yaml:7:13: error: \"weight\" must be at most 1. [yaml.out-of-range]; Write a value within this bound.\n");
}

TEST_CASE("shape: wrong shapes are named") {
  CHECK(findings("stages: {甲: {}}\n") ==
        "t.yaml:1:1: error: A workflow needs \"workflow\". [yaml.missing-key]; Its id.\n"
        "t.yaml:1:10: error: A stage needs \"title\". [yaml.missing-key]; What people see.\n");
  CHECK(findings("- a\n") == "t.yaml:1:1: error: The file takes a workflow, not a list. [yaml.wrong-shape]; A kind of case.\n");
  CHECK(findings("") == "t.yaml:1:1: error: The file takes a workflow, not nothing. [yaml.wrong-shape]; A kind of case.\n");
  CHECK(findings("workflow: [a]\nstages: x\n") ==
        "t.yaml:1:11: error: \"workflow\" takes a text, not a list. [yaml.wrong-shape]; Its id.\n"
        "t.yaml:2:9: error: \"stages\" takes the stages, not \"x\". [yaml.wrong-shape]\n");
  CHECK(findings("workflow: a\nindicators: [{甲: 5}, {乙: {}}, {}]\n") ==
        "t.yaml:2:13: error: \"indicators\" must have at most 2 items. [yaml.out-of-range]; Write a value within this bound.\n"
        "t.yaml:2:18: error: \"甲\" takes a list or a leaf, not \"5\". [yaml.wrong-shape]\n"
        "t.yaml:2:23: error: A leaf needs \"weight\". [yaml.missing-key]; Its weight.\n");
}

TEST_CASE("shape: a map is told from others by its first key") {
  auto const file = [](std::string const& effect) {
    return findings("workflow: a\nstages: {甲: {title: t, outcomes: {b: {effects: [" + effect + "]}}}}\n");
  };
  CHECK(file("{number: x}") == "");
  CHECK(file("{numbr: x}") == "t.yaml:2:49: error: Item 1 needs one of: number, create. [yaml.missing-key]; Did you mean \"number\"?\n");
  CHECK(file("{create: x, per: [year]}") == "t.yaml:2:61: error: \"per\" is no key of a new record. [yaml.unknown-key]; It has: create, set.\n");
}

TEST_CASE("shape: groups of keys are checked") {
  auto const file = [](std::string const& deadline) { return findings("workflow: a\nstages: {甲: {title: t, deadline: " + deadline + "}}\n"); };
  CHECK(file("{}") == "t.yaml:2:24: error: A deadline needs one of: working days, calendar days. [yaml.missing-key]; Add one of them.\n");
  CHECK(file("{working days: 1, calendar days: 2}") ==
        "t.yaml:2:52: error: A deadline has \"working days\" and \"calendar days\". [yaml.conflicting-keys]; Keep one of them.\n");
}

TEST_CASE("shape: a full-width colon where a map belongs has its own finding") {
  CHECK(findings("workflow: a\nstages:\n  甲：乙\n") ==
        "t.yaml:3:4: error: The full-width `：` does not separate a key from its value. [yaml.full-width]; "
        "Write `甲: …`, with an ASCII colon and a blank.\n");
}

TEST_CASE("shape: scalars are strict") {
  auto const node = [](std::string const& text) { return std::move(*read_yaml("t", text).root); };
  for (auto const* no : {"yes", "no", "on", "True", "\"true\"", "1"}) CHECK_FALSE(scalar_boolean(node(no)));
  CHECK(scalar_boolean(node("true")) == true);
  for (auto const* no : {"010", "+1", "1.0", "1e3", "0x1F", "\"5\"", "-", "--1", "99999999999999999999", "１"}) CHECK_FALSE(scalar_integer(node(no)));
  CHECK(scalar_integer(node("-12")) == -12);
  CHECK(scalar_integer(node("0")) == 0);
  for (auto const* no : {".5", "1.", "01.5", "1e3", ".inf", ".nan", "1,000", "'1.5'"}) CHECK_FALSE(scalar_number(node(no)));
  CHECK(scalar_number(node("-12.50")) == *read_decimal("-12.5"));
  CHECK(scalar_date(node("2024-02-29")) == Date{2024, 2, 29});
  CHECK_FALSE(scalar_date(node("2023-02-29")));
}

TEST_CASE("shape: the schema accepts what the reader accepts and refuses what it refuses") {
  auto const text = write_json_schema(sample(), "workflow.json");
  auto const schema = read_json(text);
  REQUIRE(schema);
  json_schema::Check valid{*schema};
  auto const problems = [&](std::string const& yaml) { return valid(literal_value(*read_yaml("t", yaml).root)); };

  auto const of_good = problems(good);
  CHECK_MESSAGE(of_good.empty(), (of_good.empty() ? std::string{} : of_good.front()));
  for (auto const* bad : {"workflw: x\n", "[]", "workflow: [a]\n", "workflow: a\nstages: x\n", "workflow: a\nindicators: [{甲: 5}]\n",
                          "workflow: a\nstages: {甲: {titel: t}}\n", "workflow: a\nstages: {甲: {title: t, edit: al}}\n",
                          "workflow: a\nstages: {甲: {title: t, weight: 2}}\n", "workflow: a\nstages: {甲: {title: t, deadline: {}}}\n",
                          "workflow: a\nstages: {甲: {title: t, deadline: {working days: 1, calendar days: 2}}}\n",
                          "workflow: a\nstages: {甲: {title: t, outcomes: {b: {effects: [{numbr: x}]}}}}\n",
                          "workflow: a\nstages: {甲: {title: t, outcomes: {b: {title: 一二三四五六七八九十一}}}}\n",
                          "workflow: a\nindicators: [{}, {}, {}]\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(problems(bad).empty());
    CHECK_FALSE(findings(bad).empty());
  }
  CHECK(text.find("\"$defs\"") != std::string::npos);
  CHECK(text.find("\"description\":\"Where a case stands.\"") != std::string::npos);
}
