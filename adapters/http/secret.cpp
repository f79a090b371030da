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

std::string seal(std::string const& key, std::string_view text) {
  auto const* const secret = reinterpret_cast<unsigned char const*>(key.data());
  auto box = random_bytes(crypto_secretbox_NONCEBYTES);
  box.resize(box.size() + crypto_secretbox_MACBYTES + text.size());
  auto* const bytes = reinterpret_cast<unsigned char*>(box.data());
  crypto_secretbox_easy(bytes + crypto_secretbox_NONCEBYTES, reinterpret_cast<unsigned char const*>(text.data()), text.size(), bytes, secret);
  std::string out(sodium_base64_ENCODED_LEN(box.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes, box.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.resize(out.size() - 1);  // the zero behind
  return out;
}

std::optional<std::string> unseal(std::string const& key, std::string_view sealed) {
  constexpr std::size_t around = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  std::string box(sealed.size(), '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(box.data());
  std::size_t size = 0;
  if (sodium_base642bin(bytes, box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || size < around)
    return {};
  std::string text(size - around, '\0');
  auto const* const secret = reinterpret_cast<unsigned char const*>(key.data());
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(text.data()), bytes + crypto_secretbox_NONCEBYTES, size - crypto_secretbox_NONCEBYTES, bytes, secret) != 0)
    return {};
  return text;
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace http
}  // namespace guicheng
