// The engine: systems and a store, one writer, many callers. What an embedding program and the HTTP adapter talk to.
#pragma once

#include <guicheng/store.hpp>

#include <functional>
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

struct EngineOptions {
  std::size_t group = 256;                   ///< commands committed together at most
  std::size_t queue = 4096;                  ///< waiting commands; beyond: Errc::limit
  std::size_t cached_cases = 20'000;
  std::uint64_t snapshot_every = 64;         ///< acts
  /// Reads a System from the text of a bundle kept in the store; needed for cases under older definitions.
  std::function<Result<std::shared_ptr<System const>>(std::string const& bundle)> read_bundle;
};

/// Thread-safe. Commands run one after another on the engine's own thread; each answer comes after its group is durable.
class Engine {
 public:
  /// Refuses a changed definition under an old version while open cases use it (bad_definition).
  static Result<std::unique_ptr<Engine>> open(std::shared_ptr<Store>, std::vector<std::shared_ptr<System const>>, EngineOptions = {});
  ~Engine();                                 ///< finishes what is waiting

  Answer run(Request);                       ///< waits for the answer
  void submit(Request, std::function<void(Answer)> then);  ///< `then` runs on the engine's thread: hand it on
  /// Fires deadlines due at `now`, at most `limit` cases; how many were fired.
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
