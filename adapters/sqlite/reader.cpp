// Reads of committed data; lists are in list.cpp, the audit log in audit.cpp. Entry point: make_reader.
#include "reader.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/store_query.hpp>

namespace guicheng::sqlite {

namespace {

class Reader final : public StoreReader {
 public:
  Reader(std::unique_ptr<Connection> connection, std::shared_ptr<void> keep)
      : keep_{std::move(keep)}, connection_{std::move(connection)}, names_{*connection_}, view_{*connection_, names_} {}

  View const& view() const override { return view_; }
  Result<UnitOfWork::Loaded> load(CaseId id) const override {
    Transaction const reading{*connection_};  // snapshot and acts of one moment
    if (!reading.begun()) return reading.begun().error();
    return load_case(*connection_, id);
  }
  Result<std::optional<CaseRow>> find_case(CaseId id) const override {
    auto kept = find_kept(*connection_, names_, id);
    if (!kept) return kept.error();
    return *kept ? std::optional{std::move((*kept)->row)} : std::nullopt;
  }
  Result<std::vector<std::string>> history(CaseId, std::uint64_t after, std::size_t limit) const override;
  Result<CasePage> list(CaseQuery const& query) const override { return list_cases(*connection_, names_, query); }
  Result<std::vector<StageCount>> count(std::string_view system, std::span<Reach const> reach) const override {
    return count_stages(*connection_, names_, system, reach);
  }
  Result<std::vector<CaseId>> due(Instant now, std::size_t limit) const override {
    return ids(connection_->query("SELECT id FROM cases WHERE next_deadline IS NOT NULL AND next_deadline <= ? ORDER BY next_deadline, id LIMIT ?",
                                  now.milliseconds, static_cast<std::int64_t>(limit)));
  }
  Result<RecordPage> list_records(RecordQuery const&) const override;
  Result<std::vector<RecordChange>> record_history(std::string_view system, std::string_view type, std::string_view key, std::uint64_t after,
                                                   std::size_t limit) const override;
  Result<std::optional<std::string>> definition(std::string_view hash) const override;
  Result<std::vector<InUse>> definitions_in_use(std::string_view system) const override;
  Result<AuditReport> verify_audit() const override { return verify_chain(*connection_); }
  Result<std::vector<AuditNote>> notes(std::uint64_t after, std::size_t limit) const override;
  Result<std::vector<CaseId>> cases(CaseId after, std::size_t limit) const override {
    return ids(connection_->query("SELECT id FROM cases WHERE id > ? ORDER BY id LIMIT ?", after, static_cast<std::int64_t>(limit)));
  }

 private:
  static Result<std::vector<CaseId>> ids(Cursor cursor) {
    std::vector<CaseId> found;
    for (;;) {
      auto const row = cursor.next();
      if (!row) return row.error();
      if (!*row) return found;
      found.push_back(cursor.integer(0));
    }
  }

  std::shared_ptr<void> keep_;
  std::unique_ptr<Connection> connection_;
  mutable Names names_;
  SqliteView view_;
};

Result<std::vector<AuditNote>> Reader::notes(std::uint64_t after, std::size_t limit) const {
  std::vector<AuditNote> notes;
  auto cursor = connection_->query("SELECT pos, text FROM entries WHERE case_id IS NULL AND pos > ? ORDER BY pos LIMIT ?", static_cast<std::int64_t>(after),
                                   static_cast<std::int64_t>(limit));
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return notes;
    notes.push_back({static_cast<std::uint64_t>(cursor.integer(0)), std::string{cursor.text(1)}});
  }
}

Result<std::vector<std::string>> Reader::history(CaseId id, std::uint64_t after, std::size_t limit) const {
  std::vector<std::string> texts;
  auto cursor = connection_->query("SELECT text FROM entries WHERE case_id = ? AND seq > ? ORDER BY seq LIMIT ?", id,
                                   static_cast<std::int64_t>(after), static_cast<std::int64_t>(limit));
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return texts;
    texts.emplace_back(cursor.text(0));
  }
}

