// Box decomposition: what no rule covers, what several do, and what never counts, is found by cutting the space at rule
// boundaries. Entry point: check_table.
#include "rules/table_check.hpp"

#include "rules/table_monotone.hpp"
#include "rules/table_space.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace guicheng {
namespace {

using namespace rules;
using Rules = std::vector<std::size_t>;

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_pairs = 100'000;     // of rules that overlap, that are kept: where all do, there are millions
constexpr std::int64_t most_work = 60'000'000;  // rules looked at: a second or so for each kind of proof

std::string named(Rules const& rules) {
  Rules numbers;
  for (auto const rule : rules) numbers.push_back(rule + 1);
  auto const last = numbers.back();
  numbers.pop_back();
  return fmt::format("{} and {}", fmt::join(numbers, ", "), last);
}

class Checking {
 public:
  Checking(DecisionTable const& table, std::span<TableDomain const> domains) : table_{table.program()}, space_{table_, domains} {}

  std::vector<TableDefect> run(std::span<TableMonotone const> declared) {
    for (auto const r : space_.unknown)
      say({"table.not-analysable", fmt::format("Rule {} has a cell that is no test of constants; it is left out of what is proved.", r + 1), "Write constants where it should be proved.", {r}, {}, false});
    never();
    auto const policy = table_.text.hit_policy;
    bool const one = policy == HitPolicy::unique || policy == HitPolicy::any || policy == HitPolicy::first || policy == HitPolicy::priority;
    bool const defaults = std::any_of(table_.outputs.begin(), table_.outputs.end(), [](OutputColumn const& o) { return o.default_value.has_value(); });
    if (one && !defaults) gaps();
    if (policy == HitPolicy::unique || policy == HitPolicy::any) overlaps(policy == HitPolicy::any);
    if (one && policy != HitPolicy::priority) merges(policy == HitPolicy::first);
    if (policy == HitPolicy::first || policy == HitPolicy::priority) masked(policy == HitPolicy::priority);
    for (auto const& one_way : declared)
      for (auto& defect : check_monotone(space_, one_way)) say(std::move(defect));
    return std::move(defects_);
  }

 private:
  void say(TableDefect defect) { defects_.push_back(std::move(defect)); }
  void give_up(std::string const& what) { say({"table.many", fmt::format("The table is too big for all {} to be found; there may be more.", what), "", {}, {}, false}); }

  /// Rules whose cell no value of the input meets.
  void never() {
    std::size_t count = 0;
    for (auto const r : space_.known)
      for (std::size_t c = 0; c < space_.columns.size(); ++c) {
        if (!space_.grid[r][c].empty() || space_.columns[c].size() == 0 || count >= most_findings) continue;
        ++count;
        say({"table.never", fmt::format("Rule {} never holds: `{}` cannot be {}.", r + 1, space_.label(c), table_.text.rules[r].inputs[c]), "Correct the cell, or what the input may be.", {r}, {}, true});
        break;
      }
  }

