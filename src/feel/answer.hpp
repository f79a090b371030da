// Conditions and numbers of compiled expressions without a Value between, for those who ask many of one subject.
#pragma once

#include "decimal/maybe.hpp"
#include "feel/compare.hpp"
#include "feel/run.hpp"

#include <span>

namespace guicheng::feel {

/// What evaluate() gives, as a condition: what is no boolean is unknown. The budget is the run's.
Truth test(Feel const&, std::span<Value const> slots, Run&);
/// What evaluate() gives, where that is a number.
MaybeDecimal number(Feel const&, std::span<Value const> slots, Run&);

}  // namespace guicheng::feel
