#include "system/yaml.hpp"

#include "golden.hpp"
#include "system/yaml_text.hpp"

#include <guicheng/json.hpp>

using namespace guicheng;

namespace guicheng {
static std::ostream& operator<<(std::ostream& out, Place place) { return out << place.line << ':' << place.column; }
}  // namespace guicheng

namespace {

YamlDocument read(std::string const& text) { return read_yaml("t.yaml", text); }

/// The findings of a text, one line each, without remedies.
std::string findings(std::string const& text) {
  std::string all;
  for (auto finding : read(text).findings) {
    finding.remedy.clear();
    all += write(finding) + '\n';
  }
  return all;
}

std::string codes(std::string const& text) {
  std::string all;
  for (auto const& finding : read(text).findings) {
    all += std::to_string(finding.line) + ':' + std::to_string(finding.column) + ' ' + finding.code + '\n';
  }
  return all;
}

/// The place of the first occurrence of a needle in the scalar under a key.
Place find_in(YamlDocument const& document, std::string const& key, std::string const& needle) {
  REQUIRE(document.root);
  auto const* entry = document.root->find(key);
  REQUIRE(entry != nullptr);
  auto const offset = entry->value.text.find(needle);
  REQUIRE(offset != std::string::npos);
  return place_in(document, entry->value, offset);
}

/// A tree as one line of text.
std::string tree(YamlNode const& node) {
  std::string text;
  if (node.is_nothing()) return "null";
  if (node.is_map()) {
    for (auto const& entry : node.entries) text += (text.empty() ? "" : ", ") + write_json(entry.key) + ": " + tree(entry.value);
    return "{" + text + "}";
  }
  if (!node.is_sequence()) return write_json(node.text);
  for (auto const& item : node.items) text += (text.empty() ? "" : ", ") + tree(item);
  return "[" + text + "]";
}

/// A line of a collection: `\\n`, `\\t`, `\\r`, `\\\\` and `\\x7f` are escapes.
std::string unescaped(std::string const& line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      text += line[i];
      continue;
    }
    auto const kind = line[++i];
    if (kind == 'x') text += static_cast<char>(std::stoi(line.substr(i + 1, 2), nullptr, 16)), i += 2;
    else text += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : kind;
  }
  return text;
}

