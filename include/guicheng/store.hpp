// The port to a store: what the engine asks of SQLite, memory and, later, PostgreSQL. See tests/store_contract_test.cpp.
#pragma once

#include <guicheng/workflow.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace guicheng {

/// What lists need to know of a case; a projection, written with each act.
struct CaseRow {
  CaseId id = 0;
  std::string system, workflow, version, definition, title, key, organisation, person, division;
  CaseStatus status = CaseStatus::none;
  std::string end;                       ///< empty while open
  Instant started, changed;
  std::optional<Instant> next_deadline;  ///< when a deadline fires by itself
  struct Stay { std::uint32_t token{}; std::string stage; bool returned{}; Instant entered; std::optional<Date> due; bool operator==(Stay const&) const = default; };
  std::vector<Stay> stays;               ///< its open stages
  std::uint64_t seq = 0;
  bool hidden = false;                   ///< it ended where lists leave cases out: a deleted draft
  bool operator==(CaseRow const&) const = default;
};

/// A record with what lists find it by.
struct RecordRow { Record record; std::string organisation, division; bool operator==(RecordRow const&) const = default; };

/// What one act changes in the store, computed by the engine (see project.hpp); a store writes it as it is.
struct Change {
  CaseId id = 0;
  Act act;
  std::string text;                      ///< the act as written, the bytes that are chained
  CaseRow row;
  std::vector<RecordRow> records;        ///< as they are after the act
  /// A number: the next of its counter, and a text that no other number of that name in the system has or ever had.
  struct Serial { std::string name, counter, text; std::int64_t serial{}; };
  std::vector<Serial> serials;
  std::optional<std::string> snapshot;   ///< the state after the act, now and then
  std::optional<CaseRow> before;         ///< the row before the act where the engine knows it: a store that checks need not read it
};

/// The answer to a command, kept under its idempotency key.
struct KeptAnswer { std::string actor, key, fingerprint, answer; };

/// One transaction of the writer. Not committed: rolled back. One thread.
class UnitOfWork {
 public:
  virtual ~UnitOfWork() = default;
  virtual View const& view() const = 0;
  /// The case's latest snapshot, if there is one, and the acts after it; empty for a case that is not there.
  struct Loaded { std::optional<std::string> snapshot; std::vector<std::string> acts; };
  virtual Result<Loaded> load(CaseId) = 0;
  /// Errors: storage; conflict: an act out of order, where nothing was written, or a number that exists or skips, or a
  /// record's version out of order, where the command's savepoint must be rolled back.
  virtual Result<void> apply(Change const&) = 0;
  virtual Result<std::optional<KeptAnswer>> find_answer(std::string_view actor, std::string_view key) = 0;
  virtual Result<void> keep_answer(KeptAnswer const&, Instant now) = 0;
  /// Of `limit` answers after this actor and key, in a fixed order, those kept before an instant; `more`: where to go on.
  struct OldAnswers { std::vector<KeptAnswer> answers; std::optional<std::pair<std::string, std::string>> more; };
  virtual Result<OldAnswers> old_answers(std::string const& actor, std::string const& key, Instant before, std::size_t limit) = 0;
  virtual Result<void> drop_answer(std::string_view actor, std::string_view key) = 0;
  /// Refused authorizations and other entries of the audit chain that belong to no act.
  virtual Result<void> log(Instant, std::string_view text) = 0;
  virtual Result<void> keep_definition(std::string_view hash, std::string_view text) = 0;
  virtual Result<void> savepoint() = 0;            ///< one per command
  virtual Result<void> release(bool keep) = 0;
  virtual Result<void> commit() = 0;               ///< storage: nothing happened; outcome_unknown: read again
};

