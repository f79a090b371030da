// Findings as text, and the name an author probably meant. Entry points: write, did_you_mean.
#include <guicheng/finding.hpp>

#include "text/utf8.hpp"

#include <algorithm>
#include <tuple>

namespace guicheng {
namespace {

constexpr std::size_t longest_name = 200;  // beyond it a text is no mistyped name, and the table below would cost too much

char32_t fold(char32_t c) noexcept {
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  return c == U'_' || c == U' ' ? U'-' : c;
}

/// Optimal string alignment distance, in halves: a full difference counts 2, one of letter case or joint sign 1.
std::size_t distance(std::u32string const& a, std::u32string const& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = 2 * j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const change = a[i - 1] == b[j - 1] ? 0 : fold(a[i - 1]) == fold(b[j - 1]) ? 1 : 2;
      row[j] = std::min({last[j] + 2, row[j - 1] + 2, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 2);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string write(Finding const& finding) {
  auto text = finding.file + ':' + std::to_string(finding.line) + ':' + std::to_string(finding.column);
  text += finding.level == Finding::Level::error ? ": error: " : ": warning: ";
  text += finding.text;
  if (!finding.code.empty()) text += " [" + finding.code + ']';
  if (!finding.remedy.empty()) text += "; " + finding.remedy;
  return text;
}

bool has_error(std::span<Finding const> findings) noexcept {
  return std::ranges::any_of(findings, [](Finding const& f) { return f.level == Finding::Level::error; });
}

void sort(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, {}, [](Finding const& f) { return std::tie(f.file, f.line, f.column); });
}

std::string_view did_you_mean(std::string_view name, std::span<std::string const> candidates) {
  auto const wanted = decode_utf8(name.substr(0, 4 * longest_name));
  if (wanted.empty() || wanted.size() > longest_name) return {};
  std::string_view nearest;
  std::size_t best = 0;
  for (auto const& candidate : candidates) {
    auto const offered = decode_utf8(std::string_view{candidate}.substr(0, 4 * longest_name));
    auto const longer = std::max(wanted.size(), offered.size());
    auto const allowed = std::max<std::size_t>(2, 2 * longer / 3);
    if (longer - std::min(wanted.size(), offered.size()) > allowed / 2) continue;
    auto const found = distance(wanted, offered);
    // A one-character name that shares nothing with the candidate is not near, it is just short.
    if (found > allowed || found >= 2 * longer) continue;
    if (nearest.empty() || found < best) {
      nearest = candidate;
      best = found;
    }
  }
  return nearest;
}

}  // namespace guicheng
