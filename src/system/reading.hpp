// What the readers of a system's files share: findings, documents, and expressions compiled with their place.
#pragma once

#include "system/shape.hpp"

#include <guicheng/definition.hpp>
#include <guicheng/system.hpp>

#include <map>
#include <optional>
#include <string>

namespace guicheng {

/// One reading of a system: the files it has seen and what it found. Not copied; addresses of documents stay.
class Reading {
 public:
  explicit Reading(Sources const& sources) : sources_{&sources} {}
  Reading(Reading const&) = delete;
  Reading& operator=(Reading const&) = delete;

  /// The text of a file, or null with a finding at the place that asked for it.
  std::string const* text(std::string const& path, YamlDocument const* asked_in, Place);
  /// The file as YAML of a shape. Null where it is not there or has an error of syntax; wrong shapes are found and passed over.
  YamlDocument const* open(std::string const& path, Shape const&, YamlDocument const* asked_in = nullptr, Place = {});

  void error(YamlDocument const&, Place, std::string code, std::string text, std::string remedy = {});
  void warning(YamlDocument const&, Place, std::string code, std::string text, std::string remedy = {});
  /// `what` is not among `known`: an error with "did you mean".
  void unknown(YamlDocument const&, Place, std::string code, std::string const& what, std::string const& name,
               std::vector<std::string> const& known);

  /// An expression, with its findings at their places; nothing where it has an error.
  /// @param from       bytes of the scalar that stand before the expression
  /// @param condition  it must be a boolean
  std::optional<Feel> compile(YamlDocument const&, YamlNode const&, Scope const&, bool condition = false, std::size_t from = 0,
                              std::size_t length = std::string::npos);
  Text compile_text(YamlDocument const&, YamlNode const&, Scope const&);
  /// A literal, or what stands after `=`.
  std::optional<Formula> compile_formula(YamlDocument const&, YamlNode const&, Scope const&);
  Requirement compile_requirement(YamlDocument const&, YamlNode const&, Scope const&);
  /// The checks of a list whose conditions stand under `condition`.
  std::vector<Check> compile_checks(YamlDocument const&, YamlNode const&, std::string_view condition, Scope const&);

  std::vector<Finding>& findings() noexcept { return findings_; }
  std::map<std::string, YamlDocument> const& documents() const noexcept { return documents_; }

 private:
  Sources const* sources_;
  std::map<std::string, YamlDocument> documents_;
  std::vector<Finding> findings_;
};

/// The scalar under a key, or an empty text.
std::string text_of(YamlNode const& map, std::string_view key);
/// The scalars of a list under a key.
std::vector<std::string> texts_of(YamlNode const& map, std::string_view key);
bool flag_of(YamlNode const& map, std::string_view key, bool otherwise);
/// The node under a key, or null.
YamlNode const* node_of(YamlNode const& map, std::string_view key) noexcept;

/// Whether a text may be an id: lower-case letters, digits and `-`, beginning with a letter.
bool is_id(std::string_view) noexcept;

}  // namespace guicheng
