// Indicator trees in YAML: `- name: …`, nested to any depth.
#pragma once

#include "rules/check_rules.hpp"
#include "system/reading.hpp"

#include <guicheng/rule_set.hpp>

namespace guicheng {

/// The inputs that `pick` asks for and that are not declared: one for each such indicator, with its options.
/// @param optional  under an indicator that may not apply: its answer may be missing, and then it has no points where it does
void collect_answers(Reading&, YamlDocument const&, YamlNode const& list, std::vector<RuleInput>&, bool optional = false);

/// The tree, compiled against the rule set's scope.
std::vector<Indicator> indicators_of(Reading&, YamlDocument const&, YamlNode const& list, RuleSet const&);

Combine combine_of(std::string_view word) noexcept;
RoundTo rounding_of(YamlNode const&);

/// Stands for a formula that could not be read, and was told: it has no value, so nothing is concluded from it.
Feel unread(Scope const&);

/// Where an indicator stands; `path` is its names joined by `/`. The root's place where there is none.
/// @param item  the row of its table, its rung or its option
Place place_of_indicator(YamlDocument const&, std::string_view path, std::optional<std::size_t> item);

}  // namespace guicheng
