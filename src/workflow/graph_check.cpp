// Proofs over the graph of stages and ends. Entry point: check_graph. Only this file may include Boost.Graph.
#include "workflow/graph_check.hpp"

#include "workflow/rights.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace guicheng {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

/// Stages come first, then ends: vertex n is stage n, or end n - number of stages.
struct Ways {
  Workflow const& workflow;
  std::unordered_map<std::string_view, std::size_t> numbers;
  Graph every;      ///< each route of each action
  Graph automatic;  ///< only what a deadline does by itself

  explicit Ways(Workflow const& of) : workflow{of}, every{vertices()}, automatic{vertices()} {
    for (std::size_t i = 0; i < of.stages.size(); ++i) numbers.emplace(of.stages[i].id, i);
    for (std::size_t i = 0; i < of.ends.size(); ++i) numbers.emplace(of.ends[i].id, of.stages.size() + i);
    for (std::size_t from = 0; from < of.stages.size(); ++from)
      for (auto const& action : of.stages[from].actions) add(from, of.stages[from], action);
  }

  std::size_t vertices() const { return workflow.stages.size() + workflow.ends.size(); }

  std::optional<std::size_t> find(std::string_view id) const {
    auto const found = numbers.find(id);
    return found == numbers.end() ? std::nullopt : std::optional{found->second};
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

/// For each vertex the number of its strong component: two share it when each can be reached from the other.
std::vector<std::size_t> components(Graph const& graph) {
  std::vector<std::size_t> component(boost::num_vertices(graph));
  boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  return component;
}

void check_reach(Ways const& ways, std::vector<Defect>& defects) {
  auto const first = ways.find(ways.workflow.first_stage);
  if (!first) return;
  auto const from_start = reached(ways.every, {*first});
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    if (!from_start[i])
      defects.push_back({"workflow.unreachable-stage", {"stages", ways.workflow.stages[i].id},
                         fmt::format("No case can ever come to the stage `{}`.", ways.workflow.stages[i].id),
                         "Give some outcome a `to` that leads here, or remove the stage.", true});
  for (std::size_t i = 0; i < ways.workflow.ends.size(); ++i)
    if (!from_start[ways.workflow.stages.size() + i])
      defects.push_back({"workflow.unreachable-end", {"ends", ways.workflow.ends[i].id},
                         fmt::format("No case can ever come to the end `{}`.", ways.workflow.ends[i].id),
                         "Give some outcome a `to` that leads here, or remove the end.", false});
}

void check_dead_ends(Ways const& ways, std::vector<Defect>& defects) {
  std::vector<std::size_t> ends;
  for (std::size_t i = ways.workflow.stages.size(); i < ways.vertices(); ++i) ends.push_back(i);
  if (ends.empty()) {
    defects.push_back({"workflow.no-end", {"ends"}, "The workflow has no end.", "Add one, for example `granted: {title: 通过, class: positive}`.", true});
    return;
  }
  auto const to_end = reached(boost::make_reverse_graph(ways.every), ends);
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    if (!to_end[i])
      defects.push_back({"workflow.dead-end", {"stages", ways.workflow.stages[i].id},
                         fmt::format("From the stage `{}` no case can ever end.", ways.workflow.stages[i].id),
                         "Give it an outcome that leads to an end, at once or by way of other stages.", true});
}

void check_automatic_circles(Ways const& ways, std::vector<Defect>& defects) {
  auto const component = components(ways.automatic);
  std::vector<int> members(component.size());
  for (auto const c : component) ++members[c];
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i) {
    bool const to_itself = boost::edge(i, i, ways.automatic).second;
    if (members[component[i]] > 1 || to_itself)
      defects.push_back({"workflow.endless-deadline", {"stages", ways.workflow.stages[i].id, "deadline"},
                         fmt::format("Deadlines alone lead from the stage `{}` back to it, for ever.", ways.workflow.stages[i].id),
                         "Let one of the deadlines on the way end the case or wait for a person.", true});
  }
}

bool issues_number(Action const& action) {
  return std::any_of(action.effects.begin(), action.effects.end(),
                     [](Effect const& effect) { return std::holds_alternative<IssueNumber>(effect); });
}

/// A case keeps the number it has, so this is a warning: what was printed once is not printed anew.
void check_numbers(Ways const& ways, std::vector<Defect>& defects) {
  auto const component = components(ways.every);
  for (std::size_t i = 0; i < ways.workflow.stages.size(); ++i)
    for (auto const& action : ways.workflow.stages[i].actions) {
      if (!issues_number(action)) continue;
      // The action itself leads there, so whatever leads back lies in the same component.
      bool const returns = std::any_of(action.routes.begin(), action.routes.end(), [&](Route const& route) {
        auto const to = ways.find(route.to);
        return to && component[*to] == component[i];
      });
      if (returns)
        defects.push_back({"workflow.number-before-return", {"stages", ways.workflow.stages[i].id, "outcomes", action.id},
                           fmt::format("After `{}` issued a number the case can come back to the stage `{}`.", action.id,
                                       ways.workflow.stages[i].id),
                           "The case keeps the number it has; issue it on the last way out if it must say when it was granted.",
                           false});
    }
}

/// Where a datum can be filled, and where it is asked for.
class Filling {
 public:
  Filling(Ways const& ways, std::vector<Defect>& defects) : ways_{ways}, defects_{defects} {
    auto const& stages = ways.workflow.stages;
    for (std::size_t i = 0; i < stages.size(); ++i) {
      if (stages[i].edit.all) open_.push_back(i);
      else if (!stages[i].edit.paths.empty()) partly_open_.push_back(i);
      for (auto const& action : stages[i].actions) {
        if (action.complete && (asked_.empty() || asked_.back() != i)) asked_.push_back(i);
        for (auto const& effect : action.effects)
          if (auto const* const set = std::get_if<SetField>(&effect)) set_.emplace(set->module + '.' + set->field, i);
      }
    }
    // Where everything was open before, nothing can be missing.
    auto const filled = reached(ways.every, open_);
    std::erase_if(asked_, [&](std::size_t stage) { return filled[stage]; });
  }

