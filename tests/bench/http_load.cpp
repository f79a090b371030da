// Accept actions of Tianjin's licence over HTTP, durable on SQLite, next to an empty Beast handler in the same run.
// 64 keep-alive connections on loopback; a bounded number of requests; then once more at half the peak rate.
// Usage: http_load [cases], 3,200 where it is not given. The client shares the machine with the server.
#include "http/temporary_folder.hpp"
#include "secret.hpp"
#include "source_folder.hpp"

#include <guicheng/http.hpp>
#include <guicheng/sqlite_store.hpp>
#include <guicheng/system.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

using namespace guicheng;
using Steady = std::chrono::steady_clock;
constexpr std::size_t connections = 64;

template <class T> T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(2);
}

// --- the load --------------------------------------------------------------------------------------------------------

struct Figures { double rate = 0, p50 = 0, p99 = 0; std::size_t failed = 0; };

struct Wire {
  int socket = -1;
  std::string in;
  Steady::time_point due;
  bool busy = false;
};

int connect_to(std::uint16_t port) {
  int const out = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int const on = 1;
  setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(out, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) std::exit(2);
  return out;
}

// Takes one whole response off the input; its status, or 0.
int take_response(std::string& in) {
  auto const end = in.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  auto const at = in.find("Content-Length: ");
  auto const size = at < end ? std::strtoul(in.c_str() + at + 16, nullptr, 10) : 0;
  if (in.size() < end + 4 + size) return 0;
  int const status = std::atoi(in.c_str() + 9);
  in.erase(0, end + 4 + size);
  return status;
}

/// Sends all requests; `rate` 0: as fast as they are answered. Latency counts from when a request was due.
Figures drive(std::uint16_t port, std::vector<std::string> const& requests, double rate) {
  std::vector<Wire> wires(connections);
  std::vector<pollfd> polls(connections);
  for (std::size_t i = 0; i < connections; ++i) {
    wires[i].socket = connect_to(port);
    polls[i] = {wires[i].socket, POLLIN, 0};
  }
  std::vector<double> took;
  took.reserve(requests.size());
  Figures out;
  auto const begin = Steady::now();
  std::size_t next = 0, done = 0;
  auto const due_of = [&](std::size_t n) { return rate > 0 ? begin + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(static_cast<double>(n) / rate)) : Steady::now(); };
  while (done < requests.size()) {
    for (auto& wire : wires) {
      if (wire.busy || next == requests.size()) continue;
      auto const due = due_of(next);
      if (due > Steady::now()) break;
      wire.due = due;
      wire.busy = true;
      auto const& text = requests[next++];
      if (::send(wire.socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) std::exit(2);
    }
    if (::poll(polls.data(), polls.size(), rate > 0 ? 1 : -1) <= 0) continue;
    for (std::size_t i = 0; i < connections; ++i) {
      if (polls[i].revents == 0) continue;
      char bytes[8192];
      auto const got = ::recv(wires[i].socket, bytes, sizeof bytes, 0);
      if (got <= 0) std::exit(2);
      wires[i].in.append(bytes, static_cast<std::size_t>(got));
      if (int const status = take_response(wires[i].in)) {
        took.push_back(std::chrono::duration<double, std::milli>(Steady::now() - wires[i].due).count());
        out.failed += status == 200 ? 0 : 1;
        wires[i].busy = false;
        ++done;
      }
    }
  }
  out.rate = static_cast<double>(requests.size()) / std::chrono::duration<double>(Steady::now() - begin).count();
  for (auto const& wire : wires) ::close(wire.socket);
  std::ranges::sort(took);
  out.p50 = took[took.size() / 2];
  out.p99 = took[took.size() * 99 / 100];
  return out;
}

void print(char const* name, Figures const& figures, double base) {
  std::printf("%-34s %9.0f/s %8.2f ms %8.2f ms %8.1f %% %6zu failed\n", name, figures.rate, figures.p50, figures.p99, 100 * figures.rate / base, figures.failed);
}

