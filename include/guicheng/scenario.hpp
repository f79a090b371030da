// Scenarios: small stories in YAML that show what a system does, and the sample world they play in. See workflows/README.md.
#pragma once

#include <guicheng/case.hpp>
#include <guicheng/definition.hpp>
#include <guicheng/finding.hpp>
#include <guicheng/source.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace guicheng {

/// Somebody of the sample world. Their id is what scenarios call them by.
struct Person { Actor actor; std::string organisation_name; };
struct SampleRecord { std::string type; Value fields; };
struct SampleWorld {
  std::vector<Person> people;
  std::vector<SampleRecord> records;             ///< there before a scenario begins
  Person const* find(std::string_view id) const noexcept;
};

/// Which refusal is waited for: its code, codes that must be among its items, a part of one item's text.
struct ExpectedRefusal { std::string code; std::vector<std::string> items; std::string text; };

/// What must be true after a step; what is absent is not looked at.
struct Expectation {
  std::optional<std::string> stage, end, title, status, division;
  std::optional<std::vector<std::string>> editable;  ///< of whoever started the case; {"all"}: everything; empty: nothing
  std::optional<Value> data;                         ///< `模块.字段` → value; null: nothing stands there
  std::optional<Value> numbers;                      ///< name → text; empty: none was issued
  std::optional<Date> due;                           ///< last day of the limit of the stage
  std::optional<std::vector<std::string>> files, titles, actions;
  std::optional<std::vector<std::string>> classes;     ///< of the actions, as `titles` are then
  std::optional<std::vector<std::string>> warnings;    ///< of the form, in order
  std::optional<std::vector<std::string>> unfinished;  ///< leaves of a rule set that are not answered yet, by their names
  std::vector<std::string> says;                     ///< parts of an advice or an explanation
  std::optional<std::int64_t> count, versions;
  std::optional<bool> valid;
  std::optional<Value> fields;                       ///< a context, or of lists one context for each
  struct Last { std::optional<std::string> by, action, from, to, reason; };
  std::optional<Last> last;                          ///< of a history
  bool about_case() const noexcept { return stage || end || title || status || division || editable || data || numbers || due || files || unfinished || warnings; }
};

/// How long to wait.
struct Wait { int amount = 0; enum class Unit : std::uint8_t { working_days, days, hours, minutes } unit{}; };

/// One step, with sequences already put in place.
struct Step {
  enum class Kind : std::uint8_t { start, save, upload, remove, act, read, available, history, list, record, advise, explain, grant, wait } kind{};
  std::string file;
  int line = 1;
  std::string as;                                ///< a person's id
  std::string case_name;                         ///< empty: the case started last
  std::string name;                              ///< workflow, material, action, list or record type
  std::string stage, key;
  Value values = Context{};                      ///< data or input
  std::vector<std::pair<std::string, std::string>> files;   ///< material, path
  std::vector<std::pair<std::string, std::string>> filters;
  std::vector<std::string> roles;                ///< of a grant: all that `as` has from now on
  std::optional<std::int64_t> version;           ///< of a record, as it was then
  Wait wait;
  std::optional<ExpectedRefusal> refused;
  Expectation expect;
};

struct Scenario {
  std::string name, law;
  int line = 1;
  std::vector<std::string> shows;                ///< ids of statements
  DateTime at;                                   ///< civil time of the system when it begins
  std::vector<Step> steps;
};

struct ScenarioFile {
  std::string path, id;
  std::string system;                            ///< path of the manifest
  SampleWorld world;
  std::vector<Scenario> cases;
};

struct LoadedScenarios { std::optional<ScenarioFile> file; std::vector<Finding> findings; };
struct LoadedWorld { std::optional<SampleWorld> world; std::vector<Finding> findings; };

/// A scenario file with everything it names but the files to upload. Values stay as YAML has them; plain numbers become
/// texts, since only the field knows whether 911201030000001159 is a number.
LoadedScenarios read_scenarios(Sources const&, std::string const& path);
LoadedWorld read_people(Sources const&, std::string const& path);
/// What a scenario says that the system does not know: workflows, actions, records, materials, roles of people.
std::vector<Finding> check_scenarios(ScenarioFile const&, System const&);

/// Which statements a system is to show.
struct Requirements {
  std::string path, id, title;
  std::vector<std::string> ids;                  ///< in order, those outside included
  struct Outside { std::string id, reason; };
  std::vector<Outside> outside;
};
struct LoadedRequirements { std::optional<Requirements> requirements; std::vector<Finding> findings; };
LoadedRequirements read_requirements(Sources const&, std::string const& path);

}  // namespace guicheng
