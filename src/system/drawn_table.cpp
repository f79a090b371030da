// Tables drawn as text: `a | b | c`. Entry point: read_table.
#include "system/csv.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::string_view blanks = " \t";

/// Cuts one line at the bars outside string literals; nothing where a literal stays open.
std::optional<TableRow> cut(std::string_view line, std::size_t offset) {
  TableRow row;
  std::size_t start = 0;
  bool in_string = false;
  auto const add = [&](std::size_t end) {
    auto const cell = line.substr(start, end - start);
    auto const found = cell.find_first_not_of(blanks);
    auto const first = found == std::string_view::npos ? 0 : found;
    auto const length = cell.find_last_not_of(blanks) + 1 - first;  // nothing found: npos + 1 is 0
    row.push_back(TableCell{std::string{cell.substr(first, length)}, offset + start + first});
    start = end + 1;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') in_string = !in_string;
    if (in_string && line[i] == '\\') ++i;
    if (!in_string && line[i] == '|') add(i);
  }
  if (in_string) return std::nullopt;
  add(line.size());
  return row;
}

/// `| a | b |`: the cells at both ends are only the frame.
void drop_frame(TableRow& row) {
  if (row.size() < 3 || !row.front().text.empty() || !row.back().text.empty()) return;
  row.pop_back();
  row.erase(row.begin());
}

bool is_rule(TableRow const& row) {
  return std::ranges::all_of(row, [](TableCell const& cell) {
    return cell.text.size() >= 3 && cell.text.find_first_not_of("-:") == std::string::npos;
  });
}

}  // namespace

std::vector<TableRow> read_table(YamlDocument const& document, YamlNode const& node, std::vector<Finding>& findings) {
  std::vector<TableRow> rows;
  std::string_view const text = node.text;
  auto const error = [&](std::size_t offset, std::string code, std::string message, std::string remedy) {
    constexpr std::size_t most_findings = 100;
    if (findings.size() >= most_findings) return;
    auto const place = place_in(document, node, offset);
    findings.push_back({Finding::Level::error, document.path, place.line, place.column, std::move(message), std::move(code),
                        std::move(remedy)});
  };
  for (std::size_t start = 0; start < text.size();) {
    auto const end = std::min(text.find('\n', start), text.size());
    auto const line = text.substr(start, end - start);
    auto const begin = line.find_first_not_of(blanks);
    if (begin != std::string_view::npos) {
      auto row = cut(line, start);
      if (!row) {
        error(start + begin, "table.quote", "A string in this row is not closed.", "Strings stand in ASCII quotes `\"…\"`.");
      } else if (drop_frame(*row); !is_rule(*row) || rows.size() != 1) {
        if (!rows.empty() && row->size() != rows[0].size()) {
          error(row->back().offset, "table.ragged",
                "This row has " + std::to_string(row->size()) + " cells, the heading has " + std::to_string(rows[0].size()) + ".",
                "Separate cells with `|`; write `-` for what does not matter.");
        } else {
          rows.push_back(*std::move(row));
        }
      }
    }
    start = end + 1;
  }
  return rows;
}

}  // namespace guicheng
