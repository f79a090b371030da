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

/// A FEEL type: any, null, the simple types, list<T>, context<a: T, …>, range<T>, function<…> -> T. A value.
class Type {
 public:
  using Entry = std::pair<std::string, Type>;
  Type() = default;  ///< Any
  static Type of(Value::Kind simple);
  /// A string that is one of these, as far as checks go: `= "…"` with another text can never be true. For conformance
  /// and coercion it is any string. Without options: string.
  static Type one_of(std::vector<std::string> options);
  /// A number between these, ends included, as far as checks go: `> 200` where 150 is the most can never be true.
  static Type number_within(std::optional<Decimal> least, std::optional<Decimal> most);
  static Type list(Type item);
  static Type context(std::vector<Entry> entries);
  static Type range(Type end);
  static Type function(std::vector<Type> parameters, Type result);

  /// The kind of all its values (null apart); nothing for Any.
  std::optional<Value::Kind> kind() const noexcept;
  /// The item of a list, the end of a range, the result of a function; Any where there is none.
  Type item() const;
  std::span<Entry const> entries() const noexcept;     ///< of a context; empty where they are not declared
  std::span<std::string const> options() const noexcept;  ///< of one_of
  std::optional<Decimal> least() const noexcept;       ///< of number_within, as most()
  std::optional<Decimal> most() const noexcept;
  std::span<Type const> parameters() const noexcept;   ///< of a function
  std::string text() const;                            ///< as FEEL writes it: `list<number>`
  bool operator==(Type const&) const;

 private:
  struct Node;
  std::shared_ptr<Node const> node_;
};

/// Whether every value of `from` is one of `to`. Null conforms to everything; a context may have more entries.
bool conforms(Type const& from, Type const& to);
bool conforms(Value const&, Type const&);
/// The value as a declared type takes it (DMN 1.5 §10.3.2.9.4): as it is, or the one item of a list, or null.
Value coerce(Value, Type const&);

struct EvalContext;

/// A function that the embedding program offers to expressions.
struct HostFunction {
  std::string name;                                        ///< a FEEL name, spaces allowed: `count cases`
  std::vector<std::pair<std::string, Type>> parameters;
  Type result;
  /// Must not throw; every thread that evaluates calls it. An Error becomes null with its message as the reason. The
  /// context is that of the expression.
  std::function<Result<Value>(std::span<Value const> arguments, EvalContext const&)> call;
};

/// The names an expression may use: variables in slots 0, 1, 2 … and host functions. Built by one thread, then shared.
class Scope {
 public:
  Scope();
  /// @return the variable's slot. A name that is there already keeps its slot and takes the new type.
  std::size_t add(std::string name, Type type = {});
  void add(HostFunction);
  /// A name for a type, for `instance of` and for parameters of functions.
  void add_type(std::string name, Type type);

  struct Names;  // for the compiler
  Names const& names() const noexcept { return *names_; }

 private:
  Names& change();
  std::shared_ptr<Names> names_;
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

  struct Program;  // for the evaluator
  explicit Feel(std::shared_ptr<Program const> program) : program_{std::move(program)} {}
  std::shared_ptr<Program const> const& program() const noexcept { return program_; }

 private:
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
  std::uint64_t steps = 100'000;        ///< budget, one for a loop's round, a call, some items; exceeded: null, `feel.budget`
  void const* user = nullptr;           ///< for host functions: the evaluator does not look at it
};

/// Why a value is null though the author did not write null, or why a condition is not true.
struct Reason {
  std::string code;      ///< stable, e.g. `feel.no-value`, `feel.condition`
  std::string text_zh;   ///< one sentence with the values seen: 专职工作人员 2 < 3
  std::string text_en;
  std::string name;      ///< the variable that was missing, if that is the reason
  std::size_t offset{};  ///< in the expression's text
};

/// Evaluates; never throws, never loops beyond the budget; allocates nothing for numbers and booleans.
Value evaluate(Feel const&, std::span<Value const> slots, EvalContext const&);
/// The same, with a budget that several evaluations share (context.steps does not count); 0 afterwards: it is used up.
Value evaluate(Feel const&, std::span<Value const> slots, EvalContext const&, std::uint64_t& steps);

struct Evaluation {
  Value value;
  std::vector<Reason> reasons;  ///< at most 16, the nearest to the root first
};

/// Evaluates and says why: the reasons of every null that an error made, and of every condition that is not true.
Evaluation explain(Feel const&, std::span<Value const> slots, EvalContext const&);

}  // namespace guicheng
