// Pieces of a workflow's JSON that cases show as well. Pure.
#pragma once

#include "view.hpp"

namespace guicheng::http {

Value view_field(Field const&);
List view_fields(std::vector<Field> const&);

}  // namespace guicheng::http