// --- the baseline ----------------------------------------------------------------------------------------------------

namespace asio = boost::asio;
namespace wire = boost::beast::http;

asio::awaitable<void> serve_nothing(boost::beast::tcp_stream stream) {
  boost::beast::flat_buffer buffer;
  try {
    for (;;) {
      wire::request<wire::string_body> request;
      co_await wire::async_read(stream, buffer, request, asio::use_awaitable);
      wire::response<wire::string_body> response{wire::status::ok, 11};
      response.body() = "{}";
      response.prepare_payload();
      co_await wire::async_write(stream, response, asio::use_awaitable);
    }
  } catch (boost::system::system_error const&) {
  }
}

asio::awaitable<void> accept_for_nothing(asio::ip::tcp::acceptor& acceptor, asio::io_context& io) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::make_strand(io), asio::use_awaitable);
    socket.set_option(asio::ip::tcp::no_delay{true});
    auto const executor = socket.get_executor();
    asio::co_spawn(executor, serve_nothing(boost::beast::tcp_stream{std::move(socket)}), asio::detached);
  }
}

Figures empty_handler(std::vector<std::string> const& requests) {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  asio::co_spawn(io, accept_for_nothing(acceptor, io), asio::detached);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) threads.emplace_back([&] { io.run(); });
  auto const out = drive(acceptor.local_endpoint().port(), requests, 0);
  io.stop();
  for (auto& thread : threads) thread.join();
  return out;
}

// --- the cases -------------------------------------------------------------------------------------------------------

std::shared_ptr<System const> tianjin() {
  return read_system(read_folder(GUICHENG_WORKFLOWS), "tianjin/system.yaml", {{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}}).system;
}

// A 统一社会信用代码 with both check characters right (GB 11714, GB 32100).
std::string uscc(std::size_t number) {
  constexpr std::string_view signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  char serial[9];
  std::snprintf(serial, sizeof serial, "%08zu", number % 100'000'000);
  constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += (serial[i] - '0') * weights[i];
  int const check = 11 - sum % 11;
  std::string out = std::string{"91120103"} + serial + (check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check));
  int total = 0, weight = 1;
  for (char const c : out) total += static_cast<int>(signs.find(c)) * weight, weight = weight * 3 % 31;
  return out + signs[static_cast<std::size_t>((31 - total % 31) % 31)];
}

Value licence(std::string const& code) {
  List people;
  for (auto const* id : {"110101188001010062", "110101188001010193", "110101188001010054"}) people.push_back(Context{{"姓名", "张一"}, {"证件号码", id}, {"资格证书", true}});
  return Context{{"基本信息", Context{{"机构名称", "甲人力资源有限公司"}, {"统一社会信用代码", code}, {"机构类型", "企业"}, {"法定代表人", "王一"},
                                      {"法定代表人证件号码", "110101188001010011"}, {"联系人", "王芳"}, {"联系电话", "13800000001"}, {"行政区划", "120103"},
                                      {"办公地址", "天津市河西区示例路 1 号"}, {"办公方式", "自有"}, {"场所面积", 120}}},
                 {"申请事项", Context{{"许可事项", List{"职业中介活动"}}}}, {"人员情况", Context{{"专职工作人员", std::move(people)}}}};
}

CaseId run(Engine& engine, CaseId id, Command command, Actor const& actor, Instant now) {
  guicheng::Request request;
  request.system = "tianjin";
  request.case_id = id;
  request.command = std::move(command);
  request.actor = actor;
  request.now = now;
  auto const answer = engine.run(std::move(request));
  if (auto const* reply = std::get_if<Reply>(&answer)) return reply->case_id;
  auto const* refusal = std::get_if<Refusal>(&answer);
  std::fprintf(stderr, "not prepared: %s\n", refusal ? (refusal->items.empty() ? refusal->code : refusal->items[0].text_en).c_str() : std::get<Error>(answer).message.c_str());
  std::exit(2);
}

