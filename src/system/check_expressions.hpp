// What expressions name in texts: record types, workflows, options. Looked at when the whole system is known.
#pragma once

#include "system/reading.hpp"

namespace guicheng {

/// Finds names in literals that do not exist (`record("机构 ", …)`), fields that a record type lacks, comparisons with a
/// text that is no option of the field, and conditions that never change.
void check_expressions(Reading&, System const&);

}  // namespace guicheng
