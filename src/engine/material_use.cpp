// The materials that acts name. Entry point: materials_in_use.
#include <guicheng/material_use.hpp>

#include <guicheng/event_text.hpp>

#include <algorithm>
#include <optional>

namespace guicheng {

static std::optional<Hash> read_hash(std::string_view hex) {
  Hash hash{};
  if (hex.size() != 2 * hash.size()) return {};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    auto const at = std::string_view{"0123456789abcdef"}.find(hex[i]);
    if (at == hex.npos) return {};
    hash[i / 2] = static_cast<unsigned char>(std::size_t{hash[i / 2]} << 4 | at);
  }
  return hash;
}

MaterialUse::MaterialUse(std::vector<Hash> hashes) : hashes_{std::move(hashes)} {
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
}

bool MaterialUse::contains(std::string_view hex) const {
  auto const hash = read_hash(hex);
  return hash && std::ranges::binary_search(hashes_, *hash);
}

namespace {

// Few acts attach something: the others are not read.
Result<void> add_named(std::string const& text, std::vector<Hash>& into) {
  if (text.find("\"attach\"") == text.npos) return {};
  auto const act = read_act(text);
  if (!act) return act.error();
  for (auto const& event : act->events)
    if (auto const* const attached = std::get_if<FileAttached>(&event))
      if (auto const hash = read_hash(attached->file.hash)) into.push_back(*hash);
  return {};
}

Result<void> add_case(StoreReader const& reader, CaseId id, std::vector<Hash>& into) {
  constexpr std::size_t at_once = 1000;
  for (std::uint64_t after = 0;; after += at_once) {
    auto const acts = reader.history(id, after, at_once);
    if (!acts) return acts.error();
    for (auto const& text : *acts)
      if (auto added = add_named(text, into); !added) return added;
    if (acts->size() < at_once) return {};
  }
}

}  // namespace

Result<MaterialUse> materials_in_use(StoreReader const& reader) {
  constexpr std::size_t at_once = 1000;
  std::vector<Hash> hashes;
  for (CaseId after = 0;;) {
    auto const ids = reader.cases(after, at_once);
    if (!ids) return ids.error();
    for (auto const id : *ids)
      if (auto added = add_case(reader, id, hashes); !added) return added.error();
    if (ids->size() < at_once) return MaterialUse{std::move(hashes)};
    after = ids->back();
  }
}

}  // namespace guicheng
