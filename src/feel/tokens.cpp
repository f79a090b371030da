// The words of the language: numbers, strings, names. Each reads at a place and returns the end, or the place itself
// if there is none. Entry points: the token functions of builder.hpp.
#include "feel/builder.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

bool is_digit(std::string_view text, std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }

std::size_t digits_end(std::string_view text, std::size_t at) {
  while (is_digit(text, at)) ++at;
  return at;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Hexadecimal digits at `at`; -1 if one is missing.
std::int32_t hex_code(std::string_view text, std::size_t at, std::size_t count) {
  std::int32_t code = 0;
  for (auto end = at + count; at < end; ++at) {
    auto const digit = at < text.size() ? hex(text[at]) : -1;
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/// Appends the character of an escape that begins at the backslash; returns its end, or `at` if it is none.
std::size_t unescape(std::string_view text, std::size_t at, std::string& to) {
  static constexpr std::string_view letters = "nrt\"'\\/", meant = "\n\r\t\"'\\/";
  auto const letter = at + 1 < text.size() ? text[at + 1] : ' ';
  if (auto const i = letters.find(letter); i != letters.npos) return to += meant[i], at + 2;
  if (letter != 'u' && letter != 'U') return at;
  auto const count = letter == 'u' ? std::size_t{4} : std::size_t{6};
  auto code = hex_code(text, at + 2, count);
  auto end = at + 2 + count;
  if (code >= 0xd800 && code < 0xdc00 && text.compare(end, 2, "\\u") == 0) {
    auto const low = hex_code(text, end + 2, 4);
    if (low < 0xdc00 || low > 0xdfff) return at;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    end += 6;
  }
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return at;
  append_utf8(to, static_cast<std::uint32_t>(code));
  return end;
}

}  // namespace

std::size_t Builder::number(std::size_t at) {
  auto end = digits_end(text_, at);
  auto const whole = end != at;
  if (end < text_.size() && text_[end] == '.' && is_digit(text_, end + 1)) end = digits_end(text_, end + 1);
  else if (!whole) return at;
  if (end < text_.size() && (text_[end] | 0x20) == 'e') {
    auto const sign = end + 1 < text_.size() && (text_[end + 1] == '+' || text_[end + 1] == '-') ? 1u : 0u;
    if (is_digit(text_, end + 1 + sign)) end = digits_end(text_, end + 1 + sign);
  }
  auto const read = read_decimal(piece(at, end));
  if (!read) {
    fail(at, "feel.number", "The number is too large or too small.");
    return at;
  }
  ended(end);
  constant(*read, at);
  return end;
}

std::size_t Builder::string(std::size_t at) {
  if (at >= text_.size() || text_[at] != '"') return at;
  std::string content;
  auto here = at + 1;
  while (here < text_.size() && text_[here] != '"') {
    if (text_[here] != '\\') {
      content += text_[here++];
      continue;
    }
    auto const end = unescape(text_, here, content);
    if (end == here) {  // an unknown escape stands for itself, as in the regular expression "\\d" written "\d"
      content += text_[here++];
      continue;
    }
    here = end;
  }
  if (here >= text_.size()) {
    fail(at, "feel.syntax", "The text has no closing quotation mark.", "Add \" at its end.");
    return at;
  }
  ended(here + 1);
  last_text_ = content;
  constant(std::move(content), at);
  return here + 1;
}

std::size_t Builder::at_literal(std::size_t at) {
  if (at >= text_.size() || text_[at] != '@') return at;
  auto const start = skip_blanks(text_, at + 1);
  auto const end = string(start);
  if (end == start) return at;
  auto& value = ast_.values.back();
  auto const content = *value.string();
  if (auto const date = read_date(content)) value = *date;
  else if (auto const moment = read_date_time(content)) value = *moment;
  else if (auto const time = read_time(content)) value = *time;
  else if (auto const days = read_days_duration(content)) value = *days;
  else if (auto const months = read_months_duration(content)) value = *months;
  else fail(at, "feel.at-literal", "`" + content + "` is no date, time, date and time or duration.");
  ast_.nodes.back().begin = static_cast<std::uint32_t>(at);
  return end;
}

std::size_t Builder::known_end(std::size_t at) const {
  auto end = names_.values->longest_match(text_, at);
  for (auto const& local : locals_) end = std::max(end, match_name(local, text_, at));
  if (!name_marks_.empty()) end = std::max(end, names_.fields->longest_match(text_, at));
  return end;
}

/// The end of tokens that stand side by side, which can only be one name; with `signs` also `.` `/` `-` `'` `+` `*`.
std::size_t Builder::loose_end(std::size_t at, bool signs) const {
  auto end = token_end(text_, at);
  for (auto here = end; end != at;) {
    auto const next = skip_blanks(text_, here);
    auto const c = character_at(text_, next);
    if (signs && c.size == 1 && std::string_view{"./-'+*"}.find(static_cast<char>(c.code)) != std::string_view::npos) {
      end = here = next + 1;
      continue;
    }
    if (c.size == 0 || !is_name_part(c.code)) break;
    auto token = next;
    for (auto p = c; p.size != 0 && is_name_part(p.code); p = character_at(text_, token)) token += p.size;
    if (!signs && is_keyword(piece(next, token))) break;
    end = here = token;
  }
  return end;
}

std::size_t Builder::name(std::size_t at) {
  auto end = known_end(at);
  auto const token = token_end(text_, at);
  if (end <= at && (token == at || is_keyword(piece(at, token)))) return at;
  // Two names side by side are no expression: they must be one name that is unknown here.
  if (auto const loose = loose_end(at, false); loose > end) end = loose;
  ended(end);
  open(at);
  texts_.push_back(normal_name(piece(at, end)));
  fold_text(AstKind::name);
  return end;
}

std::size_t Builder::field(std::size_t at) {
  auto const end = std::max(names_.fields->longest_match(text_, at), loose_end(at, false));
  if (end == at) return at;
  ended(end);
  last_text_ = normal_name(piece(at, end));
  return end;
}

std::size_t Builder::key(std::size_t at) {
  if (at < text_.size() && text_[at] == '"') {
    auto const end = string(at);
    if (end != at) {  // the string stands on the stack as a constant: take it off, keep its text
      stack_.pop_back();
      last_text_ = *ast_.values.back().string();
    }
    return end;
  }
  auto const end = loose_end(at, true);
  if (end == at) return at;
  ended(end);
  last_text_ = normal_name(piece(at, end));
  return end;
}

std::size_t Builder::argument(std::size_t at) {
  auto const end = loose_end(at, true);
  auto const colon = end == at ? text_.size() : skip_blanks(text_, end);
  if (colon >= text_.size() || text_[colon] != ':') return at;
  ended(end);
  last_text_ = normal_name(piece(at, end));
  return colon + 1;
}

std::size_t Builder::variable(std::size_t at) {
  auto const end = loose_end(at, false);
  if (end == at || is_keyword(piece(at, token_end(text_, at)))) return at;
  ended(end);
  last_text_ = normal_name(piece(at, end));
  return end;
}

std::size_t Builder::parameter(std::size_t at) {
  auto const end = variable(at);
  if (end == at) return at;
  open(at);
  texts_.push_back(last_text_);
  push_name();
  fold_text(AstKind::parameter);
  return end;
}

std::size_t Builder::type_name(std::size_t at) {
  static constexpr std::pair<std::string_view, Value::Kind> simple[] = {
      {"number", Value::Kind::number},
      {"string", Value::Kind::string},
      {"boolean", Value::Kind::boolean},
      {"date and time", Value::Kind::date_time},
      {"date", Value::Kind::date},
      {"time", Value::Kind::time},
      {"days and time duration", Value::Kind::days_duration},
      {"years and months duration", Value::Kind::months_duration},
      {"context", Value::Kind::context},
      {"list", Value::Kind::list},
      {"Null", Value::Kind::null},
      {"null", Value::Kind::null},
  };
  auto const take = [&](std::size_t end, Type type) { return ended(end), types_.push_back(std::move(type)), end; };
  for (auto const& [name, type] : *names_.types)
    if (auto const end = match_name(name, text_, at); end != at) return take(end, type);
  if (auto const end = match_name("Any", text_, at); end != at) return take(end, {});
  for (auto const& [name, kind] : simple)
    if (auto const end = match_name(name, text_, at); end != at) return take(end, Type::of(kind));
  auto const end = token_end(text_, at);
  if (end == at) return at;
  auto const wanted = piece(at, end);
  std::vector<std::string_view> known{"Any", "range", "function"};
  for (auto const& [name, type] : *names_.types) known.push_back(name);
  for (auto const& [name, kind] : simple) known.push_back(name);
  auto const near = nearest_name(wanted, known);
  fail(at, "feel.unknown-type", "There is no type `" + std::string{wanted} + "`.",
       wanted == "range"      ? "Write what it is a range of: `range<number>`."
       : wanted == "function" ? "Write what it takes and gives: `function<number> -> number`."
       : wanted == "duration" ? "There are `days and time duration` and `years and months duration`."
       : near.empty()         ? ""
                              : "Did you mean `" + std::string{near} + "`?");
  return at;
}

std::size_t Builder::word(std::string_view word, std::size_t at) const {
  return text_.compare(at, word.size(), word) == 0 && token_end(text_, at) == at + word.size() ? at + word.size() : at;
}

std::size_t Builder::first_word(std::string_view wanted, std::size_t at) const {
  auto const end = word(wanted, at);
  return end != at && known_end(at) <= end ? end : at;
}

std::size_t Builder::relation(std::size_t at) {
  static constexpr std::pair<std::string_view, Compare> signs[] = {
      {"<=", Compare::less_equal}, {">=", Compare::greater_equal}, {"!=", Compare::not_equal},
      {"<", Compare::less},        {">", Compare::greater},        {"=", Compare::equal},
  };
  if (at >= text_.size() || std::string_view{"<>!="}.find(text_[at]) == std::string_view::npos) return at;
  for (auto const& [sign, compare] : signs) {
    if (text_.compare(at, sign.size(), sign) != 0) continue;
    auto const end = at + sign.size();
    if (end < text_.size() && text_[end] == '=') {
      fail(at, "feel.syntax", "There is no operator `" + std::string{piece(at, end + 1)} + "`.",
           "Equality is written with one `=`.");
      return at;
    }
    relation_ = compare;
    return end;
  }
  return at;
}

/// Whether `[` begins a filter here, and does not end a range: then an operand must follow.
bool Builder::opens_filter(std::size_t at) const {
  if (brackets_.empty() || !brackets_.back()) return true;
  auto const next = skip_blanks(text_, at + 1);
  auto const c = character_at(text_, next);
  if (c.size == 0) return false;
  if (is_name_start(c.code)) {
    auto const token = piece(next, token_end(text_, next));
    static constexpr std::string_view leading[] = {"true", "false", "null", "if", "for", "some", "every", "function"};
    return !is_keyword(token) || std::find(std::begin(leading), std::end(leading), token) != std::end(leading);
  }
  return is_digit(text_, next) || std::string_view{"\"@([{"}.find(static_cast<char>(c.code)) != std::string_view::npos;
}

}  // namespace guicheng::feel
