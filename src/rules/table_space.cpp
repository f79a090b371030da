// Columns as ranks and rules as boxes. Entry point: TableSpace.
#include "rules/table_space.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

bool before(Value const& a, Value const& b) {
  if (a.number() && b.number()) return *a.number() < *b.number();
  if (a.date() && b.date()) return *a.date() < *b.date();
  if (a.months_duration() && b.months_duration()) return *a.months_duration() < *b.months_duration();
  if (a.string() && b.string()) return *a.string() < *b.string();
  return a.boolean() && b.boolean() && *a.boolean() < *b.boolean();
}

Value moved(Value const& value, int by) {
  if (auto const* const number = value.number()) return add(*number, by).value_or(*number);
  if (auto const* const date = value.date()) return civil_from_days(days_from_civil(*date) + by);
  if (auto const* const months = value.months_duration()) return MonthsDuration{months->months + by};
  return value;
}

Value rounded(Value const& value, Rounding mode) {
  auto const* const number = value.number();
  return number ? Value{round(*number, 0, mode).value_or(*number)} : value;
}

/// Where a rule's span begins or ends inside a span of the box.
void boundaries(Spans const& spans, Span inside, std::vector<int>& to) {
  for (auto const span : spans) {
    if (span.begin > inside.begin && span.begin < inside.end) to.push_back(span.begin);
    if (span.end > inside.begin && span.end < inside.end) to.push_back(span.end);
  }
}

void join(Spans& spans) {
  std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
  Spans joined;
  for (auto const span : spans) {
    if (!joined.empty() && span.begin <= joined.back().end) joined.back().end = std::max(joined.back().end, span.end);
    else joined.push_back(span);
  }
  spans = std::move(joined);
}

}  // namespace

Column::Column(DecisionTable::Program const& table, std::size_t column, TableDomain const* domain) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (auto const cell = table.cell(row, column); cell != no_cell && table.cells[cell].tests) learn(*table.cells[cell].tests);
  if (kind_ == Value::Kind::boolean) values_ = {Value{false}, Value{true}};
  if (domain && (kind_ == Value::Kind::null || kind_ == Value::Kind::number))
    for (auto const& end : {domain->min, domain->max})
      if (end && kind_ == Value::Kind::number) values_.emplace_back(*end);
  if (domain)
    for (auto const& option : domain->options)
      if (option.kind() == kind_) values_.push_back(option);
  std::sort(values_.begin(), values_.end(), before);
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  whole_ = kind_ == Value::Kind::date || kind_ == Value::Kind::months_duration || (domain && domain->whole);
  keep(table, column, domain);
}

void Column::learn(CellTests const& tests) {
  if (kind_ == Value::Kind::null) kind_ = tests.kind;
  if (tests.kind != kind_) return;
  for (auto const& interval : tests.intervals)
    for (auto const& end : {interval.low, interval.high})
      if (end) values_.push_back(*end);
}

/// Ranks that the input cannot have are left out: no gap lies there, and no rule holds there.
void Column::keep(DecisionTable::Program const& table, std::size_t column, TableDomain const* domain) {
  Spans allowed{{0, raw_size()}};
  if (table.first_rule == 1)
    if (auto const cell = table.cell(0, column); cell != no_cell && table.cells[cell].tests) allowed = raw_spans(*table.cells[cell].tests);
  for (int raw = 0; raw <= raw_size(); ++raw) {
    before_.push_back(static_cast<int>(kept_.size()));
    auto const inside = std::any_of(allowed.begin(), allowed.end(), [raw](Span s) { return s.begin <= raw && raw < s.end; });
    if (raw < raw_size() && inside && exists(raw, domain)) kept_.push_back(raw);
  }
}

bool Column::exists(int raw, TableDomain const* domain) const {
  auto const at = static_cast<std::size_t>(is_ordered() ? raw / 2 : raw);
  bool const constant = !is_ordered() || raw % 2 == 1;
  auto const offered = [&](Value const& value) { return std::find(domain->options.begin(), domain->options.end(), value) != domain->options.end(); };
  if (domain && !domain->options.empty() && !values_.empty()) return constant && at < values_.size() && offered(values_[at]);
  if (!is_ordered() || values_.empty()) return true;
  if (domain && domain->min && (constant ? before(values_[at], *domain->min) : at == 0 || before(values_[at - 1], *domain->min))) return false;
  if (domain && domain->max && (constant ? before(*domain->max, values_[at]) : at == values_.size() || before(*domain->max, values_[at]))) return false;
  if (!whole_) return true;
  if (constant) return rounded(values_[at], Rounding::floor) == values_[at];
  return at == 0 || at == values_.size() || before(moved(rounded(values_[at - 1], Rounding::floor), 1), values_[at]);
}

int Column::raw_size() const {
  auto const count = static_cast<int>(values_.size());
  if (is_ordered()) return 2 * count + 1;
  return kind_ == Value::Kind::boolean ? 2 : count + 1;  // texts: one rank for all others
}

int Column::raw_rank(Value const& value) const {
  auto const at = static_cast<int>(std::lower_bound(values_.begin(), values_.end(), value, before) - values_.begin());
  return is_ordered() ? 2 * at + 1 : at;
}

