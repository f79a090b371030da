// One transaction of the writer: acts and all that follows from them. Entry point: begin_unit.
#include "writer.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/store_query.hpp>

#include <algorithm>
#include <cstring>
#include <tuple>

namespace guicheng::sqlite {

Result<void> Writer::read_head() {
  auto cursor = connection->query("SELECT entries, hash FROM head");
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row || cursor.text(1).size() != 32) return fail(Errc::storage, "The head of the audit log is missing.");
  Hash hash;
  std::memcpy(hash.data(), cursor.text(1).data(), hash.size());
  entries = cursor.integer(0);
  chain.rewind(hash);
  return {};
}

namespace {

// Whether nothing but the case's place in its procedure changed.
bool differs_in_place_only(CaseRow const& before, CaseRow const& now) {
  return before.status == now.status && before.definition == now.definition && before.version == now.version && before.division == now.division &&
         before.organisation == now.organisation && before.person == now.person && before.key == now.key && before.end == now.end &&
         before.title == now.title && is_draft(before) == is_draft(now) && before.hidden == now.hidden && before.started == now.started && before.workflow == now.workflow && before.system == now.system;
}

class Unit final : public UnitOfWork {
 public:
  Unit(Writer& writer, bool& busy, std::shared_ptr<void> keep)
      : writer_{writer}, db_{*writer.connection}, busy_{busy}, keep_{std::move(keep)}, view_{db_, writer.names},
        begun_{mark()}, command_{begun_} {}
  Unit(Unit const&) = delete;
  Unit& operator=(Unit const&) = delete;
  ~Unit() override {
    if (!over_) roll_back();
    busy_ = false;
  }

  View const& view() const override { return view_; }
  Result<Loaded> load(CaseId id) override { return load_case(db_, id); }
  Result<void> apply(Change const&) override;
  Result<std::optional<KeptAnswer>> find_answer(std::string_view actor, std::string_view key) override;
  Result<void> keep_answer(KeptAnswer const&, Instant) override;
  Result<OldAnswers> old_answers(std::string const& actor, std::string const& key, Instant before, std::size_t limit) override;
  Result<void> drop_answer(std::string_view actor, std::string_view key) override;
  Result<void> log(Instant, std::string_view text) override;
  Result<void> keep_definition(std::string_view hash, std::string_view text) override;
  Result<void> savepoint() override;
  Result<void> release(bool keep) override;
  Result<void> commit() override;

 private:
  struct Counted { std::int64_t law, stage; std::string division; std::int64_t more; };  // stage 0: the law's open cases
  struct Numbered { CaseRow const* row; std::int64_t law, workflow; std::vector<std::int64_t> stages; };  // a row and the numbers of its names
  struct Mark { std::int64_t entries; Hash head; std::size_t counted; };
  Mark mark() const { return {writer_.entries, writer_.chain.head(), counted_.size()}; }
  void return_to(Mark const&);
  void roll_back();
  Result<void> before_write();
  Result<Numbered> number(CaseRow const&, Numbered const* before);
  Result<bool> move_known(Change const&);
  Result<void> append(CaseId, std::uint64_t seq, std::string const& text);
  Result<void> write_case(Change const&);
  Result<void> write_stays_of(Numbered const& now, Numbered const* before);
  Result<void> write_place(std::int64_t workflow, std::string const& division);
  Result<void> write_record(Change const&, RecordRow const&);
  Result<void> write_serial(Change const&, Change::Serial const&);
  Result<void> write_counts();
  void count(std::int64_t law, std::int64_t stage, std::string division, std::int64_t more) { counted_.push_back({law, stage, std::move(division), more}); }

