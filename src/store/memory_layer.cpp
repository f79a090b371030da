// Look-ups through the layers of the memory store. Entry point: Look.
#include "store/memory_layer.hpp"

#include <algorithm>

namespace guicheng::memory {

namespace {

void merge(KeptCase&& from, KeptCase& into) {
  into.row = std::move(from.row);
  std::ranges::move(from.acts, std::back_inserter(into.acts));
  if (from.snapshot) into.snapshot = std::move(from.snapshot);
}

bool counts(CaseCount const& count, CaseRow const& row) {
  if (row.id == count.except || row.system != count.system || row.workflow != count.workflow || row.key != count.key) return false;
  switch (count.which) {
    case CaseCount::Which::open: return row.status == CaseStatus::open;
    case CaseCount::Which::ended: return row.status == CaseStatus::ended && (count.end.empty() || row.end == count.end);
    case CaseCount::Which::all: return true;
  }
  return false;
}

}  // namespace

void merge(Layer& from, Layer& into) {
  for (auto& [id, kept] : from.cases) {
    auto const [at, fresh] = into.cases.try_emplace(id);
    if (fresh) at->second.before = kept.before;
    merge(std::move(kept), at->second);
  }
  into.by_key.merge(from.by_key);
  for (auto& [key, versions] : from.records) std::ranges::move(versions, std::back_inserter(into.records[key]));
  for (auto& [counter, serial] : from.serials) into.serials[counter] = serial;
  into.numbers.merge(from.numbers);
  for (auto& [key, answer] : from.answers) into.answers[key] = std::move(answer);
  into.definitions.merge(from.definitions);
  std::ranges::move(from.log, std::back_inserter(into.log));
  from = {};
}

Result<std::optional<Record>> Look::find_record(std::string_view system, std::string_view type, std::string_view key) const {
  auto const* const kept = find_kept({std::string{system}, std::string{type}, std::string{key}});
  return kept ? std::optional{kept->row.record} : std::nullopt;
}

Result<std::vector<Record>> Look::records_of(std::string_view system, std::string_view type, std::string_view organisation) const {
  std::map<std::string, Record> found;
  Key const first{system, type, ""};
  for (auto const* layer : layers_) {
    for (auto at = layer->records.lower_bound(first); at != layer->records.end(); ++at) {
      auto const& [in, of, key] = at->first;
      if (in != system || of != type) break;
      if (auto const* kept = find_kept(at->first); kept->row.organisation == organisation) found.try_emplace(key, kept->row.record);
    }
  }
  std::vector<Record> records;
  for (auto& [key, record] : found) {
    if (records.size() == 1000) break;
    records.push_back(std::move(record));
  }
  return records;
}

Result<std::int64_t> Look::count_cases(CaseCount const& count) const {
  std::set<CaseId> seen;
  std::int64_t found = 0;
  std::tuple const first{std::string{count.system}, std::string{count.workflow}, std::string{count.key}, CaseId{0}};
  for (auto const* layer : layers_) {
    for (auto at = layer->by_key.lower_bound(first); at != layer->by_key.end(); ++at) {
      auto const& [system, workflow, key, id] = *at;
      if (system != count.system || workflow != count.workflow || key != count.key) break;
      if (seen.insert(id).second && counts(count, find_case(id)->row)) ++found;
    }
  }
  return found;
}

Result<std::int64_t> Look::last_serial(std::string_view system, std::string_view counter) const {
  std::pair const key{std::string{system}, std::string{counter}};
  for (auto const* layer : layers_)
    if (auto const at = layer->serials.find(key); at != layer->serials.end()) return at->second;
  return 0;
}

Result<CaseId> Look::next_case_id() const {
  CaseId last = 0;
  for (auto const* layer : layers_)
    if (!layer->cases.empty()) last = std::max(last, layer->cases.rbegin()->first);
  return last + 1;
}

KeptCase const* Look::find_case(CaseId id) const {
  for (auto const* layer : layers_)
    if (auto const at = layer->cases.find(id); at != layer->cases.end()) return &at->second;
  return nullptr;
}

KeptRecord const* Look::find_kept(Key const& key) const {
  for (auto const* layer : layers_)
    if (auto const at = layer->records.find(key); at != layer->records.end()) return &at->second.back();
  return nullptr;
}

bool Look::has_number(Key const& key) const {
  return std::ranges::any_of(layers_, [&](auto const* layer) { return layer->numbers.contains(key); });
}

KeptAnswer const* Look::find_answer(std::string_view actor, std::string_view key) const {
  std::pair const wanted{std::string{actor}, std::string{key}};
  for (auto const* layer : layers_)
    if (auto const at = layer->answers.find(wanted); at != layer->answers.end()) return &at->second.answer;
  return nullptr;
}

UnitOfWork::Loaded Look::load(CaseId id) const {
  UnitOfWork::Loaded loaded;
  std::uint64_t after = 0;
  for (auto const* layer : layers_) {
    auto const at = layer->cases.find(id);
    if (at == layer->cases.end() || !at->second.snapshot) continue;
    after = at->second.snapshot->first;
    loaded.snapshot = at->second.snapshot->second;
    break;
  }
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    auto const at = (*layer)->cases.find(id);
    if (at == (*layer)->cases.end()) continue;
    auto const& kept = at->second;
    auto const skip = after > kept.before ? std::min<std::uint64_t>(after - kept.before, kept.acts.size()) : 0;
    loaded.acts.insert(loaded.acts.end(), kept.acts.begin() + static_cast<std::ptrdiff_t>(skip), kept.acts.end());
  }
  return loaded;
}

}  // namespace guicheng::memory
