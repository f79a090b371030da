// One connection, a coroutine on a strand of its own: head through the gate, steps of the answer, body in, answer out.
// Entry point: HttpServer::State::serve. Nothing here waits for the engine, a password or a client without a deadline. Beast
// reads the body by its framing; fields that come after the body (trailers) are never looked at.
#include "beast_server.hpp"

namespace guicheng {
namespace {

bool is_request_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

Workers& HttpServer::State::workers_of(http::Work work) noexcept {
  switch (work) {
    case http::Work::disk: return disk;
    case http::Work::password: return passwords;
    case http::Work::judging: return judging;
  }
  return disk;
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
  auto response = co_await finish(connection, std::move(begun.step), request, unread);
  if (response.stream && !request.head.takes_chunks)
    response = http::answer(http::Problem{505, "http.version", "此地址须用 HTTP/1.1", "This needs HTTP/1.1.", {}}, request);
  else if (response.stream && !connection.streaming.take(1))
    response = http::answer(fail(Errc::limit, "Too many answers are under way."), request);
  if (!response.stream) connection.give_back();  // before the client can know that it was answered
  bool const keep = request.head.keep_alive && !unread && !last && !draining;
  bool const written = co_await write(connection, response, request.id, keep, request.head.method == "HEAD");
  api.metrics.in_flight.fetch_sub(1);
  connection.give_back();
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
      auto& workers = workers_of(slow->work);
      if (workers.waiting.load() >= most_computing)
        co_return http::answer(fail(Errc::limit, "Too much is being computed."), request);
      auto run = std::move(slow->run);
      auto made = co_await compute<http::Step>(workers, std::move(run));
      if (!made) co_return http::answer(fail(Errc::limit, "There is too little memory."), request);
      step = std::move(*made);
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
  parser.body_limit(wanted.limit);  // of chunks, each announces its size
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
  auto const most = wanted.in_memory ? piece / 8 : piece;
  std::vector<char> bytes(std::min<std::size_t>(most, request.head.length > 0 ? request.head.length : most));
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
    if (error == wire::error::body_limit) co_return too_large;
    if (error && error != wire::error::need_buffer) co_return broken;
    if (got == 0) continue;
    if (wanted.in_memory && !connection.body.take(got)) co_return http::answer(fail(Errc::limit, "Too many bodies are in memory."), request);
    if (auto taken = wanted.take({bytes.data(), got}); !taken) co_return http::answer(taken.error(), request);
  }
  co_return std::nullopt;
}

Task<bool> HttpServer::State::write(Connection& connection, http::Response const& response, std::string const& id, bool keep_alive, bool head_only) {
  auto const head = http::write_head(response, id, keep_alive);
  bool const bare = head_only || response.status == 204 || response.status == 304;
  std::array<asio::const_buffer, 2> const both{asio::buffer(head), asio::buffer(bare || response.source || response.stream ? std::string_view{} : std::string_view{response.body})};
  auto const total = static_cast<std::int64_t>(head.size() + (response.source ? response.source->length : response.body.size()));
  auto const deadline = Steady::now() + seconds{options.body_seconds + total / pace};
  error_code error;
  connection.stream.expires_at(deadline);
  co_await asio::async_write(connection.stream, both, fail_to(error));
  if (error || bare) co_return !error;
  if (response.source) co_return co_await write_source(connection, *response.source, deadline);
  if (response.stream) co_return co_await write_stream(connection, *response.stream);
  co_return true;
}

Task<bool> HttpServer::State::write_source(Connection& connection, http::Source const& source, Steady::time_point deadline) {
  error_code error;
  std::vector<char> bytes(std::min<std::size_t>(piece, source.length));
  for (std::uint64_t sent = 0; sent < source.length;) {
    auto const want = std::min<std::uint64_t>(bytes.size(), source.length - sent);
    auto const got = source.read(source.offset + sent, {bytes.data(), static_cast<std::size_t>(want)});
    if (!got || *got == 0) co_return false;  // the length was promised: only closing tells that it is not kept
    connection.stream.expires_at(deadline);
    co_await asio::async_write(connection.stream, asio::buffer(bytes.data(), *got), fail_to(error));
    if (error) co_return false;
    sent += *got;
  }
  co_return true;
}

// In chunks, since nobody knows the length beforehand. The end is sent only where the end was reached.
Task<bool> HttpServer::State::write_stream(Connection& connection, http::Stream const& stream) {
  error_code error;
  for (;;) {
    auto const made = co_await compute<Result<std::string>>(workers_of(stream.work), stream.next);
    if (!made || !*made) co_return false;
    auto const& bytes = **made;
    if (bytes.empty()) connection.give_back();  // before the client can know that this was the end
    connection.stream.expires_after(seconds{options.body_seconds + static_cast<std::int64_t>(bytes.size()) / pace});
    auto const size = fmt::format("{:x}\r\n", bytes.size());
    std::array<asio::const_buffer, 3> const chunk{asio::buffer(size), asio::buffer(bytes), asio::buffer("\r\n", 2)};
    co_await asio::async_write(connection.stream, chunk, fail_to(error));
    if (error || bytes.empty()) co_return !error;
  }
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

}  // namespace guicheng
