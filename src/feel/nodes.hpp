// The kinds of nodes. Each family's evaluation stands in one file: evaluate_{arithmetic,logic,data,loops,calls}.cpp.
#pragma once

#include "feel/ast.hpp"
#include "feel/node.hpp"
#include "feel/regex.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace guicheng::feel {

// evaluate_arithmetic.cpp
/// One operand of a chain; op is `+` `-` `*` `/`. `0.25 * a` in a sum is one term with a weight, not a node.
struct Term {
  Operand operand;
  char op = '+';
  bool is_weighted = false;
  Decimal weight;
  Decimal factor = 1;  ///< in a sum: the weight or 1, with the sign that op gives
};
struct ProductNode final : Node {
  using Node::Node;
  std::vector<Term> terms;
  std::uint32_t quotient = 0;  ///< `a / b` of operands in place: its number in the expression, from 1; else 0
  /// Of a quotient: its two numbers; null where an operand is none.
  std::pair<Decimal const*, Decimal const*> numbers(Frame& frame) const noexcept {
    return {terms[0].operand.number_in_place(frame), terms[1].operand.number_in_place(frame)};
  }
  Value eval(Frame&) const override;
  MaybeDecimal number(Frame&, Value&) const override;
};
inline ProductNode const* as_quotient(Operand const& operand) {
  auto const* const product = dynamic_cast<ProductNode const*>(operand.node);
  return product && product->quotient != 0 ? product : nullptr;
}
/// What a sum divides before it adds. A division takes as long as two long additions; begun only when its turn comes, it
/// keeps everything behind it waiting, and the processor looks no further ahead.
struct Quotients {
  static constexpr std::size_t most = 16;
  std::uint32_t first = 0;
  std::array<MaybeDecimal, most> numbers;  ///< of the quotients from `first` on; nothing where it is not of this sum

  MaybeDecimal of(std::uint32_t quotient) const noexcept {
    auto const place = quotient - first;
    return place < most ? numbers[place] : MaybeDecimal{};
  }
};
struct SumNode final : Node {
  using Node::Node;
  std::vector<Term> terms;
  std::vector<ProductNode const*> quotients;  ///< in this sum and the sums in it, as far as one more than Quotients::most
  bool divides_first = false;
  void weigh();    ///< takes products of a constant and one operand into the terms
  void collect();  ///< the quotients, once weighed
  Value eval(Frame&) const override;
  MaybeDecimal number(Frame&, Value&) const override;

 private:
  MaybeDecimal divide_and_sum(Frame&, Value& other) const;
  MaybeDecimal long_sum(Frame&, Term const& first, Decimal total, Decimal value, Value& other) const;
};
struct PowerNode final : Node {
  using Node::Node;
  std::vector<Operand> operands;
  Value eval(Frame&) const override;
};
struct NegationNode final : Node {
  using Node::Node;
  Operand operand;
  Value eval(Frame&) const override;
};

