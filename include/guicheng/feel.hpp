// FEEL, the expression language of DMN 1.5: check, compile, evaluate, explain.
#pragma once

#include <guicheng/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guicheng {

/// A FEEL type: any, null, the simple types, list<T>, context<a: T, …>, range<T>, function<…> -> T.
class Type {
 public:
  Type();  ///< Any
  static Type of(Value::Kind simple);
  static Type list(Type item);
  static Type context(std::vector<std::pair<std::string, Type>> entries);
  static Type range(Type end);
  static Type function(std::vector<Type> parameters, Type result);
  // the implementer adds what checking needs
  std::string text() const;  ///< as FEEL writes it: `list<number>`
  bool operator==(Type const&) const;
 private:
  struct Node;
  std::shared_ptr<Node const> node_;
};

/// A function that the embedding program offers to expressions.
struct HostFunction {
  std::string name;                                        ///< a FEEL name, spaces allowed: `count cases`
  std::vector<std::pair<std::string, Type>> parameters;
  Type result;
  /// Must not throw; an Error becomes null with its message as the reason. `user` is EvalContext::user.
  std::function<Result<Value>(std::span<Value const> arguments, void const* user)> call;
};

/// The names an expression may use: variables in slots 0, 1, 2 … and host functions. Built once, then shared.
class Scope {
 public:
  /// @return the variable's slot. A name that is there already keeps its slot and takes the new type.
  std::size_t add(std::string name, Type type = {});
  void add(HostFunction);
  /// A type that expressions may name: in `instance of 申请` and in the parameters of function literals.
  void add_type(std::string name, Type type);
  // the implementer adds look-up by longest match
 private:
  // …
};

/// One message about an expression, with its place inside the text.
struct FeelFinding {
  enum class Level : std::uint8_t { error, warning } level{};
  std::string code;      ///< stable, e.g. `feel.unknown-name`
  std::string message;
  std::string remedy;
  std::size_t offset{};  ///< in bytes from the start of the text
  int line = 1, column = 1;  ///< 1-based; columns count characters
};

/// A compiled expression: immutable, cheap to copy, safe to evaluate from many threads.
class Feel {
 public:
  Type const& type() const noexcept;                         ///< what evaluation gives when nothing goes wrong
  std::string const& text() const noexcept;
  std::span<std::size_t const> used_slots() const noexcept;  ///< ascending; the others are not read
 private:
  struct Program;
  std::shared_ptr<Program const> program_;
};

/// A compiled expression, or nothing, with every finding in text order.
struct CompiledFeel {
  std::optional<Feel> feel;          ///< absent where there is an error
  std::vector<FeelFinding> findings;
};

enum class FeelForm : std::uint8_t { expression, unary_tests };

/// Parses, checks and compiles. Limits: 64 KiB of text, nesting 64, 4,096 operands in a chain.
/// `unary_tests` is a decision table's cell; its input `?` must be in the scope under the name "?".
CompiledFeel compile_feel(std::string_view text, Scope const&, FeelForm = FeelForm::expression);

/// Everything outside the expression that its value may depend on.
struct EvalContext {
  Instant now{};
  TimeZone const* zone = nullptr;       ///< of `today()` and `now()`; null: UTC
  TimeZones const* zones = nullptr;     ///< named zones; null: none are known
  std::uint64_t steps = 100'000;        ///< budget; exceeded: null with the reason `feel.budget`
  void const* user = nullptr;           ///< handed to host functions
};

/// Why a value is null though the author did not write null, or why a condition is not true.
struct Reason {
  std::string code;      ///< stable, e.g. `feel.no-value`, `feel.condition`
  std::string text_zh;   ///< one sentence with the values seen: 专职工作人员 2 < 3
  std::string text_en;
  std::string name;      ///< the variable that was missing, if that is the reason
  std::size_t offset{};  ///< in the expression's text
};

/// Whether a value is of a type: null is of every type, a context may have more entries than its type asks for.
/// (DMN 1.5 §10.3.2.9)
bool conforms(Value const&, Type const&);

/// The value as a declared type asks for it: itself where it conforms, the one item of a list, a list of the one item,
/// midnight of a date; otherwise null. (DMN 1.5 §10.3.2.9.4)
Value coerce(Value, Type const&);

/// Evaluates; never throws, never loops beyond the budget; allocates nothing for numbers and booleans.
Value evaluate(Feel const&, std::span<Value const> slots, EvalContext const&);

struct Evaluation {
  Value value;
  std::vector<Reason> reasons;  ///< at most 16, the nearest to the root first
};

/// Evaluates and says why: the reasons of every null that an error made, and of every condition that is not true.
Evaluation explain(Feel const&, std::span<Value const> slots, EvalContext const&);

}  // namespace guicheng
