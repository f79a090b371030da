#include "system/csv.hpp"

#include "test.hpp"

using namespace guicheng;

namespace {

std::string written(std::vector<Finding> const& findings) {
  std::string all;
  for (auto const& finding : findings) all += write(finding) + '\n';
  return all;
}

/// Cells in brackets with their places, rows on lines; or the findings.
std::string shown(std::string const& text, CsvLimits const& limits = {}) {
  auto const table = read_csv("t.csv", text, limits);
  if (!table.findings.empty()) return written(table.findings);
  std::string all;
  for (auto const& row : table.rows) {
    for (auto const& cell : row) all += '[' + cell.text + ']' + std::to_string(cell.place.line) + ':' + std::to_string(cell.place.column);
    all += '\n';
  }
  return all;
}

std::string drawn(std::string const& block) {
  auto const document = read_yaml("t.yaml", "table: |\n" + block);
  REQUIRE(document.root);
  std::vector<Finding> findings;
  auto const& node = document.root->find("table")->value;
  auto const rows = read_table(document, node, findings);
  if (!findings.empty()) return written(findings);
  std::string all;
  for (auto const& row : rows) {
    for (auto const& cell : row) {
      auto const place = place_in(document, node, cell.offset);
      all += '[' + cell.text + ']' + std::to_string(place.line) + ':' + std::to_string(place.column);
    }
    all += '\n';
  }
  return all;
}

}  // namespace

TEST_CASE("csv: cells have their text and their place") {
  CHECK(shown("code,name\n120101,和平区\n") == "[code]1:1[name]1:6\n[120101]2:1[和平区]2:8\n");
  CHECK(shown("\xEF\xBB\xBF" "甲,乙\r\n1,\"a,\"\"b\"\"\r\nc\"\r\n\r\n,\r\n") == "[甲]1:1[乙]1:3\n[1]2:1[a,\"b\"\nc]2:3\n[]5:1[]5:2\n");
  CHECK(shown("a") == "[a]1:1\n");
  CHECK(shown("a\n\"\"\n") == "[a]1:1\n[]2:1\n");
  CHECK(shown("") == "");
  CHECK(shown("a,b\n\t1, 2 \n") == "[a]1:1[b]1:3\n[\t1]2:1[ 2 ]2:4\n");
}

TEST_CASE("csv: what is not CSV is refused with its place") {
  CHECK(shown("a,b\n1\n1,2,3\n") ==
        "t.csv:2:1: error: This row has 1 cells, the first has 2. [csv.ragged]; Put cells that hold commas in quotes.\n"
        "t.csv:3:5: error: This row has 3 cells, the first has 2. [csv.ragged]; Put cells that hold commas in quotes.\n");
  CHECK(shown("甲,乙\n甲,a\"b\n") ==
        "t.csv:2:4: error: A quote stands inside a cell. [csv.quote]; Put the whole cell in quotes, and write each quote in it twice.\n");
  CHECK(shown("\"a\"b\n").find("t.csv:1:4: error: Something follows a closed quote.") == 0);
  CHECK(shown("a\n\"b\nc\n") == "t.csv:2:1: error: This quote is never closed. [csv.quote]; Close it at the end of the cell.\n");
  CHECK(shown("a;b\n1;2\n").find("[csv.separator]") != std::string::npos);
  CHECK(shown("a\n\xCA\xDC\n").find("t.csv:2:1: error: This byte is not valid UTF-8. [csv.encoding]") == 0);
  CHECK(shown(std::string{"a\n\0\n", 4}).find("t.csv:2:1: error: There is a NUL byte here. [csv.nul]") == 0);
}

TEST_CASE("csv: limits hold") {
  CHECK(shown("a\nb\nc\n", {.rows = 2}).find("[csv.too-long]") != std::string::npos);
  CHECK(shown("a,b,c\n", {.columns = 2}).find("[csv.too-wide]") != std::string::npos);
  CHECK(shown("abc\n", {.cell_bytes = 2}).find("[csv.long-cell]") != std::string::npos);
  CHECK(shown("abc\n", {.bytes = 3}).find("[csv.too-long]") != std::string::npos);
  CHECK(read_csv("t", std::string(1'000'000, ',')).findings.size() == 1);
  CHECK(read_csv("t", "a,b\n" + std::string(1'000'000, '\n')).rows.size() == 1);
  std::string ragged = "a,b\n";
  for (int i = 0; i < 1000; ++i) ragged += "1\n";
  CHECK(read_csv("t", ragged).findings.size() == 100);
}

TEST_CASE("table: cells are cut at bars and have their place in the file") {
  CHECK(drawn("  人才类别 | 服务年限 | 津贴\n  \"A\",\"B\"  | [2..5)   | 400000\n\n  -        | -        | 0\n") ==
        "[人才类别]2:3[服务年限]2:10[津贴]2:17\n[\"A\",\"B\"]3:3[[2..5)]3:14[400000]3:25\n[-]5:3[-]5:14[0]5:25\n");
}

TEST_CASE("table: bars in strings belong to them, frames and rules do not count") {
  CHECK(drawn("  a | b\n  \"x|\\\"|y\" | 1\n") == "[a]2:3[b]2:7\n[\"x|\\\"|y\"]3:3[1]3:14\n");
  CHECK(drawn("  | a | b |\n  |---|:---|\n  | 1 |   |\n") == "[a]2:5[b]2:9\n[1]4:5[]4:8\n");
  CHECK(drawn("  a\n  1\n") == "[a]2:3\n[1]3:3\n");
}

TEST_CASE("table: rows of another length and open strings are findings") {
  CHECK(drawn("  a | b\n  1\n  1 | 2 | 3\n  \"x | 1\n") ==
        "t.yaml:3:3: error: This row has 1 cells, the heading has 2. [table.ragged]; Separate cells with `|`; write `-` for what does not matter.\n"
        "t.yaml:4:11: error: This row has 3 cells, the heading has 2. [table.ragged]; Separate cells with `|`; write `-` for what does not matter.\n"
        "t.yaml:5:3: error: A string in this row is not closed. [table.quote]; Strings stand in ASCII quotes `\"…\"`.\n");
}
