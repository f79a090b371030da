#include "workflow/graph_check.hpp"

#include "test.hpp"

#include <algorithm>

using namespace guicheng;

namespace {

struct Way { std::string from, action, to; };

Workflow workflow_of(std::vector<std::string> const& stages, std::vector<std::string> const& ends, std::vector<Way> const& ways) {
  Workflow workflow;
  workflow.first_stage = stages.front();
  for (auto const& id : stages) {
    Stage stage;
    stage.id = id;
    for (auto const& way : ways)
      if (way.from == id) {
        Action action;
        action.id = way.action;
        Route route;
        route.to = way.to;
        action.routes.push_back(route);
        stage.actions.push_back(action);
      }
    workflow.stages.push_back(stage);
  }
  for (auto const& id : ends) workflow.ends.push_back({id, id, ActionClass::neutral, false});
  return workflow;
}

std::vector<std::string> codes(Workflow const& workflow) {
  std::vector<std::string> result;
  for (auto const& defect : check_graph(workflow)) result.push_back(defect.code + " " + defect.at[1]);
  return result;
}

}  // namespace

TEST_CASE("graph: a straight procedure with a return has no defect") {
  CHECK(codes(workflow_of({"a", "b"}, {"done"}, {{"a", "submit", "b"}, {"b", "return", "a"}, {"b", "grant", "done"}})).empty());
}

TEST_CASE("graph: a stage that no way leads to is named") {
  CHECK(codes(workflow_of({"a", "b"}, {"done"}, {{"a", "submit", "done"}, {"b", "grant", "done"}})) ==
        std::vector<std::string>{"workflow.unreachable-stage b"});
}

TEST_CASE("graph: a stage from which no end can be reached is named") {
  CHECK(codes(workflow_of({"a", "b"}, {"done"}, {{"a", "submit", "b"}, {"a", "stop", "done"}, {"b", "turn", "b"}})) ==
        std::vector<std::string>{"workflow.dead-end b"});
}

TEST_CASE("graph: an end that nothing leads to is a warning") {
  auto const defects = check_graph(workflow_of({"a"}, {"done", "lost"}, {{"a", "submit", "done"}}));

  REQUIRE(defects.size() == 1);
  CHECK(defects[0].code == "workflow.unreachable-end");
  CHECK_FALSE(defects[0].error);
}

TEST_CASE("graph: deadlines that turn in a circle by themselves are refused") {
  auto workflow = workflow_of({"a", "b"}, {"done"}, {{"a", "go", "b"}, {"b", "back", "a"}, {"a", "stop", "done"}});
  workflow.stages[0].deadline = Deadline{"a", 5, DayKind::working, "", {}, "go", false, ""};
  workflow.stages[1].deadline = Deadline{"b", 5, DayKind::working, "", {}, "back", false, ""};

  CHECK(codes(workflow) == std::vector<std::string>{"workflow.endless-deadline a", "workflow.endless-deadline b"});
}

TEST_CASE("graph: a number on a way that can come back is a warning") {
  auto workflow = workflow_of({"a", "b"}, {"done"}, {{"a", "grant", "b"}, {"b", "return", "a"}, {"b", "close", "done"}});
  workflow.stages[0].actions[0].effects.push_back(IssueNumber{});

  CHECK(codes(workflow) == std::vector<std::string>{"workflow.number-before-return a"});
}
