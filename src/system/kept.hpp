// Texts that were accepted once, under which cases run: read_bundle reads them, and a later reader that knows more mistakes must
// not shut their cases out. What leaves no definition is an error as ever; what only tells an author is a warning.
#pragma once

#include <guicheng/decision.hpp>
#include <guicheng/rules.hpp>
#include <guicheng/system.hpp>

namespace guicheng {

LoadedSystem read_system(Sources const&, std::string const& manifest, TimeZones const& zones, bool kept);
LoadedRules read_rules(Sources const&, std::string const& path, bool kept);
LoadedDecision read_decision(Sources const&, std::string const& path, bool kept);

}  // namespace guicheng
