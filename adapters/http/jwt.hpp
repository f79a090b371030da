// Signed tokens of another identity provider (RFC 7515, RFC 7519), checked as RFC 8725 asks. Pure: time is given.
#pragma once

#include <guicheng/http.hpp>
#include <guicheng/value.hpp>

#include <memory>
#include <string_view>

namespace guicheng::http {

/// Issuers with their keys read. Immutable; shared between threads.
class JwtVerifier {
 public:
  /// Errors: bad_definition for a key that is not of its algorithm: RSA of 2048 bits or more, EC on P-256.
  static Result<JwtVerifier> open(std::vector<JwtIssuer> const&);

  /// The claims of a token that is whole, signed by a configured key, and in force. Error: not_allowed, saying why
  /// for the log; a client is told nothing but 401.
  struct Verified { Context claims; JwtIssuer const* issuer = nullptr; };
  Result<Verified> verify(std::string_view token, Instant now) const;
  bool empty() const noexcept { return issuers_.empty(); }

 private:
  struct Known;
  std::vector<std::shared_ptr<Known const>> issuers_;
};

/// Unpadded base64url (RFC 4648 §5) without any leniency; false where it is not that.
bool read_base64url(std::string_view text, std::string& to);
std::string write_base64url(std::string_view bytes);

}  // namespace guicheng::http
