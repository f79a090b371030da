// What yaml-cpp lets pass though YAML 1.2 does not. Entry points: objection_to, unindented.
#include "system/yaml_lax.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

using Style = YamlNode::Style;

std::optional<Objection> check_quotes(std::string_view text, YamlNode const& node) {
  auto const end = end_of_quoted(text, node.begin);
  if (!end) return Objection{node.begin, "yaml.syntax", "This quote is never closed.", "Close it at the end of the text.", true};
  auto const next = std::min(text.find_first_not_of(" \t", *end), text.size());
  bool const glued = next == *end && next < text.size() && text[next] == '#';
  if (next < text.size() && (glued || std::string_view{"\n#,]}:"}.find(text[next]) == std::string_view::npos))
    return Objection{next, "yaml.syntax", "Something follows a closed quote.", "Put the whole value in quotes, or none of it.", true};
  return {};
}

/// yaml-cpp writes `\N` and `\_` as single bytes, which are no UTF-8, and lets escapes make what no file may hold.
std::optional<Objection> check_escapes(std::string_view text, YamlNode const& node) {
  auto const is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F; };
  if (!find_invalid_utf8(node.text) && std::ranges::none_of(node.text, is_control) && !find_reordering(node.text)) return {};
  auto const end = end_of_quoted(text, node.begin).value_or(text.size());
  auto at = node.begin;
  for (auto escape = text.find('\\', at); escape < end; escape = text.find('\\', escape + 2)) {
    at = escape;
    if (std::string_view{"0abvferN_xuU"}.find(text[escape + 1]) != std::string_view::npos) break;
  }
  return Objection{at, "yaml.control-character", "This escape makes an invisible character.", "Delete it; only `\\n` and `\\t` are of use."};
}

/// `># remark` is no remark, as the blank is missing; `+` keeps blank lines, of which yaml-cpp loses some.
std::optional<Objection> check_header(std::string_view text, YamlNode const& node) {
  auto const end = std::min(text.find_first_not_of("+-0123456789", node.begin + 1), text.size());
  if (end < text.size() && text[end] == '#') return Objection{end, "yaml.syntax", "A blank is missing before this comment.", "Write ` #`."};
  auto const plus = text.substr(0, end).find('+', node.begin);
  if (plus != std::string_view::npos) return Objection{plus, "yaml.syntax", "Blank lines at the end of a text are not kept here.", "Delete the `+`."};
  return {};
}

/// The byte after the bracket that closes a flow collection which yaml-cpp has read to its end.
std::size_t end_of_flow(std::string_view text, std::size_t begin) {
  int depth = 0;
  bool fresh = true;  // a value may begin here: a quote would open
  for (auto at = begin; at < text.size(); ++at) {
    auto const c = text[at];
    auto const next = at + 1 < text.size() ? text[at + 1] : '\n';
    if (c == ' ' || c == '\t' || c == '\n') continue;
    if (c == '#' && at > 0 && std::string_view{" \t\n"}.find(text[at - 1]) != std::string_view::npos) {
      at = std::min(text.find('\n', at), text.size());
    } else if ((c == '"' || c == '\'') && fresh) {
      at = end_of_quoted(text, at).value_or(text.size()) - 1;
      if (at + 1 < text.size() && text[at + 1] == ':') ++at;
      else fresh = false;
    } else if (c == '[' || c == '{') {
      ++depth, fresh = true;
    } else if (c == ']' || c == '}') {
      if (--depth == 0) return at + 1;
      fresh = false;
    } else {
      fresh = c == ',' || (c == ':' && std::string_view{" \t\n,[]{}"}.find(next) != std::string_view::npos);
    }
  }
  return text.size();
}

std::size_t end_of(std::string_view text, YamlNode const& node) {
  if (!node.is_scalar()) return end_of_flow(text, node.begin);
  if (node.style == Style::single_quoted || node.style == Style::double_quoted) return end_of_quoted(text, node.begin).value_or(node.begin);
  return source_of(text, node, node.text.size()).value_or(node.begin);
}

}  // namespace

std::optional<Objection> objection_to(std::string_view text, YamlNode const& scalar) {
  switch (scalar.style) {
    case Style::single_quoted: return check_quotes(text, scalar);
    case Style::double_quoted: {
      auto objection = check_quotes(text, scalar);
      return objection ? objection : check_escapes(text, scalar);
    }
    case Style::literal: case Style::folded: return check_header(text, scalar);
    case Style::plain: break;
  }
  if (scalar.flow && scalar.text == "-") return Objection{scalar.begin, "yaml.syntax", "A dash alone is no value.", "Put it in quotes."};
  return {};
}

std::optional<Objection> unindented(std::string_view text, YamlNode const& value, int outer, int key_line) {
  if (outer < 1) return {};
  auto const plain = value.is_scalar() && value.style == Style::plain;
  auto const say = [&](std::size_t at) {
    return Objection{at, "yaml.syntax", plain && at != value.begin ? "This line lengthens the text above it." : "This line does not stand under the key or dash above it.",
                     plain && at != value.begin ? "If it is a key, it needs `: `; if it belongs to the text, indent it further." : "Indent it further."};
  };
  if (value.place.line > key_line && value.place.column <= outer) return say(value.begin);
  if (value.is_scalar() && (value.style == Style::literal || value.style == Style::folded)) return {};
  if (plain && value.text.find_first_of(" \n") == std::string::npos) return {};
  auto const end = end_of(text, value);
  for (auto line = text.find('\n', value.begin); line < end; line = text.find('\n', line + 1)) {
    auto const content = text.find_first_not_of(" \t\n", line);
    if (content >= end) break;
    auto const start = text.rfind('\n', content) + 1;
    bool const comment = !value.is_scalar() && text[content] == '#';
    if (!comment && content - start < static_cast<std::size_t>(outer)) return say(content);
  }
  return {};
}

std::optional<Objection> glued_comment(std::string_view text, YamlNode const& flow) {
  auto const end = end_of_flow(text, flow.begin);
  if (end >= text.size() || text[end] != '#') return {};
  return Objection{end, "yaml.syntax", "A blank is missing before this comment.", "Write ` #`."};
}

std::optional<std::size_t> tag_of_nothing(std::string_view text, std::size_t at) {
  auto const last = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t\n", at - 1);
  if (last == std::string_view::npos) return {};
  auto const before = text.find_last_of(" \t\n[{,", last);
  auto const start = before == std::string_view::npos ? 0 : before + 1;
  return text[start] == '!' ? std::optional{start} : std::nullopt;
}

std::optional<std::size_t> find_directive(std::string_view text) {
  if (text.starts_with('%')) return 0;
  auto const at = text.find("\n%");
  return at == std::string_view::npos ? std::nullopt : std::optional{at + 1};
}

}  // namespace guicheng
