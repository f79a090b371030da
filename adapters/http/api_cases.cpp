// Cases: start, list, read, change, act, history; the inbox and its counts.
#include "handlers.hpp"

#include "view.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/hash.hpp>
#include <guicheng/store_query.hpp>

namespace guicheng::http {
namespace {

Response reply_answer(Reply const& reply, unsigned status) {
  auto out = json_answer(Context{{"id", reply.case_id}, {"seq", static_cast<std::int64_t>(reply.seq)}, {"repeated", reply.repeated}}, status);
  out.fields.emplace_back("ETag", etag(reply.seq));
  return out;
}

Step command_on_case(CallPtr const& call, Command command) {
  auto const id = read_case_id(call->captures[1]);
  if (!id || !find_system(*call)) return not_found(call->request);
  return submit(call, call->captures[0], *id, std::move(command), [](Reply const& reply) -> Step { return reply_answer(reply, 200); });
}

void read_filters(Call const& call, CaseQuery& to) {
  auto const copy = [&](char const* name, std::string& into) { if (auto const* value = call.query(name)) into = *value; };
  copy("workflow", to.workflow);
  copy("stage", to.stage);
  copy("end", to.end);
  copy("division", to.division);
  copy("organisation", to.organisation);
  copy("title", to.title);
  copy("cursor", to.cursor);
  to.limit = limit_of(call);
  if (auto const* status = call.query("status")) to.status = *status == "open" ? CaseStatus::open : CaseStatus::ended;
  auto const* order = call.query("order");
  if (!order) return;
  to.descending = order->starts_with('-');
  auto const name = to.descending ? order->substr(1) : *order;
  to.order = name == "due" ? CaseQuery::Order::due : name == "changed" ? CaseQuery::Order::changed : CaseQuery::Order::started;
}

Step list_by(CallPtr const& call, bool inbox) {
  auto const system = find_system(*call);
  if (!system) return not_found(call->request);
  CaseQuery query;
  query.system = system->id;
  if (inbox) query.order = CaseQuery::Order::due, query.descending = false, query.status = CaseStatus::open;
  read_filters(*call, query);
  query.reach = call->api.engine.reach(*system, call->who.actor(system->id), inbox);
  List rows;
  Context out;
  if (!query.reach.empty()) {
    auto reader = call->api.borrow_reader();
    if (!reader) return answer(reader.error(), call->request);
    auto page = (*reader)->list(query);
    if (!page && page.error().code == Errc::bad_syntax) return bad_cursor(*call);
    if (!page) return answer(page.error(), call->request);
    for (auto const& row : page->rows) rows.push_back(view_row(*system, row));
    if (!page->next.empty()) out.set("next", page->next);
    if (page->partial) out.set("partial", true);
  }
  out.set("cases", std::move(rows));
  return json_answer(out);
}

}  // namespace

Step post_case(CallPtr const& call) {
  auto const system = find_system(*call);
  if (!system) return not_found(call->request);
  BodyReader body{*call};
  auto workflow = body.text("workflow", true, 100);
  auto const* data = body.object("data");
  if (!workflow.empty() && !system->find_workflow(workflow))
    body.complain("workflow.unknown", "没有此事项", "There is no such workflow.", "workflow");
  if (auto wrong = body.finish()) return std::move(*wrong);
  return submit(call, system->id, 0, StartCase{std::move(workflow), data ? *data : Value{Context{}}}, [call](Reply const& reply) -> Step {
    auto out = reply_answer(reply, 201);
    out.fields.emplace_back("Location", "/v1/systems/" + percent_encode(call->captures[0]) + "/cases/" + std::to_string(reply.case_id));
    return out;
  });
}

Step list_cases(CallPtr const& call) { return list_by(call, false); }
Step get_inbox(CallPtr const& call) { return list_by(call, true); }

Step get_case(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& [reader, seen, actor] = std::get<SeenCase>(found);
  auto out = json_answer(view_case(*seen.system, *seen.workflow, seen.state, actor, call->now, reader->view(), call->request.wants_english()));
  // What may be done changes with time, records and who asks though the case stands still: the tag is of the body, too.
  auto tag = etag(seen.state.seq);
  tag.insert(tag.size() - 1, "-" + sha256_hex(out.body).substr(0, 32));
  if (call->request.field("if-none-match") == tag) return Response{304, {{"ETag", tag}}, {}, {}};
  out.fields.emplace_back("ETag", tag);
  return out;
}

Step patch_data(CallPtr const& call) { return command_on_case(call, SaveData{call->body}); }

Step post_action(CallPtr const& call) {
  BodyReader body{*call};
  auto stage = body.text("stage", false, 100);
  auto const* input = body.object("input");
  if (auto wrong = body.finish()) return std::move(*wrong);
  return command_on_case(call, TakeAction{std::move(stage), call->captures[2], input ? *input : Value{Context{}}});
}

Step get_history(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& [reader, seen, actor] = std::get<SeenCase>(found);
  auto const* after_text = call->query("after");
  auto const after = after_text ? read_case_id(*after_text).value_or(0) : 0;
  auto const limit = limit_of(*call);
  // Where an act came from was said by an earlier one: some are looked at that are not shown. Of a stay that began before them
  // the action tells that left it.
  constexpr CaseId look_back = 200;
  Stays stays;
  List acts;
  std::size_t values = 0;
  auto const full = [&] { return acts.size() == limit || values > most_page_values; };
  for (auto at = static_cast<std::uint64_t>(std::max<CaseId>(after - look_back, 0)); !full();) {
    auto texts = reader->history(seen.state.id, at, 200);
    if (!texts) return answer(texts.error(), call->request);
    for (auto const& text : *texts) {
      auto act = read_act(text);
      if (!act) return answer(act.error(), call->request);
      at = act->seq;
      auto view = view_act(*seen.system, *seen.workflow, seen.state, *act, actor, stays);
      if (at <= static_cast<std::uint64_t>(after)) continue;
      if (full()) break;
      values += view.size();
      acts.push_back(std::move(view));
    }
    if (texts->size() < 200) break;
  }
  auto const partial = acts.size() < limit && full();
  Context out{{"acts", std::move(acts)}, {"seq", static_cast<std::int64_t>(seen.state.seq)}};
  if (partial) out.set("partial", true);
  return json_answer(out);
}

Step get_counts(CallPtr const& call) {
  auto const system = find_system(*call);
  if (!system) return not_found(call->request);
  auto const reach = call->api.engine.reach(*system, call->who.actor(system->id), true);
  List out;
  std::int64_t total = 0;
  bool partial = false;
  if (!reach.empty()) {
    auto reader = call->api.borrow_reader();
    if (!reader) return answer(reader.error(), call->request);
    auto counts = (*reader)->count(system->id, reach);
    if (!counts) return answer(counts.error(), call->request);
    for (auto const& one : *counts) {
      auto const* workflow = system->find_workflow(one.workflow);
      auto const* stage = workflow ? workflow->find_stage(one.stage) : nullptr;
      Context row{{"workflow", one.workflow}, {"stage", one.stage}, {"title", stage ? stage->title : one.stage}, {"open", one.open}};
      if (one.partial) row.set("partial", true);
      out.push_back(std::move(row));
      total += one.open;
      partial = partial || one.partial;
    }
  }
  Context all{{"counts", std::move(out)}, {"open", total}};
  if (partial) all.set("partial", true);
  return json_answer(all);
}

}  // namespace guicheng::http
