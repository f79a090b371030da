// Answers: heads, JSON bodies and problems. Entry points: write_head, answer.
#include "message.hpp"

#include <guicheng/json.hpp>

#include <fmt/format.h>

namespace guicheng::http {
namespace {

std::string_view reason_of(unsigned status) noexcept {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

struct Words { std::string_view code, zh, en; };

Words words_of(Errc code) noexcept {
  switch (code) {
    case Errc::bad_syntax: return {"bad_syntax", "请求内容的写法不对", "The request is not well formed."};
    case Errc::bad_definition: return {"bad_definition", "系统定义有误", "The system's definition is at fault."};
    case Errc::unknown_name: return {"unknown_name", "请求中有未知的名称", "The request names something unknown."};
    case Errc::wrong_type: return {"wrong_type", "请求中有类型不符的值", "The request holds a value of a wrong type."};
    case Errc::no_value: return {"no_value", "请求缺少必需的值", "The request lacks a value."};
    case Errc::not_allowed: return {"not_allowed", "无权进行此操作", "This is not allowed."};
    case Errc::not_in_scope: return {"not_found", "未找到", "There is no such thing."};
    case Errc::conflict: return {"conflict", "与他人的修改冲突", "Somebody else changed it first."};
    case Errc::not_found: return {"not_found", "未找到", "There is no such thing."};
    case Errc::storage: return {"storage", "存储暂不可用，未作任何更改", "The store is not available; nothing was changed."};
    case Errc::outcome_unknown: return {"outcome_unknown", "结果未知，请用同一 Idempotency-Key 重试", "The outcome is unknown: retry with the same Idempotency-Key."};
    case Errc::limit: return {"limit", "超出限额，请稍后再试", "A limit was reached: try again later."};
  }
  return {"unknown", "未知错误", "Unknown error."};
}

Words words_of(Refusal const& refusal) noexcept {
  if (refusal.code == "wrong_stage") return {"wrong_stage", "当前环节不能进行此操作", "Not possible in this stage."};
  if (refusal.code == "not_allowed") return {"not_allowed", "无权进行此操作", "You may not do this."};
  if (refusal.code == "conditions") return {"conditions", "条件不满足", "Conditions are not met."};
  if (refusal.code == "inputs") return {"inputs", "填写内容有误", "Inputs are missing or wrong."};
  if (refusal.code == "conflict") return {"conflict", "与他人的修改冲突", "Somebody else changed it first."};
  return {refusal.code, "请求被拒绝", "The request is refused."};
}

}  // namespace

Value view_item(RefusalItem const& item, bool english) {
  Context out{{"code", item.code}, {"text", english ? item.text_en : item.text_zh}};
  if (!item.where.empty()) out.set("where", item.where);
  if (!item.remedy.empty()) out.set("remedy", item.remedy);
  if (auto const& why = english ? item.why_en : item.why_zh; !why.empty()) out.set("why", why);
  return out;
}

std::string write_head(Response const& response, std::string_view request_id, bool keep_alive) {
  std::string head;
  head.reserve(512);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  bool cached = false, picture = false;
  for (auto const& [name, value] : response.fields) {
    cached = cached || name == "Cache-Control";
    picture = picture || value == "image/svg+xml";
    head.append(name).append(": ");
    for (char const c : value) head.push_back(c == '\r' || c == '\n' ? ' ' : c);  // no value may begin a field of its own
    head.append("\r\n");
  }
  if (response.stream)
    head.append("Transfer-Encoding: chunked\r\n");
  else if (response.status != 204 && response.status != 304)
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.source ? response.source->length : response.body.size());
  if (!cached) head.append("Cache-Control: no-store\r\n");
  head.append("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox");
  head.append(picture ? "; style-src 'unsafe-inline'\r\n" : "\r\n");  // a picture brings its own style, and nothing that runs
  head.append("X-Request-Id: ").append(request_id).append("\r\n");
  head.append(keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
  return head;
}

Response answer(Problem const& problem, Request const& request) {
  bool const english = request.wants_english();
  List items;
  for (auto const& item : problem.items) items.push_back(view_item(item, english));
  Context body{{"type", "urn:guicheng:problem:" + problem.code},
               {"title", english ? problem.text_en : problem.text_zh},
               {"status", static_cast<int>(problem.status)},
               {"code", problem.code},
               {"instance", request.id}};
  if (!items.empty()) body.set("items", std::move(items));
  Response out{problem.status, {{"Content-Type", "application/problem+json"}}, write_json(body), {}};
  if (problem.status == 503 || problem.status == 429) out.fields.emplace_back("Retry-After", "1");
  if (problem.status == 401) out.fields.emplace_back("WWW-Authenticate", "Bearer");
  return out;
}

Response not_found(Request const& request) {
  return answer(Problem{404, "not_found", "未找到", "There is no such thing.", {}}, request);
}

unsigned status_of(Errc code) noexcept {
  switch (code) {
    case Errc::bad_syntax: return 400;
    case Errc::bad_definition: return 500;
    case Errc::unknown_name: return 422;
    case Errc::wrong_type: return 422;
    case Errc::no_value: return 422;
    case Errc::not_allowed: return 403;
    case Errc::not_in_scope: return 404;
    case Errc::conflict: return 409;
    case Errc::not_found: return 404;
    case Errc::storage: return 503;
    case Errc::outcome_unknown: return 503;
    case Errc::limit: return 503;
  }
  return 500;
}

unsigned status_of(Refusal const& refusal, bool with_match) noexcept {
  if (refusal.code == "not_visible") return 404;
  if (refusal.code == "wrong_stage") return 409;
  if (refusal.code == "not_allowed") return 403;
  auto const* only = refusal.items.size() == 1 ? &refusal.items.front() : nullptr;
  if (only && only->code == "key.reused") return 422;
  if (refusal.code == "conflict") return with_match && only && only->code == "case.changed" ? 412 : 409;
  return 422;
}

Response answer(Refusal const& refusal, Request const& request) {
  auto const status = status_of(refusal, request.head.find("if-match") != nullptr);
  if (status == 404) return not_found(request);
  auto const words = words_of(refusal);
  return answer(Problem{status, std::string{words.code}, std::string{words.zh}, std::string{words.en}, refusal.items}, request);
}

// The message of an Error may name files and statements: it is for the log, not for the client.
Response answer(Error const& error, Request const& request) {
  auto const status = status_of(error.code);
  if (status == 404) return not_found(request);
  auto const words = words_of(error.code);
  Problem problem{status, std::string{words.code}, std::string{words.zh}, std::string{words.en}, {}};
  if (status == 400 || status == 422)
    problem.items.push_back({problem.code, error.message, error.message, error.where, error.remedy});
  return answer(problem, request);
}

Response json_answer(Value const& value, unsigned status) {
  // No answer is null: this one would have held more values than a value may.
  if (value.is_null()) return answer(Problem{422, "http.too_many", "内容过多，请减少每页条数", "The answer would hold too much: ask for fewer entries.", {}}, Request{});
  return {status, {{"Content-Type", "application/json"}}, write_json(value), {}};
}

std::string etag(std::uint64_t seq) { return fmt::format("\"{}\"", seq); }

}  // namespace guicheng::http
