// The picture itself. Entry point: draw_svg.
#include <guicheng/draw.hpp>

#include "draw/layers.hpp"
#include "draw/way.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

constexpr double label_size = 12;

/// Width in pixels at a font size: full for CJK and other wide characters, about half for ASCII.
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

std::string label_of(Way const& way) { return way.automatic ? way.label + "（逾期自动）" : way.label; }

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

/// Where such a piece is at t of 0..1.
Point on_piece(Point from, Point to, double t) {
  auto const u = 1 - t, ends = u * u * u, inner = 3 * u * u * t, outer = 3 * u * t * t, last = t * t * t;
  auto const middle = (from.y + to.y) / 2;
  return {(ends + inner) * from.x + (outer + last) * to.x, ends * from.y + (inner + outer) * middle + last * to.y};
}

struct Frame {
  double left, top, right, bottom;
  bool meets(Frame const& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

struct Label {
  std::string text;
  Point at{};           ///< the middle of its line of text; its left end where it stands beside
  bool beside = false;
  Frame frame() const {
    auto const width = text_width(text, label_size), left = beside ? at.x : at.x - width / 2;
    return {left - 2, at.y - 8, left + width + 2, at.y + 8};
  }
};

/// The ways with their labels, each label where it covers no box and no other label.
class Ways {
 public:
  Ways(Picture const& picture, Layout const& layout, std::vector<Size> const& sizes)
      : picture_{picture}, layout_{layout}, sizes_{sizes} {
    for (std::size_t i = 0; i < sizes.size(); ++i) taken_.push_back(around(layout.centres[i], sizes[i]));
    for (std::size_t i = 0; i < picture.ways.size(); ++i) add(i);
  }

  std::string draw() const {
    auto result = paths_;
    for (auto const& label : labels_)
      result += text_at(label.at.x, label.at.y + 4, label.beside ? "label beside" : "label", label.text);
    return result;
  }

  double right() const noexcept { return right_; }

 private:
  static Frame around(Point at, Size size) {
    return {at.x - size.width / 2, at.y - size.height / 2, at.x + size.width / 2, at.y + size.height / 2};
  }

  void add(std::size_t index) {
    auto const& way = picture_.ways[index];
    auto const loop = way.from == way.to;
    auto const points = loop ? std::vector<Point>{} : points_of(index);
    paths_ += fmt::format("<path d=\"{}\" class=\"way\" stroke=\"{}\"{} marker-end=\"url(#tip{})\"/>\n",
                          loop ? loop_at(way.from) : path_through(points), colour(way.kind),
                          way.kind == ActionClass::returned ? " stroke-dasharray=\"6 4\"" : "", static_cast<int>(way.kind));
    if (way.label.empty()) return;
    auto label = loop ? Label{label_of(way), {loop_right(way.from) - 4, layout_.centres[way.from].y}, true} : place(index, points);
    taken_.push_back(label.frame());
    right_ = std::max(right_, taken_.back().right);
    labels_.push_back(std::move(label));
  }

  double loop_right(std::size_t box) const { return layout_.centres[box].x + sizes_[box].width / 2 + 40; }

  std::string loop_at(std::size_t box) const {
    auto const at = layout_.centres[box];
    auto const right = at.x + sizes_[box].width / 2;
    return fmt::format("M{0:.1f},{1:.1f} C{2:.1f},{3:.1f} {2:.1f},{4:.1f} {0:.1f},{5:.1f}", right, at.y - 12, right + 44, at.y - 22,
                       at.y + 22, at.y + 12);
  }

  /// Ways leave below and arrive above; those that lead back up do the opposite, a little to the right. Further ways
  /// between the same two stand a little to the left.
  std::vector<Point> points_of(std::size_t index) const {
    auto const& way = picture_.ways[index];
    auto from = layout_.centres[way.from], to = layout_.centres[way.to];
    auto const up = layout_.upward[index];
    auto const room = std::min(sizes_[way.from].width, sizes_[way.to].width) / 2 - 10;
    auto const before = std::count_if(picture_.ways.begin(), picture_.ways.begin() + static_cast<std::ptrdiff_t>(index),
                                      [&](Way const& w) { return w.from == way.from && w.to == way.to; });
    auto const side = std::max((up && layout_.bends[index].empty() ? room : 0) - 30 * static_cast<double>(before), -room);
    from.y += (up ? -1 : 1) * sizes_[way.from].height / 2;
    to.y += (up ? 1 : -1) * (sizes_[way.to].height / 2 + 3);
    from.x += side;
    to.x += side;
    std::vector<Point> points{from};
    points.insert(points.end(), layout_.bends[index].begin(), layout_.bends[index].end());
    points.push_back(to);
    return points;
  }

  /// In the middle, if there is room; else a little further along. Beside a way that stands next to its counterpart.
  Label place(std::size_t index, std::vector<Point> const& points) const {
    auto const beside = layout_.upward[index] && points.size() == 2;
    auto const half = points.size() / 2;
    auto const at = [&](double t) {
      auto const where = on_piece(points[half - 1], points[half], t);
      return Label{label_of(picture_.ways[index]), {where.x + (beside ? 7 : 0), where.y}, beside};
    };
    for (auto const t : {0.5, 0.35, 0.65, 0.22, 0.78}) {
      auto label = at(t);
      auto const frame = label.frame();
      if (std::none_of(taken_.begin(), taken_.end(), [&](Frame const& f) { return f.meets(frame); })) return label;
    }
    return at(0.5);
  }

  Picture const& picture_;
  Layout const& layout_;
  std::vector<Size> const& sizes_;
  std::vector<Frame> taken_;  // by boxes and labels
  std::vector<Label> labels_;
  std::string paths_;
  double right_ = 0;
};

/// The tips of ways, in their colours.
std::string tips() {
  std::string result = "<defs>\n";
  for (auto const kind : {ActionClass::neutral, ActionClass::positive, ActionClass::negative, ActionClass::returned})
    result += fmt::format("<marker id=\"tip{}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
                          "orient=\"auto-start-reverse\"><path d=\"M0,0L10,5L0,10z\" fill=\"{}\"/></marker>\n",
                          static_cast<int>(kind), colour(kind));
  return result + "</defs>\n";
}

constexpr std::string_view style = R"(<style>
text{font-family:"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;text-anchor:middle;fill:#1f2328}
.title{font-size:15px;font-weight:600}.note{font-size:12px;fill:#57606a}
.label{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}
.beside{text-anchor:start}.box{fill:#fff;stroke-width:1.6}.start{fill:#eaf2fb;stroke:#0b57a4;stroke-width:1.6}.way{fill:none;stroke-width:1.5}
</style>
)";

}  // namespace

std::string draw_svg(Workflow const& workflow) {
  auto const picture = picture_of(workflow);
  std::vector<Size> sizes, labels;
  for (auto const& box : picture.boxes) sizes.push_back(size_of(box));
  for (auto const& way : picture.ways) labels.push_back({text_width(label_of(way), label_size), 14});
  auto const layout = lay_out(picture, sizes, labels);
  Ways const ways{picture, layout, sizes};

  auto svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
      "aria-label=\"{2}\">\n",
      std::max(layout.width, ways.right() + 16), layout.height, escaped(workflow.title));
  svg += style;
  svg += tips();
  svg += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + ways.draw();
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) svg += draw(picture.boxes[i], layout.centres[i]);
  return svg + "</svg>\n";
}

}  // namespace guicheng
