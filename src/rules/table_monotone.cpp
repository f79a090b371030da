// The space is cut into boxes in which one rule counts; two boxes that lie along the input are compared. Entry point: check_monotone.
#include "rules/table_monotone.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace guicheng::rules {
namespace {

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_pieces = 6'000;
constexpr std::int64_t most_work = 60'000'000;

struct Piece { Box box; std::size_t rule; Decimal place; };

class Walk {
 public:
  Walk(TableSpace const& space, TableMonotone const& declared) : space_{space}, table_{space.table}, declared_{declared} {}

  std::vector<TableDefect> run() {
    auto const input = space_.label(declared_.input), output = table_.outputs[declared_.output].name;
    auto const no_proof = [&](std::string why) {
      return std::vector<TableDefect>{{"table.not-analysable", fmt::format("Whether `{}` goes one way with `{}` was not proved: {}.", output, input, why), "Write constants where it should be proved.", {}, {}, false}};
    };
    auto const policy = table_.text.hit_policy;
    if (policy != HitPolicy::unique && policy != HitPolicy::any && policy != HitPolicy::first && policy != HitPolicy::priority)
      return no_proof("the hit policy gives more than one rule's result");
    if (!space_.columns[declared_.input].is_ordered()) return no_proof("its values have no order");
    if (!space_.unknown.empty()) return no_proof(fmt::format("rule {} has a cell that is no test of constants", space_.unknown.front() + 1));
    for (auto const rule : space_.known)
      if (!place(rule)) return no_proof(fmt::format("the result of rule {} is no number and none of the declared values", rule + 1));
    if (!find_pieces()) return no_proof("the table is too big");
    compare();
    return std::move(defects_);
  }

 private:
  /// Where the rule's result stands in the order of results: the greater the better.
  std::optional<Decimal> place(std::size_t rule) const {
    auto const& result = table_.rules[rule];
    if (!result.constant) return {};
    auto const* value = &*result.constant;
    if (table_.outputs.size() > 1) value = value->context() ? value->context()->find(table_.outputs[declared_.output].name) : nullptr;
    if (value && value->number()) return *value->number();
    auto const known = table_.outputs[declared_.output].values.size();
    if (declared_.output >= result.rank.size() || result.rank[declared_.output] >= known) return {};
    return -Decimal{static_cast<std::int64_t>(result.rank[declared_.output])};
  }

  /// Rules in the order in which they win.
  std::vector<std::size_t> order() const {
    auto rules = space_.known;
    if (table_.text.hit_policy == HitPolicy::priority)
      std::stable_sort(rules.begin(), rules.end(), [&](std::size_t a, std::size_t b) { return table_.rules[a].rank < table_.rules[b].rank; });
    return rules;
  }

  bool find_pieces() {
    auto box = space_.all();
    auto work = most_work;
    auto const all = cut_up(space_, box, order(), work, [&](Box const& at, std::vector<std::size_t> const& touching, std::size_t, bool first_whole) {
      if (!first_whole) return touching.empty();
      if (pieces_.size() >= most_pieces) work = 0;
      pieces_.push_back({at, touching.front(), *place(touching.front())});
      return true;
    });
    return all && pieces_.size() < most_pieces;
  }

  void compare() {
    std::set<std::pair<std::size_t, std::size_t>> told;
    for (auto const& low : pieces_)
      for (auto const& high : pieces_) {
        if (declared_.rises ? high.place >= low.place : high.place <= low.place) continue;
        if (low.box[declared_.input].begin >= high.box[declared_.input].end - 1 || told.size() >= most_findings) continue;
        if (meet_beside(low.box, high.box) && told.emplace(low.rule, high.rule).second) tell(low, high, shared(low.box, high.box));
      }
  }

  /// They share values of every other input.
  bool meet_beside(Box const& a, Box const& b) const {
    for (std::size_t c = 0; c < a.size(); ++c)
      if (c != declared_.input && std::max(a[c].begin, b[c].begin) >= std::min(a[c].end, b[c].end)) return false;
    return true;
  }

  Box shared(Box const& a, Box const& b) const {
    Box both;
    for (std::size_t c = 0; c < a.size(); ++c)
      both.push_back(c == declared_.input ? a[c] : Span{std::max(a[c].begin, b[c].begin), std::min(a[c].end, b[c].end)});
    return both;
  }

  void tell(Piece const& low, Piece const& high, Box where) {
    auto const values = space_.example(where);
    auto const& column = space_.columns[declared_.input];
    auto const above = column.value(std::max(high.box[declared_.input].begin, low.box[declared_.input].begin + 1));
    auto const& name = table_.outputs[declared_.output].name;
    auto const& outputs = table_.text.rules;
    auto text = fmt::format("{} {} from {} (rule {}) to {} (rule {}) as {} grows to {}; it begins at {}.", name.empty() ? "The result" : "`" + name + "`",
                            declared_.rises ? "falls" : "rises", outputs[low.rule].outputs[declared_.output], low.rule + 1, outputs[high.rule].outputs[declared_.output], high.rule + 1,
                            space_.label(declared_.input), write_feel(above), space_.shown(values));
    defects_.push_back({"table.not-monotone", std::move(text), "Correct the results, or the declaration under `monotone`.", {low.rule, high.rule}, values, true});
  }

  TableSpace const& space_;
  DecisionTable::Program const& table_;
  TableMonotone declared_;
  std::vector<Piece> pieces_;
  std::vector<TableDefect> defects_;
};

}  // namespace

std::vector<TableDefect> check_monotone(TableSpace const& space, TableMonotone const& declared) { return Walk{space, declared}.run(); }

}  // namespace guicheng::rules
