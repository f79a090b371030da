// Cases and records from their rows. Entry points: find_kept, SqliteView.
#include "rows.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/store_query.hpp>

#include <charconv>

namespace guicheng::sqlite {

namespace {

// Stays are kept in the case's own row as numbers: `token stage returned entered due;` each, due empty where there is none.
Result<void> read_stays(std::string_view text, KeptRow& into, Names& names) {
  auto const* at = text.data();
  auto const* const end = at + text.size();
  while (at != end) {
    std::int64_t parts[5];
    for (auto& part : parts) {
      auto const read = std::from_chars(at, end, part);
      if (read.ec != std::errc{} || read.ptr == end) return fail(Errc::storage, "The stays of a case cannot be read.");
      at = read.ptr + 1;
    }
    auto name = names.name(parts[1]);
    if (!name) return name.error();
    CaseRow::Stay stay{static_cast<std::uint32_t>(parts[0]), std::move(*name), parts[2] != 0, Instant{parts[3]}, {}};
    if (parts[4] != no_due) stay.due = civil_from_days(parts[4]);
    into.row.stays.push_back(std::move(stay));
    into.stages.push_back(parts[1]);
  }
  return {};
}

Result<Record> read_record(Cursor const& cursor, std::string_view type) {
  auto fields = read_fields(cursor.text(2));
  if (!fields) return fail(Errc::storage, "The fields of a record cannot be read: " + fields.error().message);
  return Record{std::string{type}, std::string{cursor.text(0)}, std::move(*fields), cursor.integer(3), static_cast<std::uint64_t>(cursor.integer(1))};
}

}  // namespace

std::string write_stays(CaseRow const& row, std::vector<std::int64_t> const& stages) {
  std::string text;
  auto const number = [&](std::int64_t whole, char after) {
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, whole).ptr) += after;
  };
  text.reserve(64 * row.stays.size());
  for (std::size_t i = 0; i < row.stays.size(); ++i) {
    auto const& stay = row.stays[i];
    number(stay.token, ' ');
    number(stages[i], ' ');
    number(stay.returned ? 1 : 0, ' ');
    number(stay.entered.milliseconds, ' ');
    number(due_key(stay), ';');
  }
  return text;
}

// Reads the columns in the order in which find_kept asks for them.
static Result<KeptRow> read_case(Cursor const& cursor, Names& names) {
  KeptRow kept;
  kept.law = cursor.integer(1);
  kept.workflow = cursor.integer(2);
  auto const law = names.law(kept.law);
  if (!law) return law.error();
  auto& row = kept.row;
  row.id = cursor.integer(0);
  row.system = (*law)->system;
  row.workflow = (*law)->workflow_name;
  row.version = (*law)->version;
  row.definition = (*law)->definition;
  row.status = static_cast<CaseStatus>(cursor.integer(3));
  row.seq = static_cast<std::uint64_t>(cursor.integer(4));
  row.started = Instant{cursor.integer(5)};
  row.changed = Instant{cursor.integer(6)};
  if (!cursor.is_null(7)) row.next_deadline = Instant{cursor.integer(7)};
  row.division = cursor.text(9);
  row.organisation = cursor.text(10);
  row.person = cursor.text(11);
  row.key = cursor.text(12);
  row.end = cursor.text(13);
  row.title = cursor.text(14);
  row.hidden = cursor.integer(15) != 0;
  if (auto read = read_stays(cursor.text(8), kept, names); !read) return read.error();
  return kept;
}

Result<std::optional<KeptRow>> find_kept(Connection& connection, Names& names, CaseId id) {
  auto cursor = connection.query(
      "SELECT id, law, workflow, status, seq, started, changed, next_deadline, stays, division, organisation, person, key, ended_as, title, hidden "
      "FROM cases WHERE id = ?", id);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return std::optional<KeptRow>{};
  auto kept = read_case(cursor, names);
  if (!kept) return kept.error();
  return std::optional{std::move(*kept)};
}

Result<UnitOfWork::Loaded> load_case(Connection& connection, CaseId id) {
  UnitOfWork::Loaded loaded;
  std::int64_t after = 0;
  {
    auto cursor = connection.query("SELECT seq, text FROM snapshots WHERE case_id = ?", id);
    auto const row = cursor.next();
    if (!row) return row.error();
    if (*row) {
      after = cursor.integer(0);
      loaded.snapshot = cursor.text(1);
    }
  }
  auto cursor = connection.query("SELECT text FROM entries WHERE case_id = ? AND seq > ? ORDER BY seq", id, after);
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return loaded;
    loaded.acts.emplace_back(cursor.text(0));
  }
}

Result<std::optional<Record>> SqliteView::find_record(std::string_view system, std::string_view type, std::string_view key) const {
  auto const id = names_.find_in(system, "type", type);
  if (!id) return id.error();
  auto cursor = connection_.query(
      "SELECT r.key, r.version, c.fields, c.case_id FROM records r JOIN record_changes c USING (type, key, version) WHERE r.type = ? AND r.key = ?", *id, key);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return std::optional<Record>{};
  auto record = read_record(cursor, type);
  if (!record) return record.error();
  return std::optional{std::move(*record)};
}

Result<std::vector<Record>> SqliteView::records_of(std::string_view system, std::string_view type, std::string_view organisation) const {
  auto const id = names_.find_in(system, "type", type);
  if (!id) return id.error();
  std::vector<Record> records;
  auto cursor = connection_.query(
      "SELECT r.key, r.version, c.fields, c.case_id FROM records r JOIN record_changes c USING (type, key, version) "
      "WHERE r.type = ? AND r.organisation = ? ORDER BY r.key LIMIT 1000", *id, organisation);
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return records;
    auto record = read_record(cursor, type);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
}

Result<std::int64_t> SqliteView::count_cases(CaseCount const& count) const {
  auto const workflow = names_.find_in(count.system, "workflow", count.workflow);
  if (!workflow) return workflow;
  auto const status = count.which == CaseCount::Which::open ? CaseStatus::open : count.which == CaseCount::Which::ended ? CaseStatus::ended : CaseStatus::none;
  auto const end = count.which == CaseCount::Which::ended ? count.end : std::string_view{};
  auto cursor = connection_.query(
      "SELECT count(*) FROM cases WHERE workflow = ?1 AND key = ?2 AND id <> ?3 AND (?4 = 0 OR status = ?4) AND (?5 = '' OR ended_as = ?5)",
      *workflow, count.key, count.except, static_cast<std::int64_t>(status), end);
  auto const row = cursor.next();
  if (!row) return row.error();
  return cursor.integer(0);
}

Result<std::int64_t> SqliteView::last_serial(std::string_view system, std::string_view counter) const {
  auto const id = names_.find_in(system, "counter", counter);
  if (!id || *id == 0) return id;
  auto cursor = connection_.query("SELECT serial FROM serials WHERE counter = ?", *id);
  auto const row = cursor.next();
  if (!row) return row.error();
  return *row ? cursor.integer(0) : 0;
}

Result<CaseId> SqliteView::next_case_id() const {
  auto cursor = connection_.query("SELECT coalesce(max(id), 0) + 1 FROM cases");
  auto const row = cursor.next();
  if (!row) return row.error();
  return cursor.integer(0);
}

}  // namespace guicheng::sqlite
