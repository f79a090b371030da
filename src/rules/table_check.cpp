// Box decomposition. Columns are compressed to ranks: a constant, or the space between two of them; a rule is a box of
// rank intervals. What no rule covers is found by cutting the space at rule boundaries. Entry point: check_table.
#include "rules/table_check.hpp"

#include "rules/decision_table.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

using namespace rules;

struct Span { int begin, end; bool operator==(Span const&) const = default; };  // ranks, half open
using Spans = std::vector<Span>;                                                 // ascending, apart
using Box = std::vector<Span>;

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_cuts = 400'000;

/// The ranks of a column and a value for each.
class Column {
 public:
  Column(DecisionTable::Program const& table, std::size_t c) {
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (auto const cell = table.cell(row, c); cell != no_cell && table.cells[cell].tests) learn(*table.cells[cell].tests);
    if (kind_ == Value::Kind::boolean) values_ = {Value{false}, Value{true}};
    auto const less = [](Value const& a, Value const& b) { return before(a, b); };
    std::sort(values_.begin(), values_.end(), less);
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    Span const all{0, full_size()};
    allowed_ = {all};
    if (table.first_rule == 1)
      if (auto const cell = table.cell(0, c); cell != no_cell && table.cells[cell].tests) allowed_ = spans(table.cells[cell].tests);
  }

  /// Nothing for a cell of another kind than the column's.
  Spans spans(std::optional<CellTests> const& tests) const {
    if (!tests) return {{0, full_size()}};
    if (tests->kind != kind_) return {};
    Spans found;
    for (auto const& interval : tests->intervals) {
      Span span{0, full_size()};
      if (interval.low) span.begin = rank(*interval.low) + (interval.low_included ? 0 : 1);
      if (interval.high) span.end = rank(*interval.high) + (interval.high_included ? 1 : 0);
      if (span.begin < span.end) found.push_back(span);
    }
    std::sort(found.begin(), found.end(), [](Span a, Span b) { return a.begin < b.begin; });
    Spans joined;
    for (auto const span : found) {
      if (!joined.empty() && span.begin <= joined.back().end) joined.back().end = std::max(joined.back().end, span.end);
      else joined.push_back(span);
    }
    if (!tests->negated) return joined;
    Spans rest;
    int from = 0;
    for (auto const span : joined) {
      if (from < span.begin) rest.push_back({from, span.begin});
      from = span.end;
    }
    if (from < full_size()) rest.push_back({from, full_size()});
    return rest;
  }

  Spans const& allowed() const { return allowed_; }

  Value value(int rank) const {
    if (values_.empty()) return kind_ == Value::Kind::number ? Value{0} : Value{"?"};
    if (!ordered()) return rank < static_cast<int>(values_.size()) ? values_[static_cast<std::size_t>(rank)] : Value{"（其他）"};
    auto const at = static_cast<std::size_t>(rank / 2);
    if (rank % 2 == 1) return values_[at];
    if (at == 0) return moved(values_.front(), -1);
    if (at == values_.size()) return moved(values_.back(), 1);
    return middle(values_[at - 1], values_[at]);
  }

 private:
  bool ordered() const { return kind_ != Value::Kind::string && kind_ != Value::Kind::boolean; }
  int full_size() const {
    auto const count = static_cast<int>(values_.size());
    if (ordered()) return 2 * count + 1;
    return kind_ == Value::Kind::boolean ? 2 : count + 1;  // texts: one rank for all others
  }

  void learn(CellTests const& tests) {
    if (values_.empty() && kind_ == Value::Kind::null) kind_ = tests.kind;
    if (tests.kind != kind_) return;
    for (auto const& interval : tests.intervals)
      for (auto const& end : {interval.low, interval.high})
        if (end) values_.push_back(*end);
  }

