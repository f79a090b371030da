// CSV (RFC 4180), strictly. Entry point: read_csv.
#include "system/csv.hpp"

#include "system/yaml_text.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::size_t most_findings = 100;

class CsvReader {
 public:
  CsvReader(CsvDocument& document, std::string_view text, CsvLimits const& limits)
      : document_{document}, text_{text}, limits_{limits} {}

  void read() {
    while (at_ < text_.size() && !stopped_) {
      auto row = read_row();
      if (stopped_ || (row.size() == 1 && row[0].text.empty() && !row[0].quoted)) continue;
      check_width(row);
      document_.rows.push_back(std::move(row));
      if (document_.rows.size() > limits_.rows) {
        stop(document_.rows.back()[0].place, "csv.too-long", "The table has more than " + std::to_string(limits_.rows) + " rows.",
             "Split it into several files.");
      }
    }
  }

 private:
  void error(Place place, std::string code, std::string text, std::string remedy) {
    document_.findings.push_back({Finding::Level::error, document_.path, place.line, place.column, std::move(text),
                                  std::move(code), std::move(remedy)});
    if (document_.findings.size() >= most_findings) stopped_ = true;
  }

  void stop(Place place, std::string code, std::string text, std::string remedy) {
    error(place, std::move(code), std::move(text), std::move(remedy));
    stopped_ = true;
  }

  bool is_end() const { return at_ == text_.size() || text_[at_] == '\n'; }

  void advance() {
    if (text_[at_] == '\n') {
      place_ = {place_.line + 1, 1};
    } else if (begins_character(text_[at_])) {
      ++place_.column;
    }
    ++at_;
  }

  CsvRow read_row() {
    CsvRow row;
    while (true) {
      row.push_back(at_ < text_.size() && text_[at_] == '"' ? read_quoted() : read_plain());
      if (row.back().text.size() > limits_.cell_bytes) {
        stop(row.back().place, "csv.long-cell", "This cell is longer than " + std::to_string(limits_.cell_bytes) + " bytes.", "Shorten it.");
      }
      if (row.size() > limits_.columns) {
        stop(row.back().place, "csv.too-wide", "The table has more than " + std::to_string(limits_.columns) + " columns.", "Split it.");
      }
      if (stopped_ || is_end()) break;
      advance();  // the comma
    }
    if (at_ < text_.size()) advance();  // the line end
    return row;
  }

  CsvCell read_plain() {
    CsvCell cell;
    cell.place = place_;
    for (; !is_end() && text_[at_] != ','; advance()) {
      if (text_[at_] == '"') {
        stop(place_, "csv.quote", "A quote stands inside a cell.", "Put the whole cell in quotes, and write each quote in it twice.");
        return cell;
      }
      cell.text += text_[at_];
    }
    return cell;
  }

  CsvCell read_quoted() {
    CsvCell cell;
    cell.place = place_;
    cell.quoted = true;
    for (advance(); at_ < text_.size(); advance()) {
      if (text_[at_] != '"') {
        cell.text += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        advance();
        cell.text += '"';
      } else {
        advance();
        if (!is_end() && text_[at_] != ',') {
          stop(place_, "csv.quote", "Something follows a closed quote.", "Put the whole cell in quotes, and write each quote in it twice.");
        }
        return cell;
      }
    }
    stop(cell.place, "csv.quote", "This quote is never closed.", "Close it at the end of the cell.");
    return cell;
  }

  void check_width(CsvRow const& row) {
    if (document_.rows.empty()) {
      auto const& only = row[0].text;
      if (row.size() == 1 && only.find_first_of(";\t") != std::string::npos) {
        stop(row[0].place, "csv.separator", "Cells are separated by something else than a comma.", "Save the table with commas between cells.");
      }
      return;
    }
    auto const wanted = document_.rows[0].size();
    if (row.size() == wanted) return;
    error(row.back().place, "csv.ragged", "This row has " + std::to_string(row.size()) + " cells, the first has " + std::to_string(wanted) + ".",
          "Put cells that hold commas in quotes.");
  }

  CsvDocument& document_;
  std::string_view text_;
  CsvLimits const& limits_;
  std::size_t at_ = 0;
  Place place_;
  bool stopped_ = false;
};

}  // namespace

CsvDocument read_csv(std::string path, std::string_view text, CsvLimits const& limits) {
  CsvDocument document;
  document.path = std::move(path);
  auto const checked = read_text(document.path, text, limits.bytes, limits.kept, document.findings);
  // Tabs that begin a line are blanks of a cell here, not indentation.
  std::erase_if(document.findings, [](Finding const& finding) { return finding.code == "yaml.tab"; });
  for (auto& finding : document.findings) finding.code.replace(0, std::string_view{"yaml"}.size(), "csv");
  if (!has_error(document.findings)) CsvReader{document, checked, limits}.read();
  if (has_error(document.findings)) document.rows.clear();
  return document;
}

}  // namespace guicheng
