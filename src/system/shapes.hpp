// What each kind of YAML file may say.
#pragma once

#include "system/shape.hpp"

#include <string_view>

namespace guicheng {

Shape const& system_shape();
Shape const& calendar_shape();
Shape const& records_shape();
Shape const& workflow_shape();
Shape const& stage_shape();
Shape const& people_shape();
Shape const& scenarios_shape();
Shape const& requirements_shape();

/// A field of a form, a record or an input; rule sets describe their inputs in the same way.
Shape field_shape();

}  // namespace guicheng
