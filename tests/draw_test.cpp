#include <guicheng/draw.hpp>

#include "test.hpp"

#include <cmath>
#include <string>

using namespace guicheng;

namespace {

Action action(std::string id, std::string title, std::string to, ActionClass kind = ActionClass::neutral) {
  Action result;
  result.id = std::move(id);
  result.title = std::move(title);
  result.kind = kind;
  Route route;
  route.to = std::move(to);
  result.routes.push_back(std::move(route));
  return result;
}

Workflow licence() {
  Workflow workflow;
  workflow.id = "licence";
  workflow.title = "许可 <A> & \"B\"";
  workflow.first_stage = "application";
  Stage application, acceptance, approval;
  application.id = "application";
  application.title = "待提交";
  application.by = "applicant";
  application.actions = {action("submit", "提交", "acceptance"), action("delete", "删除", "deleted")};
  acceptance.id = "acceptance";
  acceptance.title = "待受理";
  acceptance.by = "受理岗";
  acceptance.deadline = Deadline{"acceptance", 5, DayKind::working, "submit", {}, "accept", true, "逾期"};
  acceptance.actions = {action("accept", "受理", "approval"), action("return", "退回", "application", ActionClass::returned),
                        action("refuse", "不通过", "refused", ActionClass::negative)};
  approval.id = "approval";
  approval.title = "待审核";
  approval.by = "审核岗";
  approval.actions = {action("grant", "准予", "granted", ActionClass::positive),
                      action("refuse", "不予", "refused", ActionClass::negative)};
  workflow.stages = {application, acceptance, approval};
  workflow.ends = {{"granted", "通过", ActionClass::positive, false},
                   {"refused", "不通过", ActionClass::negative, false},
                   {"deleted", "已删除", ActionClass::neutral, true}};
  return workflow;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// The number that follows the nearest `name` before a text.
double number_before(std::string const& svg, std::string_view text, std::string_view name) {
  auto const at = svg.find(text);
  auto const found = at == std::string::npos ? at : svg.rfind(name, at);
  return found == std::string::npos ? -1 : std::stod(svg.substr(found + name.size()));
}

}  // namespace

TEST_CASE("draw: a picture shows every stage and every visible end once") {
  auto const svg = draw_svg(licence());

  CHECK(count(svg, "class=\"box\"") == 5);
  CHECK(count(svg, "class=\"way\"") == 7);
  CHECK(count(svg, "stroke-dasharray") == 1);
  CHECK(svg.find("已删除") == std::string::npos);
  CHECK(svg.find("受理岗 · 5 个工作日") != std::string::npos);
  CHECK(svg.find("受理（逾期自动）") != std::string::npos);
}

TEST_CASE("draw: titles cannot break out of a picture") {
  auto const svg = draw_svg(licence());

  CHECK(svg.find("许可 &lt;A&gt; &amp; &quot;B&quot;") != std::string::npos);
  CHECK(svg.find("<A>") == std::string::npos);
}

TEST_CASE("draw: a workflow that leads nowhere, or in circles, still has a picture") {
  Workflow empty;
  CHECK(draw_svg(empty).find("</svg>") != std::string::npos);

  auto circle = licence();
  circle.stages[1].actions.push_back(action("again", "再来", "acceptance"));
  circle.stages[2].actions.push_back(action("back", "打回", "application", ActionClass::returned));
  CHECK(count(draw_svg(circle), "class=\"way\"") == 9);
}

TEST_CASE("draw: many ways back make no picture of the square of the stages") {
  Workflow workflow;
  workflow.first_stage = "s0";
  constexpr int stages = 1500;
  for (int i = 0; i < stages; ++i) {
    Stage stage;
    stage.id = "s" + std::to_string(i);
    stage.actions = {action("go", "报送", i + 1 < stages ? "s" + std::to_string(i + 1) : "granted"),
                     action("back", "退回", "s0", ActionClass::returned)};
    workflow.stages.push_back(std::move(stage));
  }
  workflow.ends = {{"granted", "通过", ActionClass::positive, false}};
  auto const svg = draw_svg(workflow);
  CHECK(count(svg, "class=\"way\"") == 2 * stages + 1);
  CHECK(svg.size() < 10'000'000);
}

TEST_CASE("draw: a label covers neither its counterpart's nor another one between the same boxes") {
  auto workflow = licence();
  workflow.stages[0].actions[0].title = "提交";
  workflow.stages[1].actions[1].title = "材料不齐的一律退回申请人补正";
  workflow.stages[1].actions.push_back(action("hasten", "当场受理", "approval", ActionClass::positive));
  auto const svg = draw_svg(workflow);

  auto const left = [&](std::string_view text) { return number_before(svg, text, "x=\""); };
  auto const top = [&](std::string_view text) { return number_before(svg, text, "y=\""); };
  CHECK(svg.find("class=\"label beside\">材料不齐的一律退回申请人补正<") != std::string::npos);  // begins there
  CHECK(left(">材料不齐的一律退回申请人补正<") > left(">提交<") + 12);
  CHECK(number_before(svg, "viewBox", "width=\"") > left(">材料不齐的一律退回申请人补正<") + 14 * 12);  // nothing is cut off
  CHECK((std::abs(left(">受理（逾期自动）<") - left(">当场受理<")) > 70 || std::abs(top(">受理（逾期自动）<") - top(">当场受理<")) >= 14));
  CHECK(svg.rfind("class=\"way\"") < svg.find("class=\"label"));  // no way crosses out a label
}

TEST_CASE("draw: a way's tip has its colour") {
  auto const svg = draw_svg(licence());
  for (std::string const colour : {"#1a7f4b", "#b3261e", "#9a6700", "#57606a"}) {
    auto const tip = svg.find("fill=\"" + colour);
    auto const way = svg.find("class=\"way\" stroke=\"" + colour);
    REQUIRE(tip != std::string::npos);
    REQUIRE(way != std::string::npos);
    auto const id = svg.substr(svg.rfind("id=\"", tip) + 4, 4);
    CHECK(svg.substr(svg.find("url(#", way) + 5, 4) == id);
  }
}

TEST_CASE("draw: DOT and Mermaid name the same boxes and ways") {
  CHECK(draw_dot(licence()).find("n2 -> n1 [label=\"退回\", style=dashed, constraint=false];") != std::string::npos);
  CHECK(draw_mermaid(licence()).find("n2 -.->|\"退回\"| n1") != std::string::npos);
}
