// A judgement as a picture: the grade, then a bar for every indicator. Entry point: write_judgement_svg.
#include <guicheng/rules.hpp>

#include "rules/lines.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr double width = 920, margin = 28, step = 18;

constexpr std::string_view style =
    "<style>text{font-family:'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#1d2733}"
    ".h{font-size:20px;font-weight:600}.s{font-size:13px;fill:#5b6876;font-weight:400}.g{font-size:30px;font-weight:700;fill:#fff}"
    ".n{font-size:30px;font-weight:600}.a{font-size:15px;font-weight:600}.b{font-size:13px}.p{font-size:13px;text-anchor:end}"
    ".w{font-size:12px;fill:#5b6876}.bad{fill:#b3261e}.warn{fill:#9a5b00}.track{fill:#e9edf2}.full{fill:#2e7d5b}.part{fill:#0b57a4}.low{fill:#c77700}</style>\n";

/// An indicator to draw, and what the set says of it.
struct Row {
  Scored const* node;
  Indicator const* known;  ///< null: the set has it no more
  std::size_t depth;
  bool bounded() const { return node->attainable > Decimal{} && (!known || known->most); }
  double size() const { return depth == 0 ? 15 : 13; }
  double inset() const { return margin + step * static_cast<double>(std::min<std::size_t>(depth, 6)); }
};

Indicator const* find(std::vector<Indicator> const& among, std::string_view name) {
  auto const found = std::find_if(among.begin(), among.end(), [&](Indicator const& i) { return i.name == name; });
  return found == among.end() ? nullptr : &*found;
}

Indicator const* find_part(Indicator const* of, std::string_view name) {
  auto const* const branch = of ? std::get_if<Branch>(&of->body) : nullptr;
  return branch ? find(branch->parts, name) : nullptr;
}

std::string points_text(Row const& row) {
  auto const& node = *row.node;
  auto const won = node.points ? write_decimal(*node.points) : std::string{"—"};
  return row.bounded() ? won + " / " + write_decimal(node.attainable) : won;
}

class Drawing {
 public:
  Drawing(RuleSet const& rules, Judgement const& judgement) : rules_{rules}, judgement_{judgement} {}

