// What a list holds and in which order. Entry point: find_place.
#include <guicheng/store_query.hpp>

#include <algorithm>
#include <charconv>

namespace guicheng {

std::int64_t due_key(CaseRow::Stay const& stay) noexcept { return stay.due ? days_from_civil(*stay.due) : no_due; }

bool is_draft(CaseRow const& row) noexcept {
  return !row.stays.empty() && std::ranges::all_of(row.stays, [](auto const& stay) { return stay.token == first_token; });
}

bool reaches(Reach const& part, CaseRow const& row, CaseRow::Stay const* stay) noexcept {
  if (!part.workflow.empty() && part.workflow != row.workflow) return false;
  if (part.organisation && *part.organisation != row.organisation) return false;
  if (part.person && *part.person != row.person) return false;
  if (part.division && !division_covers(*part.division, row.division)) return false;
  if (part.definition && *part.definition != row.definition) return false;
  if (part.submitted && (stay ? stay->token == first_token : is_draft(row))) return false;
  if (!part.stage) return true;
  if (stay) return stay->stage == *part.stage;
  return std::ranges::any_of(row.stays, [&](auto const& other) { return other.stage == *part.stage; });
}

namespace {

bool passes_filters(CaseQuery const& query, CaseRow const& row) {
  if (query.system != row.system || row.hidden) return false;
  if (!query.workflow.empty() && query.workflow != row.workflow) return false;
  if (!query.end.empty() && query.end != row.end) return false;
  if (query.status && *query.status != row.status) return false;
  if (!query.division.empty() && !division_covers(query.division, row.division)) return false;
  if (!query.organisation.empty() && query.organisation != row.organisation) return false;
  return query.title.empty() || row.title.find(query.title) != std::string::npos;
}

// With a stage filter or in the order of due days, a case is there for the sake of a stay, which itself must be in reach.
std::optional<std::int64_t> find_due(CaseQuery const& query, CaseRow const& row) {
  std::optional<std::int64_t> found;
  for (auto const& stay : row.stays) {
    if (!query.stage.empty() && stay.stage != query.stage) continue;
    auto const seen = std::ranges::any_of(query.reach, [&](auto const& part) { return reaches(part, row, &stay); });
    if (!seen) continue;
    auto const key = due_key(stay);
    if (!found || (query.descending ? key > *found : key < *found)) found = key;
  }
  return found;
}

}  // namespace

std::optional<ListPlace> find_place(CaseQuery const& query, CaseRow const& row) {
  if (!passes_filters(query, row)) return {};
  if (query.order == CaseQuery::Order::due || !query.stage.empty()) {
    auto const due = find_due(query, row);
    if (!due) return {};
    if (query.order == CaseQuery::Order::due) return ListPlace{*due, row.id};
  } else if (std::ranges::none_of(query.reach, [&](auto const& part) { return reaches(part, row); })) {
    return {};
  }
  return query.order == CaseQuery::Order::changed ? ListPlace{row.changed.milliseconds, row.id} : ListPlace{row.id, row.id};
}

static bool value_holds(Value const& value, std::string const& text) {
  if (auto const* const list = value.list()) return std::ranges::any_of(*list, [&](Value const& item) { return value_holds(item, text); });
  if (auto const* const inner = value.context())
    return std::ranges::any_of(*inner, [&](auto const& entry) { return value_holds(entry.second, text); });
  if (auto const* const string = value.string()) return string->find(text) != string->npos;
  return !value.is_null() && write_feel(value).find(text) != std::string::npos;
}

bool holds_text(RecordQuery const& query, std::string_view key, Value const& fields) {
  if (query.text.empty()) return true;
  auto const* const named = fields.context();
  auto const hidden = named && std::ranges::any_of(query.unsearched, [&](auto const& name) {  // a key that is the value of such a field
    auto const* const value = named->find(name);
    return value && value->string() && *value->string() == key;
  });
  if (!hidden && key.find(query.text) != key.npos) return true;
  return named && std::ranges::any_of(*named, [&](auto const& entry) {
    return std::ranges::find(query.unsearched, entry.first) == query.unsearched.end() && value_holds(entry.second, query.text);
  });
}

std::string write_cursor(ListPlace place) { return std::to_string(place.key) + '.' + std::to_string(place.id); }

Result<std::optional<ListPlace>> read_cursor(std::string_view text) {
  if (text.empty()) return std::optional<ListPlace>{};
  ListPlace place;
  auto const* const end = text.data() + text.size();
  auto const key = std::from_chars(text.data(), end, place.key);
  if (key.ec == std::errc{} && key.ptr != end && *key.ptr == '.') {
    auto const id = std::from_chars(key.ptr + 1, end, place.id);
    if (id.ec == std::errc{} && id.ptr == end) return std::optional{place};
  }
  return fail(Errc::bad_syntax, "The cursor is none that a page gave.");
}

std::size_t page_size(std::size_t limit) noexcept { return std::clamp<std::size_t>(limit, 1, 200); }

}  // namespace guicheng
