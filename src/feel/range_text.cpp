// Reads the text of a range: bracket, literal, `..`, literal, bracket.
// Entry point: read_range.
#include "feel/range_text.hpp"

#include <algorithm>
#include <string>

namespace guicheng::feel {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  std::optional<Range> range() {
    Range result;
    skip_blanks();
    if (take('[')) result.start_included = true;
    else if (!take('(') && !take(']')) return std::nullopt;
    // An end may be missing where its bracket is open (rule 66): then the range has no bound on that side.
    skip_blanks();
    bool const no_start = !result.start_included && rest_.starts_with("..");
    auto start = no_start ? std::optional{Value{}} : literal();
    if (!start || !take("..")) return std::nullopt;
    skip_blanks();
    bool const no_end = !no_start && (rest_.starts_with(')') || rest_.starts_with('['));
    auto end = no_end ? std::optional{Value{}} : literal();
    if (!end) return std::nullopt;
    if (take(']')) result.end_included = true;
    else if (!take(')') && !take('[')) return std::nullopt;
    skip_blanks();
    if (!rest_.empty()) return std::nullopt;
    result.start = std::move(*start);
    result.end = std::move(*end);
    return result;
  }

 private:
  void skip_blanks() noexcept {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' || rest_.front() == '\n' || rest_.front() == '\r'))
      rest_.remove_prefix(1);
  }
  bool take(char c) noexcept { return take(std::string_view{&c, 1}); }
  bool take(std::string_view word) noexcept {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<Value> literal() {
    skip_blanks();
    auto value = rest_.starts_with('"') ? text_value() : rest_.starts_with('@') ? at_literal() : number_or_call();
    skip_blanks();
    return value;
  }

  std::optional<Value> text_value() {
    auto text = quoted();
    return text ? std::optional{Value{std::move(*text)}} : std::nullopt;
  }

  std::optional<Value> at_literal() {
    rest_.remove_prefix(1);
    auto const text = quoted();
    if (!text) return std::nullopt;
    if (auto const date = read_date(*text)) return Value{*date};
    if (auto const moment = read_date_time(*text)) return Value{*moment};
    if (auto const time = read_time(*text)) return Value{*time};
    return duration(*text);
  }

  static std::optional<Value> duration(std::string_view text) {
    if (auto const months = read_months_duration(text)) return Value{*months};
    if (auto const days = read_days_duration(text)) return Value{*days};
    return std::nullopt;
  }

  // `date("2012-12-25")` and its like, or a number.
  std::optional<Value> number_or_call() {
    for (std::string_view const name : {"date and time", "date", "time", "duration"}) {
      if (take(name)) return call(name);
    }
    // A number ends before `..`, though a point may stand inside it.
    std::size_t size = 0;
    while (size < rest_.size() && !rest_.substr(size).starts_with("..") &&
           (std::string_view{".-eE0123456789"}.find(rest_[size]) != std::string_view::npos || is_exponent_sign(size)))
      ++size;
    auto const number = read_decimal(rest_.substr(0, size));
    if (!number) return std::nullopt;
    rest_.remove_prefix(size);
    return Value{*number};
  }

  bool is_exponent_sign(std::size_t at) const noexcept {
    return at > 0 && rest_[at] == '+' && (rest_[at - 1] == 'e' || rest_[at - 1] == 'E');
  }

  std::optional<Value> call(std::string_view name) {
    skip_blanks();
    if (!take('(')) return std::nullopt;
    skip_blanks();
    auto const text = quoted();
    if (!text) return std::nullopt;
    skip_blanks();
    if (!take(')')) return std::nullopt;
    if (name == "duration") return duration(*text);
    if (name == "date") return boxed(read_date(*text));
    if (name == "time") return boxed(read_time(*text));
    if (auto const date = read_date(*text)) return Value{DateTime{*date, {}}};
    return boxed(read_date_time(*text));
  }

  template <class T>
  static std::optional<Value> boxed(std::optional<T> const& value) {
    return value ? std::optional{Value{*value}} : std::nullopt;
  }

  // A FEEL string literal with the escapes that stand for one character.
  std::optional<std::string> quoted() {
    if (!take('"')) return std::nullopt;
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') {
        rest_.remove_prefix(1);
        auto const plain = rest_.empty() ? std::string_view::npos : std::string_view{"\"'\\nrt"}.find(rest_.front());
        if (plain == std::string_view::npos) return std::nullopt;
        text += "\"'\\\n\r\t"[plain];
      } else {
        text += rest_.front();
      }
      rest_.remove_prefix(1);
    }
    return take('"') ? std::optional{std::move(text)} : std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Range> read_range(std::string_view text) { return Reader{text}.range(); }

}  // namespace guicheng::feel
