// Tables as files and as drawings: CSV (RFC 4180), and the `a | b | c` text of decision tables.
#pragma once

#include "system/yaml.hpp"

namespace guicheng {

struct CsvCell {
  std::string text;
  Place place;          ///< of its first character, or of its opening quote
  bool quoted = false;
};
using CsvRow = std::vector<CsvCell>;

struct CsvLimits {
  std::size_t bytes = 4 << 20;
  std::size_t cell_bytes = 64 << 10;
  std::size_t rows = 100'000;
  std::size_t columns = 256;
  bool kept = false;  ///< as in YamlLimits
};

/// A file as read; `rows` is empty where there is an error. The first row is the heading if the file has one.
struct CsvDocument {
  std::string path;
  std::vector<CsvRow> rows;
  std::vector<Finding> findings;
};

/// Reads comma-separated UTF-8, byte order mark allowed, lines ending in LF or CR LF. Lines with nothing in them are
/// skipped; every other row has as many cells as the first. Refused, each with its place: text before or after quotes, an
/// open quote, control characters, another encoding, a semicolon or tab as separator, and whatever passes a limit.
CsvDocument read_csv(std::string path, std::string_view text, CsvLimits const& = {});

/// A cell of a drawn table: FEEL; by its offset findings get their place (place_in).
struct TableCell {
  std::string text;
  std::size_t offset = 0;  ///< in bytes of the block text
};
using TableRow = std::vector<TableCell>;

/// Reads block text such as
///
///     人才类别 | 服务年限 | 津贴
///     "A","B"  | [2..5)   | 400000
///     -        | -        | 0
///
/// A `|` in a string literal belongs to it. Empty lines, and a line of dashes under the heading, are skipped; a `|` at both
/// ends of every line may be drawn. Findings: rows that are not as long as the first, and string literals that stay open.
std::vector<TableRow> read_table(YamlDocument const&, YamlNode const&, std::vector<Finding>&);

}  // namespace guicheng
