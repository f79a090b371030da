// Builds and asks the index of one column. Entry points: ColumnIndex::build, rows_for.
#include "rules/column_index.hpp"

#include <algorithm>
#include <bit>

namespace guicheng::rules {
namespace {

using Kind = Value::Kind;
using RankRange = std::pair<std::uint32_t, std::uint32_t>;  // both ends included

constexpr std::size_t largest_index = 32u << 20;
constexpr std::uint32_t is_list = 1u << 31;

/// A constant of an ordered kind as a number that is ordered the same way.
Decimal ordinal(Value const& value) noexcept {
  if (auto const* number = value.number()) return *number;
  if (auto const* date = value.date()) return Decimal{days_from_civil(*date)};
  return Decimal{value.months_duration()->months};
}

std::vector<RankRange> merged(std::vector<RankRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<RankRange> result;
  for (auto const& range : ranges) {
    if (!result.empty() && range.first <= result.back().second + 1) {
      result.back().second = std::max(result.back().second, range.second);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

std::vector<RankRange> complement(std::vector<RankRange> const& ranges, std::uint32_t ranks) {
  std::vector<RankRange> result;
  std::uint32_t next = 0;
  for (auto const& [begin, end] : ranges) {
    if (begin > next) result.emplace_back(next, begin - 1);
    next = end + 1;
  }
  if (next < ranks) result.emplace_back(next, ranks - 1);
  return result;
}

}  // namespace

std::optional<ColumnIndex> ColumnIndex::build(Value::Kind kind, std::span<Row const> cells, std::size_t rows) {
  ColumnIndex index;
  index.kind_ = kind;
  index.collect_constants(cells);
  if (!index.fill(cells, rows)) return std::nullopt;
  return index;
}

void ColumnIndex::collect_constants(std::span<Row const> cells) {
  for (auto const& cell : cells) {
    for (auto const& interval : cell.tests->intervals) {
      for (auto const* end : {&interval.low, &interval.high}) {
        if (!*end || kind_ == Kind::boolean) continue;
        if (auto const* text = (*end)->string()) {
          texts_.emplace(*text, static_cast<std::uint32_t>(texts_.size()));
        } else {
          cuts_.push_back(ordinal(**end));
        }
      }
    }
  }
  std::ranges::sort(cuts_);
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
}

std::uint32_t ColumnIndex::rank_count() const noexcept {
  if (kind_ == Kind::boolean) return 2;
  if (kind_ == Kind::string) return static_cast<std::uint32_t>(texts_.size()) + 1;
  return static_cast<std::uint32_t>(cuts_.size()) * 2 + 1;
}

std::uint32_t ColumnIndex::rank_of(Value const& value) const noexcept {
  if (kind_ == Kind::boolean) return *value.boolean() ? 1 : 0;
  if (kind_ == Kind::string) {
    auto const found = texts_.find(std::string_view{*value.string()});
    return found == texts_.end() ? static_cast<std::uint32_t>(texts_.size()) : found->second;
  }
  auto const wanted = ordinal(value);
  auto const* first = cuts_.data();
  for (auto left = cuts_.size(); left > 0;) {  // the first cut that is not below; written out: it is the hot loop
    auto const half = left / 2;
    bool const below = first[half] < wanted;
    first = below ? first + half + 1 : first;
    left = below ? left - half - 1 : half;
  }
  auto const at = static_cast<std::uint32_t>(first - cuts_.data());
  return at < cuts_.size() && cuts_[at] == wanted ? 2 * at + 1 : 2 * at;
}

std::vector<RankRange> ColumnIndex::ranks_of(CellTests const& tests) const {
  std::vector<RankRange> ranges;
  for (auto const& interval : tests.intervals) {
    auto const last = rank_count() - 1;
    auto const begin = !interval.low ? 0 : rank_of(*interval.low) + (interval.low_included ? 0 : 1);
    auto const high = !interval.high ? last : rank_of(*interval.high);
    if (interval.high && !interval.high_included && high == 0) continue;
    auto const end = interval.high && !interval.high_included ? high - 1 : high;
    if (begin <= end) ranges.emplace_back(begin, end);
  }
  ranges = merged(std::move(ranges));
  return tests.negated ? complement(ranges, rank_count()) : ranges;
}

/// Walks the ranks in order, with the rows of the rank in one set: rows come and go where their ranges begin and end.
bool ColumnIndex::fill(std::span<Row const> cells, std::size_t rows) {
  struct Change { std::uint32_t rank, row; bool comes; };
  std::vector<Change> changes;
  for (auto const& cell : cells) {
    for (auto const& [begin, end] : ranks_of(*cell.tests)) {
      changes.push_back({begin, cell.row, true});
      changes.push_back({end + 1, cell.row, false});
    }
  }
  std::ranges::stable_sort(changes, {}, &Change::rank);
  Bits present((rows + 63) / 64);
  std::size_t count = 0;
  auto change = changes.begin();
  for (std::uint32_t rank = 0; rank < rank_count(); ++rank) {
    for (; change != changes.end() && change->rank == rank; ++change) {
      change->comes ? set_bit(present, change->row) : clear_bit(present, change->row);
      change->comes ? ++count : --count;
    }
    add_rank(present, count);
    if (words_.size() * 8 + lists_.size() * 4 > largest_index) return false;
  }
  return true;
}

void ColumnIndex::add_rank(Bits const& rows, std::size_t count) {
  if (rows.size() == 1 || count * 4 >= rows.size() * 8) {
    auto const begin = static_cast<std::uint32_t>(words_.size());
    words_.insert(words_.end(), rows.begin(), rows.end());
    ranks_.push_back({begin, 0});
    return;
  }
  auto const begin = static_cast<std::uint32_t>(lists_.size());
  for (std::size_t word = 0; word < rows.size(); ++word) {
    for (auto bits = rows[word]; bits != 0; bits &= bits - 1) {
      lists_.push_back(static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
  }
  ranks_.push_back({begin, static_cast<std::uint32_t>(lists_.size()) | is_list});
}

RankRows ColumnIndex::rows_for(Value const& value) const noexcept {
  auto const& span = ranks_[rank_of(value)];
  if ((span.end & is_list) == 0) return {words_.data() + span.begin, nullptr, nullptr};
  return {nullptr, lists_.data() + span.begin, lists_.data() + (span.end & ~is_list)};
}

}  // namespace guicheng::rules
