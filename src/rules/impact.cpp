// Two versions of a set over the same subjects. Entry points: compare_versions and its writers.
#include <guicheng/batch.hpp>

#include "rules/lines.hpp"
#include "rules/lines_pool.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

struct Compared {
  std::size_t lines = 0, bad = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> matrix;
  std::vector<ImpactChange> changes;
};

/// The first leaf, in the old tree's order, whose points differ; a leaf that only one version has counts as different.
std::string first_difference(Scored const& before, Scored const& after, std::string const& path = {}) {
  for (auto const& old : before.parts) {
    auto const here = path.empty() ? old.name : path + "/" + old.name;
    auto const now = std::find_if(after.parts.begin(), after.parts.end(), [&](Scored const& s) { return s.name == old.name; });
    if (now == after.parts.end()) return here;
    if (auto inner = first_difference(old, *now, here); !inner.empty()) return inner;
    if (old.points != now->points || old.contribution != now->contribution || old.applies != now->applies) return here;
  }
  for (auto const& now : after.parts) {
    auto const known = std::any_of(before.parts.begin(), before.parts.end(), [&](Scored const& s) { return s.name == now.name; });
    if (!known) return path.empty() ? now.name : path + "/" + now.name;
  }
  return {};
}

std::string written(std::optional<Decimal> number) { return number ? write_decimal(*number) : ""; }

class Comparing {
 public:
  Comparing(RuleSet const& before, RuleSet const& after, rules::LineFormat const& format, EvalContext const& context)
      : before_{before}, after_{after}, format_{format}, context_{context}, graded_{graded(before) || graded(after)} {}

  void chunk(rules::Chunk<Compared>& chunk) const {
    for (std::size_t i = 0; i < chunk.lines.size(); ++i) {
      if (chunk.lines[i].empty()) continue;
      ++chunk.result.lines;
      line(chunk.lines[i], chunk.first + i, chunk.result);
    }
    chunk.lines.clear();
  }

 private:
  static bool graded(RuleSet const& rules) { return !rules.grades.empty() || !rules.classes.empty(); }

  void line(std::string const& text, std::size_t number, Compared& into) const {
    auto const subject = format_.read(text);
    auto const old = judge(before_, subject.inputs, context_);
    auto const now = judge(after_, subject.inputs, context_);
    if (!subject.problem.empty() || !old.problems.empty() || !now.problems.empty()) {
      ++into.bad;
      return;
    }
    if (graded_) ++into.matrix[{old.grade, now.grade}];
    if (graded_ ? old.grade == now.grade : old.score == now.score) return;
    ImpactChange change{number, "", graded_ ? old.grade : written(old.score), graded_ ? now.grade : written(now.score), old.score, now.score, ""};
    if (subject.id) change.id = subject.id->string() ? *subject.id->string() : write_feel(*subject.id);
    auto const explained = judge(before_, subject.inputs, context_, true), explained_now = judge(after_, subject.inputs, context_, true);
    if (explained.tree && explained_now.tree) change.indicator = first_difference(*explained.tree, *explained_now.tree);
    into.changes.push_back(std::move(change));
  }

  RuleSet const& before_;
  RuleSet const& after_;
  rules::LineFormat const& format_;
  EvalContext const& context_;
  bool graded_;
};

std::string csv_cell(std::string const& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char const c : text) quoted += c == '"' ? "\"\"" : std::string{c};
  return quoted + '"';
}

}  // namespace

