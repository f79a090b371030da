// UTF-8 (RFC 3629 §3 and §4). Entry points: find_invalid_utf8, count_characters, decode_utf8, find_reordering, is_invisible.
#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

unsigned byte(char c) noexcept { return static_cast<unsigned char>(c); }
bool continues(char c) noexcept { return (byte(c) & 0xC0u) == 0x80u; }

/// The length of the valid sequence at the start of a text that is not empty; 0 where there is none.
std::size_t valid_sequence(std::string_view text) noexcept {
  auto const length = utf8_length(text.front());
  if (length == 0 || text.size() < length) return 0;
  if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length), continues)) return 0;
  auto const first = byte(text[0]);
  auto const second = length > 1 ? byte(text[1]) : 0;
  bool const overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  bool const surrogate = first == 0xED && second > 0x9F;
  bool const beyond = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

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
    auto const length = valid_sequence(text.substr(at));
    if (length == 0) return at;
    at += length;
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
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const length = valid_sequence(text.substr(at));
    if (length <= 1) {
      points.push_back(length == 1 ? static_cast<char32_t>(byte(text[at])) : U'\uFFFD');
      ++at;
      continue;
    }
    char32_t point = byte(text[at]) & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) point = (point << 6) | (byte(text[at + i]) & 0x3Fu);
    points.push_back(point);
    at += length;
  }
  return points;
}

}  // namespace guicheng
