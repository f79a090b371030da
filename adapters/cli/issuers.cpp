// Token issuers. Entry point: read_issuers.
#include "issuers.hpp"

#include "files.hpp"

#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <optional>

namespace guicheng::cli {
namespace {

std::string const* text(Context const& from, std::string_view name) {
  auto const* const value = from.find(name);
  return value ? value->string() : nullptr;
}

/// What is written wrong must not pass as left out: a check of the tokens would be missing.
std::optional<Error> check_entries(Context const& from, std::initializer_list<std::string_view> texts, std::initializer_list<std::string_view> others, std::string const& path) {
  for (auto const& [name, value] : from) {
    bool const is_text = std::ranges::find(texts, name) != texts.end();
    if (!is_text && std::ranges::find(others, name) == others.end()) return fail(Errc::bad_definition, fmt::format("Nothing is called `{}` here.", name), path);
    if (is_text && !value.string()) return fail(Errc::bad_definition, fmt::format("`{}` is a text.", name), path);
  }
  return {};
}

Result<JwtIssuer::Key> key_of(Value const& given, std::string const& path) {
  auto const* const from = given.context();
  auto const* const algorithm = from ? text(*from, "algorithm") : nullptr;
  auto const* const file = from ? text(*from, "pem") : nullptr;
  if (!algorithm || !file || (*algorithm != "RS256" && *algorithm != "ES256"))
    return fail(Errc::bad_definition, "A key has `algorithm` (RS256 or ES256) and `pem`, a file with the public key.", path);
  if (auto wrong = check_entries(*from, {"id", "algorithm", "pem"}, {}, path)) return *wrong;
  auto pem = read_file((std::filesystem::path{path}.parent_path() / *file).string(), 64 << 10);
  if (!pem) return pem.error();
  auto const* const id = text(*from, "id");
  return JwtIssuer::Key{id ? *id : "", *algorithm == "RS256" ? JwtIssuer::Algorithm::rs256 : JwtIssuer::Algorithm::es256, std::move(*pem)};
}

Result<JwtIssuer> issuer_of(Value const& given, std::string const& path) {
  auto const* const from = given.context();
  auto const* const issuer = from ? text(*from, "issuer") : nullptr;
  auto const* const audience = from ? text(*from, "audience") : nullptr;
  auto const* const keys = from && from->find("keys") ? from->find("keys")->list() : nullptr;
  if (!issuer || !audience || !keys || keys->empty()) return fail(Errc::bad_definition, "An issuer has `issuer`, `audience` and `keys`.", path);
  if (auto wrong = check_entries(*from, {"issuer", "audience", "id", "name", "organisation", "division", "roles", "type"}, {"keys", "skew_seconds"}, path)) return *wrong;
  JwtIssuer out;
  out.issuer = *issuer;
  out.audience = *audience;
  struct Claim { std::string_view name; std::string& to; };
  for (auto const& claim : {Claim{"id", out.id}, Claim{"name", out.name}, Claim{"organisation", out.organisation}, Claim{"division", out.division},
                            Claim{"roles", out.roles}, Claim{"type", out.type}})
    if (auto const* const value = text(*from, claim.name)) claim.to = *value;
  if (auto const* const skew = from->find("skew_seconds")) {
    auto const seconds = skew->number() ? skew->number()->to_int64().value_or(-1) : -1;
    if (seconds < 0 || seconds > 600) return fail(Errc::bad_definition, "`skew_seconds` is a number from 0 to 600.", path);
    out.skew_seconds = static_cast<int>(seconds);
  }
  for (auto const& one : *keys) {
    auto key = key_of(one, path);
    if (!key) return key.error();
    out.keys.push_back(std::move(*key));
  }
  return out;
}

}  // namespace

Result<std::vector<JwtIssuer>> read_issuers(std::string const& path) {
  auto const bytes = read_file(path, 1 << 20);
  if (!bytes) return bytes.error();
  auto const value = read_data(path, *bytes);
  if (!value) return value.error();
  auto const* const list = value->list();
  if (!list || list->empty()) return fail(Errc::bad_definition, "The file holds a list of issuers.", path);
  std::vector<JwtIssuer> out;
  for (auto const& one : *list) {
    auto issuer = issuer_of(one, path);
    if (!issuer) return issuer.error();
    out.push_back(std::move(*issuer));
  }
  return out;
}

}  // namespace guicheng::cli
