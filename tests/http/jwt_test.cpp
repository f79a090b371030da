#include "jwt.hpp"

#include "http_test.hpp"
#include "token_maker.hpp"

namespace guicheng::http {
namespace {

constexpr Instant now{1'700'000'000'000};

JwtIssuer issuer() {
  JwtIssuer out;
  out.issuer = "https://id.example";
  out.audience = "guicheng";
  out.keys = {{"r", JwtIssuer::Algorithm::rs256, rsa_key().public_pem}, {"e", JwtIssuer::Algorithm::es256, ec_key().public_pem}};
  return out;
}

std::string claims(std::string const& more = {}, std::string const& exp = "1700000600") {
  return R"({"iss":"https://id.example","aud":"guicheng","sub":"u1","exp":)" + exp + more + "}";
}

bool passes(std::string const& token, JwtIssuer const& settings = issuer()) {
  auto const verifier = JwtVerifier::open({settings});
  REQUIRE(verifier);
  auto const verified = verifier->verify(token, now);
  if (verified) return true;
  CHECK(verified.error().code == Errc::not_allowed);
  return false;
}

std::string rs(std::string const& payload, std::string const& header = R"({"alg":"RS256","kid":"r"})") { return sign(rsa_key(), header, payload); }

}  // namespace

TEST_CASE("http: a token signed by a configured key is accepted with its claims") {
  auto const verifier = JwtVerifier::open({issuer()});
  REQUIRE(verifier);
  auto const verified = verifier->verify(rs(claims()), now);
  REQUIRE(verified);
  CHECK(*verified->claims.find("sub")->string() == "u1");
  CHECK(passes(sign(ec_key(), R"({"alg":"ES256","kid":"e"})", claims())));
}

TEST_CASE("http: the algorithm is the key's and never the token's") {
  auto const body = claims();
  CHECK_FALSE(passes(write_base64url(R"({"alg":"none"})") + "." + write_base64url(body) + "."));
  CHECK_FALSE(passes(write_base64url(R"({"alg":"none","kid":"r"})") + "." + write_base64url(body) + "."));
  CHECK_FALSE(passes(rs(body, R"({"alg":"ES256","kid":"r"})")));
  CHECK_FALSE(passes(rs(body, R"({"alg":"rs256","kid":"r"})")));
  CHECK_FALSE(passes(rs(body, R"({"alg":"RS384","kid":"r"})")));
  CHECK_FALSE(passes(rs(body, R"({"alg":["RS256"],"kid":"r"})")));
  CHECK_FALSE(passes(hmac_signed(rsa_key().public_pem, R"({"alg":"HS256","kid":"r"})", body)));
  CHECK_FALSE(passes(hmac_signed(rsa_key().public_pem, R"({"alg":"RS256","kid":"r"})", body)));
}

TEST_CASE("http: the key id only picks among configured keys") {
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256"})")));
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"../../dev/null"})")));
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"x' OR 1=1 --"})")));
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"e"})")));
  CHECK_FALSE(passes(sign(other_rsa_key(), R"({"alg":"RS256","kid":"r"})", claims())));
  CHECK(passes(rs(claims(), R"({"alg":"RS256","kid":"r","jku":"https://evil.example","jwk":{"kty":"RSA"}})")));  // ignored, not obeyed
}

TEST_CASE("http: issuer, audience and times must be there and right") {
  CHECK_FALSE(passes(rs(R"({"iss":"https://id.example","aud":"guicheng","sub":"u1"})")));                          // no exp
  CHECK_FALSE(passes(rs(claims({}, "\"1700000600\""))));                                                           // exp as text
  CHECK_FALSE(passes(rs(claims({}, "1699999940"))));                                                               // expired, beyond the skew
  CHECK(passes(rs(claims({}, "1699999941"))));
  CHECK_FALSE(passes(rs(claims(R"(,"nbf":1700000061)"))));
  CHECK(passes(rs(claims(R"(,"nbf":1700000060)"))));
  CHECK_FALSE(passes(rs(claims(R"(,"iat":1700009999)"))));
  CHECK_FALSE(passes(rs(R"({"iss":"https://id.example/","aud":"guicheng","exp":1700000600})")));
  CHECK_FALSE(passes(rs(R"({"aud":"guicheng","exp":1700000600})")));
  CHECK_FALSE(passes(rs(R"({"iss":"https://id.example","aud":"other","exp":1700000600})")));
  CHECK_FALSE(passes(rs(R"({"iss":"https://id.example","exp":1700000600})")));
  CHECK(passes(rs(R"({"iss":"https://id.example","aud":["other","guicheng"],"exp":1700000600})")));
  CHECK_FALSE(passes(rs(claims(R"(,"exp":1900000000)"))));                                                         // a claim twice
}

TEST_CASE("http: extensions that a token insists on, and types that were not agreed, are refused") {
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"r","crit":["b64"],"b64":false})")));
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"r","crit":[]})")));
  auto typed = issuer();
  typed.type = "at+jwt";
  CHECK(passes(rs(claims(), R"({"alg":"RS256","kid":"r","typ":"at+jwt"})"), typed));
  CHECK_FALSE(passes(rs(claims(), R"({"alg":"RS256","kid":"r","typ":"JWT"})"), typed));
  CHECK_FALSE(passes(rs(claims()), typed));
}

TEST_CASE("http: a token that is not exactly three parts of base64url is refused") {
  auto const good = rs(claims());
  CHECK(passes(good));
  CHECK_FALSE(passes(""));
  CHECK_FALSE(passes("a.b"));
  CHECK_FALSE(passes(good + "."));
  CHECK_FALSE(passes(good + "="));
  CHECK_FALSE(passes(" " + good));
  CHECK_FALSE(passes(good.substr(0, good.size() - 4)));
  CHECK_FALSE(passes(good + std::string(9 << 10, 'A')));
  for (std::size_t at : {std::size_t{3}, good.find('.') + 5, good.size() - 5}) {
    auto bent = good;
    bent[at] = bent[at] == 'A' ? 'B' : 'A';
    CAPTURE(at);
    CHECK_FALSE(passes(bent));
  }
  auto const zero = sign(ec_key(), R"({"alg":"ES256","kid":"e"})", claims());
  CHECK_FALSE(passes(zero.substr(0, zero.rfind('.') + 1) + write_base64url(std::string(64, '\0'))));
  CHECK_FALSE(passes(zero.substr(0, zero.rfind('.') + 1) + write_base64url(std::string(63, '\1'))));
}

TEST_CASE("http: keys that are too weak or of another kind are refused when they are configured") {
  auto settings = issuer();
  settings.keys = {{"r", JwtIssuer::Algorithm::rs256, weak_rsa_key().public_pem}};
  CHECK_FALSE(JwtVerifier::open({settings}));
  settings.keys = {{"r", JwtIssuer::Algorithm::rs256, ec_key().public_pem}};
  CHECK_FALSE(JwtVerifier::open({settings}));
  settings.keys = {{"e", JwtIssuer::Algorithm::es256, p384_key().public_pem}};
  CHECK_FALSE(JwtVerifier::open({settings}));
  settings.keys = {{"e", JwtIssuer::Algorithm::es256, "nonsense"}};
  CHECK_FALSE(JwtVerifier::open({settings}));
}

TEST_CASE("http: base64url has one text for one sequence of bytes") {
  for (auto const* text : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"}) {
    std::string back;
    CHECK(read_base64url(write_base64url(text), back));
    CHECK(back == text);
  }
  std::string out;
  CHECK_FALSE(read_base64url("A", out));
  CHECK_FALSE(read_base64url("Zh", out));    // bits that are not zero
  CHECK_FALSE(read_base64url("Zg==", out));
  CHECK_FALSE(read_base64url("a+b/", out));
}

}  // namespace guicheng::http
