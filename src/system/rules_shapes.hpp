// What rule sets and decision tables may say; told in rules/README.md.
#pragma once

#include "system/shape.hpp"

namespace guicheng {

Shape const& rules_shape();
Shape const& decision_shape();
Shape const& rule_scenarios_shape();

}  // namespace guicheng
