// From the regular expressions of XPath (XML Schema 1.1 Part 2 §G with XPath Functions 3.1 §5.6.1) to PCRE2's.
// Entry point: translate_pattern. Everything is parsed, so that what XPath does not know (look-around, \0, POSIX classes,
// verbs) is refused instead of meaning something else.
//
//   pattern = branch *( "|" branch )              class = "[" ["^"] 1*( range | escape ) [ "-" class ] "]"
//   branch  = *( atom [ quantifier ["?"] ] )      atom  = char | "." | "^" | "$" | class | escape | "\" digits
//                                                        | "(" ["?:"] pattern ")"
#include "feel/regex.hpp"
#include "feel/regex_blocks.hpp"
#include "text/utf8.hpp"

#include <fmt/format.h>

#include <span>

namespace guicheng::feel {
namespace {

constexpr std::size_t most_nesting = 100;       // of groups; PCRE2 has its own of 250
constexpr std::size_t most_subtractions = 8;    // of classes from classes
constexpr char32_t last_character = 0x10FFFF;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Flag x: blanks count inside of brackets only.
std::string without_blanks_outside_classes(std::string_view pattern) {
  std::string result;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (depth == 0 && is_blank(pattern[i])) continue;
    result += pattern[i];
    if (pattern[i] == '\\' && i + 1 < pattern.size() && (depth > 0 || !is_blank(pattern[i + 1]))) result += pattern[++i];
    else if (pattern[i] == '[') ++depth;
    else if (pattern[i] == ']' && depth > 0) --depth;
  }
  return result;
}

// Surrogates are no characters, and PCRE2 refuses a range that begins or ends with one.
std::string range_text(CharacterRange range) {
  if (range.first >= 0xD800 && range.first <= 0xDFFF) range.first = 0xE000;
  if (range.last >= 0xD800 && range.last <= 0xDFFF) range.last = 0xD7FF;
  return fmt::format("\\x{{{:X}}}-\\x{{{:X}}}", std::uint32_t{range.first}, std::uint32_t{range.last});
}

// Ascending ranges, or everything else, as the inside of a PCRE2 class.
std::string set_text(std::span<CharacterRange const> ranges, bool complement) {
  std::string text;
  char32_t next = 0;
  for (auto const range : ranges) {
    if (!complement) text += range_text(range);
    else if (range.first > next) text += range_text({next, range.first - 1});
    next = range.last + 1;
  }
  if (complement && next <= last_character) text += range_text({next, last_character});
  return text;
}

constexpr CharacterRange blanks[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};

class Translator {
 public:
  Translator(std::string_view pattern, bool dot_is_all) : rest_{pattern}, dot_is_all_{dot_is_all} {}

  std::optional<TranslatedPattern> run() {
    while (!rest_.empty()) {
      if (!piece()) return std::nullopt;
    }
    if (!open_.empty()) return std::nullopt;
    return TranslatedPattern{std::move(out_), groups_};
  }

