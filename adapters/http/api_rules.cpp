// Rule sets (指标规则集): list, read, judge, explain, advise, and whole files of subjects. Judging is done off the network's
// threads, by workers of its own; nothing of it is kept. A batch is taken whole within a limit and its results stream out,
// so that a client may first send and then read.
#include "handlers.hpp"

#include "negotiate.hpp"
#include "view.hpp"
#include "view_rules.hpp"

#include <guicheng/batch.hpp>
#include <guicheng/json.hpp>

#include <algorithm>
#include <chrono>

namespace guicheng::http {
namespace {

/// A set, and the system it belongs to; null for one that stands for itself.
struct Found { std::shared_ptr<RuleSet const> rules; std::shared_ptr<System const> system; };

std::vector<Found> all_rules(Api& api) {
  std::vector<Found> out;
  for (auto const& system : api.engine.systems())
    for (auto const& rules : system->rules) out.push_back({rules, system});
  for (auto const& rules : api.options.rules) out.push_back({rules, nullptr});
  return out;
}

Response bad_query(Call const& call, char const* name) {
  return answer(Problem{400, "http.query", "查询参数有误", "The query is not understood.",
                        {{"query.value", "参数的值不在可选范围内", "The parameter's value is not one of those it may have.", name, {}}}}, call.request);
}

Date today(Call const& call, System const* system) {
  return civil_time(call.now, system ? system->zone : TimeZone::fixed(0)).date;
}

// The version that was asked for; else the one in force on the day that was asked for; else the one in force today, or the newest.
std::variant<Found, Response> find_rules(Call const& call) {
  auto const* system = call.query("system");
  auto const* version = call.query("version");
  auto const* on = call.query("on");
  auto const day = on ? read_date(*on) : std::optional<Date>{};
  if (on && !day) return bad_query(call, "on");
  Found newest, in_force;
  for (auto& one : all_rules(call.api)) {
    auto const& rules = *one.rules;
    if (rules.id != call.captures.front() || (system && (!one.system || one.system->id != *system))) continue;
    if (version && rules.version == *version) return one;
    auto const at = day ? *day : today(call, one.system.get());
    auto const later = [&](Found const& than) { return !than.rules || rules.effective > than.rules->effective; };
    if (rules.effective <= at && (!rules.until || at <= *rules.until) && later(in_force)) in_force = one;
    if (later(newest)) newest = one;
  }
  if (version) return not_found(call.request);
  if (in_force.rules) return in_force;
  if (day || !newest.rules) return not_found(call.request);
  return newest;
}

EvalContext context_of(Call const& call, Found const& found) {
  EvalContext out;
  out.now = call.now;
  out.zone = found.system ? &found.system->zone : nullptr;
  out.steps = 10'000'000;
  return out;
}

Step judging(std::function<Step()> run) { return Compute{std::move(run), Work::judging}; }

/// A request about one subject: its set, its inputs.
struct Asked { Found found; Context inputs; std::string target; };
std::variant<Asked, Response> read_asked(CallPtr const& call, bool with_target) {
  auto found = find_rules(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  BodyReader body{*call};
  auto const* inputs = body.object("inputs");
  if (!inputs && !body.any("inputs")) body.complain("body.missing", "缺少此项", "This entry is missing.", "inputs");
  auto target = with_target ? body.text("target", false, 100) : std::string{};
  if (auto wrong = body.finish()) return std::move(*wrong);
  return Asked{std::move(std::get<Found>(found)), *inputs->context(), std::move(target)};
}

// A target is one of the set's grades; anything else would be answered as impossible.
bool has_grade(RuleSet const& rules, std::string_view grade) {
  return std::ranges::any_of(rules.grades, [&](GradeBand const& one) { return one.grade == grade; }) ||
         std::ranges::any_of(rules.classes, [&](ClassRule const& one) { return one.grade == grade; });
}

/// A file of subjects on its way through a set, part by part.
struct Batch {
  using Steady = std::chrono::steady_clock;
  CallPtr call;
  Found found;
  std::string lines;
  BatchOptions options;
  std::size_t at = 0;
  BatchSummary sum;
  std::optional<Steady::time_point> until;
  bool done = false;

  Result<std::string> next() {
    if (done) return std::string{};
    if (!until) until = Steady::now() + std::chrono::seconds{call->api.options.batch_seconds};
    bool const late = Steady::now() >= *until;
    if (at >= lines.size() || late) return summary(late && at < lines.size());
    auto out = part();
    return out.empty() ? next_part() : std::move(out);
  }

 private:
  // Lines that are all empty give no results; an empty piece would be the end.
  Result<std::string> next_part() {
    std::string out;
    while (out.empty() && at < lines.size() && Steady::now() < *until) out = part();
    return out.empty() ? summary(at < lines.size()) : out;
  }

  std::string part() {
    std::size_t const size = options.explained ? 8 << 10 : 64 << 10;
    auto const end = at + size < lines.size() ? std::min(lines.find('\n', at + size), lines.size()) : lines.size();
    std::string_view rest{lines.data() + at, end - at};
    std::size_t read = 0;
    auto const line = [&](std::string& to) {
      if (rest.empty()) return false;
      auto const one = rest.substr(0, rest.find('\n'));
      to = one;
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      ++read;
      return true;
    };
    std::string out;
    sum.add(judge_lines(*found.rules, line, [&](std::string_view text) { out.append(text); return true; }, context_of(*call, found), options));
    options.lines_before += read;
    at = std::min(lines.size(), end + 1);
    return out;
  }

  std::string summary(bool stopped) {
    done = true;
    Context grades;
    for (auto const& [grade, count] : sum.grades) grades.set(grade, static_cast<std::int64_t>(count));
    auto const number = [](std::size_t n) { return Value{static_cast<std::int64_t>(n)}; };
    Context out{{"rules", found.rules->id}, {"version", found.rules->version}, {"lines", number(sum.lines)}, {"judged", number(sum.judged)},
                {"bad", number(sum.bad)}, {"grades", std::move(grades)}, {"stopped", stopped}};
    if (options.quota) {
      auto const ranking = (sum.scores ? *sum.scores : Scores{*options.quota}).ranking();
      out.set("ranking", Context{{"quota", number(ranking.quota)}, {"line", ranking.line ? Value{*ranking.line} : Value{}},
                                 {"admitted", number(ranking.admitted)}, {"tied", number(ranking.tied)}});
    }
    return write_json(Context{{"summary", std::move(out)}}) + "\n";
  }
};

}  // namespace

std::optional<Response> judgement_answer(Call const& call, RuleSet const& rules, Judgement const& judgement, std::string json, Response& out) {
  static constexpr std::array<std::string_view, 3> offered{"application/json", "text/plain", "image/svg+xml"};
  auto const media = choose_media(call.request.field("accept"), offered);
  if (media.empty()) return answer(Problem{406, "http.accept", "没有可接受的格式", "There is JSON, text/plain and image/svg+xml.", {}}, call.request);
  if (media == offered[0]) out = {200, {{"Content-Type", "application/json"}}, std::move(json), {}};
  else if (media == offered[1]) out = {200, {{"Content-Type", "text/plain; charset=utf-8"}}, write_judgement_text(rules, judgement), {}};
  else out = {200, {{"Content-Type", "image/svg+xml"}}, write_judgement_svg(rules, judgement), {}};
  out.fields.emplace_back("Vary", "Accept");
  return {};
}

Step list_rules(CallPtr const& call) {
  List out;
  for (auto const& [rules, system] : all_rules(call->api)) {
    auto one = view_rule_set(*rules);
    if (system) one.set("system", system->id);
    out.push_back(std::move(one));
  }
  return json_answer(Context{{"rules", std::move(out)}});
}

Step get_rules(CallPtr const& call) {
  auto found = find_rules(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  return json_answer(view_rule_form(*std::get<Found>(found).rules));
}

Step post_evaluate(CallPtr const& call) {
  auto asked = read_asked(call, false);
  if (auto* no = std::get_if<Response>(&asked)) return std::move(*no);
  return judging([call, asked = std::get<Asked>(std::move(asked))]() -> Step {
    auto const& rules = *asked.found.rules;
    return Response{200, {{"Content-Type", "application/json"}}, write_judgement_json(rules, judge(rules, asked.inputs, context_of(*call, asked.found))), {}};
  });
}

Step post_explain(CallPtr const& call) {
  auto asked = read_asked(call, false);
  if (auto* no = std::get_if<Response>(&asked)) return std::move(*no);
  return judging([call, asked = std::get<Asked>(std::move(asked))]() -> Step {
    auto const& rules = *asked.found.rules;
    auto const judgement = judge(rules, asked.inputs, context_of(*call, asked.found), true);
    Response out;
    if (auto no = judgement_answer(*call, rules, judgement, write_judgement_json(rules, judgement), out)) return std::move(*no);
    return out;
  });
}

Step post_completion(CallPtr const& call) {
  auto asked = read_asked(call, false);
  if (auto* no = std::get_if<Response>(&asked)) return std::move(*no);
  return judging([call, asked = std::get<Asked>(std::move(asked))]() -> Step {
    return json_answer(Context{{"leaves", view_completion(completion(*asked.found.rules, asked.inputs, context_of(*call, asked.found)))}});
  });
}

Step post_advise(CallPtr const& call) {
  auto asked = read_asked(call, true);
  if (auto* no = std::get_if<Response>(&asked)) return std::move(*no);
  return judging([call, asked = std::get<Asked>(std::move(asked))]() -> Step {
    return advice_answer(*call, *asked.found.rules, asked.inputs, context_of(*call, asked.found), asked.target, {});
  });
}

Response advice_answer(Call const& call, RuleSet const& rules, Context const& inputs, EvalContext const& context, std::string const& target, Masks const& masks) {
  if (!target.empty() && !has_grade(rules, target))
    return answer(Problem{422, "inputs", "填写内容有误", "Inputs are missing or wrong.",
                          {{"rules.unknown-grade", "没有此等级", "The rule set has no such grade.", "target", {}}}}, call.request);
  static constexpr std::array<std::string_view, 2> offered{"application/json", "text/plain"};
  auto const media = choose_media(call.request.field("accept"), offered);
  if (media.empty()) return answer(Problem{406, "http.accept", "没有可接受的格式", "There is JSON and text/plain.", {}}, call.request);
  auto const advice = masks.over(advise(rules, inputs, context, target));
  bool const plain = media == offered[1];
  return {200, {{"Content-Type", plain ? "text/plain; charset=utf-8" : "application/json"}, {"Vary", "Accept"}}, plain ? write_advice_text(advice) : write_advice_json(advice), {}};
}

Step post_batch(CallPtr const& call) {
  auto found = find_rules(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto batch = std::make_shared<Batch>();
  batch->call = call;
  batch->found = std::get<Found>(std::move(found));
  batch->options.threads = 1;
  auto const* explained = call->query("explain");
  batch->options.explained = explained && *explained == "true";
  batch->options.quota = number_of(*call, "quota");
  return Receive{call->api.options.batch_bytes,
                 [batch](std::string_view bytes) { batch->lines.append(bytes); return Result<void>{}; },
                 [batch]() -> Step {
                   Response out{200, {{"Content-Type", "application/x-ndjson"}}, {}, {}};
                   out.stream = std::make_shared<Stream>(Stream{Work::judging, [batch] { return batch->next(); }});
                   return out;
                 }};
}

}  // namespace guicheng::http
