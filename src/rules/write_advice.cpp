// Advice for programs and for people. Entry points: write_advice_json, write_advice_text.
#include <guicheng/json.hpp>
#include <guicheng/rules.hpp>

#include <fmt/core.h>

namespace guicheng {
namespace {

Value change(Improvement const& one) {
  Context set;
  for (auto const& [name, value] : one.set) set.set(name, value);
  return Context{{"indicator", one.indicator}, {"text", one.what_zh}, {"text_en", one.what_en}, {"gain", one.gain}, {"effort", one.effort}, {"set", set}};
}

Value plan(Plan const& one) {
  List changes;
  Context set;
  for (auto const& [name, value] : one.set) set.set(name, value);
  for (auto const& part : one.changes) changes.push_back(change(part));
  return Context{{"changes", changes}, {"effort", one.effort}, {"score", one.score}, {"grade", one.grade}, {"set", set}};
}

}  // namespace

std::string write_advice_json(Advice const& advice) {
  List first, plans, others;
  for (auto const& text : advice.not_derivable) others.emplace_back(text);
  for (auto const& text : advice.first) first.emplace_back(text);
  for (auto const& one : advice.plans) plans.push_back(plan(one));
  return write_json(Context{{"target", advice.target.empty() ? Value{} : Value{advice.target}},
                            {"short_of", advice.short_of ? Value{*advice.short_of} : Value{}},
                            {"first", first},
                            {"plans", plans},
                            {"proven", advice.proven},
                            {"not_derivable", Value{std::move(others)}},
                            {"impossible", advice.impossible.empty() ? Value{} : Value{advice.impossible}}});
}

std::string write_advice_text(Advice const& advice) {
  if (advice.target.empty()) return advice.impossible.empty() ? "已达到最高等级。\n" : advice.impossible + "\n";
  auto out = fmt::format("目标等级 {}", advice.target);
  if (advice.short_of && !advice.short_of->is_zero()) out += fmt::format("，还差 {} 分", write_decimal(*advice.short_of));
  out += '\n';
  for (auto const& text : advice.first) out += "须先解决：" + text + '\n';
  for (auto const& text : advice.not_derivable) out += "不可推导：" + text + '\n';
  if (!advice.impossible.empty()) out += advice.impossible + '\n';
  int number = 0;
  for (auto const& one : advice.plans) {
    auto const tie = number > 0 && one.effort == advice.plans.front().effort ? "，同样省" : "";
    auto const cheapest = number == 0 ? (advice.proven ? "，已证明最省" : "，未证明最省") : tie;
    out += fmt::format("方案 {}（工作量 {}，得分 {}，等级 {}{}）\n", ++number, write_decimal(one.effort), write_decimal(one.score), one.grade, cheapest);
    for (auto const& part : one.changes)
      out += part.gain.is_zero() ? fmt::format("  {}\n", part.what_zh) : fmt::format("  {}（+{} 分）\n", part.what_zh, write_decimal(part.gain));
  }
  return out;
}

}  // namespace guicheng
