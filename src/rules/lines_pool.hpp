// Lines through several threads with the results in the order of the lines.
#pragma once

#include <guicheng/batch.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace guicheng::rules {

/// Some lines and what was made of them.
template <class Result>
struct Chunk {
  std::size_t first = 0;  ///< number of the first line, 1-based
  std::vector<std::string> lines;
  Result result{};  ///< its `lines` counts those that are not empty
  bool done = false;

  template <class Work>
  void run(Work const& work) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      auto& line = lines[i];
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty()) continue;
      ++result.lines;
      work(line, first + i, result);
    }
    lines.clear();
  }
};

/// Reads lines in chunks, lets `work(line, number, Result&)` run on threads for each that is not empty, and hands the result
/// of each chunk to `take(Result&)` in order; `take` says false to stop.
/// Few chunks are under way at once, so memory stays flat however many lines come.
template <class Result, class Work, class Take>
void run_lines(ReadLine const& read, unsigned threads, std::size_t first, Work const& work, Take const& take) {
  using One = Chunk<Result>;
  constexpr std::size_t chunk_lines = 256, chunk_bytes = 1 << 20;
  std::mutex mutex;
  std::condition_variable wake_worker, wake_reader;
  std::deque<std::shared_ptr<One>> waiting, under_way;
  bool closed = false;
  auto const loop = [&] {
    for (;;) {
      std::shared_ptr<One> chunk;
      {
        std::unique_lock lock{mutex};
        wake_worker.wait(lock, [&] { return closed || !waiting.empty(); });
        if (waiting.empty()) return;
        chunk = std::move(waiting.front());
        waiting.pop_front();
      }
      chunk->run(work);
      std::lock_guard const lock{mutex};
      chunk->done = true;
      wake_reader.notify_one();
    }
  };
  std::vector<std::thread> pool;
  auto const end = [&] {
    {
      std::lock_guard const lock{mutex};
      closed = true;
      waiting.clear();
    }
    wake_worker.notify_all();
    for (auto& thread : pool) thread.join();
  };
  // Also where `read` or `take` throws: a thread that is left alone ends the program.
  struct Joining {
    decltype(end) const& join;
    ~Joining() { join(); }
  } const joining{end};
  threads = std::clamp(threads, 1u, 64u);
  for (unsigned i = 0; i < threads; ++i) pool.emplace_back(loop);
  auto number = first;
  bool more = true, go_on = true;
  while (go_on && (more || !under_way.empty())) {
    if (more && under_way.size() < std::size_t{4} * threads) {
      auto chunk = std::make_shared<One>();
      chunk->first = number;
      std::string line;
      for (std::size_t bytes = 0; chunk->lines.size() < chunk_lines && bytes < chunk_bytes && (more = read(line)); bytes += line.size()) chunk->lines.push_back(line);
      number += chunk->lines.size();
      if (chunk->lines.empty()) continue;
      under_way.push_back(chunk);
      std::lock_guard const lock{mutex};
      waiting.push_back(std::move(chunk));
      wake_worker.notify_one();
      continue;
    }
    auto const next = under_way.front();
    {
      std::unique_lock lock{mutex};
      wake_reader.wait(lock, [&] { return next->done; });
    }
    under_way.pop_front();
    go_on = take(next->result);
  }
}

/// A line as a subject.
struct LineSubject {
  Context inputs;
  std::optional<Value> id;
  std::string problem;  ///< not empty: the line could not be read, what was expected, and how it begins
};

/// Reads lines of one file; made once, then used by many threads.
class LineFormat {
 public:
  /// With CSV, takes the heading off the reader.
  LineFormat(std::vector<RuleInput> const&, ReadLine const&, bool csv);
  LineSubject read(std::string const& line) const;
  std::size_t first_line() const noexcept { return csv_ ? 2 : 1; }

 private:
  LineSubject read_json_line(std::string const& line) const;
  LineSubject read_cells(std::string const& line) const;
  Value cell(RuleInput const&, std::string const& text) const;

  std::vector<RuleInput> const& known_;
  bool csv_;
  std::string heading_problem_;           // then no line can be read
  std::vector<std::string> columns_;
  std::vector<RuleInput const*> inputs_;  // of the columns; null: no input
};

}  // namespace guicheng::rules