  std::string draw() {
    head();
    notes();
    Scored made;
    if (!judgement_.tree) made = from_components();
    collect(judgement_.tree ? *judgement_.tree : made);
    measure();
    for (auto const& row : rows_) bar(row);
    auto const height = y_ + margin - 8;
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\">\n",
                       width, height, rules::escaped(rules_.title)) +
           std::string{style} + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + out_ + "</svg>\n";
  }

 private:
  void text(double x, double y, std::string_view kind, std::string_view words) {
    out_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"{}\">{}</text>\n", x, y, kind, rules::escaped(words));
  }

  void head() {
    auto right = width - margin;
    if (!judgement_.grade.empty()) {
      auto const grade = rules::fitted(judgement_.grade, 300, 30);
      auto const wide = std::max(80.0, rules::width(grade, 30) + 36);
      out_ += fmt::format("<rect x=\"{:.0f}\" y=\"24\" width=\"{:.0f}\" height=\"46\" rx=\"8\" class=\"full\"/>\n", right - wide, wide);
      out_ += fmt::format("<text x=\"{:.0f}\" y=\"58\" class=\"g\" text-anchor=\"middle\">{}</text>\n", right - wide / 2, rules::escaped(grade));
      right -= wide + 24;
    }
    auto const score = judgement_.score ? write_decimal(*judgement_.score) : std::string{rules_.indicators.empty() ? "" : "—"};
    out_ += fmt::format("<text x=\"{:.0f}\" y=\"58\" class=\"n\" text-anchor=\"end\">{}{}</text>\n", right, rules::escaped(score),
                        judgement_.score ? "<tspan class=\"s\" dx=\"5\">分</tspan>" : "");
    right -= rules::width(score, 32) + 40;
    text(margin, 44, "h", rules::fitted(rules_.title, right - margin, 20));
    text(margin, 68, "s", rules::fitted(fmt::format("版本 {}{}{}", rules_.version, rules_.sample ? "　示例内容" : "", judgement_.valid_until ? "　有效期至 " + write(*judgement_.valid_until) : ""),
                                        right - margin, 13));
    y_ = 98;
  }

  void note(std::string_view what, std::vector<std::string> const& items, std::string_view kind = "b bad") {
    for (auto const& item : items) {
      text(margin, y_, kind, rules::fitted(std::string{what} + "：" + item, width - 2 * margin, 13));
      y_ += 21;
    }
  }

  void notes() {
    std::vector<std::string> problems;
    for (auto const& one : judgement_.problems) problems.push_back(one.text_zh);
    note("数据", problems);
    note("不符合条件", judgement_.ineligible);
    note("否决", judgement_.vetoes);
    note("未满足", judgement_.missed);
    note("提醒", judgement_.warnings, "b warn");
    note("须提交", judgement_.evidence);
  }

  /// The first level alone, where nothing was explained.
  Scored from_components() const {
    Scored tree;
    for (std::size_t i = 0; i < judgement_.components.size() && i < rules_.indicators.size(); ++i) {
      Scored part;
      part.name = rules_.indicators[i].name;
      part.title = rules_.indicators[i].title;
      part.points = judgement_.components[i];
      part.attainable = rules_.indicators[i].most.value_or(judgement_.components[i]);
      tree.parts.push_back(std::move(part));
    }
    return tree;
  }

  /// Every node in drawing order: a branch is followed by its parts.
  void collect(Scored const& tree) {
    for (auto const& part : tree.parts) rows_.push_back({&part, find(rules_.indicators, part.name), 0});
    for (std::size_t i = 0; i < rows_.size() && i < 2000; ++i) {
      auto const row = rows_[i];
      std::vector<Row> parts;
      for (auto const& part : row.node->parts) parts.push_back({&part, find_part(row.known, part.name), row.depth + 1});
      rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.begin(), parts.end());
    }
  }

  /// Titles and points get what their texts need; bars and reasons share the rest.
  void measure() {
    double titles = 120, points = 40, most = 0;
    for (auto const& row : rows_) {
      titles = std::max(titles, row.inset() - margin + rules::width(row.node->title, row.size()) * 1.06);
      points = std::max(points, rules::width(points_text(row), 13) * 1.06);
      if (row.depth == 0) most = std::max({most, row.node->attainable.to_double(), row.node->points ? row.node->points->to_double() : 0.0});
    }
    largest_ = most;
    bar_left_ = margin + std::min(titles, 320.0) + 18;
    auto const rest = width - margin - bar_left_ - std::min(points, 200.0) - 32;
    bar_width_ = rest * 0.5;
    points_right_ = width - margin - rest * 0.5 - 14;
  }

  void bar(Row const& row) {
    auto const& node = *row.node;
    if (row.depth == 0) y_ += 8;
    auto const why = rules::why(node);
    out_ += "<g>";
    if (!why.empty()) out_ += "<title>" + rules::escaped(node.title + "：" + why) + "</title>";
    text(row.inset(), y_ + 12, row.depth == 0 ? "a" : "b", rules::fitted(node.title, bar_left_ - row.inset() - 8, row.size()));
    if (node.applies) {
      filled(row);
      out_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"p{}\">{}</text>\n", points_right_, y_ + 12, node.points && !node.points->is_negative() ? "" : " bad", points_text(row));
      if (node.parts.empty()) text(points_right_ + 14, y_ + 12, "w", rules::fitted(reason(row), width - margin - points_right_ - 14, 12));
    } else {
      text(bar_left_, y_ + 12, "w", "不适用");
    }
    out_ += "</g>\n";
    y_ += row.depth == 0 ? 26 : 22;
  }

  /// What has no known most is drawn beside the largest of the first level, without a track that it could fill.
  void filled(Row const& row) {
    auto const thick = row.depth == 0 ? 14.0 : 8.0, top = y_ + 7.5 - thick / 2;
    auto const won = row.node->points ? row.node->points->to_double() : 0;
    auto const most = row.bounded() ? row.node->attainable.to_double() : largest_;
    auto const share = most > 0 ? std::clamp(won / most, 0.0, 1.0) : 0;
    auto const one = [&](double wide, std::string_view kind) {
      out_ += fmt::format("<rect x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" rx=\"{:.0f}\" class=\"{}\"/>\n", bar_left_, top, wide, thick, thick / 2, kind);
    };
    if (row.bounded()) one(bar_width_, "track");
    if (share > 0) one(std::max(share * bar_width_, thick), !row.bounded() ? "part" : share >= 1 ? "full" : share >= 0.4 ? "part" : "low");
  }

  /// What decided, in few words: what does not hold is left out, and what merely repeats; the title on the bar has it all.
  std::string reason(Row const& row) const {
    auto const& node = *row.node;
    if (!node.points && !node.reasons.empty()) return node.reasons.front().text_zh;
    bool const whole = node.points && row.bounded() && *node.points >= node.attainable;
    std::string seen;
    for (auto const& [name, value] : node.seen) {
      auto const shown = rules::value_text(value);
      auto const idle = value.is_null() || value == Value{false} || (whole && value == Value{0}) || shown == node.fired;
      if (!idle) seen += (seen.empty() ? "" : "，") + title_of(name) + " " + shown;
    }
    if (node.fired.empty()) return seen;
    return seen.empty() ? node.fired : node.fired + "（" + seen + "）";
  }

  std::string const& title_of(std::string const& name) const {
    auto const found = std::find_if(rules_.inputs.begin(), rules_.inputs.end(), [&](RuleInput const& i) { return i.name == name; });
    return found == rules_.inputs.end() || found->title.empty() ? name : found->title;
  }

  RuleSet const& rules_;
  Judgement const& judgement_;
  std::vector<Row> rows_;
  std::string out_;
  double y_ = 0, bar_left_ = 0, bar_width_ = 0, points_right_ = 0, largest_ = 0;
};

}  // namespace

std::string write_judgement_svg(RuleSet const& rules, Judgement const& judgement) { return Drawing{rules, judgement}.draw(); }

}  // namespace guicheng
