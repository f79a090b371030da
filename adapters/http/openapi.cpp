// OpenAPI 3.1, written from the same table that requests are dispatched by. Entry point: write_openapi.
#include "router.hpp"

#include <guicheng/json.hpp>

namespace guicheng::http {
namespace {

Value schema(std::string_view text) {
  if (text.empty()) return Context{};
  if (text.front() != '{') return Context{{"$ref", "#/components/schemas/" + std::string{text}}};
  auto read = read_json(text);
  return read ? std::move(*read) : Value{};
}

Value parameter(std::string_view in, std::string_view name, std::string_view text, std::string_view summary, bool required) {
  return Context{{"name", name}, {"in", in}, {"required", required}, {"description", summary}, {"schema", schema(text)}};
}

List parameters(Route const& route) {
  List out;
  for (auto rest = route.path; !rest.empty();) {
    auto const open = rest.find('{');
    if (open == std::string_view::npos) break;
    auto const close = rest.find('}');
    auto const name = rest.substr(open + 1, close - open - 1);
    out.push_back(parameter("path", name, name == "id" ? R"({"type":"integer","minimum":1})" : R"({"type":"string"})", name, true));
    rest.remove_prefix(close + 1);
  }
  for (auto const& one : route.query) out.push_back(parameter("query", one.name, one.schema, one.summary, one.required));
  if (route.takes_match)
    out.push_back(parameter("header", "If-Match", R"({"type":"string"})", "the case's ETag as it was read: refused with 412 where the case has moved on", false));
  if (route.takes_key)
    out.push_back(parameter("header", "Idempotency-Key", R"({"type":"string","maxLength":64})", "the same key has its effect once", false));
  return out;
}

Value responses(Route const& route) {
  Context out;
  for (auto const& one : route.responses) {
    Context said{{"description", one.summary}};
    if (!one.schema.empty()) said.set("content", Context{{std::string{one.media}, Context{{"schema", schema(one.schema)}}}});
    out.set(std::to_string(one.status), std::move(said));
  }
  out.set("default", Context{{"description", "a problem"},
                             {"content", Context{{"application/problem+json", Context{{"schema", schema("Problem")}}}}}});
  return out;
}

Value operation(Route const& route) {
  Context out{{"operationId", route.id}, {"summary", route.summary}};
  if (route.access == Access::anyone) out.set("security", List{});
  if (auto all = parameters(route); !all.empty()) out.set("parameters", std::move(all));
  if (route.body != BodyKind::none) {
    auto const media = route.body == BodyKind::json ? "application/json" : "application/octet-stream";
    out.set("requestBody", Context{{"required", true}, {"content", Context{{media, Context{{"schema", schema(route.body_schema)}}}}}});
  }
  out.set("responses", responses(route));
  return out;
}

std::string lower(std::string_view method) {
  std::string out{method};
  for (char& c : out) c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

}  // namespace

std::string write_openapi(std::span<Route const> table) {
  Context paths;
  for (auto const& route : table) {
    auto const* known = paths.find(route.path);
    Context operations = known ? *known->context() : Context{};
    operations.set(lower(route.method), operation(route));
    paths.set(route.path, std::move(operations));
  }
  Context named;
  for (auto const& one : schemas()) named.set(one.name, schema(one.text));
  Context const security{
      {"bearer", Context{{"type", "http"}, {"scheme", "bearer"}}},
      {"cookie", Context{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-guicheng"}}}};
  return write_json(Context{
      {"openapi", "3.1.0"},
      {"info", Context{{"title", "Guicheng"}, {"version", "1"}, {"description", "Office procedures written in YAML, as a service."}}},
      {"security", List{Context{{"bearer", List{}}}, Context{{"cookie", List{}}}}},
      {"paths", paths},
      {"components", Context{{"securitySchemes", security}, {"schemas", named}}}});
}

}  // namespace guicheng::http
