// Scenarios of rule sets: reading and playing. Entry points: read_rule_scenarios, play.
#include <guicheng/rule_scenario.hpp>

#include "system/reader.hpp"
#include "system/reading.hpp"
#include "system/rules_shapes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace guicheng {
namespace {

using Texts = std::vector<std::string>;

/// Numbers and dates stay texts: the inputs' types read them.
Value given_value(Reader const& from) {
  if (from.is_list()) {
    List items;
    for (auto const& item : from.items()) items.push_back(given_value(item));
    return items;
  }
  if (from.is_map()) {
    Context fields;
    for (auto const& entry : from.entries()) fields.set(entry.key, given_value(entry.value));
    return fields;
  }
  if (!from) return {};
  auto const literal = from.literal();
  return literal.boolean() ? literal : Value{from.text()};
}

std::optional<Texts> texts_at(Reader const& from, std::string_view key) {
  if (!from.has(key)) return {};
  return from[key].texts();
}

RuleExpectation expectation(Reader const& from) {
  RuleExpectation expect;
  expect.score = from["score"].number();
  if (from.has("grade")) expect.grade = from["grade"].text();
  expect.valid_until = from["valid until"].date();
  for (auto const& entry : from["points"].entries())
    if (auto const points = entry.value.number()) expect.points.emplace_back(entry.key, *points);
  expect.vetoes = texts_at(from, "vetoes");
  expect.ineligible = texts_at(from, "ineligible");
  expect.missed = texts_at(from, "missed");
  expect.warnings = texts_at(from, "warnings");
  expect.evidence = texts_at(from, "evidence");
  expect.problems = texts_at(from, "problems");
  expect.unfinished = texts_at(from, "unfinished");
  if (from.has("value")) expect.value = from["value"].literal();
  if (from.has("by rules")) {
    expect.by_rules.emplace();
    for (auto const& item : from["by rules"].items())
      if (auto const number = item.integer()) expect.by_rules->push_back(static_cast<std::size_t>(*number));
  }
  return expect;
}

Scored const* scored_at(Scored const& node, std::string_view path) {
  if (path.empty()) return &node;
  auto const name = path.substr(0, path.find('/'));
  auto const rest = name.size() == path.size() ? std::string_view{} : path.substr(name.size() + 1);
  auto const found = std::find_if(node.parts.begin(), node.parts.end(), [&](Scored const& part) { return part.name == name; });
  return found == node.parts.end() ? nullptr : scored_at(*found, rest);
}

/// Texts without quotes, so that a date in YAML is like a date.
std::string plain(Value const& value) {
  if (value.string()) return *value.string();
  if (value.date()) return write(*value.date());
  std::string text;
  if (auto const* const list = value.list()) {
    for (auto const& item : *list) text += (text.empty() ? "" : ", ") + plain(item);
    return "[" + text + "]";
  }
  if (auto const* const context = value.context()) {
    for (auto const& [name, item] : *context) text += (text.empty() ? "" : ", ") + name + ": " + plain(item);
    return "{" + text + "}";
  }
  return write_feel(value);
}

std::string shown(std::optional<Decimal> const& number) { return number ? write_decimal(*number) : "nothing"; }

class Playing {
 public:
  Playing(RuleSet const& rules, RuleScenario const& scenario) : rules_{rules}, scenario_{scenario} {}

  Texts run() {
    auto const& expect = scenario_.expect;
    auto const judged = judge(rules_, scenario_.given, {}, !expect.points.empty());
    if (expect.score && judged.score != expect.score) tell("the score", shown(expect.score), shown(judged.score));
    if (expect.grade && judged.grade != *expect.grade) tell("the grade", *expect.grade, judged.grade);
    if (expect.valid_until && judged.valid_until != expect.valid_until)
      tell("valid until", write(*expect.valid_until), judged.valid_until ? write(*judged.valid_until) : "nothing");
    for (auto const& [path, points] : expect.points) {
      auto const* const node = judged.tree ? scored_at(*judged.tree, path) : nullptr;
      if (!node || node->points != points) tell(path, write_decimal(points), node ? shown(node->points) : "no indicator");
    }
    compare("vetoes", expect.vetoes, judged.vetoes);
    compare("ineligible", expect.ineligible, judged.ineligible);
    compare("missed", expect.missed, judged.missed);
    compare("warnings", expect.warnings, judged.warnings);
    compare("evidence", expect.evidence, judged.evidence);
    compare_problems(judged);
    if (expect.unfinished) compare("unfinished", expect.unfinished, unfinished());
    return std::move(differences_);
  }

