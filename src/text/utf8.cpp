// UTF-8 (RFC 3629 §3 and §4). Entry points: utf8.hpp.
#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

unsigned byte(char c) noexcept { return static_cast<unsigned char>(c); }

}  // namespace

Character character_at(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return {};
  auto const first = byte(text[at]);
  auto const size = static_cast<std::uint32_t>(utf8_length(text[at]));
  if (size == 1) return {first, 1};
  if (size == 0 || at + size > text.size()) return {};
  std::uint32_t code = first & (0xFFu >> (size + 1));
  for (std::uint32_t i = 1; i < size; ++i) {
    if (begins_character(text[at + i])) return {};
    code = code << 6 | (byte(text[at + i]) & 0x3Fu);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size};
}

void append_utf8(std::string& to, std::uint32_t code) {
  auto const add = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) return add(0xC0 | code >> 6), add(0x80 | (code & 0x3F));
  if (code < 0x10000) return add(0xE0 | code >> 12), add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
  add(0xF0 | code >> 18), add(0x80 | (code >> 12 & 0x3F)), add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
}

std::size_t cut_at_character(std::string_view text, std::size_t longest) noexcept {
  if (text.size() <= longest) return text.size();
  while (longest > 0 && !begins_character(text[longest])) --longest;
  return longest;
}

std::size_t utf8_length(char c) noexcept {
  auto const first = byte(c);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    if (byte(text[at]) < 0x80) {  // most are
      ++at;
      continue;
    }
    auto const size = character_at(text, at).size;
    if (size == 0) return at;
    at += size;
  }
  return std::nullopt;
}

std::optional<std::size_t> find_reordering(std::string_view text) noexcept {
  for (auto at = text.find('\xE2'); at != std::string_view::npos; at = text.find('\xE2', at + 1)) {
    if (at + 2 >= text.size()) break;
    auto const last = byte(text[at + 2]);
    if (text[at + 1] == '\x80' && last >= 0xAA && last <= 0xAE) return at;  // U+202A to U+202E
    if (text[at + 1] == '\x81' && last >= 0xA6 && last <= 0xA9) return at;  // U+2066 to U+2069
  }
  return std::nullopt;
}

bool is_invisible(std::string_view text) {
  if (!text.empty() && byte(text.front()) > 0x20 && byte(text.front()) < 0x7F) return false;  // spares the decoding
  return std::ranges::all_of(decode_utf8(text), [](char32_t c) {
    return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0xAD || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x2800 || c == 0x3000 || c == 0x3164 || c == 0xFEFF;
  });
}

std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const c = character_at(text, at);
    points.push_back(c.size > 0 ? static_cast<char32_t>(c.code) : U'\uFFFD');
    at += std::max(c.size, 1u);
  }
  return points;
}

}  // namespace guicheng
