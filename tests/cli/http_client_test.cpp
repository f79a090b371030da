#include "http_client.hpp"

#include "test.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <string>
#include <string_view>
#include <thread>

using namespace guicheng;
using namespace guicheng::cli;
namespace asio = boost::asio;
using asio::ip::tcp;

TEST_CASE("http client: a server that is silent is not waited for without end") {
  asio::io_context io;
  tcp::acceptor const silent{io, {asio::ip::address_v4::loopback(), 0}};  // the system accepts, nobody answers
  HttpClient client{silent.local_endpoint().port(), std::chrono::milliseconds{50}};
  auto const answer = client.ask("GET", "/healthz", {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.starts_with("GET /healthz: "));
}

TEST_CASE("http client: a connection that the server has closed is opened again") {
  asio::io_context io;
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  HttpClient client{acceptor.local_endpoint().port()};
  std::thread server{[&] {
    for (std::string_view const body : {"1", "2"}) {  // each on a connection that is said to be kept, and closed
      auto socket = acceptor.accept();
      std::string request;
      boost::system::error_code error;
      asio::read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", error);
      asio::write(socket, asio::buffer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::string{body}), error);
    }
  }};
  auto const first = client.ask("GET", "/", {}), second = client.ask("GET", "/", {});
  server.join();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->body + second->body == "12");
}
