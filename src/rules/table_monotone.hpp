// Whether a table's result goes one way only while one input grows.
#pragma once

#include "rules/table_space.hpp"

namespace guicheng::rules {

/// At most one defect per pair of rules, each with the two points that show it in its text; at most 100.
std::vector<TableDefect> check_monotone(TableSpace const&, TableMonotone const&);

}  // namespace guicheng::rules
