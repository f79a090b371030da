// Functions of texts, which count characters (code points), not bytes (DMN 1.5 §10.3.4.3).
#include "feel/builtin.hpp"
#include "feel/letter_case.hpp"
#include "feel/positions.hpp"
#include "feel/regex.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace guicheng::feel {
namespace {

// The byte where character number `index` (from 0) begins, or the end of the text.
std::size_t byte_of(std::string_view text, std::size_t index) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && index-- == 0) return i;
  }
  return text.size();
}

/// Where the first match begins, or npos. In time linear in both texts, which std::string_view does not promise.
std::size_t find(std::string_view text, std::string_view match) noexcept {
  auto const* const found = static_cast<char const*>(memmem(text.data(), text.size(), match.data(), match.size()));
  return found ? static_cast<std::size_t>(found - text.data()) : std::string_view::npos;
}

bool spend_on(std::string_view text, Call& call) { return call.spend(1 + text.size() / 64); }

std::string const& text_at(std::span<Value const> arguments, std::size_t i) { return *arguments[i].string(); }

Value substring(std::span<Value const> arguments, Call& call) {
  std::string_view text = text_at(arguments, 0);
  if (!spend_on(text, call)) return {};
  auto const position = whole_part(*arguments[1].number());
  if (position && *position == 0) return call.fail("起始位置不能是 0", "the start position must not be 0");
  auto const start = index_at(*arguments[1].number(), count_characters(text));
  if (!start && position && *position < 0)
    return call.fail("起始位置在文本之前", "the start position lies before the text");
  text.remove_prefix(start ? byte_of(text, *start) : text.size());
  if (arguments[2].is_null()) return text;
  auto const length = whole_part(*arguments[2].number());
  if (!length || *length < 1) return call.fail("长度至少是 1", "the length must be at least 1");
  return text.substr(0, byte_of(text, static_cast<std::size_t>(*length)));
}

Value string_length(std::span<Value const> arguments, Call& call) {
  if (!spend_on(text_at(arguments, 0), call)) return {};
  return static_cast<std::int64_t>(count_characters(text_at(arguments, 0)));
}

Value upper_case(std::span<Value const> arguments, Call& call) {
  return spend_on(text_at(arguments, 0), call) ? Value{to_upper_case(text_at(arguments, 0))} : Value{};
}

Value lower_case(std::span<Value const> arguments, Call& call) {
  return spend_on(text_at(arguments, 0), call) ? Value{to_lower_case(text_at(arguments, 0))} : Value{};
}

Value substring_before(std::span<Value const> arguments, Call& call) {
  std::string_view const text = text_at(arguments, 0);
  if (!spend_on(text, call)) return {};
  auto const found = find(text, text_at(arguments, 1));
  return found == std::string_view::npos ? std::string_view{} : text.substr(0, found);
}

Value substring_after(std::span<Value const> arguments, Call& call) {
  std::string_view const text = text_at(arguments, 0), match = text_at(arguments, 1);
  if (!spend_on(text, call)) return {};
  auto const found = find(text, match);
  return found == std::string_view::npos ? std::string_view{} : text.substr(found + match.size());
}

Value contains(std::span<Value const> arguments, Call& call) {
  if (!spend_on(text_at(arguments, 0), call)) return {};
  return find(text_at(arguments, 0), text_at(arguments, 1)) != std::string_view::npos;
}

Value starts_with(std::span<Value const> arguments, Call&) { return text_at(arguments, 0).starts_with(text_at(arguments, 1)); }
Value ends_with(std::span<Value const> arguments, Call&) { return text_at(arguments, 0).ends_with(text_at(arguments, 1)); }

Value bad_pattern(Call& call) { return call.fail("正则表达式或标志有误", "the pattern or its flags are wrong"); }
Value gave_up(Call& call) { return call.fail("正则表达式匹配耗费过大", "matching the pattern takes too long"); }

Value empty_match(Call& call) {
  return call.fail("正则表达式可以匹配空文本", "the pattern matches the empty text");
}

std::optional<Regex> compiled(std::string_view pattern, Value const* flags, Call& call) {
  if (!call.spend(1 + pattern.size())) return std::nullopt;
  auto const flag_text = flags != nullptr && flags->string() != nullptr ? std::string_view{*flags->string()} : "";
  auto const* const constant = call.constant_regex(pattern, flag_text);
  return constant ? constant->another() : Regex::compile(pattern, flag_text);
}

Value matches(std::span<Value const> arguments, Call& call) {
  auto regex = compiled(text_at(arguments, 1), &arguments[2], call);
  if (!regex) return bad_pattern(call);
  auto const found = regex->search(text_at(arguments, 0), 0, call);
  return found == Regex::Found::gave_up ? gave_up(call) : Value{found == Regex::Found::yes};
}

