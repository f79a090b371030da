// Records (台账): list, read, history; masked for those who may not see personal fields.
#include "handlers.hpp"

#include "secret.hpp"
#include "view.hpp"

#include <guicheng/store_query.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

struct SeenType { std::shared_ptr<System const> system; RecordType const* type = nullptr; Actor actor; };

std::optional<SeenType> find_type(Call const& call) {
  SeenType out{find_system(call), nullptr, call.who.actor(call.captures[0])};
  if (out.system) out.type = out.system->find_record_type(call.captures[1]);
  if (!out.type) return {};
  return out;
}

/// The widest of the actor's reaches; own organisation where no role says more.
Role::Reach widest(System const& system, Actor const& actor) {
  auto out = Role::Reach::own_organisation;
  for (auto const& name : actor.roles)
    if (auto const* role = system.find_role(name)) out = std::max(out, role->reach);
  return out;
}

// Narrows what was asked for to what may be seen; false where nothing of it may. Each record is asked about once more.
bool narrow(SeenType const& seen, RecordQuery& query) {
  auto const reach = widest(*seen.system, seen.actor);
  if (reach == Role::Reach::division && !seen.type->division.empty()) {
    if (query.division.empty()) query.division = seen.actor.division;
    return !query.division.empty() && division_covers(seen.actor.division, query.division);
  }
  if (reach == Role::Reach::own_organisation && !seen.type->organisation.empty()) {
    if (query.organisation.empty()) query.organisation = seen.actor.organisation;
    return !query.organisation.empty() && query.organisation == seen.actor.organisation;
  }
  return true;
}

/// Personal, or a list with personal fields in its items.
bool is_personal(Field const& field) {
  return field.personal || field.kind == FieldKind::resident_id || field.kind == FieldKind::mobile || std::ranges::any_of(field.of, is_personal);
}

}  // namespace

Step list_records(CallPtr const& call) {
  auto const seen = find_type(*call);
  if (!seen) return not_found(call->request);
  RecordQuery query;
  query.system = seen->system->id;
  query.type = seen->type->name;
  auto const copy = [&](char const* name, std::string& into) { if (auto const* value = call->query(name)) into = *value; };
  copy("organisation", query.organisation);
  copy("division", query.division);
  copy("text", query.text);
  if (auto const* sealed = call->query("cursor"); sealed && !sealed->empty()) {
    auto cursor = unseal(call->api.sealing_key, *sealed);
    if (!cursor) return bad_cursor(*call);
    query.cursor = std::move(*cursor);
  }
  query.limit = limit_of(*call);
  for (auto const& field : seen->type->fields)
    if (is_personal(field)) query.unsearched.push_back(field.name);
  List rows;
  Context out;
  if (narrow(*seen, query)) {
    auto reader = call->api.borrow_reader();
    if (!reader) return answer(reader.error(), call->request);
    auto page = (*reader)->list_records(query);
    if (!page) return answer(page.error(), call->request);
    for (auto const& record : page->rows)
      if (may_see(*seen->system, *seen->type, record, seen->actor)) rows.push_back(view_record(*seen->system, *seen->type, record, seen->actor, call->now));
    if (!page->next.empty()) out.set("next", seal(call->api.sealing_key, page->next));  // it may be a key that is not shown, or masked
    if (page->partial) out.set("partial", true);
  }
  out.set("records", std::move(rows));
  return json_answer(out);
}

Step get_record(CallPtr const& call) {
  auto const seen = find_type(*call);
  if (!seen) return not_found(call->request);
  auto reader = call->api.borrow_reader();
  if (!reader) return answer(reader.error(), call->request);
  auto record = (*reader)->view().find_record(seen->system->id, seen->type->name, call->captures[2]);
  if (!record) return answer(record.error(), call->request);
  if (!*record || !may_see(*seen->system, *seen->type, **record, seen->actor)) return note_refused(*call), not_found(call->request);
  return json_answer(view_record(*seen->system, *seen->type, **record, seen->actor, call->now));
}

Step get_record_history(CallPtr const& call) {
  auto const seen = find_type(*call);
  if (!seen) return not_found(call->request);
  auto reader = call->api.borrow_reader();
  if (!reader) return answer(reader.error(), call->request);
  auto now = (*reader)->view().find_record(seen->system->id, seen->type->name, call->captures[2]);
  if (!now) return answer(now.error(), call->request);
  if (!*now || !may_see(*seen->system, *seen->type, **now, seen->actor)) return note_refused(*call), not_found(call->request);
  auto const* after_text = call->query("after");
  auto const after = after_text ? read_case_id(*after_text).value_or(0) : 0;
  auto changes = (*reader)->record_history(seen->system->id, seen->type->name, call->captures[2], static_cast<std::uint64_t>(std::max<CaseId>(after, 0)), limit_of(*call));
  if (!changes) return answer(changes.error(), call->request);
  List out;
  std::size_t values = 0;
  for (auto const& change : *changes) {
    if (values > most_page_values) break;
    out.push_back(Context{{"version", static_cast<std::int64_t>(change.record.version)}, {"at", write_instant(change.at)}, {"by", change.by.name},
                          {"case", change.by_case}, {"fields", masked_fields(*seen->system, *seen->type, change.record, seen->actor)}});
    values += out.back().size();
  }
  auto const partial = out.size() < changes->size();
  Context body{{"changes", std::move(out)}};
  if (partial) body.set("partial", true);
  return json_answer(body);
}

}  // namespace guicheng::http
