// Names of FEEL texts and the characters they are made of. Entry points: names.hpp.
#include "feel/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace guicheng::feel {

bool is_blank(std::uint32_t c) noexcept {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x180e ||
         (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
         c == 0xfeff;
}

std::string_view ascii_form(std::uint32_t code) noexcept {
  static constexpr std::pair<std::uint32_t, std::string_view> forms[] = {
      {0xd7, "*"},    {0xf7, "/"},     {0x2018, "\""}, {0x2019, "\""}, {0x201c, "\""}, {0x201d, "\""}, {0x2260, "!="},
      {0x2264, "<="}, {0x2265, ">="},  {0x3001, ","},  {0x3002, "."},  {0x300c, "\""}, {0x300d, "\""}, {0x3010, "["},
      {0x3011, "]"},  {0x2212, "-"},   {0x2026, ".."},
  };
  static constexpr std::string_view ascii = "!\"#$%&'()*+,-./0123456789:;<=>?@";
  if (code >= 0xff01 && code <= 0xff20 && !(code >= 0xff10 && code <= 0xff19)) return ascii.substr(code - 0xff01, 1);
  if (code == 0xff3b) return "[";
  if (code == 0xff3d) return "]";
  if (code == 0xff5b) return "{";
  if (code == 0xff5d) return "}";
  for (auto const& [sign, form] : forms)
    if (sign == code) return form;
  return {};
}

bool is_name_start(std::uint32_t c) noexcept {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
  if (!ascii_form(c).empty() || is_blank(c)) return false;
  return (c >= 0xc0 && c <= 0x2ff && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c <= 0x37d) ||
         (c >= 0x37f && c <= 0x1fff) || c == 0x200c || c == 0x200d || (c >= 0x2070 && c <= 0x218f) ||
         (c >= 0x2c00 && c <= 0x2fef) || (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
         (c >= 0xfdf0 && c <= 0xfffd) || (c >= 0x10000 && c <= 0xeffff);
}

bool is_name_part(std::uint32_t c) noexcept {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == 0xb7 || (c >= 0x300 && c <= 0x36f) || c == 0x203f ||
         c == 0x2040 || c == 0xb2 || c == 0xb3;
}

std::size_t token_end(std::string_view text, std::size_t at) noexcept {
  auto c = character_at(text, at);
  if (c.size == 0 || !is_name_start(c.code)) return at;
  while (c.size != 0 && is_name_part(c.code)) c = character_at(text, at += c.size);
  return at;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept {
  for (;;) {
    if (text.compare(at, 2, "//") == 0) {
      while (at < text.size() && text[at] != '\n') ++at;
    } else if (text.compare(at, 2, "/*") == 0) {
      auto const end = text.find("*/", at + 2);
      if (end == text.npos) return at;
      at = end + 2;
    } else {
      auto const c = character_at(text, at);
      if (c.size == 0 || !is_blank(c.code)) return at;
      at += c.size;
    }
  }
}

bool is_keyword(std::string_view token) noexcept {
  static constexpr std::string_view words[] = {"and",    "between", "else",   "every",     "external", "false",
                                               "for",    "function", "if",    "in",        "instance", "null",
                                               "or",     "return",  "satisfies", "some",   "then",     "true"};
  return std::binary_search(std::begin(words), std::end(words), token);
}

std::string normal_name(std::string_view name) {
  std::string normal;
  bool blank = false;
  for (std::size_t at = 0; at < name.size();) {
    auto const c = character_at(name, at);
    auto const size = std::max<std::uint32_t>(c.size, 1);
    if (c.size != 0 && is_blank(c.code)) {
      blank = true;
    } else {
      if (blank && !normal.empty()) normal += ' ';
      blank = false;
      normal.append(name, at, size);
    }
    at += size;
  }
  return normal;
}

void NameSet::add(std::string name) {
  if (name.empty()) return;
  auto const at = std::lower_bound(names_.begin(), names_.end(), name);
  if (at == names_.end() || *at != name) names_.insert(at, std::move(name));
}

bool NameSet::contains(std::string_view name) const { return std::binary_search(names_.begin(), names_.end(), name); }

namespace {

/// A name may end before `at` unless a letter or digit goes on there.
bool is_edge(std::string_view text, std::size_t at) noexcept {
  auto const c = character_at(text, at);
  return c.size == 0 || !is_name_part(c.code);
}

/// The next character of a text as names hold it: a run of blanks counts as one space.
Character next_of(std::string_view text, std::size_t at) noexcept {
  auto const c = character_at(text, at);
  if (c.size == 0 || !is_blank(c.code)) return c;
  auto end = at;
  for (auto b = c; b.size != 0 && is_blank(b.code); b = character_at(text, end)) end += b.size;
  return {' ', static_cast<std::uint32_t>(end - at)};
}

}  // namespace

std::size_t NameSet::longest_match(std::string_view text, std::size_t at) const {
  auto low = names_.begin(), high = names_.end();
  std::size_t best = at;
  std::size_t depth = 0;  // bytes of the names matched so far
  for (auto here = at; low != high;) {
    auto const c = next_of(text, here);
    if (c.size == 0) break;
    for (std::size_t i = 0; i < (c.code == ' ' ? 1 : c.size); ++i, ++depth) {
      auto const byte = c.code == ' ' ? ' ' : text[here + i];
      auto const before = [&](std::string const& name, char wanted) {
        return name.size() <= depth || static_cast<unsigned char>(name[depth]) < static_cast<unsigned char>(wanted);
      };
      auto const after = [&](char wanted, std::string const& name) {
        return name.size() > depth && static_cast<unsigned char>(wanted) < static_cast<unsigned char>(name[depth]);
      };
      low = std::lower_bound(low, high, byte, before);
      high = std::upper_bound(low, high, byte, after);
    }
    here += c.size;
    if (low != high && low->size() == depth && is_edge(text, here)) best = here;
  }
  return best;
}

std::size_t match_name(std::string_view name, std::string_view text, std::size_t at) noexcept {
  auto here = at;
  for (std::size_t i = 0; i < name.size();) {
    auto const c = next_of(text, here);
    if (c.size == 0) return at;
    auto const size = c.code == ' ' ? 1 : c.size;
    if (c.code == ' ' ? name[i] != ' ' : name.compare(i, size, text, here, size) != 0) return at;
    i += size;
    here += c.size;
  }
  return is_edge(text, here) ? here : at;
}

namespace {

/// A short name as characters; longer ones are nobody's misspelling.
struct Letters {
  std::array<std::uint32_t, 65> codes;
  std::size_t size = 0;

  explicit Letters(std::string_view text) {
    for (std::size_t at = 0; at < text.size() && size < codes.size(); ++size) {
      auto const c = character_at(text, at);
      codes[size] = c.code;
      at += std::max<std::uint32_t>(c.size, 1);
    }
  }
};

/// Edit distance, or any number from `enough` on where it is no smaller.
std::size_t distance(Letters const& x, Letters const& y, std::size_t enough) {
  if (x.size > 64 || y.size > 64) return 99;
  if (std::max(x.size, y.size) - std::min(x.size, y.size) >= enough) return enough;
  std::array<std::size_t, 65> row{};
  for (std::size_t j = 0; j <= y.size; ++j) row[j] = j;
  for (std::size_t i = 1; i <= x.size; ++i) {
    auto diagonal = std::exchange(row[0], i);
    auto least = i;
    for (std::size_t j = 1; j <= y.size; ++j) {
      auto const replaced = diagonal + (x.codes[i - 1] != y.codes[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      least = std::min(least, row[j]);
    }
    if (least >= enough) return enough;
  }
  return row[y.size];
}

}  // namespace

std::string_view nearest_name(std::string_view name, std::vector<std::string_view> const& candidates) {
  Letters const wanted{name};
  auto const length = wanted.size;
  std::size_t best = length <= 2 ? 1 : length <= 5 ? 2 : 3;
  best = std::min(best, length > 1 ? length - 1 : 0) + 1;
  std::string_view nearest;
  for (auto const candidate : candidates)
    if (auto const d = distance(wanted, Letters{candidate}, best); d < best) best = d, nearest = candidate;
  return nearest;
}

}  // namespace guicheng::feel
