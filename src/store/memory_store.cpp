// The memory store: a unit of work writes into layers of its own, a commit moves them over. Entry point: MemoryStore::begin.
#include <guicheng/memory_store.hpp>

#include <guicheng/event_text.hpp>
#include <guicheng/store_query.hpp>

#include "store/memory_layer.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

namespace guicheng {

using namespace memory;

struct MemoryStore::State {
  mutable std::shared_mutex mutex;  // held exclusively while a commit moves its layer over
  Layer committed;
  bool writing = false;
};

namespace {

class Unit final : public UnitOfWork {
 public:
  // Only the writer changes `committed`, and only in commit: it may look without the lock.
  Unit(std::shared_mutex& mutex, Layer& committed, bool& writing, std::shared_ptr<void> keep)
      : mutex_{mutex}, committed_{committed}, writing_{writing}, keep_{std::move(keep)}, look_{{&command_, &group_, &committed_}},
        chain_{committed.log.empty() ? Hash{} : committed.log.back().hash}, kept_head_{chain_.head()} {}
  Unit(Unit const&) = delete;
  Unit& operator=(Unit const&) = delete;
  ~Unit() override {
    std::unique_lock const lock{mutex_};
    writing_ = false;
  }

  View const& view() const override { return look_; }
  Result<Loaded> load(CaseId id) override { return look_.load(id); }
  Result<void> apply(Change const&) override;
  Result<std::optional<KeptAnswer>> find_answer(std::string_view actor, std::string_view key) override {
    auto const* const answer = find(actor, key);
    return answer ? std::optional{*answer} : std::nullopt;
  }
  Result<void> keep_answer(KeptAnswer const& answer, Instant now) override {
    if (find(answer.actor, answer.key)) return fail(Errc::conflict, "The key " + answer.key + " has an answer already.");
    command_.answers[{answer.actor, answer.key}] = {answer, now};
    return {};
  }
  Result<OldAnswers> old_answers(std::string const& actor, std::string const& key, Instant before, std::size_t limit) override;
  Result<void> drop_answer(std::string_view actor, std::string_view key) override {
    dropped_.emplace(actor, key);
    return {};
  }
  Result<void> log(Instant, std::string_view text) override { return append(0, 0, text), Result<void>{}; }
  Result<void> keep_definition(std::string_view hash, std::string_view text) override {
    if (!committed_.definitions.contains(hash)) command_.definitions.try_emplace(std::string{hash}, text);
    return {};
  }
  Result<void> savepoint() override { return keep_command(), Result<void>{}; }
  Result<void> release(bool keep) override {
    if (keep) return keep_command(), Result<void>{};
    command_ = {};
    chain_.rewind(kept_head_);
    return {};
  }
  Result<void> commit() override {
    keep_command();
    std::unique_lock const lock{mutex_};
    for (auto const& key : dropped_) committed_.answers.erase(key);
    merge(group_, committed_);
    return {};
  }

 private:
  void keep_command() {
    merge(command_, group_);
    kept_head_ = chain_.head();
  }
  KeptAnswer const* find(std::string_view actor, std::string_view key) const {
    auto const* const kept = look_.find_answer(actor, key);
    return kept && !dropped_.contains({std::string{actor}, std::string{key}}) ? kept : nullptr;
  }
  void append(CaseId id, std::uint64_t seq, std::string_view text) {
    command_.log.push_back({id, seq, std::string{text}, chain_.append(id, seq, text)});
  }
  Result<void> check(Change const&) const;

