// The tree of an expression as it was written. Nodes stand in one array and name each other by number, so a tree is
// freed without recursion. Made by grammar.cpp, read by compile*.cpp.
#pragma once

#include <guicheng/feel.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace guicheng::feel {

enum class AstKind : std::uint8_t {
  constant,     // value
  name,         // text
  sum,          // operands; each link's op is '+' or '-'
  product,      // operands; '*' or '/'
  power,        // operands; left to right
  negation,     // 1
  comparison,   // 2, compare
  between,      // 3
  in,           // value, tests
  instance_of,  // 1, type
  conjunction,  // operands
  disjunction,  // operands
  choice,       // if, then; as often as there is `else if`; else
  iteration,    // iterators, then the body
  some,         // iterators, then the condition
  every,        // iterators, then the condition
  iterator,     // text; a list, or the two ends of a range
  filter,       // list, condition
  path,         // 1, text
  call,         // function, arguments
  named,        // text; an argument given by name
  list,         // items
  context,      // entries
  entry,        // text; 1
  range,        // 2, start_included, end_included
  one_sided,    // compare; 1: `< 5`
  tests,        // n: any of them
  no_test,      // tests under `not(…)`
  any_test,     // `-`
  function,     // parameters, then the body
  parameter,    // text, type if has_type
};

enum class Compare : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

using AstId = std::uint32_t;

struct AstLink {
  AstId node;
  char op;
};

struct AstNode {
  AstKind kind{};
  Compare compare{};
  bool start_included = false, end_included = false, has_type = false;
  std::uint32_t begin = 0, end = 0;    ///< bytes of the text
  std::uint32_t first = 0, count = 0;  ///< in Ast::links
  std::uint32_t index = 0;             ///< in texts, values or types, as the kind says
  std::uint32_t type = 0;              ///< in types
};

struct Ast {
  std::vector<AstNode> nodes;
  std::vector<AstLink> links;
  std::vector<std::string> texts;
  std::vector<Value> values;
  std::vector<Type> types;
  AstId root = 0;

  AstNode const& operator[](AstId id) const { return nodes[id]; }
  AstId child(AstNode const& node, std::uint32_t i) const { return links[node.first + i].node; }
  char op(AstNode const& node, std::uint32_t i) const { return links[node.first + i].op; }
  std::string const& text(AstNode const& node) const { return texts[node.index]; }
};

}  // namespace guicheng::feel
