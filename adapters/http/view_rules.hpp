// How rule sets, completion and what was judged look from outside. Pure.
#pragma once

#include <guicheng/rules.hpp>

namespace guicheng::http {

/// id, title, version, since when and until when.
Context view_rule_set(RuleSet const&);
/// The same with inputs, indicators and grades: all that a form needs.
Value view_rule_form(RuleSet const&);
Value view_completion(std::vector<LeafState> const&);
/// What a case keeps of a judgement, as one again: for texts and pictures of what was judged then.
Judgement judgement_of(Value const& kept);

}  // namespace guicheng::http
