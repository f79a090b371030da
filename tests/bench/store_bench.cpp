// Durable actions: the engine on SQLite beside a bare SQLite program that writes the same rows and bytes in groups of the same
// size, both in one run. store_bench [CASES] [callers|waiting|one]
#define DOCTEST_CONFIG_IMPLEMENT
#include "../engine_samples.hpp"

#include <guicheng/hash.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include <sqlite3.h>

using namespace guicheng;
using namespace guicheng::samples;
using Clock_ = std::chrono::steady_clock;

namespace {

constexpr int callers = 64;

double seconds_since(Clock_::time_point begun) { return std::chrono::duration<double>(Clock_::now() - begun).count(); }

// Counts groups: a store that hands everything on.
struct CountingStore final : Store {
  explicit CountingStore(std::shared_ptr<Store> store) : inner{std::move(store)} {}
  Result<std::unique_ptr<UnitOfWork>> begin() override { return ++groups, inner->begin(); }
  Result<std::unique_ptr<StoreReader>> open_reader() override { return inner->open_reader(); }
  std::shared_ptr<Store> inner;
  std::atomic<long> groups = 0;
};

void check(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(database));
  std::exit(1);
}

struct Row { CaseId id; std::string text, hash, stays; std::int64_t pos, seq, changed, old_due; std::string division; };

// What the engine wrote for its accept actions, read back.
std::vector<Row> read_rows(std::string const& path, std::int64_t after) {
  sqlite3* database = nullptr;
  check(sqlite3_open(path.c_str(), &database), database);
  sqlite3_stmt* select = nullptr;
  check(sqlite3_prepare_v2(database, "SELECT e.case_id, e.text, e.hash, c.stays, e.pos, e.seq, c.changed, c.division FROM entries e JOIN cases c ON c.id = e.case_id "
                                     "WHERE e.pos > ? ORDER BY e.pos", -1, &select, nullptr), database);
  sqlite3_bind_int64(select, 1, after);
  std::vector<Row> rows;
  auto const text = [&](int column) { return std::string(static_cast<char const*>(sqlite3_column_blob(select, column)), static_cast<std::size_t>(sqlite3_column_bytes(select, column))); };
  while (sqlite3_step(select) == SQLITE_ROW)
    rows.push_back({sqlite3_column_int64(select, 0), text(1), text(2), text(3), sqlite3_column_int64(select, 4), sqlite3_column_int64(select, 5), sqlite3_column_int64(select, 6), 0, text(7)});
  sqlite3_finalize(select);
  sqlite3_close(database);
  return rows;
}

