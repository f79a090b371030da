// not() and is() (DMN 1.5 §10.3.4.2 and §10.3.4.10).
#include "feel/builtin.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

Value not_of(std::span<Value const> arguments, Call&) {
  bool const* const holds = arguments[0].boolean();
  return holds == nullptr ? Value{} : Value{!*holds};
}

// Sameness in the semantic domain, not on the time line: 10:00Z is not 11:00+01:00.
Value is_same(std::span<Value const> arguments, Call& call) {
  if (arguments.size() == 1) return arguments[0].is_null();
  if (!call.spend(1 + std::min(arguments[0].size(), arguments[1].size()) / 16)) return {};
  return arguments[0] == arguments[1];
}

constexpr Builtin table[] = {
    {"not", {{"negand", kinds::boolean | kinds::null}}, kinds::boolean, &not_of, false, "not(true) = false"},
    {"is", {{"value1"}, {"value2"}}, kinds::boolean, &is_same, false, "is(@\"10:00:00Z\", @\"11:00:00+01:00\") = false"},
    // The kit lets one be left out by name (0103), which then is null; none at all is an error.
    {"is", {{"value1"}}, kinds::boolean, &is_same, false, "is(value1: null) = true"},
    {"is", {{"value2"}}, kinds::boolean, &is_same, false, "is(value2: 1) = false"},
};

}  // namespace

std::span<Builtin const> boolean_builtins() noexcept { return table; }

}  // namespace guicheng::feel
