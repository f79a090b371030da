// Pieces of a workflow's JSON that cases show as well. Pure.
#pragma once

#include "view.hpp"

namespace guicheng::http {

Value view_field(Field const&);
List view_fields(std::vector<Field> const&);
/// The slots that have a form to download, and where it is.
List view_templates(std::string_view system, Workflow const&);
/// The name a slot's form is downloaded under: the slot's, with the file's extension.
std::string template_name(Material const&);

}  // namespace guicheng::http
