// Runs a table of expressions through the real compiler and evaluator, for the tests of the built-in functions.
#pragma once

#include <guicheng/feel.hpp>

#include "test.hpp"

#include <string>
#include <vector>

namespace guicheng {

struct BuiltinCase {
  std::string expression;
  std::string expected;  ///< as write_feel puts the value: `[1, 2]`, `null`
};

inline TimeZones const& test_zones() {
  static TimeZones const zones{{"Europe/Paris", TimeZone::fixed(3'600)}, {"Asia/Shanghai", TimeZone::fixed(28'800)}};
  return zones;
}

inline Value value_of(std::string const& expression) {
  static TimeZone const shanghai = TimeZone::fixed(28'800);
  auto const compiled = compile_feel(expression, Scope{});
  if (!compiled.feel) return Value{};  // a finding when the file is read is null to the kit
  EvalContext context;
  context.now = {1'709'254'800'123};  // 2024-03-01T01:00:00.123Z
  context.zone = &shanghai;
  context.zones = &test_zones();
  return evaluate(*compiled.feel, {}, context);
}

inline void check_cases(std::vector<BuiltinCase> const& cases) {
  for (auto const& test : cases) {
    CAPTURE(test.expression);
    CHECK(write_feel(value_of(test.expression)) == test.expected);
  }
}

}  // namespace guicheng
