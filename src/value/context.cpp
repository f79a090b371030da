// Contexts: names with values in the order they were given. Entry point: value.hpp.
#include <guicheng/value.hpp>

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::size_t linear_up_to = 8;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

using Entries = std::vector<Context::Entry>;
using Index = std::vector<std::uint32_t>;

Index::const_iterator lower_bound(Entries const& entries, Index const& index, std::string_view name) {
  return std::lower_bound(index.begin(), index.end(), name,
                          [&](std::uint32_t at, std::string_view wanted) { return entries[at].first < wanted; });
}

std::size_t position(Entries const& entries, Index const& index, std::string_view name) {
  if (entries.size() <= linear_up_to) {
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i].first == name) return i;
    return nowhere;
  }
  auto const found = lower_bound(entries, index, name);
  return found != index.end() && entries[*found].first == name ? *found : nowhere;
}

Index index_of(Entries const& entries) {
  Index index(entries.size());
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<std::uint32_t>(i);
  std::sort(index.begin(), index.end(), [&](auto a, auto b) { return entries[a].first < entries[b].first; });
  return index;
}

}  // namespace

Context::Context(std::initializer_list<Entry> entries) {
  for (auto const& [name, value] : entries) set(name, value);
}

Value const* Context::find(std::string_view name) const noexcept {
  auto const at = position(entries_, by_name_, name);
  return at == nowhere ? nullptr : &entries_[at].second;
}

void Context::set(std::string_view name, Value value) {
  if (auto const at = position(entries_, by_name_, name); at != nowhere) {
    entries_[at].second = std::move(value);
    return;
  }
  if (entries_.size() > linear_up_to) {
    auto const before = lower_bound(entries_, by_name_, name) - by_name_.begin();
    by_name_.insert(by_name_.begin() + before, static_cast<std::uint32_t>(entries_.size()));
  }
  entries_.push_back({std::string{name}, std::move(value)});
  if (entries_.size() == linear_up_to + 1) by_name_ = index_of(entries_);
}

bool Context::erase(std::string_view name) {
  auto const at = position(entries_, by_name_, name);
  if (at == nowhere) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  by_name_ = entries_.size() > linear_up_to ? index_of(entries_) : Index{};
  return true;
}

bool Context::operator==(Context const& other) const {
  return size() == other.size() && std::all_of(begin(), end(), [&](Entry const& entry) {
    auto const* const value = other.find(entry.first);
    return value && *value == entry.second;
  });
}

}  // namespace guicheng