// The same rows, as a program would write them that does nothing else.
class Bare {
 public:
  explicit Bare(std::string const& path) {
    check(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr), database_);
    for (auto const* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON", "PRAGMA cell_size_check=ON",
                            "PRAGMA wal_autocheckpoint=4000", "PRAGMA journal_size_limit=67108864", "PRAGMA foreign_keys=ON", "PRAGMA cache_size=-65536",
                            "PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY"})
      check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), database_);
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
    entry_ = prepare("INSERT INTO entries (pos, case_id, seq, text, hash) VALUES (?, ?, ?, ?, ?)");
    case_ = prepare("UPDATE cases SET seq = ?, changed = ?, stays = ?, next_deadline = NULL WHERE id = ?");
    out_ = prepare("DELETE FROM stays WHERE stage = ? AND division = ? AND due = ? AND case_id = ? AND token = ?");
    in_ = prepare("INSERT INTO stays (stage, division, due, case_id, token) VALUES (?, ?, ?, ?, ?)");
    count_ = prepare("UPDATE counts SET open = open + ? WHERE stage = ? AND division = ? AND law = ?");
    add_ = prepare("INSERT OR IGNORE INTO counts (stage, division, law, open) VALUES (?, ?, ?, 0)");
    head_ = prepare("UPDATE head SET entries = ?, hash = ?");
    review_ = number("SELECT id FROM names WHERE name = 'review'");
    approval_ = review_ + 100;
    law_ = number("SELECT law FROM cases LIMIT 1");
    due_ = number("SELECT due FROM stays LIMIT 1");
    token_ = number("SELECT token FROM stays LIMIT 1");
  }
  ~Bare() {
    for (auto* statement : {begin_, commit_, entry_, case_, out_, in_, count_, add_, head_}) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }
  void write(Row const* rows, std::size_t size) {
    run(begin_);
    for (auto const* row = rows; row != rows + size; ++row) {
      run(entry_, row->pos, row->id, row->seq, row->text, Blob{row->hash});
      run(case_, row->seq, row->changed, row->stays, row->id);
      run(out_, review_, row->division, due_, row->id, token_);
      run(in_, approval_, row->division, std::int64_t{1} << 40, row->id, token_ + 1);
    }
    run(add_, approval_, rows[0].division, law_);
    run(count_, -static_cast<std::int64_t>(size), review_, rows[0].division, law_);
    run(count_, static_cast<std::int64_t>(size), approval_, rows[0].division, law_);
    run(head_, rows[size - 1].pos, Blob{rows[size - 1].hash});
    run(commit_);
  }

 private:
  struct Blob { std::string const& bytes; };
  sqlite3_stmt* prepare(char const* sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr), database_);
    return statement;
  }
  std::int64_t number(char const* sql) {
    auto* statement = prepare(sql);
    check(sqlite3_step(statement), database_);
    auto const found = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return found;
  }
  static void bind(sqlite3_stmt* statement, int at, std::int64_t value) { sqlite3_bind_int64(statement, at, value); }
  static void bind(sqlite3_stmt* statement, int at, std::string const& value) { sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC); }
  static void bind(sqlite3_stmt* statement, int at, Blob value) { sqlite3_bind_blob(statement, at, value.bytes.data(), static_cast<int>(value.bytes.size()), SQLITE_STATIC); }
  template <class... Args> void run(sqlite3_stmt* statement, Args const&... args) {
    int at = 0;
    (bind(statement, ++at, args), ...);
    check(sqlite3_step(statement), database_);
    check(sqlite3_reset(statement), database_);
  }
  sqlite3* database_ = nullptr;
  sqlite3_stmt *begin_, *commit_, *entry_, *case_, *out_, *in_, *count_, *add_, *head_;
  std::int64_t review_, approval_, law_, due_, token_;
};

// Cases that wait for review.
std::vector<CaseId> prepare(std::string const& path, int count) {
  auto const engine = Engine::open(SqliteStore::open(path).value(), {city()}).value();
  std::atomic<int> left = count;
  std::vector<CaseId> ids(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] {
      for (int mine; (mine = --left) >= 0;) ids[static_cast<std::size_t>(mine)] = submitted(*engine);
    });
  for (auto& thread : threads) thread.join();
  return ids;
}

struct Measured { double rate, p99_ms; long groups; };

Measured run_engine(std::string const& path, std::vector<CaseId> const& ids, int threads_count) {
  auto const store = std::make_shared<CountingStore>(SqliteStore::open(path).value());
  auto const engine = Engine::open(store, {city()}).value();
  for (std::size_t i = 0; i < ids.size(); ++i)  // hot cases, as in a running office: a refused command loads them
    (void)engine->run(take(ann, ids[i], "submit"));
  store->groups = 0;
  std::atomic<std::size_t> next = 0;
  std::vector<std::vector<double>> times(static_cast<std::size_t>(threads_count));
  std::vector<std::thread> threads;
  auto const begun = Clock_::now();
  for (auto& own : times)
    threads.emplace_back([&] {
      for (std::size_t mine; (mine = next++) < ids.size();) {
        auto const sent = Clock_::now();
        if (!std::holds_alternative<Reply>(engine->run(take(reviewer, ids[mine], "accept")))) std::abort();
        own.push_back(seconds_since(sent));
      }
    });
  for (auto& thread : threads) thread.join();
  auto const rate = static_cast<double>(ids.size()) / seconds_since(begun);
  std::vector<double> all;
  for (auto const& own : times) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  return {rate, all[all.size() * 99 / 100] * 1000, store->groups};
}

