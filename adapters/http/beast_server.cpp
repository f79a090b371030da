// Sockets: accepts, limits, translates, keeps connections. Entry point: HttpServer. Only this file includes Asio and Beast.
// One coroutine serves a connection on a strand of its own; nothing here waits for the engine, a password or a client
// without a deadline. The head goes through the gate first; Beast then reads the body by its framing, and fields that
// come after the body (trailers) are never looked at.
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
namespace {

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

Instant system_clock() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

auto fail_to(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

bool is_request_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

/// Slow work of one kind.
struct Workers {
  asio::thread_pool pool;
  std::atomic<int> waiting = 0;
};

struct Connection {
  explicit Connection(tcp::socket socket) : stream{std::move(socket)} {}
  beast::tcp_stream stream;
  beast::flat_buffer buffer{2 * piece};
  std::string peer;
  bool idle = false;                              // between requests; touched on the strand only
};

}  // namespace

struct HttpServer::State {
  State(HttpOptions given, Engine& its_engine, std::shared_ptr<AccountStore> accounts, std::shared_ptr<MaterialStore> materials, http::JwtVerifier tokens)
      : options{std::move(given)}, engine{its_engine}, api{its_engine, std::move(accounts), std::move(materials), options, std::move(tokens)},
        run_id{fmt::format("{:08x}", std::hash<std::string>{}(http::random_bytes(16)) & 0xFFFFFFFF)} {
    if (!options.clock) options.clock = system_clock;
  }

  Result<void> bind();
  void run();
  void stop();

  Task<void> accept();
  Task<void> tick();
  Task<void> serve(std::shared_ptr<Connection>);
  Task<bool> serve_one(Connection&, bool last);
  Task<std::variant<http::Head, http::Refused, error_code>> read_head(Connection&);
  Task<http::Response> finish(Connection&, http::Step, http::Request const&, bool& unread);
  Task<std::optional<http::Response>> receive(Connection&, http::Receive const&, http::Request const&);
  Task<bool> write(Connection&, http::Response const&, std::string const& id, bool keep_alive, bool head_only);
  Task<void> linger(Connection&);
  Task<Answer> ask(guicheng::Request);
  Task<http::Step> compute(Workers&, std::function<http::Step()>);

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

  Workers passwords{2}, disk{2}, ticking{1};
  asio::io_context io;
  std::vector<std::shared_ptr<Connection>> open;  // after `io`: sockets go before their context
  asio::strand<asio::io_context::executor_type> control{io.get_executor()};  // acceptor and timers
  tcp::acceptor acceptor{control};
  asio::steady_timer pause{control}, second{control}, drain{control};
};

Result<void> HttpServer::State::bind() {
  error_code error;
  auto const address = asio::ip::make_address(options.address, error);
  if (error) return fail(Errc::bad_definition, "\"" + options.address + "\" is no address.");
  if (!address.is_loopback()) {
    bool somebody = !options.issuers.empty();
    if (api.accounts) {
      auto first = api.accounts->list("", 1);
      if (!first) return first.error();
      somebody = somebody || !first->empty() || !options.first_run_token.empty();
    }
    if (!somebody) return fail(Errc::not_allowed, "Nobody could log in: the service binds to loopback only.", {}, "configure accounts or a token issuer");
  }
  gate.hosts = options.hosts;
  if (gate.hosts.empty() && address.is_loopback()) gate.hosts = {"localhost", "127.0.0.1", "[::1]", options.address};
  tcp::endpoint const endpoint{address, options.port};
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Errc::storage, fmt::format("{}:{} cannot be bound: {}", options.address, options.port, error.message()));
  threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  return {};
}

