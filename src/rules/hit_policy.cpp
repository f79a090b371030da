// What a table answers when these rules hold. Entry point: Answer::of.
#include "rules/decision_table.hpp"

#include "feel/compare.hpp"

#include <algorithm>

namespace guicheng {

namespace {

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

Result<HitPolicy> read_hit_policy(std::string_view policy, std::string_view aggregation) {
  struct Word { std::string_view word, letter; HitPolicy policy; };
  static constexpr std::array<Word, 11> words{{
      {"UNIQUE", "U", HitPolicy::unique},
      {"ANY", "A", HitPolicy::any},
      {"FIRST", "F", HitPolicy::first},
      {"PRIORITY", "P", HitPolicy::priority},
      {"RULE ORDER", "R", HitPolicy::rule_order},
      {"OUTPUT ORDER", "O", HitPolicy::output_order},
      {"COLLECT", "C", HitPolicy::collect},
      {"COLLECT SUM", "C+", HitPolicy::sum},
      {"COLLECT MIN", "C<", HitPolicy::minimum},
      {"COLLECT MAX", "C>", HitPolicy::maximum},
      {"COLLECT COUNT", "C#", HitPolicy::count},
  }};
  std::string wanted{policy};
  if (!aggregation.empty()) wanted += " " + std::string{aggregation};
  std::ranges::transform(wanted, wanted.begin(), to_upper);
  for (auto const& [word, letter, found] : words) {
    if (wanted == word || wanted == letter) return found;
  }
  return fail(Errc::bad_syntax, "There is no hit policy \"" + wanted + "\".", {},
              "Write unique, any, first, priority, rule order, output order, collect, or collect with sum, min, max or count.");
}

namespace rules {
namespace {

using Ranks = std::vector<std::uint32_t>;

bool holds(Feel const& test, Value const& value, std::size_t input_slot, std::span<Value const> slots,
           EvalContext const& context, std::uint64_t& steps) {
  std::vector<Value> with_input(slots.begin(), slots.end());
  with_input.resize(std::max(with_input.size(), input_slot + 1));
  with_input[input_slot] = value;
  return evaluate(test, with_input, context, steps) == Value{true};
}

std::string rule_numbers(std::span<std::uint32_t const> rules, std::string_view comma) {
  std::string text;
  for (std::size_t i = 0; i < rules.size() && i < 5; ++i) {
    text += (i == 0 ? "" : std::string{comma}) + std::to_string(rules[i] + 1);
  }
  return rules.size() > 5 ? text + " …" : text;
}

}  // namespace

Ranks rank_of(DecisionTable::Program const& table, Value const& output, std::span<Value const> slots,
              EvalContext const& context, std::uint64_t& steps) {
  Ranks ranks;
  for (auto const& column : table.outputs) {
    Value const* part = &output;
    Value const none;
    if (table.outputs.size() > 1) {
      auto const* parts = output.context();
      part = parts == nullptr ? nullptr : parts->find(column.name);
      if (part == nullptr) part = &none;
    }
    auto const first = std::ranges::find_if(column.values, [&](Feel const& test) {
      return holds(test, *part, table.input_slot, slots, context, steps);
    });
    ranks.push_back(static_cast<std::uint32_t>(first - column.values.begin()));
  }
  return ranks;
}

Value Answer::nothing(std::string code, std::string zh, std::string en) {
  if (reasons_ != nullptr) reasons_->push_back({std::move(code), std::move(zh), std::move(en), {}, 0});
  return {};
}

Value Answer::parts(std::vector<Value> values) const {
  for (std::size_t c = 0; c < values.size(); ++c) values[c] = coerce(std::move(values[c]), table_.outputs[c].type);
  if (values.size() == 1) return std::move(values[0]);
  Context context;
  for (std::size_t c = 0; c < values.size(); ++c) context.set(table_.outputs[c].name, std::move(values[c]));
  return context;
}

Value Answer::output(std::uint32_t rule) const {
  auto const& made = table_.rules[rule];
  if (made.constant) return *made.constant;
  std::vector<Value> values;
  for (auto const& cell : made.cells) values.push_back(evaluate(cell, slots_, context_, steps_));
  return parts(std::move(values));
}

Value Answer::default_output() {
  auto const has_default = [](OutputColumn const& column) { return column.default_value.has_value(); };
  if (std::ranges::none_of(table_.outputs, has_default)) return nothing("table.no-rule", "没有规则成立", "no rule holds");
  std::vector<Value> values;
  for (auto const& column : table_.outputs) {
    values.push_back(column.default_value ? evaluate(*column.default_value, slots_, context_, steps_) : Value{});
  }
  return parts(std::move(values));
}

Value Answer::of(std::span<std::uint32_t const> matched) {
  auto value = steps_ == 0 ? Value{} : by_policy(matched);
  if (steps_ > 0) return value;
  used_.clear();
  return nothing("feel.budget", "计算步数超过上限", "the evaluation takes more steps than allowed");
}

Value Answer::by_policy(std::span<std::uint32_t const> matched) {
  if (matched.empty()) return default_output();
  switch (table_.text.hit_policy) {
    case HitPolicy::unique: return only(matched);
    case HitPolicy::any: return any(matched);
    case HitPolicy::first: return only(matched.first(1));
    case HitPolicy::priority: {
      auto const ordered = by_priority(matched);
      return only(std::span{ordered}.first(1));
    }
    case HitPolicy::output_order: return all(by_priority(matched));
    case HitPolicy::rule_order:
    case HitPolicy::collect: return all({matched.begin(), matched.end()});
    case HitPolicy::sum:
    case HitPolicy::minimum:
    case HitPolicy::maximum:
    case HitPolicy::count: break;
  }
  return aggregate(matched);
}

Value Answer::only(std::span<std::uint32_t const> matched) {
  if (matched.size() > 1) {
    return nothing("table.several-rules", "规则 " + rule_numbers(matched, "、") + " 同时成立，只允许一条",
                   "rules " + rule_numbers(matched, ", ") + " hold at the same time, where only one may");
  }
  if (reasons_ != nullptr) used_.assign(1, matched[0]);
  return output(matched[0]);
}

Value Answer::any(std::span<std::uint32_t const> matched) {
  auto value = output(matched[0]);
  for (auto const rule : matched.subspan(1)) {
    if (output(rule) == value) continue;
    std::array const two{matched[0], rule};
    return nothing("table.unequal-outputs", "规则 " + rule_numbers(two, "、") + " 同时成立，结果不同",
                   "rules " + rule_numbers(two, ", ") + " hold at the same time with different outputs");
  }
  if (reasons_ != nullptr) used_.assign(matched.begin(), matched.end());
  return value;
}

Value Answer::all(std::vector<std::uint32_t> const& ordered) {
  List values;
  values.reserve(ordered.size());
  for (auto const rule : ordered) values.push_back(output(rule));
  if (reasons_ != nullptr) used_.assign(ordered.begin(), ordered.end());
  return values;
}

std::vector<std::uint32_t> Answer::by_priority(std::span<std::uint32_t const> matched) const {
  struct Ranked { Ranks ranks; std::uint32_t rule; };
  std::vector<Ranked> ranked;
  for (auto const rule : matched) {
    auto const& made = table_.rules[rule];
    auto ranks = made.constant ? made.rank : rank_of(table_, output(rule), slots_, context_, steps_);
    ranked.push_back({std::move(ranks), rule});
  }
  std::ranges::stable_sort(ranked, {}, &Ranked::ranks);
  std::vector<std::uint32_t> ordered;
  for (auto const& one : ranked) ordered.push_back(one.rule);
  return ordered;
}

Value Answer::aggregate(std::span<std::uint32_t const> matched) {
  if (reasons_ != nullptr) used_.assign(matched.begin(), matched.end());
  if (table_.text.hit_policy == HitPolicy::count) return Value{static_cast<std::int64_t>(matched.size())};
  auto result = output(matched[0]);
  for (auto const rule : matched.subspan(1)) {
    auto const value = output(rule);
    if (table_.text.hit_policy == HitPolicy::sum) {
      auto const sum = result.number() && value.number() ? add(*result.number(), *value.number()) : std::nullopt;
      result = sum ? Value{*sum} : Value{};
    } else {
      auto const order = feel::feel_compare(value, result, context_.zones);
      bool const better = table_.text.hit_policy == HitPolicy::minimum ? order < 0 : order > 0;
      if (order == std::partial_ordering::unordered) result = Value{};
      if (better) result = value;
    }
    if (result.is_null()) return nothing("table.aggregation", "规则的结果无法汇总", "the outputs cannot be aggregated");
  }
  bool const is_sum = table_.text.hit_policy == HitPolicy::sum;
  if (result.is_null() || (is_sum && !result.number())) {
    return nothing("table.aggregation", "规则的结果无法汇总", "the outputs cannot be aggregated");
  }
  return result;
}

}  // namespace rules
}  // namespace guicheng
