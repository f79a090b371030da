// Findings about texts: their places, what was expected, and the limits that are checked before anything recurses.
// Entry points: finding_at in grammar.hpp; unexpected and accepts_text in builder.hpp.
#include "feel/builder.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

/// Round and curly brackets, before anything recurses; what the grammar counts itself is finer.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') ++at;
    else if (text[at] == '"') quoted = !quoted;
    else if (!quoted && (text[at] == '(' || text[at] == '{')) {
      if (++depth > max_nesting) return true;
    } else if (!quoted && (text[at] == ')' || text[at] == '}')) --depth;
  }
  return false;
}

/// What authors know from other languages, and from their own.
std::string_view meant_by(std::string_view text, std::size_t at, std::size_t end) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"且", "Write `and`."}, {"并且", "Write `and`."}, {"和", "Write `and`."}, {"或", "Write `or`."}, {"或者", "Write `or`."}, {"AND", "Write `and`."}, {"OR", "Write `or`."}};
  auto const found = text.substr(std::min(at, text.size()), end - std::min(at, end));
  for (auto const& [word, remedy] : words)
    if (found == word) return remedy;
  if (found.starts_with('&')) return "Write `and`.";
  if (found.starts_with('|')) return "Write `or`.";
  if (found.starts_with('!')) return "Write `not(…)`, or `!=`.";
  if (found.starts_with('\'')) return "Put a text in double quotes.";
  if (found.starts_with('>') && at > 0 && text[at - 1] == '<') return "Write `!=`.";
  return {};
}

}  // namespace

bool Builder::accepts_text() {
  if (text_.size() > max_text) return fail(0, "feel.too-long", "The expression is longer than 64 KiB.");
  if (find_invalid_utf8(text_) || text_.find('\0') != text_.npos)
    return fail(0, "feel.encoding", "The expression is not valid UTF-8 text.");
  if (nests_too_deep(text_))
    return fail(0, "feel.too-deep", "The expression nests more than 64 levels.", "Name parts of it and use the names.");
  return true;
}

void Builder::unexpected(std::size_t at, std::string const& expected) {
  at = skip_blanks(text_, at);
  auto const c = character_at(text_, at);
  if (auto const ascii = ascii_form(c.code); !ascii.empty()) {
    fail(at, "feel.full-width", "`" + std::string{piece(at, at + c.size)} + "` is not a sign of FEEL.",
         "Write `" + std::string{ascii} + "`.");
    return;
  }
  if (at > 0 && text_.compare(at - 1, 2, "/*") == 0) --at;  // the slash was taken for a division
  if (text_.compare(at, 2, "/*") == 0) {
    fail(at, "feel.syntax", "The comment has no end.", "Close it with `*/`.");
    return;
  }
  auto wanted = expected.empty() ? std::string{"An operator or the end"} : expected;
  if (wanted[0] == 'a') wanted[0] = 'A';
  auto const end = std::max<std::size_t>(token_end(text_, at), at + c.size);
  auto const found = at >= text_.size() ? "the text ends" : "here stands `" + std::string{piece(at, end)} + "`";
  fail(at, "feel.syntax", wanted + " is expected, but " + found + ".", std::string{meant_by(text_, at, end)});
}

FeelFinding finding_at(std::string_view text, std::size_t offset, FeelFinding::Level level, std::string code,
                       std::string message, std::string remedy) {
  FeelFinding finding{level, std::move(code), std::move(message), std::move(remedy), offset, 1, 1};
  for (std::size_t at = 0; at < offset && at < text.size();) {
    if (text[at] == '\n') ++finding.line, finding.column = 0;
    ++finding.column;
    at += std::max<std::uint32_t>(character_at(text, at).size, 1);
  }
  return finding;
}

}  // namespace guicheng::feel
