// Scalars by type. Entry points: the functions of scalar.hpp.
#include "system/scalar.hpp"

#include <algorithm>
#include <charconv>

namespace guicheng {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_whole(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return is_digits(text) && (text.size() == 1 || text[0] != '0');
}

}  // namespace

std::optional<bool> scalar_boolean(YamlNode const& node) noexcept {
  if (!node.is_plain() || (node.text != "true" && node.text != "false")) return std::nullopt;
  return node.text == "true";
}

std::optional<std::int64_t> scalar_integer(YamlNode const& node) noexcept {
  std::int64_t whole = 0;
  auto const* const end = node.text.data() + node.text.size();
  if (!node.is_plain() || !is_whole(node.text)) return std::nullopt;
  auto const read = std::from_chars(node.text.data(), end, whole);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return whole;
}

std::optional<Decimal> scalar_number(YamlNode const& node) {
  std::string_view const text = node.text;
  auto const point = text.find('.');
  if (!node.is_plain() || !is_whole(text.substr(0, point))) return std::nullopt;
  if (point != std::string_view::npos && !is_digits(text.substr(point + 1))) return std::nullopt;
  auto const number = read_decimal(text);
  if (!number) return std::nullopt;
  return *number;
}

std::optional<Date> scalar_date(YamlNode const& node) noexcept {
  if (!node.is_scalar()) return std::nullopt;
  return read_date(node.text);
}

Value literal_value(YamlNode const& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing: return {};
    case YamlNode::Kind::scalar:
      if (auto const truth = scalar_boolean(node)) return *truth;
      if (auto const number = scalar_number(node)) return *number;
      return node.text;
    case YamlNode::Kind::sequence: {
      List list;
      for (auto const& item : node.items) list.push_back(literal_value(item));
      return Value(std::move(list));
    }
    case YamlNode::Kind::map: {
      Context context;
      for (auto const& entry : node.entries) context.set(entry.key, literal_value(entry.value));
      return Value(std::move(context));
    }
  }
  return {};
}

}  // namespace guicheng