// XPath refuses a pattern that matches nothing at all, since where it stands would be open.
std::optional<Value> refuse_empty_match(Regex& regex, Call& call) {
  auto const found = regex.search("", 0, call);
  if (found == Regex::Found::gave_up) return gave_up(call);
  return found == Regex::Found::yes ? std::optional{empty_match(call)} : std::nullopt;
}

Value replace(std::span<Value const> arguments, Call& call) {
  std::string_view const text = text_at(arguments, 0);
  auto regex = compiled(text_at(arguments, 1), &arguments[3], call);
  if (!regex) return bad_pattern(call);
  auto const replacement = regex->read_replacement(text_at(arguments, 2));
  if (!replacement) return call.fail("替换文本有误", "the replacement text is wrong");
  if (auto refused = refuse_empty_match(*regex, call)) return *refused;
  std::string result;
  std::size_t at = 0;
  for (;;) {
    auto const found = regex->search(text, at, call);
    if (found == Regex::Found::gave_up) return gave_up(call);
    if (found == Regex::Found::no || regex->group(0).size == 0) break;
    auto const match = regex->group(0);
    result += text.substr(at, match.begin - at);
    for (auto const& part : *replacement) {
      auto const group = part.group < 0 ? Regex::Place{} : regex->group(static_cast<std::size_t>(part.group));
      result += part.group < 0 ? std::string_view{part.text} : text.substr(group.begin, group.size);
    }
    if (!call.spend(1 + (match.size + result.size()) / 1024)) return {};
    if (result.size() > most_text) return call.fail("结果过长", "the result is too long");
    at = match.begin + match.size;
  }
  return result += text.substr(at);
}

Value split(std::span<Value const> arguments, Call& call) {
  std::string_view const text = text_at(arguments, 0);
  auto regex = compiled(text_at(arguments, 1), nullptr, call);
  if (!regex) return bad_pattern(call);
  if (auto refused = refuse_empty_match(*regex, call)) return *refused;
  List parts;
  std::size_t at = 0;
  for (;;) {
    auto const found = regex->search(text, at, call);
    if (found == Regex::Found::gave_up) return gave_up(call);
    if (found == Regex::Found::no || regex->group(0).size == 0) break;
    auto const match = regex->group(0);
    parts.push_back(text.substr(at, match.begin - at));
    at = match.begin + match.size;
  }
  parts.push_back(text.substr(at));
  return parts;
}

constexpr Parameter string{"string", kinds::string}, match{"match", kinds::string}, input{"input", kinds::string};
constexpr Parameter pattern{"pattern", kinds::string}, flags{"flags", kinds::string | kinds::null, true};

constexpr Builtin table[] = {
    {"substring", {string, {"start position", kinds::number}, {"length", kinds::number, true}}, kinds::string, &substring, false,
     "substring(\"foobar\", -2, 1) = \"a\""},
    {"string length", {string}, kinds::number, &string_length, false, "string length(\"规程\") = 2"},
    {"upper case", {string}, kinds::string, &upper_case, false, "upper case(\"aBc4\") = \"ABC4\""},
    {"lower case", {string}, kinds::string, &lower_case, false, "lower case(\"aBc4\") = \"abc4\""},
    {"substring before", {string, match}, kinds::string, &substring_before, false, "substring before(\"foobar\", \"bar\") = \"foo\""},
    {"substring after", {string, match}, kinds::string, &substring_after, false, "substring after(\"foobar\", \"ob\") = \"ar\""},
    {"contains", {string, match}, kinds::boolean, &contains, false, "contains(\"foobar\", \"of\") = false"},
    {"starts with", {string, match}, kinds::boolean, &starts_with, false, "starts with(\"foobar\", \"fo\") = true"},
    {"ends with", {string, match}, kinds::boolean, &ends_with, false, "ends with(\"foobar\", \"r\") = true"},
    {"matches", {input, pattern, flags}, kinds::boolean, &matches, false, "matches(\"foobar\", \"^fo*b\") = true", 1, 2},
    {"replace", {input, pattern, {"replacement", kinds::string}, flags}, kinds::string, &replace, false,
     "replace(\"banana\", \"(an)+\", \"[$1]\") = \"b[an]a\"", 1, 3},
    {"split", {string, {"delimiter", kinds::string}}, kinds::list, &split, false, "split(\"a;b;;c\", \";\") = [\"a\", \"b\", \"\", \"c\"]", 1},
};

}  // namespace

std::span<Builtin const> string_builtins() noexcept { return table; }

}  // namespace guicheng::feel
