// Compiles and matches regular expressions. The one file that includes PCRE2.
// Entry points: Regex::compile, Regex::search. No pattern can hang: matching is done under a limit that grows only as long
// as the call's budget pays for it, and depth and memory have limits of their own.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/regex.hpp"

#include "feel/builtin.hpp"

#include <pcre2.h>

#include <algorithm>

namespace guicheng::feel {
namespace {

constexpr std::size_t most_pattern = 4'096;  // bytes
constexpr std::uint32_t depth_limit = 10'000;
constexpr std::uint32_t heap_limit_kib = 4'096;

// How much a single try may cost: PCRE2 counts its inner calls anew at every place where a match may start, so both are
// limited, and a try that fails is repeated with fewer places and more calls, each paid for.
struct Effort {
  std::size_t starts = 4'096;
  std::uint32_t calls = 16;

  static constexpr std::uint32_t most_calls = 4'000'000;

  // One step buys 64 inner calls, under 1 us; the first, short try is cheaper since it mostly ends at once.
  std::uint64_t price(std::size_t places, std::size_t bytes_ahead) const noexcept {
    std::uint64_t const all = std::uint64_t{places} * calls;
    return 1 + all / (calls == 16 ? 256 : 64) + bytes_ahead / 4'096;
  }
  bool raise() noexcept {
    if (starts == 1 && calls >= most_calls) return false;
    starts = starts < 8 ? 1 : starts / 8;
    calls *= 8;
    return true;
  }
};

struct Flags {
  bool dot_is_all = false, multi_line = false, any_case = false, without_blanks = false, literal = false;

  static std::optional<Flags> read(std::string_view text) noexcept {
    Flags flags;
    for (char const c : text) {
      switch (c) {
        case 's': flags.dot_is_all = true; break;
        case 'm': flags.multi_line = true; break;
        case 'i': flags.any_case = true; break;
        case 'x': flags.without_blanks = true; break;
        case 'q': flags.literal = true; break;
        default: return std::nullopt;
      }
    }
    return flags;
  }
  std::uint32_t options() const noexcept {
    std::uint32_t const common = PCRE2_UTF | (any_case ? PCRE2_CASELESS : 0u);
    if (literal) return common | PCRE2_LITERAL | PCRE2_USE_OFFSET_LIMIT;
    return common | PCRE2_USE_OFFSET_LIMIT | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C |
           (multi_line ? PCRE2_MULTILINE : 0u) | (dot_is_all ? PCRE2_DOTALL : 0u);
  }
};

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const noexcept { release(thing); }
};

using CompileContext = std::unique_ptr<pcre2_compile_context, Release<&pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Release<&pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<&pcre2_match_data_free>>;
using Code = std::unique_ptr<pcre2_code, Release<&pcre2_code_free>>;

}  // namespace

struct Regex::Program {  // never changed, so that threads may share it
  Code code;
  bool anchored = false;  // a match can start at one place only
  int groups = 0;
  bool literal = false;  // flag q
};

struct Regex::Match {
  MatchContext context;
  MatchData data;
};

Regex::Regex(std::shared_ptr<Program const> program) noexcept : program_{std::move(program)} {}

std::optional<Regex> Regex::another() const {
  Regex regex{program_};
  regex.match_ = std::make_shared<Match>();
  auto& match = *regex.match_;
  match.context.reset(pcre2_match_context_create(nullptr));
  match.data.reset(pcre2_match_data_create_from_pattern(program_->code.get(), nullptr));
  if (!match.context || !match.data) return std::nullopt;
  pcre2_set_depth_limit(match.context.get(), depth_limit);
  pcre2_set_heap_limit(match.context.get(), heap_limit_kib);
  return regex;
}

std::optional<Regex> Regex::compile(std::string_view pattern, std::string_view flag_text) {
  auto const flags = Flags::read(flag_text);
  if (!flags || pattern.size() > most_pattern) return std::nullopt;
  auto const translated = flags->literal ? TranslatedPattern{std::string{pattern}, 0}
                                         : translate_pattern(pattern, flags->dot_is_all, flags->without_blanks);
  if (!translated) return std::nullopt;
  CompileContext context{pcre2_compile_context_create(nullptr)};
  if (!context) return std::nullopt;
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE place = 0;
  auto program = std::make_shared<Program>();
  program->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated->text.data()), translated->text.size(),
                                    flags->options(), &error, &place, context.get()));
  if (!program->code) return std::nullopt;
  std::uint32_t options = 0;
  pcre2_pattern_info(program->code.get(), PCRE2_INFO_ALLOPTIONS, &options);
  program->anchored = (options & PCRE2_ANCHORED) != 0;
  program->groups = translated->groups;
  program->literal = flags->literal;
  return Regex{std::move(program)}.another();
}

Regex::Found Regex::search(std::string_view text, std::size_t from, Call& call) {
  if (text.data() == nullptr) text = "";
  auto const* const subject = reinterpret_cast<PCRE2_SPTR>(text.data());
  auto const begins_character = [&](std::size_t at) { return at >= text.size() || (subject[at] & 0xC0) != 0x80; };
  Effort effort;
  std::uint32_t checked = from == 0 ? 0u : PCRE2_NO_UTF_CHECK;  // PCRE2 looks at the whole text's UTF-8 once
  for (std::size_t at = from; at <= text.size();) {
    std::size_t const left = program_->anchored ? 1 : text.size() - at + 1, places = std::min(effort.starts, left);
    if (!call.spend(effort.price(places, text.size() - at))) return Found::gave_up;
    pcre2_set_match_limit(match_->context.get(), effort.calls);
    pcre2_set_offset_limit(match_->context.get(), at + places - 1);
    int const result =
        pcre2_match(program_->code.get(), subject, text.size(), at, checked, match_->data.get(), match_->context.get());
    if (result >= 0) return Found::yes;
    if (result == PCRE2_ERROR_MATCHLIMIT) {
      if (!effort.raise()) return Found::gave_up;
    } else if (result == PCRE2_ERROR_NOMATCH) {
      if (program_->anchored) return Found::no;
      at += places;
      while (!begins_character(at)) ++at;
    } else {
      return Found::gave_up;
    }
    checked = PCRE2_NO_UTF_CHECK;
  }
  return Found::no;
}

Regex::Place Regex::group(std::size_t number) const noexcept {
  if (number >= pcre2_get_ovector_count(match_->data.get())) return {};
  auto const* const ends = pcre2_get_ovector_pointer(match_->data.get());
  auto const begin = ends[2 * number], end = ends[2 * number + 1];
  if (begin == PCRE2_UNSET || end < begin) return {};
  return {begin, end - begin};
}

std::optional<std::vector<Regex::Part>> Regex::read_replacement(std::string_view text) const {
  std::vector<Part> parts;
  if (program_->literal) {
    parts.push_back(Part{-1, std::string{text}});
    return parts;
  }
  auto const digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1; };
  auto const literal = [&](char c) {
    if (parts.empty() || parts.back().group >= 0) parts.push_back(Part{});
    parts.back().text += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size() || (text[i] != '\\' && text[i] != '$')) return std::nullopt;
      literal(text[i]);
    } else if (text[i] == '$') {
      int number = digit(++i);
      if (number < 0) return std::nullopt;
      while (digit(i + 1) >= 0 && number * 10 + digit(i + 1) <= program_->groups) number = number * 10 + digit(++i);
      if (number <= program_->groups) parts.push_back(Part{number, {}});  // a group there is not stands for nothing
    } else {
      literal(text[i]);
    }
  }
  return parts;
}

}  // namespace guicheng::feel