  static bool before(Value const& a, Value const& b) {
    if (a.number() && b.number()) return *a.number() < *b.number();
    if (a.date() && b.date()) return *a.date() < *b.date();
    if (a.months_duration() && b.months_duration()) return *a.months_duration() < *b.months_duration();
    if (a.string() && b.string()) return *a.string() < *b.string();
    return a.boolean() && b.boolean() && *a.boolean() < *b.boolean();
  }

  int rank(Value const& value) const {
    auto const at = static_cast<int>(std::lower_bound(values_.begin(), values_.end(), value, before) - values_.begin());
    return ordered() ? 2 * at + 1 : at;
  }

  static Value moved(Value const& value, int by) {
    if (auto const* const number = value.number()) return add(*number, by).value_or(*number);
    if (auto const* const date = value.date()) return civil_from_days(days_from_civil(*date) + by);
    if (auto const* const months = value.months_duration()) return MonthsDuration{months->months + by};
    return value;
  }
  static Value middle(Value const& a, Value const& b) {
    if (a.number()) return divide(add(*a.number(), *b.number()).value_or(*a.number()), 2).value_or(*a.number());
    return moved(a, 1);  // days and months lie next to each other at times: then nothing is between them
  }

  Value::Kind kind_ = Value::Kind::null;
  std::vector<Value> values_;
  Spans allowed_;
};

bool touches(Spans const& spans, Span range) {
  return std::any_of(spans.begin(), spans.end(), [&](Span s) { return s.begin < range.end && range.begin < s.end; });
}
bool covers(Spans const& spans, Span range) {
  return std::any_of(spans.begin(), spans.end(), [&](Span s) { return s.begin <= range.begin && range.end <= s.end; });
}

