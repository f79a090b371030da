// JSON in and out of values, without passing through binary floating point (RFC 8259).
#pragma once

#include <guicheng/value.hpp>

#include <string>
#include <string_view>

namespace guicheng {

struct JsonLimits {
  std::size_t bytes = 1 << 20;
  int depth = 32;              ///< at most Value::max_depth
  std::size_t values = 100'000;
  std::size_t names = 10'000;  ///< in one object
};

/// Reads one JSON text. Objects become contexts, numbers exact decimals from their text; strings stay strings
/// (a field's type turns them into dates later). Refused, with line and column: repeated names, invalid UTF-8,
/// a second text, numbers out of range or of more than 34 digits, and whatever passes a limit or is larger than a Value may be.
/// Errors: bad_syntax, limit; `where` is `line:column`, columns counted in characters.
Result<Value> read_json(std::string_view text, JsonLimits const& = {});
/// The message of an error of read_json in Chinese, without a full stop.
std::string json_error_zh(Error const&);

/// Writes compact JSON: numbers in plain notation, dates and durations as ISO 8601 strings, functions and ranges as
/// their FEEL text. Always valid JSON: bytes that are not UTF-8 become U+FFFD.
std::string write_json(Value const&);
void write_json(std::string& to, Value const&);

/// Writes a string with its quotes.
void write_json_string(std::string& to, std::string_view);

}  // namespace guicheng
