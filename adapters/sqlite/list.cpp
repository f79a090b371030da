// Lists. Cases lie in the indexes by stage (or workflow) and division; a list over a subtree of divisions
// merges the ranges of its divisions, so that a page costs the same however many cases there are. Entry point: list_cases.
#include "reader.hpp"

#include <guicheng/store_query.hpp>

#include <algorithm>
#include <cstdlib>
#include <queue>
#include <set>
#include <tuple>

namespace guicheng::sqlite {

using Place = ListPlace;

namespace {

constexpr std::size_t most_looked_at = 4'000;  // cases for one page; beyond, the page is short

// What one range of an index holds: a stage's or workflow's cases in a division (drafts: under the negative of its number), or
// those of an organisation or person.
struct Source {
  enum class Of : std::uint8_t { division, organisation, person } of = Of::division;
  std::int64_t owner = 0;
  std::string text;
  auto operator<=>(Source const&) const = default;
};

// A range, read a few places at a time.
struct Range {
  Source source;
  std::vector<Place> places;  // in list order
  std::size_t at = 0;
  bool done = false;
};

class Lister {
 public:
  Lister(Connection& db, Names& names, CaseQuery const& query) : db_{db}, names_{names}, query_{query} {}
  Result<CasePage> list();

 private:
  bool by_due() const { return query_.order == CaseQuery::Order::due; }
  bool before(Place const& a, Place const& b) const { return query_.descending ? b < a : a < b; }
  Result<void> find_sources();
  Result<void> find_ranges(Reach const&, std::int64_t workflow);
  Result<void> add_divisions(std::int64_t owner, Reach const&);
  Result<void> add_divisions_in(std::int64_t owner, Reach const&);
  Result<void> add_owner(Source);
  Result<void> refill(Range&, std::optional<Place> after);
  Result<std::optional<CaseRow>> look(Place const&);

