// Strict YAML: one file's text becomes a tree of our own, with a place on every node and key, or findings.
#pragma once

#include <guicheng/finding.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

/// Where something stands in a file; 1-based, columns count characters.
struct Place {
  int line = 1;
  int column = 1;
  bool operator==(Place const&) const = default;
};

struct YamlEntry;

/// One node. Scalars stay text; whoever knows the field's type converts them.
struct YamlNode {
  enum class Kind : std::uint8_t { nothing, scalar, sequence, map };  ///< nothing: empty, `~` or `null`
  enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

  Kind kind = Kind::nothing;
  Style style = Style::plain;      ///< of a scalar
  bool flow = false;               ///< a sequence or map in brackets, or a scalar inside such
  Place place;                     ///< of its first character; an empty value in a map has the place of its key
  std::size_t begin = 0;           ///< the same in bytes, into YamlDocument::text
  std::string text;                ///< a scalar's content
  std::vector<YamlNode> items;     ///< of a sequence
  std::vector<YamlEntry> entries;  ///< of a map, in the order of the file; keys are unique

  bool is_scalar() const noexcept { return kind == Kind::scalar; }
  bool is_plain() const noexcept { return kind == Kind::scalar && style == Style::plain; }
  bool is_sequence() const noexcept { return kind == Kind::sequence; }
  bool is_map() const noexcept { return kind == Kind::map; }
  bool is_nothing() const noexcept { return kind == Kind::nothing; }

  /// The entry under a key, or null. By binary search in maps of more than 8 entries.
  YamlEntry const* find(std::string_view key) const noexcept;

  std::vector<std::uint32_t> by_key;  ///< positions of entries sorted by key; empty in small maps
};

struct YamlEntry {
  std::string key;
  Place place;            ///< of the key
  bool quoted = false;    ///< the key stands in quotes
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 1 << 20;
  std::size_t scalar_bytes = 64 << 10;
  std::size_t nodes = 100'000;
  int depth = 64;
  bool kept = false;  ///< a text that was accepted once: what makes sense all the same is a warning
};

/// A file as read. `root` is absent where there is an error among the findings, which come in file order.
struct YamlDocument {
  std::string path;
  std::string text;  ///< without byte order mark, with \n as the only line end
  std::optional<YamlNode> root;
  std::vector<Finding> findings;
};

/// Reads one YAML 1.2 document in UTF-8. Refused, each with a finding: anchors, aliases, tags, `<<`, keys that are not
/// one-line texts, repeated keys, a second document, tabs in indentation, control characters, other encodings, flow style
/// that tears an expression apart, full-width signs where YAML needs ASCII, and whatever passes a limit.
YamlDocument read_yaml(std::string path, std::string_view text, YamlLimits const& = {});

/// Where byte `offset` of a scalar's content stands in the file. Exact for plain, quoted and literal scalars; for folded
/// ones also, unless folding cannot be retraced: then the start of the scalar.
Place place_in(YamlDocument const&, YamlNode const&, std::size_t offset);

/// The remedy where a scalar holds full-width signs that should have been YAML's own (`标题：文字`), else empty.
std::string full_width_remedy(std::string_view text);

}  // namespace guicheng
