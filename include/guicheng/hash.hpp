// SHA-256 (FIPS 180-4), and how the entries of the audit log are chained by it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace guicheng {

using Hash = std::array<unsigned char, 32>;

/// Hashes a stream of bytes. One thread at a time; costs some 200 bytes.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& update(std::string_view bytes);
  /// The hash of all bytes since the beginning or the last finish.
  Hash finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Lower-case hexadecimal digits.
std::string hex(Hash const&);
/// SHA-256 of a text in hexadecimal digits.
std::string sha256_hex(std::string_view);

/// One entry of the audit log as it is chained: an act of a case, or, with case 0 and seq 0, a note such as a refusal.
/// hash = SHA-256(hash before · case and seq as 8 bytes each, high byte first · text); before the first entry: 32 zeros.
/// Whoever wants to check a log without this program needs no more than this.
class AuditChain {
 public:
  explicit AuditChain(Hash const& before = {}) : hash_{before} {}
  Hash const& append(std::int64_t case_id, std::uint64_t seq, std::string_view text);
  Hash const& head() const noexcept { return hash_; }
  void rewind(Hash const& to) noexcept { hash_ = to; }

 private:
  Sha256 sha_;
  Hash hash_{};
};

}  // namespace guicheng
