// Any bytes as a rule set and, behind a form feed, lines of subjects: findings, or a set that judges every line as it judges it
// alone, explains and advises. Behind a second form feed the lines are CSV. The lines go through a set of our own as well,
// which has every kind of input and leaf, so that subjects are tried also where the fuzzer's set is none.
#include <guicheng/batch.hpp>
#include <guicheng/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace guicheng;

namespace {

constexpr char const* every_kind = R"(rules: every
title: 每一种
version: "1"
effective: 2024-01-01
inputs:
  数: {type: number, min: -5, max: 1000, digits: 2, default: 3}
  文: {type: text, optional: true}
  真: {type: boolean, default: false}
  日: {type: date, optional: true}
  月: {type: month, optional: true}
  选: {type: choice, options: [甲, 乙], default: 甲}
  多: {type: choices, options: [x, y], default: []}
  列: {type: list, optional: true}
let:
  比: if 数 = 0 then 0 else 100 / 数
eligibility:
  - {must: 数 > -5, else: 不在范围}
indicators:
  - 公式:
      points: 比 + count(if 列 = null then [] else 列)
      cap: 40
      floor: 0
      round: {digits: 1, mode: half up}
  - 阶梯:
      applies: 选 = "甲"
      ladder:
        - {points: 9, when: 数 >= 100}
        - {points: 4, when: 数 >= 10}
        - {points: 0}
  - 多选:
      pick: several
      options:
        网站: {points: 5}
        热线: {points: 3.5}
  - 扣分:
      full: 10
      deductions:
        - {id: a, title: 扣, when: 真, points: 3}
grades:
  - {grade: A, from: 30, conditions: [{must: 日 != null, else: 没有日期}]}
  - {grade: B, from: 5}
  - {grade: C}
vetoes:
  - {when: 真, at most: B, reason: 否决}
none below: true
)";

std::string_view next(std::string_view& rest) {
  auto const end = rest.find('\f');
  auto const piece = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return piece;
}

ReadLine reading(std::string_view& rest) {
  return [&rest](std::string& line) {
    if (rest.empty()) return false;
    auto const end = rest.find('\n');
    line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return true;
  };
}

EvalContext limited() {
  EvalContext context;
  context.steps = 20'000;
  return context;
}

void check_json(std::string const& text) {
  if (!read_json(text, {.bytes = 64u << 20, .depth = Value::max_depth, .values = 10'000'000})) std::abort();
}

void judge_batch(RuleSet const& rules, std::string_view lines, bool csv) {
  BatchOptions options;
  options.csv = csv;
  options.threads = 1;
  options.quota = 2;
  std::string out;
  auto const summary = judge_lines(rules, reading(lines), [&](std::string_view text) { return out += text, true; }, limited(), options);
  if (summary.lines != summary.judged + summary.bad) std::abort();
  std::size_t results = 0;
  for (std::string_view rest = out; !rest.empty(); ++results) {
    check_json(std::string{rest.substr(0, rest.find('\n'))});
    rest.remove_prefix(rest.find('\n') + 1);
  }
  if (results != summary.lines) std::abort();
}

void judge_one(RuleSet const& rules, std::string_view line) {
  auto const subject = read_json(line.substr(0, line.find('\n')));
  auto const inputs = subject && subject->context() ? *subject->context() : Context{};
  auto const judgement = judge(rules, inputs, limited(), true);
  check_json(write_judgement_json(rules, judgement));
  if (write_judgement_text(rules, judgement).empty() || write_judgement_svg(rules, judgement).empty()) std::abort();
  for (auto const& leaf : completion(rules, inputs))
    if (leaf.complete != leaf.missing.empty()) std::abort();
  auto const advice = advise(rules, inputs, limited());
  check_json(write_advice_json(advice));
  for (auto const& plan : advice.plans) {  // what it says to set is set, and judged again
    auto changed = inputs;
    for (auto const& [name, value] : plan.set) changed.set(name, value);
    if (judge(rules, changed, limited()).grade != plan.grade) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static auto const own = read_rules({{"every.yaml", every_kind}}, "every.yaml").rules;
  if (!own) std::abort();
  std::string_view rest{reinterpret_cast<char const*>(data), size};
  std::string const yaml{next(rest)};
  auto const lines = next(rest);
  bool const csv = size > 0 && data[size - 1] == '\f';
  auto const loaded = read_rules({{"fuzz.yaml", yaml}}, "fuzz.yaml");
  if (!loaded.rules && loaded.findings.empty()) std::abort();
  for (auto const& set : {own, loaded.rules}) {
    if (!set) continue;
    judge_batch(*set, lines, csv);
    judge_one(*set, lines);
  }
  if (loaded.rules) {
    auto subjects = lines;
    auto const impact = compare_versions(*own, *loaded.rules, reading(subjects), limited(), {.csv = csv, .threads = 1}, [](ImpactChange const& change) { check_json(write_impact_line(change)); });
    check_json(write_impact_json(impact));
  }
  return 0;
}
