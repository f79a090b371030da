// The tables as they stand since the first release. Entry point: migrate. A change is a new step at the end of `steps`;
// a step that was released is never edited.
#include "schema.hpp"

#include <iterator>

namespace guicheng::sqlite {

namespace {

constexpr std::int64_t application = 0x47756943;  // "GuiC"

// Names are written once and referred to by number, and nothing is written twice: rows per act decide the speed.
//   entries   the audit log: one row for each act, one for each note (no case); everything below can be rebuilt from it
//   stays     where open cases stand, in the order in which lists by due day want them; that of a draft under the negative of its stage
//   counts    how many stays a stage has in a division under a law; added up once for a group
//   places    in which divisions a workflow has or had cases: the ranges that lists merge
constexpr char const* steps[] = {R"sql(
CREATE TABLE migrations (version INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT;
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('system', 'workflow', 'stage', 'type', 'counter', 'number')),
  name TEXT NOT NULL,
  UNIQUE (parent, kind, name)) STRICT;
CREATE TABLE laws (
  id INTEGER PRIMARY KEY,
  workflow INTEGER NOT NULL REFERENCES names,
  version TEXT NOT NULL,
  definition TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open >= 0),
  UNIQUE (workflow, version, definition)) STRICT;
CREATE TABLE definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE entries (
  pos INTEGER PRIMARY KEY,
  case_id INTEGER CHECK (case_id > 0),
  seq INTEGER CHECK (seq > 0),
  text TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK ((case_id IS NULL) = (seq IS NULL))) STRICT;
CREATE UNIQUE INDEX entries_of_case ON entries (case_id, seq) WHERE case_id IS NOT NULL;
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), entries INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
INSERT INTO head VALUES (1, 0, zeroblob(32));
CREATE TABLE cases (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  law INTEGER NOT NULL REFERENCES laws,
  workflow INTEGER NOT NULL,
  status INTEGER NOT NULL CHECK (status IN (1, 2)),
  seq INTEGER NOT NULL CHECK (seq > 0),
  started INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  next_deadline INTEGER,
  stays TEXT NOT NULL,
  division TEXT NOT NULL,
  organisation TEXT NOT NULL,
  person TEXT NOT NULL,
  key TEXT NOT NULL,
  ended_as TEXT NOT NULL,
  title TEXT NOT NULL) STRICT;
CREATE INDEX cases_by_changed ON cases (workflow, division, changed);
CREATE INDEX cases_by_start ON cases (workflow, division);
CREATE INDEX cases_by_key ON cases (workflow, key);
CREATE INDEX cases_by_organisation ON cases (organisation) WHERE organisation <> '';
CREATE INDEX cases_by_person ON cases (person) WHERE person <> '';
CREATE INDEX cases_by_deadline ON cases (next_deadline) WHERE next_deadline IS NOT NULL;
CREATE TABLE stays (
  stage INTEGER NOT NULL,
  division TEXT NOT NULL,
  due INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  PRIMARY KEY (stage, division, due, case_id, token)) STRICT, WITHOUT ROWID;
CREATE TABLE counts (
  stage INTEGER NOT NULL,
  division TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open >= 0),
  PRIMARY KEY (stage, division)) STRICT, WITHOUT ROWID;
