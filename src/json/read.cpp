// JSON into values (RFC 8259). Entry point: read_json. Only this file includes Boost.JSON, whose parser's events are
// used rather than its values: numbers keep their text, and repeated names are seen.
#include <guicheng/json.hpp>

#include "text/utf8.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <limits>

namespace guicheng {
namespace {

namespace json = boost::json;

/// `line:column` of a byte, 1-based; the column counts characters.
std::string place(std::string_view text, std::size_t byte) {
  auto const before = text.substr(0, std::min(byte, text.size()));
  auto const line = std::count(before.begin(), before.end(), '\n') + 1;
  auto const start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return std::to_string(line) + ':' + std::to_string(count_characters(before.substr(start)) + 1);
}

/// Whether a number keeps all its digits as a Decimal; zeros at either end are none.
bool is_exact(std::string_view number) {
  constexpr std::size_t most = 34;
  if (number.size() <= most) return true;
  std::size_t digits = 0, zeros = 0;
  for (char const c : number.substr(0, number.find_first_of("eE"))) {
    if (c < '0' || c > '9' || (c == '0' && digits == 0)) continue;
    zeros = c == '0' ? zeros + 1 : 0;
    ++digits;
  }
  return digits - zeros <= most;
}

/// Takes the parser's events. A member that returns false has left its reason in `failure` and ends the parsing.
class Builder {
 public:
  using ec = json::error_code;
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  explicit Builder(JsonLimits const& limits) : limits_{limits} {}

  Value root;
  Error failure;
  char const* failed_at = nullptr;  // into the text, where that is known better than by the parser

  bool on_document_begin(ec&) { return true; }
  bool on_document_end(ec&) { return true; }
  bool on_object_begin(ec& e) { return open(e, Frame{true, {}, {}, {}}); }
  bool on_object_end(std::size_t, ec& e) { return close(e); }
  bool on_array_begin(ec& e) { return open(e, Frame{false, {}, {}, {}}); }
  bool on_array_end(std::size_t, ec& e) { return close(e); }

  bool on_key_part(json::string_view part, std::size_t, ec&) { return append(part); }
  bool on_key(json::string_view part, std::size_t whole, ec& e) {
    append(part);
    auto& frame = open_.back();
    frame.name = std::exchange(text_, {});
    auto const* const at = part.size() == whole ? part.data() - 1 : nullptr;
    if (frame.context.size() >= limits_.names) {
      return stop(e, Errc::limit, "An object has more than " + std::to_string(limits_.names) + " names.", at);
    }
    if (!frame.context.find(frame.name)) return true;
    return stop(e, Errc::bad_syntax, "The name \"" + frame.name + "\" stands twice in one object.", at);
  }
  bool on_string_part(json::string_view part, std::size_t, ec&) { return append(part); }
  bool on_string(json::string_view part, std::size_t, ec& e) {
    append(part);
    return add(e, Value{std::exchange(text_, {})});
  }
  bool on_number_part(json::string_view part, ec&) { return append(part); }
  bool on_int64(std::int64_t, json::string_view part, ec& e) { return add_number(part, e); }
  bool on_uint64(std::uint64_t, json::string_view part, ec& e) { return add_number(part, e); }
  bool on_double(double, json::string_view part, ec& e) { return add_number(part, e); }
  bool on_bool(bool value, ec& e) { return add(e, Value{value}); }
  bool on_null(ec& e) { return add(e, Value{}); }
  bool on_comment_part(json::string_view, ec&) { return true; }
  bool on_comment(json::string_view, ec&) { return true; }

 private:
  struct Frame {
    bool is_object;
    Context context;
    List list;
    std::string name;
  };

