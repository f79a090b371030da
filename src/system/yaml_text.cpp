// Bytes and places of a YAML text. Entry points: read_text before parsing, Places and source_of after it.
#include "system/yaml_text.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::size_t stride = 1024;
using Style = YamlNode::Style;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

Finding error_at(std::string const& path, Place place, std::string code, std::string text, std::string remedy) {
  return {Finding::Level::error, path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)};
}

/// Names an encoding other than UTF-8 by its byte order mark or by the zeros of its first letters.
char const* foreign_encoding(std::string_view text) {
  if (text.starts_with("\xFF\xFE\0\0") || text.starts_with("\xFF\xFE")) return "UTF-16 or UTF-32";
  if (text.starts_with("\xFE\xFF") || text.starts_with(std::string_view{"\0\0\xFE\xFF", 4})) return "UTF-16 or UTF-32";
  if (text.starts_with("\x84\x31\x95\x33")) return "GB 18030";
  return nullptr;
}

std::string unify_line_ends(std::string_view text) {
  std::string unified;
  unified.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') unified += text[i];
  }
  return unified;
}

void check_characters(std::string const& path, std::string_view text, bool kept, std::vector<Finding>& findings) {
  auto const bad = std::ranges::find_if(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  });
  auto const at = static_cast<std::size_t>(bad - text.begin());
  if (bad != text.end()) {
    auto const nul = *bad == '\0';
    findings.push_back(error_at(path, Places{text}.at(at), nul ? "yaml.nul" : "yaml.control-character",
                                nul ? "There is a NUL byte here." : "There is a control character here.",
                                *bad == '\r' ? "End lines with LF or CR LF." : "Delete it."));
  }
  if (auto const sign = find_reordering(text)) {
    findings.push_back(error_at(path, Places{text}.at(*sign), "yaml.control-character",
                                "An invisible sign here shows the text in another order than it is written.", "Delete it."));
    if (kept) findings.back().level = Finding::Level::warning;
  }
  if (auto const mark = text.find("\xEF\xBB\xBF"); mark != std::string_view::npos) {
    findings.push_back(error_at(path, Places{text}.at(mark), "yaml.byte-order-mark",
                                "A byte order mark may stand only at the start of the file.", "Delete it."));
  }
}

void check_tabs(std::string const& path, std::string_view text, std::vector<Finding>& findings) {
  int line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    auto const end = std::min(text.find('\n', start), text.size());
    auto const content = std::min(text.find_first_not_of(" \t", start), end);
    auto const tab = text.substr(start, content - start).find('\t');
    if (content != end && tab != std::string_view::npos) {
      findings.push_back(error_at(path, {line, static_cast<int>(tab) + 1}, "yaml.tab", "A tab indents this line.",
                                  "Indent with blanks: YAML gives tabs no width."));
      return;  // an editor that writes one writes them everywhere
    }
    start = end + 1;
  }
}

/// Walks a scalar's source and content in step; `s` and `t` are the places in both.
struct Alignment {
  std::string_view source, content;
  Style style;
  std::size_t s, t = 0, indent = 0;

  char here() const noexcept { return s < source.size() ? source[s] : '\0'; }

  /// Literal blocks keep every line end and drop the indentation of the next line.
  bool next_literal_line() {
    if (content[t] != '\n') return false;
    ++t, ++s;
    for (std::size_t i = 0; i < indent && here() == ' '; ++i) ++s;
    return true;
  }

  /// Elsewhere one line end is a blank, and n are n - 1 line ends.
  bool fold() {
    while (s < source.size() && (source[s] == '\n' || is_blank(source[s]))) {
      auto const before = source[s];
      ++s;
      if (style == Style::folded && before == '\n' && is_deeper(s)) break;
    }
    if (content[t] == ' ') return ++t, true;
    if (content[t] != '\n') return style == Style::double_quoted;
    while (t < content.size() && content[t] == '\n') ++t;
    if (style == Style::folded) s = start_of_content(s);
    return true;
  }

  /// In a folded block a line indented more deeply keeps its line end and its blanks.
  bool is_deeper(std::size_t line) const {
    return line + indent < source.size() && source.substr(line, indent).find_first_not_of(' ') == std::string_view::npos &&
           is_blank(source[line + indent]);
  }
  std::size_t start_of_content(std::size_t from) const {
    return s > 0 && source[s - 1] == '\n' ? std::min(from + indent, source.size()) : from;
  }

  /// The number of content bytes that an escape in double quotes makes; moves `s` over it.
  std::size_t escape() {
    auto const kind = s + 1 < source.size() ? source[s + 1] : '\0';
    std::size_t const digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (kind == '\n') {
      s += 2;
      while (is_blank(here())) ++s;
      return 0;
    }
    s += 2 + digits;
    return t < content.size() ? std::max<std::size_t>(1, utf8_length(content[t])) : 1;
  }

