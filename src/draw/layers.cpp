// The layout: turn circles around, give rows by the longest path, bend long ways, order each row by the middle of its
// neighbours, then place. Entry point: lay_out. Only this file and the graph checks include Boost.Graph.
#include "draw/layers.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>

#include <algorithm>
#include <numeric>

namespace guicheng {
namespace {

constexpr double gap_x = 56, gap_y = 74, margin = 24;
constexpr std::size_t most_vertices = 100'000;  // beyond them long ways go straight: nobody can read such a picture

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                    boost::property<boost::edge_index_t, std::size_t>>;

/// Marks the ways that close a circle.
struct BackEdges : boost::default_dfs_visitor {
  explicit BackEdges(std::vector<bool>& marks) : upward{&marks} {}
  void back_edge(Graph::edge_descriptor edge, Graph const& graph) const { (*upward)[get(boost::edge_index, graph, edge)] = true; }
  std::vector<bool>* upward;
};

Graph graph_of(Picture const& picture, std::vector<bool> const* turned) {
  Graph graph{picture.boxes.size()};
  for (std::size_t i = 0; i < picture.ways.size(); ++i) {
    auto const& way = picture.ways[i];
    if (turned && way.from == way.to) continue;
    if (turned && (*turned)[i]) add_edge(way.to, way.from, i, graph);
    else add_edge(way.from, way.to, i, graph);
  }
  return graph;
}

std::vector<bool> find_upward(Picture const& picture) {
  std::vector<bool> upward(picture.ways.size());
  auto const graph = graph_of(picture, nullptr);
  boost::depth_first_search(graph, boost::visitor(BackEdges{upward}).root_vertex(0));
  return upward;
}

std::vector<std::size_t> rows_of(Picture const& picture, std::vector<bool> const& upward) {
  auto const graph = graph_of(picture, &upward);
  std::vector<Graph::vertex_descriptor> order;
  boost::topological_sort(graph, std::back_inserter(order));
  std::vector<std::size_t> rows(picture.boxes.size());
  for (auto vertex = order.rbegin(); vertex != order.rend(); ++vertex)
    for (auto [edge, last] = out_edges(*vertex, graph); edge != last; ++edge)
      rows[target(*edge, graph)] = std::max(rows[target(*edge, graph)], rows[*vertex] + 1);
  return rows;
}

/// Boxes first, then one bend for each row that a way crosses.
struct Drawing {
  std::vector<std::size_t> row;
  std::vector<Size> size;
  std::vector<std::vector<std::size_t>> above, below;  // neighbours
  std::vector<std::vector<std::size_t>> lines;         // row → vertices in order
  std::vector<std::vector<std::size_t>> bends;         // way → vertices, from top to bottom
  std::vector<double> x;