  Writer& writer_;
  Connection& db_;
  bool& busy_;
  std::shared_ptr<void> keep_;
  SqliteView view_;
  std::vector<Counted> counted_;
  Mark begun_, command_;
  bool wanted_ = false;   // a savepoint is asked for, and set when something is written: refusals write nothing
  bool set_ = false;
  bool over_ = false;
};

void Unit::return_to(Mark const& mark) {
  writer_.entries = mark.entries;
  writer_.chain.rewind(mark.head);
  counted_.resize(mark.counted);
  writer_.names.forget_new();
  writer_.places.clear();
}

void Unit::roll_back() {
  over_ = true;
  if (db_.in_transaction()) (void)db_.run("ROLLBACK");  // after some errors SQLite did it by itself
  return_to(begun_);
  writer_.names.end_transaction();
}

Result<void> Unit::savepoint() {
  if (set_ || wanted_) return fail(Errc::storage, "A command's savepoint is set already.");
  wanted_ = true;
  command_ = mark();
  return {};
}

Result<void> Unit::before_write() {
  if (over_ || !db_.in_transaction()) return fail(Errc::storage, "The transaction is over.");
  if (!wanted_ || set_) return {};
  auto done = db_.run("SAVEPOINT command");
  set_ = done.has_value();
  return done;
}

Result<void> Unit::release(bool keep) {
  wanted_ = false;
  if (!std::exchange(set_, false)) return {};
  if (!db_.in_transaction()) return fail(Errc::storage, "The transaction is over.");
  if (!keep) {
    if (auto done = db_.run("ROLLBACK TO command"); !done) return done;
    return_to(command_);
  }
  return db_.run("RELEASE command");
}

Result<void> Unit::commit() {
  if (over_ || !db_.in_transaction()) return fail(Errc::storage, "The transaction is over.");
  if (auto written = write_counts(); !written) return written;
  if (writer_.entries != begun_.entries) {
    auto head = db_.query("UPDATE head SET entries = ?, hash = ?", writer_.entries);
    if (auto written = head.bind_bytes(writer_.chain.head().data(), 32).run(); !written) return written;
  }
  over_ = true;
  if (auto done = db_.run("COMMIT"); !done) {
    writer_.unknown = true;
    return fail(Errc::outcome_unknown, "Whether the commit happened is not known: " + done.error().message, {},
                "Read again; a retry under the same key is answered once.");
  }
  writer_.names.end_transaction();
  return {};
}

Result<void> Unit::append(CaseId id, std::uint64_t seq, std::string const& text) {
  auto const& hash = writer_.chain.append(id, seq, text);
  auto cursor = db_.query("INSERT INTO entries (pos, case_id, seq, text, hash) VALUES (?, ?, ?, ?, ?)", ++writer_.entries);
  if (id) cursor.bind(id).bind(static_cast<std::int64_t>(seq));
  else cursor.bind(nullptr).bind(nullptr);
  return cursor.bind(text).bind_bytes(hash.data(), hash.size()).run();
}

Result<void> Unit::log(Instant, std::string_view text) {
  if (auto ready = before_write(); !ready) return ready;
  return append(0, 0, std::string{text});
}

Result<void> Unit::keep_definition(std::string_view hash, std::string_view text) {
  if (auto ready = before_write(); !ready) return ready;
  return db_.run("INSERT OR IGNORE INTO definitions (hash, text) VALUES (?, ?)", hash, text);
}

Result<std::optional<KeptAnswer>> Unit::find_answer(std::string_view actor, std::string_view key) {
  auto cursor = db_.query("SELECT fingerprint, answer FROM answers WHERE actor = ? AND key = ?", actor, key);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return std::optional<KeptAnswer>{};
  return std::optional{KeptAnswer{std::string{actor}, std::string{key}, std::string{cursor.text(0)}, std::string{cursor.text(1)}}};
}

Result<void> Unit::keep_answer(KeptAnswer const& kept, Instant now) {
  if (auto ready = before_write(); !ready) return ready;
  return db_.run("INSERT INTO answers (actor, key, fingerprint, answer, at) VALUES (?, ?, ?, ?, ?)", kept.actor, kept.key, kept.fingerprint,
                 kept.answer, now.milliseconds);
}

Result<UnitOfWork::OldAnswers> Unit::old_answers(std::string const& actor, std::string const& key, Instant before, std::size_t limit) {
  OldAnswers old;
  std::pair last{actor, key};
  auto cursor = db_.query("SELECT actor, key, fingerprint, answer, at FROM answers WHERE (actor, key) > (?, ?) ORDER BY actor, key LIMIT ?", actor, key,
                          static_cast<std::int64_t>(limit));
  for (std::size_t looked = 0;; ++looked) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) {
      if (looked == limit) old.more = std::move(last);
      return old;
    }
    last = {std::string{cursor.text(0)}, std::string{cursor.text(1)}};
    if (cursor.integer(4) < before.milliseconds)
      old.answers.push_back({last.first, last.second, std::string{cursor.text(2)}, std::string{cursor.text(3)}});
  }
}