  std::shared_mutex& mutex_;
  Layer& committed_;
  bool& writing_;
  std::shared_ptr<void> keep_;
  Layer command_, group_;
  std::set<std::pair<std::string, std::string>> dropped_;  // answers
  Look look_;
  AuditChain chain_;
  Hash kept_head_;
};

Result<UnitOfWork::OldAnswers> Unit::old_answers(std::string const& actor, std::string const& key, Instant before, std::size_t limit) {
  OldAnswers old;
  auto at = committed_.answers.upper_bound({actor, key});
  for (std::size_t looked = 0; looked < limit && at != committed_.answers.end(); ++looked, ++at)
    if (at->second.at < before) old.answers.push_back(at->second.answer);
  if (at != committed_.answers.end()) old.more = std::prev(at)->first;
  return old;
}

Result<void> Unit::check(Change const& change) const {
  auto const* const kept = look_.find_case(change.id);
  auto const last = kept ? kept->row.seq : 0;
  if (change.act.seq != last + 1 || change.row.seq != change.act.seq)
    return fail(Errc::conflict, "Case " + std::to_string(change.id) + " is at act " + std::to_string(last) + ".");
  for (auto const& [record, organisation, division] : change.records) {
    auto const* const now = look_.find_kept({change.row.system, record.type, record.key});
    if (record.version <= (now ? now->row.record.version : 0))
      return fail(Errc::conflict, "The record " + record.type + " " + record.key + " was changed already.");
  }
  return {};
}

Result<void> Unit::apply(Change const& change) {
  if (auto fits = check(change); !fits) return fits;
  for (auto const& serial : change.serials) {
    std::pair const counter{change.row.system, serial.counter};
    Key const number{change.row.system, serial.name, serial.text};
    auto const last = look_.last_serial(change.row.system, serial.counter);
    if (serial.serial != *last + 1) return fail(Errc::conflict, "The counter " + serial.counter + " stands at " + std::to_string(*last) + ".");
    if (look_.has_number(number)) return fail(Errc::conflict, "The number " + serial.text + " was issued already.");
    command_.serials[counter] = serial.serial;
    command_.numbers.insert(number);
  }
  for (auto const& row : change.records)
    command_.records[{change.row.system, row.record.type, row.record.key}].push_back({row, change.act.at, change.act.by, change.id});
  auto const [at, fresh] = command_.cases.try_emplace(change.id);
  if (fresh) at->second.before = change.act.seq - 1;
  at->second.row = change.row;
  at->second.acts.push_back(change.text);
  if (change.snapshot) at->second.snapshot = {change.act.seq, *change.snapshot};
  command_.by_key.insert({change.row.system, change.row.workflow, change.row.key, change.id});
  append(change.id, change.act.seq, change.text);
  return {};
}

class Reader final : public StoreReader, private View {
 public:
  Reader(std::shared_mutex& mutex, Layer const& committed, std::shared_ptr<void> keep)
      : mutex_{mutex}, layer_{committed}, keep_{std::move(keep)}, look_{{&committed}} {}

  View const& view() const override { return *this; }
  Result<UnitOfWork::Loaded> load(CaseId id) const override { return std::shared_lock{mutex_}, look_.load(id); }
  Result<std::optional<CaseRow>> find_case(CaseId id) const override {
    std::shared_lock const lock{mutex_};
    auto const* const kept = look_.find_case(id);
    return kept ? std::optional{kept->row} : std::nullopt;
  }
  Result<std::vector<std::string>> history(CaseId, std::uint64_t after, std::size_t limit) const override;
  Result<CasePage> list(CaseQuery const&) const override;
  Result<std::vector<StageCount>> count(std::string_view system, std::span<Reach const>) const override;
  Result<std::vector<CaseId>> due(Instant now, std::size_t limit) const override;
  Result<RecordPage> list_records(RecordQuery const&) const override;
  Result<std::vector<RecordChange>> record_history(std::string_view, std::string_view, std::string_view, std::uint64_t, std::size_t) const override;
  Result<std::optional<std::string>> definition(std::string_view hash) const override {
    std::shared_lock const lock{mutex_};
    auto const at = layer_.definitions.find(hash);
    return at == layer_.definitions.end() ? std::nullopt : std::optional{at->second};
  }
  Result<std::vector<InUse>> definitions_in_use(std::string_view system) const override;
  Result<AuditReport> verify_audit() const override;
  Result<std::vector<AuditNote>> notes(std::uint64_t after, std::size_t limit) const override;
  Result<std::vector<CaseId>> cases(CaseId after, std::size_t limit) const override;

