// What an actor may see, as parts of a query; the same rights as may_see. Entry point: find_reach.
#include "engine/reach.hpp"

#include "workflow/rights.hpp"

#include <algorithm>

namespace guicheng {

namespace {

// The cases of a workflow (or those in one of its stages) that the role lets its holder see; nothing where it reaches nowhere.
void add_role(System const& system, std::string const& role_name, Actor const& actor, Reach part, std::vector<Reach>& reach) {
  auto const* const role = has_role(actor, role_name) ? system.find_role(role_name) : nullptr;
  if (!role) return;
  switch (role->reach) {
    case Role::Reach::everywhere: break;
    case Role::Reach::division:
      if (actor.division.empty()) return;
      part.division = actor.division;
      break;
    case Role::Reach::own_organisation:
      if (actor.organisation.empty()) return;
      part.organisation = actor.organisation;
      break;
  }
  reach.push_back(std::move(part));
}

// Their own cases: the organisation's, and those they started without one.
void add_own(Actor const& actor, Reach const& part, std::vector<Reach>& reach) {
  if (!actor.organisation.empty()) {
    reach.push_back(part);
    reach.back().organisation = actor.organisation;
  }
  if (!actor.id.empty()) {
    reach.push_back(part);
    reach.back().person = actor.id;
  }
}

bool same(Reach const& a, Reach const& b) {
  return a.workflow == b.workflow && a.stage == b.stage && a.organisation == b.organisation && a.person == b.person && a.division == b.division &&
         a.submitted == b.submitted;
}

// Stages that wait for the actor: they own it, or an outcome of it.
void add_inbox(System const& system, Workflow const& workflow, Actor const& actor, std::vector<Reach>& reach) {
  for (auto const& stage : workflow.stages) {
    Reach const part{workflow.id, stage.id, {}, {}, {}};
    auto const add = [&](std::string const& by) { by == applicant_role ? add_own(actor, part, reach) : add_role(system, by, actor, part, reach); };
    add(stage.by);
    for (auto const& action : stage.actions)
      if (!action.by.empty() && !action.routes.empty()) add(action.by);
  }
}

void add_seen(System const& system, Workflow const& workflow, Actor const& actor, std::vector<Reach>& reach) {
  Reach part{workflow.id, {}, {}, {}, {}};
  add_own(actor, part, reach);
  any_watcher(workflow, [&](std::string const& role, bool drafts) {
    part.submitted = !drafts;
    add_role(system, role, actor, part, reach);
    return false;
  });
}

bool contains(std::vector<Reach> const& parts, Reach const& part) {
  return std::ranges::any_of(parts, [&](auto const& other) { return same(part, other); });
}

std::vector<Reach> under(System const& system, Workflow const& workflow, Actor const& actor, bool inbox) {
  std::vector<Reach> reach, unique;
  inbox ? add_inbox(system, workflow, actor, reach) : add_seen(system, workflow, actor, reach);
  for (auto& part : reach)
    if (!contains(unique, part)) unique.push_back(std::move(part));
  return unique;
}

}  // namespace

std::vector<Reach> find_reach(Laws const& laws, System const& system, Actor const& actor, bool inbox) {
  struct Version { std::string hash; std::vector<Reach> parts; };
  std::map<std::string, std::vector<Version>> workflows;
  for (auto const& workflow : system.workflows) workflows[workflow.id].push_back({workflow.hash, under(system, workflow, actor, inbox)});
  for (auto const& [past, workflow] : laws.past_in_use())
    if (past->id == system.id) workflows[workflow->id].push_back({workflow->hash, under(*past, *workflow, actor, inbox)});

  std::vector<Reach> reach;
  for (auto const& [id, versions] : workflows)
    for (auto const& version : versions)
      for (auto part : version.parts) {
        auto const everywhere = std::ranges::all_of(versions, [&](auto const& other) { return contains(other.parts, part); });
        if (everywhere && &version != &versions.front()) continue;
        if (!everywhere) part.definition = version.hash;
        reach.push_back(std::move(part));
      }
  return reach;
}

}  // namespace guicheng
