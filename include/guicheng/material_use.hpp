// Which materials the cases of a store name: what a sweep must leave alone, and what must be there.
#pragma once

#include <guicheng/hash.hpp>
#include <guicheng/store.hpp>

#include <vector>

namespace guicheng {

/// Hashes of materials, 32 bytes for each.
class MaterialUse {
 public:
  explicit MaterialUse(std::vector<Hash> hashes);   ///< in any order, repeated or not
  bool contains(std::string_view hex) const;
  std::vector<Hash> const& hashes() const noexcept { return hashes_; }  ///< sorted, each once

 private:
  std::vector<Hash> hashes_;
};

/// Every material that any act of any case ever named: a case's history keeps what was removed from it, too. Reads the acts
/// through in portions; a material handed in meanwhile may be missing, so leave time. Errors: storage, bad_syntax.
Result<MaterialUse> materials_in_use(StoreReader const&);

}  // namespace guicheng