  std::size_t add(std::size_t in_row, Size of) {
    row.push_back(in_row);
    size.push_back(of);
    above.emplace_back();
    below.emplace_back();
    if (lines.size() <= in_row) lines.resize(in_row + 1);
    lines[in_row].push_back(row.size() - 1);
    return row.size() - 1;
  }
  void link(std::size_t upper, std::size_t lower) {
    below[upper].push_back(lower);
    above[lower].push_back(upper);
  }
};

Drawing bend(Picture const& picture, std::vector<bool> const& upward, std::vector<std::size_t> const& rows,
             std::vector<Size> const& sizes, std::vector<Size> const& labels) {
  Drawing drawing;
  for (std::size_t i = 0; i < rows.size(); ++i) drawing.add(rows[i], sizes[i]);
  drawing.bends.resize(picture.ways.size());
  for (std::size_t i = 0; i < picture.ways.size(); ++i) {
    auto [top, bottom] = std::pair{picture.ways[i].from, picture.ways[i].to};
    if (top == bottom) continue;
    if (upward[i]) std::swap(top, bottom);
    auto last = top;
    for (auto row = rows[top] + 1; row < rows[bottom] && drawing.row.size() < most_vertices; ++row) {
      auto const vertex = drawing.add(row, {labels[i].width / 2 + 12, 1});
      drawing.bends[i].push_back(vertex);
      drawing.link(last, vertex);
      last = vertex;
    }
    drawing.link(last, bottom);
  }
  return drawing;
}

/// Orders each row by the average place of its neighbours in the row before; down and up, a fixed number of times.
void order(Drawing& drawing) {
  std::vector<double> place(drawing.row.size()), middle(place.size());
  auto const number = [&](std::vector<std::size_t> const& line) {
    for (std::size_t i = 0; i < line.size(); ++i) place[line[i]] = static_cast<double>(i);
  };
  auto const sort_by = [&](std::vector<std::size_t>& line, auto const& neighbours) {
    for (auto const vertex : line) {
      auto const& around = neighbours[vertex];
      auto const sum = std::accumulate(around.begin(), around.end(), 0.0, [&](double s, auto v) { return s + place[v]; });
      middle[vertex] = around.empty() ? place[vertex] : sum / static_cast<double>(around.size());
    }
    std::stable_sort(line.begin(), line.end(), [&](auto a, auto b) { return middle[a] < middle[b]; });
    number(line);
  };
  for (auto const& line : drawing.lines) number(line);
  for (int round = 0; round < 8; ++round) {
    for (auto& line : drawing.lines) sort_by(line, drawing.above);
    for (auto line = drawing.lines.rbegin(); line != drawing.lines.rend(); ++line) sort_by(*line, drawing.below);
  }
}

/// Places a row as near to `wanted` as its order and widths allow: left to right, then pulled back from the right.
void place_row(Drawing& drawing, std::vector<std::size_t> const& line, std::vector<double> const& wanted) {
  auto const apart = [&](std::size_t a, std::size_t b) { return (drawing.size[a].width + drawing.size[b].width) / 2 + gap_x; };
  std::vector<double> low(line.size()), high(line.size());
  for (std::size_t i = 0; i < line.size(); ++i)
    low[i] = i == 0 ? wanted[line[i]] : std::max(wanted[line[i]], low[i - 1] + apart(line[i - 1], line[i]));
  for (std::size_t i = line.size(); i-- > 0;)
    high[i] = i + 1 == line.size() ? wanted[line[i]] : std::min(wanted[line[i]], high[i + 1] - apart(line[i], line[i + 1]));
  for (std::size_t i = 0; i < line.size(); ++i) drawing.x[line[i]] = (low[i] + high[i]) / 2;
}

void place(Drawing& drawing) {
  drawing.x.assign(drawing.row.size(), 0);
  std::vector<double> wanted(drawing.row.size());
  auto const pull = [&](std::vector<std::size_t> const& line, auto const& neighbours) {
    for (auto const vertex : line) {
      auto const& around = neighbours[vertex];
      auto const sum = std::accumulate(around.begin(), around.end(), 0.0, [&](double s, auto v) { return s + drawing.x[v]; });
      wanted[vertex] = around.empty() ? drawing.x[vertex] : sum / static_cast<double>(around.size());
    }
    place_row(drawing, line, wanted);
  };
  for (int round = 0; round < 6; ++round) {
    for (auto const& line : drawing.lines) pull(line, drawing.above);
    for (auto line = drawing.lines.rbegin(); line != drawing.lines.rend(); ++line) pull(*line, drawing.below);
  }
}

}  // namespace

Layout lay_out(Picture const& picture, std::vector<Size> const& sizes, std::vector<Size> const& labels) {
  Layout layout;
  layout.upward = find_upward(picture);
  auto drawing = bend(picture, layout.upward, rows_of(picture, layout.upward), sizes, labels);
  order(drawing);
  place(drawing);

  double left = 0, right = 0;
  for (std::size_t i = 0; i < drawing.x.size(); ++i) {
    left = std::min(left, drawing.x[i] - drawing.size[i].width / 2);
    right = std::max(right, drawing.x[i] + drawing.size[i].width / 2);
  }
  std::vector<double> y(drawing.lines.size());
  double top = margin;
  for (std::size_t row = 0; row < drawing.lines.size(); ++row) {
    double height = 0;
    for (auto const vertex : drawing.lines[row]) height = std::max(height, drawing.size[vertex].height);
    y[row] = top + height / 2;
    top += height + gap_y;
  }
  auto const at = [&](std::size_t vertex) { return Point{drawing.x[vertex] - left + margin, y[drawing.row[vertex]]}; };
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) layout.centres.push_back(at(i));
  for (std::size_t i = 0; i < picture.ways.size(); ++i) {
    std::vector<Point> points;
    for (auto const vertex : drawing.bends[i]) points.push_back(at(vertex));
    if (layout.upward[i]) std::reverse(points.begin(), points.end());
    layout.bends.push_back(std::move(points));
  }
  layout.width = right - left + 2 * margin;
  layout.height = top - gap_y + margin;
  return layout;
}

}  // namespace guicheng