std::string repeat(std::string const& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("yaml: every node and key has its place, counted in characters") {
  auto const document = read("标题: 甲乙\n表:\n  - {键: 值, b: 2}\n  -\n空:\n");

  REQUIRE(document.root);
  auto const& root = *document.root;
  CHECK(root.find("标题")->value.place == Place{1, 5});
  auto const& first = root.find("表")->value.items.at(0);
  CHECK(first.flow);
  CHECK(first.place == Place{3, 5});
  CHECK(first.find("b")->place == Place{3, 12});
  CHECK(first.find("b")->value.place == Place{3, 15});
  CHECK(root.find("空")->value.is_nothing());
  CHECK(root.find("空")->value.place == Place{5, 1});
}

TEST_CASE("yaml: scalars stay text and remember their style") {
  auto const document = read("a: no\nb: 'no'\nc: \"no\"\nd: |\n  no\ne: >-\n  no\nf: ~\ng: 010\n");

  REQUIRE(document.root);
  using Style = YamlNode::Style;
  for (auto const& [key, style] : {std::pair{"a", Style::plain}, {"b", Style::single_quoted}, {"c", Style::double_quoted},
                                   {"d", Style::literal}, {"e", Style::folded}}) {
    CHECK(document.root->find(key)->value.style == style);
    CHECK(document.root->find(key)->value.text.starts_with("no"));
  }
  CHECK(document.root->find("f")->value.is_nothing());
  CHECK(document.root->find("g")->value.text == "010");
}

TEST_CASE("yaml: byte order mark and line ends of Windows move no place") {
  auto const document = read("\xEF\xBB\xBF甲: 1\r\n乙: |\r\n  丙丁\r\n  戊\r\n");

  REQUIRE(document.root);
  CHECK(document.root->find("乙")->place == Place{2, 1});
  CHECK(document.root->find("乙")->value.text == "丙丁\n戊\n");
  CHECK(find_in(document, "乙", "戊") == Place{4, 3});
}

TEST_CASE("yaml: an offset in a scalar leads back to its line and column") {
  auto const document = read(
      "plain: 甲 乙\n"
      "wrapped: a and\n  b and\n\n  c\n"
      "single: 'it''s 甲'\n"
      "double: \"\\u7532 \\n 乙 \\\n  丙\n  丁\"\n"
      "literal: |\n\n    x = 1\n      y\n\n    甲乙z\n"
      "kept: |2\n   lead\n  q\n"
      "folded: >-\n  a and\n  b\n\n  c\n    more\n  last\n");

  CHECK(find_in(document, "plain", "乙") == Place{1, 10});
  CHECK(find_in(document, "wrapped", "b") == Place{3, 3});
  CHECK(find_in(document, "wrapped", "c") == Place{5, 3});
  CHECK(find_in(document, "single", "甲") == Place{6, 16});
  CHECK(find_in(document, "double", "乙") == Place{7, 20});
  CHECK(find_in(document, "double", "丙") == Place{8, 3});
  CHECK(find_in(document, "double", "丁") == Place{9, 3});
  CHECK(find_in(document, "literal", "x") == Place{12, 5});
  CHECK(find_in(document, "literal", "y") == Place{13, 7});
  CHECK(find_in(document, "literal", "z") == Place{15, 7});
  CHECK(find_in(document, "kept", "l") == Place{17, 4});
  CHECK(find_in(document, "kept", "q") == Place{18, 3});
  CHECK(find_in(document, "folded", "b") == Place{21, 3});
  CHECK(find_in(document, "folded", "c") == Place{23, 3});
  CHECK(find_in(document, "folded", "more") == Place{24, 5});
  CHECK(find_in(document, "folded", "last") == Place{25, 3});
}

TEST_CASE("yaml: keys are found in small and in large maps") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "k" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  auto const document = read(text);

  REQUIRE(document.root);
  for (int i = 0; i < 20'000; ++i) {
    auto const* entry = document.root->find("k" + std::to_string(i));
    REQUIRE(entry != nullptr);
    REQUIRE(entry->value.text == std::to_string(i));
  }
  CHECK(document.root->find("k20000") == nullptr);
  CHECK(document.root->find("") == nullptr);
}

TEST_CASE("yaml: an empty file is nothing, without findings") {
  for (auto const* text : {"", "\n", "# only a comment\n", "\xEF\xBB\xBF"}) {
    auto const document = read(text);
    CAPTURE(text);
    CHECK(document.findings.empty());
    REQUIRE(document.root);
    CHECK(document.root->is_nothing());
  }
}

TEST_CASE("yaml: other encodings, NUL and stray marks are refused with their place") {
  using namespace std::string_literals;
  CHECK(codes("\xFF\xFE" "a\0:\0"s) == "1:1 yaml.encoding\n");
  CHECK(codes("\xFE\xFF\0a"s) == "1:1 yaml.encoding\n");
  CHECK(codes("\0\0\xFE\xFF"s) == "1:1 yaml.encoding\n");
  CHECK(codes("甲: \xFF\xFE\xFA\n") == "1:4 yaml.encoding\n");
  CHECK(codes("甲: \xED\xA0\x80\n") == "1:4 yaml.encoding\n");
  CHECK(codes("甲: \xC0\x80\n") == "1:4 yaml.encoding\n");
  CHECK(codes("甲: b\0c\n"s) == "1:5 yaml.nul\n");
  CHECK(codes("a: \x1B[31m\n") == "1:4 yaml.control-character\n");
  CHECK(codes("a: 1\rb: 2\r") == "1:5 yaml.control-character\n");
  CHECK(codes("a: 1\nb\xEF\xBB\xBF: 2\n") == "2:2 yaml.byte-order-mark\n");
  CHECK(codes("a: 1\n# \u202E 甲\n") == "2:3 yaml.control-character\n");
  CHECK(codes("a: 甲\u2066\n") == "1:5 yaml.control-character\n");
}