 private:
  // The View of committed data: each question takes the lock anew.
  Result<std::optional<Record>> find_record(std::string_view system, std::string_view type, std::string_view key) const override {
    return std::shared_lock{mutex_}, look_.find_record(system, type, key);
  }
  Result<std::vector<Record>> records_of(std::string_view system, std::string_view type, std::string_view organisation) const override {
    return std::shared_lock{mutex_}, look_.records_of(system, type, organisation);
  }
  Result<std::int64_t> count_cases(CaseCount const& count) const override { return std::shared_lock{mutex_}, look_.count_cases(count); }
  Result<std::int64_t> last_serial(std::string_view system, std::string_view counter) const override {
    return std::shared_lock{mutex_}, look_.last_serial(system, counter);
  }
  Result<CaseId> next_case_id() const override { return std::shared_lock{mutex_}, look_.next_case_id(); }

  std::shared_mutex& mutex_;
  Layer const& layer_;
  std::shared_ptr<void> keep_;
  Look look_;
};

Result<std::vector<std::string>> Reader::history(CaseId id, std::uint64_t after, std::size_t limit) const {
  std::shared_lock const lock{mutex_};
  auto const* const kept = look_.find_case(id);
  std::vector<std::string> texts;
  if (!kept) return texts;
  for (auto i = after; i < kept->acts.size() && texts.size() < limit; ++i) texts.push_back(kept->acts[i]);
  return texts;
}

Result<CasePage> Reader::list(CaseQuery const& query) const {
  auto const cursor = read_cursor(query.cursor);
  if (!cursor) return cursor.error();
  std::shared_lock const lock{mutex_};
  std::vector<std::pair<ListPlace, CaseRow const*>> found;
  for (auto const& [id, kept] : layer_.cases) {
    auto const place = find_place(query, kept.row);
    if (place && (!*cursor || (query.descending ? *place < **cursor : *place > **cursor))) found.push_back({*place, &kept.row});
  }
  std::ranges::sort(found, [&](auto const& a, auto const& b) { return query.descending ? b.first < a.first : a.first < b.first; });
  CasePage page;
  auto const size = std::min(page_size(query.limit), found.size());
  for (std::size_t i = 0; i < size; ++i) page.rows.push_back(*found[i].second);
  if (found.size() > size) page.next = write_cursor(found[size - 1].first);
  return page;
}

Result<std::vector<StageCount>> Reader::count(std::string_view system, std::span<Reach const> reach) const {
  std::shared_lock const lock{mutex_};
  std::map<std::pair<std::string, std::string>, std::int64_t> open;
  for (auto const& [id, kept] : layer_.cases) {
    if (kept.row.system != system) continue;
    for (auto const& stay : kept.row.stays)
      if (std::ranges::any_of(reach, [&row = kept.row, &stay](auto const& part) { return reaches(part, row, &stay); }))
        ++open[{kept.row.workflow, stay.stage}];
  }
  std::vector<StageCount> counts;
  for (auto const& [stage, number] : open) counts.push_back({stage.first, stage.second, number});
  return counts;
}

Result<std::vector<CaseId>> Reader::due(Instant now, std::size_t limit) const {
  std::shared_lock const lock{mutex_};
  std::vector<std::pair<Instant, CaseId>> found;
  for (auto const& [id, kept] : layer_.cases)
    if (kept.row.next_deadline && *kept.row.next_deadline <= now) found.push_back({*kept.row.next_deadline, id});
  std::ranges::sort(found);
  std::vector<CaseId> ids;
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) ids.push_back(found[i].second);
  return ids;
}

Result<RecordPage> Reader::list_records(RecordQuery const& query) const {
  std::shared_lock const lock{mutex_};
  RecordPage page;
  std::size_t values = 0;
  for (auto at = layer_.records.upper_bound(Key{query.system, query.type, query.cursor}); at != layer_.records.end(); ++at) {
    auto const& [system, type, key] = at->first;
    if (system != query.system || type != query.type) break;
    auto const& row = at->second.back().row;
    if (!query.organisation.empty() && row.organisation != query.organisation) continue;
    if (!query.division.empty() && !division_covers(query.division, row.division)) continue;
    if (!holds_text(query, key, row.record.fields)) continue;
    if (page.rows.size() == page_size(query.limit) || values > most_page_values) {
      page.next = page.rows.back().key;
      page.partial = page.rows.size() < page_size(query.limit);
      break;
    }
    values += row.record.fields.size();
    page.rows.push_back(row.record);
  }
  return page;
}

Result<std::vector<RecordChange>> Reader::record_history(std::string_view system, std::string_view type, std::string_view key,
                                                         std::uint64_t after, std::size_t limit) const {
  std::shared_lock const lock{mutex_};
  std::vector<RecordChange> changes;
  auto const at = layer_.records.find(Key{system, type, key});
  if (at == layer_.records.end()) return changes;
  for (auto const& kept : at->second)
    if (kept.row.record.version > after && changes.size() < limit) changes.push_back({kept.row.record, kept.at, kept.by, kept.by_case});
  return changes;
}

Result<std::vector<StoreReader::InUse>> Reader::definitions_in_use(std::string_view system) const {
  std::shared_lock const lock{mutex_};
  std::map<Key, std::int64_t> open;
  for (auto const& [id, kept] : layer_.cases)
    if (kept.row.system == system && kept.row.status == CaseStatus::open) ++open[{kept.row.workflow, kept.row.version, kept.row.definition}];
  std::vector<InUse> used;
  for (auto const& [key, number] : open) used.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), number});
  return used;
}

