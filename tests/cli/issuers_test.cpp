// Tokens of another issuer, end to end: keys made here, the program told of them in a file.
#include "http_client.hpp"
#include "program.hpp"

#include "http/token_maker.hpp"

#include "test.hpp"

#include <fmt/core.h>

#include <chrono>

using namespace guicheng;
using namespace guicheng::cli;
using http::ec_key;
using http::other_rsa_key;
using http::rsa_key;
using http::sign;

namespace {

std::string const tianjin = std::string{GUICHENG_ROOT} + "/workflows/tianjin/system.yaml";
std::string const rs = R"({"alg":"RS256","kid":"r","typ":"JWT"})", es = R"({"alg":"ES256","kid":"e","typ":"JWT"})";

std::string claims(std::string const& id, std::string const& more, std::int64_t seconds = 600, std::string const& audience = "guicheng", std::string const& issuer = "https://id.example") {
  auto const now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return fmt::format(R"({{"iss":"{}","aud":"{}","sub":"{}","name":"{}","exp":{}{}}})", issuer, audience, id, id, now + seconds, more);
}

}  // namespace

TEST_CASE("serve: people of an issuer act with its signed tokens, and nobody with others") {
  TemporaryFolder const folder;
  write_text(folder.path() + "/rsa.pem", rsa_key().public_pem);
  write_text(folder.path() + "/ec.pem", ec_key().public_pem);
  auto const file = folder.path() + "/issuers.json";
  write_text(file, R"([{"issuer":"https://id.example","audience":"guicheng","skew_seconds":5,
    "keys":[{"id":"r","algorithm":"RS256","pem":"rsa.pem"},{"id":"e","algorithm":"ES256","pem":"ec.pem"}]}])");
  Served served{{"--issuers", file, "--data", folder.path() + "/data", "--port", "0", tianjin}};
  REQUIRE_MESSAGE(served.is_up(), served.output());
  HttpClient client{served.port()};
  auto const ask = [&](std::string const& token, std::string_view method, std::string const& target, std::string const& body = {}) {
    HttpClient::Fields fields{{"Authorization", "Bearer " + token}};
    if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
    auto answer = client.ask(method, target, fields, body);
    REQUIRE_MESSAGE(answer, answer.error().message);
    return *answer;
  };
  auto const status = [&](std::string const& token) { return ask(token, "GET", "/v1/systems/tianjin/inbox").status; };
  auto const company = claims("甲公司", R"(,"organisation":"911201030000001159","division":"120103")");
  auto const officer = claims("河西区受理员", R"(,"division":"120103","roles":{"tianjin":["受理岗"]})");

  CHECK(status(sign(rsa_key(), rs, company)) == 200);
  CHECK(status(sign(ec_key(), es, officer)) == 200);
  auto const started = ask(sign(rsa_key(), rs, company), "POST", "/v1/systems/tianjin/cases", R"({"workflow":"licence"})");
  CHECK_MESSAGE(started.status == 201, started.body);
  CHECK(ask(sign(ec_key(), es, company), "GET", "/v1/systems/tianjin/cases/1").status == 200);  // the same person, whatever the key
  CHECK(ask(sign(ec_key(), es, officer), "GET", "/v1/systems/tianjin/cases/1").status == 404);  // a draft
  CHECK(ask(sign(ec_key(), es, officer), "POST", "/v1/systems/tianjin/cases", R"({"workflow":"ex-officio-cancellation"})").status == 403);
  auto const reviewer = claims("河西区审核员", R"(,"division":"120103","roles":["tianjin:审核岗"])");
  CHECK(ask(sign(ec_key(), es, reviewer), "POST", "/v1/systems/tianjin/cases", R"({"workflow":"ex-officio-cancellation"})").status == 201);

  struct { char const* what; std::string token; } const wrong[] = {
      {"another key", sign(other_rsa_key(), rs, company)},
      {"another key of the name", sign(ec_key(), R"({"alg":"ES256","kid":"r"})", company)},
      {"expired", sign(rsa_key(), rs, claims("甲公司", "", -60))},
      {"another audience", sign(rsa_key(), rs, claims("甲公司", "", 600, "another"))},
      {"another issuer", sign(rsa_key(), rs, claims("甲公司", "", 600, "guicheng", "https://other.example"))},
      {"no algorithm", sign(rsa_key(), R"({"alg":"none","kid":"r"})", company)},
      {"the public key as a shared secret", http::hmac_signed(rsa_key().public_pem, R"({"alg":"HS256","kid":"r"})", company)},
      {"a claim changed", sign(rsa_key(), rs, company).replace(60, 1, "A")},
      {"nothing", ""},
  };
  for (auto const& row : wrong) {
    CAPTURE(row.what);
    CHECK(status(row.token) == 401);
  }
  auto unsigned_token = sign(rsa_key(), R"({"alg":"none"})", company);
  unsigned_token.resize(unsigned_token.rfind('.') + 1);
  CHECK(status(unsigned_token) == 401);
}

TEST_CASE("serve: a file of issuers that says too little is refused with what it lacks") {
  TemporaryFolder const folder;
  auto const file = folder.path() + "/issuers.json";
  write_text(folder.path() + "/rsa.pem", rsa_key().public_pem);
  struct { std::string text; char const* said; } const rows[] = {
      {"[]", "The file holds a list of issuers."},
      {R"([{"issuer":"a","audience":"b"}])", "An issuer has `issuer`, `audience` and `keys`."},
      {R"([{"issuer":"a","audience":"b","keys":[{"algorithm":"HS256","pem":"rsa.pem"}]}])", "A key has `algorithm` (RS256 or ES256) and `pem`"},
      {R"([{"issuer":"a","audience":"b","keys":[{"algorithm":"RS256","pem":"no.pem"}]}])", "no.pem"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.text);
    write_text(file, row.text);
    auto const refused = run({"serve", "--issuers", file, "--data", folder.path() + "/data", "--port", "0", tianjin});
    CHECK(refused.exit == 2);
    CHECK_MESSAGE(refused.err.find(row.said) != std::string::npos, refused.err);
  }
}
