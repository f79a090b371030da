// The engine: systems and a store, one writer, many callers. What an embedding program and the HTTP adapter talk to.
#pragma once

#include <guicheng/store.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace guicheng {

/// One command as it comes from outside.
struct Request {
  std::string system;
  CaseId case_id = 0;                        ///< 0 with StartCase
  Command command;
  Actor actor;
  Instant now;
  std::string key;                           ///< idempotency key; empty: none
  std::optional<std::uint64_t> expected;     ///< the case's seq the caller saw (If-Match)
};

/// What a command came to.
struct Reply {
  CaseId case_id = 0;
  std::uint64_t seq = 0;
  bool repeated = false;                     ///< answered from the kept answer of the same key
};
using Answer = std::variant<Reply, Refusal, Error>;

/// The case as a store has it: its snapshot, and what the acts since then made of it. Errors: those of reading their texts.
Result<CaseState> read_case(UnitOfWork::Loaded const&);

struct EngineOptions {
  std::size_t group = 256;                   ///< commands committed together at most
  std::size_t queue = 4096;                  ///< waiting commands; beyond: Errc::limit
  std::size_t cached_cases = 20'000;
  std::size_t cached_bytes = 256u << 20;     ///< of these cases' acts as they are written
  std::uint64_t snapshot_every = 64;         ///< acts
  std::int64_t answers_hours = 48;           ///< how long answers are kept under their keys; to a start: while its case is open
  /// The text of each system (see write_bundle), by its id: kept in the store when a definition is first used.
  std::map<std::string, std::string> bundles;
  /// Reads a System from the text of a bundle kept in the store; needed for cases under older definitions.
  std::function<Result<std::shared_ptr<System const>>(std::string const& bundle)> read_bundle;
};

/// Thread-safe. Commands run one after another, in groups; each answer comes after its group is durable. Before a command
/// on a case, that case's due deadlines fire. A repeated key with the same command is answered as it was the first time,
/// with another command by the refusal `conflict`; refusals are not kept. Where the store fails, all commands of the group
/// are answered with its Error: `storage`, nothing happened, or `outcome_unknown`, try again under the same key.
class Engine {
 public:
  /// Refuses a changed definition under an old version while open cases use it (bad_definition).
  static Result<std::unique_ptr<Engine>> open(std::shared_ptr<Store>, std::vector<std::shared_ptr<System const>>, EngineOptions = {});
  ~Engine();                                 ///< finishes what is waiting

  Answer run(Request);                       ///< waits for the answer
  /// Does not wait. `then` runs on the thread that wrote the group, which writes nothing else meanwhile: hand it on.
  void submit(Request, std::function<void(Answer)> then);
  /// Puts an entry that belongs to no act into the audit chain, with the next group; does not wait. For what the engine does
  /// not see: refused reads, logins, accounts. JSON without personal values; how many there are is the caller's to bound.
  void note(Instant, std::string text);
  /// Fires deadlines due at `now`, of at most `limit` cases; of how many it did. Then keeps house in small portions: projects
  /// deadlines anew where a case's calendar is another one since this engine was opened, and forgets old answers. A case whose deadline cannot fire (its
  /// action is refused) is tried again an hour later, so that it stands in nobody's way.
  Result<std::size_t> tick(Instant now, std::size_t limit = 1000);

  std::shared_ptr<System const> find_system(std::string_view id) const;
  std::vector<std::shared_ptr<System const>> systems() const;
  /// The definition a case started under, and the case.
  struct Seen { std::shared_ptr<System const> system; Workflow const* workflow = nullptr; CaseState state; };
  Result<Seen> read(StoreReader&, CaseId) const;
  Store& store() const;
  /// What the actor may see in a system: the `reach` of queries. `inbox` keeps only stages that wait for the actor.
  std::vector<Reach> reach(System const&, Actor const&, bool inbox) const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace guicheng
