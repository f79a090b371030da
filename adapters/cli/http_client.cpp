// Requests over a kept connection. Entry point: HttpClient::ask.
#include "http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <fmt/core.h>

#include <chrono>
#include <optional>

namespace guicheng::cli {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

struct HttpClient::State {
  std::uint16_t port = 0;
  std::chrono::milliseconds patience{};
  asio::io_context io;
  std::optional<beast::tcp_stream> stream;
  beast::flat_buffer buffer;

  error_code connect() {
    buffer.clear();
    stream.emplace(io);
    auto error = wait([&](auto done) { stream->async_connect({asio::ip::address_v4::loopback(), port}, done); });
    if (!error) stream->socket().set_option(asio::ip::tcp::no_delay{true}, error);
    return error;
  }

  /// Until what begins on the stream is done, but not longer than `patience`.
  template <class Begin> error_code wait(Begin const& begin) {
    error_code error;
    stream->expires_after(patience);
    begin([&error](error_code how, auto...) { error = how; });
    io.restart();
    io.run();
    return error;
  }
};

HttpClient::HttpClient(std::uint16_t port, std::chrono::milliseconds patience) : state_{std::make_unique<State>()} {
  state_->port = port;
  state_->patience = patience;
}
HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::ask(std::string_view method, std::string const& target, Fields const& fields, std::string body) {
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, fmt::format("127.0.0.1:{}", state_->port));
  for (auto const& [name, value] : fields) request.set(name, value);
  bool const has_body = !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  request.body() = std::move(body);
  if (has_body) request.prepare_payload();
  error_code error;
  for (int attempt = 0; attempt < 2; ++attempt) {  // a kept connection may have been closed meanwhile
    bool const kept = state_->stream.has_value();
    error = kept ? error_code{} : state_->connect();
    if (!error) error = state_->wait([&](auto done) { http::async_write(*state_->stream, request, done); });
    http::response_parser<http::string_body> parser;
    parser.body_limit(std::uint64_t{64} << 20);
    if (!error) error = state_->wait([&](auto done) { http::async_read(*state_->stream, state_->buffer, parser, done); });
    if (!error) {
      auto response = parser.release();
      if (!response.keep_alive()) state_->stream.reset();
      return HttpAnswer{response.result_int(), std::move(response.body())};
    }
    state_->stream.reset();
    if (!kept || error == beast::error::timeout) break;
  }
  return fail(Errc::storage, fmt::format("{} {}: {}", method, target, error.message()));
}

std::string escape_url(std::string_view text) {
  std::string out;
  for (char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out.push_back(c);
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace guicheng::cli