void HttpServer::State::run() {
  asio::co_spawn(control, accept(), asio::detached);
  if (options.tick) asio::co_spawn(control, tick(), asio::detached);
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { io.run(); });
  io.run();
  for (auto& thread : others) thread.join();
  for (auto* const workers : {&passwords, &disk, &ticking}) workers->pool.join();
  // Answers that outlast the drain still come to this object: wait for the engine, which always answers.
  while (api.metrics.waiting_commands.load() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

void HttpServer::State::stop() {
  asio::post(control, [this] {
    if (draining.exchange(true)) return;
    api.ready = false;
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    second.cancel();
    std::scoped_lock const lock{mutex};
    if (open.empty()) return;
    for (auto const& connection : open)
      asio::post(connection->stream.get_executor(), [connection] { if (connection->idle) connection->stream.cancel(); });
    drain.expires_after(seconds{options.drain_seconds});
    drain.async_wait([this](error_code error) { if (!error) io.stop(); });
  });
}

bool HttpServer::State::enter(std::shared_ptr<Connection> const& connection) {
  std::scoped_lock const lock{mutex};
  auto& here = by_address[connection->peer];
  if (here >= options.per_address) return false;
  ++here;
  open.push_back(connection);
  api.metrics.connections.store(static_cast<std::int64_t>(open.size()));
  return true;
}

void HttpServer::State::leave(std::shared_ptr<Connection> const& connection) {
  std::scoped_lock const lock{mutex};
  if (auto const found = by_address.find(connection->peer); found != by_address.end() && --found->second == 0) by_address.erase(found);
  std::erase(open, connection);
  api.metrics.connections.store(static_cast<std::int64_t>(open.size()));
  if (draining && open.empty()) asio::post(control, [this] { drain.cancel(); });
}

Task<void> HttpServer::State::accept() {
  while (!draining) {
    error_code error;
    if (static_cast<std::size_t>(api.metrics.connections.load()) >= options.connections) {
      pause.expires_after(std::chrono::milliseconds{20});
      co_await pause.async_wait(fail_to(error));
      continue;
    }
    tcp::socket socket = co_await acceptor.async_accept(asio::make_strand(io), fail_to(error));
    if (draining) co_return;
    if (error) {  // out of descriptors, or a client that went away meanwhile
      pause.expires_after(std::chrono::milliseconds{20});
      co_await pause.async_wait(fail_to(error));
      continue;
    }
    api.metrics.accepted.fetch_add(1);
    auto connection = std::make_shared<Connection>(std::move(socket));
    auto const remote = connection->stream.socket().remote_endpoint(error);
    if (error) continue;
    connection->peer = remote.address().to_string();
    connection->stream.socket().set_option(tcp::no_delay{true}, error);
    connection->stream.socket().set_option(asio::socket_base::keep_alive{true}, error);
    if (!enter(connection)) continue;
    asio::co_spawn(connection->stream.get_executor(), serve(connection), asio::detached);
  }
}

Task<void> HttpServer::State::tick() {
  while (!draining) {
    error_code error;
    second.expires_after(seconds{1});
    co_await second.async_wait(fail_to(error));
    if (draining) co_return;
    co_await compute(ticking, [this]() -> http::Step {
      constexpr std::size_t at_once = 200;
      for (bool more = true; more && !draining;) {
        auto const fired = engine.tick(options.clock(), at_once);
        more = fired && *fired == at_once;
        if (fired) api.metrics.deadlines_fired.fetch_add(*fired);
      }
      return http::Response{};
    });
  }
}

Task<void> HttpServer::State::serve(std::shared_ptr<Connection> connection) {
  try {
    std::size_t count = 0;
    while (co_await serve_one(*connection, ++count >= options.requests_per_connection)) {}
  } catch (std::exception const&) {  // out of memory: this connection ends, the service goes on
  }
  leave(connection);
  error_code ignored;
  connection->stream.socket().close(ignored);
}

// A whole head within its deadline, however it arrives. Nothing and no error: the client has left, or was idle too long.
Task<std::variant<http::Head, http::Refused, error_code>> HttpServer::State::read_head(Connection& connection) {
  http::HeadScan scan{gate.head};
  auto deadline = Steady::now() + seconds{options.head_seconds};
  for (;;) {
    auto const data = connection.buffer.cdata();
    std::string_view const text{static_cast<char const*>(data.data()), data.size()};
    switch (scan.look(text)) {
      case http::HeadScan::State::complete: {
        auto read = http::read_head(text.substr(0, scan.size()), gate);
        if (auto* head = std::get_if<http::Head>(&read)) co_return std::move(*head);
        co_return std::get<http::Refused>(read);
      }
      case http::HeadScan::State::bad: co_return http::Refused{400, "The head is not well formed."};
      case http::HeadScan::State::too_large: co_return http::Refused{431, "The head of the request is too large."};
      case http::HeadScan::State::more: break;
    }
    bool const waiting = text.empty();
    if (waiting && draining) co_return error_code{asio::error::eof};
    connection.idle = waiting;
    connection.stream.expires_at(waiting ? Steady::now() + seconds{options.wait_seconds} : deadline);
    error_code error;
    auto const got = co_await connection.stream.async_read_some(connection.buffer.prepare(4096), fail_to(error));
    connection.idle = false;
    if (error == beast::error::timeout && !waiting) api.metrics.timeouts.fetch_add(1);
    if (error) co_return error;  // after its deadline a stream is closed: there is nobody to tell
    if (waiting) deadline = Steady::now() + seconds{options.head_seconds};
    connection.buffer.commit(got);
  }
}

Task<bool> HttpServer::State::serve_one(Connection& connection, bool last) {
  auto read = co_await read_head(connection);
  if (std::holds_alternative<error_code>(read)) co_return false;
  auto const began = Steady::now();
  auto const number = served.fetch_add(1);
  http::Request request;
  request.id = run_id + fmt::format("-{:x}", number);
  request.peer = connection.peer;
  if (auto const* refused = std::get_if<http::Refused>(&read)) {
    api.metrics.refused_heads.fetch_add(1);
    auto const no = http::answer(http::Problem{refused->status, "http.head", "请求头不合规范", refused->reason, {}}, request);
    api.metrics.note(http::routes().size(), refused->status, std::chrono::microseconds{0});
    co_await write(connection, no, request.id, false, false);
    co_await linger(connection);
    co_return false;
  }
  request.head = std::move(std::get<http::Head>(read));
  if (auto const* id = request.head.find("x-request-id"); id && is_request_id(*id)) request.id = *id;
  api.metrics.in_flight.fetch_add(1);
  auto begun = api.respond(request, options.clock());
  bool unread = request.head.has_body();
  if (!unread) {  // no body: only the head to take off; with one, Beast takes both off in receive()
    auto const data = connection.buffer.cdata();
    std::string_view const text{static_cast<char const*>(data.data()), data.size()};
    connection.buffer.consume(text.find("\r\n\r\n") + 4);
  }
  auto const response = co_await finish(connection, std::move(begun.step), request, unread);
  bool const keep = request.head.keep_alive && !unread && !last && !draining;
  bool const written = co_await write(connection, response, request.id, keep, request.head.method == "HEAD");
  api.metrics.in_flight.fetch_sub(1);
  api.metrics.note(begun.route, response.status, std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began));
  if (written && !keep) co_await linger(connection);
  co_return written && keep;
}

