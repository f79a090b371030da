#include "system/reading.hpp"

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
  Sources const sources;
  Reading reading{sources};
  (void)reading.compile(document, *node_of(*document.root, "when"), scope());
  std::string all;
  for (auto const& finding : reading.findings()) all += std::to_string(finding.line) + ':' + std::to_string(finding.column) + ' ';
  return all;
}

}  // namespace

TEST_CASE("reading: findings of an expression stand where it stands in the file") {
  CHECK(places("when: 人数 > 3\n") == "");
  CHECK(places("when: 人数 > 未知\n") == "1:12 ");
  CHECK(places("when: \"人数 > 未知\"\n") == "1:13 ");
  CHECK(places("when: 人数 > 3\n  and 人数 < 未知\n") == "2:12 ");
  CHECK(places("when: |\n  人数 > 3\n  and 人数 < 未知\n") == "3:12 ");
  CHECK(places("when: >-\n  人数 > 3\n  and 人数 < 未知\n") == "3:12 ");
}

TEST_CASE("reading: texts and formulas hold FEEL in its place") {
  auto const document = read_yaml("t.yaml", "title: 许可申请：{机构名称}\nbad: 申请：{机构}\nopen: 申请：{机构名称\nset: = 人数 + 1\nplain: 有效\n");
  Sources const sources;
  Reading reading{sources};
  auto const at = [&](char const* key) -> YamlNode const& { return *node_of(*document.root, key); };

  CHECK(reading.compile_text(document, at("title"), scope()).parts.size() == 2);
  auto const set = reading.compile_formula(document, at("set"), scope()), plain = reading.compile_formula(document, at("plain"), scope());
  REQUIRE((set && plain));
  CHECK(std::holds_alternative<Feel>(*set));
  CHECK(std::get<Value>(*plain) == Value{"有效"});
  CHECK(reading.findings().empty());

  CHECK(reading.compile_text(document, at("bad"), scope()).parts.size() == 1);
  CHECK(reading.compile_text(document, at("open"), scope()).parts.empty());
  REQUIRE(reading.findings().size() == 2);
  CHECK(reading.findings()[0].line == 2);
  CHECK(reading.findings()[0].column == 10);
  CHECK(reading.findings()[1].code == "text.brace");
}
