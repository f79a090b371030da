// The first difference between two judgements of one subject. Entry points: those of difference.hpp.
#include "rules/difference.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

using Kind = Difference::Kind;

/// The first leaf, in the old tree's order, whose points differ; a leaf that only one version has counts as different.
std::string in_trees(Scored const& before, Scored const& after, std::string const& path = {}) {
  for (auto const& old : before.parts) {
    auto const here = path.empty() ? old.name : path + "/" + old.name;
    auto const now = std::find_if(after.parts.begin(), after.parts.end(), [&](Scored const& s) { return s.name == old.name; });
    if (now == after.parts.end()) return here;
    if (auto inner = in_trees(old, *now, here); !inner.empty()) return inner;
    if (old.points != now->points || old.contribution != now->contribution || old.applies != now->applies) return here;
  }
  for (auto const& now : after.parts) {
    auto const known = std::any_of(before.parts.begin(), before.parts.end(), [&](Scored const& s) { return s.name == now.name; });
    if (!known) return path.empty() ? now.name : path + "/" + now.name;
  }
  return {};
}

/// The first text that only one of two lists has.
std::optional<std::string> in_lists(std::vector<std::string> const& before, std::vector<std::string> const& after) {
  auto const only = [](auto const& here, auto const& there) {
    return std::find_if(here.begin(), here.end(), [&](std::string const& one) { return std::find(there.begin(), there.end(), one) == there.end(); });
  };
  if (auto const found = only(before, after); found != before.end()) return *found;
  if (auto const found = only(after, before); found != after.end()) return *found;
  return {};
}

/// The grade whose line the score reaches, conditions aside.
std::string reached(JudgedBy const& outcome) {
  for (auto const& band : outcome.rules.grades)
    if (!band.from || (outcome.judgement.score && *outcome.judgement.score >= *band.from)) return band.grade;
  return {};
}

/// The best grade with another line: where that of the old version stands in the new one, or is new.
std::string moved_line(RuleSet const& before, RuleSet const& after) {
  auto const line = [](RuleSet const& rules, std::string const& grade) {
    auto const found = std::find_if(rules.grades.begin(), rules.grades.end(), [&](GradeBand const& one) { return one.grade == grade; });
    return found == rules.grades.end() ? std::nullopt : std::optional{found->from};
  };
  for (auto const* const rules : {&before, &after})
    for (auto const& band : rules->grades)
      if (line(before, band.grade) != line(after, band.grade)) return band.grade;
  return {};
}

bool is_class(RuleSet const& rules, std::string const& grade) {
  return std::any_of(rules.classes.begin(), rules.classes.end(), [&](ClassRule const& one) { return one.grade == grade; });
}

/// The better of the two classes: an item of it is met under one version only.
std::string better_class(JudgedBy const& before, JudgedBy const& after) {
  for (auto const* const rules : {&after.rules, &before.rules})
    for (auto const& one : rules->classes)
      if (one.grade == before.judgement.grade || one.grade == after.judgement.grade) return one.grade;
  return {};
}

/// A veto that both say is met, with another consequence.
std::optional<std::string> changed_veto(JudgedBy const& before, JudgedBy const& after) {
  for (auto const& reason : before.judgement.vetoes) {
    auto const of = [&](RuleSet const& rules) {
      return std::find_if(rules.vetoes.begin(), rules.vetoes.end(), [&](VetoRule const& one) { return one.reason == reason; });
    };
    auto const old = of(before.rules), now = of(after.rules);
    if (old == before.rules.vetoes.end() || now == after.rules.vetoes.end()) continue;
    if (old->kind != now->kind || old->grade != now->grade || old->levels != now->levels) return reason;
  }
  return {};
}

}  // namespace

Difference first_difference(JudgedBy const& before, JudgedBy const& after) {
  auto const &old = before.judgement, &now = after.judgement;
  if (auto text = in_lists(old.ineligible, now.ineligible)) return {Kind::eligibility, *text};
  if (old.tree && now.tree)
    if (auto path = in_trees(*old.tree, *now.tree); !path.empty()) return {Kind::indicator, path};
  if (old.score != now.score) return {Kind::score, ""};
  if (reached(before) != reached(after)) return {Kind::line, moved_line(before.rules, after.rules)};
  if (auto text = in_lists(old.missed, now.missed)) return {Kind::condition, *text};
  if (auto text = in_lists(old.vetoes, now.vetoes)) return {Kind::veto, *text};
  if (auto text = changed_veto(before, after)) return {Kind::veto, *text};
  if (is_class(before.rules, old.grade) || is_class(after.rules, now.grade)) return {Kind::item, better_class(before, after)};
  if (before.rules.second_grade || after.rules.second_grade) return {Kind::second_grade, ""};
  return {Kind::condition, ""};  // one that says what another one says
}

std::vector<std::pair<Difference, std::size_t>> by_count(std::map<Difference, std::size_t> const& counts) {
  std::vector<std::pair<Difference, std::size_t>> sorted{counts.begin(), counts.end()};
  std::stable_sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace guicheng::rules

namespace guicheng {

std::string_view word(Difference::Kind kind) noexcept {
  using enum Difference::Kind;
  switch (kind) {
    case eligibility: return "eligibility";
    case indicator: return "indicator";
    case score: return "score";
    case line: return "grades";
    case condition: return "condition";
    case second_grade: return "second grade";
    case item: return "class";
    case veto: return "veto";
  }
  return "";
}

}  // namespace guicheng
