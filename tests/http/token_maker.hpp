// Makes keys and tokens for the tests, the signing half of what the adapter only verifies.
#pragma once

#include <string>

namespace guicheng::http {

struct TestKey { void* key = nullptr; std::string public_pem; bool elliptic = false; };
TestKey const& rsa_key();
TestKey const& other_rsa_key();
TestKey const& weak_rsa_key();   // 1024 bits
TestKey const& ec_key();         // P-256
TestKey const& p384_key();

std::string sign(TestKey const&, std::string const& header, std::string const& payload);
/// As an attacker would who takes the public key for a shared secret.
std::string hmac_signed(std::string const& secret, std::string const& header, std::string const& payload);

}  // namespace guicheng::http
