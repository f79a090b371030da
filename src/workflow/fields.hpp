// Values of fields: from what was given to what the field's type holds.
#pragma once

#include "workflow/refusals.hpp"

#include <guicheng/workflow.hpp>

namespace guicheng {

using Items = std::vector<RefusalItem>;

/// The value in the field's type; null and an item where it does not fit. Null and an empty text are null.
Value read_field(System const&, Field const&, Value const& given, std::string const& where, Date today, Items&);

/// `where.name`, or the name alone.
std::string path(std::string_view where, std::string_view name);
/// What people call it: its title, or its name.
std::string const& label(Field const&) noexcept;

}  // namespace guicheng
