// What can be proved about a workflow's stages before any case runs.
#pragma once

#include "workflow/defect.hpp"

#include <guicheng/definition.hpp>

namespace guicheng {

/// Stages that cannot be reached, stages from which no end can be reached, ends nothing leads to, circles that turn by
/// themselves, numbers a case could be given twice, and what is required though nobody could fill it before it is asked
/// for. Takes time in proportion to stages and ways. Routes to unknown targets are passed over.
std::vector<Defect> check_graph(Workflow const&);

}  // namespace guicheng
