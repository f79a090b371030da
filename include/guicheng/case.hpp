// A case (办件): what is known of it, what may be asked of it, and what happens to it. Plain values.
#pragma once

#include <guicheng/value.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace guicheng {

using CaseId = std::int64_t;  ///< positive, given by the store in order of starting

/// Who acts. Identity is an input: the host says who it is and vouches for it.
struct Actor {
  std::string id, name;
  std::string organisation;         ///< 统一社会信用代码; empty for a person on their own
  std::string division;             ///< 行政区划代码, 6 to 12 digits; empty: nowhere
  std::vector<std::string> roles;   ///< in the system at hand
  bool operator==(Actor const&) const = default;
};
/// The engine acting by itself (deadlines); every automatic act says why. Its id is `system`: no host vouches for another under it.
Actor system_actor();
bool is_system(Actor const&) noexcept;

/// An actor as an act remembers them.
struct ActorRef { std::string id, name, organisation; bool operator==(ActorRef const&) const = default; };

struct FileRef {
  std::string slot, name, type;     ///< the material's name, the file's own name, the sniffed type
  std::uint64_t size = 0;
  std::string hash;                 ///< SHA-256 of the bytes, hex
  bool operator==(FileRef const&) const = default;
};

/// The token of the stay that a case begins with.
inline constexpr std::uint32_t first_token = 1;

/// Where a case stands: one of its open stages. A case has several while work runs in parallel.
struct Position {
  std::uint32_t token = 0;          ///< names this stay in the stage; never used twice in a case
  std::string stage;
  Instant entered;
  bool returned = false;            ///< entered by a return
  std::vector<std::string> editable;  ///< after a return of chosen modules: what is open; empty: what the stage says
  bool operator==(Position const&) const = default;
};

/// The days after one date, up to and including another.
struct DaySpan { Date after, until; bool operator==(DaySpan const&) const = default; };

/// A running, standing or finished limit.
struct Clock {
  enum class State : std::uint8_t { running, stopped, met, fired } state = State::running;
  std::string name;
  std::string stage;                ///< it belongs to the stay in this stage
  Date start;                       ///< not counted
  int days = 0;                     ///< the budget, extensions included
  bool working = true;
  int used = 0;                     ///< days counted before the last stop
  Date running_since;               ///< start, or the day it went on
  std::optional<Date> due;          ///< last day; nothing while stopped or where the calendar does not reach
  std::optional<Instant> fires;     ///< the first moment after the last day, where an action fires by itself
  int extensions = 0;
  std::string stopped_for;          ///< typed reason
  std::vector<DaySpan> uncounted = {};  ///< it ran then, in a year the calendar lacks: counted into `used` once it is known
  bool operator==(Clock const&) const = default;
};

/// That an action was taken: when last, by whom, how often.
struct Done {
  std::string stage, action;
  Instant at;
  std::string by;
  std::uint32_t times = 0;
  std::optional<Date> effective = {};  ///< the day it counts from, where that is not the day it was taken
  bool operator==(Done const&) const = default;
};

enum class CaseStatus : std::uint8_t { none, open, ended };

/// All that is known of a case: a fold over its acts.
struct CaseState {
  CaseId id = 0;
  CaseStatus status = CaseStatus::none;
  std::string system, workflow, version, definition, calendar;  ///< the law it started under; definition: a hash
  ActorRef applicant;
  std::string division;
  Instant started, changed;
  std::uint64_t seq = 0;            ///< number of acts so far
  std::uint32_t last_token = 0;
  std::vector<Position> positions;
  std::string end;                  ///< id of the end, once ended
  Value data = Context{};           ///< module → field → value
  Value numbers = Context{};        ///< name → text
  Value results = Context{};        ///< name → what a rule set judged
  std::vector<FileRef> files;
  std::vector<Clock> clocks;
  std::vector<Done> done;
  bool operator==(CaseState const&) const = default;
};