// Takes the steps of an answer one after another, each where it belongs.
Task<http::Response> HttpServer::State::finish(Connection& connection, http::Step step, http::Request const& request, bool& unread) {
  for (;;) {
    if (auto* response = std::get_if<http::Response>(&step)) co_return std::move(*response);
    if (auto* submit = std::get_if<http::Submit>(&step)) {
      auto const then = std::move(submit->then);
      step = then(co_await ask(std::move(submit->command)));
    } else if (auto* slow = std::get_if<http::Compute>(&step)) {
      auto& workers = slow->kind == http::Compute::Kind::password ? passwords : disk;
      if (workers.waiting.load() >= most_computing)
        co_return http::answer(fail(Errc::limit, "Too much is being computed."), request);
      auto run = std::move(slow->run);
      step = co_await compute(workers, std::move(run));
    } else {
      auto const wanted = std::move(std::get<http::Receive>(step));
      if (unread)
        if (auto refused = co_await receive(connection, wanted, request)) co_return std::move(*refused);
      unread = false;
      step = wanted.then();
    }
  }
}

// Reads the body through Beast, piece by piece, within the limit and the deadline. An answer where that fails.
Task<std::optional<http::Response>> HttpServer::State::receive(Connection& connection, http::Receive const& wanted, http::Request const& request) {
  auto const too_large = http::answer(http::Problem{413, "http.too_large", "内容过大", "The body is too large.", {}}, request);
  auto const broken = http::answer(http::Problem{400, "http.body", "内容不完整或不合规范", "The body is incomplete or not well formed.", {}}, request);
  if (request.head.length > wanted.limit) co_return too_large;
  wire::request_parser<wire::buffer_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(gate.head + 1));
  parser.body_limit(boost::none);
  error_code error;
  connection.buffer.consume(parser.put(connection.buffer.cdata(), error));
  if (error || !parser.is_header_done()) co_return broken;
  if (request.head.expects_continue && connection.buffer.size() == 0) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    connection.stream.expires_after(seconds{options.body_seconds});
    co_await asio::async_write(connection.stream, asio::buffer(go_on.data(), go_on.size()), fail_to(error));
    if (error) co_return broken;
  }
  auto const began = Steady::now();
  std::vector<char> bytes(std::min<std::size_t>(piece, request.head.length > 0 ? request.head.length : piece));
  std::uint64_t received = 0;
  while (!parser.is_done()) {
    parser.get().body().data = bytes.data();
    parser.get().body().size = bytes.size();
    connection.stream.expires_at(began + seconds{options.body_seconds + static_cast<std::int64_t>(received) / pace});
    co_await wire::async_read_some(connection.stream, connection.buffer, parser, fail_to(error));
    auto const got = bytes.size() - parser.get().body().size;
    received += got;
    if (error == beast::error::timeout) {
      api.metrics.timeouts.fetch_add(1);  // the answer is for the metrics: the stream is closed
      co_return http::answer(http::Problem{408, "http.timeout", "内容未及时到达", "The body did not come in time.", {}}, request);
    }
    if (error && error != wire::error::need_buffer) co_return broken;
    if (received > wanted.limit) co_return too_large;
    if (got == 0) continue;
    if (auto taken = wanted.take({bytes.data(), got}); !taken) co_return http::answer(taken.error(), request);
  }
  co_return std::nullopt;
}

