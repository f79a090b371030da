// Values as FEEL text an author could have written. Entry point: write_feel in value.hpp.
#include <guicheng/value.hpp>

#include "value/function.hpp"

#include <algorithm>

namespace guicheng {
namespace {

void write(std::string& to, Value const& value);

void write_text(std::string& to, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  to += '"';
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (to += '\\') += c;
    else if (c == '\n') to += "\\n";
    else if (c == '\r') to += "\\r";
    else if (c == '\t') to += "\\t";
    else if (byte < 0x20 || byte == 0x7f) ((to += "\\u00") += digits[byte >> 4]) += digits[byte & 15];
    else to += c;
  }
  to += '"';
}

/// A context key is written bare where it is one word, else as a text.
bool is_one_word(std::string_view name) {
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  auto const letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

void write_range(std::string& to, Range const& range) {
  // Without a bound on one side it is written as a comparison: a null that is written is a bound nobody knows.
  bool const no_start = range.start.is_null() && !range.start_included, no_end = range.end.is_null() && !range.end_included;
  if (no_start != no_end) {
    to += no_start ? (range.end_included ? "(<=" : "(<") : (range.start_included ? "(>=" : "(>");
    write(to, no_start ? range.end : range.start);
    to += ')';
    return;
  }
  to += range.start_included ? '[' : '(';
  write(to, range.start);
  to += "..";
  write(to, range.end);
  to += range.end_included ? ']' : ')';
}

void write_list(std::string& to, List const& list) {
  to += '[';
  for (auto const& item : list) {
    if (&item != list.data()) to += ", ";
    write(to, item);
  }
  to += ']';
}

void write_context(std::string& to, Context const& context) {
  to += '{';
  bool first = true;
  for (auto const& [name, value] : context) {
    if (!first) to += ", ";
    first = false;
    if (is_one_word(name)) to += name;
    else write_text(to, name);
    to += ": ";
    write(to, value);
  }
  to += '}';
}

template <class T>
void write_call(std::string& to, std::string_view function, T const& content) {
  ((((to += function) += "(\"") += guicheng::write(content)) += "\")");
}

void write(std::string& to, Value const& value) {
  using enum Value::Kind;
  switch (value.kind()) {
    case null: to += "null"; return;
    case boolean: to += *value.boolean() ? "true" : "false"; return;
    case number: to += write_decimal(*value.number()); return;
    case string: write_text(to, *value.string()); return;
    case date: write_call(to, "date", *value.date()); return;
    case time: write_call(to, "time", *value.time()); return;
    case date_time: write_call(to, "date and time", *value.date_time()); return;
    case days_duration: write_call(to, "duration", *value.days_duration()); return;
    case months_duration: write_call(to, "duration", *value.months_duration()); return;
    case list: write_list(to, *value.list()); return;
    case context: write_context(to, *value.context()); return;
    case range: write_range(to, *value.range()); return;
    case function: to += value.function()->text(); return;
  }
}

}  // namespace

std::string write_feel(Value const& value) {
  std::string text;
  write(text, value);
  return text;
}

}  // namespace guicheng
