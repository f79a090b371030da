// What can be proved about a workflow's stages before any case runs.
#pragma once

#include <guicheng/definition.hpp>

#include <string>
#include <vector>

namespace guicheng {

/// One defect of a workflow's graph, named by the stage (and action) it stands at.
struct GraphDefect {
  std::string code, stage, action, text, remedy;
  bool error = true;
  bool operator==(GraphDefect const&) const = default;
};

/// Stages that cannot be reached, stages from which no end can be reached, ends nothing leads to, circles that turn by
/// themselves, and numbers that a case could take twice. Needs every route's target to exist.
std::vector<GraphDefect> check_graph(Workflow const&);

}  // namespace guicheng
