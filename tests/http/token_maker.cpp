#include "token_maker.hpp"

#include "jwt.hpp"

#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

namespace guicheng::http {
namespace {

TestKey make(EVP_PKEY* key, bool elliptic) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key);
  char* data = nullptr;
  auto const size = BIO_get_mem_data(bio, &data);
  TestKey out{key, std::string(data, static_cast<std::size_t>(size)), elliptic};
  BIO_free(bio);
  return out;
}

std::string to_raw(std::string const& der) {
  auto const* data = reinterpret_cast<unsigned char const*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()));
  std::string out(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), reinterpret_cast<unsigned char*>(out.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
  ECDSA_SIG_free(signature);
  return out;
}

}  // namespace

TestKey const& rsa_key() { static TestKey const key = make(EVP_RSA_gen(2048), false); return key; }
TestKey const& other_rsa_key() { static TestKey const key = make(EVP_RSA_gen(2048), false); return key; }
TestKey const& weak_rsa_key() { static TestKey const key = make(EVP_RSA_gen(1024), false); return key; }
TestKey const& ec_key() { static TestKey const key = make(EVP_EC_gen("P-256"), true); return key; }
TestKey const& p384_key() { static TestKey const key = make(EVP_EC_gen("P-384"), true); return key; }

std::string sign(TestKey const& key, std::string const& header, std::string const& payload) {
  auto const text = write_base64url(header) + "." + write_base64url(payload);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, static_cast<EVP_PKEY*>(key.key));
  auto const* bytes = reinterpret_cast<unsigned char const*>(text.data());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return text + "." + write_base64url(key.elliptic ? to_raw(signature) : signature);
}

std::string hmac_signed(std::string const& secret, std::string const& header, std::string const& payload) {
  auto const text = write_base64url(header) + "." + write_base64url(payload);
  std::string out(32, '\0');
  unsigned size = 32;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<unsigned char const*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(out.data()), &size);
  return text + "." + write_base64url(out);
}

}  // namespace guicheng::http
