// Judging lines. Entry points: judge_lines, Scores, write_summary_json.
#include <guicheng/batch.hpp>

#include "rules/lines_pool.hpp"

#include <guicheng/json.hpp>

#include <iterator>

namespace guicheng {
namespace {

struct Judged {
  std::string text;
  std::size_t lines = 0, bad = 0;
  std::map<std::string, std::size_t> grades;
  std::vector<Decimal> scores;
};

class Batch {
 public:
  Batch(RuleSet const& rules, rules::LineFormat const& format, EvalContext const& context, BatchOptions const& options)
      : rules_{rules}, format_{format}, context_{context}, options_{options} {
    for (auto const& indicator : rules.indicators) {
      names_.emplace_back();
      write_json_string(names_.back(), indicator.name);
    }
  }

  void line(std::string const& text, std::size_t number, Judged& into) const {
    auto const subject = format_.read(text);
    if (subject.problem.empty()) return one(subject, number, into);
    ++into.bad;
    begin(into.text, subject, number);
    into.text += "\"problems\":[{\"code\":\"batch.bad-line\",\"text\":";
    write_json_string(into.text, subject.problem);
    into.text += "}]}\n";
  }

 private:
  static void begin(std::string& to, rules::LineSubject const& subject, std::optional<std::size_t> line) {
    to += '{';
    if (subject.id) {
      to += "\"id\":";
      write_json(to, *subject.id);
      to += ',';
    }
    if (line) to += "\"line\":" + std::to_string(*line) + ',';
  }

  void one(rules::LineSubject const& subject, std::size_t number, Judged& into) const {
    auto const judgement = judge(rules_, subject.inputs, context_, options_.explained);
    bool const bad = !judgement.problems.empty();
    into.bad += bad;
    if (!bad) ++into.grades[judgement.grade];
    if (judgement.score && !bad && options_.quota) into.scores.push_back(*judgement.score);
    begin(into.text, subject, bad ? std::optional{number} : std::nullopt);
    if (bad) problems(judgement, into.text);
    else result(judgement, into.text);
    into.text += "}\n";
  }

  static void problems(Judgement const& judgement, std::string& to) {
    to += "\"problems\":[";
    for (std::size_t i = 0; i < judgement.problems.size(); ++i) {
      auto const& problem = judgement.problems[i];
      to += i == 0 ? "{\"input\":" : ",{\"input\":";
      write_json_string(to, problem.input);
      to += ",\"code\":";
      write_json_string(to, problem.code);
      to += ",\"text\":";
      write_json_string(to, problem.text_zh);
      to += '}';
    }
    to += ']';
  }

  void result(Judgement const& judgement, std::string& to) const {
    auto const number = judgement.score ? write_decimal(*judgement.score) : "null";
    to += "\"score\":" + number + ",\"grade\":";
    if (judgement.grade.empty()) to += "null";
    else write_json_string(to, judgement.grade);
    to += ",\"valid_until\":" + (judgement.valid_until ? '"' + write(*judgement.valid_until) + '"' : "null") + ",\"components\":{";
    for (std::size_t i = 0; i < judgement.components.size(); ++i)
      to += (i == 0 ? "" : ",") + names_[i] + ':' + write_decimal(judgement.components[i]);
    to += "},\"total\":" + number;
    list("ineligible", judgement.ineligible, to);
    list("vetoes", judgement.vetoes, to);
    if (options_.explained) to += ",\"explanation\":" + write_judgement_json(rules_, judgement);
  }

  static void list(std::string_view name, std::vector<std::string> const& items, std::string& to) {
    if (items.empty()) return;
    to += ",\"" + std::string{name} + "\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) to += ',';
      write_json_string(to, items[i]);
    }
    to += ']';
  }

  RuleSet const& rules_;
  rules::LineFormat const& format_;
  EvalContext const& context_;
  BatchOptions const& options_;
  std::vector<std::string> names_;  // of the components, quoted
};

}  // namespace

BatchSummary judge_lines(RuleSet const& rules, ReadLine const& read, WriteLines const& write, EvalContext const& context, BatchOptions const& options) {
  rules::LineFormat const format{rules.inputs, read, options.csv};
  Batch const batch{rules, format, context, options};
  BatchSummary summary;
  if (options.quota) summary.scores.emplace(*options.quota);
  auto const work = [&](std::string const& line, std::size_t number, Judged& into) { batch.line(line, number, into); };
  auto const take = [&](Judged const& judged) {
    summary.lines += judged.lines;
    summary.bad += judged.bad;
    for (auto const& [grade, count] : judged.grades) summary.grades[grade] += count;
    for (auto const score : judged.scores) summary.scores->add(score);  // there are some only where there is a quota
    summary.stopped = !write(judged.text);
    if (options.progress) options.progress(summary.lines);
    return !summary.stopped;
  };
  rules::run_lines<Judged>(read, options.threads, format.first_line() + options.lines_before, work, take);
  summary.judged = summary.lines - summary.bad;
  return summary;
}

void Scores::add(Decimal score, std::size_t count) {
  counts_[score] += count;
  kept_ += count;
  while (!counts_.empty() && kept_ - counts_.rbegin()->second >= quota_) {  // the better ones fill the quota
    kept_ -= counts_.rbegin()->second;
    counts_.erase(std::prev(counts_.end()));
  }
}

void Scores::add(Scores const& other) {
  for (auto const& [score, count] : other.counts_) add(score, count);
}

Ranking Scores::ranking() const {
  if (counts_.empty()) return {{}, 0, 0, quota_};
  return {counts_.rbegin()->first, kept_, counts_.rbegin()->second, quota_};
}

void BatchSummary::add(BatchSummary const& next) {
  lines += next.lines;
  judged += next.judged;
  bad += next.bad;
  for (auto const& [grade, count] : next.grades) grades[grade] += count;
  if (!next.scores) return;
  if (scores) scores->add(*next.scores);
  else scores = next.scores;
}

std::string write_summary_json(BatchSummary const& summary) {
  auto const number = [](std::size_t n) { return Value{static_cast<std::int64_t>(n)}; };
  Context grades;
  for (auto const& [grade, count] : summary.grades) grades.set(grade, number(count));
  Context result{{"lines", number(summary.lines)}, {"judged", number(summary.judged)}, {"bad", number(summary.bad)}, {"grades", grades}};
  if (summary.scores) {
    auto const ranking = summary.scores->ranking();
    result.set("ranking", Context{{"quota", number(ranking.quota)},
                                  {"line", ranking.line ? Value{*ranking.line} : Value{}},
                                  {"admitted", number(ranking.admitted)},
                                  {"tied", number(ranking.tied)}});
  }
  return write_json(Value{std::move(result)});
}

}  // namespace guicheng
