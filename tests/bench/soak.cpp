// A moderate load for long: what must not grow is printed twice a minute. soak [MINUTES] [ACTIONS A SECOND]
#define DOCTEST_CONFIG_IMPLEMENT
#include "../engine_samples.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <unistd.h>

using namespace guicheng;
using namespace guicheng::samples;
using Ticks = std::chrono::steady_clock;

namespace {

constexpr int callers = 8;

double seconds_since(Ticks::time_point begun) { return std::chrono::duration<double>(Ticks::now() - begun).count(); }

double resident_mb() {
  long pages = 0;
  if (auto* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

double size_mb(std::string const& path) {
  std::error_code error;
  auto const size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<double>(size) / 1e6;
}

struct Load {
  Engine& engine;
  double rate;  // of all callers, actions a second
  std::atomic<bool> stop = false;
  std::atomic<long> done = 0, failed = 0;
  std::mutex mutex{};
  std::vector<double> times{};

  // Cases from their start to a number, one action after another at the rate.
  void call(int which) {
    auto const begun = Ticks::now();
    long mine = 0;
    CaseId id = 0;
    for (int step = 0; !stop; step = (step + 1) % steps_of_case, ++mine) {
      std::this_thread::sleep_until(begun + std::chrono::duration_cast<Ticks::duration>(std::chrono::duration<double>(static_cast<double>(mine) * callers / rate)));
      auto const sent = Ticks::now();
      auto const key = std::to_string(which) + '.' + std::to_string(mine);
      auto const now = Instant{morning.milliseconds + static_cast<std::int64_t>(seconds_since(begun) * 1000)};
      auto const answer = engine.run(step_of_case(step, id, key, now));
      auto const* const reply = std::get_if<Reply>(&answer);
      if (!reply) ++failed, step = steps_of_case - 1;
      else id = reply->case_id, ++done;
      std::lock_guard const lock{mutex};
      times.push_back(seconds_since(sent) * 1000);
    }
  }

  double p99() {
    std::lock_guard const lock{mutex};
    if (times.empty()) return 0;
    std::sort(times.begin(), times.end());
    auto const at = times[times.size() * 99 / 100];
    times.clear();
    return at;
  }
};

}  // namespace

int main(int count, char** words) {
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  auto const minutes = count > 1 ? std::atof(words[1]) : 10;
  Folder const folder;
  auto const store = SqliteStore::open(folder.file()).value();
  auto const engine = Engine::open(store, {city()}).value();
  Load load{*engine, count > 2 ? std::atof(words[2]) : 1'000};
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) threads.emplace_back([&, i] { load.call(i); });
  auto const reader = store->open_reader().value();
  auto const begun = Ticks::now();
  std::printf("%8s %10s %8s %10s %10s %10s %8s\n", "s", "actions", "failed", "RSS MB", "WAL MB", "store MB", "p99 ms");
  for (auto next = 30.0; seconds_since(begun) < minutes * 60;) {
    std::this_thread::sleep_for(std::chrono::milliseconds{250});
    (void)reader->list(query({{"licence", {}, "A", {}, {}}}, CaseQuery::Order::changed, true));
    (void)engine->tick(Instant{morning.milliseconds + static_cast<std::int64_t>(seconds_since(begun) * 1000)});
    if (seconds_since(begun) < next) continue;
    next += 30;
    std::printf("%8.0f %10ld %8ld %10.1f %10.1f %10.1f %8.2f\n", seconds_since(begun), load.done.load(), load.failed.load(), resident_mb(),
                size_mb(folder.file() + "-wal"), size_mb(folder.file()), load.p99());
    std::fflush(stdout);
  }
  load.stop = true;
  for (auto& thread : threads) thread.join();
  auto const report = store->check();
  std::printf("%s\n", report ? "the store is well" : report.error().message.c_str());
  return report && load.failed == 0 ? 0 : 1;
}
