// Why two versions of a set judge one subject differently.
#pragma once

#include <guicheng/batch.hpp>

namespace guicheng::rules {

/// A subject as one version judged it, explained.
struct JudgedBy { RuleSet const& rules; Judgement judgement; };

/// What differed first, in the order that Difference tells; the two have another grade, or another score.
Difference first_difference(JudgedBy const& before, JudgedBy const& after);

/// What differed first for most subjects comes first.
std::vector<std::pair<Difference, std::size_t>> by_count(std::map<Difference, std::size_t> const&);

}  // namespace guicheng::rules