Impact compare_versions(RuleSet const& before, RuleSet const& after, ReadLine const& read, EvalContext const& context, BatchOptions const& options,
                        std::function<void(ImpactChange const&)> const& changed) {
  rules::LineFormat const format{after, read, options.csv};
  Comparing const comparing{before, after, format, context};
  Impact impact;
  auto const take = [&](rules::Chunk<Compared>& chunk) {
    impact.lines += chunk.result.lines;
    impact.bad += chunk.result.bad;
    impact.changed += chunk.result.changes.size();
    for (auto const& [pair, count] : chunk.result.matrix) impact.matrix[pair] += count;
    for (auto const& change : chunk.result.changes) changed(change);
    if (options.progress) options.progress(impact.lines);
    return true;
  };
  rules::run_lines<Compared>(read, options.threads, format.first_line(), [&](rules::Chunk<Compared>& chunk) { comparing.chunk(chunk); }, take);
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

std::string write_impact_json(Impact const& impact) {
  List cells;
  for (auto const& [pair, count] : impact.matrix)
    cells.emplace_back(Context{{"before", pair.first}, {"after", pair.second}, {"count", static_cast<std::int64_t>(count)}});
  return write_json(Context{{"subjects", static_cast<std::int64_t>(impact.lines)},
                            {"bad", static_cast<std::int64_t>(impact.bad)},
                            {"changed", static_cast<std::int64_t>(impact.changed)},
                            {"matrix", cells}});
}

std::string write_impact_csv(ImpactChange const* change) {
  if (!change) return "line,id,before,after,score before,score after,first differing indicator\n";
  return fmt::format("{},{},{},{},{},{},{}\n", change->line, csv_cell(change->id), csv_cell(change->before), csv_cell(change->after), written(change->score_before),
                     written(change->score_after), csv_cell(change->indicator));
}

std::string write_impact_svg(Impact const& impact, std::string_view title) {
  constexpr double cell = 84, left = 150, top = 130;
  auto const size = static_cast<double>(impact.grades.size()) * cell;
  auto const width = std::max(left + size + 40, 560.0), height = top + size * 0.6 + 60;
  std::size_t most = 1;
  for (auto const& [pair, count] : impact.matrix) most = std::max(most, count);
  auto out = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n"
                         "<style>text{{font-family:'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;font-size:14px;fill:#1d2733}}.h{{font-size:20px;font-weight:600}}"
                         ".m{{text-anchor:middle}}.e{{text-anchor:end}}.s{{fill:#5b6876;font-size:13px}}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
                         width, height);
  out += fmt::format("<text x=\"28\" y=\"42\" class=\"h\">{}</text>\n<text x=\"28\" y=\"66\" class=\"s\">{} 个对象，{} 个等级改变，{} 个数据有误</text>\n",
                     rules::escaped(rules::shortened(title, 50)), impact.lines, impact.changed, impact.bad);
  out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s e\">原等级 ↓　新等级 →</text>\n", left - 12, top - 14);
  auto const name = [](std::string const& grade) { return grade.empty() ? std::string{"无"} : rules::escaped(rules::shortened(grade, 10)); };
  for (std::size_t row = 0; row < impact.grades.size(); ++row) {
    auto const y = top + static_cast<double>(row) * cell * 0.6;
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"e\">{}</text>\n", left - 12, y + 30, name(impact.grades[row]));
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"m\">{}</text>\n", left + (static_cast<double>(row) + 0.5) * cell, top - 14, name(impact.grades[row]));
    for (std::size_t column = 0; column < impact.grades.size(); ++column) {
      auto const found = impact.matrix.find({impact.grades[row], impact.grades[column]});
      auto const count = found == impact.matrix.end() ? 0 : found->second;
      auto const shade = count == 0 ? 0 : 0.15 + 0.6 * static_cast<double>(count) / static_cast<double>(most);
      auto const colour = row == column ? "#8a97a6" : column < row ? "#2e7d5b" : "#c2452d";
      auto const x = left + static_cast<double>(column) * cell;
      out += fmt::format("<rect x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"4\" fill=\"{}\" fill-opacity=\"{:.2f}\" stroke=\"#d5dbe2\"/>", x + 2, y + 2, cell - 4,
                         cell * 0.6 - 4, colour, shade);
      if (count > 0) out += fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" class=\"m\">{}</text>", x + cell / 2, y + 30, count);
      out += '\n';
    }
  }
  return out + "</svg>\n";
}

}  // namespace guicheng
