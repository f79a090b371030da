// From tree to program: names become slots, types are checked, nodes are chosen by the kinds of their operands.
#pragma once

#include "feel/ast.hpp"
#include "feel/nodes.hpp"
#include "feel/scope.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng::feel {

/// A compiled part of an expression with its static type.
struct Part {
  Operand operand;
  Type type;
  bool declared = false;  ///< the type rests on a declared variable, not on literals alone
};

class Compiler {
 public:
  Compiler(std::string_view text, Ast const& ast, Scope::Names const& names, bool kept);
  /// The program, or nothing with findings.
  std::shared_ptr<Feel::Program const> run(FeelForm form);
  std::vector<FeelFinding> take_findings() { return std::move(findings_); }

 private:
  struct Local {
    std::string name;
    Type type;
    std::uint32_t index = 0;
    bool is_item = false;  ///< of a filter: its entries are names, too
    bool declared = false;
  };

  Part compile(AstId id);
  // compile.cpp: data and structure
  Part constant(AstNode const&);
  Part list(AstNode const&);
  Part context(AstNode const&);
  Part range(AstNode const&);
  Part one_sided(AstNode const&);
  Part path(AstNode const&);
  Part filter(AstNode const&);
  Part choice(AstNode const&);
  Part iteration(AstNode const&);
  Part quantified(AstNode const&);
  void iterators(AstNode const&, LoopNode&);
  // compile_operators.cpp
  Part arithmetic(AstNode const&);
  Part power(AstNode const&);
  Part negation(AstNode const&);
  Part comparison(AstNode const&);
  Part between(AstNode const&);
  Part in(AstNode const&);
  Part junction(AstNode const&);
  Part instance_of(AstNode const&);
  Part unary_tests(AstNode const&);
  Test test(AstId id, Part const& value, bool may_decide);
  // compile_names.cpp
  Part name(AstNode const&);
  Part call(AstNode const&);
  Part builtin_call(AstNode const&, std::string const& name);
  std::optional<ConstantRegex> constant_regex(BuiltinNode const&, bool& wrong);
  void check_constant_call(AstNode const&, BuiltinNode const&);
  Part host_call(AstNode const&, std::shared_ptr<HostFunction const> const&);
  Part function(AstNode const&, std::int64_t self);
  bool is_shadowed(std::string_view name) const;
  std::vector<std::string_view> candidates() const;

  template <class N>
  std::unique_ptr<N> make(AstNode const& node) const { return std::make_unique<N>(node.begin, node.end); }
  template <class N>
  Part done(std::unique_ptr<N> node, Type type, bool declared = false) {
    Part part{{}, std::move(type), declared};
    part.operand.kind = Operand::Kind::node;
    part.operand.begin = node->begin();
    part.operand.end = node->begin() + static_cast<std::uint32_t>(node->length());
    part.operand.node = node.get();
    program_->nodes.push_back(std::move(node));
    return part;
  }
  Part nothing(AstNode const& node) const;
  void error(AstNode const& at, char const* code, std::string message, std::string remedy = {});
  /// A mistake in what is declared is an error; among literals and in a kept text it is a warning, for the value is null all the same.
  void mistake(AstNode const& at, bool declared, char const* code, std::string message, std::string remedy = {});
  // compile_limits.cpp: what the declared options and limits of a value make impossible
  /// A finding where a declared choice is compared with texts that are none of its options.
  void check_options(AstNode const& at, Part const& value, Part const& texts);
  /// A finding where no number within the declared limits meets the comparison; with `may_hold`, where all do as well.
  void check_limits(AstNode const& at, Part const& left, Compare, Part const& right, bool may_hold);
  void check_limits(AstNode const& at, Part const& value, Part const& from, bool from_included, Part const& to, bool to_included);
  void never_within(AstNode const& at, Part const& value, Part const& other);
  std::uint32_t push(std::string name, Type type, bool is_item = false, bool declared = false);
  void pop(std::size_t size) { locals_.resize(size); }
  std::string piece(AstNode const& node) const { return std::string{text_.substr(node.begin, node.end - node.begin)}; }

  std::string piece_of(Operand const& operand) const {
    return operand.begin == operand.end ? "?" : std::string{text_.substr(operand.begin, operand.end - operand.begin)};
  }

  std::string_view text_;
  Ast const& ast_;
  Scope::Names const& names_;
  bool kept_;
  std::shared_ptr<Feel::Program> program_;
  std::vector<Local> locals_;
  std::vector<std::size_t> used_;          ///< slots, in the order of use
  std::vector<FeelFinding> findings_;
  std::uint32_t next_local_ = 0, most_locals_ = 0;
  bool uses_partial_ = false, mentions_input_ = false;
  int height_ = 0, highest_ = 0;
  int regexes_ = 0;
  std::uint32_t quotients_ = 0;
};

inline std::optional<Value::Kind> known_kind(Type const& type) {
  return type.kind() == Value::Kind::null ? std::nullopt : type.kind();
}

/// The type of what is one or the other.
Type common_type(Type const& a, Type const& b);

}  // namespace guicheng::feel
