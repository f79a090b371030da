// Kills a writing process at random moments and compares what is left with what it acknowledged.
// kill_test [KILLS]: 200 by default. The writer is this same program, started with the path of a store.
#include <guicheng/hash.hpp>
#include <guicheng/replay_check.hpp>

#define DOCTEST_CONFIG_IMPLEMENT
#include "engine_samples.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

constexpr int workers = 8;

void say(std::string const& line) {
  if (::write(1, line.data(), line.size()) < 0) std::_Exit(3);  // one write is one line, whole or not at all
}

// Takes cases through the procedure until killed; `S key` before a command is sent, `A key case seq` once it is acknowledged.
void work(Engine& engine, std::string const& name) {
  for (int round = 0;; ++round) {
    CaseId id = 0;
    for (int step = 0; step < steps_of_case; ++step) {
      auto const key = name + "." + std::to_string(round) + "." + std::to_string(step);
      say("S " + key + "\n");
      auto const answer = engine.run(step_of_case(step, id, key));
      auto const* const reply = std::get_if<Reply>(&answer);
      if (!reply) {
        say("F " + key + "\n");
        return;
      }
      id = reply->case_id;
      say("A " + key + " " + std::to_string(reply->case_id) + " " + std::to_string(reply->seq) + "\n");
    }
  }
}

int run_writer(std::string const& path, std::string const& name) {
  auto store = SqliteStore::open(path);
  if (!store) return 2;
  auto engine = Engine::open(*store, {city()});
  if (!engine) return 2;
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) threads.emplace_back([&, i] { work(**engine, name + "." + std::to_string(i)); });
  for (auto& thread : threads) thread.join();
  return 0;
}

struct Journal {
  std::set<std::string> starts;                    // keys of StartCase that were sent
  std::map<std::string, std::string> acknowledged; // key → "case seq"
  int failed = 0;

  void read(std::string const& line) {
    auto const blank = line.find(' ', 2);
    auto const key = line.substr(2, blank == line.npos ? line.npos : blank - 2);
    if (line[0] == 'S' && key.ends_with(".0")) starts.insert(key);
    if (line[0] == 'A') acknowledged[key] = line.substr(blank + 1);
    if (line[0] == 'F') ++failed;
  }
};

// Starts the writer, lets it work for a while, kills it, and reads what it said.
void run_and_kill(char const* self, std::string const& path, std::string const& name, std::chrono::microseconds how_long, Journal& journal) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  auto const child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], 1);
    ::close(ends[0]);
    ::execl(self, self, "--writer", path.c_str(), name.c_str(), static_cast<char*>(nullptr));
    std::_Exit(127);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[65536];
  auto amount = ::read(ends[0], buffer, sizeof buffer);  // from its first word on
  if (amount > 0) said.append(buffer, static_cast<std::size_t>(amount));
  std::thread killer{[&] {
    std::this_thread::sleep_for(how_long);
    ::kill(child, SIGKILL);
  }};
  while ((amount = ::read(ends[0], buffer, sizeof buffer)) > 0) said.append(buffer, static_cast<std::size_t>(amount));
  killer.join();
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  for (std::size_t at = 0, end; (end = said.find('\n', at)) != said.npos; at = end + 1) journal.read(said.substr(at, end - at));
}

#define EXPECT(condition)                                                         \
  if (!(condition)) {                                                             \
    std::fprintf(stderr, "kill_test:%d: %s does not hold\n", __LINE__, #condition); \
    std::exit(1);                                                                 \
  }

void compare(SqliteStore& store, Journal const& journal) {
  EXPECT(journal.failed == 0);
  std::size_t started = 0;
  {
    auto unit = store.begin().value();
    for (auto const& [key, reply] : journal.acknowledged) {
      auto const kept = unit->find_answer("client", key).value();
      EXPECT(kept && kept->answer == reply);  // acknowledged, so there
    }
    for (auto const& key : journal.starts) started += unit->find_answer("client", key).value().has_value();
  }
  auto const reader = store.open_reader().value();
  EXPECT(reader->verify_audit());
  auto const checked = check_replay(*reader);
  EXPECT(checked && *checked == started);  // each start happened once or not at all
  std::int64_t granted = 0;
  for (CaseId after = 0;;) {
    auto const ids = reader->cases(after, 1000).value();
    for (auto const id : ids) granted += reader->find_case(id).value()->end == "granted";
    if (ids.size() < 1000) break;
    after = ids.back();
  }
  auto const last = reader->view().last_serial("city", "permit no/2024").value();
  EXPECT(last == granted);  // numbers neither repeat nor skip
  char number[16];
  for (std::int64_t serial = 1; serial <= last; serial += 1 + last / 50) {
    std::snprintf(number, sizeof number, "P-%05d", static_cast<int>(serial));
    EXPECT(reader->view().find_record("city", "permit", number).value());
  }
}

}  // namespace

int main(int count, char** words) {
  doctest::Context context;  // the samples assert
  context.setAsDefaultForAssertsOutOfTestCases();
  if (count == 4 && std::string_view{words[1]} == "--writer") return run_writer(words[2], words[3]);
  int const kills = count > 1 ? std::atoi(words[1]) : 200;
  auto const begun = std::chrono::steady_clock::now();
  std::mt19937 random{std::random_device{}()};
  std::size_t acknowledged = 0;
  std::chrono::microseconds slowest{0};
  for (int done = 0; done < kills;) {
    Folder const folder;  // a fresh store now and then: the comparison reads all of it
    Journal journal;
    for (int i = 0; i < 20 && done < kills; ++i, ++done) {
      run_and_kill("/proc/self/exe", folder.file(), std::to_string(done), std::chrono::microseconds{random() % 40'000}, journal);
      auto const killed = std::chrono::steady_clock::now();
      auto const store = SqliteStore::open(folder.file());
      EXPECT(store);
      {
        auto const engine = Engine::open(*store, {city()}).value();
        auto const key = "ready." + std::to_string(done) + ".0";
        journal.starts.insert(key);
        auto const answer = engine->run(begin(everybody, key));
        EXPECT(std::holds_alternative<Reply>(answer));
      }
      slowest = std::max(slowest, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - killed));
      compare(**store, journal);
      if (i % 10 == 9) EXPECT((*store)->check());
    }
    acknowledged += journal.acknowledged.size();
  }
  EXPECT(acknowledged > 0);
  auto const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%d kills in %.1f s: %zu acknowledged actions, 0 lost, 0 done twice; ready again after %.1f ms at most\n", kills, seconds, acknowledged,
              static_cast<double>(slowest.count()) / 1000);
}
