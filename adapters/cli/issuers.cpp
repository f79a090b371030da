// Token issuers. Entry point: read_issuers.
#include "issuers.hpp"

#include "files.hpp"

#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <filesystem>

namespace guicheng::cli {
namespace {

std::string const* text(Context const& from, std::string_view name) {
  auto const* const value = from.find(name);
  return value ? value->string() : nullptr;
}

Result<JwtIssuer::Key> key_of(Value const& given, std::string const& path) {
  auto const* const from = given.context();
  auto const* const algorithm = from ? text(*from, "algorithm") : nullptr;
  auto const* const file = from ? text(*from, "pem") : nullptr;
  if (!algorithm || !file || (*algorithm != "RS256" && *algorithm != "ES256"))
    return fail(Errc::bad_definition, "A key has `algorithm` (RS256 or ES256) and `pem`, a file with the public key.", path);
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
  JwtIssuer out;
  out.issuer = *issuer;
  out.audience = *audience;
  struct Claim { std::string_view name; std::string& to; };
  for (auto const& claim : {Claim{"id", out.id}, Claim{"name", out.name}, Claim{"organisation", out.organisation}, Claim{"division", out.division},
                            Claim{"roles", out.roles}, Claim{"type", out.type}})
    if (auto const* const value = text(*from, claim.name)) claim.to = *value;
  if (auto const* const skew = from->find("skew_seconds"); skew && skew->number())
    out.skew_seconds = static_cast<int>(std::min<std::int64_t>(skew->number()->to_int64().value_or(60), 600));
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