/// Which part of the cases an actor may see in one workflow; a list is the union of its parts.
struct Reach {
  std::string workflow;
  std::optional<std::string> stage, organisation, person, division;  ///< division: its subtree
  std::optional<std::string> definition = {};                        ///< only cases under this one, by its hash
  bool submitted = false;                                            ///< no drafts: cases that never left the stage they began in
};
struct CaseQuery {
  std::string system;
  std::vector<Reach> reach;              ///< at least one, or nothing is found
  std::string workflow, stage, end;      ///< filters; empty: any
  std::optional<CaseStatus> status;
  std::string division, organisation, title;  ///< subtree, exact, part of the title
  enum class Order : std::uint8_t { due, changed, started } order = Order::changed;
  bool descending = true;
  std::string cursor;                    ///< from the page before
  std::size_t limit = 50;                ///< 1..200
};
/// next: empty at the end. A page may be short, even empty, and still have a next: a store looks at 4,000 cases for it at most.
/// Order::due lists open cases only, each at the first (descending: last) due day of its stays that were asked for; a stay
/// without one comes after those with one. Of an organisation or a person with more than 20,000 open cases, it lists those
/// that were started first, and every page says `partial`.
struct CasePage { std::vector<CaseRow> rows; std::string next; bool partial = false; };  ///< partial: short, or without some
/// partial: at least so many, since the 20,000 cases of an organisation or a person that were started first are looked at; where
/// that is so, every stage it may concern is told, if need be with 0.
struct StageCount { std::string workflow, stage; std::int64_t open = 0; bool partial = false; bool operator==(StageCount const&) const = default; };
/// Records by key; filters: exact, subtree, part of the key or of a field's value, except of the fields named in `unsearched`:
/// whoever sees them masked could otherwise find out what they are.
struct RecordQuery {
  std::string system, type, organisation, division, text;
  std::string cursor;
  std::size_t limit = 50;
  std::vector<std::string> unsearched;
};
/// May be short as a CasePage may. The cursor names a record, which need not be one that is shown: it is for the host's eyes.
struct RecordPage { std::vector<Record> rows; std::string next; bool partial = false; };
struct RecordChange { Record record; Instant at; ActorRef by; CaseId by_case = 0; };
/// An entry of the audit chain that belongs to no act: what was refused, logins, accounts. JSON; `entry`: its place in the chain.
struct AuditNote { std::uint64_t entry = 0; std::string text; bool operator==(AuditNote const&) const = default; };
struct AuditReport { std::uint64_t entries = 0; std::string head; bool operator==(AuditReport const&) const = default; };  ///< head: hash of the last entry, hex

/// Reads committed data; never waits for the writer. One thread at a time each.
class StoreReader {
 public:
  virtual ~StoreReader() = default;
  virtual View const& view() const = 0;
  virtual Result<UnitOfWork::Loaded> load(CaseId) const = 0;
  virtual Result<std::optional<CaseRow>> find_case(CaseId) const = 0;
  virtual Result<std::vector<std::string>> history(CaseId, std::uint64_t after, std::size_t limit) const = 0;  ///< acts' texts
  virtual Result<CasePage> list(CaseQuery const&) const = 0;
  virtual Result<std::vector<StageCount>> count(std::string_view system, std::span<Reach const>) const = 0;
  virtual Result<std::vector<CaseId>> due(Instant now, std::size_t limit) const = 0;
  virtual Result<RecordPage> list_records(RecordQuery const&) const = 0;
  /// The changes after a version, at most so many.
  virtual Result<std::vector<RecordChange>> record_history(std::string_view system, std::string_view type, std::string_view key,
                                                           std::uint64_t after = 0, std::size_t limit = 1000) const = 0;
  virtual Result<std::optional<std::string>> definition(std::string_view hash) const = 0;
  /// (workflow, version) → hash of the definitions that open cases of the system use.
  struct InUse { std::string workflow, version, definition; std::int64_t open = 0; };
  virtual Result<std::vector<InUse>> definitions_in_use(std::string_view system) const = 0;
  virtual Result<AuditReport> verify_audit() const = 0;  ///< Error: storage, naming the first entry that does not fit
  virtual Result<std::vector<AuditNote>> notes(std::uint64_t after, std::size_t limit) const = 0;  ///< in the chain's order
  virtual Result<std::vector<CaseId>> cases(CaseId after, std::size_t limit) const = 0;  ///< in order of their ids
};

class Store {
 public:
  virtual ~Store() = default;
  virtual Result<std::unique_ptr<UnitOfWork>> begin() = 0;             ///< one at a time, from the writer's thread
  virtual Result<std::unique_ptr<StoreReader>> open_reader() = 0;      ///< any thread
};

}  // namespace guicheng
