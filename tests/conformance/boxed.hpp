// Evaluates a record: its inputs, the decisions and functions it depends on, and the boxed expression it asserts.
#pragma once

#include "record.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace guicheng::conformance {

/// One name an expression may use: a variable, or a function.
struct Name {
  std::string name;
  Type type;
  Value value;
  std::shared_ptr<HostFunction const> function = nullptr;
};

/// The names one expression sees; a later one replaces an earlier one of the same name.
class Names {
 public:
  void set(Name);
  Name const* find(std::string_view name) const;
  auto begin() const { return names_.begin(); }
  auto end() const { return names_.end(); }

 private:
  std::vector<Name> names_;
};

/// What a record gave.
struct Outcome {
  Value expected, got;
  std::string note;  ///< what the compiler found; or why the record cannot be run
  bool readable = true;
};

class Record {
 public:
  Record(Value json, EvalContext const& context);

  Outcome run();

 private:
  Result<void> bind_inputs();
  void evaluate_dependencies();
  Names visible(Value const& requirements) const;

  // Boxed expressions (DMN 1.5 §10.2.1), each coerced to its `typeRef`.
  Value boxed(Value const& expression, Names const&);
  Value unchecked(Value const& expression, Names const&);
  Value text(std::string const&, Names const&);
  Value context(Value const&, Names);
  Value invocation(Value const&, Names const&);
  Value relation(Value const&, Names const&);
  Value lowered(Value const&, Names);
  Value decision_table(Value const&, Names const&);
  /// A boxed function under a name; `self` names what it sees.
  std::shared_ptr<HostFunction const> function(std::string name, Value const& boxed,
                                               std::function<Names()> sees);
  Result<Value> apply(Value const& function, std::span<Value const> arguments, Names);
  std::string operand(std::string const& name, Value const& boxed, std::vector<std::string> const& variables, Names&);
  /// @param typed  false: with the declared types left out, as an engine sees them that checks nothing beforehand
  Scope scope(Names const&, bool typed = true) const;

  Value json_;
  Types types_;
  Names known_;
  EvalContext context_;
  std::string note_;
  int depth_ = 0;
};

/// The values of the names, in the order of their slots.
std::vector<Value> slots_of(Names const&);

}  // namespace guicheng::conformance
