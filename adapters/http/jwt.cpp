// JWT bearer tokens. Entry point: JwtVerifier::verify. Only this file and hash.cpp include OpenSSL.
#include "jwt.hpp"

#include <guicheng/json.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>

namespace guicheng::http {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
  void operator()(BIGNUM* number) const noexcept { BN_free(number); }
};
template <class T> using Owned = std::unique_ptr<T, Free>;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t longest = 8 << 10;

struct Key { std::string id; JwtIssuer::Algorithm algorithm; Owned<EVP_PKEY> key; };

Error refused(char const* why) { return fail(Errc::not_allowed, why); }

Result<Key> read_key(JwtIssuer::Key const& given) {
  Owned<BIO> bio{BIO_new_mem_buf(given.pem.data(), static_cast<int>(given.pem.size()))};
  Key out{given.id, given.algorithm, Owned<EVP_PKEY>{bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr}};
  ERR_clear_error();
  if (!out.key) return fail(Errc::bad_definition, "The key \"" + given.id + "\" is not a public key in PEM.");
  if (given.algorithm == JwtIssuer::Algorithm::rs256) {
    if (!EVP_PKEY_is_a(out.key.get(), "RSA") || EVP_PKEY_get_bits(out.key.get()) < 2048)
      return fail(Errc::bad_definition, "The key \"" + given.id + "\" is not an RSA key of 2048 bits or more.");
    return out;
  }
  char group[32] = {};
  if (!EVP_PKEY_is_a(out.key.get(), "EC") || EVP_PKEY_get_group_name(out.key.get(), group, sizeof group, nullptr) != 1 ||
      std::string_view{group} != "prime256v1")
    return fail(Errc::bad_definition, "The key \"" + given.id + "\" is not an EC key on P-256.");
  return out;
}

// RFC 7518 §3.4: r and s as 32 bytes each; OpenSSL wants them in DER.
std::string to_der(std::string const& raw) {
  if (raw.size() != 64) return {};
  auto const* bytes = reinterpret_cast<unsigned char const*>(raw.data());
  Owned<ECDSA_SIG> signature{ECDSA_SIG_new()};
  Owned<BIGNUM> r{BN_bin2bn(bytes, 32, nullptr)}, s{BN_bin2bn(bytes + 32, 32, nullptr)};
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release()), static_cast<void>(s.release());
  std::string der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(signature.get(), nullptr), 0)), '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(signature.get(), &to);
  return der;
}

bool is_signed(Key const& key, std::string_view text, std::string signature) {
  if (key.algorithm == JwtIssuer::Algorithm::es256) signature = to_der(signature);
  Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
  bool const right = !signature.empty() && context &&
                     EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) == 1 &&
                     EVP_DigestVerify(context.get(), reinterpret_cast<unsigned char const*>(signature.data()), signature.size(),
                                      reinterpret_cast<unsigned char const*>(text.data()), text.size()) == 1;
  ERR_clear_error();
  return right;
}

Result<Context> read_part(std::string_view part) {
  std::string text;
  if (!read_base64url(part, text)) return refused("A part of the token is not base64url.");
  auto value = read_json(text, {.bytes = longest, .depth = 8, .values = 2000});
  if (!value || !value->context()) return refused("A part of the token is not a JSON object.");
  return *value->context();
}

std::string_view text_of(Context const& context, std::string_view name) {
  auto const* value = context.find(name);
  return value && value->string() ? std::string_view{*value->string()} : std::string_view{};
}

bool names(Value const* audience, std::string const& wanted) {
  if (!audience) return false;
  if (auto const* list = audience->list())
    return std::ranges::any_of(*list, [&](Value const& one) { return one.string() && *one.string() == wanted; });
  return audience->string() && *audience->string() == wanted;
}

// Seconds as a number; a date that is missing or no number never passes where it is needed.
bool is_before(Value const* date, Instant now, std::int64_t slack_seconds, bool& readable) {
  readable = date && date->number();
  return readable && *date->number() <= Decimal{(now.milliseconds / 1000) + slack_seconds};
}

}  // namespace

struct JwtVerifier::Known { JwtIssuer settings; std::vector<Key> keys; };

Result<JwtVerifier> JwtVerifier::open(std::vector<JwtIssuer> const& issuers) {
  JwtVerifier out;
  for (auto const& issuer : issuers) {
    if (issuer.issuer.empty() || issuer.audience.empty() || issuer.keys.empty())
      return fail(Errc::bad_definition, "A token issuer needs its name, an audience and a key.");
    auto known = std::make_shared<Known>();
    known->settings = issuer;
    for (auto const& given : issuer.keys) {
      auto key = read_key(given);
      if (!key) return key.error();
      known->keys.push_back(std::move(*key));
    }
    out.issuers_.push_back(std::move(known));
  }
  return out;
}

Result<JwtVerifier::Verified> JwtVerifier::verify(std::string_view token, Instant now) const {
  if (token.size() > longest) return refused("The token is too long.");
  auto const first = token.find('.'), last = token.rfind('.');
  if (first == std::string_view::npos || first == last || token.find('.', first + 1) != last) return refused("The token has not three parts.");
  auto header = read_part(token.substr(0, first));
  if (!header) return header.error();
  auto claims = read_part(token.substr(first + 1, last - first - 1));
  if (!claims) return claims.error();
  std::string signature;
  if (!read_base64url(token.substr(last + 1), signature)) return refused("The signature is not base64url.");
  if (header->find("crit")) return refused("The token asks for extensions that are not known here.");

  auto const known = std::ranges::find_if(issuers_, [&](auto const& one) { return one->settings.issuer == text_of(*claims, "iss"); });
  if (known == issuers_.end()) return refused("The token's issuer is not known here.");
  auto const& settings = (*known)->settings;
  // The header only picks a key; what the key is for was configured.
  auto const key = std::ranges::find_if((*known)->keys, [&](Key const& one) {
    return one.id == text_of(*header, "kid") && text_of(*header, "alg") == (one.algorithm == JwtIssuer::Algorithm::rs256 ? "RS256" : "ES256");
  });
  if (key == (*known)->keys.end()) return refused("The token's key is not known here for that algorithm.");
  if (!is_signed(*key, token.substr(0, last), std::move(signature))) return refused("The signature is wrong.");

  if (!settings.type.empty() && text_of(*header, "typ") != settings.type) return refused("The token is of another type.");
  if (!names(claims->find("aud"), settings.audience)) return refused("The token is for another audience.");
  bool readable = false;
  if (is_before(claims->find("exp"), now, -settings.skew_seconds, readable) || !readable) return refused("The token has expired, or does not say when it will.");
  for (auto const* date : {"nbf", "iat"})
    if (auto const* value = claims->find(date); value && !is_before(value, now, settings.skew_seconds, readable)) return refused("The token is not in force yet.");
  return Verified{std::move(*claims), &settings};
}

bool read_base64url(std::string_view text, std::string& to) {
  if (text.size() % 4 == 1) return false;
  std::uint32_t bits = 0;
  int held = 0;
  for (char const c : text) {
    auto const digit = alphabet.find(c);
    if (digit == std::string_view::npos) return false;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    if ((held += 6) < 8) continue;
    held -= 8;
    to.push_back(static_cast<char>(bits >> held & 0xFF));
  }
  return (bits & ((1u << held) - 1)) == 0;  // one text for one sequence of bytes
}

std::string write_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (char const c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    for (held += 8; held >= 6; held -= 6) out.push_back(alphabet[bits >> (held - 6) & 63]);
  }
  if (held > 0) out.push_back(alphabet[bits << (6 - held) & 63]);
  return out;
}

}  // namespace guicheng::http