// The same without a thread for each caller: what is waiting is kept at `callers`, as a server's connections do.
Measured run_submitted(std::string const& path, std::vector<CaseId> const& ids) {
  auto const store = std::make_shared<CountingStore>(SqliteStore::open(path).value());
  auto const engine = Engine::open(store, {city()}).value();
  for (auto const id : ids) (void)engine->run(take(ann, id, "submit"));
  store->groups = 0;
  std::mutex mutex;
  std::condition_variable come;
  std::size_t free = callers, answered = 0;
  std::vector<double> times(ids.size());
  auto const begun = Clock_::now();
  for (std::size_t at = 0; at < ids.size();) {
    std::size_t now = 0;
    {
      std::unique_lock lock{mutex};
      come.wait(lock, [&] { return free > 0; });
      now = std::exchange(free, 0);
    }
    for (; now > 0 && at < ids.size(); --now, ++at)
      engine->submit(take(reviewer, ids[at], "accept"), [&, sent = Clock_::now(), at](Answer const& answer) {
        if (!std::holds_alternative<Reply>(answer)) std::abort();
        times[at] = seconds_since(sent);
        std::lock_guard const lock{mutex};
        ++free;
        if (++answered == ids.size() || free == 1) come.notify_one();
      });
  }
  std::unique_lock lock{mutex};
  come.wait(lock, [&] { return answered == ids.size(); });
  auto const rate = static_cast<double>(ids.size()) / seconds_since(begun);
  std::sort(times.begin(), times.end());
  return {rate, times[times.size() * 99 / 100] * 1000, store->groups};
}

double run_bare(std::string const& path, std::vector<Row> const& rows, std::size_t group) {
  Bare bare{path};
  auto const begun = Clock_::now();
  for (std::size_t at = 0; at < rows.size(); at += group) bare.write(&rows[at], std::min(group, rows.size() - at));
  return static_cast<double>(rows.size()) / seconds_since(begun);
}

}  // namespace

int main(int count, char** words) {
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  int const cases = count > 1 ? std::atoi(words[1]) : 20'000;
  std::printf("%-34s %12s %12s %8s %10s %8s\n", "durable accept actions, FULL", "engine /s", "bare /s", "ratio", "p99 ms", "group");
  struct { char const* what; int threads, cases; } const rows_of[] = {{"64 callers", callers, cases}, {"64 waiting, no thread each", 0, cases}, {"one caller", 1, cases / 4}};
  for (auto const& [what, threads, number] : rows_of) {
    if (count > 2 && std::string_view{what}.find(words[2]) == std::string_view::npos) continue;
    Folder const folder;
    auto const ids = prepare(folder.file("engine.db"), number);
    std::filesystem::copy_file(folder.file("engine.db"), folder.file("bare.db"));
    auto const after = static_cast<std::int64_t>(2 * ids.size());
    auto const engine = threads ? run_engine(folder.file("engine.db"), ids, threads) : run_submitted(folder.file("engine.db"), ids);
    auto const rows = read_rows(folder.file("engine.db"), after);
    if (rows.size() != ids.size()) return std::fprintf(stderr, "%zu rows for %zu actions\n", rows.size(), ids.size()), 1;
    auto const group = std::max<std::size_t>(1, ids.size() / static_cast<std::size_t>(engine.groups));
    auto const bare = run_bare(folder.file("bare.db"), rows, group);
    std::printf("%-34s %12.0f %12.0f %7.0f%% %10.2f %8zu\n", what, engine.rate, bare, engine.rate / bare * 100, engine.p99_ms, group);
  }
}
