// What yaml-cpp lets pass though YAML 1.2 does not: pure looks at the text around a node that it has read.
#pragma once

#include "system/yaml_text.hpp"

namespace guicheng {

/// Why a text is refused after all.
struct Objection {
  std::size_t at = 0;       ///< byte
  char const* code = "yaml.syntax";
  std::string text, remedy;
  bool is_final = false;    ///< what follows makes no sense
};

/// A scalar by itself: its quotes, its escapes, the header of its block, the comment behind it.
std::optional<Objection> objection_to(std::string_view text, YamlNode const& scalar);

/// A line of a value in a list or map that does not stand further in than its key or dash: it is no part of the value.
/// @param outer  column of the key or dash; 0 where the value is the whole file
/// @param key_line  line of the key or dash
std::optional<Objection> unindented(std::string_view text, YamlNode const& value, int outer, int key_line);

/// A comment that touches the bracket before it.
std::optional<Objection> glued_comment(std::string_view text, YamlNode const& flow);

/// A tag of a value with nothing in it, which yaml-cpp does not tell: where it begins.
std::optional<std::size_t> tag_of_nothing(std::string_view text, std::size_t at);

/// A line that begins with `%`: outside of the head yaml-cpp passes over it in silence.
std::optional<std::size_t> find_directive(std::string_view text);

}  // namespace guicheng
