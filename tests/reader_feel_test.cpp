#include "system/reader.hpp"

#include "test.hpp"

using namespace guicheng;

namespace {

Scope scope() {
  Scope names;
  names.add("人数", Type::of(Value::Kind::number));
  names.add("机构名称", Type::of(Value::Kind::string));
  return names;
}

/// Where the findings of an expression stand that is read under the key `when`.
std::string places(std::string const& yaml) {
  auto const document = read_yaml("t.yaml", yaml);
  REQUIRE(document.root);
  std::vector<Finding> findings;
  Reader{document, findings}["when"].feel(scope());
  std::string all;
  for (auto const& finding : findings) all += std::to_string(finding.line) + ':' + std::to_string(finding.column) + ' ';
  return all;
}

}  // namespace

TEST_CASE("reader: findings of an expression stand where it stands in the file") {
  CHECK(places("when: 人数 > 3\n") == "");
  CHECK(places("when: 人数 > 未知\n") == "1:12 ");
  CHECK(places("when: \"人数 > 未知\"\n") == "1:13 ");
  CHECK(places("when: 人数 > 3\n  and 人数 < 未知\n") == "2:12 ");
  CHECK(places("when: |\n  人数 > 3\n  and 人数 < 未知\n") == "3:12 ");
  CHECK(places("when: >-\n  人数 > 3\n  and 人数 < 未知\n") == "3:12 ");
}

TEST_CASE("reader: texts and formulas hold FEEL in its place") {
  auto const document = read_yaml("t.yaml", "title: 许可申请：{机构名称}\nbad: 申请：{机构}\nopen: 申请：{机构名称\nset: = 人数 + 1\nplain: 有效\n");
  std::vector<Finding> findings;
  Reader const file{document, findings};

  REQUIRE(file["title"].text_with_feel(scope()));
  CHECK(file["title"].text_with_feel(scope())->parts.size() == 2);
  CHECK(std::holds_alternative<Feel>(*file["set"].formula(scope())));
  CHECK(std::get<Value>(*file["plain"].formula(scope())) == Value{"有效"});
  CHECK(findings.empty());

  CHECK_FALSE(file["bad"].text_with_feel(scope()));
  CHECK_FALSE(file["open"].text_with_feel(scope()));
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].line == 2);
  CHECK(findings[0].column == 10);
  CHECK(findings[1].code == "text.brace");
}