Result<void> Unit::drop_answer(std::string_view actor, std::string_view key) {
  if (auto ready = before_write(); !ready) return ready;
  return db_.run("DELETE FROM answers WHERE actor = ? AND key = ?", actor, key);
}

// The numbers behind a row's names; new ones where there are none yet.
Result<Unit::Numbered> Unit::number(CaseRow const& row, Numbered const* before) {
  Numbered numbered{&row, 0, 0, {}};
  if (before && before->row->version == row.version && before->row->definition == row.definition) {
    numbered.law = before->law;
  } else {
    auto const law = writer_.names.intern_law(row.system, row.workflow, row.version, row.definition);
    if (!law) return law.error();
    numbered.law = *law;
  }
  auto const law = writer_.names.law(numbered.law);
  if (!law) return law.error();
  numbered.workflow = (*law)->workflow;
  numbered.stages.reserve(row.stays.size());
  for (auto const& stay : row.stays) {
    auto const stage = writer_.names.intern(numbered.workflow, "stage", stay.stage);
    if (!stage) return stage.error();
    numbered.stages.push_back(*stage);
  }
  return numbered;
}

Result<void> Unit::apply(Change const& change) {
  if (auto ready = before_write(); !ready) return ready;
  if (change.row.seq != change.act.seq) return fail(Errc::conflict, "The row of case " + std::to_string(change.id) + " is of another act.");
  auto const moved = move_known(change);
  if (!moved) return moved.error();
  if (!*moved)
    if (auto written = write_case(change); !written) return written;
  for (auto const& serial : change.serials)
    if (auto written = write_serial(change, serial); !written) return written;
  for (auto const& record : change.records)
    if (auto written = write_record(change, record); !written) return written;
  if (auto written = append(change.id, change.act.seq, change.text); !written) return written;
  if (!change.snapshot) return {};
  return db_.run("INSERT OR REPLACE INTO snapshots (case_id, seq, text) VALUES (?, ?, ?)", change.id, static_cast<std::int64_t>(change.act.seq),
                 *change.snapshot);
}

// The usual act moves a case whose row is known from one stage to another: that is one row changed, where it still is as it is
// taken to be. False: nothing was written. A column that is named in an UPDATE rewrites its indexes, changed or not.
Result<bool> Unit::move_known(Change const& change) {
  if (!change.before || change.before->seq + 1 != change.act.seq || !differs_in_place_only(*change.before, change.row)) return false;
  auto const before = number(*change.before, nullptr);
  if (!before) return before.error();
  auto const now = number(change.row, &*before);
  if (!now) return now.error();
  auto const& row = change.row;
  auto const same_deadline = change.before->next_deadline == row.next_deadline;
  auto const old_stays = write_stays(*change.before, before->stages), stays = write_stays(row, now->stages);
  {
    auto cursor = db_.query(
        same_deadline ? "UPDATE cases SET seq = ?, changed = ?, stays = ? WHERE id = ? AND seq = ? AND law = ? AND division = ? AND stays = ?"
                      : "UPDATE cases SET seq = ?, changed = ?, stays = ?, next_deadline = ? WHERE id = ? AND seq = ? AND law = ? AND division = ? AND stays = ?",
        static_cast<std::int64_t>(row.seq), row.changed.milliseconds, stays);
    if (!same_deadline) row.next_deadline ? cursor.bind(row.next_deadline->milliseconds) : cursor.bind(nullptr);
    cursor.bind_all(row.id, static_cast<std::int64_t>(change.before->seq), before->law, change.before->division, old_stays);
    if (auto done = cursor.run(); !done) return done.error();
  }
  if (db_.changes() == 0) return false;
  if (auto written = write_stays_of(*now, &*before); !written) return written.error();
  return true;
}