  bool append(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool stop(ec& e, Errc code, std::string message, char const* at = nullptr) {
    failure = fail(code, std::move(message));
    failed_at = at;
    e = json::error::syntax;
    return false;
  }

  bool count(ec& e) {
    if (++values_ <= limits_.values) return true;
    return stop(e, Errc::limit, "There are more than " + std::to_string(limits_.values) + " values.");
  }

  bool open(ec& e, Frame frame) {
    if (!count(e)) return false;
    open_.push_back(std::move(frame));
    return true;
  }

  /// What is larger than a value may be would become null in silence.
  bool close(ec& e) {
    auto frame = std::move(open_.back());
    open_.pop_back();
    auto value = frame.is_object ? Value{std::move(frame.context)} : Value{std::move(frame.list)};
    if (value.is_null()) return stop(e, Errc::limit, "A list or an object holds more than a value may.");
    put(std::move(value));
    return true;
  }

  bool add(ec& e, Value value) {
    if (!count(e)) return false;
    put(std::move(value));
    return true;
  }

  bool add_number(json::string_view part, ec& e) {
    append(part);
    if (!is_exact(text_)) return stop(e, Errc::limit, "This number has more than 34 digits.", part.data());
    auto const number = read_decimal(std::exchange(text_, {}));
    if (!number) return stop(e, number.error().code, "This number is out of range.", part.data());
    return add(e, Value{*number});
  }

  void put(Value value) {
    if (open_.empty()) {
      root = std::move(value);
    } else if (open_.back().is_object) {
      open_.back().context.set(open_.back().name, std::move(value));
    } else {
      open_.back().list.push_back(std::move(value));
    }
  }

  JsonLimits const& limits_;
  std::vector<Frame> open_;
  std::string text_;
  std::size_t values_ = 0;
};

/// The parser's error in our words.
Error explain(json::error_code const& e, JsonLimits const& limits) {
  if (e == json::error::too_deep) {
    return fail(Errc::limit, "Values are nested deeper than " + std::to_string(limits.depth) + ".");
  }
  if (e == json::error::exponent_overflow) return fail(Errc::limit, "This number is out of range.");
  if (e == json::error::incomplete) return fail(Errc::bad_syntax, "The JSON text ends too early.");
  if (e == json::error::extra_data) return fail(Errc::bad_syntax, "Something follows the JSON text.");
  if (e == json::error::expected_utf16_escape || e == json::error::illegal_leading_surrogate ||
      e == json::error::illegal_trailing_surrogate) {
    return fail(Errc::bad_syntax, "Half of a surrogate pair stands alone in a string.");
  }
  return fail(Errc::bad_syntax, "This is not JSON.");
}

Error at(Error error, std::string_view text, std::size_t byte) {
  error.where = place(text, byte);
  return error;
}

/// Every message of this file; {}: a name or a number.
struct Message { std::string_view en, zh; };
constexpr Message messages[] = {
    {"This is not JSON.", "不是 JSON"},
    {"The JSON text ends too early.", "内容不完整"},
    {"Something follows the JSON text.", "其后还有多余的内容"},
    {"This byte is not valid UTF-8.", "不是 UTF-8 编码"},
    {"Half of a surrogate pair stands alone in a string.", "文字中只有半个代理对"},
    {"The name \"{}\" stands twice in one object.", "名称“{}”在一个对象中出现两次"},
    {"This number is out of range.", "数值超出范围"},
    {"This number has more than 34 digits.", "数字超过 34 位"},
    {"Values are nested deeper than {}.", "嵌套超过 {} 层"},
    {"An object has more than {} names.", "一个对象中的名称超过 {} 个"},
    {"There are more than {} values.", "值超过 {} 个"},
    {"The JSON text is longer than {} bytes.", "内容超过 {} 字节"},
    {"A list or an object holds more than a value may.", "列表或对象过大"},
};

}  // namespace

std::string json_error_zh(Error const& error) {
  std::string_view const said = error.message;
  for (auto const& [en, zh] : messages) {
    auto const hole = en.find("{}"), to = zh.find("{}");
    if (hole == en.npos && said == en) return std::string{zh};
    if (hole == en.npos) continue;
    auto const after = en.substr(hole + 2);
    if (said.size() < hole + after.size() || !said.starts_with(en.substr(0, hole)) || !said.ends_with(after)) continue;
    return std::string{zh.substr(0, to)}.append(said.substr(hole, said.size() - hole - after.size())).append(zh.substr(to + 2));
  }
  return error.message;
}

Result<Value> read_json(std::string_view text, JsonLimits const& limits) {
  if (text.size() > limits.bytes) {
    return fail(Errc::limit, "The JSON text is longer than " + std::to_string(limits.bytes) + " bytes.");
  }
  if (auto const bad = find_invalid_utf8(text)) {
    return at(fail(Errc::bad_syntax, "This byte is not valid UTF-8."), text.substr(0, *bad), *bad);
  }
  json::parse_options options;
  options.max_depth = static_cast<std::size_t>(std::clamp(limits.depth, 0, Value::max_depth));
  json::basic_parser<Builder> parser{options, limits};
  json::error_code error;
  auto consumed = parser.write_some(false, text.data(), text.size(), error);
  if (!error && consumed < text.size()) error = json::error::extra_data;
  auto& builder = parser.handler();
  if (!error) return std::move(builder.root);
  if (builder.failure.code == Errc{}) return at(explain(error, limits), text, consumed);
  auto const* const from = builder.failed_at;
  bool const inside = from != nullptr && !std::less<>{}(from, text.data()) && std::less<>{}(from, text.data() + text.size());
  return at(builder.failure, text, inside ? static_cast<std::size_t>(from - text.data()) : consumed);
}

}  // namespace guicheng
