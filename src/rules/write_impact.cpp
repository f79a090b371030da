// What an impact run found, for programs and spreadsheets. Entry points: write_impact_json, write_impact_csv, write_impact_line.
#include <guicheng/batch.hpp>

#include "rules/difference.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>

namespace guicheng {
namespace {

std::string written(std::optional<Decimal> number) { return number ? write_decimal(*number) : ""; }
Value or_null(std::optional<Decimal> number) { return number ? Value{*number} : Value{}; }
Value number(std::size_t count) { return static_cast<std::int64_t>(count); }

std::string csv_cell(std::string const& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char const c : text) quoted += c == '"' ? "\"\"" : std::string{c};
  return quoted + '"';
}

Context told(Difference const& difference) {
  Context result{{"first", word(difference.kind)}};
  if (!difference.which.empty()) result.set("which", difference.which);
  return result;
}

}  // namespace

std::string write_impact_json(Impact const& impact) {
  List cells, problems, first;
  for (auto const& [pair, count] : impact.matrix) cells.emplace_back(Context{{"before", pair.first}, {"after", pair.second}, {"count", number(count)}});
  for (auto const& [difference, count] : rules::by_count(impact.first)) {
    auto one = told(difference);
    one.set("count", number(count));
    first.emplace_back(std::move(one));
  }
  for (auto const& one : impact.problems) {
    Context problem{{"line", number(one.line)}};
    if (!one.id.empty()) problem.set("id", one.id);
    problem.set("text", one.text);
    problems.emplace_back(std::move(problem));
  }
  return write_json(Context{{"subjects", number(impact.lines)},
                            {"bad", number(impact.bad)},
                            {"changed", number(impact.changed)},
                            {"matrix", cells},
                            {"differences", first},
                            {"problems", problems}});
}

std::string write_impact_csv(ImpactChange const* change) {
  if (!change) return "line,id,before,after,score before,score after,first difference,which\n";
  return fmt::format("{},{},{},{},{},{},{},{}\n", change->line, csv_cell(change->id), csv_cell(change->before), csv_cell(change->after), written(change->score_before),
                     written(change->score_after), word(change->first.kind), csv_cell(change->first.which));
}

std::string write_impact_line(ImpactChange const& change) {
  Context result{{"line", number(change.line)}};
  if (!change.id.empty()) result.set("id", change.id);
  result.set("before", change.before);
  result.set("after", change.after);
  result.set("score_before", or_null(change.score_before));
  result.set("score_after", or_null(change.score_after));
  for (auto const& [name, value] : told(change.first)) result.set(name, value);
  return write_json(Value{std::move(result)}) + '\n';
}

}  // namespace guicheng
