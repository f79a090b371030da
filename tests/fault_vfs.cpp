// Wraps the system's VFS; keeps for each file what its bytes were at the last sync.
#include "fault_vfs.hpp"

#include <sqlite3.h>

#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace guicheng::samples {

namespace {

struct Undo { sqlite3_int64 offset; std::vector<char> bytes; sqlite3_int64 size; };  // bytes as they were, size of the file before
std::mutex unsynced_mutex;
std::map<std::string, std::vector<Undo>> unsynced;

struct File {
  sqlite3_file base;
  sqlite3_file* real;
  std::string* path;
};
File& as_file(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return as_file(file).real; }

void remember(sqlite3_file* file, sqlite3_int64 offset, sqlite3_int64 amount) {
  auto& own = as_file(file);
  if (!own.path) return;
  Undo undo{offset, {}, 0};
  own.real->pMethods->xFileSize(own.real, &undo.size);
  if (offset < undo.size) {
    undo.bytes.resize(static_cast<std::size_t>(std::min(amount, undo.size - offset)));
    own.real->pMethods->xRead(own.real, undo.bytes.data(), static_cast<int>(undo.bytes.size()), offset);
  }
  std::lock_guard const lock{unsynced_mutex};
  unsynced[*own.path].push_back(std::move(undo));
}

int close_file(sqlite3_file* file) {
  auto& own = as_file(file);
  auto const code = own.real->pMethods->xClose(own.real);
  delete[] reinterpret_cast<char*>(own.real);
  delete own.path;
  return code;
}
int read_file(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) { return real(file)->pMethods->xRead(real(file), to, amount, offset); }
int write_file(sqlite3_file* file, void const* from, int amount, sqlite3_int64 offset) {
  if (auto const code = FaultVfs::instance().fails(FaultVfs::Kind::write)) return code;
  remember(file, offset, amount);
  return real(file)->pMethods->xWrite(real(file), from, amount, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (auto const code = FaultVfs::instance().fails(FaultVfs::Kind::write)) return code;
  remember(file, size, 1LL << 40);
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  if (auto const code = FaultVfs::instance().fails(FaultVfs::Kind::sync)) return code;
  auto const code = real(file)->pMethods->xSync(real(file), flags);
  if (code == SQLITE_OK && as_file(file).path) {
    std::lock_guard const lock{unsynced_mutex};
    unsynced.erase(*as_file(file).path);
  }
  return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int is_reserved(sqlite3_file* file, int* out) { return real(file)->pMethods->xCheckReservedLock(real(file), out); }
int control(sqlite3_file* file, int op, void* arg) { return real(file)->pMethods->xFileControl(real(file), op, arg); }
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) { return real(file)->pMethods->xShmMap(real(file), page, size, extend, out); }
int shm_lock(sqlite3_file* file, int offset, int n, int flags) { return real(file)->pMethods->xShmLock(real(file), offset, n, flags); }
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

sqlite3_io_methods const methods{2, close_file, read_file, write_file, truncate_file, sync_file, file_size, lock_file, unlock_file, is_reserved,
                                 control, sector_size, characteristics, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

sqlite3_vfs* below() { return sqlite3_vfs_find(nullptr); }

int open_file(sqlite3_vfs*, char const* path, sqlite3_file* file, int flags, int* out) {
  auto& own = as_file(file);
  own.base.pMethods = nullptr;
  auto const size = static_cast<std::size_t>(below()->szOsFile);
  auto* const bytes = new char[size];
  std::memset(bytes, 0, size);
  own.real = reinterpret_cast<sqlite3_file*>(bytes);
  auto const code = below()->xOpen(below(), path, own.real, flags, out);
  if (code != SQLITE_OK) {
    delete[] bytes;
    return code;
  }
  own.path = path && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) ? new std::string{path} : nullptr;
  own.base.pMethods = &methods;
  return SQLITE_OK;
}

// A log that is deleted was moved into the database and synced; after a crash nothing is deleted.
int delete_file(sqlite3_vfs*, char const* path, int sync) {
  if (auto const code = FaultVfs::instance().fails(FaultVfs::Kind::write)) return code;
  {
    std::lock_guard const lock{unsynced_mutex};
    unsynced.erase(path);
  }
  return below()->xDelete(below(), path, sync);
}

sqlite3_vfs layer;

}  // namespace

FaultVfs::FaultVfs() {
  layer = *below();
  layer.zName = name;
  layer.szOsFile = sizeof(File);
  layer.pNext = nullptr;
  layer.xOpen = open_file;
  layer.xDelete = delete_file;
  sqlite3_vfs_register(&layer, 0);
}

FaultVfs& FaultVfs::instance() {
  static FaultVfs vfs;
  return vfs;
}

void FaultVfs::arm(Kind kind, long n, bool sticky) {
  left_ = n;
  sticky_ = sticky;
  fired_ = false;
  kind_ = kind;
}

void FaultVfs::disarm() { kind_ = Kind::none; }

int FaultVfs::fails(Kind kind) {
  auto const armed = kind_.load();
  auto const meant = armed == kind || armed == Kind::any || (armed == Kind::full && kind == Kind::write);
  if (!meant) return 0;
  auto const left = --left_;
  if (left > 0 || (left < 0 && !sticky_)) return 0;
  fired_ = true;
  if (armed == Kind::full) return SQLITE_FULL;
  return kind == Kind::sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

void FaultVfs::lose_unsynced() {
  std::lock_guard const lock{unsynced_mutex};
  for (auto& [path, undos] : unsynced) {
    auto const handle = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (handle < 0) continue;
    for (auto undo = undos.rbegin(); undo != undos.rend(); ++undo) {
      if (!undo->bytes.empty() && ::pwrite(handle, undo->bytes.data(), undo->bytes.size(), undo->offset) < 0) break;
      if (::ftruncate(handle, undo->size) != 0) break;
    }
    ::close(handle);
  }
  unsynced.clear();
}

}  // namespace guicheng::samples
