// What a file is by its content, and what its name may be. Entry points: sniff, name_fits, clean_file_name.
#include <guicheng/material.hpp>

#include <cstdint>
#include <optional>

namespace guicheng {
namespace {

constexpr std::size_t longest_name = 255;

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// The name in the local file header at `at` of a zip archive, and where the next header is, if that can be told.
struct Entry { std::string_view name; std::optional<std::size_t> next; };
std::optional<Entry> zip_entry(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 30 || bytes.substr(at, 4) != std::string_view{"PK\3\4", 4}) return std::nullopt;
  auto const name = little_endian(bytes, at + 26, 2), extra = little_endian(bytes, at + 28, 2);
  if (bytes.size() - at - 30 < name) return std::nullopt;
  Entry entry{bytes.substr(at + 30, name), std::nullopt};
  auto const has_size_after_data = (little_endian(bytes, at + 6, 2) & 8u) != 0;
  if (!has_size_after_data) entry.next = at + 30 + name + extra + little_endian(bytes, at + 18, 4);
  return entry;
}

std::string_view office_type(std::string_view name) {
  if (name.starts_with("word/")) return "docx";
  if (name.starts_with("xl/")) return "xlsx";
  if (name == "OFD.xml" || name.starts_with("Doc_0/")) return "ofd";
  return {};
}

std::string_view sniff_zip(std::string_view bytes) {
  std::size_t at = 0;
  while (auto const entry = zip_entry(bytes, at)) {
    if (auto const type = office_type(entry->name); !type.empty()) return type;
    auto const next = entry->next ? *entry->next : bytes.find(std::string_view{"PK\3\4", 4}, at + 4);
    if (next == std::string_view::npos || next <= at) break;
    at = next;
  }
  return {};
}

/// The length of the well-formed UTF-8 character at the start of `text`, 0 where there is none.
std::size_t character(std::string_view text) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const first = byte(0);
  std::size_t const length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0u) != 0x80) return 0;
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
  if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
  return length;
}

/// Control characters, and those that reorder or hide text (Unicode's Bidi_Control, zero-width signs, BOM).
bool is_unsafe(std::string_view c) {
  if (c.size() == 1) return static_cast<unsigned char>(c[0]) < 0x20 || c[0] == 0x7F;
  if (c.size() == 2) return c == "\xD8\x9C" || (c[0] == '\xC2' && static_cast<unsigned char>(c[1]) < 0xA0);
  if (c.size() != 3) return false;
  if (c.starts_with("\xE2\x80")) {
    auto const last = static_cast<unsigned char>(c[2]);
    return (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
  }
  if (c.starts_with("\xE2\x81")) return static_cast<unsigned char>(c[2]) >= 0xA0 && static_cast<unsigned char>(c[2]) <= 0xAF;
  return c == "\xEF\xBB\xBF";
}

std::size_t cut_at_character(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return text.size();
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0u) == 0x80) --longest;
  return longest;
}

std::string lower(std::string_view text) {
  std::string lowered{text};
  for (auto& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

}  // namespace

std::string_view sniff(std::string_view bytes) noexcept {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "jpeg";
  if (bytes.starts_with("PK")) return sniff_zip(bytes);
  return {};
}

bool name_fits(std::string_view name, std::string_view type) noexcept {
  auto const dot = name.rfind('.');
  if (dot == std::string_view::npos || name.size() - dot > 6) return false;
  auto const ending = lower(name.substr(dot + 1));
  return ending == type || (type == "jpeg" && ending == "jpg");
}

std::string clean_file_name(std::string_view given) {
  if (auto const slash = given.find_last_of("/\\"); slash != std::string_view::npos) given.remove_prefix(slash + 1);
  std::string name;
  while (!given.empty()) {
    auto const length = character(given);
    if (length > 0 && !is_unsafe(given.substr(0, length))) name += given.substr(0, length);
    given.remove_prefix(length > 0 ? length : 1);
  }
  auto const first = name.find_first_not_of(" .");
  auto const last = name.find_last_not_of(" .");
  if (first == std::string::npos) return "file";
  name = name.substr(first, last - first + 1);
  if (name.size() <= longest_name) return name;
  auto const dot = name.rfind('.');
  auto const ending = dot != std::string::npos && name.size() - dot <= 6 ? name.substr(dot) : std::string{};
  name.resize(cut_at_character(name, longest_name - ending.size()));
  while (!name.empty() && (name.back() == ' ' || name.back() == '.')) name.pop_back();
  return name + ending;
}

}  // namespace guicheng