  Connection& db_;
  Names& names_;
  CaseQuery const& query_;
  std::set<Source> sources_;
  std::vector<Range> ranges_;
  std::set<CaseId> few_;      // open cases of organisations and persons, by due day: looked at one by one
  bool cut_ = false;          // and some of them have more than that
  std::size_t chunk_ = 1;
};

char const* select_places(CaseQuery const& query) {
  switch (query.order) {
    case CaseQuery::Order::due:
      return query.descending
                 ? "SELECT due, case_id FROM stays WHERE stage = ? AND division = ? AND (due, case_id) < (?, ?) ORDER BY due DESC, case_id DESC LIMIT ?"
                 : "SELECT due, case_id FROM stays WHERE stage = ? AND division = ? AND (due, case_id) > (?, ?) ORDER BY due, case_id LIMIT ?";
    case CaseQuery::Order::changed:
      return query.descending
                 ? "SELECT changed, id FROM cases WHERE workflow = ? AND draft = ? AND division = ? AND (changed, id) < (?, ?) ORDER BY changed DESC, id DESC LIMIT ?"
                 : "SELECT changed, id FROM cases WHERE workflow = ? AND draft = ? AND division = ? AND (changed, id) > (?, ?) ORDER BY changed, id LIMIT ?";
    case CaseQuery::Order::started:
      return query.descending
                 ? "SELECT id, id FROM cases INDEXED BY cases_by_start WHERE workflow = ? AND draft = ? AND division = ? AND ? AND id < ? ORDER BY id DESC LIMIT ?"
                 : "SELECT id, id FROM cases INDEXED BY cases_by_start WHERE workflow = ? AND draft = ? AND division = ? AND ? AND id > ? ORDER BY id LIMIT ?";
  }
  return "";
}

// The same of an organisation or a person; by due day they are few.
char const* select_places_of(Source::Of of, CaseQuery const& query) {
  auto const organisation = of == Source::Of::organisation;
  if (query.order == CaseQuery::Order::started) {
    if (organisation)
      return query.descending
                 ? "SELECT id, id FROM cases INDEXED BY cases_by_organisation WHERE organisation = ? AND organisation <> '' AND ? AND id < ? ORDER BY id DESC LIMIT ?"
                 : "SELECT id, id FROM cases INDEXED BY cases_by_organisation WHERE organisation = ? AND organisation <> '' AND ? AND id > ? ORDER BY id LIMIT ?";
    return query.descending ? "SELECT id, id FROM cases INDEXED BY cases_by_person WHERE person = ? AND person <> '' AND ? AND id < ? ORDER BY id DESC LIMIT ?"
                            : "SELECT id, id FROM cases INDEXED BY cases_by_person WHERE person = ? AND person <> '' AND ? AND id > ? ORDER BY id LIMIT ?";
  }
  if (organisation)
    return query.descending ? "SELECT changed, id FROM cases INDEXED BY cases_of_organisation WHERE organisation = ? AND organisation <> '' "
                              "AND (changed, id) < (?, ?) ORDER BY changed DESC, id DESC LIMIT ?"
                            : "SELECT changed, id FROM cases INDEXED BY cases_of_organisation WHERE organisation = ? AND organisation <> '' "
                              "AND (changed, id) > (?, ?) ORDER BY changed, id LIMIT ?";
  return query.descending ? "SELECT changed, id FROM cases INDEXED BY cases_of_person WHERE person = ? AND person <> '' "
                            "AND (changed, id) < (?, ?) ORDER BY changed DESC, id DESC LIMIT ?"
                          : "SELECT changed, id FROM cases INDEXED BY cases_of_person WHERE person = ? AND person <> '' "
                            "AND (changed, id) > (?, ?) ORDER BY changed, id LIMIT ?";
}

Result<void> Lister::add_owner(Source source) {
  if (by_due()) {
    auto const more = add_open(db_, source.of == Source::Of::organisation ? Owner::organisation : Owner::person, source.text, few_);
    if (!more) return more.error();
    cut_ = cut_ || *more;
    return {};
  }
  sources_.insert(std::move(source));
  return {};
}

Result<void> Lister::add_divisions(std::int64_t owner, Reach const& part) {
  if (auto added = add_divisions_in(owner, part); !added || part.submitted) return added;
  return add_divisions_in(-owner, part);
}

// The divisions of a stage that has open cases there, or of a workflow, as far as reach and filter cover them.
Result<void> Lister::add_divisions_in(std::int64_t owner, Reach const& part) {
  auto cursor = by_due() ? db_.query("SELECT division FROM counts WHERE stage = ? AND open > 0", owner)
                         : db_.query("SELECT division FROM places WHERE workflow = ?", std::abs(owner));
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return {};
    auto const division = cursor.text(0);
    if (part.division && !division_covers(*part.division, division)) continue;
    if (query_.division.empty() || division_covers(query_.division, division)) sources_.insert({Source::Of::division, owner, std::string{division}});
  }
}

Result<void> Lister::find_ranges(Reach const& part, std::int64_t workflow) {
  if (!by_due()) return add_divisions(workflow, part);
  auto const wanted = part.stage ? *part.stage : query_.stage;
  if (wanted.empty()) {
    auto const stages = names_.children(workflow, "stage");
    if (!stages) return stages.error();
    for (auto const stage : *stages)
      if (auto added = add_divisions(stage, part); !added) return added;
    return {};
  }
  if (!query_.stage.empty() && wanted != query_.stage) return {};
  auto const stage = names_.find(workflow, "stage", wanted);
  if (!stage) return stage.error();
  return *stage ? add_divisions(*stage, part) : Result<void>{};
}

Result<void> Lister::find_sources() {
  if (!query_.organisation.empty()) return add_owner({Source::Of::organisation, 0, query_.organisation});
  for (auto const& part : query_.reach) {
    if (part.organisation || part.person) {
      auto const done = part.organisation ? add_owner({Source::Of::organisation, 0, *part.organisation}) : add_owner({Source::Of::person, 0, *part.person});
      if (!done) return done;
      continue;
    }
    auto const workflows = workflows_of(names_, query_.system, part.workflow.empty() ? query_.workflow : part.workflow);
    if (!workflows) return workflows.error();
    for (auto const workflow : *workflows)
      if (auto found = find_ranges(part, workflow); !found) return found;
  }
  return {};
}

Result<void> Lister::refill(Range& range, std::optional<Place> after) {
  constexpr auto far = std::numeric_limits<std::int64_t>::max();
  auto const from = after ? *after : query_.descending ? Place{far, far} : Place{-far, -far};
  range.places.clear();
  range.at = 0;
  auto const of_division = range.source.of == Source::Of::division;
  auto cursor = db_.query(of_division ? select_places(query_) : select_places_of(range.source.of, query_));
  auto const owner = range.source.owner;
  if (of_division && by_due()) cursor.bind(owner);
  else if (of_division) cursor.bind(std::abs(owner)).bind(std::int64_t{owner < 0});
  cursor.bind(range.source.text);
  if (query_.order == CaseQuery::Order::started) cursor.bind(std::int64_t{1});
  else cursor.bind(from.key);
  cursor.bind(from.id).bind(static_cast<std::int64_t>(chunk_));
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) break;
    range.places.push_back({cursor.integer(0), cursor.integer(1)});
  }
  range.done = range.places.size() < chunk_;
  return {};
}

