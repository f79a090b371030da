// Systems and what can be done in them: workflows with their forms, kinds of records.
#include "handlers.hpp"

#include "view.hpp"

namespace guicheng::http {

Step list_systems(CallPtr const& call) {
  List out;
  for (auto const& system : call->api.engine.systems()) out.push_back(Context{{"id", system->id}, {"title", system->title}});
  return json_answer(Context{{"systems", std::move(out)}});
}

Step get_system(CallPtr const& call) {
  auto const system = find_system(*call);
  if (!system) return not_found(call->request);
  List workflows, records, divisions;
  for (auto const& one : system->workflows)
    workflows.push_back(Context{{"id", one.id}, {"title", one.title}, {"version", one.version}, {"start_by", one.start_by}});
  for (auto const& one : system->records) records.push_back(Context{{"name", one.name}, {"title", one.title}, {"key", one.key}});
  for (auto const& one : system->divisions) divisions.push_back(Context{{"code", one.code}, {"name", one.name}});
  return json_answer(Context{{"id", system->id}, {"title", system->title}, {"zone", system->zone_name}, {"workflows", std::move(workflows)},
                             {"records", std::move(records)}, {"divisions", std::move(divisions)}});
}

Step get_workflow(CallPtr const& call) {
  auto const system = find_system(*call);
  auto const* workflow = system ? system->find_workflow(call->captures[1]) : nullptr;
  if (!workflow) return not_found(call->request);
  return json_answer(view_workflow(*system, *workflow, call->who.actor(system->id)));
}

}  // namespace guicheng::http
