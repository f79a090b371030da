// A world over the engine itself, on any store.
#pragma once

#include <guicheng/engine.hpp>
#include <guicheng/world.hpp>

namespace guicheng::cli {

/// The texts of systems by id, to be kept in the store beside their cases (see write_bundle).
using Bundles = std::map<std::string, std::string>;
/// Keeps definitions in the store and reads them again; for Engine::open.
EngineOptions engine_options(Bundles);
/// Puts the records of a sample world into an empty store, as one case of no workflow that ended: nobody sees it. Errors: those of the store; bad_definition.
Result<void> plant(SampleWorld const&, System const&, Store&, Instant);

class EngineWorld final : public World {
 public:
  static Result<std::unique_ptr<World>> open(std::shared_ptr<Store>, std::shared_ptr<System const>, Bundles const&);

  Result<void> go_to(Instant) override;
  Result<void> grant(Actor const&) override { return {}; }  // who acts is handed in with each command
  Seen<CaseId> start(Actor const&, std::string const& workflow, Value const& data) override;
  Seen<CaseId> save(Actor const&, CaseId, Value const& data) override;
  Seen<CaseId> upload(Actor const&, CaseId, std::string const& material, std::string const& name, std::string const& bytes) override;
  Seen<CaseId> remove(Actor const&, CaseId, std::string const& material) override;
  Seen<CaseId> act(Actor const&, CaseId, std::string const& stage, std::string const& action, Value const& input) override;
  Seen<SeenCase> read(Actor const&, CaseId) override;
  Seen<std::vector<SeenAct>> history(Actor const&, CaseId) override;
  Seen<SeenList> list(Actor const&, std::string const& what, std::vector<std::pair<std::string, std::string>> const& filters) override;
  Seen<Value> advice(Actor const&, CaseId) override;
  Seen<Value> result(Actor const&, CaseId, std::string const& name) override;
  Seen<SeenRecord> record(Actor const&, std::string const& type, std::string const& key, std::optional<std::int64_t> version) override;

 private:
  EngineWorld(std::unique_ptr<Engine> engine, std::shared_ptr<System const> system) : engine_{std::move(engine)}, system_{std::move(system)} {}
  Seen<CaseId> run(Actor const&, CaseId, Command);
  Seen<SeenList> list_cases(Actor const&, CaseQuery);
  Seen<SeenList> list_records(Actor const&, RecordType const&, std::string const& division);
  struct Look { std::unique_ptr<StoreReader> reader; Engine::Seen seen; };
  Seen<Look> look(Actor const&, CaseId);

  std::unique_ptr<Engine> engine_;
  std::shared_ptr<System const> system_;
  Instant now_;
};

}  // namespace guicheng::cli
