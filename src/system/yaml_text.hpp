// The text beneath YAML: checked before it is parsed, and asked for places afterwards.
#pragma once

#include "system/yaml.hpp"

namespace guicheng {

/// Answers "which line and column is byte n" for one text without walking it each time.
class Places {
 public:
  explicit Places(std::string_view text);  ///< the text must outlive this
  Place at(std::size_t byte) const noexcept;
  /// The line without its end; empty beyond the last. 1-based.
  std::string_view line(int number) const noexcept;

 private:
  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> characters_;  // before every 1,024th byte: a file may be one long line
};

/// Brings a file's bytes to UTF-8 without byte order mark and with \n as line end; findings where that cannot be.
/// Also finds control characters and tabs that indent; `kept` as in YamlLimits.
std::string read_text(std::string const& path, std::string_view text, std::size_t most_bytes, bool kept, std::vector<Finding>&);

/// Where a quoted scalar that opens at `begin` ends: the byte after its closing quote, or nothing.
std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t begin) noexcept;

/// Where byte `offset` of a scalar's content comes from, in bytes of the source; nothing where that cannot be retraced.
std::optional<std::size_t> source_of(std::string_view source, YamlNode const&, std::size_t offset);

/// The finding for what yaml-cpp says is wrong at a byte.
Finding explain_syntax_error(std::string const& path, Places const&, std::string const& message, std::size_t at);

}  // namespace guicheng
