// One line of JSON or CSV as a subject. Entry point: LineFormat::read.
#include "rules/lines.hpp"
#include "rules/lines_pool.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng::rules {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Cells between commas; quotes doubled inside quoted ones. None where a quotation mark is not closed.
std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char const c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') cells.back() += line[++i];
    else if (c == '"' && (quoted || cells.back().empty())) quoted = !quoted;
    else if (c == ',' && !quoted) cells.emplace_back();
    else cells.back() += c;
  }
  if (quoted) cells.clear();
  return cells;
}

/// The beginning of a line: a message is no place for the whole.
std::string shown(std::string_view line) {
  std::string start{line.substr(0, 256)};
  for (auto& c : start)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';  // a terminal may read it
  return shortened(start, 60);
}

std::string too_long(std::string_view what) { return fmt::format("{}应不超过 {} 字节", what, most_line_bytes); }

}  // namespace

LineFormat::LineFormat(std::vector<RuleInput> const& inputs, ReadLine const& read, bool csv) : known_{inputs}, csv_{csv} {
  std::string heading;
  if (!csv_ || !read(heading)) return;
  if (heading.starts_with(byte_order_mark)) heading.erase(0, byte_order_mark.size());
  if (!heading.empty() && heading.back() == '\r') heading.pop_back();
  if (heading.size() > most_line_bytes) heading_problem_ = too_long("标题行");
  else columns_ = split(heading);
  if (columns_.empty() && heading_problem_.empty()) heading_problem_ = fmt::format("标题行的引号没有闭合：{}", shown(heading));
  for (auto const& column : columns_) {
    auto const found = std::find_if(known_.begin(), known_.end(), [&](RuleInput const& i) { return i.name == column || i.title == column; });
    inputs_.push_back(found == known_.end() ? nullptr : &*found);
  }
}

LineSubject LineFormat::read(std::string const& line) const {
  if (line.size() > most_line_bytes) return {{}, {}, fmt::format("{}，其开头是 {}", too_long("这一行"), shown(line))};
  return csv_ ? read_cells(line) : read_json_line(line);
}

LineSubject LineFormat::read_json_line(std::string const& line) const {
  auto const text = std::string_view{line}.substr(line.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  auto json = read_json(text);
  constexpr std::string_view expected = R"(应为一个 JSON 对象，如 {"名称": 1})";
  if (!json) {
    auto const& error = json.error();
    auto const column = error.where.substr(error.where.find(':') + 1);
    return {{}, {}, fmt::format("{}，第 {} 列有误（{}），给出的是 {}", expected, column, json_error_zh(error), shown(text))};
  }
  auto const* const object = json->context();
  if (!object) return {{}, {}, fmt::format("{}，给出的是 {}", expected, shown(text))};
  auto const* const inner = object->find("in") ? object->find("in")->context() : nullptr;
  if (!inner) return {*object, {}, ""};
  auto const* const id = object->find("id");
  return {*inner, id ? std::optional{*id} : std::nullopt, ""};
}

LineSubject LineFormat::read_cells(std::string const& line) const {
  LineSubject subject;
  auto const cells = split(line);
  subject.problem = heading_problem_;
  if (heading_problem_.empty() && cells.empty()) subject.problem = fmt::format("引号没有闭合，给出的是 {}", shown(line));
  if (heading_problem_.empty() && cells.size() > columns_.size())
    subject.problem = fmt::format("应至多 {} 格，与标题行相同，给出的是 {} 格：{}", columns_.size(), cells.size(), shown(line));
  for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    if (!inputs_[i] && columns_[i] == "id") subject.id = cells[i];
    else if (!inputs_[i]) subject.inputs.set(columns_[i], cells[i]);
    else if (!cells[i].empty()) subject.inputs.set(inputs_[i]->name, cell(*inputs_[i], cells[i]));
  }
  return subject;
}

Value LineFormat::cell(RuleInput const& input, std::string const& text) const {
  if (input.kind == InputKind::boolean) {
    if (text == "true" || text == "是" || text == "1") return true;
    if (text == "false" || text == "否" || text == "0") return false;
    return text;
  }
  if (input.kind != InputKind::list && input.kind != InputKind::choices) return text;
  List items;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    auto const end = std::min(text.find(';', begin), text.size());
    items.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return items;
}

}  // namespace guicheng::rules
