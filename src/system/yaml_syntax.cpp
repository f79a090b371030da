// yaml-cpp's syntax errors in the words of an author, at the place of the mistake. Entry point: explain_syntax_error.
#include "system/yaml_text.hpp"

#include <algorithm>
#include <optional>

namespace guicheng {
namespace {

/// The line at or shortly above a syntax error whose colon is full-width, or 0.
int full_width_line(Places const& places, int line) {
  for (int i = line; i >= 1 && i > line - 20; --i) {
    auto const text = places.line(i);
    auto const wide = text.find("：");
    auto const ascii = text.find(": ");
    if (wide != std::string_view::npos && (ascii == std::string_view::npos || wide < ascii)) return i;
    if (i != line && (ascii != std::string_view::npos || text.ends_with(':'))) return 0;
  }
  return 0;
}

/// The line above a syntax error, if it has no colon where a key should be: there the author forgot it. Or 0.
int line_without_colon(Places const& places, int line) {
  for (int i = line - 1; i >= 1; --i) {
    auto const text = places.line(i);
    auto const first = text.find_first_not_of(' ');
    if (first == std::string_view::npos || text[first] == '#') continue;
    return text.find(':') == std::string_view::npos && text[first] != '-' ? i : 0;
  }
  return 0;
}

/// Where a full-width sign stands in a line in which braces or brackets are open.
std::size_t wide_sign(std::string_view line, std::string_view sign) {
  auto const open = std::min(line.find_first_of("{["), std::min(line.find("｛"), line.find("［")));
  return open == std::string_view::npos ? open : line.find(sign, open);
}

/// The colon without a blank in the line above a syntax error, `title:请假`: there a key was meant. Or nothing.
std::optional<Place> tight_colon(Places const& places, int line) {
  for (int i = line - 1; i >= 1; --i) {
    auto const text = places.line(i);
    auto const first = text.find_first_not_of(" -");
    if (first == std::string_view::npos || text[first] == '#') continue;
    auto const colon = text.find(':');
    bool const has_key = text.find(": ") != std::string_view::npos || text.find(":\t") != std::string_view::npos || text.ends_with(':');
    if (colon == std::string_view::npos || has_key || text.substr(colon).starts_with("://")) return {};
    return Place{i, Places{text}.at(colon).column};
  }
  return {};
}

struct Known {
  char const* message;  // yaml-cpp's
  char const* text;
  char const* remedy;
};

constexpr Known known_errors[] = {
    {"illegal map value", "There can be no `key: value` here.",
     "Look at the indentation and at the line above: a colon may be missing. Put a text that holds `: ` in quotes."},
    {"illegal map key", "There can be no key here.", "Look at the indentation and at the line above."},
    {"illegal block entry", "There can be no list item `- …` here.", "Begin the list on a line of its own."},
    {"end of map not found", "This line does not stand under the keys above it.", "Indent the keys of one map equally."},
    {"end of sequence not found", "This line does not stand under the list items above it.",
     "Indent the items of one list equally, each with `- `."},
    {"end of map flow not found", "A brace `{` is not closed, or a bracket stands in a value.",
     "Close it; write expressions with brackets or commas in block style or in quotes."},
    {"end of sequence flow not found", "A bracket `[` is not closed.",
     "Close it; write expressions with brackets or commas in block style or in quotes."},
    {"end of map", "This map does not end as it should.", "Look at the indentation."},
    {"the referenced anchor is not defined", "Aliases (`*name`) are not used here.",
     "For a text that begins with `*`, use quotes."},
    {"unknown token", "This sign cannot begin a value.", "Put the value in quotes."},
};

}  // namespace

Finding explain_syntax_error(std::string const& path, Places const& places, std::string const& message, std::size_t at) {
  auto const tell = [&](Place where, char const* code, std::string text, std::string remedy) {
    return Finding{Finding::Level::error, path, where.line, where.column, std::move(text), code, std::move(remedy)};
  };
  auto const place = places.at(at);
  if (auto const line = full_width_line(places, place.line)) {
    auto const text = places.line(line);
    return tell({line, Places{text}.at(text.find("：")).column}, "yaml.full-width",
                "The full-width `：` does not separate a key from its value.", full_width_remedy(text));
  }
  struct Wide { std::string_view sign; char const *text, *remedy; };
  for (auto const& wide : {Wide{"，", "The full-width comma `，` does not separate the entries.", "Write `, `; if it belongs to a text, put the text in quotes."},
                           Wide{"｛", "The full-width `｛` opens no map.", "Write `{`."}, Wide{"［", "The full-width `［` opens no list.", "Write `[`."}}) {
    auto const text = places.line(place.line);
    auto const sign = wide_sign(text, wide.sign);
    auto const column = sign == std::string_view::npos ? place.column + 1 : Places{text}.at(sign).column;
    if (column <= place.column) return tell({place.line, column}, "yaml.full-width", wide.text, wide.remedy);
  }
  if (auto const colon = message == "illegal map value" ? tight_colon(places, place.line) : std::nullopt)
    return tell(*colon, "yaml.syntax", "A blank is missing after this colon.", "Write `key: value`.");
  if (auto const line = message == "illegal map value" ? line_without_colon(places, place.line) : 0) {
    auto const column = static_cast<int>(places.line(line).find_first_not_of(' ')) + 1;
    return tell({line, column}, "yaml.syntax", "This line has no colon.",
                "A key is followed by `: ` and its value; a text that goes on is put in quotes.");
  }
  for (auto const& known : known_errors) {
    if (message == known.message) return tell(place, "yaml.syntax", known.text, known.remedy);
  }
  if (message.starts_with("invalid unicode")) return tell(place, "yaml.syntax", "The escape before this names no character.", "Write the character itself.");
  if (message.starts_with("unknown escape")) return tell(place, "yaml.syntax", "There is no such escape.", "Write a backslash twice, or use single quotes.");
  return tell(place, "yaml.syntax", "This is not YAML: " + message + ".", {});
}

std::string full_width_remedy(std::string_view text) {
  auto const sign = text.find("：");
  if (sign == std::string_view::npos) return {};
  auto const first = text.find_first_not_of(" -");
  auto const name = text.substr(std::min(first, sign), sign - std::min(first, sign));
  if (name.size() > 60) return "Write an ASCII colon and a blank: `key: value`.";
  return "Write `" + std::string{name} + ": …`, with an ASCII colon and a blank.";
}

}  // namespace guicheng
