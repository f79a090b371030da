// Inbox and counters from 1,000,000 cases, 200,000 of them open. inbox_bench [CASES] [FILE]: makes the file where it is
// missing (minutes), then measures on it.
#define DOCTEST_CONFIG_IMPLEMENT
#include "../store_samples.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <fcntl.h>
#include <unistd.h>

using namespace guicheng;
using namespace guicheng::samples;
using Ticks = std::chrono::steady_clock;

namespace {

double ms_since(Ticks::time_point begun) { return std::chrono::duration<double, std::milli>(Ticks::now() - begun).count(); }

void generate(std::string const& path, CaseId count) {
  auto const store = SqliteStore::open(path).value();
  std::mt19937 random{1};
  char const* const stages[] = {"application", "review", "approval"};
  for (CaseId id = 1; id <= count;) {
    auto unit = store->begin().value();
    for (int i = 0; i < 20'000 && id <= count; ++i, ++id) {
      char division[8];
      std::snprintf(division, sizeof division, "1201%02u", static_cast<unsigned>(1 + random() % 16));
      auto change = start(id, division, {stay(2, stages[random() % 3], civil_from_days(19'700 + static_cast<std::int64_t>(random() % 60)))});
      change.row.organisation = "91120103MA" + std::to_string(random() % 50'000);
      change.row.person.clear();
      change.row.key = change.row.organisation;
      change.row.changed = Instant{1'700'000'000'000 + static_cast<std::int64_t>(random() % 10'000'000'000)};
      change.text.append(250, 'x');
      if (random() % 5 != 0) {
        change.row.stays.clear();
        change.row.status = CaseStatus::ended;
        change.row.end = "granted";
      }
      REQUIRE(unit->apply(change));
    }
    REQUIRE(unit->commit());
  }
}

// Leaves nothing of the file in the system's memory; how that was done.
char const* forget_pages(std::string const& path) {
  ::sync();
  if (auto* const knob = std::fopen("/proc/sys/vm/drop_caches", "w")) {
    auto const told = std::fputs("3", knob) >= 0;
    if (std::fclose(knob) == 0 && told) return "drop_caches";
  }
  auto const file = ::open(path.c_str(), O_RDONLY);
  auto const done = file >= 0 && ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0;
  if (file >= 0) ::close(file);
  return done ? "posix_fadvise" : "not at all";
}

template <class Work> void measure(char const* what, Work work) {
  std::vector<double> times;
  for (int i = 0; i < 300; ++i) {
    auto const begun = Ticks::now();
    work();
    times.push_back(ms_since(begun));
  }
  auto const first = times.front();
  std::sort(times.begin(), times.end());
  std::printf("%-56s %10.3f %10.3f %10.3f\n", what, first, times[150], times[297]);
}

}  // namespace

int main(int argc, char** words) {
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  auto const count = argc > 1 ? std::atoll(words[1]) : 1'000'000;
  Folder const folder;
  auto const path = argc > 2 ? std::string{words[2]} : folder.file();
  if (!std::filesystem::exists(path)) {
    auto const begun = Ticks::now();
    generate(path, count);
    std::printf("%lld cases made in %.0f s, %.0f MB\n", static_cast<long long>(count), ms_since(begun) / 1000, static_cast<double>(std::filesystem::file_size(path)) / 1e6);
  }
  auto const* const how = forget_pages(path);
  auto const begun = Ticks::now();
  auto const store = SqliteStore::open(path).value();
  auto const reader = store->open_reader().value();
  std::printf("opened cold in %.1f ms", ms_since(begun));
  REQUIRE(reader->list(query({{"licence", "review", {}, {}, "120103"}}, CaseQuery::Order::due, false))->rows.size() == 50);
  std::printf(", its first inbox read in %.1f ms (page cache dropped: %s)\n%-56s %10s %10s %10s\n", ms_since(begun), how, "", "first ms", "p50 ms", "p99 ms");
  struct { char const* who; std::string division; } const officers[] = {{"district officer", "120103"}, {"city officer", "120000"}};
  for (auto const& [who, of] : officers) {
    auto const& division = of;
    std::vector<Reach> const inbox = {{"licence", "review", {}, {}, division}, {"licence", "approval", {}, {}, division}};
    auto const list = [&](std::vector<Reach> const& reach, CaseQuery::Order order, bool descending) {
      return [&reader, asked = query(reach, order, descending)] { REQUIRE(reader->list(asked)->rows.size() == 50); };
    };
    std::printf("%s\n", who);
    measure("  inbox, first page of 50, by due date", list(inbox, CaseQuery::Order::due, false));
    measure("  inbox, by due date, descending", list(inbox, CaseQuery::Order::due, true));
    measure("  all cases, last changed first", list({in_division(division)}, CaseQuery::Order::changed, true));
    measure("  all cases, last started first", list({in_division(division)}, CaseQuery::Order::started, true));
    measure("  counts by stage", [&] { REQUIRE(reader->count("city", inbox)->size() == 2); });
  }
  std::vector<Reach> const own = {{"licence", {}, "91120103MA7", {}, {}}};
  std::printf("one organisation of 50,000\n");
  measure("  its cases, last changed first", [&] { REQUIRE(!reader->list(query(own, CaseQuery::Order::changed, true))->rows.empty()); });
  measure("  its cases by due date", [&] { REQUIRE(reader->list(query(own, CaseQuery::Order::due, false))); });
}
