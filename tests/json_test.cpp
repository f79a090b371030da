#include <guicheng/json.hpp>

#include "test.hpp"

using namespace guicheng;

namespace {

/// Reads and writes again; an error as its place and message.
std::string again(std::string_view text) {
  auto const value = read_json(text);
  if (value) return write_json(*value);
  CHECK(json_error_zh(value.error()) != value.error().message);
  return value.error().where + " " + value.error().message;
}

Error error_of(std::string_view text, JsonLimits const& limits = {}) {
  auto const value = read_json(text, limits);
  REQUIRE_FALSE(value.has_value());
  CHECK(json_error_zh(value.error()) != value.error().message);
  return value.error();
}

}  // namespace

TEST_CASE("json: what is read is written again") {
  for (auto const* text : {"null", "true", "false", "\"\"", "[]", "{}", "[1,\"a\",null,[],{\"b\":[true]}]", "{\"甲\":{\"乙\":1}}",
                           "\"\\u0001\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\"", "\"\xE2\x80\xA8\xE2\x80\xA9\x7F\xF0\x9F\x98\x80\""}) {
    CHECK(again(text) == text);
  }
  CHECK(again(" [ 1 , 2 ]\r\n\t") == "[1,2]");
  CHECK(again("\"\\u7532\\ud83d\\ude00\\/\"") == "\"甲😀/\"");
  CHECK(again("\"a\\u0000b\"") == "\"a\\u0000b\"");
}

TEST_CASE("json: numbers are exact, in plain notation") {
  CHECK(again("0.1") == "0.1");
  CHECK(again("9007199254740993") == "9007199254740993");
  CHECK(again("123456789012345678901234.567890") == "123456789012345678901234.56789");
  CHECK(again("18446744073709551616") == "18446744073709551616");
  CHECK(again("1.10") == "1.1");
  CHECK(again("-0") == "0");
  CHECK(again("-0.0") == "0");
  CHECK(again("-12.5e-3") == "-0.0125");
  CHECK(again("1E2") == "100");
  CHECK(again("[1e40]") == "[10000000000000000000000000000000000000000]");
  auto const digits = std::string(33, '7') + "5";
  CHECK(again("[-0.000" + digits + "]") == "[-0.000" + digits + "]");
  CHECK(again(digits + "0000000000e-4") == digits + "000000");
  CHECK(again("[1,\n " + digits + "1]") == "2:2 This number has more than 34 digits.");
  CHECK(again("0." + digits + "001e5") == "1:1 This number has more than 34 digits.");
  CHECK(again("[1, 1e9999]") == "1:5 This number is out of range.");
  CHECK(again("1e99999999999999999999").find("out of range") != std::string::npos);
}

TEST_CASE("json: errors name line and column in characters") {
  CHECK(again("{\"甲\": 1,\n \"乙\": 2, \"甲\": 3}") == "2:10 The name \"甲\" stands twice in one object.");
  CHECK(again("[1, 2\n, x]") == "2:3 This is not JSON.");
  CHECK(again("[1") == "1:3 The JSON text ends too early.");
  CHECK(again("") == "1:1 The JSON text ends too early.");
  CHECK(again("1 2") == "1:3 Something follows the JSON text.");
  CHECK(again("\"甲\xFF\"") == "1:3 This byte is not valid UTF-8.");
}

TEST_CASE("json: what RFC 8259 does not allow is refused") {
  for (auto const* text : {"[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "+1", ".5", "1.", "1e", "- 1", "NaN", "Infinity", "-Infinity", "tru",
                           "nul", "True", "\"a\nb\"", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
                           "[1 2]", "{\"a\" 1}", "{\"a\":}", "{1:2}", "[", "]", "{", "// c\n1", "/* c */ 1", "\xEF\xBB\xBF" "1", "1,", "\"a",
                           "\xED\xA0\x80", "\"\xC0\x80\"", "[1]]", "0x1", "1_000", "\v1", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":1}"}) {
    CAPTURE(text);
    CHECK(error_of(text).code == Errc::bad_syntax);
    CHECK_FALSE(error_of(text).where.empty());
  }
  CHECK(error_of(std::string_view{"1\0", 2}).code == Errc::bad_syntax);
}

TEST_CASE("json: limits hold") {
  CHECK(error_of(std::string(1'000'000, '[')).code == Errc::limit);
  CHECK(error_of("[[1]]", {.depth = 1}).code == Errc::limit);
  CHECK(read_json("[[1]]", {.depth = 2}).has_value());
  CHECK(error_of("[1,2,3]", {.values = 3}).code == Errc::limit);
  CHECK(read_json("[1,2]", {.values = 3}).has_value());
  CHECK(error_of("[1,2]", {.bytes = 4}).code == Errc::limit);
  CHECK(error_of("{\"a\":1,\"b\":2}", {.names = 1}) == fail(Errc::limit, "An object has more than 1 names.", "1:8"));
  JsonLimits const wide{.bytes = 64u << 20, .values = 10'000'000};
  CHECK(error_of("[1, [\"" + std::string(17u << 20, 'a') + "\"]]", wide).code == Errc::limit);
  std::string many = "[0";
  for (int i = 0; i < 1'100'000; ++i) many += ",0";
  CHECK(error_of(many + "]", wide).code == Errc::limit);
}

TEST_CASE("json: dates and durations are written as ISO 8601, ranges as FEEL") {
  Context context;
  context.set("date", Date{2024, 2, 29});
  context.set("months", MonthsDuration{14});
  context.set("range", Range{1, 2, true, false});
  CHECK(write_json(Value{context}) == "{\"date\":\"2024-02-29\",\"months\":\"P1Y2M\",\"range\":\"[1..2)\"}");
}

TEST_CASE("json: what is written is valid whatever a value holds") {
  CHECK(write_json(Value{"a\xFF\xE4\xB8" "b"}) == "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" "b\"");
  Value deep;
  for (int i = 0; i < 1000; ++i) deep = Value{List{deep}};
  auto const text = write_json(deep);
  CHECK(read_json(text, {.depth = 300}).has_value());
}

TEST_CASE("json: an error can be told in Chinese") {
  CHECK(json_error_zh(error_of("nonsense")) == "不是 JSON");
  CHECK(json_error_zh(error_of("{\"甲\":1,\"甲\":2}")) == "名称“甲”在一个对象中出现两次");
  CHECK(json_error_zh(error_of("[[1]]", {.depth = 1})) == "嵌套超过 1 层");
}
