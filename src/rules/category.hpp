// The category that a subject is judged under: what is left of a leaf's table or ladder for it. A category is an input that is a
// `choice` and `fixed`, and what is derived from nothing else.
#pragma once

#include <guicheng/rule_set.hpp>

#include "decimal/maybe.hpp"

#include <span>

namespace guicheng::rules {

/// Notes what the leaves ask of the category. One that asks nothing else rates the category itself: there nothing is noted.
void mark_category(RuleSet&);

/// The most that a leaf can give to the subject's category; null: not known. Rounding, cap and floor come afterwards.
MaybeDecimal attainable(TablePoints const&, std::span<Value const> slots, EvalContext const&);
MaybeDecimal attainable(Ladder const&, std::span<Value const> slots, EvalContext const&);

}  // namespace guicheng::rules
