// Runs the General Decimal Arithmetic cases (*.decTest) that Decimal promises to pass.
//   decimal_dectest PATH...     files, or folders whose dq*.decTest files are taken
// Prints every failing case, the excluded ones by reason, and ends with `N passed, N failed, N skipped`.

#include <guicheng/decimal.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace guicheng;

namespace {

struct Case {
  std::string id, operation, result, conditions;
  std::vector<std::string> operands;
};

struct Report {
  int passed = 0, failed = 0;
  std::map<std::string, int> skipped;  // by reason
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Words of a line; quotes hold blanks together, `--` begins a comment.
std::vector<std::string> words(std::string const& line) {
  std::vector<std::string> result;
  std::istringstream in{line};
  for (std::string word; in >> word;) {
    if (word.rfind("--", 0) == 0) break;
    if (word.size() >= 2 && (word.front() == '\'' || word.front() == '"') && word.back() == word.front()) {
      word = word.substr(1, word.size() - 2);
    }
    result.push_back(word);
  }
  return result;
}

std::optional<Case> read_case(std::string const& line) {
  auto const all = words(line);
  auto const arrow = std::find(all.begin(), all.end(), "->");
  if (arrow == all.end() || arrow - all.begin() < 3 || all.end() - arrow < 2) return std::nullopt;
  Case result{all[0], lower(all[1]), arrow[1], "", {all.begin() + 2, arrow}};
  for (auto word = arrow + 2; word != all.end(); ++word) result.conditions += lower(*word) + " ";
  return result;
}

std::optional<Rounding> read_rounding(std::string const& name) {
  using enum Rounding;
  static std::map<std::string, Rounding> const names{
      {"half_even", half_even}, {"half_up", half_up}, {"half_down", half_down}, {"up", up},
      {"down", down},           {"floor", floor},     {"ceiling", ceiling}};
  auto const found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional{found->second};
}

std::optional<Decimal> read_operand(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::string plain{text};
  if (auto const point = plain.find('.'); point != std::string::npos) {  // `1.` and `1.e5`, which FEEL does not have
    if (point + 1 == plain.size() || !std::isdigit(static_cast<unsigned char>(plain[point + 1]))) plain.erase(point, 1);
  }
  auto const number = read_decimal(plain);
  return number ? std::optional{*number} : std::nullopt;
}

// The exponent of a number as it is written: 1.20E+3 has 1.
int written_exponent(std::string const& text) {
  auto const e = lower(text).find('e');
  std::string const digits = text.substr(0, e);
  int const exponent = e == std::string::npos ? 0 : std::stoi(text.substr(e + 1));
  auto const point = digits.find('.');
  return point == std::string::npos ? exponent : exponent - static_cast<int>(digits.size() - point - 1);
}

int significant_digits(std::string const& text) {
  int count = 0;
  for (char const sign : text) {
    if (sign == 'e' || sign == 'E') break;
    if (std::isdigit(static_cast<unsigned char>(sign)) && (count > 0 || sign != '0')) ++count;
  }
  return count;
}

std::string word_of(std::strong_ordering order) { return order < 0 ? "-1" : order > 0 ? "1" : "0"; }

// What Decimal answers.
std::optional<Decimal> compute(Case const& c, Decimal x, Decimal y, Rounding mode) {
  if (c.operation == "add") return add(x, y);
  if (c.operation == "subtract") return subtract(x, y);
  if (c.operation == "multiply") return multiply(x, y);
  if (c.operation == "divide") return divide(x, y);
  if (c.operation == "remainder") return remainder(x, y);
  if (c.operation == "compare") return *read_decimal(word_of(x <=> y));
  if (c.operation == "quantize") return round(x, -written_exponent(c.operands[1]), mode);
  if (c.operation == "abs") return abs(x);
  if (c.operation == "minus") return -x;
  if (c.operation == "plus") return x;
  if (c.operation == "squareroot") return square_root(x);
  if (c.operation == "exp") return exponential(x);
  if (c.operation == "ln") return natural_logarithm(x);
  if (c.operation == "power") return power(x, y);
  return round(x, 0, mode);  // tointegral, tointegralx
}

bool is_one_of(std::string const& word, std::initializer_list<char const*> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Why a case is none of ours, if it is not.
std::optional<std::string> reason_to_skip(Case const& c, std::string const& rounding, std::string const& precision) {
  bool const rounds = is_one_of(c.operation, {"quantize", "tointegral", "tointegralx"});
  bool const computes = is_one_of(c.operation, {"add", "subtract", "multiply", "divide", "remainder", "compare", "abs",
                                                "minus", "plus", "squareroot", "exp", "ln", "power"});
  if (!rounds && !computes) return "operation " + c.operation;
  if (precision != "34") return "precision other than 34";
  if (c.result.find('#') != std::string::npos) return "result given as bits";
  for (auto const& operand : c.operands) {
    if (operand.find('#') != std::string::npos) return "operand given as bits or missing";
    if (significant_digits(operand) > 34) return "operand of more than 34 digits";
    if (lower(operand).find("nan") != std::string::npos) return "NaN as operand";
    if (lower(operand).find("inf") != std::string::npos) return "infinity as operand";
  }
  bool const exact = c.conditions.find("inexact") == std::string::npos;
  if (rounds ? !read_rounding(rounding) : rounding != "half_even" && !exact) return "rounding " + rounding;
  if (c.conditions.find("division_impossible") != std::string::npos) {
    return "remainder of a quotient with over 34 digits";
  }
  if (c.operation == "quantize" && c.conditions.find("invalid_operation") != std::string::npos) {
    return "quantize to zeros that do not fit 34 digits";
  }
  return std::nullopt;
}

void run_case(Case const& c, std::string const& rounding, std::string const& precision, Report& report) {
  if (auto const reason = reason_to_skip(c, rounding, precision)) {
    ++report.skipped[*reason];
    return;
  }
  auto const x = read_operand(c.operands[0]);
  auto const y = c.operands.size() > 1 ? read_operand(c.operands[1]) : Decimal{};
  auto const expected = read_operand(c.result);  // nothing for Infinity and NaN
  auto const result = lower(c.result);
  bool const special = result.find("nan") != std::string::npos || result.find("inf") != std::string::npos;
  auto const got = x && y ? compute(c, *x, *y, read_rounding(rounding).value_or(Rounding::half_even)) : std::nullopt;
  if (x && y && expected.has_value() != special && got == expected) {
    ++report.passed;
    return;
  }
  ++report.failed;
  std::cout << "FAILED " << c.id << ": " << c.operation << " " << c.operands[0] << " "
            << (c.operands.size() > 1 ? c.operands[1] : "") << " -> " << c.result << ", got "
            << (got ? write_decimal(*got) : "nothing") << "\n";
}

bool run_file(std::filesystem::path const& path, Report& report) {
  std::ifstream in{path};
  std::string rounding = "half_even", precision = "34";
  for (std::string line; std::getline(in, line);) {
    auto const all = words(line);
    if (all.size() == 2 && lower(all[0]) == "rounding:") rounding = lower(all[1]);
    if (all.size() == 2 && lower(all[0]) == "precision:") precision = all[1];
    if (auto const c = read_case(line)) run_case(*c, rounding, precision, report);
  }
  return in.eof();
}

std::vector<std::filesystem::path> files_of(std::filesystem::path const& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator{path}) {
    auto const name = entry.path().filename().string();
    if (name.rfind("dq", 0) == 0 && entry.path().extension() == ".decTest") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  Report report;
  for (int i = 1; i < count; ++i) {
    for (auto const& file : files_of(arguments[i])) {
      if (run_file(file, report)) continue;
      std::cout << "FAILED " << file.string() << " cannot be read\n";
      ++report.failed;
    }
  }
  int skipped = 0;
  for (auto const& [reason, number] : report.skipped) {
    std::cout << "skipped " << number << ": " << reason << "\n";
    skipped += number;
  }
  std::cout << report.passed << " passed, " << report.failed << " failed, " << skipped << " skipped\n";
  return report.failed == 0 && report.passed > 0 ? 0 : 1;
}
