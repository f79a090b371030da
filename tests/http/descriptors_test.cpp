// A service that has no file descriptor left, with real sockets.
#include "service.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <mutex>

namespace guicheng::http {
namespace {

constexpr auto health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Leaves this process so many free descriptors, until the end of the object.
class FewDescriptors {
 public:
  explicit FewDescriptors(int free) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    auto limit = before_;
    for (int last = -1; free > 0; --free) {
      last = ::dup(STDERR_FILENO);
      held_.push_back(last);
      limit.rlim_cur = static_cast<rlim_t>(last) + 1;
    }
    ::setrlimit(RLIMIT_NOFILE, &limit);
    for (int const one : held_) ::close(one);
  }
  FewDescriptors(FewDescriptors const&) = delete;
  FewDescriptors& operator=(FewDescriptors const&) = delete;
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<int> held_;
};

double metric(Client& client, std::string const& name) {
  auto const got = client.ask("GET", "/metrics");
  auto const at = got ? got->body.find("\n" + name + " ") : std::string::npos;
  return at == std::string::npos ? -1 : std::stod(got->body.substr(at + name.size() + 2));
}

}  // namespace

TEST_CASE("http: a service without descriptors serves whom it has, tells it once, and goes on when there are some again") {
  auto options = quick();
  options.head_seconds = options.wait_seconds = 60;
  std::mutex mutex;
  std::vector<Error> told;
  options.on_trouble = [&](Error const& error) {
    std::scoped_lock const lock{mutex};
    told.push_back(error);
  };
  Service service{options};
  auto first = service.client();
  REQUIRE(first.ask("GET", "/healthz")->status == 200);
  for (std::size_t times = 1; times <= 2; ++times) {
    CAPTURE(times);
    while (metric(first, "guicheng_http_connections") > 1) std::this_thread::sleep_for(std::chrono::milliseconds{5});  // those of the time before are closed
    FewDescriptors const few{3};
    auto served = std::make_optional(service.client());
    REQUIRE(served->ask("GET", "/healthz")->status == 200);
    auto const before = metric(first, "guicheng_http_accept_errors_total");
    auto waiting = service.client();  // takes the last one
    REQUIRE(waiting.send(health));

    CHECK_FALSE(waiting.receive(0.5));
    CHECK(first.ask("GET", "/healthz")->status == 200);
    auto const errors = metric(first, "guicheng_http_accept_errors_total") - before;
    CHECK(errors > 0);
    CHECK(errors < 100);  // it pauses each time

    served.reset();
    CHECK(waiting.receive(10)->status == 200);
    std::scoped_lock const lock{mutex};
    REQUIRE(told.size() == times);
    CHECK(told.back() == fail(Errc::limit, "No new connection can be accepted: Too many open files.", {}, "Allow more open files (ulimit -n, LimitNOFILE)."));
  }
}

}  // namespace guicheng::http
