// A case keeps the law it started under. Entry point: Laws::find.
#include "engine/laws.hpp"

namespace guicheng {

std::shared_ptr<System const> Laws::find_system(std::string_view id) const {
  for (auto const& system : systems_)
    if (system->id == id) return system;
  return nullptr;
}

std::optional<Law> Laws::find_known(CaseState const& state) const {
  auto const suits = [&](std::shared_ptr<System const> const& system) -> std::optional<Law> {
    auto const* const workflow = system ? system->find_workflow(state.workflow) : nullptr;
    if (!workflow || workflow->hash != state.definition) return {};
    return Law{system, workflow};
  };
  if (auto law = suits(find_system(state.system))) return law;
  std::lock_guard const lock{mutex_};
  auto const at = past_.find(state.definition);
  return at == past_.end() ? std::nullopt : suits(at->second);
}

Result<Law> Laws::find(StoreReader& reader, CaseState const& state) const {
  if (auto law = find_known(state)) return std::move(*law);
  if (state.workflow.empty()) return fail(Errc::not_found, "The case belongs to no workflow.");  // records that were brought along
  auto const what = state.workflow + " " + state.version;
  auto const text = reader.definition(state.definition);
  if (!text) return text.error();
  if (!*text || !read_) return fail(Errc::bad_definition, "The definition of " + what + " that a case runs under is not kept.");
  auto read = read_(**text);
  if (!read) return fail(Errc::bad_definition, "The kept definition of " + what + " cannot be read: " + read.error().message);
  auto law = std::make_shared<System>(**read);
  if (auto const now = find_system(state.system)) law->calendar = now->calendar;  // holidays are the same for all
  {
    std::lock_guard const lock{mutex_};
    past_[state.definition] = std::move(law);
  }
  if (auto known = find_known(state)) return std::move(*known);
  return fail(Errc::bad_definition, "The kept definition of " + what + " is another one.");
}

Result<Law> Laws::find(Store& store, CaseState const& state) const {
  if (auto law = find_known(state)) return std::move(*law);
  auto const reader = store.open_reader();
  if (!reader) return reader.error();
  return find(**reader, state);
}

void Laws::read_past(StoreReader& reader) {
  for (auto const& system : systems_) {
    auto const used = reader.definitions_in_use(system->id);
    for (auto const& use : used ? *used : std::vector<StoreReader::InUse>{}) {
      CaseState under;
      under.system = system->id;
      under.workflow = use.workflow;
      under.version = use.version;
      under.definition = use.definition;
      auto law = find(reader, under);  // where it cannot be read, whoever reads the case is told
      if (law && law->system != system) past_in_use_.push_back(std::move(*law));
    }
  }
}

Result<void> check_definitions(Laws const& laws, StoreReader const& reader) {
  for (auto const& system : laws.systems()) {
    auto const used = reader.definitions_in_use(system->id);
    if (!used) return used.error();
    for (auto const& use : *used) {
      auto const* const workflow = system->find_workflow(use.workflow);
      if (!workflow || workflow->version != use.version || workflow->hash == use.definition) continue;
      return fail(Errc::bad_definition,
                  "The workflow " + use.workflow + " of " + system->id + " was changed under its version " + use.version + ", which " +
                      std::to_string(use.open) + " open cases use.", {}, "Give the changed workflow a new version.");
    }
  }
  return {};
}

}  // namespace guicheng