 private:
  bool take(std::string_view word) noexcept {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  char next() noexcept {
    char const c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool piece() {
    char const c = rest_.front();
    if (c == '(') return open_group();
    if (c == ')') return close_group();
    if (c == '|') return out_ += next(), may_repeat_ = false, true;
    if (c == '*' || c == '+' || c == '?' || c == '{') return quantifier();
    if (c == '}' || c == ']') return false;
    may_repeat_ = true;
    if (c == '[') return next(), class_text(out_, 0);
    if (c == '\\') return next(), escape();
    next();
    if (c == '.') out_ += dot_is_all_ ? "." : "[^\\n\\r]";
    else out_ += c;
    return true;
  }

  bool open_group() {
    next();
    if (open_.size() == most_nesting) return false;
    bool const captures = !take("?:");
    if (captures && rest_.starts_with('?')) return false;
    open_.push_back(captures ? ++groups_ : 0);
    out_ += captures ? "(" : "(?:";
    may_repeat_ = false;
    return true;
  }

  bool close_group() {
    if (open_.empty()) return false;
    if (open_.back() != 0) closed_.push_back(open_.back());
    open_.pop_back();
    out_ += next();
    return may_repeat_ = true;
  }

  bool quantifier() {
    if (!may_repeat_) return false;
    may_repeat_ = false;
    char const c = next();
    out_ += c;
    if (c == '{') {
      std::size_t digits = 0, commas = 0;
      for (;; out_ += next()) {
        if (rest_.empty()) return false;
        if (rest_.front() == '}') break;
        if (rest_.front() == ',' && digits > 0 && commas == 0) ++commas;
        else if (is_digit(rest_.front())) ++digits;
        else return false;
      }
      if (digits == 0) return false;
      out_ += next();
    }
    if (take("?")) out_ += '?';
    return true;
  }

  // Behind a backslash, outside a class.
  bool escape() {
    if (rest_.empty()) return false;
    if (is_digit(rest_.front())) return back_reference();
    std::string text;
    bool many = false;
    if (!escape_text(text, many)) return false;
    out_ += many ? "[" + text + "]" : text;
    return true;
  }

  // The longest number of a group that is closed already.
  bool back_reference() {
    auto const is_closed = [&](int number) {
      for (int const group : closed_) {
        if (group == number) return true;
      }
      return false;
    };
    int number = next() - '0';
    while (!rest_.empty() && is_digit(rest_.front()) && number < 100 && is_closed(number * 10 + rest_.front() - '0'))
      number = number * 10 + (next() - '0');
    if (number == 0 || !is_closed(number)) return false;
    out_ += fmt::format("\\g{{{}}}", number);
    return true;
  }

  // One escape, fit for the inside of a class; `many` where it stands for more than one character.
  bool escape_text(std::string& to, bool& many) {
    if (rest_.empty()) return false;
    char const c = next();
    many = false;
    if (c == 'n' || c == 'r' || c == 't' || std::string_view{"\\|.?*+(){}$-[]^"}.find(c) != std::string_view::npos) {
      to += '\\';
      to += c;
      return true;
    }
    many = true;
    switch (c) {
      case 's': to += set_text(blanks, false); return true;
      case 'S': to += set_text(blanks, true); return true;
      case 'd': to += "\\p{Nd}"; return true;
      case 'D': to += "\\P{Nd}"; return true;
      case 'w': to += "\\p{L}\\p{M}\\p{N}\\p{S}"; return true;  // all but punctuation, separators and others
      case 'W': to += "\\p{P}\\p{Z}\\p{C}"; return true;
      case 'i': to += set_text(name_start_characters(), false); return true;
      case 'I': to += set_text(name_start_characters(), true); return true;
      case 'c': to += set_text(name_characters(), false); return true;
      case 'C': to += set_text(name_characters(), true); return true;
      case 'p': case 'P': return property(to, c == 'P');
      default: return false;
    }
  }

  bool property(std::string& to, bool complement) {
    if (!take("{")) return false;
    auto const end = rest_.find('}');
    if (end == std::string_view::npos) return false;
    auto const name = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (name.starts_with("Is")) {
      auto const block = find_block(name.substr(2));
      if (!block) return false;
      to += set_text({&*block, 1}, complement);
      return true;
    }
    if (!is_category(name)) return false;
    to += fmt::format("\\{}{{{}}}", complement ? 'P' : 'p', name);
    return true;
  }

  // Behind the opening bracket. `[A-Z-[OI]]` becomes a look-ahead that refuses what is taken away.
  bool class_text(std::string& to, std::size_t depth) {
    if (depth > most_subtractions) return false;
    std::string set = take("^") ? "[^" : "[", removed;
    for (bool first = true;; first = false) {
      if (rest_.empty()) return false;
      if (take("]")) {
        if (first) return false;
        break;
      }
      if (!first && take("-[")) {
        if (!class_text(removed, depth + 1) || !take("]")) return false;
        break;
      }
      if (!class_item(set)) return false;
    }
    to += removed.empty() ? set + "]" : "(?:(?!" + removed + ")" + set + "])";
    return true;
  }

  // A character, an escape or a range. A hyphen stands for itself where it is no range's middle, and is never a range's end
  // (XML Schema 1.1 Part 2 §G.4.1): `[a-z-]`, `[0-9-.]`, but not `[--z]` or `[!--]`.
  bool class_item(std::string& to) {
    if (rest_.front() == '[') return false;
    if (take("-")) {
      if (rest_.starts_with('-') && !rest_.starts_with("-]") && !rest_.starts_with("-[")) return false;
      to += "\\-";
      return true;
    }
    bool many = false;
    if (!class_character(to, many)) return false;
    if (many || !rest_.starts_with('-') || rest_.starts_with("-]") || rest_.starts_with("-[")) return true;
    next();
    to += '-';
    if (rest_.empty() || rest_.front() == '[' || rest_.front() == ']' || rest_.front() == '-') return false;
    return class_character(to, many) && !many;
  }

  bool class_character(std::string& to, bool& many) {
    char const c = next();
    if (c == '\\') return escape_text(to, many);
    if (c == '^' || c == '-') to += '\\';  // itself here, but not to PCRE2 everywhere
    to += c;
    while (!rest_.empty() && !begins_character(rest_.front())) to += next();  // the rest of its UTF-8
    return true;
  }

  std::string_view rest_;
  bool dot_is_all_;
  bool may_repeat_ = false;
  int groups_ = 0;
  std::vector<int> open_;    // numbers of the groups around this place, 0 where one does not capture
  std::vector<int> closed_;  // groups a back reference may name
  std::string out_;
};

}  // namespace

std::optional<TranslatedPattern> translate_pattern(std::string_view pattern, bool dot_is_all, bool without_blanks) {
  if (!without_blanks) return Translator{pattern, dot_is_all}.run();
  std::string const compact = without_blanks_outside_classes(pattern);
  return Translator{compact, dot_is_all}.run();
}

}  // namespace guicheng::feel
