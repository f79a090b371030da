// POSIX: locks, kinds of file systems, syncing. Entry points: FileLock::take, resolve_file.
#include "file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace guicheng::sqlite {

namespace {

Error trouble(std::string const& what, std::string const& path) { return fail(Errc::storage, what + " " + path + ": " + std::strerror(errno) + "."); }

bool is_network(std::string const& folder) {
  struct statfs about {};
  if (::statfs(folder.c_str(), &about) != 0) return false;
  switch (static_cast<unsigned long>(about.f_type) & 0xffffffffUL) {
    case 0x6969:      // NFS
    case 0x517B:      // SMB
    case 0xFF534D42:  // CIFS
    case 0xFE534D42:  // SMB 2
    case 0x65735546:  // FUSE
    case 0x01021997:  // 9P
      return true;
    default: return false;
  }
}

}  // namespace

Result<FileLock> FileLock::take(std::string const& path) {
  auto const handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (handle < 0) return trouble("Cannot open the lock", path);
  FileLock lock{handle};
  if (::flock(handle, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return trouble("Cannot take the lock", path);
  return fail(Errc::storage, "The store is in use: another process holds the lock " + path + ".", {}, "Stop that process first.");
}

FileLock::~FileLock() {
  if (handle_ >= 0) ::close(handle_);
}

Result<std::string> resolve_file(std::string const& path) {
  std::error_code error;
  auto const folder = std::filesystem::canonical(std::filesystem::absolute(path, error).parent_path(), error);
  if (error) return fail(Errc::storage, "There is no folder for " + path + ".");
  if (is_network(folder)) return fail(Errc::storage, path + " lies on a network file system, which cannot keep a store safe.", {}, "Use a local disk.");
  return (folder / std::filesystem::path{path}.filename()).string();
}

Result<void> make_private(std::string const& path) {
  auto const handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (handle < 0) return trouble("Cannot open", path);
  ::close(handle);
  return {};
}

Result<void> sync_path(std::string const& path) {
  auto const handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return trouble("Cannot open", path);
  auto const synced = ::fsync(handle) == 0;
  auto const error = trouble("Cannot sync", path);
  ::close(handle);
  if (!synced) return error;
  return {};
}

}  // namespace guicheng::sqlite
