// What a file is by its content, and what its name may be. Entry points: sniff, name_fits, clean_file_name.
#include <guicheng/material.hpp>

#include "text/utf8.hpp"

#include <algorithm>
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

/// Control characters, and those that reorder or hide text (Unicode's Bidi_Control, zero-width signs, BOM).
bool is_unsafe(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
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
  for (std::size_t at = 0; at < given.size();) {
    auto const [code, size] = character_at(given, at);
    if (size > 0 && !is_unsafe(code)) name += given.substr(at, size);
    at += std::max(size, 1u);
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
