// From a definition to the graph that is drawn. Entry point: picture_of.
#include "draw/way.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace guicheng {
namespace {

std::optional<std::size_t> find(Picture const& picture, std::string_view id) {
  for (std::size_t i = 1; i < picture.boxes.size(); ++i)
    if (picture.boxes[i].id == id) return i;
  return {};
}

std::string limit_of(Stage const& stage) {
  if (!stage.deadline) return {};
  return fmt::format("{} 个{}", stage.deadline->days, stage.deadline->kind == DayKind::working ? "工作日" : "自然日");
}

void add(Picture& picture, Way way) {
  auto const same = std::find_if(picture.ways.begin(), picture.ways.end(), [&](Way const& w) {
    return w.from == way.from && w.to == way.to && w.kind == way.kind;
  });
  if (same == picture.ways.end()) return picture.ways.push_back(std::move(way));
  same->label += "、" + way.label;
  same->automatic |= way.automatic;
}

}  // namespace

Picture picture_of(Workflow const& workflow) {
  Picture picture;
  picture.boxes.push_back({Box::Kind::start, "", "开始", "", {}});
  for (auto const& stage : workflow.stages) {
    auto const limit = limit_of(stage);
    auto const who = stage.by == "applicant" ? std::string{"申请人"} : stage.by;
    picture.boxes.push_back({Box::Kind::stage, stage.id, stage.title, limit.empty() ? who : who + " · " + limit, {}});
  }
  for (auto const& end : workflow.ends)
    if (!end.hidden) picture.boxes.push_back({Box::Kind::end, end.id, end.title, "", end.kind});

  if (auto const first = find(picture, workflow.first_stage)) picture.ways.push_back({0, *first, "", {}, false});
  for (std::size_t i = 0; i < workflow.stages.size(); ++i)
    for (auto const& action : workflow.stages[i].actions)
      for (auto const& route : action.routes)
        if (auto const to = find(picture, route.to)) {
          auto const& deadline = workflow.stages[i].deadline;
          add(picture, {i + 1, *to, action.title, action.kind, deadline && deadline->on_overdue == action.id});
        }
  return picture;
}

}  // namespace guicheng
