// A file layer for SQLite that fails when told to, and that can lose every byte that was not synced: the tests' power cut.
#pragma once

#include <atomic>
#include <string>

namespace guicheng::samples {

/// One for the whole program, registered under `name` on first use. Counts what changes files: writes, syncs, truncations.
struct FaultVfs {
  static constexpr char const* name = "guicheng-fault";
  enum class Kind { none, write, sync, full, any };

  /// From now on: the n-th operation of that kind fails (1 is the next), and with `sticky` every one after it.
  /// Kind::any with sticky is a crash: nothing reaches the files any more.
  void arm(Kind, long n, bool sticky);
  void disarm();
  bool fired() const { return fired_; }
  /// Undoes every change since the last sync of each file. All connections must be closed.
  void lose_unsynced();

  static FaultVfs& instance();

  /// For the file layer: the code to fail with, or 0.
  int fails(Kind);

 private:
  FaultVfs();
  std::atomic<Kind> kind_ = Kind::none;
  std::atomic<long> left_ = 0;
  std::atomic<bool> sticky_ = false, fired_ = false;
};

}  // namespace guicheng::samples
