// Inputs of rule sets and decisions: `人数: {type: number, min: 0}`, or the type alone.
#pragma once

#include "system/reading.hpp"

#include <guicheng/rule_set.hpp>

namespace guicheng {

/// A declared input; its mistakes are told.
RuleInput rule_input(Reading&, YamlDocument const&, YamlEntry const&);
/// Its type in expressions.
Type type_of(RuleInput const&);

/// A function that answers from a CSV file: the value of the row whose key columns equal the arguments.
struct CsvDocument;
HostFunction lookup_of(std::string name, CsvDocument const&, std::vector<std::size_t> const& keys, std::size_t value);

}  // namespace guicheng
