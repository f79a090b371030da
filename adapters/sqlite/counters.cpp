// Counters: how many open stages wait in each stage. The table of counts knows stage, division and law, which answers any reach
// but those of organisations and persons: their cases are looked at. Entry point: count_stages.
#include "reader.hpp"

#include <guicheng/store_query.hpp>

#include <algorithm>
#include <map>

namespace guicheng::sqlite {

namespace {

bool has_owner(Reach const& part) { return part.organisation || part.person; }

class Counters {
 public:
  Counters(Connection& db, Names& names, std::string_view system, std::span<Reach const> reach) : db_{db}, names_{names}, system_{system} {
    for (auto const& part : reach) (has_owner(part) ? own_ : counted_).push_back(part);
  }
  Result<std::vector<StageCount>> count();

 private:
  Result<void> add_counted(std::int64_t workflow, std::int64_t stage);
  Result<void> add_own();
  Result<void> mark_partial(Reach const&);

  Connection& db_;
  Names& names_;
  std::string_view system_;
  std::vector<Reach> counted_, own_;
  struct Sum { std::int64_t open = 0; bool partial = false; };
  std::map<std::pair<std::string, std::string>, Sum> sums_;  // by workflow and stage
};

// What the table says of a stage. A row of it stands for cases, and is reached as they are.
Result<void> Counters::add_counted(std::int64_t workflow, std::int64_t stage) {
  auto const workflow_name = names_.name(workflow), stage_name = names_.name(stage);
  if (!workflow_name) return workflow_name.error();
  if (!stage_name) return stage_name.error();
  auto const asks = [&](Reach const& part) {
    return (part.workflow.empty() || part.workflow == *workflow_name) && (!part.stage || *part.stage == *stage_name);
  };
  if (std::ranges::none_of(counted_, asks)) return {};
  CaseRow row;
  row.workflow = *workflow_name;
  for (auto const place : {stage, -stage}) {
    CaseRow::Stay const stay{place < 0 ? first_token : first_token + 1, *stage_name, false, {}, {}};
    auto cursor = db_.query("SELECT division, law, open FROM counts WHERE stage = ? AND open > 0", place);
    for (;;) {
      auto const more = cursor.next();
      if (!more) return more.error();
      if (!*more) break;
      auto const law = names_.law(cursor.integer(1));
      if (!law) return law.error();
      row.division = cursor.text(0);
      row.definition = (*law)->definition;
      if (std::ranges::any_of(counted_, [&](Reach const& part) { return reaches(part, row, &stay); })) sums_[{*workflow_name, *stage_name}].open += cursor.integer(2);
    }
  }
  return {};
}

// The stages that a part may reach, though nothing of it may have been seen there.
Result<void> Counters::mark_partial(Reach const& part) {
  auto const workflows = workflows_of(names_, system_, part.workflow);
  if (!workflows) return workflows.error();
  for (auto const workflow : *workflows) {
    auto const workflow_name = names_.name(workflow);
    if (!workflow_name) return workflow_name.error();
    auto const stages = names_.children(workflow, "stage");
    if (!stages) return stages.error();
    for (auto const stage : *stages) {
      auto const stage_name = names_.name(stage);
      if (!stage_name) return stage_name.error();
      if (!part.stage || *part.stage == *stage_name) sums_[{*workflow_name, *stage_name}].partial = true;
    }
  }
  return {};
}

// The open stages of organisations and persons that the table did not count.
Result<void> Counters::add_own() {
  std::set<CaseId> few;
  std::map<std::pair<Owner, std::string>, bool> cut;  // whether there are more
  for (auto const& part : own_) {
    std::pair const owner{part.organisation ? Owner::organisation : Owner::person, part.organisation ? *part.organisation : *part.person};
    auto at = cut.find(owner);
    if (at == cut.end()) {
      auto const more = add_open(db_, owner.first, owner.second, few);
      if (!more) return more.error();
      at = cut.emplace(owner, *more).first;
    }
    if (!at->second) continue;
    if (auto marked = mark_partial(part); !marked) return marked;
  }
  for (auto const id : few) {
    auto const kept = find_kept(db_, names_, id);
    if (!kept) return kept.error();
    if (!*kept || (*kept)->row.system != system_) continue;
    auto const& row = (*kept)->row;
    for (auto const& stay : row.stays) {
      auto const covers = [&](Reach const& part) { return reaches(part, row, &stay); };
      if (std::ranges::none_of(counted_, covers) && std::ranges::any_of(own_, covers)) ++sums_[{row.workflow, stay.stage}].open;
    }
  }
  return {};
}

Result<std::vector<StageCount>> Counters::count() {
  Transaction const reading{db_};
  if (!reading.begun()) return reading.begun().error();
  if (auto added = add_own(); !added) return added.error();
  auto const workflows = workflows_of(names_, system_, {});
  if (!workflows) return workflows.error();
  for (auto const workflow : *workflows) {
    auto const stages = names_.children(workflow, "stage");
    if (!stages) return stages.error();
    for (auto const stage : *stages)
      if (auto added = add_counted(workflow, stage); !added) return added.error();
  }
  std::vector<StageCount> counts;
  for (auto const& [stage, sum] : sums_) counts.push_back({stage.first, stage.second, sum.open, sum.partial});
  return counts;
}

}  // namespace

Result<std::vector<StageCount>> count_stages(Connection& db, Names& names, std::string_view system, std::span<Reach const> reach) {
  return Counters{db, names, system, reach}.count();
}

}  // namespace guicheng::sqlite
