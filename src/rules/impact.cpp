// Two versions of a set over the same subjects. Entry point: compare_versions.
#include <guicheng/batch.hpp>

#include "rules/difference.hpp"
#include "rules/lines_pool.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace guicheng {
namespace {

struct Compared {
  std::size_t lines = 0, bad = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> matrix;
  std::map<Difference, std::size_t> first;
  std::vector<ImpactChange> changes;
  std::vector<ImpactProblem> problems;
};

constexpr std::size_t most_problems = 100;

std::string written(std::optional<Decimal> number) { return number ? write_decimal(*number) : ""; }

/// One version, and what lines have for the other one only.
class Version {
 public:
  Version(RuleSet const& rules, RuleSet const& other, std::string const& heading, bool csv)
      : rules_{rules}, format_{rules.inputs, [&](std::string& line) { return line = heading, !heading.empty(); }, csv} {
    for (auto const& input : other.inputs) {
      if (!knows(input.name)) foreign_.push_back(input.name);
      if (csv && !input.title.empty() && !knows(input.title)) foreign_.push_back(input.title);
    }
  }

  RuleSet const& rules() const noexcept { return rules_; }
  std::size_t first_line() const noexcept { return format_.first_line(); }

  rules::LineSubject read(std::string const& line) const {
    auto subject = format_.read(line);
    for (auto const& name : foreign_) subject.inputs.erase(name);
    return subject;
  }

  Judgement judged(rules::LineSubject const& subject, EvalContext const& context, bool explained = false) const {
    return judge(rules_, subject.inputs, context, explained);
  }

 private:
  bool knows(std::string const& name) const {
    return std::any_of(rules_.inputs.begin(), rules_.inputs.end(), [&](RuleInput const& i) { return i.name == name; });
  }

  RuleSet const& rules_;
  rules::LineFormat format_;
  std::vector<std::string> foreign_;
};

class Comparing {
 public:
  Comparing(Version const& before, Version const& after, bool graded, EvalContext const& context)
      : before_{before}, after_{after}, graded_{graded}, context_{context} {}

  void line(std::string const& text, std::size_t number, Compared& into) const {
    auto const subject = before_.read(text), subject_now = after_.read(text);
    std::string const id = !subject.id ? "" : subject.id->string() ? *subject.id->string() : write_feel(*subject.id);
    if (!subject.problem.empty()) return bad({number, id, subject.problem}, into);
    auto const old = before_.judged(subject, context_), now = after_.judged(subject_now, context_);
    if (!old.problems.empty() || !now.problems.empty()) return bad({number, id, told(old, now)}, into);
    if (graded_) ++into.matrix[{old.grade, now.grade}];
    if (graded_ ? old.grade == now.grade : old.score == now.score) return;
    ImpactChange change{number, id, graded_ ? old.grade : written(old.score), graded_ ? now.grade : written(now.score), old.score, now.score, {}};
    change.first = rules::first_difference({before_.rules(), before_.judged(subject, context_, true)}, {after_.rules(), after_.judged(subject_now, context_, true)});
    ++into.first[change.first];
    into.changes.push_back(std::move(change));
  }

 private:
  static void bad(ImpactProblem problem, Compared& into) {
    if (++into.bad <= most_problems) into.problems.push_back(std::move(problem));
  }

  /// What is wrong with a subject, said once where both versions say it.
  static std::string told(Judgement const& old, Judgement const& now) {
    std::vector<std::string> texts;
    for (auto const* const judgement : {&old, &now})
      for (auto const& one : judgement->problems)
        if (std::find(texts.begin(), texts.end(), one.text_zh) == texts.end()) texts.push_back(one.text_zh);
    return fmt::format("{}", fmt::join(texts, "；"));
  }

  Version const& before_;
  Version const& after_;
  bool graded_;
  EvalContext const& context_;
};

bool is_graded(RuleSet const& rules) { return !rules.grades.empty() || !rules.classes.empty(); }

}  // namespace

Impact compare_versions(RuleSet const& before, RuleSet const& after, ReadLine const& read, EvalContext const& context, BatchOptions const& options,
                        std::function<void(ImpactChange const&)> const& changed) {
  std::string heading;
  if (options.csv && !read(heading)) heading.clear();
  Version const old{before, after, heading, options.csv}, now{after, before, heading, options.csv};
  Comparing const comparing{old, now, is_graded(before) || is_graded(after), context};
  Impact impact;
  auto const work = [&](std::string const& line, std::size_t number, Compared& into) { comparing.line(line, number, into); };
  auto const take = [&](Compared& compared) {
    impact.lines += compared.lines;
    impact.bad += compared.bad;
    impact.changed += compared.changes.size();
    for (auto const& [pair, count] : compared.matrix) impact.matrix[pair] += count;
    for (auto const& [difference, count] : compared.first) impact.first[difference] += count;
    for (auto const& change : compared.changes) changed(change);
    for (auto& problem : compared.problems)
      if (impact.problems.size() < most_problems) impact.problems.push_back(std::move(problem));
    if (options.progress) options.progress(impact.lines);
    return true;
  };
  rules::run_lines<Compared>(read, options.threads, old.first_line() + options.lines_before, work, take);
  auto const add = [&](std::string const& grade) {
    if (std::find(impact.grades.begin(), impact.grades.end(), grade) == impact.grades.end()) impact.grades.push_back(grade);
  };
  for (auto const* const rules : {&after, &before}) {
    for (auto const& band : rules->grades) add(band.grade);
    for (auto const& one : rules->classes) add(one.grade);
  }
  if (!impact.grades.empty()) add("");
  return impact;
}

}  // namespace guicheng