Result<AuditReport> Reader::verify_audit() const {
  std::shared_lock const lock{mutex_};
  AuditChain chain;
  std::uint64_t entries = 0;
  for (auto const& entry : layer_.log) {
    ++entries;
    if (chain.append(entry.case_id, entry.seq, entry.text) != entry.hash)
      return fail(Errc::storage, "The audit log does not fit from its entry " + std::to_string(entries) + " on.");
  }
  return AuditReport{entries, hex(chain.head())};
}

Result<std::vector<AuditNote>> Reader::notes(std::uint64_t after, std::size_t limit) const {
  std::shared_lock const lock{mutex_};
  std::vector<AuditNote> notes;
  std::uint64_t entries = 0;
  for (auto const& entry : layer_.log)
    if (++entries > after && entry.case_id == 0 && notes.size() < limit) notes.push_back({entries, entry.text});
  return notes;
}

Result<std::vector<CaseId>> Reader::cases(CaseId after, std::size_t limit) const {
  std::shared_lock const lock{mutex_};
  std::vector<CaseId> ids;
  for (auto at = layer_.cases.upper_bound(after); at != layer_.cases.end() && ids.size() < limit; ++at) ids.push_back(at->first);
  return ids;
}

}  // namespace

MemoryStore::MemoryStore() : state_{std::make_shared<State>()} {}
MemoryStore::~MemoryStore() = default;

Result<std::unique_ptr<UnitOfWork>> MemoryStore::begin() {
  {
    std::unique_lock const lock{state_->mutex};
    if (std::exchange(state_->writing, true)) return fail(Errc::storage, "The store has a unit of work already.");
  }
  return std::unique_ptr<UnitOfWork>{std::make_unique<Unit>(state_->mutex, state_->committed, state_->writing, state_)};
}

Result<std::unique_ptr<StoreReader>> MemoryStore::open_reader() {
  return std::unique_ptr<StoreReader>{std::make_unique<Reader>(state_->mutex, state_->committed, state_)};
}

}  // namespace guicheng
