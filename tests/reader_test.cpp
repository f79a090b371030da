#include "system/reader.hpp"

#include "system/reading.hpp"

#include "test.hpp"

using namespace guicheng;

namespace {

std::string written(std::vector<Finding> const& findings) {
  std::string all;
  for (auto const& finding : findings) all += write(finding) + '\n';
  return all;
}

std::string parts(std::string_view text) {
  auto const split = split_braces(text);
  if (!split) return "open";
  std::string all;
  for (auto const& part : *split) all += (part.in_braces ? "<" : "[") + std::string{text.substr(part.offset, part.length)} + (part.in_braces ? ">" : "]");
  return all;
}

}  // namespace

TEST_CASE("reader: values are picked by key, order and type") {
  auto const document = read_yaml("t.yaml", "title: 受理\nmin: 3\nshare: 0.5\nfrom: 2024-02-29\nonce: true\nroles: [甲, 乙]\nby: 丙\nempty:\n");
  std::vector<Finding> findings;
  Reader const file{document, findings};

  CHECK(file["title"].text() == "受理");
  CHECK(file["min"].integer() == 3);
  CHECK(file["share"].number() == *read_decimal("0.5"));
  CHECK(file["from"].date() == Date{2024, 2, 29});
  CHECK(file["once"].boolean(false));
  CHECK(file["roles"].texts() == std::vector<std::string>{"甲", "乙"});
  CHECK(file["by"].texts() == std::vector<std::string>{"丙"});
  CHECK(file.has("empty"));
  CHECK_FALSE(file["empty"]);
  std::string keys;
  for (auto const& entry : file.entries()) keys += entry.key + std::to_string(entry.place.line) + ' ';
  CHECK(keys == "title1 min2 share3 from4 once5 roles6 by7 empty8 ");
  CHECK(findings.empty());
}

TEST_CASE("reader: what is missing reads as nothing, at any depth") {
  auto const document = read_yaml("t.yaml", "a: 1\n");
  std::vector<Finding> findings;
  auto const missing = Reader{document, findings}["x"]["y"]["z"];

  CHECK_FALSE(missing);
  CHECK(missing.text("else") == "else");
  CHECK_FALSE(missing.integer());
  CHECK(missing.boolean(true));
  CHECK(missing.items().empty());
  CHECK(missing.entries().empty());
  CHECK(missing.literal().is_null());
  CHECK(findings.empty());
}

TEST_CASE("reader: findings have the place of the value, or of the map that lacks it") {
  auto const document = read_yaml("t.yaml", "阶段:\n  by: 受里岗\n");
  std::vector<Finding> findings;
  auto const stage = Reader{document, findings}["阶段"];

  stage["by"].unknown("role", {"受理岗", "审批岗"}, "workflow.unknown-role");
  stage["by"].unknown("role", {"领导"}, "workflow.unknown-role");
  stage["title"].warning("x.y", "There is no title.");

  CHECK(written(findings) ==
        "t.yaml:2:7: error: There is no role \"受里岗\". [workflow.unknown-role]; Did you mean \"受理岗\"?\n"
        "t.yaml:2:7: error: There is no role \"受里岗\". [workflow.unknown-role]; There are: 领导.\n"
        "t.yaml:2:3: warning: There is no title. [x.y]\n");
}

TEST_CASE("reader: literals keep numbers exact and everything quoted a text") {
  auto const document = read_yaml("t.yaml", "a: [1.10, \"1\", 010, true, no, ~, 2024-01-01, {b: x}]\n");
  std::vector<Finding> findings;
  CHECK(write_feel(Reader{document, findings}["a"].literal()) == "[1.1, \"1\", \"010\", true, \"no\", null, \"2024-01-01\", {b: \"x\"}]");
}

TEST_CASE("reader: texts are cut at their braces") {
  CHECK(parts("") == "");
  CHECK(parts("许可申请") == "[许可申请]");
  CHECK(parts("许可申请：{机构名称}（{a}{b}）") == "[许可申请：]<机构名称>[（]<a><b>[）]");
  CHECK(parts("{ {a: \"}\"}.a }x") == "< {a: \"}\"}.a >[x]");
  CHECK(parts("{\"\\\"}\"}") == "<\"\\\"}\">");
  CHECK(parts("a } b") == "[a } b]");
  CHECK(parts("{}") == "<>");
  CHECK(parts("a {b") == "open");
}
