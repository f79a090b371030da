#include "system/file_kind.hpp"

#include "golden.hpp"
#include "json_schema_check.hpp"
#include "system/scalar.hpp"

#include <guicheng/system.hpp>

using namespace guicheng;

namespace {

std::string const root = std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path().string();

std::vector<std::filesystem::path> definitions() {
  std::vector<std::filesystem::path> found;
  for (auto const* const folder : {"/workflows", "/rules", "/examples"})
    for (auto const& entry : std::filesystem::recursive_directory_iterator{root + folder})
      // Data of scenarios are values of an author's own names; they are of no kind.
      if (entry.path().extension() == ".yaml" && entry.path().parent_path().filename() != "data") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

Value schema_of(FileKind const& kind) {
  auto const text = schema(kind.name);
  REQUIRE(text);
  auto value = read_json(*text, JsonLimits{8u << 20, 64, 1'000'000, 10'000});
  REQUIRE(value);
  return *std::move(value);
}

/// What each check says of a text: our reader, and the schema over the values as our reader sees them.
struct Verdicts { bool reader = false, schema = false; std::string said; };
Verdicts verdicts(std::string const& path, std::string const& text) {
  Verdicts result;
  auto const document = read_yaml(path, text);
  auto const* const kind = kind_of(document);
  REQUIRE(kind);
  std::vector<Finding> findings;
  check(document, kind->shape(), findings);
  result.reader = !has_error(findings);
  for (auto const& finding : findings) result.said += write(finding) + '\n';
  auto const problems = json_schema::Check{schema_of(*kind)}(literal_value(*document.root));
  result.schema = problems.empty();
  for (auto const& problem : problems) result.said += problem + '\n';
  return result;
}

/// Every object of properties in a schema, wherever it stands.
void each_property(Value const& schema, std::string const& at, auto const& see) {
  if (auto const* const list = schema.list())
    for (auto const& item : *list) each_property(item, at, see);
  auto const* const map = schema.context();
  if (!map) return;
  for (auto const& [name, value] : *map) {
    if (name == "properties" && value.context())
      for (auto const& [key, property] : *value.context()) see(at + '/' + key, property);
    each_property(value, at + '/' + name, see);
  }
}

Value resolved(Value const& schema, Value const& property) {
  auto const* const map = property.context();
  auto const* const reference = map ? map->find("$ref") : nullptr;
  if (!reference) return property;
  return *schema.context()->find("$defs")->context()->find(reference->string()->substr(8));
}

/// The text with its first `what` replaced.
std::string with(std::string text, std::string_view what, std::string_view by) {
  auto const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("schema: every YAML file of this repository fits the schema of the kind its first key names") {
  std::size_t seen = 0;
  for (auto const& path : definitions()) {
    CAPTURE(path.string());
    auto const text = golden::read(path);
    for (auto const& finding : check_file(path.filename().string(), text)) FAIL_CHECK(write(finding));
    auto const both = verdicts(path.filename().string(), text);
    CHECK(both.said == "");
    ++seen;
  }
  CHECK(seen > 15);
}

TEST_CASE("schema: a file of no kind is a finding that says how to begin") {
  auto const said = [](std::string const& text) {
    std::string all;
    for (auto const& finding : check_file("t.yaml", text)) all += write(finding) + '\n';
    return all;
  };

  CHECK(said("worklfow: licence\n") == "t.yaml:1:1: error: This is no kind of file that is known. [file.kind]; Did you mean `workflow:`?\n");
  CHECK(said("title: 请假\nworkflow: leave\n") == "t.yaml:2:1: error: What the file is must be its first key; `workflow` comes later. [file.kind]; Move `workflow:` to the top.\n");
  CHECK(said("- 1\n").find("[file.kind]; Begin with one of `system:`") != std::string::npos);
}

TEST_CASE("schema: each has an id with the version, a title and a description, and every property says what it is") {
  for (auto const& kind : file_kinds()) {
    CAPTURE(std::string{kind.name});
    auto const value = schema_of(kind);
    auto const& top = *value.context();
    auto file = std::string{kind.name};
    std::replace(file.begin(), file.end(), ' ', '-');
    CHECK(*top.find("$id")->string() == "https://guicheng.dev/schema/0.1/" + file + ".json");
    CHECK(*top.find("$schema")->string() == "https://json-schema.org/draft/2020-12/schema");
    CHECK(top.find("title"));
    CHECK(top.find("description"));
    std::string bare;
    each_property(value, "", [&](std::string const& at, Value const& property) {
      auto const to = resolved(value, property);
      auto const* const description = to.context() ? to.context()->find("description") : nullptr;
      if (!description || description->string()->empty()) bare += at + '\n';
    });
    CHECK(bare == "");
  }
}

TEST_CASE("schema: reader and schema agree on what is broken") {
  auto const workflow = golden::read(root + "/workflows/tianjin/licence.yaml");
  auto const records = golden::read(root + "/workflows/tianjin/records.yaml");
  auto const system = golden::read(root + "/workflows/tianjin/system.yaml");
  struct Case { std::string name, text; bool good; };
  std::vector<Case> const cases{
      {"unchanged", workflow, true},
      {"an unknown key", with(workflow, "viewers:", "viewer:"), false},
      {"a missing key", with(workflow, "title: 人力资源服务行政许可\n", ""), false},
      {"a word that is none", with(workflow, "type: uscc", "type: uscd"), false},
      {"a number in quotes", with(workflow, "working days: 5", "working days: \"5\""), false},
      {"a number with a leading zero", with(workflow, "working days: 5", "working days: 05"), false},
      {"a number out of range", with(workflow, "working days: 5", "working days: 0"), false},
      {"two limits at once", with(workflow, "working days: 5", "working days: 5\n      calendar days: 5"), false},
      {"no limit", with(workflow, "      working days: 5\n", ""), false},
      {"a boolean that is a text", with(workflow, "once: true", "once: yes"), false},
      {"a list where a text belongs", with(workflow, "law: 人力资源市场暂行条例 第十八条第一款; 行政许可法 第三十二条, 第四十二条, 第四十五条", "law: [a]"), false},
      {"a text where a list belongs", with(workflow, "viewers: [市级管理员]", "viewers: 市级管理员"), false},
      {"an empty list that must not be", with(workflow, "options: [自有, 租用]", "options: []"), false},
      {"a number as a text is fine", with(workflow, "\"2023.2\"", "2023.2"), true},
      {"a true as a text is fine", with(workflow, "options: [自有, 租用]", "options: [true, 5]"), true},
      {"an outcome that is a map", with(workflow, "submit: acceptance", "submit: {to: acceptance, title: 交}"), true},
      {"an outcome that is a list", with(workflow, "submit: acceptance", "submit: [acceptance]"), false},
      {"an outcome with a wrong key", with(workflow, "submit: acceptance", "submit: {too: acceptance}"), false},
      {"ways", with(workflow, "submit: acceptance", "submit: {to: [{when: true, to: approval}, {to: acceptance}]}"), true},
      {"a way without a target", with(workflow, "submit: acceptance", "submit: {to: [{when: true}]}"), false},
      {"edit as a word", with(workflow, "use: application", "use: application\n    edit: nothing"), true},
      {"edit as another text", with(workflow, "use: application", "use: application\n    edit: 基本信息"), false},
      {"a record type without fields", with(records, "    fields:\n      统一社会信用代码", "    felder:\n      统一社会信用代码"), false},
      {"a role without reach", with(system, "{title: 受理岗, reach: division}", "{title: 受理岗}"), false},
      {"a role with another reach", with(system, "reach: division", "reach: district"), false},
  };
  for (auto const& one : cases) {
    CAPTURE(one.name);
    auto const both = verdicts("t.yaml", one.text);
    CAPTURE(both.said);
    CHECK(both.reader == one.good);
    CHECK(both.schema == one.good);
  }
}
