// Where scenarios play: the port to a running house, and the play itself.
#pragma once

#include <guicheng/scenario.hpp>

#include <functional>

namespace guicheng {

/// A case as one actor sees it.
struct SeenCase {
  CaseId id = 0;
  std::string stage, end, title, status, division;  ///< stage: the first open one; title: the word for where it stands
  bool all_editable = false;
  std::vector<std::string> editable;
  Value data, numbers;
  std::optional<Date> due;
  std::vector<std::string> files;                   ///< materials, in the order they were handed in
  std::vector<std::string> actions, titles, classes;  ///< what may be done: ids, what stands on the buttons, neutral, positive …
  std::vector<std::string> warnings;
  std::vector<std::string> unfinished;              ///< leaves of rule sets that are not answered yet
};
struct SeenAct { std::string by; std::vector<std::string> actions, from, to, reasons; };
struct SeenRecord { Value fields; std::int64_t version = 0; bool valid = false; };
struct SeenList { std::vector<std::string> titles; std::vector<Value> fields; };  ///< titles of cases, or fields of records

template <class T>
using Seen = std::variant<T, Refusal, Error>;

/// One running house with a clock of its own: memory, SQLite, HTTP. One thread.
class World {
 public:
  virtual ~World() = default;
  virtual Result<void> go_to(Instant) = 0;          ///< moves the clock; due deadlines fire
  /// The person has these roles from now on, and no others.
  virtual Result<void> grant(Actor const&) = 0;
  virtual Seen<CaseId> start(Actor const&, std::string const& workflow, Value const& data) = 0;
  virtual Seen<CaseId> save(Actor const&, CaseId, Value const& data) = 0;
  virtual Seen<CaseId> upload(Actor const&, CaseId, std::string const& material, std::string const& name, std::string const& bytes) = 0;
  virtual Seen<CaseId> remove(Actor const&, CaseId, std::string const& material) = 0;
  virtual Seen<CaseId> act(Actor const&, CaseId, std::string const& stage, std::string const& action, Value const& input) = 0;
  virtual Seen<SeenCase> read(Actor const&, CaseId) = 0;
  virtual Seen<std::vector<SeenAct>> history(Actor const&, CaseId) = 0;
  /// @param what  `inbox`, `cases`, or a record type
  virtual Seen<SeenList> list(Actor const&, std::string const& what, std::vector<std::pair<std::string, std::string>> const& filters) = 0;
  /// What is missing for the next grade, and what was judged under a name; as JSON has them.
  virtual Seen<Value> advice(Actor const&, CaseId) = 0;
  virtual Seen<Value> result(Actor const&, CaseId, std::string const& name) = 0;
  /// @param version  as the record was then; its validity is not told
  virtual Seen<SeenRecord> record(Actor const&, std::string const& type, std::string const& key, std::optional<std::int64_t> version) = 0;
};

/// What went wrong in a scenario, at its first failing step.
struct Failure { std::string file; int line = 1; std::string text; };
/// Bytes of a file to upload.
using ReadFile = std::function<Result<std::string>(std::string const& path)>;

/// Plays one scenario in a world that is empty; nothing where it passed.
std::optional<Failure> play(Scenario const&, SampleWorld const&, System const&, World&, ReadFile const&);

}  // namespace guicheng
