// Reading subjects. Entry point: read_subject.
#include "rules/subject.hpp"

#include "rules/lines.hpp"

#include <guicheng/identifiers.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::size_t most_problems = 100;  // nobody reads more of one subject

/// A message is no place for all of a long value.
std::string written(Value const& value) { return rules::shortened(value.string() ? *value.string() : write_feel(value), 80); }

class Reader {
 public:
  Reader(RuleInput const& input, std::vector<InputProblem>& problems) : input_{input}, problems_{problems} {}

  Value read(Value const& given) {
    using enum InputKind;
    switch (input_.kind) {
      case number: return number_of(given);
      case boolean: return given.boolean() ? given : wrong(given, "是或否", "true or false");
      case text: return given.string() ? given : wrong(given, "文字", "a text");
      case date: return date_of(given);
      case month: return month_of(given);
      case choice: return choice_of(given);
      case choices: return each(given, [this](Value const& one) { return choice_of(one); });
      case list: return each(given, [this](Value const& one) { return number_of(one); });
      case uscc: return uscc_of(given);
      case any: break;
    }
    return given;
  }

 private:
  Value wrong(Value const& given, std::string const& zh, std::string const& en) {
    if (problems_.size() >= most_problems) return {};
    problems_.push_back({input_.name, "input.wrong", fmt::format("{} 应为{}，给出的是 {}", input_.name, zh, written(given)),
                         fmt::format("{} should be {}; it is {}.", input_.name, en, written(given))});
    return {};
  }

  Value number_of(Value const& given) {
    auto number = given.number() ? std::optional{*given.number()} : std::nullopt;
    if (auto const* const text = given.string())
      if (auto const read = read_decimal(*text)) number = *read;
    if (!number) return wrong(given, "数字", "a number");
    if (input_.min && *number < *input_.min)
      return wrong(given, "不小于 " + write_decimal(*input_.min) + " 的数", "at least " + write_decimal(*input_.min));
    if (input_.max && *number > *input_.max)
      return wrong(given, "不大于 " + write_decimal(*input_.max) + " 的数", "at most " + write_decimal(*input_.max));
    if (input_.digits && round(*number, *input_.digits, Rounding::down) != number)
      return wrong(given, fmt::format("至多 {} 位小数的数", *input_.digits), fmt::format("a number of at most {} digits after the point", *input_.digits));
    if (!input_.options.empty() && !offered(*number)) return not_offered(given);
    return *number;
  }

  bool offered(Decimal number) const {
    return std::any_of(input_.options.begin(), input_.options.end(), [&](std::string const& option) {
      auto const read = read_decimal(option);
      return read && *read == number;
    });
  }

  Value date_of(Value const& given) {
    if (given.date()) return given;
    auto const date = given.string() ? read_date(*given.string()) : std::nullopt;
    return date ? Value{*date} : wrong(given, "日期，如 2024-01-31", "a date such as 2024-01-31");
  }

  Value month_of(Value const& given) {
    auto const* const text = given.string();
    auto const date = text && text->size() == 7 ? read_date(*text + "-01") : std::nullopt;
    return date ? given : wrong(given, "年月，如 1974-09", "a month such as 1974-09");
  }

  Value uscc_of(Value const& given) {
    auto const* const text = given.string();
    if (!text) return wrong(given, "统一社会信用代码", "a unified social credit code");
    auto read = read_uscc(*text);
    if (read.is_right()) return std::move(read.text);
    problems_.push_back({input_.name, "input.wrong", fmt::format("{}：{}", input_.name, read.zh), fmt::format("{}: {}", input_.name, read.en)});
    return {};
  }

  Value choice_of(Value const& given) {
    auto const* const text = given.string();
    if (text && std::find(input_.options.begin(), input_.options.end(), *text) != input_.options.end()) return given;
    return not_offered(given);
  }

  Value not_offered(Value const& given) {
    std::string known;
    for (auto const& option : input_.options) known += (known.empty() ? "" : "、") + option;
    return wrong(given, "以下之一：" + known, "one of: " + known);
  }

  template <class One>
  Value each(Value const& given, One const& one) {
    auto const* const items = given.list();
    if (!items) return wrong(given, "列表", "a list");
    List read;
    read.reserve(items->size());
    for (auto const& item : *items) read.push_back(one(item));
    return read;
  }

  RuleInput const& input_;
  std::vector<InputProblem>& problems_;
};

void find_unknown(std::vector<RuleInput> const& declared, Context const& inputs, std::vector<InputProblem>& problems) {
  for (auto const& [name, value] : inputs) {
    auto const known = std::any_of(declared.begin(), declared.end(), [&name = name](RuleInput const& i) { return i.name == name; });
    if (!known && problems.size() < most_problems)
      problems.push_back({name, "input.unknown", fmt::format("没有名为 {} 的输入", name), fmt::format("There is no input {}.", name)});
  }
}

}  // namespace

Value read_input(RuleInput const& input, Value const& given, std::vector<InputProblem>& problems) {
  return Reader{input, problems}.read(given);
}

void read_inputs(std::vector<RuleInput> const& declared, Context const& inputs, std::vector<Value>& slots, std::vector<InputProblem>& problems) {
  std::size_t known = 0;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    auto const& input = declared[i];
    auto const* const given = inputs.find(input.name);
    if (given) ++known;
    if (given && !given->is_null()) slots[i] = read_input(input, *given, problems);
    else if (input.preset) slots[i] = *input.preset;
    else if (!input.optional)
      problems.push_back({input.name, "input.missing", fmt::format("缺少 {}", input.name), fmt::format("{} is missing.", input.name)});
  }
  if (known < inputs.size()) find_unknown(declared, inputs, problems);
}

Subject read_subject(RuleSet const& rules, Context const& inputs) {
  Subject subject{std::vector<Value>(rules.inputs.size() + rules.lets.size() + 2), {}};
  read_inputs(rules.inputs, inputs, subject.slots, subject.problems);
  return subject;
}

void fill_lets(RuleSet const& rules, std::vector<Value>& slots, EvalContext const& context, std::uint64_t& steps) {
  for (std::size_t i = 0; i < rules.lets.size(); ++i)
    slots[rules.inputs.size() + i] = evaluate(rules.lets[i].formula, slots, context, steps);
}

std::vector<std::size_t> slots_of_leaf(Indicator const& leaf) {
  std::vector<std::size_t> slots;
  auto const add = [&](std::span<std::size_t const> used) { slots.insert(slots.end(), used.begin(), used.end()); };
  auto const use = [&](std::optional<Feel> const& feel) {
    if (feel) add(feel->used_slots());
  };
  if (auto const* const points = std::get_if<Points>(&leaf.body)) add(points->formula.used_slots());
  if (auto const* const choice = std::get_if<Options>(&leaf.body)) slots.push_back(choice->input);
  if (auto const* const rows = std::get_if<TablePoints>(&leaf.body)) add(rows->table.used_slots());
  if (auto const* const ladder = std::get_if<Ladder>(&leaf.body))
    for (auto const& rung : ladder->rungs) use(rung.when);
  if (auto const* const list = std::get_if<Deductions>(&leaf.body))
    for (auto const& deduction : list->deductions) use(deduction.when), use(deduction.times);
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

std::string const& slot_name(RuleSet const& rules, std::size_t slot) {
  static std::string const score = "score", grade = "grade";
  if (slot < rules.inputs.size()) return rules.inputs[slot].name;
  slot -= rules.inputs.size();
  if (slot < rules.lets.size()) return rules.lets[slot].name;
  return slot == rules.lets.size() ? score : grade;
}

}  // namespace guicheng
