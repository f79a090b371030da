// The bar. Entry points: Progress::show, with_clock.
#include "progress.hpp"

#include <fmt/core.h>

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace guicheng::cli {
namespace {

constexpr int width = 30;

void wipe() {
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace

Progress::Progress(std::string what) : what_{std::move(what)}, is_terminal_{::isatty(2) == 1} {}
Progress::~Progress() { if (is_terminal_) wipe(); }

void Progress::show(std::size_t done, std::size_t all) {
  if (!is_terminal_) return;
  if (all == 0) {  // nobody knows how much there is
    if (auto const part = static_cast<int>(done / 10'000); part != shown_) {
      shown_ = part;
      fmt::print(stderr, "\r{} … {}", what_, done);
      std::fflush(stderr);
    }
    return;
  }
  auto const percent = static_cast<int>(done * 100 / all);
  if (percent == shown_) return;
  shown_ = percent;
  auto const full = percent * width / 100;
  fmt::print(stderr, "\r{} [{:#>{}}{:.>{}}] {:3} %", what_, "", full, "", width - full, percent);
  std::fflush(stderr);
}

void with_clock(std::string const& what, std::function<void()> const& run) {
  if (::isatty(2) != 1) return run();
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread const shown{[&](std::stop_token stop) {  // joined at the end, whatever `run` throws
    auto const start = std::chrono::steady_clock::now();
    std::unique_lock lock{mutex};
    while (!wake.wait_for(lock, stop, std::chrono::seconds{1}, [&] { return stop.stop_requested(); })) {
      auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start).count();
      fmt::print(stderr, "\r{} … {} s", what, seconds);
      std::fflush(stderr);
    }
    wipe();
  }};
  run();
}

}  // namespace guicheng::cli
