// Indicator trees in YAML: `- name: …`, nested to any depth.
#pragma once

#include "rules/check_rules.hpp"
#include "system/reading.hpp"

#include <guicheng/rule_set.hpp>

namespace guicheng {

/// The inputs that `pick` asks for and that are not declared: one for each such indicator, with its options.
void collect_answers(Reading&, YamlDocument const&, YamlNode const& list, std::vector<RuleInput>&);

/// The tree, compiled against the rule set's scope.
std::vector<Indicator> indicators_of(Reading&, YamlDocument const&, YamlNode const& list, RuleSet const&);

Combine combine_of(std::string_view word) noexcept;
RoundTo rounding_of(YamlNode const&);

/// Where an indicator stands; `path` is its names joined by `/`. The root's place where there is none.
Place place_of_indicator(YamlNode const& root, std::string_view path);

}  // namespace guicheng
