// Which characters make names (DMN 1.5 grammar rules 27 to 30), and the longest known name at a place in a text.
#pragma once

#include "text/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng::feel {

bool is_blank(std::uint32_t code) noexcept;
bool is_name_start(std::uint32_t code) noexcept;  ///< full-width punctuation is none, other than in the standard
bool is_name_part(std::uint32_t code) noexcept;
/// The ASCII form of a sign that authors type by mistake (`，` `≥` `“` …), or nothing.
std::string_view ascii_form(std::uint32_t code) noexcept;

/// The end of the name token (letters and digits without blanks) that begins at `at`, or `at`.
std::size_t token_end(std::string_view text, std::size_t at) noexcept;
/// The first place at or after `at` that is neither blank nor inside a comment.
std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept;
/// Words that end a name: `and`, `then`, `in` …
bool is_keyword(std::string_view token) noexcept;
/// Blanks at the ends dropped, runs of blanks made one space.
std::string normal_name(std::string_view name);

/// Names in alphabetical order, so that the longest one at a place is found by narrowing.
class NameSet {
 public:
  void add(std::string name);
  bool contains(std::string_view name) const;
  /// The end of the longest name that begins at `at` and ends at a name's edge, or `at`.
  std::size_t longest_match(std::string_view text, std::size_t at) const;
  std::vector<std::string> const& names() const noexcept { return names_; }

 private:
  std::vector<std::string> names_;
};

/// The same for one name.
std::size_t match_name(std::string_view name, std::string_view text, std::size_t at) noexcept;

/// The candidate nearest to a mistyped name, or nothing if none is near.
std::string_view nearest_name(std::string_view name, std::vector<std::string_view> const& candidates);

}  // namespace guicheng::feel
