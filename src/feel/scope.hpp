// What a scope knows, for the compiler.
#pragma once

#include <guicheng/feel.hpp>

#include "feel/names.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace guicheng {

struct Scope::Names {
  std::vector<Type::Entry> variables;  ///< by slot
  std::unordered_map<std::string, std::size_t> slots;
  std::unordered_map<std::string, std::shared_ptr<HostFunction const>> functions;
  std::vector<std::pair<std::string, Type>> types;  ///< longest name first
  feel::NameSet values;                             ///< variables, host functions and built-ins
  feel::NameSet fields;                             ///< entries of the declared contexts, and properties
};

/// As compile_feel. Where `kept`, the text was accepted once: a mistake that leaves a program, which gives null or false there
/// now as it did then, is a warning.
CompiledFeel compile_feel(std::string_view text, Scope const&, FeelForm, bool kept);

}  // namespace guicheng
