// The documentation of the language is true: its table of built-ins is made from the registry (GUICHENG_REGENERATE=1
// writes it anew), its grammar is the parser's, and every built-in and parameter name has a conformance case.
#include "golden.hpp"

#include "feel/builtin.hpp"

#include <map>
#include <set>

using namespace guicheng;

namespace {

namespace fs = std::filesystem;
fs::path const root{GUICHENG_ROOT};

std::string kinds_text(feel::Kinds kinds) {
  if ((kinds & feel::kinds::not_null) == feel::kinds::not_null) return "any";
  std::string text;
  for (unsigned bit = 0; bit < 13; ++bit)
    if (kinds >> bit & 1) text += (text.empty() ? "" : " or ") + std::string{kind_name(static_cast<Value::Kind>(bit))};
  return text;
}

/// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string result;
  for (char const c : text) result += c == '|' ? std::string{"\\|"} : std::string{c};
  return result;
}

std::string signature(feel::Builtin const& builtin) {
  std::string text = std::string{builtin.name} + "(";
  for (std::size_t i = 0; i < builtin.size(); ++i) {
    auto const& parameter = builtin.parameters[i];
    text += (i == 0 ? "" : ", ") + std::string{parameter.name} + (parameter.optional ? "?" : "");
    if (auto const kinds = kinds_text(parameter.kinds); kinds != "any") text += ": " + kinds;
  }
  return text + (builtin.variadic ? ", …)" : ")");
}

std::string table() {
  std::string text = "| call | gives | example |\n|---|---|---|\n";
  for (auto const family : feel::builtin_families())
    for (auto const& builtin : family)
      text += "| `" + cell(signature(builtin)) + "` | " + kinds_text(builtin.result) + " | `" + cell(builtin.example) + "` |\n";
  return text;
}

constexpr std::string_view table_begin = "<!-- built-ins: made from the registry -->\n", table_end = "<!-- end of built-ins -->\n";

std::string all_cases() {
  std::string text;
  for (auto const& path : golden::files(root / "tests/conformance/cases", ".jsonl")) text += golden::read(path);
  return text;
}

}  // namespace

TEST_CASE("feel docs: the table of built-ins is the registry's") {
  auto const text = golden::read(root / "rules/FEEL.md");
  auto const begin = text.find(table_begin), end = text.find(table_end);
  REQUIRE(begin != text.npos);
  REQUIRE(end != text.npos);

  golden::check(root / "rules/FEEL.md", text.substr(0, begin) + std::string{table_begin} + table() + text.substr(end));
}

TEST_CASE("feel docs: the grammar is the parser's") {
  auto const text = golden::read(root / "rules/FEEL.md");
  std::istringstream parser{golden::read(root / "src/feel/grammar.cpp")};
  int rules = 0;
  for (std::string line; std::getline(parser, line) && line.starts_with("//");) {
    if (!line.starts_with("//   ") || line.find_first_of("=|") == line.npos) continue;
    CAPTURE(line);
    CHECK(text.find("\n" + line.substr(5) + "\n") != text.npos);
    ++rules;
  }
  CHECK(rules > 15);
}

TEST_CASE("feel docs: every rule of the standard's grammar has a conformance case") {
  auto const cases = all_cases();
  for (int rule = 1; rule <= 66; ++rule) {
    CAPTURE(rule);
    CHECK(cases.find("\"test_id\": \"rule " + std::to_string(rule) + "\"") != cases.npos);
  }
}

TEST_CASE("feel docs: every built-in has a conformance case, by position and by each parameter's name") {
  auto const cases = all_cases();
  std::set<std::string> missing;
  std::size_t names = 0;
  for (auto const family : feel::builtin_families()) {
    for (auto const& builtin : family) {
      std::string const name{builtin.name};
      names += 1;
      if (cases.find(name + "(") == cases.npos) missing.insert(name);
      CHECK_FALSE(builtin.example.empty());
      for (std::size_t i = 0; i < builtin.size() && !builtin.variadic; ++i) {
        std::string const parameter{builtin.parameters[i].name};
        bool found = false;
        for (auto at = cases.find(name + "("); at != cases.npos && !found; at = cases.find(name + "(", at + 1)) {
          auto const line = cases.substr(at, cases.find("\"expected\"", at) - at);
          found = line.find("(" + parameter + ": ") != line.npos || line.find(", " + parameter + ": ") != line.npos;
        }
        if (!found) missing.insert(name + "(" + parameter + ": )");
      }
    }
  }
  CHECK(names > 90);
  std::string all_missing;
  for (auto const& one : missing) all_missing += one + "\n";
  CHECK(all_missing == "");
}