class Checking {
 public:
  explicit Checking(DecisionTable const& table) : table_{table.program()} {
    for (std::size_t c = 0; c < table_.inputs.size(); ++c) columns_.emplace_back(table_, c);
    grid_.resize(table_.rules.size());
    for (std::size_t r = 0; r < grid_.size(); ++r) {
      bool known = true;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        auto const cell = table_.cell(table_.first_rule + r, c);
        known = known && (cell == no_cell || table_.cells[cell].tests);
        grid_[r].push_back(columns_[c].spans(cell == no_cell ? std::nullopt : table_.cells[cell].tests));
      }
      if (known) known_.push_back(r);
      else say({"table.not-analysable", fmt::format("Rule {} has a cell that is no test of constants; it is left out of what is proved.", r + 1), "", {r}, {}, false});
    }
  }

  std::vector<TableDefect> run() {
    auto const policy = table_.text.hit_policy;
    bool const one = policy == HitPolicy::unique || policy == HitPolicy::any || policy == HitPolicy::first || policy == HitPolicy::priority;
    bool const defaults = std::any_of(table_.outputs.begin(), table_.outputs.end(), [](OutputColumn const& o) { return o.default_value.has_value(); });
    if (one && !defaults) gaps();
    if (policy == HitPolicy::unique || policy == HitPolicy::any) {
      overlaps(policy == HitPolicy::any);
      merges();
    }
    if (policy == HitPolicy::first || policy == HitPolicy::priority) masked(policy == HitPolicy::priority);
    return std::move(defects_);
  }

 private:
  void say(TableDefect defect) { defects_.push_back(std::move(defect)); }

  std::vector<Value> example(Box const& box) const {
    std::vector<Value> values;
    for (std::size_t c = 0; c < box.size(); ++c) values.push_back(columns_[c].value(box[c].begin));
    return values;
  }
  std::string shown(std::vector<Value> const& values) const {
    std::string text;
    for (std::size_t c = 0; c < values.size(); ++c) {
      auto const& input = table_.text.inputs[c];
      text += (c == 0 ? "" : ", ") + (input.label.empty() ? input.expression : input.label) + " = " + write_feel(values[c]);
    }
    return text;
  }

  /// Calls `gap(box)` for parts of the box that none of the rules covers, until it says false. Gives up after most_cuts.
  template <class Gap>
  bool uncovered(Box& box, std::vector<std::size_t> const& candidates, std::size_t& cuts, Gap const& gap) const {
    if (++cuts > most_cuts) return false;
    std::vector<std::size_t> left;
    for (auto const r : candidates) {
      bool inside = true, whole = true;
      for (std::size_t c = 0; c < box.size() && inside; ++c) {
        inside = touches(grid_[r][c], box[c]);
        whole = whole && covers(grid_[r][c], box[c]);
      }
      if (inside && whole) return true;
      if (inside) left.push_back(r);
    }
    if (left.empty()) return gap(box);
    auto const [column, at] = cut(box, left);
    auto const kept = box[column];
    box[column].end = at;
    auto go_on = uncovered(box, left, cuts, gap);
    box[column] = {at, kept.end};
    go_on = go_on && uncovered(box, left, cuts, gap);
    box[column] = kept;
    return go_on;
  }

  /// The median rule boundary of the column with most of them inside.
  std::pair<std::size_t, int> cut(Box const& box, std::vector<std::size_t> const& rules) const {
    std::size_t best = 0;
    std::vector<int> ends, most;
    for (std::size_t c = 0; c < box.size(); ++c) {
      ends.clear();
      for (auto const r : rules)
        for (auto const span : grid_[r][c]) {
          if (span.begin > box[c].begin && span.begin < box[c].end) ends.push_back(span.begin);
          if (span.end > box[c].begin && span.end < box[c].end) ends.push_back(span.end);
        }
      if (ends.size() <= most.size()) continue;
      best = c;
      most.swap(ends);
    }
    auto const middle = most.begin() + static_cast<std::ptrdiff_t>(most.size() / 2);
    std::nth_element(most.begin(), middle, most.end());
    return {best, *middle};
  }

  /// Every box that the spans of the columns make; nothing where there are more than `most`.
  static std::vector<Box> boxes(std::vector<Spans> const& columns, std::size_t most) {
    std::vector<Box> result(1);
    for (auto const& spans : columns) {
      if (result.size() * spans.size() > most) return {};
      std::vector<Box> longer;
      for (auto const& head : result)
        for (auto const span : spans) {
          longer.push_back(head);
          longer.back().push_back(span);
        }
      result = std::move(longer);
    }
    return result;
  }

  void gaps() {
    std::vector<Spans> allowed;
    for (auto const& column : columns_) allowed.push_back(column.allowed());
    std::vector<Box> found;
    std::size_t cuts = 0;
    bool all = true;
    for (auto& box : boxes(allowed, 4096))
      all = uncovered(box, every_rule(), cuts, [&](Box const& gap) { return found.push_back(gap), found.size() < 10 * most_findings; }) && all;
    join(found);
    for (std::size_t i = 0; i < found.size() && i < most_findings; ++i) {
      auto values = example(found[i]);
      say({"table.gap", "No rule holds for " + shown(values) + ".", "Add a rule, a default value, or the allowed values of the input.", {}, std::move(values), false});
    }
    if (!all || found.size() > most_findings) say({"table.many", fmt::format("There are at least {} gaps.", found.size()), "", {}, {}, false});
  }

  /// A rule whose cells must be evaluated may close a gap: it counts as closing it.
  std::vector<std::size_t> every_rule() const {
    std::vector<std::size_t> all(grid_.size());
    for (std::size_t r = 0; r < all.size(); ++r) all[r] = r;
    return all;
  }

  /// Neighbours that differ in one column become one, until nothing changes.
  static void join(std::vector<Box>& found) {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < found.size(); ++i)
        for (std::size_t j = found.size(); j-- > i + 1;) {
          auto const column = one_apart(found[i], found[j]);
          if (!column) continue;
          auto& a = found[i][*column];
          auto const b = found[j][*column];
          if (a.end != b.begin && b.end != a.begin) continue;
          a = {std::min(a.begin, b.begin), std::max(a.end, b.end)};
          found.erase(found.begin() + static_cast<std::ptrdiff_t>(j));
          changed = true;
        }
    }
  }
  static std::optional<std::size_t> one_apart(Box const& a, Box const& b) {
    std::optional<std::size_t> column;
    for (std::size_t c = 0; c < a.size(); ++c) {
      if (a[c] == b[c]) continue;
      if (column) return {};
      column = c;
    }
    return column;
  }

  bool same_output(std::size_t a, std::size_t b) const { return table_.text.rules[a].outputs == table_.text.rules[b].outputs; }

  void overlaps(bool equal_is_well) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < known_.size(); ++i)
      for (std::size_t j = i + 1; j < known_.size(); ++j) {
        auto const a = known_[i], b = known_[j];
        Box common;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
          auto const both = meet(grid_[a][c], grid_[b][c], columns_[c].allowed());
          if (!both) break;
          common.push_back(*both);
        }
        if (common.size() < columns_.size() || (equal_is_well && same_output(a, b)) || ++count > most_findings) continue;
        auto values = example(common);
        say({"table.overlap", fmt::format("Rules {} and {} both hold for {}.", a + 1, b + 1, shown(values)), "Make one of them narrower, or use another hit policy.", {a, b}, std::move(values), true});
      }
    if (count > most_findings) say({"table.many", fmt::format("There are {} overlaps.", count), "", {}, {}, true});
  }

  static std::optional<Span> meet(Spans const& a, Spans const& b, Spans const& within) {
    for (auto const x : a)
      for (auto const y : b)
        for (auto const z : within) {
          Span const both{std::max({x.begin, y.begin, z.begin}), std::min({x.end, y.end, z.end})};
          if (both.begin < both.end) return both;
        }
    return {};
  }

  /// Rules that earlier ones (or, by priority, better ones) cover altogether.
  void masked(bool by_priority) {
    for (auto const r : known_) {
      std::vector<std::size_t> before;
      for (auto const other : known_) {
        if (other == r) continue;
        bool const wins = by_priority ? !table_.rules[other].rank.empty() && !table_.rules[r].rank.empty() &&
                                            (table_.rules[other].rank < table_.rules[r].rank || (table_.rules[other].rank == table_.rules[r].rank && other < r))
                                      : other < r;
        if (wins) before.push_back(other);
      }
      auto own = boxes(grid_[r], 64);
      if (own.empty()) continue;
      std::size_t cuts = 0;
      bool free = false;
      for (auto& box : own) {
        if (!free) (void)uncovered(box, before, cuts, [&](Box const&) { return !(free = true); });
        if (cuts > most_cuts / 20) free = true;
      }
      if (!free) say({"table.masked", fmt::format("Rule {} never counts: the rules before it hold wherever it does.", r + 1), "Move it up, or remove it.", {r}, {}, false});
    }
  }

  /// Two rules with the same outputs that differ in one cell could be one.
  void merges() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < known_.size() && count < most_findings; ++i)
      for (std::size_t j = i + 1; j < known_.size() && count < most_findings; ++j) {
        std::size_t different = 0;
        for (std::size_t c = 0; c < columns_.size() && different < 2; ++c)
          different += table_.cell(table_.first_rule + known_[i], c) != table_.cell(table_.first_rule + known_[j], c);
        if (different != 1 || !same_output(known_[i], known_[j])) continue;
        ++count;
        say({"table.merge", fmt::format("Rules {} and {} differ in one cell and have the same result.", known_[i] + 1, known_[j] + 1), "Write them as one rule, with both tests in that cell.", {known_[i], known_[j]}, {}, false});
      }
  }

  DecisionTable::Program const& table_;
  std::vector<Column> columns_;
  std::vector<std::vector<Spans>> grid_;  // by rule, then column
  std::vector<std::size_t> known_;        // rules made of constants alone
  std::vector<TableDefect> defects_;
};

}  // namespace

std::vector<TableDefect> check_table(DecisionTable const& table) { return Checking{table}.run(); }

}  // namespace guicheng