// The case, if its place in the list is here: with several open stages it lies in several ranges, but is listed once.
Result<std::optional<CaseRow>> Lister::look(Place const& place) {
  auto kept = find_kept(db_, names_, place.id);
  if (!kept) return kept.error();
  if (!*kept) return std::optional<CaseRow>{};
  auto const here = find_place(query_, (*kept)->row);
  return here && *here == place ? std::optional{std::move((*kept)->row)} : std::nullopt;
}

Result<CasePage> Lister::list() {
  auto const cursor = read_cursor(query_.cursor);
  if (!cursor) return cursor.error();
  Transaction const reading{db_};
  if (!reading.begun()) return reading.begun().error();
  if (auto found = find_sources(); !found) return found.error();
  auto const size = page_size(query_.limit);
  chunk_ = std::clamp<std::size_t>(2 * size / (sources_.size() + 1), 4, size + 1);
  for (auto const& source : sources_) ranges_.push_back({source, {}, 0, false});
  for (auto& range : ranges_)
    if (auto filled = refill(range, *cursor); !filled) return filled.error();

  Range few;  // sorted beforehand
  few.done = true;
  for (auto const id : few_) {
    auto const kept = find_kept(db_, names_, id);
    if (!kept) return kept.error();
    auto const place = *kept ? find_place(query_, (*kept)->row) : std::nullopt;
    if (place && (!*cursor || before(**cursor, *place))) few.places.push_back(*place);
  }
  std::ranges::sort(few.places, [&](auto const& a, auto const& b) { return before(a, b); });
  ranges_.push_back(std::move(few));

  auto const later = [&](std::size_t a, std::size_t b) { return before(ranges_[b].places[ranges_[b].at], ranges_[a].places[ranges_[a].at]); };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> next{later};
  for (std::size_t i = 0; i < ranges_.size(); ++i)
    if (!ranges_[i].places.empty()) next.push(i);

  CasePage page;
  page.partial = cut_;
  std::optional<Place> last, shown;
  for (std::size_t looked = 0; !next.empty();) {
    auto const index = next.top();
    next.pop();
    auto& range = ranges_[index];
    auto const place = range.places[range.at++];
    if (range.at == range.places.size() && !range.done)
      if (auto filled = refill(range, place); !filled) return filled.error();
    if (range.at < range.places.size()) next.push(index);
    if (last == place) continue;  // two parts of the reach, or two stays of one day
    if (page.rows.size() < size && ++looked <= most_looked_at) {
      auto row = look(place);
      if (!row) return row.error();
      last = shown = place;
      if (*row) page.rows.push_back(std::move(**row));
      continue;
    }
    page.next = write_cursor(*shown);  // there may be more
    page.partial = cut_ || page.rows.size() < size;
    break;
  }
  return page;
}

}  // namespace

Result<std::vector<std::int64_t>> workflows_of(Names& names, std::string_view system, std::string_view workflow) {
  auto const parent = names.find(0, "system", system);
  if (!parent) return parent.error();
  if (*parent == 0) return std::vector<std::int64_t>{};
  if (workflow.empty()) return names.children(*parent, "workflow");
  auto const id = names.find(*parent, "workflow", workflow);
  if (!id) return id.error();
  return *id ? std::vector{*id} : std::vector<std::int64_t>{};
}

Result<bool> add_open(Connection& db, Owner owner, std::string const& text, std::set<CaseId>& to) {
  constexpr std::int64_t most_open = 20'000;
  auto cursor = db.query(
      owner == Owner::organisation
          ? "SELECT id FROM cases INDEXED BY cases_open_of_organisation WHERE organisation = ? AND organisation <> '' AND status = 1 ORDER BY id LIMIT ?"
          : "SELECT id FROM cases INDEXED BY cases_open_of_person WHERE person = ? AND person <> '' AND status = 1 ORDER BY id LIMIT ?",
      text, most_open + 1);
  for (std::int64_t taken = 0;; ++taken) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) return false;
    if (taken == most_open) return true;
    to.insert(cursor.integer(0));
  }
}

Result<CasePage> list_cases(Connection& db, Names& names, CaseQuery const& query) { return Lister{db, names, query}.list(); }

}  // namespace guicheng::sqlite