// The case's row is read first: an act that begins or ends a case, or changes what lists find it by.
Result<void> Unit::write_case(Change const& change) {
  auto const kept = find_kept(db_, writer_.names, change.id);
  if (!kept) return kept.error();
  auto const last = *kept ? (*kept)->row.seq : 0;
  if (change.act.seq != last + 1) return fail(Errc::conflict, "Case " + std::to_string(change.id) + " is at act " + std::to_string(last) + ".");
  std::optional<Numbered> before;
  if (*kept) before = Numbered{&(*kept)->row, (*kept)->law, (*kept)->workflow, (*kept)->stages};
  auto const now = number(change.row, before ? &*before : nullptr);
  if (!now) return now.error();

  auto const& row = change.row;
  if (before && before->row->status == CaseStatus::open) count(before->law, 0, {}, -1);
  if (row.status == CaseStatus::open) count(now->law, 0, {}, 1);
  if (auto placed = write_place(now->workflow, row.division); !placed) return placed;
  auto const stays = write_stays(row, now->stages);
  auto cursor = db_.query(
      before ? "UPDATE cases SET law = ?2, workflow = ?3, status = ?4, seq = ?5, started = ?6, changed = ?7, stays = ?8, next_deadline = ?9, "
               "division = ?10, organisation = ?11, person = ?12, key = ?13, ended_as = ?14, title = ?15, hidden = ?16, draft = ?17 WHERE id = ?1"
             : "INSERT INTO cases (id, law, workflow, status, seq, started, changed, stays, next_deadline, division, organisation, person, key, "
               "ended_as, title, hidden, draft) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, now->law, now->workflow, static_cast<std::int64_t>(row.status), static_cast<std::int64_t>(row.seq), row.started.milliseconds,
      row.changed.milliseconds, stays);
  row.next_deadline ? cursor.bind(row.next_deadline->milliseconds) : cursor.bind(nullptr);
  cursor.bind_all(row.division, row.organisation, row.person, row.key, row.end, row.title, std::int64_t{row.hidden}, std::int64_t{is_draft(row)});
  if (auto done = cursor.run(); !done) return done;
  return write_stays_of(*now, before ? &*before : nullptr);
}

Result<void> Unit::write_place(std::int64_t workflow, std::string const& division) {
  if (!writer_.places.emplace(workflow, division).second) return {};
  return db_.run("INSERT OR IGNORE INTO places (workflow, division) VALUES (?, ?)", workflow, division);
}

// Where a stay lies in `stays` and `counts`: that of a draft under the negative of its stage.
static std::int64_t place_of(CaseRow::Stay const& stay, std::int64_t stage) { return stay.token == first_token ? -stage : stage; }

Result<void> Unit::write_stays_of(Numbered const& now, Numbered const* before) {
  auto const holds = [](Numbered const& kept, Numbered const& other, std::size_t i) {  // the same row of the table
    auto const& stay = kept.row->stays[i];
    for (std::size_t j = 0; j < other.row->stays.size(); ++j)
      if (other.row->stays[j].token == stay.token && other.stages[j] == kept.stages[i] && due_key(other.row->stays[j]) == due_key(stay))
        return other.row->division == kept.row->division;
    return false;
  };
  auto const same_law = before && before->law == now.law;
  for (std::size_t i = 0; before && i < before->row->stays.size(); ++i) {
    auto const& stay = before->row->stays[i];
    auto const at = place_of(stay, before->stages[i]);
    auto const held = holds(*before, now, i);
    if (!held || !same_law) count(before->law, at, before->row->division, -1);
    if (held) continue;
    auto done = db_.run("DELETE FROM stays WHERE stage = ? AND division = ? AND due = ? AND case_id = ? AND token = ?", at, before->row->division,
                        due_key(stay), before->row->id, static_cast<std::int64_t>(stay.token));
    if (!done) return done;
  }
  for (std::size_t i = 0; i < now.row->stays.size(); ++i) {
    auto const& stay = now.row->stays[i];
    auto const at = place_of(stay, now.stages[i]);
    auto const held = before && holds(now, *before, i);
    if (!held || !same_law) count(now.law, at, now.row->division, 1);
    if (held) continue;
    auto done = db_.run("INSERT INTO stays (stage, division, due, case_id, token) VALUES (?, ?, ?, ?, ?)", at, now.row->division, due_key(stay),
                        now.row->id, static_cast<std::int64_t>(stay.token));
    if (!done) return done;
  }
  return {};
}

