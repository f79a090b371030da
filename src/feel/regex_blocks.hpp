// Sets of characters that XML Schema's regular expressions name: \i, \c, \p{L}, \p{IsGreek}.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace guicheng::feel {

struct CharacterRange {
  char32_t first, last;
};

/// Characters that may begin an XML name (\i) and that may stand in one (\c), ascending.
std::span<CharacterRange const> name_start_characters() noexcept;
std::span<CharacterRange const> name_characters() noexcept;
/// A block by its name without blanks: `BasicLatin`.
std::optional<CharacterRange> find_block(std::string_view name) noexcept;
/// `L`, `Lu` … `Cn`.
bool is_category(std::string_view name) noexcept;

}  // namespace guicheng::feel
