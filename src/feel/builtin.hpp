// How a built-in function is written and registered. Each builtin_{family}.cpp defines one table of `Builtin` and the
// function that hands it out; the evaluator does arity, named arguments, types, null arguments and reasons.
#pragma once

#include <guicheng/feel.hpp>

#include "value/function.hpp"

#include <span>
#include <string_view>

namespace guicheng::feel {

/// A text that grows beyond this is refused: repeated joining or replacing could double it without end.
inline constexpr std::size_t most_text = std::size_t{1} << 20;

/// A set of value kinds, one bit each.
using Kinds = std::uint32_t;
constexpr Kinds bit(Value::Kind kind) noexcept { return Kinds{1} << static_cast<unsigned>(kind); }

class Regex;

namespace kinds {
inline constexpr Kinds null = bit(Value::Kind::null);
inline constexpr Kinds boolean = bit(Value::Kind::boolean);
inline constexpr Kinds number = bit(Value::Kind::number);
inline constexpr Kinds string = bit(Value::Kind::string);
inline constexpr Kinds date = bit(Value::Kind::date);
inline constexpr Kinds time = bit(Value::Kind::time);
inline constexpr Kinds date_time = bit(Value::Kind::date_time);
inline constexpr Kinds days_duration = bit(Value::Kind::days_duration);
inline constexpr Kinds months_duration = bit(Value::Kind::months_duration);
inline constexpr Kinds list = bit(Value::Kind::list);
inline constexpr Kinds context = bit(Value::Kind::context);
inline constexpr Kinds range = bit(Value::Kind::range);
inline constexpr Kinds function = bit(Value::Kind::function);
inline constexpr Kinds duration = days_duration | months_duration;
inline constexpr Kinds any = (Kinds{1} << 13) - 1;         // with null
inline constexpr Kinds not_null = any & ~null;
}  // namespace kinds

/// What a built-in may ask of the evaluation it runs in.
class Call {
 public:
  virtual EvalContext const& context() const noexcept = 0;
  TimeZones const* zones() const noexcept { return context().zones; }
  /// Takes steps from the budget (one per item touched is right); false: it is used up, return null at once.
  virtual bool spend(std::uint64_t steps) noexcept = 0;
  /// Null, with a reason. Constant texts only: the evaluator puts the call and its arguments in front of them.
  ///   return call.fail("起始位置不能是 0", "the start position must not be 0");
  virtual Value fail(std::string_view why_zh, std::string_view why_en) = 0;
  /// Calls a FEEL function value with positional arguments; null where it is none or the number does not fit.
  /// Depth and steps are bounded.
  virtual Value invoke(Value const& function, std::span<Value const> arguments) = 0;
  /// The pattern as it was compiled with the expression; null where it was not.
  virtual Regex const* constant_regex(std::string_view /*pattern*/, std::string_view /*flags*/) const noexcept { return nullptr; }

 protected:
  ~Call() = default;
};

/// One parameter: its standard name, the kinds it takes, and whether it may be left out.
/// An argument of another kind is converted as the standard says (a list of one item to that item, an item to a list
/// of it); if that does not help, the result is null. So null arrives only where `kinds` has kinds::null.
struct Parameter {
  std::string_view name;
  Kinds kinds = kinds::any;
  bool optional = false;
};

/// One parameter list of a built-in. A function with several lists has several entries of the same name, in the order
/// in which they are to be tried: first all without conversions, then all with them.
struct Builtin {
  std::string_view name;                 ///< `substring before`
  Parameter parameters[5];               ///< unused ones have no name
  Kinds result = kinds::any;             ///< what it gives when nothing goes wrong
  /// `arguments` has one value per parameter, null for one that was left out; with `variadic` at least one per
  /// parameter, the last parameter repeats.
  Value (*call)(std::span<Value const> arguments, Call& call) = nullptr;
  bool variadic = false;
  std::string_view example = {};         ///< `substring("规程", 2) = "程"`: for the documentation, and tested
  int pattern = -1, flags = -1;          ///< parameters that are a regular expression: compiled once where constant

  constexpr std::size_t size() const noexcept {
    std::size_t n = 0;
    while (n < 5 && !parameters[n].name.empty()) ++n;
    return n;
  }
};

// One table per family, constant for the life of the program.
//   constexpr Builtin table[] = {{"abs", {{"n", kinds::number | kinds::duration}}, kinds::number, &abs_of}};
//   std::span<Builtin const> number_builtins() noexcept { return table; }
std::span<Builtin const> conversion_builtins() noexcept;  ///< builtin_conversion.cpp: number, string, date, time, duration …
std::span<Builtin const> boolean_builtins() noexcept;     ///< builtin_boolean.cpp: not, is
std::span<Builtin const> number_builtins() noexcept;      ///< builtin_number.cpp
std::span<Builtin const> string_builtins() noexcept;      ///< builtin_string.cpp, with the regular expressions beside
std::span<Builtin const> list_builtins() noexcept;        ///< builtin_list.cpp
std::span<Builtin const> statistics_builtins() noexcept;  ///< builtin_statistics.cpp: min, sum, mean, all …
std::span<Builtin const> context_builtins() noexcept;     ///< builtin_context.cpp
std::span<Builtin const> range_builtins() noexcept;       ///< builtin_range.cpp
std::span<Builtin const> date_builtins() noexcept;        ///< builtin_date.cpp: now, today, day of week …

/// All tables, one after another.
std::span<std::span<Builtin const> const> builtin_families() noexcept;

}  // namespace guicheng::feel