CaseId submitted(Engine& engine, std::size_t number, Instant now) {
  auto const code = uscc(number);
  Actor const actor{"u" + std::to_string(number), "王芳", code, "120103", {}};
  auto const id = run(engine, 0, StartCase{"licence", licence(code)}, actor, now);
  for (auto const* slot : {"申请书", "章程和管理制度", "营业执照", "场所证明"})
    run(engine, id, AttachFile{{slot, "a.pdf", "pdf", 1000, std::string(64, 'a')}}, actor, now);
  return run(engine, id, TakeAction{"", "submit", Context{{"填报承诺", true}}}, actor, now);
}

std::vector<CaseId> prepare(Engine& engine, std::size_t count, Instant now) {
  std::vector<CaseId> ids(count);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 32; ++t)
    threads.emplace_back([&, t] { for (std::size_t i = t; i < count; i += 32) ids[i] = submitted(engine, i + 1, now); });
  for (auto& thread : threads) thread.join();
  return ids;
}

std::vector<std::string> accepts(std::vector<CaseId> const& ids, std::string const& token) {
  std::vector<std::string> out;
  for (auto const id : ids)
    out.push_back("POST /v1/systems/tianjin/cases/" + std::to_string(id) + "/actions/accept HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
                  "\r\nContent-Type: application/json\r\nIf-Match: *\r\nContent-Length: 2\r\n\r\n{}");
  return out;
}

// A bearer token of the officer: the login goes over the account store, as the service would do it.
std::string log_in(AccountStore& accounts, Instant now) {
  Account officer;
  officer.id = officer.name = "officer";
  officer.password_hash = must(hash_password("Correct-Horse-9"));
  officer.division = "120103";
  officer.roles = {{"tianjin", {"受理岗"}}};
  if (!accounts.add(officer, false)) std::exit(2);
  std::string const token = "gcs_benchmark";
  if (!accounts.open_session({http::hash_token(token), officer.id, now, now, {now.milliseconds + 3'600'000}})) std::exit(2);
  return token;
}

}  // namespace

int main(int count, char** words) {
  auto const cases = std::max<std::size_t>(connections, count > 1 ? std::strtoul(words[1], nullptr, 10) : 3200);
  http::TemporaryFolder const folder;
  auto const store = must(SqliteStore::open(folder.path("cases.db")));
  auto const system = tianjin();
  if (!system) return 2;
  auto const engine = must(Engine::open(store, {system}));
  std::shared_ptr<AccountStore> const accounts = must(open_accounts(":memory:"));
  Instant const now{1'709'254'800'000};
  HttpOptions options;
  options.port = 0;
  options.tick = false;
  options.clock = [now] { return now; };
  options.requests_per_connection = cases;
  auto const token = log_in(*accounts, now);
  auto const server = must(HttpServer::open(options, *engine, accounts, nullptr));
  std::thread thread{[&] { server->run(); }};

  auto const ids = prepare(*engine, 2 * cases, now);
  auto const middle = ids.begin() + static_cast<std::ptrdiff_t>(cases);
  auto const peak_requests = accepts({ids.begin(), middle}, token), half_requests = accepts({middle, ids.end()}, token);
  auto const empty = empty_handler(peak_requests);
  auto const peak = drive(server->port(), peak_requests, 0);
  auto const half = drive(server->port(), half_requests, peak.rate / 2);
  std::printf("%-34s %11s %11s %11s %10s\n", "64 connections, loopback", "rate", "p50", "p99", "of empty");
  print("empty Beast handler", empty, empty.rate);
  print("accept, durable, peak", peak, empty.rate);
  print("accept, durable, half the peak", half, empty.rate);
  server->stop();
  thread.join();
  return peak.failed + half.failed == 0 && half.p99 < 20 ? 0 : 1;
}