  /// A rule whose cells must be evaluated may close a gap: it counts as closing it.
  void gaps() {
    Rules every(space_.grid.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    std::vector<Box> found;
    auto work = most_work;
    auto box = space_.all();
    if (std::any_of(box.begin(), box.end(), [](Span s) { return s.begin == s.end; })) return;
    bool const all = cut_up(space_, box, every, work, [&](Box const& at, Rules const& touching, std::size_t whole, bool) {
      if (touching.empty()) found.push_back(at);
      if (found.size() >= 10 * most_findings) work = 0;
      return whole > 0;
    });
    join(found);
    for (std::size_t i = 0; i < found.size() && i < most_findings; ++i) {
      auto values = space_.example(found[i]);
      say({"table.gap", "No rule holds for " + space_.shown(values) + ".", "Add a rule, a default value, or the allowed values of the input.", {}, std::move(values), false});
    }
    if (found.size() > most_findings) say({"table.many", fmt::format("There are at least {} gaps.", found.size()), "", {}, {}, false});
    else if (!all) give_up("gaps");
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
  bool conflict(Rules const& rules) const {
    return std::any_of(rules.begin(), rules.end(), [&](std::size_t r) { return !same_output(r, rules.front()); });
  }

  std::optional<Box> common(std::size_t a, std::size_t b) const {
    Box box;
    for (std::size_t c = 0; c < space_.columns.size(); ++c) {
      auto const both = meet(space_.grid[a][c], space_.grid[b][c]);
      if (!both) return {};
      box.push_back(*both);
    }
    return box;
  }

  struct Shared { Rules rules; Box box; };

  /// Pairs first, for most rules meet none; then, among rules that hang together, the largest sets that share a point.
  void overlaps(bool equal_is_well) {
    Rules group(space_.grid.size());
    std::iota(group.begin(), group.end(), std::size_t{0});
    auto const root = [&](std::size_t r) {
      while (group[r] != r) r = group[r] = group[group[r]];
      return r;
    };
    std::vector<Shared> pairs;
    auto work = most_work;
    for (std::size_t i = 0; i < space_.known.size(); ++i)
      for (std::size_t j = i + 1; j < space_.known.size() && work > 0; ++j, --work)
        if (auto box = common(space_.known[i], space_.known[j])) {
          group[root(space_.known[j])] = root(space_.known[i]);
          bool const wrong = !equal_is_well || !same_output(space_.known[i], space_.known[j]);
          if (wrong && pairs.size() < most_pairs) pairs.push_back({{space_.known[i], space_.known[j]}, std::move(*box)});
        }
    if (work <= 0) give_up("overlaps");
    std::map<std::size_t, Rules> groups;
    for (auto const r : space_.known) groups[root(r)].push_back(r);
    std::vector<Shared> sets;
    for (auto const& [first, rules] : groups) {
      auto found = rules.size() > 1 && conflict_or_any(rules, equal_is_well) ? largest(rules, equal_is_well) : std::optional{std::vector<Shared>{}};
      if (found) sets.insert(sets.end(), found->begin(), found->end());
      else for (auto const& pair : pairs) if (root(pair.rules[0]) == root(first)) sets.push_back(pair);
    }
    std::sort(sets.begin(), sets.end(), [](Shared const& a, Shared const& b) { return a.rules < b.rules; });
    for (std::size_t i = 0; i < sets.size() && i < most_findings; ++i) tell_overlap(sets[i]);
    if (sets.size() > most_findings) say({"table.many", fmt::format("There are {}{} overlaps.", pairs.size() < most_pairs ? "" : "at least ", sets.size()), "", {}, {}, true});
  }
  bool conflict_or_any(Rules const& rules, bool equal_is_well) const { return !equal_is_well || conflict(rules); }

  void tell_overlap(Shared const& shared) {
    auto values = space_.example(shared.box);
    say({"table.overlap", fmt::format("Rules {} {} hold for {}.", named(shared.rules), shared.rules.size() == 2 ? "both" : "all", space_.shown(values)),
         "Make one of them narrower, or use another hit policy.", shared.rules, std::move(values), true});
  }

  /// The sets of rules that share a point and to which no other rule can be added; nothing where there are too many.
  std::optional<std::vector<Shared>> largest(Rules const& rules, bool equal_is_well) const {
    std::vector<Shared> found;
    auto const inside = [&](Rules const& few) {
      return std::any_of(found.begin(), found.end(), [&](Shared const& more) { return std::includes(more.rules.begin(), more.rules.end(), few.begin(), few.end()); });
    };
    auto work = most_work / 20;
    auto box = space_.all();
    bool const all = cut_up(space_, box, rules, work, [&](Box const& at, Rules const& touching, std::size_t whole, bool) {
      work -= static_cast<std::int64_t>(found.size());
      if (touching.size() < 2 || (equal_is_well && !conflict(touching)) || inside(touching)) return true;
      if (whole < touching.size()) return false;
      std::erase_if(found, [&](Shared const& less) { return std::includes(touching.begin(), touching.end(), less.rules.begin(), less.rules.end()); });
      found.push_back({touching, at});
      return true;
    });
    return all ? std::optional{std::move(found)} : std::nullopt;
  }

  /// Rules that earlier ones (or, by priority, better ones) cover altogether.
  void masked(bool by_priority) {
    auto work = most_work;
    for (auto const r : space_.known) {
      Rules winners;
      for (auto const other : space_.known)
        if (other != r && (by_priority ? wins(other, r) : other < r)) winners.push_back(other);
      Box box = space_.all();
      for (std::size_t c = 0; c < box.size(); ++c) {
        if (space_.grid[r][c].empty()) break;
        box[c] = {space_.grid[r][c].front().begin, space_.grid[r][c].back().end};
      }
      if (space_.touch(r, box) == Touch::none) continue;  // it never holds, which is told already
      bool free = false;
      std::optional<std::pair<Box, std::size_t>> taken;
      winners.insert(winners.begin(), r);  // first: so that each box is seen to lie inside the rule
      bool const all = cut_up(space_, box, winners, work, [&](Box const& at, Rules const& touching, std::size_t whole, bool first_whole) {
        if (free || touching.empty() || touching.front() != r) return true;
        if (first_whole && touching.size() == 1) return free = true;
        if (!first_whole || whole < 2) return false;
        if (!taken) taken = filler(at, touching);
        return true;
      });
      if (work <= 0) return give_up("rules that never count");
      if (free || !all || !taken) continue;
      auto values = space_.example(taken->first);
      auto const text = fmt::format("Rule {} never counts: the rules before it hold wherever it does; for {} rule {} counts.", r + 1, space_.shown(values), taken->second + 1);
      say({"table.masked", text, "Move it up, or remove it.", {r, taken->second}, std::move(values), false});
    }
  }
  std::pair<Box, std::size_t> filler(Box const& at, Rules const& touching) const {
    for (auto const rule : touching)
      if (rule != touching.front() && space_.touch(rule, at) == Touch::whole) return {at, rule};
    return {at, touching.front()};
  }
  bool wins(std::size_t a, std::size_t b) const {
    auto const &x = table_.rules[a].rank, &y = table_.rules[b].rank;
    return !x.empty() && !y.empty() && (x < y || (x == y && a < b));
  }

  /// Two rules with the same outputs that differ in one cell could be one; under `first`, only neighbours.
  void merges(bool neighbours) {
    std::size_t count = 0;
    auto work = most_work;
    for (std::size_t i = 0; i < space_.known.size() && count < most_findings; ++i)
      for (std::size_t j = i + 1; j < space_.known.size() && (!neighbours || j == i + 1) && count < most_findings && --work > 0; ++j) {
        auto const a = space_.known[i], b = space_.known[j];
        if ((neighbours && b != a + 1) || !same_output(a, b)) continue;
        auto const column = different(a, b);
        if (!column || space_.grid[a][*column].empty() || space_.grid[b][*column].empty()) continue;
        ++count;
        say({"table.merge", fmt::format("Rules {} and {} differ in one cell and have the same result.", a + 1, b + 1), "Write them as one rule, with " + merged(a, b, *column) + ".", {a, b}, {}, false});
      }
  }
  std::optional<std::size_t> different(std::size_t a, std::size_t b) const {
    std::optional<std::size_t> column;
    for (std::size_t c = 0; c < space_.columns.size(); ++c) {
      if (table_.cell(table_.first_rule + a, c) == table_.cell(table_.first_rule + b, c)) continue;
      if (column) return {};
      column = c;
    }
    return column;
  }
  /// The cell that says what both said.
  std::string merged(std::size_t a, std::size_t b, std::size_t column) const {
    auto both = space_.grid[a][column];
    both.insert(both.end(), space_.grid[b][column].begin(), space_.grid[b][column].end());
    std::sort(both.begin(), both.end(), [](Span x, Span y) { return x.begin < y.begin; });
    int end = 0;
    for (auto const span : both) end = span.begin <= end ? std::max(end, span.end) : end;
    bool const everything = end == space_.columns[column].size();
    bool const negated = trim(table_.text.rules[a].inputs[column]).starts_with("not(") || trim(table_.text.rules[b].inputs[column]).starts_with("not(");
    auto const label = space_.label(column);
    if (everything) return "`-` under `" + label + "`";
    if (negated) return "both tests under `" + label + "`";
    return fmt::format("`{},{}` under `{}`", trim(table_.text.rules[a].inputs[column]), trim(table_.text.rules[b].inputs[column]), label);
  }

  DecisionTable::Program const& table_;
  TableSpace space_;
  std::vector<TableDefect> defects_;
};

}  // namespace

TableDomain domain_of(RuleInput const& input) {
  TableDomain domain;
  if (input.kind == InputKind::choice)
    for (auto const& option : input.options) domain.options.emplace_back(option);
  if (input.kind != InputKind::number) return domain;
  domain.min = input.min;
  domain.max = input.max;
  domain.whole = input.digits == 0;
  for (auto const& option : input.options)
    if (auto const number = read_decimal(option)) domain.options.emplace_back(*number);
  return domain;
}

std::vector<TableDefect> check_table(DecisionTable const& table, std::span<TableDomain const> domains, std::span<TableMonotone const> declared) {
  return Checking{table, domains}.run(declared);
}

}  // namespace guicheng
