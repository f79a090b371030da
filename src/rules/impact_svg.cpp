// Who changes grade, as a picture: old grades down, new ones across, and below what differed first. Entry point: write_impact_svg.
#include <guicheng/batch.hpp>

#include "rules/difference.hpp"
#include "rules/lines.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr double margin = 28, row_height = 50, top = 136;

constexpr std::string_view style =
    "<style>text{font-family:'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif;font-size:14px;fill:#1d2733}"
    ".h{font-size:20px;font-weight:600}.m{text-anchor:middle}.e{text-anchor:end}.s{fill:#5b6876;font-size:13px}</style>\n";

std::string name_of(std::string const& grade) { return grade.empty() ? "无" : rules::fitted(grade, 160, 14); }

class Matrix {
 public:
  explicit Matrix(Impact const& impact) : impact_{impact} {
    for (auto const& grade : impact.grades) names_ = std::max(names_, rules::width(name_of(grade), 14));
    cell_ = std::max(84.0, names_ + 20);
    left_ = margin + std::max(names_, 60.0) + 16;
    for (auto const& [pair, count] : impact.matrix) most_ = std::max(most_, count);
  }

  double right() const noexcept { return impact_.grades.empty() ? 0 : left_ + size() * cell_; }
  double bottom() const noexcept { return impact_.grades.empty() ? 80 : top + size() * row_height + 30; }

  std::string draw() const {
    if (impact_.grades.empty()) return {};
    auto out = fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s e\">原等级 ↓</text>\n<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s\">新等级 →</text>\n", left_ - 12, top - 14, left_ + 4, top - 40);
    for (std::size_t row = 0; row < impact_.grades.size(); ++row) {
      auto const name = rules::escaped(name_of(impact_.grades[row]));
      out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"e\">{}</text>\n", left_ - 12, y(row) + 30, name);
      out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"m\">{}</text>\n", x(row) + cell_ / 2, top - 14, name);
      for (std::size_t column = 0; column < impact_.grades.size(); ++column) out += cell(row, column);
    }
    return out + fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s\">灰：不变　绿：等级提高　红：等级降低</text>\n", left_ + 4, bottom() - 8);
  }

 private:
  double size() const noexcept { return static_cast<double>(impact_.grades.size()); }
  double x(std::size_t column) const noexcept { return left_ + static_cast<double>(column) * cell_; }
  static double y(std::size_t row) noexcept { return top + static_cast<double>(row) * row_height; }

  std::string cell(std::size_t row, std::size_t column) const {
    auto const found = impact_.matrix.find({impact_.grades[row], impact_.grades[column]});
    auto const count = found == impact_.matrix.end() ? 0 : found->second;
    auto const shade = count == 0 ? 0 : 0.2 + 0.5 * static_cast<double>(count) / static_cast<double>(most_);
    auto const colour = row == column ? "#8a97a6" : column < row ? "#2e7d5b" : "#c2452d";
    auto out = fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"4\" fill=\"{}\" fill-opacity=\"{:.2f}\" stroke=\"#d5dbe2\"/>", x(column) + 2, y(row) + 2,
                           cell_ - 4, row_height - 4, colour, shade);
    if (count > 0) out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"m\">{}</text>", x(column) + cell_ / 2, y(row) + 30, count);
    return out + '\n';
  }

  Impact const& impact_;
  double names_ = 0, cell_ = 0, left_ = 0;
  std::size_t most_ = 1;
};

std::string kind_zh(Difference::Kind kind) {
  using enum Difference::Kind;
  switch (kind) {
    case eligibility: return "申报条件";
    case indicator: return "指标";
    case score: return "总分算法";
    case line: return "等级线";
    case condition: return "等级条件";
    case second_grade: return "第二等级";
    case item: return "类别";
    case veto: return "否决";
  }
  return {};
}

/// One bar for each of the differences that concern most.
class Bars {
 public:
  Bars(Impact const& impact, double from, double right) : shown_{rules::by_count(impact.first)}, top_{from}, right_{right} {
    if (shown_.size() > most) left_out_ = shown_.size() - most, shown_.resize(most);
  }

  double bottom() const noexcept { return shown_.empty() ? top_ : top_ + 34 + (static_cast<double>(shown_.size()) + (left_out_ > 0 ? 1 : 0)) * line_height; }

  std::string draw() const {
    if (shown_.empty()) return {};
    auto out = fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s\">首先不同之处</text>\n", margin, top_ + 16);
    double y = top_ + 34;
    for (auto const& [difference, count] : shown_) {
      auto const name = difference.which.empty() ? kind_zh(difference.kind) : kind_zh(difference.kind) + "：" + difference.which;
      auto const bar = 4 + (right_ - bars_left - 60) * static_cast<double>(count) / static_cast<double>(shown_.front().second);
      out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\">{}</text><rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"14\" rx=\"3\" fill=\"#8a97a6\"/>"
                         "<text x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n", margin, y + 14, rules::escaped(rules::fitted(name, bars_left - margin - 12, 14)), bars_left, y + 3, bar,
                         bars_left + bar + 8, y + 14, count);
      y += line_height;
    }
    if (left_out_ > 0) out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"s\">另有 {} 处</text>\n", margin, y + 14, left_out_);
    return out;
  }

  static constexpr double wanted = 560;

 private:
  static constexpr std::size_t most = 12;
  static constexpr double line_height = 26, bars_left = 300;
  std::vector<std::pair<Difference, std::size_t>> shown_;
  std::size_t left_out_ = 0;
  double top_, right_;
};

}  // namespace

std::string write_impact_svg(Impact const& impact, std::string_view title) {
  Matrix const matrix{impact};
  auto const told = fmt::format("{} 个对象，{} 个{}改变，{} 个数据有误", impact.lines, impact.changed, impact.grades.empty() ? "分数" : "等级", impact.bad);
  auto const wanted = std::max({rules::width(title, 20) * 1.06, rules::width(told, 13), impact.first.empty() ? 0 : Bars::wanted});
  auto const width = std::max(matrix.right(), margin + std::min(wanted, 1000.0)) + margin;
  Bars const bars{impact, matrix.bottom() + 10, width - margin};
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\">\n", width,
                     bars.bottom() + 20, rules::escaped(title)) +
         std::string{style} + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
         fmt::format("<text x=\"{0:.0f}\" y=\"42\" class=\"h\">{1}</text>\n<text x=\"{0:.0f}\" y=\"66\" class=\"s\">{2}</text>\n", margin, rules::escaped(rules::fitted(title, width - 2 * margin, 20)),
                     told) +
         matrix.draw() + bars.draw() + "</svg>\n";
}

}  // namespace guicheng
