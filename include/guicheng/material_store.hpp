// The port to where the bytes of materials are kept, by the hash of their content. Who may see them is asked elsewhere:
// a file is reached through its case, never by its hash alone.
#pragma once

#include <guicheng/result.hpp>
#include <guicheng/temporal.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace guicheng {

/// Thread-safe. Errors: storage, and those named. Nothing is ever held whole in memory.
class MaterialStore {
 public:
  virtual ~MaterialStore() = default;

  /// A file on its way in. Not kept: it leaves nothing behind. One thread at a time.
  class Upload {
   public:
    virtual ~Upload() = default;
    virtual Result<void> append(std::string_view bytes) = 0;
    struct Kept { std::string hash; std::uint64_t size = 0; };  ///< SHA-256 of the bytes, hex
    /// The bytes are safe on the disk when this returns: name them in a case only then.
    virtual Result<Kept> keep() = 0;
  };
  virtual Result<std::unique_ptr<Upload>> begin() = 0;

  /// A file's bytes; stays readable while it is held, also after a sweep. Thread-safe.
  class Content {
   public:
    virtual ~Content() = default;
    virtual std::uint64_t size() const noexcept = 0;
    /// Reads up to the span's size from `offset`; 0 at the end.
    virtual Result<std::size_t> read(std::uint64_t offset, std::span<char>) const = 0;
  };
  virtual Result<std::shared_ptr<Content const>> open(std::string_view hash) const = 0;  ///< Errors: not_found

  /// Removes files that nothing names and that were last handed in before an instant, and what broken uploads left: the
  /// instant must leave time to name in a case what was handed in.
  /// @return how many
  virtual Result<std::size_t> sweep(std::function<bool(std::string_view hash)> const& is_named, Instant before) = 0;
};

}  // namespace guicheng