Result<void> Unit::write_record(Change const& change, RecordRow const& row) {
  auto const& record = row.record;
  auto const type = writer_.names.intern_in(change.row.system, "type", record.type);
  if (!type) return type.error();
  auto const version = static_cast<std::int64_t>(record.version);
  auto done = db_.run(
      "INSERT INTO records (type, key, version, organisation, division) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "version = excluded.version, organisation = excluded.organisation, division = excluded.division WHERE version < excluded.version",
      *type, record.key, version, row.organisation, row.division);
  if (!done) return done;
  if (db_.changes() == 0) return fail(Errc::conflict, "The record " + record.type + " " + record.key + " was changed already.");
  return db_.run("INSERT INTO record_changes (type, key, version, fields, at, case_id, by_id, by_name, by_organisation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 *type, record.key, version, write_fields(record.fields), change.act.at.milliseconds, change.id, change.act.by.id, change.act.by.name,
                 change.act.by.organisation);
}

Result<void> Unit::write_serial(Change const& change, Change::Serial const& serial) {
  auto const counter = writer_.names.intern_in(change.row.system, "counter", serial.counter);
  if (!counter) return counter.error();
  auto const number = writer_.names.intern_in(change.row.system, "number", serial.name);
  if (!number) return number.error();
  auto done = serial.serial == 1
                  ? db_.run("INSERT OR IGNORE INTO serials (counter, serial) VALUES (?, 1)", *counter)
                  : db_.run("UPDATE serials SET serial = serial + 1 WHERE counter = ? AND serial = ?", *counter, serial.serial - 1);
  if (!done) return done;
  if (db_.changes() == 0) return fail(Errc::conflict, "The counter " + serial.counter + " does not stand at " + std::to_string(serial.serial - 1) + ".");
  done = db_.run("INSERT INTO numbers (number, text, case_id) VALUES (?, ?, ?)", *number, serial.text, change.id);
  if (!done && done.error().code == Errc::conflict) return fail(Errc::conflict, "The number " + serial.text + " was issued already.");
  return done;
}

Result<void> Unit::write_counts() {
  std::map<std::tuple<std::int64_t, std::int64_t, std::string>, std::int64_t> sums;
  for (auto const& counted : counted_) sums[{counted.law, counted.stage, counted.division}] += counted.more;
  for (auto const& [place, more] : sums) {
    if (more == 0) continue;
    auto const& [law, stage, division] = place;
    auto done = stage == 0 ? db_.run("UPDATE laws SET open = open + ? WHERE id = ?", more, law)
                           : db_.run("UPDATE counts SET open = open + ? WHERE stage = ? AND division = ? AND law = ?", more, stage, division, law);
    if (!done) return done;
    if (db_.changes() != 0) continue;
    if (done = db_.run("INSERT INTO counts (stage, division, law, open) VALUES (?, ?, ?, ?)", stage, division, law, more); !done) return done;
  }
  counted_.clear();
  return {};
}

}  // namespace

Result<std::unique_ptr<UnitOfWork>> begin_unit(Writer& writer, bool& busy, std::shared_ptr<void> keep) {
  if (auto begun = writer.connection->run("BEGIN IMMEDIATE"); !begun) return begun.error();
  busy = true;
  return std::unique_ptr<UnitOfWork>{std::make_unique<Unit>(writer, busy, std::move(keep))};
}

}  // namespace guicheng::sqlite
