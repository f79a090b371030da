#include "workflow/definition_check.hpp"

#include "test.hpp"
#include "workflow/graph_check.hpp"

using namespace guicheng;

TEST_CASE("definition: an empty workflow is told and nothing else") {
  auto const defects = check_graph(Workflow{});

  REQUIRE(defects.size() == 1);
  CHECK(defects[0].code == "workflow.no-stage");
}
