// Prometheus' text format 0.0.4. Entry point: Metrics::write.
#include "metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace guicheng::http {
namespace {

// The last stands for every other status.
constexpr std::array<unsigned, 29> known{200, 201, 204, 206, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414,
                                         415, 416, 417, 421, 422, 429, 431, 500, 501, 503, 505, 0,   999};
constexpr std::array<std::uint64_t, 10> bounds{500, 1000, 2500, 5000, 10'000, 20'000, 50'000, 100'000, 500'000, 2'000'000};

}  // namespace

Metrics::Metrics(std::vector<std::string> routes) : names_{std::move(routes)}, rows_(names_.size() + 1) { names_.emplace_back("none"); }

void Metrics::note(std::size_t route, unsigned status, std::chrono::microseconds took) noexcept {
  auto& row = rows_[std::min(route, rows_.size() - 1)];
  auto const found = std::ranges::find(known, status);
  auto const at = found == known.end() ? known.size() - 1 : static_cast<std::size_t>(found - known.begin());
  row.by_status[at].fetch_add(1, std::memory_order_relaxed);
  auto const time = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  row.by_time[static_cast<std::size_t>(std::ranges::lower_bound(bounds, time) - bounds.begin())].fetch_add(1, std::memory_order_relaxed);
  row.microseconds.fetch_add(time, std::memory_order_relaxed);
}

std::string Metrics::write() const {
  std::string out = "# TYPE guicheng_http_requests_total counter\n";
  auto to = std::back_inserter(out);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    for (std::size_t s = 0; s < known.size(); ++s)
      if (auto const count = rows_[i].by_status[s].load(); count > 0)
        fmt::format_to(to, "guicheng_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", names_[i], known[s], count);
  out += "# TYPE guicheng_http_request_seconds histogram\n";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::uint64_t sum = 0;
    for (auto const& count : rows_[i].by_time) sum += count.load();
    if (sum == 0) continue;
    std::uint64_t below = 0;
    for (std::size_t b = 0; b < bounds.size(); ++b) {
      below += rows_[i].by_time[b].load();
      fmt::format_to(to, "guicheng_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", names_[i], static_cast<double>(bounds[b]) / 1e6, below);
    }
    below += rows_[i].by_time[bounds.size()].load();
    fmt::format_to(to, "guicheng_http_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", names_[i], below);
    fmt::format_to(to, "guicheng_http_request_seconds_sum{{route=\"{}\"}} {}\n", names_[i], static_cast<double>(rows_[i].microseconds.load()) / 1e6);
    fmt::format_to(to, "guicheng_http_request_seconds_count{{route=\"{}\"}} {}\n", names_[i], below);
  }
  auto const one = [&](char const* name, char const* type, auto value) { fmt::format_to(to, "# TYPE {} {}\n{} {}\n", name, type, name, value); };
  one("guicheng_http_connections", "gauge", connections.load());
  one("guicheng_http_requests_in_flight", "gauge", in_flight.load());
  one("guicheng_http_body_bytes", "gauge", body_bytes.load());
  one("guicheng_http_streams", "gauge", streams.load());
  one("guicheng_engine_commands_waiting", "gauge", waiting_commands.load());
  one("guicheng_http_connections_total", "counter", accepted.load());
  one("guicheng_http_accept_errors_total", "counter", accept_errors.load());
  one("guicheng_http_heads_refused_total", "counter", refused_heads.load());
  one("guicheng_http_timeouts_total", "counter", timeouts.load());
  one("guicheng_engine_deadlines_fired_total", "counter", deadlines_fired.load());
  one("guicheng_engine_tick_errors_total", "counter", tick_errors.load());
  return out;
}

}  // namespace guicheng::http
