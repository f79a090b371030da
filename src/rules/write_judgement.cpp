// Judgements for programs and for people. Entry points: write_judgement_json, write_judgement_text.
#include <guicheng/json.hpp>
#include <guicheng/rules.hpp>

#include "rules/lines.hpp"

#include <fmt/core.h>

namespace guicheng {
namespace {

Value texts(std::vector<std::string> const& list) {
  List values;
  for (auto const& text : list) values.emplace_back(text);
  return values;
}

Value problem(InputProblem const& one) {
  return Context{{"input", one.input}, {"code", one.code}, {"text", one.text_zh}, {"text_en", one.text_en}};
}

Value node(Scored const& scored) {
  Context seen;
  for (auto const& [name, value] : scored.seen) seen.set(name, value);
  List reasons, parts;
  for (auto const& reason : scored.reasons) reasons.emplace_back(Context{{"code", reason.code}, {"text", reason.text_zh}, {"text_en", reason.text_en}});
  for (auto const& part : scored.parts) parts.push_back(node(part));
  Context result{{"name", scored.name},
                 {"title", scored.title},
                 {"points", scored.points ? Value{*scored.points} : Value{}},
                 {"attainable", scored.attainable},
                 {"lost", scored.points ? Value{subtract(scored.attainable, *scored.points).value_or(Decimal{})} : Value{}},
                 {"contribution", scored.contribution},
                 {"applies", scored.applies}};
  if (!scored.fired.empty()) result.set("fired", scored.fired);
  if (!seen.empty()) result.set("inputs", seen);
  if (!reasons.empty()) result.set("reasons", reasons);
  if (!parts.empty()) result.set("parts", parts);
  return result;
}

Value components(RuleSet const& rules, Judgement const& judgement) {
  Context result;
  for (std::size_t i = 0; i < judgement.components.size() && i < rules.indicators.size(); ++i)
    result.set(rules.indicators[i].name, judgement.components[i]);
  return result;
}

class Text {
 public:
  Text(RuleSet const& rules, Judgement const& judgement) : rules_{rules}, judgement_{judgement} {}

  std::string write() {
    out_ = fmt::format("{}（版本 {}）{}\n", rules_.title, rules_.version, rules_.sample ? "  【示例内容】" : "");
    out_ += "得分 " + (judgement_.score ? write_decimal(*judgement_.score) : "—");
    if (!rules_.grades.empty() || !rules_.classes.empty()) out_ += "  等级 " + (judgement_.grade.empty() ? "—" : judgement_.grade);
    if (judgement_.valid_until) out_ += "  有效期至 " + guicheng::write(*judgement_.valid_until);
    out_ += '\n';
    for (auto const& one : judgement_.problems) out_ += "数据：" + one.text_zh + '\n';
    list("不符合条件", judgement_.ineligible);
    list("否决", judgement_.vetoes);
    list("未满足", judgement_.missed);
    list("提醒", judgement_.warnings);
    list("须提交", judgement_.evidence);
    if (judgement_.tree) {
      out_ += '\n';
      for (auto const& part : judgement_.tree->parts) line(part, 0);
    } else {
      for (std::size_t i = 0; i < judgement_.components.size(); ++i)
        out_ += rules::padded("  " + rules_.indicators[i].title, 40) + write_decimal(judgement_.components[i]) + '\n';
    }
    return std::move(out_);
  }

 private:
  void list(std::string_view what, std::vector<std::string> const& items) {
    for (auto const& item : items) out_ += fmt::format("{}：{}\n", what, item);
  }

  void line(Scored const& node, std::size_t depth) {
    auto row = rules::padded(std::string(2 * depth + 2, ' ') + node.title, 40);
    if (!node.applies) row += "不适用";
    else row += fmt::format("{} / {}", node.points ? write_decimal(*node.points) : "—", write_decimal(node.attainable));
    auto const why = rules::why(node);
    if (!why.empty()) row = rules::padded(row, 56) + "  " + why;
    out_ += row + '\n';
    for (auto const& part : node.parts) line(part, depth + 1);
  }

  RuleSet const& rules_;
  Judgement const& judgement_;
  std::string out_;
};

}  // namespace

std::string write_judgement_json(RuleSet const& rules, Judgement const& judgement) {
  List problems;
  for (auto const& one : judgement.problems) problems.push_back(problem(one));
  Context result{{"rules", rules.id},
                 {"version", rules.version},
                 {"score", judgement.score ? Value{*judgement.score} : Value{}},
                 {"grade", judgement.grade.empty() ? Value{} : Value{judgement.grade}},
                 {"valid_until", judgement.valid_until ? Value{*judgement.valid_until} : Value{}},
                 {"components", components(rules, judgement)},
                 {"problems", problems},
                 {"ineligible", texts(judgement.ineligible)},
                 {"vetoes", texts(judgement.vetoes)},
                 {"missed", texts(judgement.missed)},
                 {"warnings", texts(judgement.warnings)},
                 {"evidence", texts(judgement.evidence)}};
  if (rules.sample) result.set("sample", true);
  if (judgement.tree) result.set("tree", node(*judgement.tree));
  return write_json(result);
}

std::string write_judgement_text(RuleSet const& rules, Judgement const& judgement) { return Text{rules, judgement}.write(); }

}  // namespace guicheng
