// Findings as text, and the name an author probably meant. Entry points: write, did_you_mean.
#include <guicheng/finding.hpp>

#include "text/utf8.hpp"

#include <algorithm>
#include <array>
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

struct Usual { std::string_view code, remedy; };
// What helps with a finding whose text already says all that is particular to it.
constexpr std::array usual_remedies{
    Usual{"feel.always-null", "Correct the constant; where nothing is meant, write null."},
    Usual{"feel.at-literal", "Write one as in @\"2024-03-01\" or @\"P30D\"."},
    Usual{"feel.never-true", "Compare it with a value of its own type, or leave the condition out."},
    Usual{"feel.number", "Write it with at most 34 digits and an exponent of -6176 to 6111."},
    Usual{"feel.repeated-key", "Rename one of them, or leave it out."},
    Usual{"feel.syntax", "Correct the expression here; a text stands in ASCII quotes."},
    Usual{"feel.too-long", "Divide it: give its parts names of their own."},
    Usual{"feel.unknown-field", "Use a name that it has."},
    Usual{"feel.unknown-type", "Use a type of FEEL, such as number, string, date or list<number>."},
    Usual{"feel.wrong-type", "Convert the value, or use what takes a value of this type."},
    Usual{"rules.grade-twice", "Remove one of them."},
    Usual{"rules.input-twice", "Give one of them another name."},
    Usual{"rules.not-a-number", "Write a formula that gives a number."},
    Usual{"rules.table-form", "Write the heading and each rule in a line of its own, cells separated by `|`."},
    Usual{"scenario.run-in-run", "Write the steps of the inner sequence in its place."},
    Usual{"scenario.too-long", "Divide it."},
    Usual{"scenario.unknown-name", "Use a name that the system has."},
    Usual{"scenario.unused-sequence", "Run it, or remove it."},
    Usual{"yaml.missing-key", "Add one of them."},
    Usual{"yaml.out-of-range", "Write a value within this bound."},
    Usual{"yaml.unknown-key", "Remove it, or write a key that may stand here."},
};

std::string_view remedy_of(Finding const& finding) noexcept {
  if (!finding.remedy.empty()) return finding.remedy;
  auto const found = std::ranges::find(usual_remedies, std::string_view{finding.code}, &Usual::code);
  return found == usual_remedies.end() ? std::string_view{} : found->remedy;
}

}  // namespace

std::string write(Finding const& finding) {
  auto text = finding.file + ':' + std::to_string(finding.line) + ':' + std::to_string(finding.column);
  text += finding.level == Finding::Level::error ? ": error: " : ": warning: ";
  text += finding.text;
  if (!finding.code.empty()) text += " [" + finding.code + ']';
  if (auto const remedy = remedy_of(finding); !remedy.empty()) text.append("; ").append(remedy);
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
