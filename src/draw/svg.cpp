// The picture itself. Entry point: draw_svg.
#include <guicheng/draw.hpp>

#include "draw/layers.hpp"
#include "draw/way.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

/// Width in pixels at 14 px: full for CJK and other wide characters, about half for ASCII.
double text_width(std::string_view text, double size) {
  double width = 0;
  for (auto const c : text)
    if (auto const byte = static_cast<unsigned char>(c); byte < 0x80) width += size * 0.56;
    else if (byte >= 0xE0) width += size;  // first byte of three or four
    else if (byte >= 0xC0) width += size * 0.6;
  return width;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (char const c : text) {
    if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (c == '&') result += "&amp;";
    else if (c == '"') result += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20) result += c;
  }
  return result;
}

std::string_view colour(ActionClass kind) {
  switch (kind) {
    case ActionClass::positive: return "#1a7f4b";
    case ActionClass::negative: return "#b3261e";
    case ActionClass::returned: return "#9a6700";
    case ActionClass::neutral: break;
  }
  return "#57606a";
}

Size size_of(Box const& box) {
  if (box.kind == Box::Kind::start) return {44, 44};
  auto const width = std::max(text_width(box.title, 15), text_width(box.note, 12)) + 36;
  return {std::max(width, 96.0), box.note.empty() ? 40.0 : 56.0};
}

std::string text_at(double x, double y, std::string_view style, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, style, escaped(text));
}

std::string draw(Box const& box, Point at) {
  auto const size = size_of(box);
  if (box.kind == Box::Kind::start)
    return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"22\" class=\"start\"/>\n", at.x, at.y) +
           text_at(at.x, at.y + 5, "note", box.title);
  auto const radius = box.kind == Box::Kind::end ? size.height / 2 : 6;
  auto result = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" class=\"box\" stroke=\"{}\"/>\n",
      at.x - size.width / 2, at.y - size.height / 2, size.width, size.height, radius,
      box.kind == Box::Kind::end ? colour(box.outcome) : "#0b57a4");
  if (box.note.empty()) return result + text_at(at.x, at.y + 5, "title", box.title);
  return result + text_at(at.x, at.y - 4, "title", box.title) + text_at(at.x, at.y + 16, "note", box.note);
}

/// A smooth line through points: each piece leaves and arrives vertically.
std::string path_through(std::vector<Point> const& points) {
  auto path = fmt::format("M{:.1f},{:.1f}", points[0].x, points[0].y);
  for (std::size_t i = 1; i < points.size(); ++i) {
    auto const middle = (points[i - 1].y + points[i].y) / 2;
    path += fmt::format(" C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", points[i - 1].x, middle, points[i].x, middle,
                        points[i].x, points[i].y);
  }
  return path;
}

/// Ways leave below and arrive above; those that lead back up do the opposite, a little to the right.
std::vector<Point> points_of(Way const& way, Layout const& layout, std::size_t index, std::vector<Size> const& sizes) {
  auto from = layout.centres[way.from], to = layout.centres[way.to];
  auto const up = layout.upward[index];
  auto const side = up && layout.bends[index].empty() ? std::min(sizes[way.from].width, sizes[way.to].width) / 2 - 10 : 0;
  from.y += (up ? -1 : 1) * sizes[way.from].height / 2;
  to.y += (up ? 1 : -1) * (sizes[way.to].height / 2 + 3);
  from.x += side;
  to.x += side;
  std::vector<Point> points{from};
  points.insert(points.end(), layout.bends[index].begin(), layout.bends[index].end());
  points.push_back(to);
  return points;
}

std::string draw(Way const& way, Layout const& layout, std::size_t index, std::vector<Size> const& sizes) {
  auto const dashed = way.kind == ActionClass::returned ? " stroke-dasharray=\"6 4\"" : "";
  std::string path;
  Point label;
  if (way.from == way.to) {
    auto const at = layout.centres[way.from];
    auto const right = at.x + sizes[way.from].width / 2;
    path = fmt::format("M{0:.1f},{1:.1f} C{2:.1f},{3:.1f} {2:.1f},{4:.1f} {0:.1f},{5:.1f}", right, at.y - 12, right + 44, at.y - 22,
                       at.y + 22, at.y + 12);
    label = {right + 40, at.y + 4};
  } else {
    auto const points = points_of(way, layout, index, sizes);
    path = path_through(points);
    auto const half = points.size() / 2;
    label = {(points[half - 1].x + points[half].x) / 2, (points[half - 1].y + points[half].y) / 2 + 4};
  }
  auto result = fmt::format("<path d=\"{}\" class=\"way\" stroke=\"{}\"{} marker-end=\"url(#tip)\"/>\n", path, colour(way.kind), dashed);
  if (way.label.empty()) return result;
  auto const text = way.automatic ? way.label + "（逾期自动）" : way.label;
  return result + text_at(label.x, label.y, "label", text);
}

constexpr std::string_view style = R"(<style>
text{font-family:"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;text-anchor:middle;fill:#1f2328}
.title{font-size:15px;font-weight:600}.note{font-size:12px;fill:#57606a}
.label{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}
.box{fill:#fff;stroke-width:1.6}.start{fill:#eaf2fb;stroke:#0b57a4;stroke-width:1.6}.way{fill:none;stroke-width:1.5}
</style>
<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0,0L10,5L0,10z" fill="#57606a"/></marker></defs>
)";

}  // namespace

std::string draw_svg(Workflow const& workflow) {
  auto const picture = picture_of(workflow);
  std::vector<Size> sizes, labels;
  for (auto const& box : picture.boxes) sizes.push_back(size_of(box));
  for (auto const& way : picture.ways) labels.push_back({text_width(way.label, 12), 14});
  auto const layout = lay_out(picture, sizes, labels);

  auto svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
      "aria-label=\"{2}\">\n",
      layout.width, layout.height, escaped(workflow.title));
  svg += style;
  svg += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  for (std::size_t i = 0; i < picture.ways.size(); ++i) svg += draw(picture.ways[i], layout, i, sizes);
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) svg += draw(picture.boxes[i], layout.centres[i]);
  return svg + "</svg>\n";
}

}  // namespace guicheng
