// What the readers of a system's files share: findings, documents, and expressions compiled with their place.
#pragma once

#include "system/shape.hpp"

#include <guicheng/definition.hpp>
#include <guicheng/system.hpp>

#include <map>
#include <optional>
#include <string>

namespace guicheng {

/// An expression that was compiled, kept so that what it names can be looked up when everything is known.
struct Compiled {
  YamlDocument const* document = nullptr;
  YamlNode const* node = nullptr;
  std::size_t from = 0;    ///< bytes of the scalar before the expression
  Feel feel;
  Scope scope;
  std::string workflow;    ///< in which it stands
  bool condition = false;
};

/// One reading of a system: the files it has seen and what it found. Not copied; addresses of documents stay.
class Reading {
 public:
  /// @param kept  see kept.hpp
  explicit Reading(Sources const& sources, bool kept = false) : sources_{&sources}, kept_{kept} {}
  Reading(Reading const&) = delete;
  Reading& operator=(Reading const&) = delete;

  /// The text of a file, or null with a finding at the place that asked for it.
  std::string const* text(std::string const& path, YamlDocument const* asked_in, Place);
  /// The file as YAML of a shape. Null where it is not there or has an error of syntax; wrong shapes are found and passed over.
  YamlDocument const* open(std::string const& path, Shape const&, YamlDocument const* asked_in = nullptr, Place = {});

  void error(YamlDocument const&, Place, std::string code, std::string text, std::string remedy = {});
  /// An error that an author must mend though the definition would work: in a kept text a warning.
  void mistake(YamlDocument const&, Place, std::string code, std::string text, std::string remedy = {});
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
  /// The same for a field: a value of the wrong type is an error. `system` may be null: then division codes are not looked up.
  std::optional<Formula> compile_formula(YamlDocument const&, YamlNode const&, Scope const&, Field const&, System const*);
  Requirement compile_requirement(YamlDocument const&, YamlNode const&, Scope const&);
  /// The checks of a list whose conditions stand under `condition`.
  std::vector<Check> compile_checks(YamlDocument const&, YamlNode const&, std::string_view condition, Scope const&);

  /// From here on expressions belong to this workflow, and are kept; `modules_of` says in which modules a field's name stands.
  void enter(std::string workflow, std::map<std::string, std::vector<std::string>> modules_of);
  std::vector<Compiled> const& compiled() const noexcept { return compiled_; }

  /// A record type that a field names: it may be declared in a file that is read later.
  struct RecordName { YamlDocument const* document; YamlNode const* node; };
  void names_record(YamlDocument const& document, YamlNode const& node) { record_names_.push_back({&document, &node}); }
  std::vector<RecordName> const& record_names() const noexcept { return record_names_; }

  Sources const& sources() const noexcept { return *sources_; }
  bool kept() const noexcept { return kept_; }
  std::vector<Finding>& findings() noexcept { return findings_; }
  std::map<std::string, YamlDocument> const& documents() const noexcept { return documents_; }

 private:
  void explain_ambiguous(Finding&) const;

  Sources const* sources_;
  bool kept_;
  std::map<std::string, YamlDocument> documents_;
  std::map<std::string, Shape::Node const*> shapes_;  // by which a file was checked
  std::vector<Finding> findings_;
  std::vector<Compiled> compiled_;
  std::vector<RecordName> record_names_;
  bool keeps_ = false;  // those of a rule set are not: each would hold on to a scope of its own
  std::string workflow_;
  std::map<std::string, std::vector<std::string>> modules_of_;
  int proposals_ = 0;
  int unknown_names_ = 0;
};

/// A text cut at its braces: `a{b}c` is a, b, c; the part in braces has its place without them.
struct BracePart {
  bool in_braces = false;
  std::size_t offset = 0, length = 0;
};
/// Nothing where a brace is not closed. Braces in string literals and in contexts inside braces are part of the FEEL.
std::optional<std::vector<BracePart>> split_braces(std::string_view text);

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
