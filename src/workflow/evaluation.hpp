// Expressions inside one decision: where names take their values from, and what is said when a condition does not hold.
#pragma once

#include "workflow/refusals.hpp"
#include "workflow/scope.hpp"

namespace guicheng {

/// The case as expressions see it while a command is decided. Effects change `data`, `numbers` and `results` through it;
/// slots are filled only when an expression uses them.
class Evaluator {
 public:
  /// @param view  null where nothing can be asked, as for titles
  Evaluator(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const* view);
  Evaluator(Evaluator const&) = delete;
  Evaluator& operator=(Evaluator const&) = delete;

  Value value(Feel const&);
  Value value(Formula const&);
  enum class Truth : std::uint8_t { yes, no, unknown };
  Truth truth(Feel const&);
  Evaluation explained(Feel const&);
  /// Whether an expression looks at an input of the action that was named to use_inputs.
  bool uses_inputs(Feel const&) const;
  /// From now on the slot has no value that anything can be concluded from, and expressions that use it are untold.
  void cannot_tell(std::size_t slot) { untold_.push_back(slot); }
  bool is_untold(Feel const&) const;
  /// A Text with its expressions replaced; nulls leave nothing. What is personal and not for the actor's eyes is `***`.
  std::string text(Text const&);

  /// Nothing where the condition holds. A null is a refusal that names what was missing: never false, never true.
  /// @param not_met, unknown  what the item says: by default of conditions; checks of forms have their own
  std::optional<RefusalItem> judge(Check const&, std::string const& where, Why not_met = Why::condition, Why unknown = Why::no_value);
  /// That a value is missing, with the names and reasons.
  RefusalItem missing(Feel const&, std::string const& what, std::string const& where, Why unknown = Why::no_value);

  Value const* field(std::string_view module, std::string_view name) const;
  void set_data(Value data);
  void set_field(std::string const& module, std::string const& name, Value);
  void set_number(std::string const& name, Value text);
  void set_result(std::string const& name, Value);
  void set_division(std::string);
  void use_inputs(Action const&, Value inputs);
  /// Names inside an item of a list mean the item's fields, until it is left; items of inner lists stand inside outer ones.
  void enter_item(Field const& list, Context const& item);
  void leave_item();
  void count_from(Instant now);        ///< another moment for `today()`: that of an act with an effective day

  Value const& data() const noexcept { return data_; }
  Value const& numbers() const noexcept { return numbers_; }
  Date today() const;
  EvalContext context() const;
  std::string const& division() const noexcept { return division_; }
  /// The store's first error; a decision ends with it.
  std::optional<Error> const& failed() const noexcept { return asking_.failed; }
  void fail_with(Error error) { if (!asking_.failed) asking_.failed = std::move(error); }

 private:
  void fill(Feel const&);
  void fill(std::size_t slot);
  void put(std::size_t slot, Value);
  void reserve(std::size_t least);
  Value field_value(Binding const&) const;
  Value module_value(std::string_view name) const;
  void put_item(Field const& list, Context const& item);
  Field const* item_field(std::size_t slot) const;
  bool is_personal(std::size_t slot) const;
  bool hides(Feel const&) const;
  void forget() { filled_.assign(filled_.size(), 0); }

  System const* system_;
  Workflow const* workflow_;
  CaseState const* state_;
  Actor const* actor_;
  Instant now_;
  Value data_, numbers_, results_;
  std::string division_;
  Action const* action_ = nullptr;
  Value inputs_;
  std::vector<std::pair<Field const*, Context const*>> items_;  ///< outermost first
  std::vector<Value> slots_;
  std::vector<char> filled_;
  std::vector<std::size_t> untold_;
  Asking asking_;
};

/// Values with every declared field in them, null where it is not set: a name that is missing in an item must not
/// mean one outside it.
Context completed(std::vector<Field> const&, Context const& given);
Value completed(Field const&, Value const&);

/// A value as texts show it: a list with `、` between its items, null as nothing.
std::string shown(Value const&);

/// Data with one field set; null clears.
Value with_field(Value const& data, std::string_view module, std::string_view field, Value);

}  // namespace guicheng
