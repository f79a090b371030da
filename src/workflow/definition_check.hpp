// What is wrong with a workflow beyond its graph: people, deadlines and names that cannot work as they are written.
#pragma once

#include "workflow/defect.hpp"

#include <guicheng/definition.hpp>

namespace guicheng {

std::vector<Defect> check_definition(Workflow const&);

}  // namespace guicheng