// Commands: imperative, may be refused.
struct StartCase { std::string workflow; Value data; };                              ///< data: module → field → value
struct SaveData { Value data; };                                                     ///< what is named is set, null clears
struct AttachFile { FileRef file; };
struct RemoveFile { std::string slot, hash; };
struct TakeAction { std::string stage, action; Value input; };                       ///< stage may be empty where only one is open
struct FireDeadline { std::string clock; };                                          ///< by the system actor only
struct ProjectDeadlines {};                                                          ///< by the system actor only: after a new calendar
using Command = std::variant<StartCase, SaveData, AttachFile, RemoveFile, TakeAction, FireDeadline, ProjectDeadlines>;

// Events: past tense, facts. Stored forms only gain fields.
struct CaseStarted { CaseId id{}; std::string system, workflow, version, definition, calendar; ActorRef applicant; std::string division; bool operator==(CaseStarted const&) const = default; };
struct DataChanged { Value data; bool operator==(DataChanged const&) const = default; };
struct FileAttached { FileRef file; bool operator==(FileAttached const&) const = default; };
struct FileRemoved { std::string slot, hash; bool operator==(FileRemoved const&) const = default; };
struct ActionTaken { std::uint32_t token{}; std::string stage, action; Value input; std::optional<Date> effective = {}; bool operator==(ActionTaken const&) const = default; };
struct StageEntered { std::uint32_t token{}; std::string stage; bool returned{}; std::vector<std::string> editable; bool operator==(StageEntered const&) const = default; };
struct StageLeft { std::uint32_t token{}; bool operator==(StageLeft const&) const = default; };
struct DivisionSet { std::string division; bool operator==(DivisionSet const&) const = default; };
struct ClockSet { Clock clock; bool operator==(ClockSet const&) const = default; };  ///< started, stopped, resumed, extended, met, fired: the clock as it is now
struct NumberIssued { std::string name, text, counter; std::int64_t serial{}; bool operator==(NumberIssued const&) const = default; };
struct RecordChanged { std::string type, key; Value set; bool created{}; bool operator==(RecordChanged const&) const = default; };
struct Judged { std::string name; Value result; bool operator==(Judged const&) const = default; };
struct CaseEnded { std::string end; bool operator==(CaseEnded const&) const = default; };
using Event = std::variant<CaseStarted, DataChanged, FileAttached, FileRemoved, ActionTaken, StageEntered, StageLeft, DivisionSet,
                           ClockSet, NumberIssued, RecordChanged, Judged, CaseEnded>;

/// What one command did: its events share actor, moment and reason. The unit that is stored, chained and shown.
struct Act {
  std::uint64_t seq = 0;            ///< 1, 2, 3 … within the case
  Instant at;                       ///< when it happened
  std::optional<Instant> due;       ///< of an automatic act: the moment it was due
  ActorRef by;
  std::string reason;               ///< code of an automatic act, e.g. `deadline.accept`; else empty
  std::vector<Event> events;
  bool operator==(Act const&) const = default;
};

/// A lasting thing that cases create and change (台账).
struct Record {
  std::string type, key;
  Value fields = Context{};
  CaseId changed_by = 0;
  std::uint64_t version = 0;        ///< 1 when created
  bool operator==(Record const&) const = default;
};

/// Why an action is not allowed: everything that is missing or blocking, not only the first item.
/// @param why  of a condition: the values seen, as explain() says them: 专职工作人员 2 < 3
struct RefusalItem {
  std::string code, text_zh, text_en, where, remedy;
  std::string why_zh = {}, why_en = {};
  bool operator==(RefusalItem const&) const = default;
};
struct Refusal {
  std::string code;                 ///< `not_visible`, `wrong_stage`, `not_allowed`, `conditions`, `inputs`, `conflict`
  std::vector<RefusalItem> items;
  bool operator==(Refusal const&) const = default;
};

}  // namespace guicheng
