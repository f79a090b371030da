// Counters for /metrics in Prometheus' text form. Lock-free to note, read now and then.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng::http {

/// Thread-safe.
class Metrics {
 public:
  /// @param routes  names of the routes, method and template; one more row counts requests that took none
  explicit Metrics(std::vector<std::string> routes);
  void note(std::size_t route, unsigned status, std::chrono::microseconds took) noexcept;
  std::string write() const;

  std::atomic<std::int64_t> connections = 0, in_flight = 0, waiting_commands = 0;
  std::atomic<std::size_t> body_bytes = 0, streams = 0;
  std::atomic<std::uint64_t> accepted = 0, accept_errors = 0, refused_heads = 0, timeouts = 0, deadlines_fired = 0, tick_errors = 0;

 private:
  static constexpr std::size_t buckets = 10, statuses = 30;
  struct Row {
    std::array<std::atomic<std::uint64_t>, statuses> by_status{};
    std::array<std::atomic<std::uint64_t>, buckets + 1> by_time{};
    std::atomic<std::uint64_t> microseconds = 0;
  };
  std::vector<std::string> names_;
  std::vector<Row> rows_;
};

}  // namespace guicheng::http
