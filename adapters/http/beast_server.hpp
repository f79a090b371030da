// What the service is made of. Entry point: HttpServer::State. Only the files beast_*.cpp include this, Asio and Beast:
// beast_server.cpp accepts and stops, beast_connection.cpp serves one connection.
#pragma once

#include "api.hpp"
#include "secret.hpp"

#include <guicheng/http.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <fmt/format.h>

#include <map>
#include <thread>

namespace guicheng {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using std::chrono::seconds;
using boost::system::error_code;
template <class T> using Task = asio::awaitable<T>;

constexpr std::size_t piece = 64 << 10;           // bytes read or written at once
constexpr std::int64_t pace = 16 << 10;           // a second more for each so many bytes
constexpr int most_computing = 32;                // waiting for a worker of their kind; more are told to come back
constexpr std::size_t most_streams = 64;          // answers under way that are made while they are sent

inline auto fail_to(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

/// Slow work of one kind.
struct Workers {
  asio::thread_pool pool;
  std::atomic<int> waiting = 0;
};

/// So much of something for everybody together.
struct Budget {
  std::size_t const most;
  std::atomic<std::size_t>& used;
};

/// What one request has taken of a budget; given back at its end.
class Share {
 public:
  explicit Share(Budget& budget) : budget_{budget} {}
  Share(Share const&) = delete;
  Share& operator=(Share const&) = delete;
  ~Share() { give_back(); }
  void give_back() noexcept { budget_.used.fetch_sub(std::exchange(taken_, 0)); }
  bool take(std::size_t more) noexcept {
    if (budget_.used.fetch_add(more) + more > budget_.most) {
      budget_.used.fetch_sub(more);
      return false;
    }
    taken_ += more;
    return true;
  }

 private:
  Budget& budget_;
  std::size_t taken_ = 0;
};

struct Connection {
  Connection(tcp::socket socket, Budget& bodies, Budget& streams) : stream{std::move(socket)}, body{bodies}, streaming{streams} {}
  void give_back() noexcept { body.give_back(), streaming.give_back(); }
  beast::tcp_stream stream;
  beast::flat_buffer buffer{2 * piece};
  std::string peer;
  bool idle = false;                              // between requests; touched on the strand only
  Share body, streaming;                          // of the request at hand
};

struct HttpServer::State {
  State(HttpOptions given, Engine& its_engine, std::shared_ptr<AccountStore> accounts, std::shared_ptr<MaterialStore> materials, http::JwtVerifier tokens)
      : options{std::move(given)}, engine{its_engine}, api{its_engine, std::move(accounts), std::move(materials), options, std::move(tokens)},
        run_id{fmt::format("{:08x}", std::hash<std::string>{}(http::random_bytes(16)) & 0xFFFFFFFF)} {
    if (!options.clock)
      options.clock = [] { return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; };
  }

  Result<void> bind();
  void run();
  void stop();

  Task<void> accept();
  void note_accept(error_code);
  bool accept_trouble = false;       // the last client could not be accepted, and not for its own sake
  void welcome(tcp::socket);
  Task<void> tick();
  void note_tick(Result<std::size_t> const& fired);
  std::optional<Errc> tick_trouble;  // what it failed with the last time
  Task<void> serve(std::shared_ptr<Connection>);
  Task<bool> serve_one(Connection&, bool last);
  Task<std::variant<http::Head, http::Refused, error_code>> read_head(Connection&);
  Task<http::Response> finish(Connection&, http::Step, http::Request const&, bool& unread);
  Task<std::optional<http::Response>> receive(Connection&, http::Receive const&, http::Request const&);
  Task<bool> write(Connection&, http::Response const&, std::string const& id, bool keep_alive, bool head_only);
  Task<bool> write_source(Connection&, http::Source const&, Steady::time_point deadline);
  Task<bool> write_stream(Connection&, http::Stream const&);
  Task<void> linger(Connection&);
  Task<Answer> ask(guicheng::Request);
  template <class Made> Task<std::optional<Made>> compute(Workers&, std::function<Made()>);
  Workers& workers_of(http::Work) noexcept;

  bool enter(std::shared_ptr<Connection> const&);
  void leave(std::shared_ptr<Connection> const&);

  HttpOptions options;
  Engine& engine;
  http::Api api;
  http::GateLimits gate;
  std::string const run_id;
  std::atomic<std::uint64_t> served = 0;
  std::atomic<bool> draining = false;
  std::mutex mutex;
  std::map<std::string, std::size_t> by_address;
  unsigned threads = 1;

  Workers passwords{2}, disk{2}, judging{2}, ticking{1};
  Budget bodies{options.body_bytes, api.metrics.body_bytes}, streams{most_streams, api.metrics.streams};
  asio::io_context io;
  std::vector<std::shared_ptr<Connection>> open;  // after `io`: sockets go before their context
  asio::strand<asio::io_context::executor_type> control{io.get_executor()};  // acceptor and timers
  tcp::acceptor acceptor{control};
  asio::steady_timer pause{control}, second{control}, drain{control};
};

template <class Made>
Task<std::optional<Made>> HttpServer::State::compute(Workers& workers, std::function<Made()> work) {
  workers.waiting.fetch_add(1);
  auto const home = co_await asio::this_coro::executor;
  co_await asio::post(asio::bind_executor(workers.pool.get_executor(), asio::use_awaitable));
  std::optional<Made> made;
  try {
    made = work();
  } catch (std::exception const&) {  // out of memory
  }
  co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
  workers.waiting.fetch_sub(1);
  co_return made;
}

}  // namespace guicheng
