// Proofs over the graph of stages and ends. Entry point: check_graph. Only this file may include Boost.Graph.
#include "workflow/graph_check.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace guicheng {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

/// Stages come first, then ends: vertex n is stage n, or end n - number of stages.
struct Ways {
  Workflow const& workflow;
  Graph every;      ///< each route of each action
  Graph automatic;  ///< only what a deadline does by itself

  explicit Ways(Workflow const& of) : workflow{of}, every{vertices()}, automatic{vertices()} {
    for (std::size_t from = 0; from < of.stages.size(); ++from)
      for (auto const& action : of.stages[from].actions) add(from, of.stages[from], action);
  }

  std::size_t vertices() const { return workflow.stages.size() + workflow.ends.size(); }
  bool is_end(std::size_t vertex) const { return vertex >= workflow.stages.size(); }

  std::optional<std::size_t> find(std::string_view id) const {
    for (std::size_t i = 0; i < workflow.stages.size(); ++i)
      if (workflow.stages[i].id == id) return i;
    for (std::size_t i = 0; i < workflow.ends.size(); ++i)
      if (workflow.ends[i].id == id) return workflow.stages.size() + i;
    return {};
  }

 private:
  void add(std::size_t from, Stage const& stage, Action const& action) {
    bool const by_itself = stage.deadline && stage.deadline->on_overdue == action.id;
    for (auto const& route : action.routes) {
      auto const to = find(route.to);
      if (!to) continue;
      boost::add_edge(from, *to, every);
      if (by_itself) boost::add_edge(from, *to, automatic);
    }
  }
};

template <class G>
std::vector<bool> reached(G const& graph, std::vector<std::size_t> const& from) {
  std::vector<boost::default_color_type> colours(boost::num_vertices(graph), boost::white_color);
  auto const colour = boost::make_iterator_property_map(colours.begin(), boost::get(boost::vertex_index, graph));
  for (auto const start : from)
    if (colours[start] == boost::white_color)
      boost::breadth_first_visit(graph, start, boost::color_map(colour));
  std::vector<bool> result(colours.size());
  std::transform(colours.begin(), colours.end(), result.begin(), [](auto c) { return c == boost::black_color; });
  return result;
}

void check_reach(Ways const& ways, std::vector<GraphDefect>& defects) {
  auto const first = ways.find(ways.workflow.first_stage);
  if (!first) return;
  auto const from_start = reached(ways.every, {*first});
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    if (!from_start[i])
      defects.push_back({"workflow.unreachable-stage", ways.workflow.stages[i].id, "",
                         fmt::format("No case can ever come to the stage `{}`.", ways.workflow.stages[i].id),
                         "Give some outcome a `to` that leads here, or remove the stage.", true});
  for (std::size_t i = 0; i < ways.workflow.ends.size(); ++i)
    if (!from_start[ways.workflow.stages.size() + i])
      defects.push_back({"workflow.unreachable-end", ways.workflow.ends[i].id, "",
                         fmt::format("No case can ever come to the end `{}`.", ways.workflow.ends[i].id),
                         "Give some outcome a `to` that leads here, or remove the end.", false});
}

void check_dead_ends(Ways const& ways, std::vector<GraphDefect>& defects) {
  std::vector<std::size_t> ends;
  for (std::size_t i = ways.workflow.stages.size(); i < ways.vertices(); ++i) ends.push_back(i);
  auto const to_end = reached(boost::make_reverse_graph(ways.every), ends);
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    if (!to_end[i])
      defects.push_back({"workflow.dead-end", ways.workflow.stages[i].id, "",
                         fmt::format("From the stage `{}` no case can ever end.", ways.workflow.stages[i].id),
                         "Give it an outcome that leads to an end, at once or by way of other stages.", true});
}

void check_automatic_circles(Ways const& ways, std::vector<GraphDefect>& defects) {
  std::vector<std::size_t> component(ways.vertices());
  auto const count = boost::strong_components(
      ways.automatic, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, ways.automatic)));
  std::vector<int> members(count);
  for (auto const c : component) ++members[c];
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i) {
    bool const to_itself = boost::edge(i, i, ways.automatic).second;
    if (members[component[i]] > 1 || to_itself)
      defects.push_back({"workflow.endless-deadline", ways.workflow.stages[i].id, "",
                         fmt::format("Deadlines alone lead from the stage `{}` back to it, for ever.", ways.workflow.stages[i].id),
                         "Let one of the deadlines on the way end the case or wait for a person.", true});
  }
}

bool issues_number(Action const& action) {
  return std::any_of(action.effects.begin(), action.effects.end(),
                     [](Effect const& effect) { return std::holds_alternative<IssueNumber>(effect); });
}

/// A case keeps the number it has, so this is a warning: what was printed once is not printed anew.
void check_numbers(Ways const& ways, std::vector<GraphDefect>& defects) {
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    for (auto const& action : ways.workflow.stages[i].actions) {
      if (!issues_number(action)) continue;
      std::vector<std::size_t> targets;
      for (auto const& route : action.routes)
        if (auto const to = ways.find(route.to)) targets.push_back(*to);
      if (!targets.empty() && reached(ways.every, targets)[i])
        defects.push_back({"workflow.number-before-return", ways.workflow.stages[i].id, action.id,
                           fmt::format("After `{}` issued a number the case can come back to the stage `{}`.", action.id,
                                       ways.workflow.stages[i].id),
                           "The case keeps the number it has; issue it on the last way out if it must say when it was granted.",
                           false});
    }
}

}  // namespace

std::vector<GraphDefect> check_graph(Workflow const& workflow) {
  std::vector<GraphDefect> defects;
  Ways const ways{workflow};
  check_reach(ways, defects);
  check_dead_ends(ways, defects);
  check_automatic_circles(ways, defects);
  check_numbers(ways, defects);
  return defects;
}

}  // namespace guicheng
