// Asking a decision, once and line by line. Entry points: evaluate, answer_lines.
#include <guicheng/decision.hpp>

#include "rules/lines_pool.hpp"
#include "rules/subject.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace guicheng {
namespace {

List numbers(std::vector<std::size_t> const& rules) {
  List result;
  for (auto const rule : rules) result.emplace_back(static_cast<int>(rule + 1));
  return result;
}

Context answer(DecisionAnswer const& from) {
  Context result;
  if (!from.problems.empty()) {
    List problems;
    for (auto const& one : from.problems) problems.emplace_back(Context{{"input", one.input}, {"code", one.code}, {"text", one.text_zh}});
    result.set("problems", std::move(problems));
    return result;
  }
  result.set("value", from.value);
  result.set("rules", numbers(from.rules));
  if (from.reasons.empty()) return result;
  List reasons;
  for (auto const& one : from.reasons) reasons.emplace_back(Context{{"code", one.code}, {"text", one.text_zh}, {"text_en", one.text_en}});
  result.set("reasons", std::move(reasons));
  return result;
}

std::string plain(Value const& value) { return value.string() ? *value.string() : write_feel(value); }

struct Answered {
  std::string text;
  std::size_t lines = 0, bad = 0;
  std::map<std::string, std::size_t> values;
};

constexpr std::size_t most_values = 200;  // a summary is read by people

void answer_line(TableDecision const& decision, rules::LineSubject const& subject, std::size_t number, EvalContext const& context, Answered& into) {
  Context result;
  if (subject.id) result.set("id", *subject.id);
  DecisionAnswer found;
  if (subject.problem.empty()) found = evaluate(decision, subject.inputs, context);
  else found.problems.push_back({"", "batch.bad-line", subject.problem, subject.problem});
  if (!found.problems.empty()) result.set("line", static_cast<std::int64_t>(number));
  for (auto const& [name, value] : answer(found)) result.set(name, value);
  into.bad += !found.problems.empty();
  if (found.problems.empty()) {
    auto value = plain(found.value);
    if (into.values.size() < most_values || into.values.contains(value)) ++into.values[std::move(value)];
  }
  write_json(into.text, Value{std::move(result)});
  into.text += '\n';
}

}  // namespace

DecisionAnswer evaluate(TableDecision const& decision, Context const& inputs, EvalContext const& context) {
  DecisionAnswer result;
  std::vector<Value> slots(decision.inputs.size());
  read_inputs(decision.inputs, inputs, slots, result.problems);
  if (!result.problems.empty()) return result;
  auto found = explain(decision.table, slots, context);
  result.value = std::move(found.value);
  result.rules = std::move(found.used);
  result.reasons = std::move(found.reasons);
  return result;
}

std::string write_answer_json(TableDecision const& decision, DecisionAnswer const& found) {
  Context result{{"decision", decision.id}};
  if (!decision.version.empty()) result.set("version", decision.version);
  if (decision.sample) result.set("sample", true);
  for (auto const& [name, value] : answer(found)) result.set(name, value);
  return write_json(Value{std::move(result)});
}

std::string write_answer_text(TableDecision const& decision, DecisionAnswer const& found) {
  std::string text = decision.title + (decision.version.empty() ? "" : "（版本 " + decision.version + "）") + (decision.sample ? "  【示例内容】" : "") + '\n';
  for (auto const& one : found.problems) text += "数据：" + one.text_zh + '\n';
  if (!found.problems.empty()) return text;
  if (auto const* const several = found.value.context())
    for (auto const& [name, value] : *several) text += name + " " + plain(value) + '\n';
  else text += decision.outputs.front() + " " + plain(found.value) + '\n';
  if (!found.rules.empty()) {
    std::vector<std::size_t> rules;
    for (auto const rule : found.rules) rules.push_back(rule + 1);
    text += fmt::format("依据第 {} 条规则\n", fmt::join(rules, "、"));
  }
  for (auto const& one : found.reasons) text += "原因：" + one.text_zh + '\n';
  return text;
}

BatchSummary answer_lines(TableDecision const& decision, ReadLine const& read, WriteLines const& write, EvalContext const& context, BatchOptions const& options) {
  rules::LineFormat const format{decision.inputs, read, options.csv};
  BatchSummary summary;
  auto const work = [&](std::string const& line, std::size_t number, Answered& into) { answer_line(decision, format.read(line), number, context, into); };
  auto const take = [&](Answered const& answered) {
    summary.lines += answered.lines;
    summary.bad += answered.bad;
    for (auto const& [value, count] : answered.values)
      if (summary.grades.size() < most_values || summary.grades.contains(value)) summary.grades[value] += count;
    summary.stopped = !write(answered.text);
    if (options.progress) options.progress(summary.lines);
    return !summary.stopped;
  };
  rules::run_lines<Answered>(read, options.threads, format.first_line() + options.lines_before, work, take);
  summary.judged = summary.lines - summary.bad;
  return summary;
}

}  // namespace guicheng
