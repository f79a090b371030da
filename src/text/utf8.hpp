// UTF-8: is it valid, how many characters is it, which ones. The one place that decodes it, and encodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guicheng {

/// One character of valid UTF-8 at `at`, and how many bytes it takes; size 0 at the end or on a broken byte.
struct Character {
  std::uint32_t code = 0;
  std::uint32_t size = 0;
};
Character character_at(std::string_view text, std::size_t at) noexcept;
void append_utf8(std::string& to, std::uint32_t code);

/// Whether a byte begins a character, and does not go on with one.
constexpr bool begins_character(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; }

/// How many of the first `longest` bytes are whole characters of valid UTF-8.
std::size_t cut_at_character(std::string_view, std::size_t longest) noexcept;

/// Where the first byte stands that is not valid UTF-8 (RFC 3629: no surrogates, no overlong forms); nothing if all is.
std::optional<std::size_t> find_invalid_utf8(std::string_view) noexcept;

/// The number of code points in valid UTF-8.
std::size_t count_characters(std::string_view) noexcept;

/// The code points of valid UTF-8; bytes that are not give U+FFFD each.
std::u32string decode_utf8(std::string_view);

/// Where a sign stands that shows what follows in another order than it is written (Unicode's embeddings, overrides and
/// isolates): a name with one reads as another name. Nothing if none does.
std::optional<std::size_t> find_reordering(std::string_view) noexcept;

/// Nothing to be seen: empty, or blanks of any width and signs without any.
bool is_invisible(std::string_view);

/// The bytes of the sequence that begins with this byte, 1..4; 0 for a byte that cannot begin one.
std::size_t utf8_length(char first) noexcept;

}  // namespace guicheng
