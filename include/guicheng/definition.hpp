// What an author's YAML says, after it was read and checked: stages, outcomes, effects, records, systems; forms: form.hpp.
// Plain values; a System is immutable and shared between threads once it was read (see system.hpp).
#pragma once

#include <guicheng/calendar.hpp>
#include <guicheng/form.hpp>
#include <guicheng/rule_set.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace guicheng {

/// A number's pattern: literals, {year}, {division}, {serial:5}, or any FEEL in braces.
struct NumberPart { enum class Kind : std::uint8_t { literal, year, division, serial, formula } kind{}; std::string text; int width = 0; std::optional<Feel> formula; };
struct IssueNumber { std::string name; std::vector<NumberPart> pattern; bool per_year = false, per_division = false; };
struct SetField { std::string module, field; Formula value; };
/// Creates a record, or changes the one under `key`. `create` refuses a key that is taken, `change` one that is missing.
struct ChangeRecord {
  enum class Mode : std::uint8_t { create, change, put } mode{};
  std::string type;
  std::optional<Feel> key;                              ///< one key or a list of keys; absent: the value set for the key field
  std::optional<Feel> when;                             ///< left out where it is not true
  std::vector<std::pair<std::string, Formula>> set;
  std::optional<Feel> merge;                            ///< a context whose entries are set as well
};
/// Judges with the version of a rule set that is in force on a day, and keeps the result under a name.
struct Judge {
  std::string rules;
  std::optional<Feel> as_of;                            ///< absent: today
  std::string into;
  std::vector<std::pair<std::string, Formula>> given = {};   ///< inputs of any of its versions, by name
};
using Effect = std::variant<IssueNumber, SetField, ChangeRecord, Judge>;

/// What an action does to a clock.
struct ClockChange { enum class Kind : std::uint8_t { stop, resume, extend } kind{}; std::string clock; int days = 0; bool once = false; };
struct Route { std::optional<Feel> when; std::string to; };  ///< the first that holds; an empty `to` stays in the stage
enum class ActionClass : std::uint8_t { neutral, positive, negative, returned };
std::string_view word(ActionClass) noexcept;                   ///< as authors write it: `neutral`, `positive` …

/// Something an actor may do in a stage: an outcome leads out of it, any other action stays.
struct Action {
  std::string id, title;
  std::string by;                                 ///< a role; empty: the stage's
  ActionClass kind = ActionClass::neutral;
  std::vector<Field> inputs;                      ///< asked for with the action: reason, opinion, date …
  std::string undertaking;                        ///< title of a promise that must be ticked; empty: none
  bool complete = false;                          ///< form and materials must be complete and right
  std::string only_before;                        ///< an action that must not have been taken yet
  std::vector<Check> must;
  std::vector<Effect> effects;
  std::vector<ClockChange> clock_changes;
  std::vector<Route> routes;                      ///< none: stays in the stage
  std::shared_ptr<Scope const> scope;             ///< the workflow's names, then this action's inputs
  std::vector<std::size_t> input_slots;           ///< the slot in `scope` of each of `inputs`
  bool chosen_modules = false;                    ///< a return that names which modules open again (input `modules`)
};
/// Paths are `模块` or `模块.字段`; `材料` opens all materials, `材料.营业执照` one.
struct Editing { bool all = false; std::vector<std::string> paths; };

struct Deadline {
  std::string clock;                              ///< name; by default the stage's id
  int days = 0;
  DayKind kind = DayKind::working;
  std::string from;                               ///< empty: entry into the stage; else the action whose last time counts
  std::vector<std::string> stopped_by;            ///< reasons for which it may stand still
  std::string on_overdue;                         ///< the action that fires by itself; empty: only shown
  bool effective_from_start = false;              ///< the fired action counts from the clock's start
  std::string reason;                             ///< fixed text of the automatic act
};
struct Stage {
  std::string id, title, title_when_returned, by, law;
  Editing edit;
  std::vector<Action> actions;                    ///< in the author's order; outcomes and others alike
  std::optional<Deadline> deadline;
};
struct End { std::string id, title; ActionClass kind = ActionClass::neutral; bool hidden = false; };

/// Where a slot of the workflow's scope takes its value from.
struct Binding {
  enum class Kind : std::uint8_t { field, module, number, result, case_facts, actor, now } kind{};
  std::string module, name;
};
struct Workflow {
  std::string id, title, version, law, hash;      ///< hash: SHA-256 in hex of the texts it was read from
  Text case_title;
  std::string key;                                ///< `模块.字段` whose value identifies cases to `count cases`; empty: the organisation
  std::string start_by;                           ///< a role, or `applicant` (anyone acting for an organisation)
  std::vector<Check> start_must;
  std::string first_stage;
  std::optional<Feel> division;                   ///< of the case; by default the actor's
  Form form;
  std::vector<Stage> stages;
  std::vector<End> ends;
  std::vector<std::string> viewers;               ///< roles that see cases beside those of its stages
  std::shared_ptr<Scope const> scope;
  std::vector<Binding> bindings;                  ///< one for each slot of `scope`, in order

  Stage const* find_stage(std::string_view id) const noexcept;
  /// What a stay in the stage is called; the id itself where it has no title, or where there is no such stage.
  std::string stage_title(std::string_view id, bool returned) const;
  End const* find_end(std::string_view id) const noexcept;
  Field const* find_field(std::string_view module, std::string_view field) const noexcept;
};

struct Role {
  enum class Reach : std::uint8_t { own_organisation, division, everywhere } reach = Reach::division;
  std::string name, title;
  bool sees_personal = false;                     ///< unmasked resident ids and mobile numbers
};
struct RecordType {
  std::string name, title, key;                   ///< key: the field that identifies
  std::vector<Field> fields;
  std::string organisation, division;             ///< fields that say whose and where it is; empty: none
  /// Date fields; validity is judged when read: from the first day to the last, and not from the day `before` on.
  std::string valid_from, valid_until, valid_before;
};
struct Division { std::string code, name; };
struct System {
  std::string id, title, zone_name, hash;
  TimeZone zone = TimeZone::fixed(0);
  Calendar calendar;
  std::vector<Division> divisions;                ///< sorted by code
  std::vector<Role> roles;
  std::vector<RecordType> records;
  std::vector<Workflow> workflows;
  std::vector<std::shared_ptr<RuleSet const>> rules;    ///< versions of one id from old to new

  Workflow const* find_workflow(std::string_view id) const noexcept;
  Role const* find_role(std::string_view name) const noexcept;
  RecordType const* find_record_type(std::string_view name) const noexcept;
  /// The version in force on a day; nothing: the newest of all.
  RuleSet const* find_rules(std::string_view id, std::optional<Date> on = {}) const noexcept;
};

}  // namespace guicheng
