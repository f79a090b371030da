// What the readers of people and scenarios share.
#pragma once

#include "system/reader.hpp"
#include "system/reading.hpp"

#include <guicheng/scenario.hpp>

namespace guicheng {

/// A node as a value for forms: maps, lists, booleans and null as such, every other scalar a text.
Value step_values(Reader const&);
/// The sample world of a document that was checked.
SampleWorld world_of(Reader const& root);

}  // namespace guicheng
