// From a method and a path to a route. Entry point: find_route.
#include "router.hpp"

#include <algorithm>

namespace guicheng::http {
namespace {

bool fits(std::string_view pattern, std::span<std::string const> path, std::vector<std::string>& captures) {
  captures.clear();
  std::size_t at = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    auto const segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(segment.size());
    if (at == path.size()) return false;
    if (segment.front() == '{')
      captures.push_back(path[at]);
    else if (segment != path[at])
      return false;
    ++at;
  }
  return at == path.size();
}

}  // namespace

Match find_route(std::span<Route const> table, std::string_view method, std::span<std::string const> path) {
  Match out;
  for (auto const& route : table) {
    if (!fits(route.path, path, out.captures)) continue;
    if (route.method == method || (method == "HEAD" && route.method == "GET")) {
      out.route = &route;
      return out;
    }
    out.allowed.append(out.allowed.empty() ? "" : ", ").append(route.method);
    if (route.method == "GET") out.allowed.append(", HEAD");
  }
  out.captures.clear();
  return out;
}

std::string const* Call::query(std::string_view name) const noexcept {
  auto const& all = request.head.query;
  auto const found = std::ranges::find(all, name, &Pairs::value_type::first);
  return found == all.end() ? nullptr : &found->second;
}

Actor Identity::actor(std::string_view system) const {
  Actor out{id, name, organisation, division, {}};
  auto const found = std::ranges::find(roles, system, &SystemRoles::value_type::first);
  if (found != roles.end()) out.roles = found->second;
  return out;
}

}  // namespace guicheng::http