TEST_CASE("yaml: bombs, cycles and second documents are refused") {
  CHECK(codes("a: &a [*a]\n") == "1:4 yaml.anchor\n1:8 yaml.alias\n");
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    auto const before = std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [" + repeat("*" + before + ", ", 8) + "*" + before + "]\n";
  }
  CHECK(read(bomb).findings.size() <= 100);
  CHECK_FALSE(read(bomb).root);
  CHECK(codes("a: 1\n---\nb: 2\n") == "2:1 yaml.second-document\n");
}

TEST_CASE("yaml: limits hold before memory or stack suffer") {
  CHECK(codes(repeat("[", 1'000'000)).find("yaml.too-deep") != std::string::npos);
  CHECK(codes(repeat("- ", 500'000)) == "1:129 yaml.too-deep\n");
  CHECK(codes(repeat("{a: ", 250'000)).find("yaml.too-deep") != std::string::npos);
  CHECK(codes(repeat("? ", 500'000)).find("yaml.too-deep") != std::string::npos);
  CHECK(codes("a: " + std::string((1 << 20) - 2, 'x')) == "1:1 yaml.too-long\n");
  CHECK(codes("a: " + std::string((64 << 10) + 1, 'x')) == "1:4 yaml.long-scalar\n");
  CHECK(read("a: " + std::string(64 << 10, 'x')).root);
  CHECK(codes(repeat("- 1\n", 120'000)) == "100000:3 yaml.too-many-nodes\n");
  CHECK(codes(repeat("[], ", 250'000)).find("yaml.") != std::string::npos);
}

TEST_CASE("yaml: what yaml-cpp lets pass is refused here") {
  CHECK(findings("a: \"x\nb: 3\n") == "t.yaml:1:4: error: This quote is never closed. [yaml.syntax]\n");
  CHECK(findings("a: 1\nb: 2\na: 3\n") == "t.yaml:3:1: error: The key \"a\" stands here again. [yaml.duplicate-key]\n");
  CHECK(findings("a: \"x\" y\n").find("1:8: error: ") != std::string::npos);
  CHECK(codes("a:\n\tb: 1\n") == "2:1 yaml.tab\n");
  CHECK(codes("? [a, b]\n: 1\n") == "1:3 yaml.key\n");
  CHECK(codes("? a\n: 1\n") == "1:3 yaml.key\n");
  CHECK(codes(": 1\n").find("yaml.") != std::string::npos);
}

TEST_CASE("yaml: documents of the YAML test suite's kind that must fail do fail") {
  for (auto const* text : {"foo:\n  bar\ninvalid\n", "- a\nb\n", "a:\n  - b\n c\n", "a:\n  b: c\n  d\n\ne: f\n", "[ a, b, c, , ]\n", "[ , a ]\n",
                           "block: ># comment\n  x\n", "a: [b]]\n", "a: [b] c\n", "a: 1\n... x\n", "%YAML 1.2\nfoo: 1\n", "%FOO\n---\na: 1\n",
                           "a: |x\n  y\n", "a: |\n  x\n y\n", "a: {b: 1,, c: 2}\n", "a: 'x\n---\ny'\n", "a: \"\\q\"\n", "a: \"\\u12\"\n",
                           "a: \"\\ud800\"\n", "{a: 1}\nb: 2\n", "a: }\n", "a: \"b\" : c\n", "a\n: b\n", "key: \"value\"# no comment\n"}) {
    CAPTURE(text);
    CHECK_FALSE(read(text).root);
    CHECK_FALSE(read(text).findings.empty());
  }
  for (auto const* text : {"a: b\n  c\n", "- a\n  b\n", "- a\n b\n", "a:\n- b\n  c\n", "a:\n  b c\n\n  d\ne: f\n", "- - a\n   b\n", "a: [b,\n  c, ]\n",
                           "a: >- # comment\n  b\n", "--- # comment\na: b\n...\n", "a:\n  b c\n# comment\nd: e\n"}) {
    CAPTURE(text);
    CHECK(codes(text) == "");
  }
}

TEST_CASE("yaml: flow style that tears an expression apart is named") {
  CHECK(codes("a: {when: max(a, b) > 3}\n") == "1:11 yaml.flow-expression\n");
  CHECK(codes("a: {b, c}\n") == "1:5 yaml.flow-expression\n");
  CHECK(codes("a: [max(a, b)]\n") == "1:5 yaml.flow-expression\n");
  CHECK(codes("a: {b: , c: }\n").empty());
  CHECK(codes("a: {when: max(a) > 3}\n").empty());
  CHECK(codes("a: {when: \"max(a, b) > 3\"}\n").empty());
}

TEST_CASE("yaml: full-width signs where YAML needs ASCII are named with the ASCII form") {
  auto const document = read("标题：文字\nb: 1\n");
  REQUIRE(document.findings.size() == 1);
  CHECK(write(document.findings[0]) ==
        "t.yaml:1:3: error: The full-width `：` does not separate a key from its value. [yaml.full-width]"
        "; Write `标题: …`, with an ASCII colon and a blank.");
  CHECK(codes("甲: 1\n乙：2\n丙: 3\n") == "2:2 yaml.full-width\n");
  CHECK(codes("标题: 1\n　b: 1\n") == "2:1 yaml.full-width\n");
  CHECK(codes("标题:　文字\n") == "1:4 yaml.full-width\n");
  CHECK(codes("选项: [自有，租用]\n") == "1:8 yaml.full-width\n");
  CHECK(codes("说明: 注意：甲，乙　丙\n").empty());
  CHECK(codes("说明: |\n  　　第一段：文字\n").empty());
}

// The collection was read by another reader of YAML 1.2 as well: what both accept is the same tree, and nothing is accepted
// here that is refused there.
TEST_CASE("yaml: tricky texts are read as YAML 1.2 has them, or refused") {
  std::filesystem::path const folder{GUICHENG_GOLDEN "/yaml"};
  std::istringstream lines{golden::read(folder / "tricky.txt")};
  std::string all;
  std::size_t read_ones = 0;
  for (std::string line; std::getline(lines, line); all += '\n') {
    auto const document = read(unescaped(line));
    all += line + "\n  ";
    if (document.root) all += tree(*document.root), ++read_ones;
    else all += codes(unescaped(line));
    if (all.ends_with('\n')) all.pop_back();
  }
  CHECK(read_ones > 200);
  golden::check(folder / "tricky.trees", all);
}

TEST_CASE("yaml: a quoted text holds nothing that is no UTF-8 and nothing invisible") {
  for (auto const* const escape : {"\\N", "\\_", "\\0", "\\a", "\\e", "\\x01", "\\x7f", "\\u0000", "\\r", "\\u202e", "\\u2069"}) {
    CAPTURE(std::string{escape});
    CHECK(codes("a: \"b" + std::string{escape} + "\"\n") == "1:6 yaml.control-character\n");
  }
  CHECK(codes("a: \"\\uD800\"\n").ends_with("yaml.syntax\n"));
  CHECK(codes("a: \"\\年\"\n").ends_with("yaml.syntax\n"));
  CHECK(codes("a: \"\\u7532\\t\\n\\x41\\L\"\n") == "");
}

TEST_CASE("yaml: golden findings of broken files") {
  for (auto const& path : golden::files(GUICHENG_GOLDEN "/yaml", ".yaml")) {
    std::string all;
    for (auto const& finding : read_yaml(path.filename().string(), golden::read(path)).findings) all += write(finding) + '\n';
    golden::check(std::filesystem::path{path}.replace_extension(".findings"), all);
  }
}

TEST_CASE("yaml: every YAML file of this repository is read without findings") {
  std::size_t files = 0;
  for (auto const* folder : {"/workflows", "/rules", "/calendars", "/examples"}) {
    auto const root = std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path().string() + folder;
    if (!std::filesystem::exists(root)) continue;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{root}) {
      if (entry.path().extension() != ".yaml") continue;
      ++files;
      for (auto const& finding : read_yaml(entry.path().string(), golden::read(entry.path())).findings) FAIL_CHECK(write(finding));
    }
  }
  CHECK(files > 10);
}
