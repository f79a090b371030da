// The table of routes: from it come dispatch, who may call, what a request must look like, and /openapi.json.
#pragma once

#include "message.hpp"

#include <guicheng/http.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng::http {

class Api;

/// Who calls, once a session or a token has vouched for them.
struct Identity {
  std::string id, name, organisation, division;
  SystemRoles roles;
  bool administrator = false;
  std::string session;                          ///< hash of the session's token; empty with a token of another issuer

  Actor actor(std::string_view system) const;
};

/// One request on its way through a handler. Shared by the steps that answer it; immutable once a handler has it.
struct Call {
  Api& api;
  Request request;
  Identity who;
  std::vector<std::string> captures;            ///< of the path's {…}, in order
  Instant now;
  Value body;                                   ///< of a JSON body: an object
  std::string_view route;                       ///< id of the route that was taken

  std::string const* query(std::string_view name) const noexcept;
};
using CallPtr = std::shared_ptr<Call const>;

enum class Access : std::uint8_t { anyone, signed_in, administrator };
enum class BodyKind : std::uint8_t { none, json, raw };

/// What is said about a parameter, a response or a body: JSON Schema as text, or the name of one in `schemas()`.
struct Parameter { std::string_view name, schema, summary; bool required = false; };
struct Documented { unsigned status; std::string_view summary, schema, media = "application/json"; };

struct Route {
  std::string_view method, path, id, summary;
  Access access = Access::signed_in;
  Step (*handler)(CallPtr const&) = nullptr;
  std::vector<Parameter> query = {};
  BodyKind body = BodyKind::none;
  std::string_view body_schema = {};
  std::vector<Documented> responses = {};
  bool takes_match = false;                     ///< If-Match may be there: 412 where the case has moved on
  bool takes_key = false;                       ///< Idempotency-Key may be there
};

/// Named JSON Schemas that routes refer to.
struct NamedSchema { std::string_view name, text; };
std::span<NamedSchema const> schemas();

/// The routes, in one order for the life of the program.
std::vector<Route> const& routes();

/// What a path and a method come to.
struct Match {
  Route const* route = nullptr;
  std::vector<std::string> captures;
  std::string allowed;                          ///< where the path is known but not for this method: the ones it has
};
Match find_route(std::span<Route const>, std::string_view method, std::span<std::string const> path);

/// OpenAPI 3.1 of the routes, as JSON.
std::string write_openapi(std::span<Route const>);

}  // namespace guicheng::http
