// The service: binds, accepts within its limits, ticks, stops gracefully. Entry point: HttpServer.
#include "beast_server.hpp"

namespace guicheng {
namespace {

// Who counts as one client: an address, or of IPv6 the network of 64 bits that a single host has.
std::string network_of(asio::ip::address const& address) {
  if (!address.is_v6() || address.to_v6().is_v4_mapped() || address.is_loopback()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6{bytes}.to_string() + "/64";
}

}  // namespace

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
  if (error) return fail(Errc::storage, fmt::format("{}:{} cannot be bound: {}.", options.address, options.port, error.message()), {}, "Name an address of this machine and a port that no program holds.");
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
  for (auto* const workers : {&passwords, &disk, &judging, &ticking}) workers->pool.join();
  api.audit.flush(options.clock(), true);
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
  open.push_back(connection);  // may be out of memory: counted only when it is in
  ++here;
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

// Nothing ends this loop but the end of the service: where a client cannot be taken, others may be a moment later.
Task<void> HttpServer::State::accept() {
  while (!draining) {
    bool rests = static_cast<std::size_t>(api.metrics.connections.load()) >= options.connections;
    try {
      error_code error;
      if (!rests) {
        tcp::socket socket = co_await acceptor.async_accept(asio::make_strand(io), fail_to(error));
        if (draining) co_return;
        rests = static_cast<bool>(error);
        note_accept(error);
        if (!error) welcome(std::move(socket));
      }
      if (!rests) continue;
      pause.expires_after(std::chrono::milliseconds{20});
      co_await pause.async_wait(fail_to(error));
      continue;
    } catch (std::exception const&) {  // out of memory: this client is turned away
    }
    if (rests) std::this_thread::sleep_for(std::chrono::milliseconds{20});  // there is none for a timer either
  }
}

// A client that went away meanwhile is no trouble of ours; without descriptors or buffers nobody is served. Told once for as long as it lasts.
void HttpServer::State::note_accept(error_code error) {
  bool const trouble = error == asio::error::no_descriptors || error == boost::system::errc::too_many_files_open_in_system ||
                       error == asio::error::no_buffer_space || error == asio::error::no_memory;
  if (!error) api.metrics.accepted.fetch_add(1);
  if (trouble) api.metrics.accept_errors.fetch_add(1);
  if (trouble == std::exchange(accept_trouble, trouble) || !trouble || !options.on_trouble) return;
  options.on_trouble(fail(Errc::limit, fmt::format("No new connection can be accepted: {}.", error.message()), {}, "Allow more open files (ulimit -n, LimitNOFILE)."));
}

void HttpServer::State::welcome(tcp::socket socket) {
  error_code error;
  auto connection = std::make_shared<Connection>(std::move(socket), bodies, streams);
  auto const remote = connection->stream.socket().remote_endpoint(error);
  if (error) return;
  connection->peer = network_of(remote.address());
  connection->stream.socket().set_option(tcp::no_delay{true}, error);
  connection->stream.socket().set_option(asio::socket_base::keep_alive{true}, error);
  if (!enter(connection)) return;
  try {
    asio::co_spawn(connection->stream.get_executor(), serve(connection), asio::detached);
  } catch (...) {  // out of memory: nobody serves it, so nobody else gives its place back
    leave(connection);
    throw;
  }
}

// Counted each time, told once for as long as it is the same.
void HttpServer::State::note_tick(Result<std::size_t> const& fired) {
  std::optional<Errc> const trouble = fired ? std::nullopt : std::optional{fired.error().code};  // messages may count what is left
  if (trouble) {
    api.metrics.tick_errors.fetch_add(1);
    if (options.on_trouble && trouble != tick_trouble)
      options.on_trouble(fail(*trouble, "Deadlines and housekeeping do not go on: " + fired.error().message, fired.error().where, fired.error().remedy));
  }
  tick_trouble = trouble;
}

Task<void> HttpServer::State::tick() {
  while (!draining) {
    error_code error;
    second.expires_after(seconds{1});
    co_await second.async_wait(fail_to(error));
    if (draining) co_return;
    api.audit.flush(options.clock());
    co_await compute<bool>(ticking, [this] {
      constexpr std::size_t at_once = 200;
      for (bool more = true; more && !draining;) {
        auto const fired = engine.tick(options.clock(), at_once);
        more = fired && *fired == at_once;
        if (fired) api.metrics.deadlines_fired.fetch_add(*fired);
        note_tick(fired);
      }
      return true;
    });
  }
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
