// Rule sets from YAML, for tests.
#pragma once

#include "test.hpp"

#include <guicheng/rules.hpp>

#include <string>

namespace guicheng {

inline std::ostream& operator<<(std::ostream& out, InputProblem const& problem) {
  return out << problem.input << " [" << problem.code << "] " << problem.text_zh;
}
inline std::ostream& operator<<(std::ostream& out, Date const& date) { return out << write(date); }

namespace samples {

inline Decimal number(char const* text) { return *read_decimal(text); }

/// Everything the reader says about a set.
inline std::string findings_of(std::string const& yaml) {
  std::string all;
  for (auto const& finding : read_rules({{"set.yaml", yaml}}, "set.yaml").findings) all += write(finding) + "\n";
  return all;
}

/// The set with this body; its heading is added. Warnings are let pass.
inline std::shared_ptr<RuleSet const> rules(std::string const& body) {
  std::string const yaml = "rules: set\ntitle: 样例\nversion: \"1\"\neffective: 2024-01-01\n" + body;
  auto loaded = read_rules({{"set.yaml", yaml}}, "set.yaml");
  for (auto const& finding : loaded.findings)
    if (finding.level == Finding::Level::error) FAIL_CHECK(write(finding));
  REQUIRE(loaded.rules);
  return loaded.rules;
}

/// Number inputs a, b, c, … of these names, then the rest of the body.
inline std::shared_ptr<RuleSet const> with_numbers(std::string const& names, std::string const& body) {
  std::string inputs = "inputs:\n";
  for (char const name : names) inputs += std::string{"  "} + name + ": {type: number}\n";
  return rules(inputs + body);
}

}  // namespace samples
}  // namespace guicheng
