// Materials in a folder. Entry point: open_material_folder. POSIX only in this file.
// An upload is written to incoming/, synced, renamed to its hash, and the folder synced: a name that is there has its bytes.
#include <guicheng/hash.hpp>
#include <guicheng/material_folder.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>

namespace guicheng {
namespace {

namespace fs = std::filesystem;

Error failed(char const* what) { return fail(Errc::storage, std::string{what} + ": " + std::strerror(errno)); }

class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_{number} {}
  ~Descriptor() { if (number_ >= 0) ::close(number_); }
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const noexcept { return number_; }
  explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

bool is_hash(std::string_view text) noexcept {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<void> sync_folder(fs::path const& folder) {
  Descriptor const open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!open || ::fsync(open.get()) != 0) return failed("A folder of materials cannot be synced");
  return {};
}

class FolderContent final : public MaterialStore::Content {
 public:
  FolderContent(Descriptor file, std::uint64_t size) noexcept : file_{std::move(file)}, size_{size} {}
  std::uint64_t size() const noexcept override { return size_; }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> to) const override {
    auto const got = ::pread(file_.get(), to.data(), to.size(), static_cast<off_t>(offset));
    if (got < 0) return failed("A material cannot be read");
    return static_cast<std::size_t>(got);
  }

 private:
  Descriptor file_;
  std::uint64_t size_;
};

struct Root {
  fs::path path;
  std::mutex mutex;                // a sweep takes no file away that is just put in its place again; of what follows
  std::set<std::string> synced;    // folders whose names are safe on the disk
};

class FolderUpload final : public MaterialStore::Upload {
 public:
  FolderUpload(std::shared_ptr<Root> root, fs::path path, Descriptor file) : root_{std::move(root)}, path_{std::move(path)}, file_{std::move(file)} {}
  ~FolderUpload() override { if (!kept_) ::unlink(path_.c_str()); }

  Result<void> append(std::string_view bytes) override {
    hash_.update(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
      auto const written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return failed("A material cannot be written");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Result<Kept> keep() override {
    if (::fsync(file_.get()) != 0) return failed("A material cannot be synced");
    Kept const out{hex(hash_.finish()), size_};
    auto const name = out.hash.substr(0, 2);
    auto const folder = root_->path / name;
    bool is_synced = false;
    {
      std::lock_guard const lock{root_->mutex};
      if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("A folder for materials cannot be made");
      if (::rename(path_.c_str(), (folder / out.hash.substr(2)).c_str()) != 0) return failed("A material cannot be put in its place");
      is_synced = root_->synced.contains(name);
    }
    kept_ = true;
    if (auto synced = sync_folder(folder); !synced) return synced.error();
    if (is_synced) return out;
    if (auto synced = sync_folder(root_->path); !synced) return synced.error();
    std::lock_guard const lock{root_->mutex};
    root_->synced.insert(name);
    return out;
  }

 private:
  std::shared_ptr<Root> root_;
  fs::path path_;
  Descriptor file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
  bool kept_ = false;
};

class MaterialFolder final : public MaterialStore {
 public:
  explicit MaterialFolder(fs::path root) : shared_{std::make_shared<Root>()}, root_{shared_->path} { shared_->path = std::move(root); }

  Result<std::unique_ptr<Upload>> begin() override {
    auto const path = root_ / "incoming" / (std::to_string(::getpid()) + "-" + std::to_string(next_.fetch_add(1)));
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!file) return failed("An upload cannot be opened");
    return std::unique_ptr<Upload>{std::make_unique<FolderUpload>(shared_, path, std::move(file))};
  }

  Result<std::shared_ptr<Content const>> open(std::string_view hash) const override {
    if (!is_hash(hash)) return fail(Errc::not_found, "This is no hash of a material.");
    auto const path = root_ / hash.substr(0, 2) / hash.substr(2);
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    struct stat about{};
    if (!file && errno == ENOENT) return fail(Errc::not_found, "There is no such material.");
    if (!file || ::fstat(file.get(), &about) != 0) return failed("A material cannot be opened");
    return std::shared_ptr<Content const>{std::make_shared<FolderContent>(std::move(file), static_cast<std::uint64_t>(about.st_size))};
  }

  Result<std::size_t> sweep(std::function<bool(std::string_view)> const& is_named, Instant before) override {
    std::size_t removed = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at{root_, error}, end; !error && at != end; at.increment(error)) {
      std::lock_guard const lock{shared_->mutex};
      struct stat about{};
      if (::lstat(at->path().c_str(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_mtime * 1000 >= before.milliseconds) continue;
      auto const hash = at->path().parent_path().filename().string() + at->path().filename().string();
      bool const is_incoming = at->path().parent_path().filename() == "incoming";
      if (!is_incoming && (!is_hash(hash) || is_named(hash))) continue;
      if (::unlink(at->path().c_str()) == 0) ++removed;
    }
    if (error) return fail(Errc::storage, "The materials cannot be walked through: " + error.message());
    return removed;
  }

 private:
  std::shared_ptr<Root> shared_;  // also by uploads
  fs::path const& root_;
  std::atomic<std::uint64_t> next_ = 0;
};

}  // namespace

Result<std::shared_ptr<MaterialStore>> open_material_folder(std::string const& folder) {
  std::error_code error;
  fs::create_directories(fs::path{folder} / "incoming", error);
  if (error) return fail(Errc::storage, "The folder \"" + folder + "\" cannot be made: " + error.message());
  fs::permissions(folder, fs::perms::owner_all, error);
  return std::shared_ptr<MaterialStore>{std::make_shared<MaterialFolder>(fs::path{folder})};
}

}  // namespace guicheng
