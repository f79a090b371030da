// Ranges and names of downloads. Entry points: read_range, content_disposition.
#include "download.hpp"

#include <algorithm>

namespace guicheng::http {
namespace {

std::optional<std::uint64_t> read_number(std::string_view text) noexcept {
  if (text.empty() || text.size() > 18) return {};
  std::uint64_t out = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') return {};
    out = out * 10 + static_cast<unsigned>(c - '0');
  }
  return out;
}

}  // namespace

RangeKind read_range(std::string_view field, std::uint64_t size, Part& to) noexcept {
  constexpr std::string_view unit = "bytes=";
  if (!field.starts_with(unit) || field.find(',') != std::string_view::npos) return RangeKind::whole;
  field.remove_prefix(unit.size());
  auto const dash = field.find('-');
  if (dash == std::string_view::npos) return RangeKind::whole;
  auto const first = read_number(field.substr(0, dash)), last = read_number(field.substr(dash + 1));
  if (dash == 0) {  // the last so many bytes
    if (!last) return RangeKind::whole;
    if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
    to.length = std::min(*last, size);
    to.offset = size - to.length;
    return RangeKind::part;
  }
  bool const open_end = dash + 1 == field.size();
  if (!first || (!last && !open_end) || (last && *last < *first)) return RangeKind::whole;
  if (*first >= size) return RangeKind::unsatisfiable;
  to = {*first, (open_end ? size - 1 : std::min(*last, size - 1)) - *first + 1};
  return RangeKind::part;
}

std::string content_disposition(std::string_view name) {
  constexpr std::string_view plain = "!#$&+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string ascii, whole;
  for (char const c : name) {
    bool const is_plain = plain.find(c) != std::string_view::npos;
    ascii.push_back(is_plain || c == ' ' ? c : '_');
    if (is_plain) {
      whole.push_back(c);
      continue;
    }
    auto const byte = static_cast<unsigned char>(c);
    whole.append({'%', hex[byte >> 4], hex[byte & 15]});
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + whole;
}

std::string_view media_type(std::string_view type) noexcept {
  if (type == "pdf") return "application/pdf";
  if (type == "png") return "image/png";
  if (type == "jpeg") return "image/jpeg";
  if (type == "docx") return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (type == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (type == "ofd") return "application/ofd";
  return "application/octet-stream";
}

}  // namespace guicheng::http