  void check() {
    if (asked_.empty()) return;
    for (auto const& module : ways_.workflow.form.modules)
      for (auto const& field : module.fields)
        if (!field.preset) check(field.required, "field", module.name, field.name, {"form", module.name, field.name});
    for (auto const& material : ways_.workflow.form.materials)
      check(material.required, "material", std::string{materials_module}, material.name, {"materials", material.name});
  }

 private:
  void check(Requirement const& required, char const* what, std::string const& module, std::string const& name, std::vector<std::string> at) {
    if (required.kind == Requirement::Kind::never) return;
    std::vector<std::size_t> from;
    for (auto const stage : partly_open_)
      if (is_open(ways_.workflow.stages[stage].edit, module, name)) from.push_back(stage);
    for (auto [set, end] = set_.equal_range(module + '.' + name); set != end; ++set) from.push_back(set->second);
    auto const missing = missing_after(from);
    if (!missing) return;
    auto const always = required.kind == Requirement::Kind::always;
    defects_.push_back({fmt::format("{}.never-filled", what), std::move(at),
                        fmt::format("The {} `{}` is required{} when the stage `{}` is left, and no stage up to there lets anyone fill it.", what, name,
                                    always ? "" : ", where its condition holds,", ways_.workflow.stages[*missing].id),
                        fmt::format("Add `{}` to the `edit` of that stage or of one before it.", module + '.' + name), always});
  }

  /// The first stage that asks and cannot be reached from any of these. Fields of a module mostly share their answer.
  std::optional<std::size_t> missing_after(std::vector<std::size_t> const& from) {
    auto const [known, is_new] = missing_.try_emplace(from);
    if (!is_new) return known->second;
    auto const filled = reached(ways_.every, from);
    auto const missing = std::find_if(asked_.begin(), asked_.end(), [&](std::size_t stage) { return !filled[stage]; });
    if (missing != asked_.end()) known->second = *missing;
    return known->second;
  }

  Ways const& ways_;
  std::vector<Defect>& defects_;
  std::map<std::vector<std::size_t>, std::optional<std::size_t>> missing_;
  std::vector<std::size_t> open_, partly_open_, asked_;
  std::unordered_multimap<std::string, std::size_t> set_;
};

}  // namespace

std::vector<Defect> check_graph(Workflow const& workflow) {
  std::vector<Defect> defects;
  if (workflow.stages.empty()) {
    defects.push_back({"workflow.no-stage", {"stages"}, "The workflow has no stage.", "Add the stages a case goes through.", true});
    return defects;
  }
  Ways const ways{workflow};
  check_reach(ways, defects);
  check_dead_ends(ways, defects);
  check_automatic_circles(ways, defects);
  check_numbers(ways, defects);
  Filling{ways, defects}.check();
  return defects;
}

}  // namespace guicheng