  /// Escaped line ends and the blanks around them make no content.
  void skip_joined_lines() {
    bool const visible = t < content.size() && !is_blank(content[t]) && content[t] != '\n';
    while (source.substr(s).starts_with("\\\n")) escape();
    while (visible && (here() == '\n' || is_blank(here()))) ++s;
  }

  bool step() {
    if (s >= source.size()) return false;
    if (style == Style::literal && here() == '\n') return next_literal_line();
    if (here() == '\n' || (style != Style::literal && at_trailing_blanks())) return fold();
    if (style == Style::double_quoted && here() == '\\') return t += escape(), true;
    if (style == Style::single_quoted && here() == '\'') ++s;
    if (here() != content[t]) return false;
    ++s, ++t;
    return true;
  }

  bool at_trailing_blanks() const {
    if (style == Style::folded || !is_blank(here())) return false;
    auto const next = source.find_first_not_of(" \t", s);
    return next != std::string_view::npos && source[next] == '\n';
  }
};

/// Places `s` on the first content byte of a block scalar and finds its indentation.
bool enter_block(Alignment& at) {
  at.s = at.source.find('\n', at.s);
  if (at.s == std::string_view::npos) return false;
  ++at.s;
  auto const text_line = at.content.find_first_not_of('\n');
  if (text_line == std::string_view::npos) return true;
  auto const leading = std::min(at.content.find_first_not_of(' ', text_line), at.content.size()) - text_line;
  auto line = at.s;
  for (std::size_t i = 0; i < text_line && line < at.source.size(); ++i) line = at.source.find('\n', line) + 1;
  auto const blanks = std::min(at.source.find_first_not_of(' ', line), at.source.size()) - line;
  at.indent = blanks >= leading ? blanks - leading : 0;
  at.s = line + at.indent;
  at.t = text_line;
  return true;
}

}  // namespace

Places::Places(std::string_view text) : text_{text}, line_starts_{0} {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % stride == 0) characters_.push_back(characters);
    if (begins_character(text[i])) ++characters;
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
  characters_.push_back(characters);
}

Place Places::at(std::size_t byte) const noexcept {
  byte = std::min(byte, text_.size());
  auto const line = std::upper_bound(line_starts_.begin(), line_starts_.end(), byte) - 1;
  auto const before = [this](std::size_t n) {
    return characters_[n / stride] + count_characters(text_.substr(n / stride * stride, n % stride));
  };
  return {static_cast<int>(line - line_starts_.begin()) + 1, static_cast<int>(before(byte) - before(*line)) + 1};
}

std::string_view Places::line(int number) const noexcept {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  auto const start = line_starts_[static_cast<std::size_t>(number) - 1];
  return text_.substr(start, std::min(text_.find('\n', start), text_.size()) - start);
}

std::string read_text(std::string const& path, std::string_view text, std::size_t most_bytes, bool kept, std::vector<Finding>& findings) {
  if (text.size() > most_bytes) {
    findings.push_back(error_at(path, {}, "yaml.too-long", "The file is longer than " + std::to_string(most_bytes) + " bytes.",
                                "Split it into several files."));
    return {};
  }
  if (auto const* encoding = foreign_encoding(text)) {
    findings.push_back(error_at(path, {}, "yaml.encoding", std::string{"The file is encoded in "} + encoding + ".",
                                "Save it as UTF-8."));
    return {};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (auto const bad = find_invalid_utf8(text)) {
    findings.push_back(error_at(path, Places{text.substr(0, *bad)}.at(*bad), "yaml.encoding", "This byte is not valid UTF-8.",
                                "Save the file as UTF-8; it may be in GBK."));
    return {};
  }
  auto unified = unify_line_ends(text);
  if (!unified.empty() && !unified.ends_with('\n')) unified += '\n';  // a file means the same without it
  check_characters(path, unified, kept, findings);
  check_tabs(path, unified, findings);
  return unified;
}

std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t begin) noexcept {
  auto const quote = text[begin];
  for (auto at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != '\'') return at + 1;
      ++at;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> source_of(std::string_view source, YamlNode const& node, std::size_t offset) {
  Alignment at{source, node.text, node.style, node.begin};
  bool const block = node.style == Style::literal || node.style == Style::folded;
  if (block && !enter_block(at)) return std::nullopt;
  if (node.style == Style::single_quoted || node.style == Style::double_quoted) ++at.s;
  while (at.t < offset && at.t < node.text.size()) {
    if (!at.step()) return std::nullopt;
  }
  if (node.style == Style::double_quoted) at.skip_joined_lines();
  // Better the start of the scalar than a wrong place: folding and joined lines can be mixed beyond this walk.
  bool const visible = at.t < node.text.size() && static_cast<unsigned char>(node.text[at.t]) > ' ';
  if (visible && at.here() != node.text[at.t] && at.here() != '\\') return std::nullopt;
  return at.s;
}

}  // namespace guicheng
