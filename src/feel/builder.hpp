// What the grammar builds: nodes on a stack that are folded into a tree, and the local names that are in scope.
#pragma once

#include "feel/grammar.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guicheng::feel {

class Builder {
 public:
  Builder(std::string_view text, KnownNames const& names) : text_{text}, names_{names} { ast_.nodes.reserve(32); }

  std::string_view text() const noexcept { return text_; }
  std::size_t offset(char const* at) const noexcept { return static_cast<std::size_t>(at - text_.data()); }
  Ast take();

  // Tokens: each reads at `at` and returns the end, or `at` if there is none.
  std::size_t number(std::size_t at);
  std::size_t string(std::size_t at);
  std::size_t at_literal(std::size_t at);
  std::size_t name(std::size_t at);        ///< a name in scope, or an unknown one
  std::size_t field(std::size_t at);       ///< the name behind a dot
  std::size_t key(std::size_t at);         ///< the name or string before a colon
  std::size_t argument(std::size_t at);    ///< a parameter's name with its colon
  std::size_t variable(std::size_t at);    ///< the name between `for` and `in`
  std::size_t parameter(std::size_t at);
  std::size_t type_name(std::size_t at);
  std::size_t word(std::string_view word, std::size_t at) const;       ///< a word between operands
  std::size_t first_word(std::string_view word, std::size_t at) const;  ///< a word where a name could stand
  std::size_t relation(std::size_t at);
  bool opens_filter(std::size_t at) const;
  void ended(std::size_t at) noexcept { last_end_ = static_cast<std::uint32_t>(at); }

  // Folding.
  void open(std::size_t at);                 ///< a mark; what follows may be folded
  std::size_t marks() const noexcept { return marks_.size(); }
  void unwind(std::size_t marks) { marks_.resize(marks); }
  void path();                               ///< the operand since the mark, which stays, and the last text
  void drop() { marks_.pop_back(); }
  void set_op(char op) { stack_.back().op = op; }
  void chain(AstKind kind);                  ///< one operand stays as it is, several become a node
  void fold(AstKind kind);                   ///< everything since the mark becomes a node
  void fold_text(AstKind kind);              ///< the same, with the last text
  void constant(Value value, std::size_t begin);
  void comparison(AstKind kind);             ///< folds the operands since the mark, which stays
  void negate(std::size_t count);
  void range(bool start_included, bool end_included);
  void parenthesis();
  void function();
  void keep_type_key() { type_keys_.push_back(std::move(last_text_)); }
  void keep_text() { texts_.push_back(std::move(last_text_)); }
  void keep_relation() { relations_.push_back(relation_); }
  void set_relation(AstKind kind);

  // Local names.
  void open_names() { name_marks_.push_back(locals_.size()); }
  void close_names() { locals_.resize(name_marks_.back()), name_marks_.pop_back(); }
  void push_name();
  void push_fixed_name(char const* name) { locals_.push_back(name); }

  // Ranges end where a filter could begin: `[1..10[`.
  void open_bracket(bool range_end) { brackets_.push_back(range_end); }
  void close_bracket() { brackets_.pop_back(); }
  void in_operand(std::size_t at) { in_operand_ = at; }
  bool is_in_operand(std::size_t at) const noexcept { return in_operand_ == at; }

  // Types.
  void open_type() { type_marks_.push_back(types_.size()); }
  void close_list_type();
  void close_range_type();
  void close_context_type();
  void close_function_type();
  void instance_of();
  void parameter_type();

  bool enter(std::size_t at);  ///< one level deeper; false: too deep
  void leave() { --depth_; }
  bool fail(std::size_t at, char const* code, std::string message, std::string remedy = {});
  bool accepts_text();                                                ///< size, encoding and nesting are within limits
  void unexpected(std::size_t at, std::string const& expected);  ///< one sentence for where the grammar cannot go on
  bool has_failed() const noexcept { return failed_; }
  FeelFinding const& finding() const noexcept { return finding_; }

 private:
  struct Mark { std::size_t stack = 0; std::uint32_t begin = 0; };
  AstId add(AstNode node, std::size_t first_on_stack);
  std::string_view piece(std::size_t begin, std::size_t end) const { return text_.substr(begin, end - begin); }
  std::size_t known_end(std::size_t at) const;
  std::size_t loose_end(std::size_t at, bool signs) const;

  std::string_view text_;
  KnownNames names_;
  Ast ast_;
  std::vector<int> heights_;
  std::vector<AstLink> stack_;
  std::vector<Mark> marks_;
  std::vector<std::string> locals_, texts_;
  std::vector<std::size_t> name_marks_;
  std::vector<char> brackets_;
  std::vector<Type> types_;
  std::vector<std::string> type_keys_;
  std::vector<std::size_t> type_marks_;
  std::vector<Compare> relations_;
  std::string last_text_;
  Compare relation_{};
  std::uint32_t last_end_ = 0;
  std::size_t in_operand_ = static_cast<std::size_t>(-1);
  int depth_ = 0;
  bool failed_ = false;
  FeelFinding finding_;
};

}  // namespace guicheng::feel
