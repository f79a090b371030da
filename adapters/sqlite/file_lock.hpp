// What the file system must be and do before SQLite may touch the file.
#pragma once

#include <guicheng/result.hpp>

#include <string>
#include <utility>

namespace guicheng::sqlite {

/// Held as long as the object lives; the system gives it up when the process dies.
class FileLock {
 public:
  /// Errors: storage, where another process (or another store of this one) has it.
  static Result<FileLock> take(std::string const& path);
  FileLock(FileLock&& other) noexcept : handle_{std::exchange(other.handle_, -1)} {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int handle) : handle_{handle} {}
  int handle_;
};

/// The path with its folder resolved. Errors: storage, where the folder is missing or lies on a network file system, whose
/// locks and shared memory SQLite's log cannot rely on.
Result<std::string> resolve_file(std::string const& path);
/// Makes the file where it is missing, for its owner's eyes only; its log takes over the rights.
Result<void> make_private(std::string const& path);
/// Syncs a file, or a folder so that the names in it last.
Result<void> sync_path(std::string const& path);

}  // namespace guicheng::sqlite
