// Decisions as parts of rule sets: a leaf that gives points, or a function.
#pragma once

#include "system/reading.hpp"

#include <guicheng/decision.hpp>

namespace guicheng {

/// The decision in the file that a scalar names, with its findings told once; null where it has an error or is not there.
std::shared_ptr<TableDecision const> open_decision(Reading&, YamlDocument const&, YamlNode const& path);

/// `津贴(人才类别, 服务年限)`: the decision as a function of its inputs, in their order.
HostFunction function_of(std::string name, std::shared_ptr<TableDecision const>);

/// Its table asked with the names of a rule set, which must have all of the decision's inputs, and gives one number.
std::optional<DecisionTable> table_in(Reading&, YamlDocument const&, YamlNode const& path, TableDecision const&, RuleSet const&);

/// Every file that stands under a key `decision` or `file` in a rule set, its parts or its decisions, and theirs, as far as it exists.
std::vector<std::string> tables_of(Sources const&, std::string const& path);

}  // namespace guicheng
