// Words and widths of judgements. Entry points: those of lines.hpp.
#include "rules/lines.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

std::size_t columns_of(char32_t c) { return c >= 0x1100 && c != 0x2026 ? 2 : 1; }

double pixels_of(char32_t c, double size) { return columns_of(c) == 2 ? size : size * 0.6; }

}  // namespace

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  for (auto const c : decode_utf8(text)) sum += columns_of(c);
  return sum;
}

std::string padded(std::string text, std::size_t to) {
  auto const have = columns(text);
  text.append(have < to ? to - have : 1, ' ');
  return text;
}

std::string shortened(std::string_view text, std::size_t to) {
  if (text.size() <= to || columns(text) <= to) return std::string{text};
  std::size_t sum = 0, end = 0;
  while (end < text.size()) {
    auto const length = std::max<std::size_t>(utf8_length(text[end]), 1);
    auto const wide = columns(text.substr(end, length));
    if (sum + wide + 1 > to) break;
    sum += wide;
    end += length;
  }
  return std::string{text.substr(0, end)} + "…";
}

double width(std::string_view text, double size) {
  double sum = 0;
  for (auto const c : decode_utf8(text)) sum += pixels_of(c, size);
  return sum;
}

std::string fitted(std::string_view text, double pixels, double size) {
  if (width(text, size) <= pixels) return std::string{text};
  double sum = size;  // of the dots
  std::size_t end = 0;
  while (end < text.size()) {
    auto const length = std::max<std::size_t>(utf8_length(text[end]), 1);
    sum += width(text.substr(end, length), size);
    if (sum > pixels) break;
    end += length;
  }
  return std::string{text.substr(0, end)} + "…";
}

std::string value_text(Value const& value) {
  if (value.is_null()) return "未填";
  if (auto const* const truth = value.boolean()) return *truth ? "是" : "否";
  if (auto const* const date = value.date()) return write(*date);
  if (auto const* const number = value.number())  // a ratio of 34 digits reads no better than one of 4
    return write_decimal(round(*number, 4, Rounding::half_even).value_or(*number));
  if (auto const* const text = value.string()) return *text;
  if (auto const* const items = value.list()) {
    std::string all;
    for (auto const& item : *items) all += (all.empty() ? "" : "、") + value_text(item);
    return all.empty() ? "无" : all;
  }
  return write_feel(value);
}

std::string escaped(std::string_view text) {
  std::string result;
  for (char const c : text) {
    if (c == '&') result += "&amp;";
    else if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (c == '"') result += "&quot;";
    else if (c == '\n' || c == '\t') result += ' ';
    else if (static_cast<unsigned char>(c) >= 0x20) result += c;
  }
  return result;
}

std::string why(Scored const& node) {
  if (!node.points && !node.reasons.empty()) return node.reasons.front().text_zh;
  std::string seen;
  for (auto const& [name, value] : node.seen) seen += (seen.empty() ? "" : "，") + name + " " + value_text(value);
  if (seen.empty()) return node.fired;
  return node.fired.empty() ? seen : node.fired + "（" + seen + "）";
}

}  // namespace guicheng::rules
