// A judgement as a picture: the grade, then a bar for every indicator. Entry point: write_judgement_svg.
#include <guicheng/rules.hpp>

#include "rules/lines.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr double width = 920, margin = 28, bar_left = 330, bar_width = 300, number_right = 730;

constexpr std::string_view style =
    "<style>text{font-family:'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#1d2733}"
    ".h{font-size:20px;font-weight:600}.s{font-size:13px;fill:#5b6876}.g{font-size:30px;font-weight:700;fill:#fff}"
    ".n{font-size:30px;font-weight:600}.a{font-size:15px;font-weight:600}.b{font-size:13px}.p{font-size:13px;text-anchor:end}"
    ".w{font-size:11px;fill:#5b6876}.bad{fill:#b3261e}.track{fill:#e9edf2}.full{fill:#2e7d5b}.part{fill:#0b57a4}.low{fill:#c77700}</style>\n";

struct Row {
  Scored const* node;
  std::size_t depth;
};

class Drawing {
 public:
  Drawing(RuleSet const& rules, Judgement const& judgement) : rules_{rules}, judgement_{judgement} {}

  std::string draw() {
    head();
    notes();
    bars();
    auto const height = y_ + margin;
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\">\n",
                       width, height, rules::escaped(rules_.title)) +
           std::string{style} + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + out_ + "</svg>\n";
  }

 private:
  void text(double x, double y, std::string_view kind, std::string_view words) {
    out_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"{}\">{}</text>\n", x, y, kind, rules::escaped(words));
  }

  void head() {
    text(margin, 44, "h", rules::shortened(rules_.title, 54));
    text(margin, 68, "s", fmt::format("版本 {}{}{}", rules_.version, rules_.sample ? "　示例内容" : "",
                                      judgement_.valid_until ? "　有效期至 " + write(*judgement_.valid_until) : ""));
    auto const score = judgement_.score ? write_decimal(*judgement_.score) : std::string{"—"};
    out_ += fmt::format("<text x=\"{:.0f}\" y=\"56\" class=\"n\" text-anchor=\"end\">{}</text>\n", number_right, rules::escaped(score));
    if (!judgement_.grade.empty()) {
      auto const wide = std::max(80.0, 18.0 * static_cast<double>(rules::columns(judgement_.grade)) + 28);
      out_ += fmt::format("<rect x=\"{:.0f}\" y=\"24\" width=\"{:.0f}\" height=\"46\" rx=\"8\" class=\"full\"/>\n", width - margin - wide, wide);
      out_ += fmt::format("<text x=\"{:.0f}\" y=\"58\" class=\"g\" text-anchor=\"middle\">{}</text>\n", width - margin - wide / 2, rules::escaped(judgement_.grade));
    }
    y_ = 92;
  }

  void note(std::string_view what, std::vector<std::string> const& items) {
    for (auto const& item : items) {
      out_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"b bad\">{}</text>\n", margin, y_, rules::escaped(rules::shortened(std::string{what} + "：" + item, 120)));
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
    note("须提交", judgement_.evidence);
    y_ += 6;
  }

  void bars() {
    Scored made;
    if (!judgement_.tree) made = from_components();
    std::vector<Row> rows;
    for (auto const& part : (judgement_.tree ? *judgement_.tree : made).parts) rows.push_back({&part, 0});
    for (std::size_t i = 0; i < rows.size() && i < 2000; ++i) {  // a branch is followed by its parts
      auto const [node, depth] = rows[i];
      std::vector<Row> parts;
      for (auto const& part : node->parts) parts.push_back({&part, depth + 1});
      rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.begin(), parts.end());
      bar(*node, depth);
    }
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

  void bar(Scored const& node, std::size_t depth) {
    auto const thick = depth == 0 ? 14.0 : 8.0;
    auto const inset = margin + 18 * static_cast<double>(std::min<std::size_t>(depth, 6));
    if (depth == 0) y_ += 8;
    auto const why = rules::why(node);
    out_ += "<g>";
    if (!why.empty()) out_ += "<title>" + rules::escaped(node.title + "：" + why) + "</title>";
    text(inset, y_ + 12, depth == 0 ? "a" : "b", rules::shortened(node.title, static_cast<std::size_t>((bar_left - inset - 8) / (depth == 0 ? 7.8 : 6.8))));
    if (!node.applies) {
      text(bar_left, y_ + 12, "w", "不适用");
    } else {
      auto const share = share_of(node);
      out_ += fmt::format("<rect x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"{:.0f}\" class=\"track\"/>", bar_left, y_ + 7.5 - thick / 2, bar_width, thick, thick / 2);
      if (share > 0)
        out_ += fmt::format("<rect x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" rx=\"{:.0f}\" class=\"{}\"/>\n", bar_left, y_ + 7.5 - thick / 2,
                            std::max(share * bar_width, thick), thick, thick / 2, share >= 1 ? "full" : share >= 0.4 ? "part" : "low");
      out_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"p{}\">{} / {}</text>\n", number_right, y_ + 12, node.points && !node.points->is_negative() ? "" : " bad",
                          node.points ? write_decimal(*node.points) : "—", write_decimal(node.attainable));
      if (node.parts.empty()) text(number_right + 14, y_ + 12, "w", rules::shortened(why, 26));
    }
    out_ += "</g>\n";
    y_ += depth == 0 ? 26 : 22;
  }

  static double share_of(Scored const& node) {
    if (!node.points || node.points->is_negative() || node.points->is_zero()) return 0;
    auto const most = node.attainable.to_double();
    return most <= 0 ? 1 : std::clamp(node.points->to_double() / most, 0.0, 1.0);
  }

  RuleSet const& rules_;
  Judgement const& judgement_;
  std::string out_;
  double y_ = 0;
};

}  // namespace

std::string write_judgement_svg(RuleSet const& rules, Judgement const& judgement) { return Drawing{rules, judgement}.draw(); }

}  // namespace guicheng
