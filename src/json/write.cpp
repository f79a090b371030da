// Values as compact JSON. Entry point: write_json.
#include <guicheng/json.hpp>

#include "text/utf8.hpp"

namespace guicheng {
namespace {

void write_value(std::string& to, Value const& value);  // as deep as values nest, which is Value::max_depth

void write_list(std::string& to, List const& list) {
  to += '[';
  bool first = true;
  for (auto const& item : list) {
    if (!std::exchange(first, false)) to += ',';
    write_value(to, item);
  }
  to += ']';
}

void write_context(std::string& to, Context const& context) {
  to += '{';
  bool first = true;
  for (auto const& [name, item] : context) {
    if (!std::exchange(first, false)) to += ',';
    write_json_string(to, name);
    to += ':';
    write_value(to, item);
  }
  to += '}';
}

void write_value(std::string& to, Value const& value) {
  switch (value.kind()) {
    case Value::Kind::null: to += "null"; return;
    case Value::Kind::boolean: to += *value.boolean() ? "true" : "false"; return;
    case Value::Kind::number: to += write_decimal(*value.number()); return;
    case Value::Kind::string: write_json_string(to, *value.string()); return;
    case Value::Kind::date: write_json_string(to, write(*value.date())); return;
    case Value::Kind::time: write_json_string(to, write(*value.time())); return;
    case Value::Kind::date_time: write_json_string(to, write(*value.date_time())); return;
    case Value::Kind::days_duration: write_json_string(to, write(*value.days_duration())); return;
    case Value::Kind::months_duration: write_json_string(to, write(*value.months_duration())); return;
    case Value::Kind::list: write_list(to, *value.list()); return;
    case Value::Kind::context: write_context(to, *value.context()); return;
    case Value::Kind::range:
    case Value::Kind::function: write_json_string(to, write_feel(value)); return;
  }
}

void write_escape(std::string& to, char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"': to += "\\\""; return;
    case '\\': to += "\\\\"; return;
    case '\b': to += "\\b"; return;
    case '\f': to += "\\f"; return;
    case '\n': to += "\\n"; return;
    case '\r': to += "\\r"; return;
    case '\t': to += "\\t"; return;
    default: break;
  }
  auto const code = static_cast<unsigned char>(c);
  to += "\\u00";
  to += digits[code >> 4];
  to += digits[code & 15u];
}

void write_characters(std::string& to, std::string_view valid) {
  std::size_t plain = 0;
  for (std::size_t at = 0; at < valid.size(); ++at) {
    auto const c = valid[at];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    to.append(valid, plain, at - plain);
    write_escape(to, c);
    plain = at + 1;
  }
  to.append(valid, plain);
}

}  // namespace

void write_json_string(std::string& to, std::string_view text) {
  to += '"';
  while (auto const bad = find_invalid_utf8(text)) {
    write_characters(to, text.substr(0, *bad));
    to += "\xEF\xBF\xBD";
    text.remove_prefix(*bad + 1);
  }
  write_characters(to, text);
  to += '"';
}

void write_json(std::string& to, Value const& value) { write_value(to, value); }

std::string write_json(Value const& value) {
  std::string text;
  write_json(text, value);
  return text;
}

}  // namespace guicheng
