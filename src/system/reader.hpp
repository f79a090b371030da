// Picking values out of a tree that check() has looked at, for files without expressions: people, scenarios of all kinds, requirements.
#pragma once

#include "system/shape.hpp"

#include <guicheng/value.hpp>

namespace guicheng {

/// One place in a tree, being read. Cheap to copy; the document and the findings must outlive it. Tolerant: what is
/// missing or of another kind reads as nothing, since check() has already said so; readers add what only they can know.
///
///     for (auto const& [id, stage, place] : file["stages"].entries()) {
///       read.title = stage["title"].text();
///       if (!is_role(stage["by"].text())) stage["by"].unknown("role", roles, "role.unknown");
///     }
class Reader {
 public:
  struct Entry;

  Reader(YamlDocument const& document, std::vector<Finding>& findings);
  Reader(YamlDocument const& document, YamlNode const& node, std::vector<Finding>& findings);

  /// Whether something stands there.
  explicit operator bool() const noexcept { return node_ && !node_->is_nothing(); }
  bool is_text() const noexcept { return node_ && node_->is_scalar(); }
  bool is_list() const noexcept { return node_ && node_->is_sequence(); }
  bool is_map() const noexcept { return node_ && node_->is_map(); }

  Reader operator[](std::string_view key) const;   ///< the value under a key; with the map's place where it is missing
  bool has(std::string_view key) const noexcept;   ///< the key is there, even with nothing as its value
  std::vector<Entry> entries() const;              ///< of a map, in order
  std::vector<Reader> items() const;               ///< of a list, in order; a single text or map counts as a list of one

  std::string text(std::string otherwise = {}) const;
  std::vector<std::string> texts() const;          ///< the texts among items()
  std::optional<std::int64_t> integer() const;
  std::optional<Decimal> number() const;
  std::optional<Date> date() const;
  bool boolean(bool otherwise) const;
  Value literal() const;                           ///< see literal_value

  /// Where the value stands; of nothing where its key stands, or the map that lacks it.
  Place place() const noexcept { return place_; }
  YamlNode const* node() const noexcept { return node_; }
  YamlDocument const& document() const noexcept { return *document_; }

  void error(std::string code, std::string text, std::string remedy = {}) const;
  void warning(std::string code, std::string text, std::string remedy = {}) const;
  void error_at(Place, std::string code, std::string text, std::string remedy = {}) const;
  /// `There is no role "受理".` and the nearest of those there are.
  void unknown(std::string const& what, std::vector<std::string> const& known, std::string code) const;

 private:
  Reader(Reader const& parent, YamlNode const* node, Place place);
  void tell(Finding::Level, Place, std::string code, std::string text, std::string remedy) const;

  YamlDocument const* document_;
  YamlNode const* node_;
  std::vector<Finding>* findings_;
  Place place_;
};

struct Reader::Entry {
  std::string const& key;
  Reader value;
  Place place;  ///< of the key
};

}  // namespace guicheng
