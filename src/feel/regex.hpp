// Regular expressions as FEEL has them: XPath and XQuery Functions 3.1 §5.6, on PCRE2. Only src/feel includes this.
#pragma once

#include <guicheng/value.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng::feel {

class Call;

/// A compiled pattern with the place of its last match. For one thread at a time; `another` may be asked by many.
class Regex {
 public:
  enum class Found : std::uint8_t { no, yes, gave_up };
  struct Place {
    std::size_t begin = 0, size = 0;  ///< in bytes; size 0 for a group that took no part
  };
  /// A replacement text in pieces: a literal text, or the number of a group.
  struct Part {
    int group = -1;
    std::string text;
  };

  /// Flags are any of s m i x q; nothing where pattern or flags are wrong.
  static std::optional<Regex> compile(std::string_view pattern, std::string_view flags);

  /// The same pattern, not compiled again, with a match of its own; nothing where memory is short.
  std::optional<Regex> another() const;

  /// Looks for the first match at or after a byte, which is 0 or the end of the match before it. Effort is taken from
  /// the call's budget; `gave_up` when that or the limits of memory are reached, and where the text is not UTF-8.
  Found search(std::string_view text, std::size_t from, Call& call);
  /// A group of the last match; 0 is the whole.
  Place group(std::size_t number) const noexcept;
  /// Reads `$1`, `\$` and `\\`; `$12` is group 1 and the digit 2 where there is no group 12. Nothing where it is wrong.
  std::optional<std::vector<Part>> read_replacement(std::string_view text) const;

 private:
  struct Program;
  struct Match;
  explicit Regex(std::shared_ptr<Program const> program) noexcept;

  std::shared_ptr<Program const> program_;
  std::shared_ptr<Match> match_;
};

/// A pattern that an expression writes down, compiled with it.
struct ConstantRegex {
  std::string pattern, flags;
  Regex regex;
};

/// The pattern in PCRE2's words; nothing where it is wrong. `groups` is how many it captures.
struct TranslatedPattern {
  std::string text;
  int groups = 0;
};
std::optional<TranslatedPattern> translate_pattern(std::string_view pattern, bool dot_is_all, bool without_blanks);

}  // namespace guicheng::feel
