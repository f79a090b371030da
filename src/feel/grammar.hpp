// From text to tree. The one entry point to grammar.cpp, which alone includes Spirit.
#pragma once

#include "feel/ast.hpp"
#include "feel/names.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace guicheng::feel {

inline constexpr std::size_t max_text = 64 * 1024;
inline constexpr int max_nesting = 64;
inline constexpr std::size_t max_operands = 4096;
inline constexpr int max_height = 200;  ///< of the tree; brackets, operators and paths together

/// What parsing must know of a scope: names whose spaces and signs belong to them, and the names of types.
struct KnownNames {
  NameSet const* values;  ///< variables, host functions, built-ins
  NameSet const* fields;  ///< entries of declared contexts
  std::vector<std::pair<std::string, Type>> const* types;  ///< defined ones
};

/// The tree, or one finding.
struct Parsed {
  std::optional<Ast> ast;
  FeelFinding finding;
};
Parsed parse(std::string_view text, KnownNames const& names, FeelForm form);

/// A finding with its line and column.
FeelFinding finding_at(std::string_view text, std::size_t offset, FeelFinding::Level level, std::string code,
                       std::string message, std::string remedy = {});

}  // namespace guicheng::feel
