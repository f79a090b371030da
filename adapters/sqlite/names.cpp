// Names by number, looked up once. Entry points: Names::find, Names::intern.
#include "names.hpp"

namespace guicheng::sqlite {

static std::string cache_key(std::int64_t parent, char const* kind, std::string_view name) {
  auto key = std::to_string(parent);
  key += kind[0];
  key += kind[1];  // system, stage: two letters tell all kinds apart
  key += name;
  return key;
}

Result<std::int64_t> Names::find(std::int64_t parent, char const* kind, std::string_view name) {
  auto key = cache_key(parent, kind, name);
  if (auto const at = ids_.find(key); at != ids_.end()) return at->second;
  auto cursor = connection_->query("SELECT id FROM names WHERE parent = ? AND kind = ? AND name = ?", parent, kind, name);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return 0;
  auto const id = cursor.integer(0);
  ids_.emplace(std::move(key), id);
  return id;
}

Result<std::int64_t> Names::intern(std::int64_t parent, char const* kind, std::string_view name) {
  auto const known = find(parent, kind, name);
  if (!known || *known) return known;
  fresh_ = true;
  if (auto added = connection_->run("INSERT INTO names (parent, kind, name) VALUES (?, ?, ?)", parent, kind, name); !added) return added.error();
  return find(parent, kind, name);
}

Result<std::string> Names::name(std::int64_t id) {
  if (auto const at = names_.find(id); at != names_.end()) return at->second;
  auto cursor = connection_->query("SELECT name FROM names WHERE id = ?", id);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return fail(Errc::storage, "The store lacks the name " + std::to_string(id) + ".");
  return names_.emplace(id, cursor.text(0)).first->second;
}

Result<std::vector<std::int64_t>> Names::children(std::int64_t parent, char const* kind) {
  std::vector<std::int64_t> ids;
  auto cursor = connection_->query("SELECT id FROM names WHERE parent = ? AND kind = ?", parent, kind);
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return ids;
    ids.push_back(cursor.integer(0));
  }
}

Result<std::int64_t> Names::find_in(std::string_view system, char const* kind, std::string_view name) {
  auto const parent = find(0, "system", system);
  return parent && *parent ? find(*parent, kind, name) : parent;
}

Result<std::int64_t> Names::intern_in(std::string_view system, char const* kind, std::string_view name) {
  auto const parent = intern(0, "system", system);
  return parent ? intern(*parent, kind, name) : parent;
}

Result<Law const*> Names::law(std::int64_t id) {
  if (auto const at = laws_.find(id); at != laws_.end()) return &at->second;
  auto cursor = connection_->query(
      "SELECT l.workflow, w.name, s.name, l.version, l.definition FROM laws l JOIN names w ON w.id = l.workflow JOIN names s ON s.id = w.parent "
      "WHERE l.id = ?", id);
  auto const row = cursor.next();
  if (!row) return row.error();
  if (!*row) return fail(Errc::storage, "The store lacks the law " + std::to_string(id) + ".");
  Law law{cursor.integer(0), std::string{cursor.text(2)}, std::string{cursor.text(1)}, std::string{cursor.text(3)}, std::string{cursor.text(4)}};
  return &laws_.emplace(id, std::move(law)).first->second;
}

Result<std::int64_t> Names::intern_law(std::string const& system, std::string const& workflow, std::string const& version,
                                       std::string const& definition) {
  auto key = system + '\0' + workflow + '\0' + version + '\0' + definition;
  if (auto const at = law_ids_.find(key); at != law_ids_.end()) return at->second;
  auto const flow = intern_in(system, "workflow", workflow);
  if (!flow) return flow;
  for (bool again = false;; again = true) {
    auto cursor = connection_->query("SELECT id FROM laws WHERE workflow = ? AND version = ? AND definition = ?", *flow, version, definition);
    auto const row = cursor.next();
    if (!row) return row.error();
    if (*row) return law_ids_.emplace(std::move(key), cursor.integer(0)).first->second;
    if (again) return fail(Errc::storage, "The store did not keep a law.");
    fresh_ = true;
    auto added = connection_->run("INSERT INTO laws (workflow, version, definition, open) VALUES (?, ?, ?, 0)", *flow, version, definition);
    if (!added) return added.error();
  }
}

void Names::forget_new() {
  if (!fresh_) return;
  ids_.clear();
  names_.clear();
  laws_.clear();
  law_ids_.clear();
}

}  // namespace guicheng::sqlite
