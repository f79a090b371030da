// A decision table as boxes of ranks, which is what is proved about. Columns are compressed to ranks: a constant, or the
// space between two of them, as far as the input can have values there. A rule is a box of rank intervals.
#pragma once

#include "rules/decision_table.hpp"
#include "rules/table_check.hpp"

#include <cstdint>

namespace guicheng::rules {

struct Span { int begin, end; bool operator==(Span const&) const = default; };  // ranks, half open
using Spans = std::vector<Span>;                                                 // ascending, apart
using Box = std::vector<Span>;                                                   // one span per column

/// The ranks of a column and a value for each.
class Column {
 public:
  Column(DecisionTable::Program const&, std::size_t column, TableDomain const*);

  /// Where a cell holds; everywhere for no tests, nowhere for a cell of another kind than the column's.
  Spans spans(std::optional<CellTests> const&) const;
  int size() const noexcept { return static_cast<int>(kept_.size()); }
  /// Numbers, dates and months grow from rank to rank.
  bool is_ordered() const noexcept { return kind_ != Value::Kind::string && kind_ != Value::Kind::boolean; }
  bool is_asked() const noexcept { return !values_.empty(); }  ///< some rule tests it
  Value value(int rank) const;

 private:
  void learn(CellTests const&);
  void keep(DecisionTable::Program const&, std::size_t column, TableDomain const*);
  bool exists(int raw, TableDomain const*) const;
  Spans raw_spans(CellTests const&) const;
  int raw_size() const;
  int raw_rank(Value const&) const;
  Value raw_value(int raw) const;

  Value::Kind kind_ = Value::Kind::null;
  bool whole_ = false;
  std::vector<Value> values_;  // every constant, ascending
  std::vector<int> kept_;      // the raw ranks that the input can have: rank to raw
  std::vector<int> before_;    // how many are kept before a raw rank: raw to rank
};

enum class Touch : std::uint8_t { none, part, whole };

/// All rules as boxes. `rules` are those made of constants alone; the others are known to be there, not where they hold.
struct TableSpace {
  TableSpace(DecisionTable::Program const&, std::span<TableDomain const>);

  Touch touch(std::size_t rule, Box const&) const;
  /// The median boundary of these rules in the column that has most of them inside the box.
  std::pair<std::size_t, int> cut(Box const&, std::vector<std::size_t> const& rules) const;
  Box all() const;
  /// A value per column in the first ranks of the box.
  std::vector<Value> example(Box const&) const;
  /// `人数 = 3, 类别 = "A"`; columns that nothing tests are left out.
  std::string shown(std::vector<Value> const&) const;
  std::string label(std::size_t column) const;

  DecisionTable::Program const& table;
  std::vector<Column> columns;
  std::vector<std::vector<Spans>> grid;  ///< by rule, then column
  std::vector<std::size_t> known, unknown;
};

/// Where several of them meet; nothing where they do not.
std::optional<Span> meet(Spans const&, Spans const&);

/// Cuts a box until `look(box, rules that touch it, how many of them fill it)` says true: nothing more to learn here. Where all
/// fill the box, it is not cut. False: the work was more than `work`, which is counted down.
template <class Look>
bool cut_up(TableSpace const& space, Box& box, std::vector<std::size_t> const& candidates, std::int64_t& work, Look const& look) {
  if ((work -= static_cast<std::int64_t>(candidates.size()) + 1) < 0) return false;
  std::vector<std::size_t> touching;
  std::size_t whole = 0;
  bool first_whole = false;
  for (auto const rule : candidates) {
    auto const how = space.touch(rule, box);
    if (how == Touch::none) continue;
    if (how == Touch::whole && touching.empty()) first_whole = true;
    touching.push_back(rule);
    whole += how == Touch::whole;
  }
  if (look(box, touching, whole, first_whole) || whole == touching.size()) return true;
  auto const [column, at] = space.cut(box, touching);
  auto const kept = box[column];
  box[column].end = at;
  bool const low = cut_up(space, box, touching, work, look);
  box[column] = {at, kept.end};
  bool const high = low && cut_up(space, box, touching, work, look);
  box[column] = kept;
  return high;
}

}  // namespace guicheng::rules
