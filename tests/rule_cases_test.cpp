// The house's rule sets against published results. The whole list lies outside the repository: GUICHENG_SHARED, or ../shared beside it.
#include <guicheng/json.hpp>
#include <guicheng/rule_scenario.hpp>

#include "test.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace guicheng;

namespace {

std::string text_of(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::filesystem::path shared() {
  if (auto const* const named = std::getenv("GUICHENG_SHARED")) return named;
  return std::filesystem::path{GUICHENG_RULES}.parent_path().parent_path() / "shared";
}

std::shared_ptr<RuleSet const> beijing() {
  std::string const name = "beijing-points-2020.yaml";
  auto const loaded = read_rules({{name, text_of(std::filesystem::path{GUICHENG_RULES} / name)}}, name);
  for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
  REQUIRE(loaded.rules);
  return loaded.rules;
}

/// Component by component; the published names are those of the first level, and `total`.
bool agrees(RuleSet const& rules, Context const& line) {
  auto const& published = *line.find("published")->context();
  auto const judged = judge(rules, *line.find("in")->context(), {});
  auto const same = [&](std::string const& name, std::optional<Decimal> points) {
    return points && published.find(name) && *published.find(name)->number() == *points;
  };
  if (!judged.problems.empty() || !same("total", judged.score)) return false;
  for (std::size_t i = 0; i < rules.indicators.size(); ++i)
    if (!same(rules.indicators[i].name, judged.components[i])) return false;
  return true;
}

}  // namespace

TEST_CASE("rules: every published result of Beijing 2020 is reproduced to the cent") {
  auto const path = shared() / "domain" / "beijing-points-2020-cases.jsonl";
  std::ifstream file{path};
  if (!file) {
    MESSAGE("skipped: no ", path.string());
    return;
  }
  auto const rules = beijing();
  std::size_t lines = 0, good = 0, at_line = 0, above_line = 0;
  auto const cut = *read_decimal("97.13");
  for (std::string text; std::getline(file, text); ++lines) {
    auto const line = read_json(text);
    REQUIRE(line);
    if (agrees(*rules, *line->context())) ++good;
    else MESSAGE("differs: ", text);
    auto const total = *line->context()->find("published")->context()->find("total")->number();
    above_line += cut < total ? 1u : 0u;
    at_line += total == cut ? 1u : 0u;
  }
  CHECK(lines == 3016);
  CHECK(good == lines);
  CHECK(above_line < 3000);             // a quota of 3,000 ends at 97.13, and all who have that are admitted
  CHECK(above_line + at_line == 3016);
}

TEST_CASE("rules: the scenarios of every rule set of the house pass") {
  Sources sources;
  std::filesystem::path const root{GUICHENG_RULES};
  for (auto const& entry : std::filesystem::recursive_directory_iterator{root})
    if (entry.is_regular_file()) sources.emplace(std::filesystem::relative(entry.path(), root).generic_string(), text_of(entry.path()));
  std::size_t played = 0;
  for (auto const& [path, text] : sources) {
    if (!path.starts_with("scenarios/")) continue;
    auto const loaded = read_rule_scenarios(sources, path);
    for (auto const& finding : loaded.findings) CHECK(write(finding) == "");
    REQUIRE(loaded.file);
    for (auto const& scenario : loaded.file->cases) {
      auto const file = path;  // clang 14 captures no binding
      CAPTURE(file);
      CAPTURE(scenario.name);
      for (auto const& difference : loaded.file->decision ? play(*loaded.file->decision, scenario) : play(*loaded.file->rules, scenario)) CHECK(difference == "");
      ++played;
    }
  }
  CHECK(played >= 19);
}

TEST_CASE("rules: a scenario says everything that differs from what it expects") {
  Sources const sources{{"set.yaml", "rules: small\ntitle: 小\nversion: \"1\"\ninputs:\n  甲: {type: number}\nindicators:\n  - 乙: {points: 甲}\n"},
                        {"a.yaml", "rule scenarios: small\nrules: set.yaml\ngiven: {甲: 3}\ncases:\n"
                                   "  - name: 一\n    expect: {score: 4, grade: A, points: {乙: 4, 丙: 1}}\n"
                                   "  - name: 二\n    given: {甲: }\n    expect: {score: 3}\n"}};
  auto const loaded = read_rule_scenarios(sources, "a.yaml");
  REQUIRE(loaded.file);
  CHECK(play(*loaded.file->rules, loaded.file->cases[0]) ==
        std::vector<std::string>{"the score should be 4; it is 3.", "the grade should be A; it is .", "乙 should be 4; it is 3.", "丙 should be 1; it is no indicator."});
  CHECK(play(*loaded.file->rules, loaded.file->cases[1]) ==
        std::vector<std::string>{"the score should be 3; it is nothing.", "problems should be []; it is [缺少 甲]."});
}

TEST_CASE("rules: eligibility of Beijing 2020 is asked for only where it is given") {
  auto const rules = beijing();
  Context subject{{"birth_ym", "1974-09"}, {"employment_months", 242}, {"owned_home_months", List{38}}, {"education_points", 26}};
  CHECK(judge(*rules, subject, {}).score == read_decimal("118.17"));

  subject.set("criminal_record", true);
  subject.set("social_insurance_years", 6);
  auto const refused = judge(*rules, subject, {});
  CHECK(refused.ineligible == std::vector<std::string>{"连续缴纳社会保险不满 7 年", "有刑事犯罪记录"});
  CHECK_FALSE(refused.score);
}
