// A small blocking HTTP client on loopback, for scenarios. http_client.cpp alone includes Beast here.
#pragma once

#include <guicheng/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guicheng::cli {

struct HttpAnswer { unsigned status = 0; std::string body; };

/// One connection, opened again when the other side has closed it. One thread.
class HttpClient {
 public:
  /// Connecting, writing and reading may take `patience` each.
  explicit HttpClient(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::minutes{2});
  ~HttpClient();
  using Fields = std::vector<std::pair<std::string, std::string>>;
  Result<HttpAnswer> ask(std::string_view method, std::string const& target, Fields const&, std::string body = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A path segment or a value of a query with everything but letters, digits and `-._~` escaped.
std::string escape_url(std::string_view text);

}  // namespace guicheng::cli