Spans Column::raw_spans(CellTests const& tests) const {
  Spans found;
  if (tests.kind != kind_) return found;
  for (auto const& interval : tests.intervals) {
    Span span{0, raw_size()};
    if (interval.low) span.begin = raw_rank(*interval.low) + (interval.low_included ? 0 : 1);
    if (interval.high) span.end = raw_rank(*interval.high) + (interval.high_included ? 1 : 0);
    if (span.begin < span.end) found.push_back(span);
  }
  join(found);
  if (!tests.negated) return found;
  Spans rest;
  int from = 0;
  for (auto const span : found) {
    if (from < span.begin) rest.push_back({from, span.begin});
    from = span.end;
  }
  if (from < raw_size()) rest.push_back({from, raw_size()});
  return rest;
}

Spans Column::spans(std::optional<CellTests> const& tests) const {
  if (!tests) return size() > 0 ? Spans{{0, size()}} : Spans{};
  Spans result;
  for (auto const span : raw_spans(*tests)) {
    Span const kept{before_[static_cast<std::size_t>(span.begin)], before_[static_cast<std::size_t>(span.end)]};
    if (kept.begin < kept.end) result.push_back(kept);
  }
  join(result);
  return result;
}

Value Column::value(int rank) const { return raw_value(kept_[static_cast<std::size_t>(rank)]); }

Value Column::raw_value(int raw) const {
  if (values_.empty()) return kind_ == Value::Kind::string ? Value{"?"} : Value{0};
  auto const at = static_cast<std::size_t>(is_ordered() ? raw / 2 : raw);
  if (!is_ordered()) return at < values_.size() ? values_[at] : Value{"（其他）"};
  if (raw % 2 == 1) return values_[at];
  if (at == 0) return moved(whole_ ? rounded(values_.front(), Rounding::ceiling) : values_.front(), -1);
  if (at == values_.size() || whole_) return moved(whole_ ? rounded(values_[at - 1], Rounding::floor) : values_.back(), 1);
  auto const low = *values_[at - 1].number(), high = *values_[at].number();
  return divide(add(low, high).value_or(low), 2).value_or(low);
}

TableSpace::TableSpace(DecisionTable::Program const& of, std::span<TableDomain const> domains) : table{of} {
  for (std::size_t c = 0; c < table.inputs.size(); ++c) columns.emplace_back(table, c, c < domains.size() ? &domains[c] : nullptr);
  grid.resize(table.rules.size());
  for (std::size_t r = 0; r < grid.size(); ++r) {
    bool constants = true;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      auto const cell = table.cell(table.first_rule + r, c);
      constants = constants && (cell == no_cell || table.cells[cell].tests);
      grid[r].push_back(columns[c].spans(cell == no_cell ? std::nullopt : table.cells[cell].tests));
    }
    (constants ? known : unknown).push_back(r);
  }
}

Touch TableSpace::touch(std::size_t rule, Box const& box) const {
  auto how = Touch::whole;
  for (std::size_t c = 0; c < box.size(); ++c) {
    bool inside = false, whole = false;
    for (auto const span : grid[rule][c]) {
      inside = inside || (span.begin < box[c].end && box[c].begin < span.end);
      whole = whole || (span.begin <= box[c].begin && box[c].end <= span.end);
    }
    if (!inside) return Touch::none;
    if (!whole) how = Touch::part;
  }
  return how;
}

std::pair<std::size_t, int> TableSpace::cut(Box const& box, std::vector<std::size_t> const& rules) const {
  std::size_t best = 0;
  std::vector<int> ends, most;
  for (std::size_t c = 0; c < box.size(); ++c) {
    ends.clear();
    for (auto const r : rules) boundaries(grid[r][c], box[c], ends);
    if (ends.size() <= most.size()) continue;
    best = c;
    most.swap(ends);
  }
  auto const middle = most.begin() + static_cast<std::ptrdiff_t>(most.size() / 2);
  std::nth_element(most.begin(), middle, most.end());
  return {best, *middle};
}

Box TableSpace::all() const {
  Box box;
  for (auto const& column : columns) box.push_back({0, column.size()});
  return box;
}

std::vector<Value> TableSpace::example(Box const& box) const {
  std::vector<Value> values;
  for (std::size_t c = 0; c < box.size(); ++c) values.push_back(columns[c].value(box[c].begin));
  return values;
}

std::string TableSpace::label(std::size_t column) const {
  auto const& input = table.text.inputs[column];
  return input.label.empty() ? input.expression : input.label;
}

std::string TableSpace::shown(std::vector<Value> const& values) const {
  std::string text;
  for (std::size_t c = 0; c < values.size(); ++c)
    if (columns[c].is_asked()) text += (text.empty() ? "" : ", ") + label(c) + " = " + write_feel(values[c]);
  return text.empty() ? "any input" : text;
}

std::optional<Span> meet(Spans const& a, Spans const& b) {
  for (auto const x : a)
    for (auto const y : b) {
      Span const both{std::max(x.begin, y.begin), std::min(x.end, y.end)};
      if (both.begin < both.end) return both;
    }
  return {};
}

}  // namespace guicheng::rules
