// Expressions through the real parser, compiler and evaluator, for the tests of the language.
#pragma once

#include <guicheng/feel.hpp>

#include "test.hpp"

#include <string>
#include <vector>

namespace guicheng {

/// `middle` inside `times` pairs of `open` and `close`.
inline std::string around(std::string const& open, std::string const& middle, std::string const& close, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += open;
  text += middle;
  for (int i = 0; i < times; ++i) text += close;
  return text;
}

/// A scope with its values; the variables of most tests.
struct World {
  Scope scope;
  List values;

  World& with(std::string name, Value value, Type type = {}) {
    scope.add(std::move(name), std::move(type));
    values.push_back(std::move(value));
    return *this;
  }
  std::string operator()(std::string const& text, FeelForm form = FeelForm::expression) const {
    auto const compiled = compile_feel(text, scope, form);
    if (!compiled.feel) return "! " + compiled.findings.front().code;
    return write_feel(evaluate(*compiled.feel, values, {}));
  }
  Evaluation explained(std::string const& text, FeelForm form = FeelForm::expression) const {
    auto const compiled = compile_feel(text, scope, form);
    REQUIRE(compiled.feel);
    return explain(*compiled.feel, values, {});
  }
  /// `line:column level code: message remedy`, one line per finding.
  std::string findings(std::string const& text, FeelForm form = FeelForm::expression) const {
    std::string all;
    for (auto const& finding : compile_feel(text, scope, form).findings) {
      all += (all.empty() ? "" : "\n") + std::to_string(finding.line) + ":" + std::to_string(finding.column);
      all += finding.level == FeelFinding::Level::error ? " error " : " warning ";
      all += finding.code + ": " + finding.message + (finding.remedy.empty() ? "" : " " + finding.remedy);
    }
    return all;
  }
};

inline Type number_type() { return Type::of(Value::Kind::number); }
inline Type string_type() { return Type::of(Value::Kind::string); }
inline Type boolean_type() { return Type::of(Value::Kind::boolean); }

struct FeelCase {
  std::string expression;
  std::string expected;  ///< as write_feel puts the value
};

inline void check_feel(World const& world, std::vector<FeelCase> const& cases) {
  for (auto const& test : cases) {
    CAPTURE(test.expression);
    CHECK(world(test.expression) == test.expected);
  }
}

}  // namespace guicheng