// evaluate_logic.cpp
struct ConditionNode : Node {  ///< gives a boolean or null
  using Node::Node;
  Value eval(Frame& frame) const final { return to_value(test(frame)); }
  Truth test(Frame&) const override = 0;
};
struct CompareNode final : ConditionNode {
  using ConditionNode::ConditionNode;
  Operand left, right;
  Compare compare{};
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};
struct CompareNumberNode final : ConditionNode {  ///< against a constant number
  using ConditionNode::ConditionNode;
  Operand left, right;
  Decimal bound;
  ProductNode const* quotient = nullptr;  ///< the left side where it is `a / b` of operands in place
  Compare compare{};
  Truth test(Frame&) const override;
  Truth test_number(Decimal) const noexcept;
  Truth test_computed(Frame&) const;  ///< where the left side is no number that stands there
  void why(Frame&, Explanation&) const override;
};
struct BetweenNode final : ConditionNode {
  using ConditionNode::ConditionNode;
  Operand value, low, high;
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};
struct Test {
  enum class Kind : std::uint8_t { compare, range, value, condition } kind{};
  Compare compare{};
  bool start_included = false, end_included = false;
  bool may_decide = false;  ///< a boolean is the answer itself, other than where a boolean is tested
  Operand first, second;
};
struct InNode final : ConditionNode {
  using ConditionNode::ConditionNode;
  Operand value;
  std::vector<Test> tests;
  bool negated = false, any = false;
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};
struct JunctionNode final : ConditionNode {  ///< and, or
  using ConditionNode::ConditionNode;
  std::vector<Operand> operands;
  Truth decisive = Truth::no;  ///< `no` for and, `yes` for or
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};
struct NotNode final : ConditionNode {
  using ConditionNode::ConditionNode;
  Operand operand;
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};
struct InstanceOfNode final : ConditionNode {
  using ConditionNode::ConditionNode;
  Operand value;
  Type type;
  Truth test(Frame&) const override;
};
struct ChoiceNode final : Node {
  using Node::Node;
  struct Branch { Operand condition, value; };
  std::vector<Branch> branches;
  Operand otherwise;
  Operand const* choose(Frame&) const;  ///< null: a condition is no boolean
  Value eval(Frame&) const override;
  MaybeDecimal number(Frame&, Value&) const override;
  Truth test(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};

// evaluate_data.cpp
struct ListNode final : Node {
  using Node::Node;
  std::vector<Operand> items;
  Value eval(Frame&) const override;
};
struct ContextNode final : Node {
  using Node::Node;
  struct Entry { std::string name; Operand value; std::uint32_t local; };
  std::vector<Entry> entries;
  Value eval(Frame&) const override;
};
struct RangeNode final : Node {
  using Node::Node;
  Operand start, end;
  bool start_included = false, end_included = false;
  Value eval(Frame&) const override;
};
struct OneSidedNode final : Node {
  using Node::Node;
  Operand end;
  Compare compare{};
  Value eval(Frame&) const override;
};
struct PathNode final : Node {
  using Node::Node;
  Operand base;
  std::string name;
  Value eval(Frame&) const override;
};
struct FieldNode final : Node {  ///< a name inside filters: an entry of an item, else what the name means outside
  using Node::Node;
  std::string name;
  std::vector<std::uint32_t> items;  ///< locals of the filters' items, the nearest first
  Operand outside;
  bool has_outside = false;
  Value eval(Frame&) const override;
};
struct FilterNode final : Node {
  using Node::Node;
  Operand list, condition;
  std::uint32_t item = 0;
  bool is_index = false;  ///< the condition is a number for sure
  Value eval(Frame&) const override;
};

// evaluate_loops.cpp
struct Iterator {
  Operand list, end;  ///< the items, or the first and the last number or date
  bool is_range = false;
  std::uint32_t local = 0;
};
struct LoopNode : Node {
  using Node::Node;
  std::vector<Iterator> iterators;
  Operand body;
};
struct ForNode final : LoopNode {
  using LoopNode::LoopNode;
  std::uint32_t partial = 0;
  bool uses_partial = false;
  Value eval(Frame&) const override;
};
struct QuantifiedNode final : LoopNode {
  using LoopNode::LoopNode;
  Truth decisive = Truth::yes;  ///< `yes` for some, `no` for every
  Value eval(Frame&) const override;
  void why(Frame&, Explanation&) const override;
};

// evaluate_calls.cpp
struct FunctionNode final : Node {
  using Node::Node;
  std::vector<std::string> names;
  std::vector<Type> types;
  Operand body;
  Type result;
  std::uint32_t captured = 0;      ///< locals below this are caught
  std::uint32_t locals = 0;        ///< size of a frame
  std::int64_t self = -1;          ///< the local that names the function itself
  std::vector<std::size_t> slots;  ///< what the body reads of them
  int height = 1;
  Feel::Program const* program = nullptr;
  Value eval(Frame&) const override;
};
struct Candidate {
  Builtin const* builtin;
  std::vector<std::int32_t> from;  ///< for each parameter the argument's number, -1 for one left out
};
struct BuiltinNode final : Node {
  using Node::Node;
  std::vector<Operand> arguments;
  std::vector<Candidate> candidates;
  std::optional<ConstantRegex> regex;
  Value eval(Frame&) const override;
};
struct HostNode final : Node {
  using Node::Node;
  std::vector<Operand> arguments;
  std::shared_ptr<HostFunction const> function;
  Value eval(Frame&) const override;
};
struct CallNode final : Node {
  using Node::Node;
  Operand function;
  std::vector<Operand> arguments;
  std::vector<std::string> names;  ///< of named arguments; empty: by position
  Value eval(Frame&) const override;
};
/// A built-in or host function as a value.
Value builtin_value(std::string_view name);
Value host_value(std::shared_ptr<HostFunction const>);
/// Every built-in with that name.
std::vector<Builtin const*> find_builtins(std::string_view name);

}  // namespace guicheng::feel

namespace guicheng {

struct Feel::Program : std::enable_shared_from_this<Feel::Program> {
  std::string text;
  Type type;
  std::vector<std::size_t> used_slots;
  std::size_t slot_count = 0;  ///< the highest used slot and one
  std::uint32_t locals = 0;
  feel::Operand root;
  feel::CompareNumberNode const* rung = nullptr;  ///< the root, where it compares a slot with a number: `x >= 30`
  std::size_t rung_slot = 0;
  std::vector<std::unique_ptr<feel::Node const>> nodes;
};

}  // namespace guicheng