 private:
  void tell(std::string_view what, std::string_view expected, std::string_view found) {
    differences_.push_back(fmt::format("{} should be {}; it is {}.", what, expected, found));
  }

  void compare(std::string_view what, std::optional<Texts> const& expected, Texts const& found) {
    if (expected && *expected != found) tell(what, fmt::format("[{}]", fmt::join(*expected, "; ")), fmt::format("[{}]", fmt::join(found, "; ")));
  }

  /// A subject that cannot be judged fails a scenario that does not say so.
  void compare_problems(Judgement const& judged) {
    Texts named, told;
    for (auto const& problem : judged.problems) {
      named.push_back(problem.input);
      told.push_back(problem.text_zh);
    }
    auto const& expected = scenario_.expect.problems;
    if (named != expected.value_or(Texts{}))
      tell("problems", fmt::format("[{}]", fmt::join(expected.value_or(Texts{}), "; ")), fmt::format("[{}]", fmt::join(told, "; ")));
  }

  Texts unfinished() const {
    Texts paths;
    for (auto const& leaf : completion(rules_, scenario_.given))
      if (!leaf.complete) paths.push_back(leaf.path);
    return paths;
  }

  RuleSet const& rules_;
  RuleScenario const& scenario_;
  Texts differences_;
};

}  // namespace

LoadedRuleScenarios read_rule_scenarios(Sources const& sources, std::string const& path) {
  LoadedRuleScenarios loaded;
  Reading reading{sources};
  if (auto const* const document = reading.open(path, rule_scenarios_shape())) {
    Reader const root{*document, reading.findings()};
    RuleScenarioFile file{path, root["rule scenarios"].text(), nullptr, nullptr, {}};
    std::vector<Finding> found;
    if (root.has("decision")) {
      auto read = read_decision(sources, resolve_path(path, root["decision"].text()));
      file.decision = std::move(read.decision);
      found = std::move(read.findings);
    } else {
      auto read = read_rules(sources, resolve_path(path, root["rules"].text()));
      file.rules = std::move(read.rules);
      found = std::move(read.findings);
    }
    for (auto& finding : found) reading.findings().push_back(std::move(finding));
    for (auto const& one : root["cases"].items()) {
      RuleScenario scenario{one["name"].text(), one["law"].text(), one.place().line, one["shows"].texts(), {}, expectation(one["expect"])};
      for (auto const& entry : root["given"].entries()) scenario.given.set(entry.key, given_value(entry.value));
      for (auto const& entry : one["given"].entries()) {
        auto value = given_value(entry.value);
        if (value.is_null()) scenario.given.erase(entry.key);
        else scenario.given.set(entry.key, std::move(value));
      }
      file.cases.push_back(std::move(scenario));
    }
    loaded.file = std::move(file);
  }
  loaded.findings = std::move(reading.findings());
  sort(loaded.findings);
  if (has_error(loaded.findings)) loaded.file.reset();
  return loaded;
}

std::vector<std::string> play(TableDecision const& decision, RuleScenario const& scenario) {
  auto const& expect = scenario.expect;
  auto const found = evaluate(decision, scenario.given, {});
  Texts differences, named;
  auto const compare = [&](std::string_view what, std::string const& expected, std::string const& actual) {
    if (expected != actual) differences.push_back(fmt::format("{} should be {}; it is {}.", what, expected, actual));
  };
  for (auto const& problem : found.problems) named.push_back(problem.input);
  compare("problems", fmt::format("[{}]", fmt::join(expect.problems.value_or(Texts{}), "; ")), fmt::format("[{}]", fmt::join(named, "; ")));
  if (expect.value) compare("the value", plain(*expect.value), plain(found.value));
  if (!expect.by_rules) return differences;
  std::vector<std::size_t> rules;
  for (auto const rule : found.rules) rules.push_back(rule + 1);
  compare("by rules", fmt::format("[{}]", fmt::join(*expect.by_rules, ", ")), fmt::format("[{}]", fmt::join(rules, ", ")));
  return differences;
}

std::vector<std::string> play(RuleSet const& rules, RuleScenario const& scenario) { return Playing{rules, scenario}.run(); }

}  // namespace guicheng
