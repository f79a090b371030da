// The header gate: what Beast would let pass and must not (RFC 9112 §2-§7, RFC 9110 §7). Pure; works on raw bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace guicheng::http {

struct GateLimits {
  std::size_t head = 16 << 10;            ///< bytes of the request line and all fields
  std::size_t target = 8 << 10;
  std::size_t fields = 100;
  std::vector<std::string> hosts;         ///< names a Host field may carry, without port; empty: any well-formed one
};

/// Finds the end of a request head in bytes that arrive piece by piece. Every way of cutting the same bytes gives the
/// same answer. A bare CR or LF or a NUL is `bad` as soon as it is seen.
class HeadScan {
 public:
  enum class State : std::uint8_t { more, complete, bad, too_large };
  explicit HeadScan(std::size_t limit) : limit_{limit} {}
  /// @param all  every byte received since the head began, not only the new ones
  State look(std::string_view all) noexcept;
  /// Bytes of the head with its closing empty line, once complete; what follows is the body or the next request.
  std::size_t size() const noexcept { return seen_; }

 private:
  std::size_t limit_, seen_ = 0;
  unsigned ending_ = 0;                   // how much of CR LF CR LF stands right before `seen_`
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A head that may be trusted: one meaning, whoever reads it.
struct Head {
  enum class Framing : std::uint8_t { none, length, chunked };
  std::string method;
  std::vector<std::string> path;          ///< segments, percent-decoded once
  Pairs query;                            ///< percent-decoded
  Pairs fields;                           ///< names in lower case, in order
  Framing framing = Framing::none;
  std::uint64_t length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  bool takes_chunks = true;               ///< HTTP/1.1

  std::string const* find(std::string_view name) const noexcept;
  bool has_body() const noexcept { return framing == Framing::chunked || length > 0; }
};

/// Why a head is refused; the connection is closed after the answer and its bytes are never looked at again.
struct Refused { unsigned status = 400; std::string reason; bool operator==(Refused const&) const = default; };

/// Reads one complete head (ending in an empty line), or says why it is refused.
std::variant<Head, Refused> read_head(std::string_view raw, GateLimits const& = {});

/// Decodes %XX once; false where that is malformed or the outcome holds a control byte or invalid UTF-8.
bool percent_decode(std::string_view text, bool plus_is_space, std::string& to);

/// What stands for a text in a path: all but unreserved characters (RFC 3986 §2.3) as %XX.
std::string percent_encode(std::string_view text);

}  // namespace guicheng::http
