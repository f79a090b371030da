// SHA-256 through OpenSSL's EVP, which is included here only.
#include <guicheng/hash.hpp>

#include <openssl/evp.h>

#include <new>

namespace guicheng {

struct Sha256::State {
  // Fetched once per object: a fetch for each hash costs more than hashing a short act.
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (!algorithm || !context) throw std::bad_alloc{};
    begin();
  }
  State(State const&) = delete;
  State& operator=(State const&) = delete;
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
  void begin() {
    if (EVP_DigestInit_ex2(context, algorithm, nullptr) != 1) throw std::bad_alloc{};
  }
};

Sha256::Sha256() : state_{std::make_unique<State>()} {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) throw std::bad_alloc{};
  return *this;
}

Hash Sha256::finish() {
  Hash hash{};
  if (EVP_DigestFinal_ex(state_->context, hash.data(), nullptr) != 1) throw std::bad_alloc{};
  state_->begin();
  return hash;
}

std::string hex(Hash const& hash) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(hash.size() * 2);
  for (auto byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view text) { return hex(Sha256{}.update(text).finish()); }

Hash const& AuditChain::append(std::int64_t case_id, std::uint64_t seq, std::string_view text) {
  std::array<char, 48> head{};
  for (std::size_t i = 0; i < 32; ++i) head[i] = static_cast<char>(hash_[i]);
  for (std::size_t i = 0; i < 8; ++i) {
    head[32 + i] = static_cast<char>(static_cast<std::uint64_t>(case_id) >> (56 - 8 * i));
    head[40 + i] = static_cast<char>(seq >> (56 - 8 * i));
  }
  return hash_ = sha_.update({head.data(), head.size()}).update(text).finish();
}

}  // namespace guicheng
