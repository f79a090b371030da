// The routes. Entry point: routes().
#include "handlers.hpp"

namespace guicheng::http {
namespace {

constexpr std::string_view text = R"({"type":"string"})", count = R"({"type":"integer","minimum":1,"maximum":200})",
                           order = R"({"type":"string","enum":["due","-due","changed","-changed","started","-started"]})",
                           status = R"({"type":"string","enum":["open","ended"]})";

Parameter const limit{"limit", count, "entries on a page; 50 where it is not given"};
Parameter const cursor{"cursor", text, "`next` of the page before"};

std::vector<Parameter> case_filters() {
  return {{"workflow", text, "id of a workflow"}, {"stage", text, "an open stage"}, {"end", text, "id of an end"}, {"status", status, "open or ended"},
          {"division", text, "a division with all below it"}, {"organisation", text, "an applicant's 统一社会信用代码"}, {"title", text, "part of the title"},
          {"order", order, "what to sort by; with - downwards"}, cursor, limit};
}

std::vector<Route> service_routes() {
  return {
      {"GET", "/healthz", "getHealth", "The process lives.", Access::anyone, get_health, {}, BodyKind::none, {}, {{200, "it lives", "Status"}}},
      {"GET", "/readyz", "getReadiness", "Requests can be served.", Access::anyone, get_readiness, {}, BodyKind::none, {}, {{200, "ready", "Status"}, {503, "not ready", "Problem", "application/problem+json"}}},
      {"GET", "/metrics", "getMetrics", "Counters for Prometheus.", Access::anyone, get_metrics, {}, BodyKind::none, {}, {{200, "counters", R"({"type":"string"})", "text/plain"}}},
      {"GET", "/openapi.json", "getOpenapi", "This description.", Access::anyone, get_openapi, {}, BodyKind::none, {}, {{200, "OpenAPI 3.1", R"({"type":"object"})"}}},
  };
}

std::vector<Route> account_routes() {
  return {
      {"POST", "/v1/session", "logIn", "Logs in: a bearer token for programs, a cookie for browsers.", Access::anyone, post_session, {}, BodyKind::json, "Login", {{200, "logged in", "Session"}}},
      {"DELETE", "/v1/session", "logOut", "Ends the session.", Access::signed_in, delete_session, {}, BodyKind::none, {}, {{204, "logged out", {}}}},
      {"PUT", "/v1/session/password", "changePassword", "Changes one's password and ends all of one's sessions.", Access::signed_in, put_password, {}, BodyKind::json, "PasswordChange", {{204, "changed", {}}}},
      {"GET", "/v1/me", "getMe", "Who calls.", Access::signed_in, get_me, {}, BodyKind::none, {}, {{200, "the caller", "Person"}}},
      {"GET", "/v1/accounts", "listAccounts", "Accounts by id.", Access::administrator, list_accounts, {{"after", text, "the last id of the page before"}, limit}, BodyKind::none, {}, {{200, "accounts", "Accounts"}}},
      {"POST", "/v1/accounts", "addAccount", "Adds an account; the first one with the first-run token.", Access::anyone, post_account, {}, BodyKind::json, "NewAccount", {{201, "added", "Account"}}},
      {"PATCH", "/v1/accounts/{account}", "changeAccount", "Changes, unlocks, closes or opens an account; ends its sessions.", Access::administrator, patch_account, {}, BodyKind::json, "AccountChange", {{200, "changed", "Account"}}},
  };
}

std::vector<Route> case_routes() {
  return {
      {"GET", "/v1/systems", "listSystems", "The systems of this service.", Access::signed_in, list_systems, {}, BodyKind::none, {}, {{200, "systems", "Systems"}}},
      {"GET", "/v1/systems/{system}", "getSystem", "A system's workflows, kinds of records and divisions.", Access::signed_in, get_system, {}, BodyKind::none, {}, {{200, "the system", "System"}}},
      {"GET", "/v1/systems/{system}/workflows/{workflow}", "getWorkflow", "A workflow's form, materials, stages and ends.", Access::signed_in, get_workflow, {}, BodyKind::none, {}, {{200, "the workflow", "Workflow"}}},
      {"GET", "/v1/systems/{system}/workflows/{workflow}/materials/{slot}/template", "getTemplate", "The form to fill in for a material.", Access::signed_in, get_template, {}, BodyKind::none, {}, {{200, "the file", R"({"type":"string","format":"binary"})", "application/octet-stream"}, {304, "not changed since", {}}}},
      {"GET", "/v1/systems/{system}/cases", "listCases", "Cases the caller may see.", Access::signed_in, list_cases, case_filters(), BodyKind::none, {}, {{200, "a page", "CasePage"}}},
      {"POST", "/v1/systems/{system}/cases", "startCase", "Starts a case.", Access::signed_in, post_case, {}, BodyKind::json, "Start", {{201, "started", "Reply"}}, false, true},
      {"GET", "/v1/systems/{system}/cases/{id}", "getCase", "A case with what the caller may do with it.", Access::signed_in, get_case, {}, BodyKind::none, {}, {{200, "the case", "Case"}, {304, "not changed since", {}}}},
      {"PATCH", "/v1/systems/{system}/cases/{id}/data", "saveData", "Saves data: what is named is set, null clears.", Access::signed_in, patch_data, {}, BodyKind::json, R"({"type":"object","additionalProperties":{"type":["object","array"]}})", {{200, "saved", "Reply"}}, true, true},
      {"POST", "/v1/systems/{system}/cases/{id}/actions/{action}", "takeAction", "Takes an action.", Access::signed_in, post_action, {}, BodyKind::json, "Action", {{200, "taken", "Reply"}}, true, true},
      {"GET", "/v1/systems/{system}/cases/{id}/history", "getHistory", "What happened to a case: who, when, from where to where, why.", Access::signed_in, get_history, {{"after", R"({"type":"integer","minimum":0})", "seq of the last act already known"}, limit}, BodyKind::none, {}, {{200, "acts", "History"}}},
      {"GET", "/v1/systems/{system}/inbox", "getInbox", "Cases that wait for the caller, the first due first.", Access::signed_in, get_inbox, case_filters(), BodyKind::none, {}, {{200, "a page", "CasePage"}}},
      {"GET", "/v1/systems/{system}/inbox/counts", "getCounts", "How many wait, by stage.", Access::signed_in, get_counts, {}, BodyKind::none, {}, {{200, "counts", "Counts"}}},
  };
}

std::vector<Route> thing_routes() {
  constexpr std::string_view bytes = R"({"type":"string","format":"binary"})";
  return {
      {"PUT", "/v1/systems/{system}/cases/{id}/materials/{slot}", "putMaterial", "Hands in a file: its bytes are the body.", Access::signed_in, put_material, {{"name", text, "the file's own name", true}}, BodyKind::raw, bytes, {{201, "kept", "Upload"}}, true, true},
      {"GET", "/v1/systems/{system}/cases/{id}/materials/{slot}/{hash}", "getMaterial", "A file that was handed in, whole or a range of it.", Access::signed_in, get_material, {}, BodyKind::none, {}, {{200, "the file", bytes, "application/octet-stream"}, {206, "a part of it", bytes, "application/octet-stream"}, {416, "no such part", "Problem", "application/problem+json"}}},
      {"DELETE", "/v1/systems/{system}/cases/{id}/materials/{slot}/{hash}", "removeMaterial", "Takes a file back.", Access::signed_in, delete_material, {}, BodyKind::none, {}, {{200, "taken back", "Reply"}}, true, true},
      {"GET", "/v1/systems/{system}/records/{type}", "listRecords", "Records of a kind that the caller may see.", Access::signed_in, list_records, {{"organisation", text, "exactly this one"}, {"division", text, "a division with all below it"}, {"text", text, "part of the key or of a field"}, cursor, limit}, BodyKind::none, {}, {{200, "a page", "RecordPage"}}},
      {"GET", "/v1/systems/{system}/records/{type}/{key}", "getRecord", "A record.", Access::signed_in, get_record, {}, BodyKind::none, {}, {{200, "the record", "Record"}}},
      {"GET", "/v1/systems/{system}/records/{type}/{key}/history", "getRecordHistory", "What a record said, when, by whom, through which case.", Access::signed_in, get_record_history, {{"after", R"({"type":"integer","minimum":0})", "version of the last change already known"}, limit}, BodyKind::none, {}, {{200, "changes", "RecordHistory"}}},
  };
}

std::vector<Parameter> which_rules() {
  return {{"system", text, "id of a system, where several have a set of this id"}, {"version", text, "exactly this version"},
          {"on", R"({"type":"string","format":"date"})", "the version in force on this day; by default today"}};
}

// Anybody who is signed in: rules are published, and what is judged here is not kept.
std::vector<Route> rule_routes() {
  constexpr std::string_view lines = R"({"type":"string","description":"JSON lines"})";
  auto batch = which_rules();
  batch.push_back({"explain", R"({"type":"boolean"})", "true: each result with its tree"});
  batch.push_back({"quota", R"({"type":"integer","minimum":1,"maximum":1000000})", "how many may be admitted by score: `ranking` in the summary tells the line, how many reach it (ties included) and how many stand on it"});
  return {
      {"GET", "/v1/rules", "listRules", "The rule sets of all systems, every version.", Access::signed_in, list_rules, {}, BodyKind::none, {}, {{200, "rule sets", "RuleSets"}}},
      {"GET", "/v1/rules/{rules}", "getRules", "A rule set: its inputs, indicators and grades.", Access::signed_in, get_rules, which_rules(), BodyKind::none, {}, {{200, "the rule set", "RuleSet"}}},
      {"POST", "/v1/rules/{rules}/evaluate", "evaluate", "Score, grade and validity of a subject.", Access::signed_in, post_evaluate, which_rules(), BodyKind::json, "Subject", {{200, "judged, or `problems` says why not", "Judgement"}}},
      {"POST", "/v1/rules/{rules}/explain", "explain", "The same with the tree of indicators; as text or as a picture by Accept.", Access::signed_in, post_explain, which_rules(), BodyKind::json, "Subject", {{200, "explained; also as text/plain and image/svg+xml", "Judgement"}}},
      {"POST", "/v1/rules/{rules}/completion", "getCompletion", "Which leaves of a partially filled set are answered; what does not apply is left out.", Access::signed_in, post_completion, which_rules(), BodyKind::json, "Subject", {{200, "leaf by leaf", "Completion"}}},
      {"POST", "/v1/rules/{rules}/advise", "advise", "What is missing for the next grade, or for `target`; as text by Accept.", Access::signed_in, post_advise, which_rules(), BodyKind::json, "AdviceFor", {{200, "advice; also as text/plain", "Advice"}}},
      {"POST", "/v1/rules/{rules}/batch", "judgeBatch", "One subject a line in, one result a line out in the same order, the last line a summary; a bad line is told and passed over.", Access::signed_in, post_batch, batch, BodyKind::raw, lines, {{200, "results, then the summary", lines, "application/x-ndjson"}}},
      {"GET", "/v1/systems/{system}/cases/{id}/advice", "getAdvice", "What is missing for the next grade, from the answers of a case so far; as text by Accept.", Access::signed_in, get_advice, {{"module", text, "the form module; by default the first that is judged"}, {"target", text, "a grade; by default the next better one"}}, BodyKind::none, {}, {{200, "advice; also as text/plain", "Advice"}}},
      {"GET", "/v1/systems/{system}/cases/{id}/results/{name}", "getResult", "What was judged in a case, explained as it was then; as text or as a picture by Accept.", Access::signed_in, get_result, {}, BodyKind::none, {}, {{200, "the result; also as text/plain and image/svg+xml", "Result"}}},
  };
}

}  // namespace

std::vector<Route> const& routes() {
  static std::vector<Route> const all = [] {
    auto out = service_routes();
    for (auto&& more : {account_routes(), case_routes(), thing_routes(), rule_routes()}) out.insert(out.end(), more.begin(), more.end());
    return out;
  }();
  return all;
}

}  // namespace guicheng::http