Task<bool> HttpServer::State::write(Connection& connection, http::Response const& response, std::string const& id, bool keep_alive, bool head_only) {
  auto const head = http::write_head(response, id, keep_alive);
  bool const bare = head_only || response.status == 204 || response.status == 304;
  std::array<asio::const_buffer, 2> const both{asio::buffer(head), asio::buffer(bare || response.source ? std::string_view{} : std::string_view{response.body})};
  auto const total = static_cast<std::int64_t>(head.size() + (response.source ? response.source->length : response.body.size()));
  auto const deadline = Steady::now() + seconds{options.body_seconds + total / pace};
  error_code error;
  connection.stream.expires_at(deadline);
  co_await asio::async_write(connection.stream, both, fail_to(error));
  if (error || bare || !response.source) co_return !error;
  std::vector<char> bytes(std::min<std::size_t>(piece, response.source->length));
  for (std::uint64_t sent = 0; sent < response.source->length;) {
    auto const want = std::min<std::uint64_t>(bytes.size(), response.source->length - sent);
    auto const got = response.source->read(response.source->offset + sent, {bytes.data(), static_cast<std::size_t>(want)});
    if (!got || *got == 0) co_return false;  // the length was promised: only closing tells that it is not kept
    connection.stream.expires_at(deadline);
    co_await asio::async_write(connection.stream, asio::buffer(bytes.data(), *got), fail_to(error));
    if (error) co_return false;
    sent += *got;
  }
  co_return true;
}

// Lets the client read the answer: closing at once with bytes unread would reset the connection under it. Two seconds
// are enough for whoever is still sending to notice.
Task<void> HttpServer::State::linger(Connection& connection) {
  error_code error;
  connection.stream.socket().shutdown(tcp::socket::shutdown_send, error);
  connection.stream.expires_after(seconds{2});
  std::vector<char> thrown_away(piece);
  while (!error) co_await connection.stream.async_read_some(asio::buffer(thrown_away), fail_to(error));
}

// The answer comes on the engine's thread and is handed on to the connection's strand. The work guard keeps the
// network running while nothing but this answer is awaited.
Task<Answer> HttpServer::State::ask(guicheng::Request command) {
  api.metrics.waiting_commands.fetch_add(1);
  auto start = [this](auto handler, guicheng::Request given) {
    auto executor = asio::get_associated_executor(handler);
    using Handler = decltype(handler);
    struct Waiting { Handler handler; asio::executor_work_guard<decltype(executor)> work; };
    auto waiting = std::make_shared<Waiting>(Waiting{std::move(handler), asio::make_work_guard(executor)});
    engine.submit(std::move(given), [this, waiting, executor](Answer answer) {
      asio::post(executor, [waiting = std::make_shared<Waiting>(std::move(*waiting)), answer = std::move(answer)]() mutable {
        waiting->work.reset();
        std::move(waiting->handler)(std::move(answer));
      });
      api.metrics.waiting_commands.fetch_sub(1);
    });
  };
  co_return co_await asio::async_initiate<asio::use_awaitable_t<> const, void(Answer)>(start, asio::use_awaitable, std::move(command));
}

// Slow work goes to the workers and comes back; what it throws is out of memory.
Task<http::Step> HttpServer::State::compute(Workers& workers, std::function<http::Step()> work) {
  workers.waiting.fetch_add(1);
  auto const home = co_await asio::this_coro::executor;
  co_await asio::post(asio::bind_executor(workers.pool.get_executor(), asio::use_awaitable));
  std::optional<http::Step> step;
  try {
    step = work();
  } catch (std::exception const&) {
  }
  co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
  workers.waiting.fetch_sub(1);
  if (!step) co_return http::Response{503, {}, {}, {}};
  co_return std::move(*step);
}

Result<std::unique_ptr<HttpServer>> HttpServer::open(HttpOptions options, Engine& engine, std::shared_ptr<AccountStore> accounts, std::shared_ptr<MaterialStore> materials) {
  auto tokens = http::JwtVerifier::open(options.issuers);
  if (!tokens) return tokens.error();
  auto state = std::make_unique<State>(std::move(options), engine, std::move(accounts), std::move(materials), std::move(*tokens));
  if (auto bound = state->bind(); !bound) return bound.error();
  return std::unique_ptr<HttpServer>{new HttpServer{std::move(state)}};
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_{std::move(state)} {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::port() const noexcept {
  error_code error;
  auto const endpoint = state_->acceptor.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}
void HttpServer::run() { state_->run(); }
void HttpServer::stop() { state_->stop(); }

}  // namespace guicheng
