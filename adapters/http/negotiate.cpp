// Accept fields. Entry point: choose_media.
#include "negotiate.hpp"

#include <algorithm>
#include <cstddef>

namespace guicheng::http {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view take(std::string_view& text, char end) noexcept {
  auto const one = text.substr(0, text.find(end));
  text.remove_prefix(std::min(text.size(), one.size() + 1));
  return trimmed(one);
}

bool same(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y); });
}

// In thousandths; what is no weight counts as 1.
int weight_of(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) return 1000;
  int out = text[0] == '1' ? 1000 : 0, unit = 100;
  for (char const c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 1000;
    out += (c - '0') * unit;
    unit /= 10;
  }
  return std::min(out, 1000);
}

/// How exactly a range names a type: 3 itself, 2 its family, 1 everything, 0 not at all.
int match(std::string_view range, std::string_view type) noexcept {
  if (same(range, type)) return 3;
  if (range == "*/*") return 1;
  return range.ends_with("/*") && same(range.substr(0, range.size() - 1), type.substr(0, type.find('/') + 1)) ? 2 : 0;
}

// What the most exact range says of the type.
int weight_of(std::string_view accept, std::string_view type) noexcept {
  int best = 0, weight = 0;
  while (!accept.empty()) {
    auto one = take(accept, ',');
    auto const range = take(one, ';');
    int said = 1000;
    while (!one.empty())
      if (auto const parameter = take(one, ';'); parameter.size() >= 2 && (parameter[0] == 'q' || parameter[0] == 'Q') && parameter[1] == '=')
        said = weight_of(parameter.substr(2));
    if (auto const found = match(range, type); found > best) best = found, weight = said;
  }
  return weight;
}

}  // namespace

std::string_view choose_media(std::string_view accept, std::span<std::string_view const> offered) {
  if (trimmed(accept).empty()) return offered.front();
  std::string_view best;
  int most = 0;
  for (auto const type : offered)
    if (auto const weight = weight_of(accept, type); weight > most) most = weight, best = type;
  return best;
}

}  // namespace guicheng::http
