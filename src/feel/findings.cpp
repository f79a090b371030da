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
  auto const sign = at < text_.size() ? text_[at] : '\0';  // what programmers are used to
  fail(at, "feel.syntax", wanted + " is expected, but " + found + ".",
       sign == '&' ? "Write `and`." : sign == '|' ? "Write `or`." : sign == '!' ? "Write `not(…)`, or `!=`." : "");
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
