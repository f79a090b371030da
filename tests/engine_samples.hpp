// A small licence procedure made by hand, with people who work on it, for the tests of the engine.
#pragma once

#include "store_samples.hpp"

#include <guicheng/engine.hpp>

#include "workflow/scope.hpp"

namespace guicheng {

inline std::ostream& operator<<(std::ostream& out, Reply const& reply) { return out << "case " << reply.case_id << " at act " << reply.seq; }
inline std::ostream& operator<<(std::ostream& out, Answer const& answer) {
  if (auto const* reply = std::get_if<Reply>(&answer)) return out << *reply;
  if (auto const* error = std::get_if<Error>(&answer)) return out << *error;
  auto const& refusal = std::get<Refusal>(answer);
  out << refusal.code;
  for (auto const& item : refusal.items) out << " " << item.code << " " << item.text_en;
  return out;
}

namespace samples {

inline Feel feel(std::string const& text, Scope const& scope) {
  auto compiled = compile_feel(text, scope);
  REQUIRE(compiled.feel);
  return *compiled.feel;
}

inline Action outcome(std::string id, std::string to) {
  Action action;
  action.id = action.title = std::move(id);
  action.routes.push_back({{}, std::move(to)});
  return action;
}

inline Stage stage(std::string id, std::string by, std::vector<Action> actions) {
  Stage made;
  made.id = made.title = std::move(id);
  made.by = std::move(by);
  made.actions = std::move(actions);
  return made;
}

/// application → review (3 calendar days, then accepted) → approval → granted, with a number and a record.
inline std::shared_ptr<System const> city(std::string version = "1", std::string hash = "hash1") {
  System system;
  system.id = "city";
  system.divisions = {{"120000", "city"}, {"120103", "district"}, {"120105", "other district"}};
  system.roles = {{Role::Reach::division, "reviewer", "reviewer", false}, {Role::Reach::division, "approver", "approver", false}};
  Field number, owner;
  number.name = "no";
  owner.name = "owner";
  RecordType permit;
  permit.name = "permit";
  permit.key = "no";
  permit.fields = {number, owner};
  permit.organisation = "owner";
  system.records = {permit};

  Workflow licence;
  licence.id = "licence";
  licence.title = "Licence";
  licence.version = std::move(version);
  licence.hash = std::move(hash);
  licence.case_title.parts = {std::string{"Licence"}};
  licence.start_by = "applicant";
  licence.first_stage = "application";
  Field name;
  name.name = name.title = "name";
  licence.form.modules = {{"basics", "basics", {name}}};
  add_scope(licence, {"permit no"});
  auto grant = outcome("grant", "granted");
  NumberPart literal, serial;
  literal.text = "P-";
  serial.kind = NumberPart::Kind::serial;
  serial.width = 5;
  grant.effects.push_back(IssueNumber{"permit no", {literal, serial}, true, false});
  ChangeRecord create;
  create.type = "permit";
  create.set = {{"no", feel("permit no", *licence.scope)}, {"owner", Value{"A"}}};
  grant.effects.push_back(create);
  auto back = outcome("return", "application");
  back.kind = ActionClass::returned;
  licence.stages = {stage("application", "applicant", {outcome("submit", "review")}),
                    stage("review", "reviewer", {outcome("accept", "approval"), std::move(back)}),
                    stage("approval", "approver", {std::move(grant), outcome("refuse", "refused")})};
  licence.stages[0].edit.all = true;
  Deadline deadline;
  deadline.days = 3;
  deadline.kind = DayKind::calendar;
  deadline.on_overdue = "accept";
  licence.stages[1].deadline = deadline;
  for (auto& one : licence.stages)
    for (auto& action : one.actions) add_scope(licence, action);
  licence.ends = {{"granted", "granted", ActionClass::positive, false}, {"refused", "refused", ActionClass::negative, false}};
  system.workflows = {std::move(licence)};
  for (int year = 2023; year < 2026; ++year) system.calendar.years.insert(year);
  return std::make_shared<System const>(std::move(system));
}

inline Actor const ann{"ann", "Ann", "A", "120103", {}};
inline Actor const eve{"eve", "Eve", "B", "120105", {}};
inline Actor const reviewer{"rev", "Rev", "", "120103", {"reviewer"}};
inline Actor const other_reviewer{"rev2", "Rev 2", "", "120105", {"reviewer"}};
inline Actor const approver{"app", "App", "", "120000", {"approver"}};

inline constexpr Instant morning{1'709'280'000'000};  // 2024-03-01T08:00:00Z
inline Instant days_later(int days) { return {morning.milliseconds + days * 86'400'000LL}; }

inline Request request(Actor const& actor, CaseId id, Command command, Instant now = morning, std::string key = {}) {
  return {"city", id, std::move(command), actor, now, std::move(key), {}};
}
inline Request begin(Actor const& actor, std::string key = {}) { return request(actor, 0, StartCase{"licence", {}}, morning, std::move(key)); }
inline Request take(Actor const& actor, CaseId id, std::string action, Instant now = morning, std::string key = {}) {
  return request(actor, id, TakeAction{"", std::move(action), Value{}}, now, std::move(key));
}
/// Somebody who takes a case all the way, and how: from its start over three actions to its number.
inline Actor const everybody{"client", "Client", "A", "120000", {"reviewer", "approver"}};
inline constexpr int steps_of_case = 4;
inline Request step_of_case(int step, CaseId id, std::string key, Instant now = morning) {
  static char const* const actions[] = {"", "submit", "accept", "grant"};
  return step == 0 ? request(everybody, 0, StartCase{"licence", {}}, now, std::move(key)) : take(everybody, id, actions[step], now, std::move(key));
}
inline CaseId done(Answer const& answer) {
  INFO(answer);
  REQUIRE(std::holds_alternative<Reply>(answer));
  return std::get<Reply>(answer).case_id;
}
inline std::string refusal(Answer const& answer) {
  INFO(answer);
  auto const* const refused = std::get_if<Refusal>(&answer);
  return refused ? refused->code : "not refused";
}
inline std::unique_ptr<Engine> engine_on(std::shared_ptr<Store> store, EngineOptions options = {}) {
  return Engine::open(std::move(store), {city()}, std::move(options)).value();
}
/// A case that waits for review.
inline CaseId submitted(Engine& engine) {
  auto const id = done(engine.run(begin(ann)));
  done(engine.run(take(ann, id, "submit")));
  return id;
}

}  // namespace samples
}  // namespace guicheng
