#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace guicheng::http {

std::string Got::field(std::string_view name) const {
  auto const found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
  return found == fields.end() ? std::string{} : found->second;
}

Client::Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int const on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::connect(socket_, reinterpret_cast<sockaddr const*>(&address), sizeof address);
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void Client::reset() {
  linger const at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool Client::fill(double seconds) {
  pollfd waiting{socket_, POLLIN, 0};
  if (seconds <= 0 || ::poll(&waiting, 1, static_cast<int>(seconds * 1000)) <= 0) return false;
  char bytes[16384];
  auto const got = ::recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  held_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::optional<Got> Client::receive(double seconds, bool without_body) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  auto const left = [&] { return std::chrono::duration<double>(until - std::chrono::steady_clock::now()).count(); };
  std::size_t end = 0;
  while ((end = held_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(left())) return {};
  Got out;
  out.status = static_cast<unsigned>(std::stoul(held_.substr(9, 3)));
  for (auto at = held_.find("\r\n") + 2; at < end;) {
    auto const stop = held_.find("\r\n", at), colon = held_.find(": ", at);
    std::string name = held_.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    out.fields.emplace_back(std::move(name), held_.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  held_.erase(0, end + 4);
  if (!without_body && out.field("transfer-encoding") == "chunked") {
    for (;;) {  // an end that does not come is nothing
      std::size_t line = 0;
      while ((line = held_.find("\r\n")) == std::string::npos)
        if (!fill(left())) return {};
      std::size_t const size = std::stoul(held_.substr(0, line), nullptr, 16);
      while (held_.size() < line + 2 + size + 2)
        if (!fill(left())) return {};
      out.body.append(held_, line + 2, size);
      held_.erase(0, line + 2 + size + 2);
      if (size == 0) return out;
    }
  }
  auto const length = out.field("content-length");
  std::size_t const size = without_body || length.empty() ? 0 : std::stoul(length);
  while (held_.size() < size)
    if (!fill(left())) return {};
  out.body = held_.substr(0, size);
  held_.erase(0, size);
  return out;
}

bool Client::is_closed(double seconds) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    auto const left = std::chrono::duration<double>(until - std::chrono::steady_clock::now()).count();
    pollfd waiting{socket_, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left * 1000)) <= 0) return false;
    char bytes[16384];
    if (::recv(socket_, bytes, sizeof bytes, 0) <= 0) return true;
  }
}

std::optional<Got> Client::ask(std::string_view method, std::string_view target, std::string_view fields, std::string_view body) {
  std::string out{method};
  out.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields);
  if (!body.empty()) out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  out.append("\r\n").append(body);
  send(out);  // a refusal may come, and the other side close, before all is sent
  return receive(10, method == "HEAD");
}

}  // namespace guicheng::http
