// A client on a bare socket: it sends what a well-behaved library never would. Blocking, with a limit on every wait.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guicheng::http {

struct Got {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case
  std::string body;
  std::string field(std::string_view name) const;
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(Client&& other) noexcept : socket_{std::exchange(other.socket_, -1)}, held_{std::move(other.held_)} {}
  Client& operator=(Client&& other) noexcept {
    std::swap(socket_, other.socket_);
    std::swap(held_, other.held_);
    return *this;
  }

  /// False where the other side has closed.
  bool send(std::string_view bytes);
  void finish_sending();                       ///< half-closes
  void reset();                                ///< closes with a reset
  /// The next response; nothing where the connection was closed or `seconds` have passed.
  std::optional<Got> receive(double seconds = 10, bool without_body = false);
  /// Whether the other side closes within the time; bytes that come are thrown away.
  bool is_closed(double seconds);
  /// Sends a request with the fields that are needed, and receives.
  std::optional<Got> ask(std::string_view method, std::string_view target, std::string_view fields = {}, std::string_view body = {});

 private:
  bool fill(double seconds);
  int socket_ = -1;
  std::string held_;
};

}  // namespace guicheng::http
