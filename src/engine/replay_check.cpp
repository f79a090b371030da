// Replays cases against their projections. Entry point: check_replay.
#include <guicheng/replay_check.hpp>

#include <guicheng/event_text.hpp>

#include <algorithm>

namespace guicheng {

namespace {

Error misfit(CaseId id, std::string const& what) { return fail(Errc::storage, "Case " + std::to_string(id) + ": " + what + "."); }

// The title and the key need the workflow and are not compared.
bool agree(CaseRow const& row, CaseState const& state) {
  if (row.seq != state.seq || row.status != state.status || row.end != state.end || row.division != state.division) return false;
  if (row.system != state.system || row.workflow != state.workflow || row.version != state.version || row.definition != state.definition) return false;
  if (row.started != state.started || row.changed != state.changed || row.next_deadline != next_deadline(state)) return false;
  return std::ranges::equal(row.stays, state.positions, [](auto const& stay, auto const& position) {
    return stay.token == position.token && stay.stage == position.stage && stay.entered == position.entered && stay.returned == position.returned;
  });
}

Result<void> check_case(StoreReader const& reader, CaseId id) {
  auto const row = reader.find_case(id);
  if (!row) return row.error();
  auto const loaded = reader.load(id);
  if (!loaded) return loaded.error();
  std::optional<CaseState> snapshot;
  if (loaded->snapshot) {
    auto read = read_state(*loaded->snapshot);
    if (!read) return misfit(id, "its snapshot cannot be read: " + read.error().message);
    snapshot = std::move(*read);
  }
  CaseState state;
  for (std::uint64_t after = 0;;) {
    auto const texts = reader.history(id, after, 1000);
    if (!texts) return texts.error();
    for (auto const& text : *texts) {
      auto const act = read_act(text);
      if (!act) return misfit(id, "act " + std::to_string(after + 1) + " cannot be read: " + act.error().message);
      if (act->seq != ++after) return misfit(id, "act " + std::to_string(after) + " has another number");
      state = evolve(std::move(state), *act);
      if (snapshot && snapshot->seq == after && *snapshot != state) return misfit(id, "its snapshot is not what its acts say");
    }
    if (texts->size() < 1000) break;
  }
  if (!*row || !agree(**row, state)) return misfit(id, "its row is not what its acts say");
  return {};
}

}  // namespace

Result<std::uint64_t> check_replay(StoreReader const& reader) {
  std::uint64_t checked = 0;
  for (CaseId after = 0;;) {
    auto const ids = reader.cases(after, 1000);
    if (!ids) return ids.error();
    for (auto const id : *ids) {
      if (auto fits = check_case(reader, id); !fits) return fits.error();
      ++checked;
      after = id;
    }
    if (ids->size() < 1000) return checked;
  }
}

}  // namespace guicheng
