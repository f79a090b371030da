// Scenario files: what reading them finds.
#include <guicheng/scenario.hpp>

#include "test.hpp"

using namespace guicheng;

namespace {

std::string const people = "people:\n  甲: {name: 王, organisation: 911201030000001159, division: \"120103\"}\n";

LoadedScenarios read(std::string const& steps, std::string const& more = {}) {
  return read_scenarios({{"a/s.yaml", "scenarios: s\nsystem: system.yaml\npeople: people.yaml\n" + more +
                                          "cases:\n  - name: n\n    shows: [001-01]\n    at: \"2024-03-01T09:00:00\"\n    steps:\n" + steps},
                         {"a/people.yaml", people},
                         {"a/d.yaml", "基本信息: {代码: 911201030000001159, 有: true, 无: null}\n"}},
                        "a/s.yaml");
}

/// The first error, or the first warning where there is none.
std::string first_finding(LoadedScenarios const& loaded) {
  for (auto const& one : loaded.findings)
    if (one.level == Finding::Level::error) return write(one);
  return loaded.findings.empty() ? "" : write(loaded.findings.front());
}

}  // namespace

TEST_CASE("scenario: steps are read with sequences in place and values as the file has them") {
  auto const loaded = read("      - {run: twice}\n      - {wait: 3 working days}\n",
                           "sequences:\n  once:\n    - {as: 甲, start: licence, data: d.yaml}\n  twice:\n    - {run: once}\n    - {run: once}\n");

  CHECK(first_finding(loaded) == "");
  REQUIRE(loaded.file);
  auto const& steps = loaded.file->cases.at(0).steps;
  REQUIRE(steps.size() == 3);
  CHECK(steps[1].line == 6);
  CHECK(steps[1].values == Value{Context{{"基本信息", Context{{"代码", "911201030000001159"}, {"有", true}, {"无", nullptr}}}}});
  CHECK(steps[2].wait.amount == 3);
  CHECK(loaded.file->system == "a/system.yaml");
  CHECK(loaded.file->world.find("甲")->actor.organisation == "911201030000001159");
}

TEST_CASE("scenario: mistakes are found at their place") {
  struct Case { std::string steps, more, finding; };
  for (auto const& [steps, more, finding] : std::vector<Case>{
           {"      - {as: 乙, start: licence}\n", "", "a/s.yaml:9:14: error: There is no person \"乙\". [scenario.unknown-person]; There are: 甲."},
           {"      - {start: licence}\n", "", "a/s.yaml:9:9: error: The step does not say who takes it. [scenario.who]; Add `as:` with a person of the sample world."},
           {"      - {wait: soon}\n", "", "a/s.yaml:9:16: error: `soon` is no time to wait. [scenario.wait]; Write `3 working days`, `20 days`, `2 hours` or `5 minutes`."},
           {"      - {run: aplied}\n", "sequences:\n  applied: [{wait: 1 days}]\n",
            "a/s.yaml:11:15: error: There is no sequence \"aplied\". [scenario.unknown-sequence]; Did you mean \"applied\"?"},
           {"      - {run: a}\n", "sequences:\n  a: [{run: a}]\n", "a/s.yaml:5:13: error: `a` runs itself, or sequences nest deeper than 8. [scenario.run-in-run]; Write the steps of the inner sequence in its place."},
           {"      - {as: 甲, start: licence, data: none.yaml}\n", "",
            "a/s.yaml:9:39: error: There is no file `a/none.yaml`. [system.no-file]; Imports are relative to the file they stand in."}}) {
    auto const loaded = read(steps, more);
    CHECK(first_finding(loaded) == finding);
    CHECK_FALSE(loaded.file);
  }
  CHECK(read("      - {as: 甲, strat: licence}\n").findings.at(1).code == "yaml.unknown-key");
  CHECK(read("      - {as: 甲, start: licence, do: submit}\n").file == std::nullopt);
}

TEST_CASE("scenario: sequences that grow by themselves end with a finding") {
  std::string more = "sequences:\n  s0: [{wait: 1 days}]\n";
  for (int i = 1; i < 8; ++i) {
    more += "  s" + std::to_string(i) + ": [";
    for (int n = 0; n < 10; ++n) more += std::string{n ? ", " : ""} + "{run: s" + std::to_string(i - 1) + "}";
    more += "]\n";
  }
  auto const loaded = read("      - {run: s7}\n", more);

  CHECK_FALSE(loaded.file);
  CHECK(loaded.findings.at(0).code == "scenario.too-long");
}

TEST_CASE("scenario: requirements are a run of ids, some of them outside") {
  auto const loaded = read_requirements({{"r.yaml", "requirements: t\nids: {from: 001-08, to: 001-11}\nalso: [001-80]\noutside:\n  - {id: 001-09, reason: a portal}\n"}}, "r.yaml");
  REQUIRE(loaded.requirements);
  CHECK(loaded.requirements->ids == std::vector<std::string>{"001-08", "001-09", "001-10", "001-11", "001-80"});
  CHECK(loaded.requirements->outside.at(0).id == "001-09");

  auto const unknown = read_requirements({{"r.yaml", "requirements: t\nids: {from: 001-08, to: 001-11}\noutside:\n  - {id: 002-09, reason: a portal}\n"}}, "r.yaml");
  CHECK(unknown.findings.at(0).code == "requirements.unknown-id");
  CHECK(read_requirements({{"r.yaml", "requirements: t\nids: {from: a1, to: b99999999}\n"}}, "r.yaml").findings.at(0).code == "requirements.run");
}
