// Recognizes cells of constants: `>= 5`, `[2..5)`, `"A","B"`, `not("A")`. Entry point: read_cell_tests.
// It reads less than FEEL's grammar does on purpose: whatever it does not know is evaluated as FEEL.
#include "rules/cell_tests.hpp"

#include <array>

namespace guicheng::rules {
namespace {

using Kind = Value::Kind;

bool is_ordered(Kind kind) { return kind == Kind::number || kind == Kind::date || kind == Kind::months_duration; }
bool is_indexed(Kind kind) { return is_ordered(kind) || kind == Kind::string || kind == Kind::boolean; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The end of the string literal that begins at `at`, or npos.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (auto i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.npos;
}

bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text = trim(text.substr(1));
  bool digits = false;
  int points = 0;
  for (char const c : text) {
    if (c >= '0' && c <= '9') {
      digits = true;
    } else if (c != '.' || ++points > 1) {
      return false;
    }
  }
  return digits && text.back() != '.';
}

bool is_one_string(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && string_end(text, 0) == text.size();
}

/// `date("…")`, `duration("…")` or `@"…"`: constants that FEEL itself must read.
bool is_temporal_literal(std::string_view text) {
  for (std::string_view const name : {"date", "duration", "@"}) {
    if (!text.starts_with(name)) continue;
    auto rest = trim(text.substr(name.size()));
    if (name != "@") {
      if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') return false;
      rest = trim(rest.substr(1, rest.size() - 2));
    }
    return is_one_string(rest);
  }
  return false;
}

/// Evaluates a literal that has no names; a variable called `date` would show as a used slot.
std::optional<Value> evaluate_literal(std::string_view text, Scope const& scope) {
  auto const compiled = compile_feel(text, scope);
  if (!compiled.feel || !compiled.feel->used_slots().empty()) return std::nullopt;
  auto value = evaluate(*compiled.feel, {}, {});
  if (value.is_null()) return std::nullopt;
  return value;
}

/// Where `..` stands outside strings and brackets, or npos.
std::size_t find_dots(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '"') {
      i = string_end(text, i);
      if (i == text.npos) return i;
      --i;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')') {
      --depth;
    } else if (depth == 0 && text[i] == '.' && text[i + 1] == '.') {
      return i;
    }
  }
  return text.npos;
}

std::optional<Interval> read_range(std::string_view text, Scope const& scope) {
  if (text.size() < 2) return std::nullopt;
  char const open = text.front(), close = text.back();
  if ((open != '[' && open != '(' && open != ']') || (close != ']' && close != ')' && close != '[')) return std::nullopt;
  auto const inside = text.substr(1, text.size() - 2);
  auto const dots = find_dots(inside);
  if (dots == inside.npos) return std::nullopt;
  auto low = read_literal(trim(inside.substr(0, dots)), scope);
  auto high = read_literal(trim(inside.substr(dots + 2)), scope);
  if (!low || !high || low->kind() != high->kind() || !is_ordered(low->kind())) return std::nullopt;
  return Interval{std::move(low), std::move(high), open == '[', close == ']'};
}

std::optional<Interval> read_test(std::string_view text, Scope const& scope) {
  struct Sign { std::string_view sign; bool below, included; };
  constexpr std::array<Sign, 4> signs{{{"<=", true, true}, {">=", false, true}, {"<", true, false}, {">", false, false}}};
  for (auto const& [sign, below, included] : signs) {
    if (!text.starts_with(sign)) continue;
    auto end = read_literal(trim(text.substr(sign.size())), scope);
    if (!end || !is_ordered(end->kind())) return std::nullopt;
    return below ? Interval{std::nullopt, std::move(end), false, included}
                 : Interval{std::move(end), std::nullopt, included, false};
  }
  if (auto point = read_literal(text, scope)) {
    if (!is_indexed(point->kind())) return std::nullopt;
    return Interval{point, point, true, true};
  }
  return read_range(text, scope);
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool always_holds(std::string_view cell) noexcept {
  auto const text = trim(cell);
  return text.empty() || text == "-";
}

std::optional<std::vector<std::string_view>> split_tests(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;  // of ( and {; square brackets open and close ranges both ways, so they cannot be counted
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (c == '"') {
      auto const end = string_end(text, i);
      if (end == text.npos) return std::nullopt;
      i = end - 1;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == '}') && depth > 0) {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.push_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

std::optional<Value> read_literal(std::string_view text, Scope const& scope) {
  if (text == "true" || text == "false") return Value{text == "true"};
  if (is_number(text)) {
    bool const negative = text.front() == '-';
    auto number = read_decimal(negative ? trim(text.substr(1)) : text);
    if (!number) return std::nullopt;
    return Value{negative ? -*number : *number};
  }
  if (is_one_string(text) && text.find('\\') == text.npos) return Value{text.substr(1, text.size() - 2)};
  if (is_one_string(text) || is_temporal_literal(text)) return evaluate_literal(text, scope);
  return std::nullopt;
}

std::optional<CellTests> read_cell_tests(std::string_view cell, Scope const& scope) {
  CellTests tests;
  auto text = trim(cell);
  if (text.starts_with("not")) {
    auto const rest = trim(text.substr(3));
    if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') return std::nullopt;
    text = trim(rest.substr(1, rest.size() - 2));
    tests.negated = true;
  }
  auto const parts = split_tests(text);
  if (!parts) return std::nullopt;
  for (auto const part : *parts) {
    auto interval = read_test(part, scope);
    if (!interval) return std::nullopt;
    auto const kind = (interval->low ? *interval->low : *interval->high).kind();
    if (tests.kind != Kind::null && kind != tests.kind) return std::nullopt;
    tests.kind = kind;
    tests.intervals.push_back(std::move(*interval));
  }
  return tests;
}

}  // namespace guicheng::rules
