// Expressions in YAML, with their findings placed in the file. Entry points: Reader::feel and what is built on it.
#include "system/reader.hpp"

#include "system/scalar.hpp"

namespace guicheng {

std::optional<Feel> Reader::feel(Scope const& scope, FeelForm form) const {
  if (!is_text()) return std::nullopt;
  return feel_part(0, node_->text.size(), scope, form);
}

std::optional<Feel> Reader::feel_part(std::size_t offset, std::size_t length, Scope const& scope, FeelForm form) const {
  if (!is_text() || offset > node_->text.size()) return std::nullopt;
  auto compiled = compile_feel(std::string_view{node_->text}.substr(offset, length), scope, form);
  for (auto& finding : compiled.findings) {
    auto const level = finding.level == FeelFinding::Level::error ? Finding::Level::error : Finding::Level::warning;
    tell(level, place_in(*document_, *node_, offset + finding.offset), std::move(finding.code), std::move(finding.message),
         std::move(finding.remedy));
  }
  return std::move(compiled.feel);
}

std::optional<Text> Reader::text_with_feel(Scope const& scope) const {
  if (!is_text()) return std::nullopt;
  auto const parts = split_braces(node_->text);
  if (!parts) {
    error("text.brace", "A brace `{` is not closed in this text.", "Close it with `}`.");
    return std::nullopt;
  }
  Text text;
  bool good = true;
  for (auto const& part : *parts) {
    if (!part.in_braces) {
      text.parts.emplace_back(node_->text.substr(part.offset, part.length));
    } else if (auto compiled = feel_part(part.offset, part.length, scope)) {
      text.parts.emplace_back(*std::move(compiled));
    } else {
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return text;
}

std::optional<Formula> Reader::formula(Scope const& scope) const {
  if (!node_) return std::nullopt;
  if (!is_text() || !node_->text.starts_with('=')) return Formula{literal()};
  auto compiled = feel_part(1, node_->text.size() - 1, scope);
  if (!compiled) return std::nullopt;
  return Formula{*std::move(compiled)};
}

}  // namespace guicheng
