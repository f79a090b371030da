#include "router.hpp"

#include "service.hpp"

#include <set>

namespace guicheng::http {
namespace {

// A path with something in place of each {…}.
std::vector<std::string> sample_path(std::string_view pattern) {
  std::vector<std::string> out;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    auto const segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(segment.size());
    out.emplace_back(segment.front() == '{' ? "x" : segment);
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

void collect_references(Value const& value, std::set<std::string>& to) {
  if (auto const* list = value.list())
    for (auto const& one : *list) collect_references(one, to);
  if (auto const* object = value.context())
    for (auto const& [name, one] : *object) name == "$ref" && one.string() ? static_cast<void>(to.insert(*one.string())) : collect_references(one, to);
}

}  // namespace

TEST_CASE("http: every route is found under its own path and method, and only there") {
  for (auto const& route : routes()) {
    CAPTURE(route.path);
    auto const match = find_route(routes(), route.method, sample_path(route.path));
    CHECK(match.route == &route);
    CHECK((route.handler != nullptr));
    auto const none = find_route(routes(), "TRACE", sample_path(route.path));
    CHECK(none.route == nullptr);
    CHECK(none.allowed.find(route.method) != std::string::npos);
  }
  CHECK(find_route(routes(), "GET", std::vector<std::string>{"v1"}).route == nullptr);
  CHECK(find_route(routes(), "GET", std::vector<std::string>{}).allowed.empty());
}

TEST_CASE("http: OpenAPI says of every route what the router does, and nothing else") {
  auto const read = read_json(write_openapi(routes()));
  REQUIRE(read);
  CHECK(text_at(*read, "openapi") == "3.1.0");
  std::size_t operations = 0;
  std::set<std::string> ids;
  for (auto const& [path, methods] : *at(*read, "paths").context()) {
    for (auto const& [method, operation] : *methods.context()) {
      ++operations;
      ids.insert(text_at(operation, "operationId"));
      auto const path_text = path, method_text = method;
      auto const found = std::find_if(routes().begin(), routes().end(), [&](Route const& route) { return route.path == path_text && lower(route.method) == method_text; });
      REQUIRE(found != routes().end());
      CHECK(at(at(operation, "responses"), "default").context());
      CHECK(at(operation, "requestBody").is_null() == (found->body == BodyKind::none));
      std::size_t in_path = 0;
      if (auto const parameters = at(operation, "parameters"); parameters.list())
        for (auto const& one : *parameters.list()) in_path += text_at(one, "in") == "path" ? 1 : 0;
      CHECK(in_path == static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')));
      CHECK((at(operation, "security").is_null() ? found->access != Access::anyone : found->access == Access::anyone));
    }
  }
  CHECK(operations == routes().size());
  CHECK(ids.size() == routes().size());

  std::set<std::string> references;
  collect_references(*read, references);
  for (auto const& reference : references) {
    CAPTURE(reference);
    CHECK(at(at(at(*read, "components"), "schemas"), reference.substr(reference.rfind('/') + 1)).context());
  }
}

TEST_CASE("http: every documented schema is JSON, and only what says so is open to anyone") {
  for (auto const& one : schemas()) {
    CAPTURE(one.name);
    CHECK(read_json(one.text));
  }
  std::set<std::string> open;
  for (auto const& route : routes())
    if (route.access == Access::anyone) open.insert(std::string{route.id});
  CHECK(open == std::set<std::string>{"getHealth", "getReadiness", "getMetrics", "getOpenapi", "logIn", "addAccount"});
}

TEST_CASE("http: the description that is served is the one that was tested") {
  Service service;
  auto const got = service.client().ask("GET", "/openapi.json");
  REQUIRE(got);
  CHECK(got->body == write_openapi(routes()));
}

}  // namespace guicheng::http