CREATE TABLE places (workflow INTEGER NOT NULL, division TEXT NOT NULL, PRIMARY KEY (workflow, division)) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (case_id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE records (
  type INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  organisation TEXT NOT NULL,
  division TEXT NOT NULL,
  PRIMARY KEY (type, key)) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_organisation ON records (type, organisation, key);
CREATE TABLE record_changes (
  type INTEGER NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  fields TEXT NOT NULL,
  at INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  by_organisation TEXT NOT NULL,
  PRIMARY KEY (type, key, version)) STRICT, WITHOUT ROWID;
CREATE TABLE serials (counter INTEGER PRIMARY KEY, serial INTEGER NOT NULL CHECK (serial > 0)) STRICT;
CREATE TABLE numbers (number INTEGER NOT NULL, text TEXT NOT NULL, case_id INTEGER NOT NULL, PRIMARY KEY (number, text)) STRICT, WITHOUT ROWID;
CREATE TABLE answers (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (actor, key)) STRICT, WITHOUT ROWID;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'the audit log is not changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'the audit log is not deleted from'); END;
INSERT INTO migrations VALUES (1, 'the first release');
)sql", R"sql(
ALTER TABLE cases ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
CREATE INDEX cases_of_organisation ON cases (organisation, changed) WHERE organisation <> '';
CREATE INDEX cases_of_person ON cases (person, changed) WHERE person <> '';
CREATE INDEX cases_open_of_organisation ON cases (organisation) WHERE organisation <> '' AND status = 1;
CREATE INDEX cases_open_of_person ON cases (person) WHERE person <> '' AND status = 1;
INSERT INTO migrations VALUES (2, 'lists of one organisation or person; hidden ends');
)sql", R"sql(
ALTER TABLE cases ADD COLUMN draft INTEGER NOT NULL DEFAULT 0 CHECK (draft IN (0, 1));
UPDATE cases SET draft = 1 WHERE id IN (SELECT case_id FROM stays WHERE token = 1);
DROP INDEX cases_by_changed;
DROP INDEX cases_by_start;
CREATE INDEX cases_by_changed ON cases (workflow, draft, division, changed);
CREATE INDEX cases_by_start ON cases (workflow, draft, division);
UPDATE stays SET stage = -stage WHERE token = 1;
DELETE FROM counts;
INSERT INTO counts SELECT stage, division, count(*) FROM stays GROUP BY stage, division;
INSERT INTO migrations VALUES (3, 'drafts apart: most lists leave them out');
)sql", R"sql(
DROP TABLE counts;
CREATE TABLE counts (
  stage INTEGER NOT NULL,
  division TEXT NOT NULL,
  law INTEGER NOT NULL,
  open INTEGER NOT NULL CHECK (open >= 0),
  PRIMARY KEY (stage, division, law)) STRICT, WITHOUT ROWID;
INSERT INTO counts SELECT s.stage, s.division, c.law, count(*) FROM stays s JOIN cases c ON c.id = s.case_id GROUP BY 1, 2, 3;
INSERT INTO migrations VALUES (4, 'counters by law: while a new version takes over, each has a reach of its own');
)sql"};
constexpr std::int64_t newest = static_cast<std::int64_t>(std::size(steps));

// Our application id and a schema between 0 (nothing yet) and `newest`.
Result<std::int64_t> read_version(Connection& connection) {
  auto const id = connection.integer("PRAGMA application_id");
  if (!id) return id;
  auto const version = connection.integer("PRAGMA user_version");
  if (!version) return version;
  auto const tables = connection.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables;
  if (*id == 0 && *version == 0 && *tables == 0) return 0;
  if (*id != application) return fail(Errc::storage, "The file is a database of another program.");
  if (*version > newest)
    return fail(Errc::storage, "The file has schema " + std::to_string(*version) + " of a newer release; this one knows schema " +
                                   std::to_string(newest) + " at most.", {}, "Use the newer release, or a backup from before it.");
  return version;
}

}  // namespace

Result<void> migrate(Connection& writer) {
  auto const version = read_version(writer);
  if (!version) return version.error();
  for (auto next = *version; next < newest; ++next) {  // each step whole or not at all: one transaction
    auto const done = writer.execute("BEGIN IMMEDIATE;" + std::string{steps[next]} + "PRAGMA application_id=" + std::to_string(application) +
                                     ";PRAGMA user_version=" + std::to_string(next + 1) + ";COMMIT;");
    if (!done) {
      (void)writer.execute("ROLLBACK");
      return fail(done.error().code, "The file cannot be brought to schema " + std::to_string(next + 1) + ": " + done.error().message);
    }
  }
  return {};
}

Result<void> check_header(Connection& connection) {
  auto const version = read_version(connection);
  if (!version) return version.error();
  if (*version != newest) return fail(Errc::storage, "The file has schema " + std::to_string(*version) + "; " + std::to_string(newest) + " is needed.", {},
                                      *version == 0 ? "" : "It is of an earlier release: start the service with it once, or restore it if it is a backup.");
  return {};
}

}  // namespace guicheng::sqlite