Result<RecordPage> Reader::list_records(RecordQuery const& query) const {
  constexpr int most_looked_at = 20'000;  // records for one page; beyond, the page is short
  RecordPage page;
  auto const type = names_.find_in(query.system, "type", query.type);
  if (!type) return type.error();
  static constexpr char const* all =
      "SELECT r.key, r.version, r.division, c.case_id, c.fields FROM records r JOIN record_changes c USING (type, key, version) "
      "WHERE r.type = ? AND r.key > ? ORDER BY r.key";
  static constexpr char const* of_organisation =
      "SELECT r.key, r.version, r.division, c.case_id, c.fields FROM records r JOIN record_changes c USING (type, key, version) "
      "WHERE r.type = ? AND r.key > ? AND r.organisation = ? ORDER BY r.key";
  auto cursor = connection_->query(query.organisation.empty() ? all : of_organisation, *type, query.cursor);
  if (!query.organisation.empty()) cursor.bind(query.organisation);
  std::size_t values = 0;
  std::string last;
  for (int looked = 0;; ++looked) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return page;
    auto const full = page.rows.size() == page_size(query.limit);
    if (full || looked == most_looked_at || values > most_page_values) {
      page.next = std::move(last);
      page.partial = !full;
      return page;
    }
    last = cursor.text(0);
    if (!query.division.empty() && !division_covers(query.division, cursor.text(2))) continue;
    auto read = read_fields(cursor.text(4));
    if (!read) return read.error();
    if (!holds_text(query, last, *read)) continue;
    values += read->size();
    page.rows.push_back({query.type, last, std::move(*read), cursor.integer(3), static_cast<std::uint64_t>(cursor.integer(1))});
  }
}

Result<std::vector<RecordChange>> Reader::record_history(std::string_view system, std::string_view type, std::string_view key,
                                                         std::uint64_t after, std::size_t limit) const {
  std::vector<RecordChange> changes;
  auto const id = names_.find_in(system, "type", type);
  if (!id) return id.error();
  auto cursor = connection_->query(
      "SELECT version, fields, at, case_id, by_id, by_name, by_organisation FROM record_changes WHERE type = ? AND key = ? AND version > ? "
      "ORDER BY version LIMIT ?", *id, key, static_cast<std::int64_t>(after), static_cast<std::int64_t>(limit));
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return changes;
    auto fields = read_fields(cursor.text(1));
    if (!fields) return fields.error();
    Record record{std::string{type}, std::string{key}, std::move(*fields), cursor.integer(3), static_cast<std::uint64_t>(cursor.integer(0))};
    ActorRef by{std::string{cursor.text(4)}, std::string{cursor.text(5)}, std::string{cursor.text(6)}};
    changes.push_back({std::move(record), Instant{cursor.integer(2)}, std::move(by), cursor.integer(3)});
  }
}

Result<std::optional<std::string>> Reader::definition(std::string_view hash) const {
  auto cursor = connection_->query("SELECT text FROM definitions WHERE hash = ?", hash);
  auto const row = cursor.next();
  if (!row) return row.error();
  return *row ? std::optional{std::string{cursor.text(0)}} : std::nullopt;
}

Result<std::vector<StoreReader::InUse>> Reader::definitions_in_use(std::string_view system) const {
  std::vector<InUse> used;
  auto cursor = connection_->query(
      "SELECT w.name, l.version, l.definition, l.open FROM laws l JOIN names w ON w.id = l.workflow JOIN names s ON s.id = w.parent "
      "WHERE l.open > 0 AND s.name = ? ORDER BY 1, 2, 3", system);
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return used;
    used.push_back({std::string{cursor.text(0)}, std::string{cursor.text(1)}, std::string{cursor.text(2)}, cursor.integer(3)});
  }
}

}  // namespace

std::unique_ptr<StoreReader> make_reader(std::unique_ptr<Connection> connection, std::shared_ptr<void> keep) {
  return std::make_unique<Reader>(std::move(connection), std::move(keep));
}

}  // namespace guicheng::sqlite
