// Passwords, tokens and randomness. Only this file includes libsodium.
#include "secret.hpp"

#include <sodium.h>

#include <array>

namespace guicheng {

Result<std::string> hash_password(std::string_view password) {
  if (sodium_init() < 0) return fail(Errc::storage, "There is no source of randomness.");
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (password.size() > 1024 || crypto_pwhash_str_alg(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                                      crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Errc::limit, "The password is too long, or there is too little memory.");
  return std::string{out.data()};
}

namespace http {

bool verify_password(std::string const& hash, std::string_view password) {
  // Of no account: a login must take its time all the same, or names of accounts could be guessed.
  static std::string const nobody = [] { auto made = hash_password("nobody has this password"); return made ? *made : std::string{}; }();
  if (password.size() > 1024) return false;
  auto const& against = hash.empty() ? nobody : hash;
  return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && !hash.empty();
}

Complaint check_password(std::string_view id, std::string_view password) {
  if (password.size() < 10 || password.size() > 128) return {"密码长度应为 10 至 128 个字节", "A password has 10 to 128 bytes."};
  int small = 0, capital = 0, digit = 0, other = 0;
  for (char const c : password) (c >= 'a' && c <= 'z' ? small : c >= 'A' && c <= 'Z' ? capital : c >= '0' && c <= '9' ? digit : other) = 1;
  if (small + capital + digit + other < 3)
    return {"密码应包含小写字母、大写字母、数字、其他字符中的至少三种", "A password has three of: small letters, capitals, digits, others."};
  if (password.find(id) != std::string_view::npos) return {"密码不得包含账号名", "A password does not hold the account's name."};
  return {};
}

std::string hash_token(std::string_view token) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<unsigned char const*>(token.data()), token.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> out{};
  sodium_bin2hex(out.data(), out.size(), hash.data(), hash.size());
  return out.data();
}

std::string random_bytes(std::size_t count) {
  if (sodium_init() < 0) return {};
  std::string out(count, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace http
}  // namespace guicheng
