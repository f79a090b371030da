// What a compiled expression is made of: nodes that evaluate themselves, and operands that need no call at all.
#pragma once

#include "decimal/maybe.hpp"
#include "feel/compare.hpp"
#include "feel/run.hpp"

#include <cstdint>
#include <string_view>

namespace guicheng::feel {

class Explanation;

/// One step of a program. Three views of the same value, so that numbers and conditions need not become Values.
class Node {
 public:
  Node(std::uint32_t begin, std::uint32_t end) noexcept : begin_{begin}, end_{end} {}
  virtual ~Node() = default;
  Node(Node const&) = delete;
  Node& operator=(Node const&) = delete;

  virtual Value eval(Frame&) const = 0;
  /// The number; or nothing, and the value stands in `other`.
  virtual MaybeDecimal number(Frame&, Value& other) const;
  /// As a condition: what is not a boolean is unknown.
  virtual Truth test(Frame&) const;
  /// Why the condition is not true. Evaluates again; only explain() asks.
  virtual void why(Frame&, Explanation&) const;

  std::uint32_t begin() const noexcept { return begin_; }
  std::uint32_t length() const noexcept { return end_ - begin_; }
  std::string_view text(Frame const& frame) const noexcept { return frame.text.substr(begin_, end_ - begin_); }

 private:
  std::uint32_t begin_, end_;
};

/// A part of a node: a slot, a local value or a constant is read in place, everything else is a node.
struct Operand {
  enum class Kind : std::uint8_t { constant, slot, local, node };
  Kind kind = Kind::constant;
  std::uint32_t index = 0;
  std::uint32_t begin = 0, end = 0;
  Node const* node = nullptr;
  Value constant;

  /// The value where it stands; that of a node is put into `storage`.
  Value const& get(Frame& frame, Value& storage) const {
    return kind == Kind::node ? storage = node->eval(frame) : in_place(frame);
  }
  /// The same where it is no node.
  Value const& in_place(Frame& frame) const noexcept {
    return kind == Kind::slot ? frame.slots[index] : kind == Kind::local ? frame.locals[index] : constant;
  }
  /// The number of an operand that is no node; null where there is none.
  Decimal const* number_in_place(Frame& frame) const noexcept {
    return kind == Kind::node ? nullptr : in_place(frame).number();
  }
  Value eval(Frame& frame) const { return kind == Kind::node ? node->eval(frame) : in_place(frame); }
  MaybeDecimal number(Frame& frame, Value& other) const {
    if (kind == Kind::node) return node->number(frame, other);
    auto const& value = in_place(frame);
    if (auto const* const number = value.number()) return *number;
    other = value;
    return {};
  }
  Truth test(Frame& frame) const {
    if (kind == Kind::node) return node->test(frame);
    auto const* const boolean = in_place(frame).boolean();
    return boolean ? truth(*boolean) : Truth::unknown;
  }
  std::string_view text(Frame const& frame) const noexcept { return frame.text.substr(begin, end - begin); }
  bool is_variable() const noexcept { return kind == Kind::slot || kind == Kind::local; }
};

/// Null, with the reason that an operand is missing or of the wrong kind; nothing is built unless somebody asks.
Value null_for(Frame&, Operand const&, Value const& seen, Kinds wanted);
/// Null, with a reason of its own.
Value null_because(Frame&, std::uint32_t begin, std::uint32_t end, char const* code, std::string_view zh,
                   std::string_view en);

/// Collects why a condition is not true, the nearest to the root first.
class Explanation {
 public:
  explicit Explanation(std::vector<Reason>& reasons) : reasons_{reasons} {}
  bool is_full() const noexcept { return reasons_.size() >= 16; }
  void add(std::uint32_t offset, std::string zh, std::string en, std::string name = {});
  /// An operand as the reader should see it: `专职工作人员 2`, or just `3` for a literal.
  static std::string seen(Frame&, Operand const&, Value const&);
  void operand(Frame&, Operand const&);  ///< why this condition is not true

 private:
  std::vector<Reason>& reasons_;
};
std::string short_text(Value const&);  ///< at most 40 characters of FEEL

}  // namespace guicheng::feel
