// Which rows of a column may hold for a value, found without looking at the rows: the column's constants are put in
// order, they and the gaps between them are numbered (ranks), and every rank has its set of rows.
#pragma once

#include "rules/cell_tests.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace guicheng::rules {

/// A set of rows, 64 to a word.
using Bits = std::vector<std::uint64_t>;
inline void set_bit(Bits& bits, std::size_t row) { bits[row / 64] |= std::uint64_t{1} << (row % 64); }
inline void clear_bit(Bits& bits, std::size_t row) { bits[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
inline bool has_bit(Bits const& bits, std::size_t row) { return (bits[row / 64] >> (row % 64)) & 1; }

/// One rank's rows: as words where they are many, as ascending numbers where they are few.
struct RankRows {
  std::uint64_t const* words = nullptr;
  std::uint32_t const* begin = nullptr;
  std::uint32_t const* end = nullptr;
};

class ColumnIndex {
 public:
  struct Row {
    std::uint32_t row;
    CellTests const* tests;
  };

  /// An index over the rows whose cells are such tests, all of one kind; `rows` is the number of rows of the table.
  /// Nothing where it would take more than 32 MiB: the cells are evaluated then.
  static std::optional<ColumnIndex> build(Value::Kind kind, std::span<Row const> cells, std::size_t rows);

  Value::Kind kind() const noexcept { return kind_; }
  /// The rows whose cells hold. The value must be of the index's kind.
  RankRows rows_for(Value const&) const noexcept;

 private:
  struct Span { std::uint32_t begin, end; };  // in words_, or with a set top bit of `end` in lists_

  void collect_constants(std::span<Row const> cells);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranks_of(CellTests const&) const;
  bool fill(std::span<Row const> cells, std::size_t rows);
  void add_rank(Bits const& rows, std::size_t count);
  std::uint32_t rank_of(Value const&) const noexcept;
  std::uint32_t rank_count() const noexcept;

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  Value::Kind kind_{};
  std::vector<Decimal> cuts_;  // ordered kinds: rank 2i+1 is cut i, rank 2i the gap before it
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> texts_;  // strings: rank i, unknown ones last
  std::vector<Span> ranks_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> lists_;
};

}  // namespace guicheng::rules
