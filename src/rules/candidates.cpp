// Ways up, one function per kind of leaf. Entry point: find_candidates.
#include "rules/candidates.hpp"

#include "rules/decision_table.hpp"

#include <algorithm>

namespace guicheng::rules {
namespace {

class Finder {
 public:
  Finder(RuleSet const& rules, ConditionWays const& ways, Trial& trial, Decimal deficit, std::function<std::optional<Decimal>(Sets const&)> const& total)
      : rules_{rules}, ways_{ways}, trial_{trial}, deficit_{deficit}, total_{total}, used_by_(trial.base().size()) {
    score_ = total_({}).value_or(Decimal{});
  }

  Candidates find() {
    bool const adds = !rules_.round && !rules_.percent;
    branch(rules_.indicators, rules_.combine, adds ? std::optional{Decimal{1}} : std::nullopt, "");
    for (auto const& candidate : found_.all)  // an input that several leaves look at: gains may not add up
      for (auto const& [slot, value] : candidate.sets) found_.exact = found_.exact && used_by_[slot] <= 1;
    found_.exact = found_.exact && found_.not_derivable.empty() && !trial_.is_ended();
    return std::move(found_);
  }

 private:
  /// @param factor  what a point here is worth in the total; nothing where that is no constant
  void branch(std::vector<Indicator> const& parts, Combine combine, std::optional<Decimal> factor, std::string const& path) {
    if (combine == Combine::max || combine == Combine::min) factor.reset();
    if (combine == Combine::average && factor) factor = divide(*factor, static_cast<std::int64_t>(parts.size()));
    for (auto const& part : parts) {
      auto const inner = factor && combine == Combine::weighted ? multiply(*factor, part.weight) : factor;
      one(part, inner, path.empty() ? part.name : path + "/" + part.name);
    }
  }

  void one(Indicator const& indicator, std::optional<Decimal> factor, std::string const& path) {
    bool const plain = !indicator.cap && !indicator.floor && !indicator.round && !indicator.applies;
    if (indicator.applies) {
      use(*indicator.applies);
      if (trial_.holds(*indicator.applies, {}, false)) {  // a table of another category
        found_.exact = found_.exact && !changeable(*indicator.applies);
        return;
      }
    }
    if (auto const* const inner = std::get_if<Branch>(&indicator.body)) {
      branch(inner->parts, inner->combine, plain ? factor : std::nullopt, path);
      return;
    }
    if (indicator.applies) factor.reset();
    leaf_ = &indicator;
    factor_ = factor;
    path_ = path;
    uses(indicator);
    auto const points = trial_.points(indicator, {});
    if (!points || (factor && factor->is_zero())) return;
    points_ = *points;
    auto const before = found_.all.size();
    bool const more = std::visit([this](auto const& body) { return this->leaf(body); }, indicator.body);
    if (found_.all.size() > before) close_group();
    else if (more) found_.not_derivable.push_back(path);
  }

  void use(Feel const& feel) {
    for (auto const slot : feel.used_slots()) use(slot);
  }
  void use(std::size_t slot) {
    for (auto const input : trial_.inputs_of(slot)) seen_.push_back(input);
  }
  /// Counts each input once for this leaf.
  void uses(Indicator const& leaf) {
    for (auto const slot : slots_of_leaf(leaf)) use(slot);
    std::sort(seen_.begin(), seen_.end());
    seen_.erase(std::unique(seen_.begin(), seen_.end()), seen_.end());
    for (auto const slot : seen_) ++used_by_[slot];
    seen_.clear();
  }

  void close_group() { ++found_.groups; }

  /// Keeps a change if it gains anything. At least `least` points of the leaf are asked for where that is given.
  bool keep(std::string title, Sets sets, std::int64_t effort, std::optional<Decimal> least = {}) {
    auto const points = trial_.points(*leaf_, sets);
    if (!points || *points <= points_ || (least && *points < *least)) return false;
    auto gain = factor_ ? multiply(*factor_, *subtract(*points, points_)) : std::nullopt;
    if (!factor_) {
      found_.exact = false;
      auto const total = total_(sets);
      gain = total ? subtract(*total, score_) : std::nullopt;
    }
    if (!gain || *gain <= Decimal{}) return false;
    found_.all.push_back({found_.groups, path_, std::move(title), std::move(sets), *gain, effort});
    return true;
  }

  bool reach(Feel const& condition, bool wanted, std::string const& title, std::int64_t effort, std::optional<Decimal> least) {
    for (auto const& goals : ways_.of(condition, wanted))
      if (auto sets = trial_.realize(goals); sets && !sets->empty() && keep(title, std::move(*sets), effort, least)) return true;
    return false;
  }

  // Each says whether the leaf could give more at all.

  bool leaf(Branch const&) { return false; }

  bool leaf(Ladder const& ladder) {
    bool more = false;
    for (auto const& rung : ladder.rungs) {
      auto const capped = leaf_->cap ? std::min(rung.points, *leaf_->cap) : rung.points;
      if (capped <= points_ || (rung.category && trial_.holds(*rung.category, {}, false))) continue;
      std::int64_t effort = 0;  // every rung between here and there is climbed
      for (auto const& step : ladder.rungs)
        if (step.points > points_ && step.points <= rung.points) effort += step.effort.to_int64().value_or(1);
      bool const open = !rung.when || changeable(*rung.when);
      if (open) more = true;
      if (rung.when && !reach(*rung.when, true, rung.title, effort, std::nullopt) && open) found_.exact = false;
    }
    return more;
  }

  bool changeable(Feel const& feel) const {
    for (auto const slot : feel.used_slots())
      for (auto const input : trial_.inputs_of(slot))
        if (trial_.may_change(input)) return true;
    return false;
  }

  bool leaf(Options const& choice) {
    if (!trial_.may_change(choice.input)) return false;
    auto const& answer = trial_.base()[choice.input];
    bool more = false;
    std::size_t kept = 0;
    auto all = points_;
    for (auto const& option : choice.options) {
      if (!choice.several) {
        more = more || option.points > points_;
        keep(option.title, {{choice.input, option.id}}, option.effort.to_int64().value_or(1));
        continue;
      }
      auto const* const ticked = answer.list();
      if (ticked && std::find(ticked->begin(), ticked->end(), Value{option.id}) != ticked->end()) continue;
      if (option.points <= Decimal{}) continue;
      more = true;
      if (kept > 0) close_group();  // ticks are made independently of each other
      if (keep(option.title, {{choice.input, List{option.id}}}, option.effort.to_int64().value_or(1))) ++kept;
      else if (kept > 0) --found_.groups;
      all = add(all, option.points).value_or(all);
    }
    bool const bent = leaf_->floor || leaf_->round || (leaf_->cap && all > *leaf_->cap);  // ticks together may not give what each does
    if (kept > 1 && bent) found_.exact = false;
    return more;
  }

  bool leaf(Points const& points) {
    auto const most = leaf_->most ? leaf_->most : leaf_->cap;
    if (most && points_ >= *most) return false;
    if (!changeable(points.formula)) return false;
    found_.exact = false;  // between the two ends tried here anything is possible
    if (auto const known = ways_.points.find(points.formula.program().get()); known != ways_.points.end())
      for (auto const& outcome : known->second)
        if (outcome.value.number() && *outcome.value.number() > points_) reach({outcome.goals});
    for (auto const slot : points.formula.used_slots())
      if (auto const let = slot - rules_.inputs.size(); slot >= rules_.inputs.size() && let < ways_.lets.size())
        for (auto const& outcome : ways_.lets[let]) reach({outcome.goals});
    for (auto const slot : points.formula.used_slots())
      for (auto const input : trial_.inputs_of(slot)) {
        if (!trial_.may_change(input)) continue;
        if (rules_.inputs[input].kind == InputKind::choices) ticks(input);
        auto const needed = factor_ ? divide(deficit_, *factor_) : std::nullopt;
        for (bool const up : {true, false}) {
          if (needed) drive(input, up, add(points_, *needed));
          if (most) drive(input, up, most);
        }
      }
    return true;
  }

  void ticks(std::size_t input) {
    for (auto const& option : rules_.inputs[input].options) {
      Goals const tick{Goal{input, {Value{option}, Value{option}, true, true}, Goal::Kind::has}};
      reach({tick});
    }
  }

  void drive(std::size_t input, bool up, std::optional<Decimal> to) {
    if (!to || *to <= points_) return;
    auto const value = trial_.search(input, up, [&](Value const& tried) {
      auto const points = trial_.points(*leaf_, {{input, tried}});
      return points && *points >= *to;
    });
    if (value) keep("", {{input, *value}}, 1);
  }

  bool leaf(TablePoints const& rows) {
    auto const& table = rows.table.program();
    auto const known = ways_.tables.find(&table);
    bool more = false;
    for (std::size_t r = 0; r < table.rules.size() && r < 500; ++r) {
      auto const* const points = table.rules[r].constant ? table.rules[r].constant->number() : nullptr;
      if (!points) found_.exact = false;
      if (!points || *points <= points_) continue;
      auto const ways = known == ways_.tables.end() ? std::vector<Goals>{} : ways_to_row(rows.table, known->second, r);
      if (known != ways_.tables.end() && is_barred(rows.table, known->second, r)) continue;
      more = true;
      if (!reach(ways)) found_.exact = false;
    }
    return more;
  }

  /// What cannot be changed stands against the row: the category that was chosen, a year that is past. Only a cell of constants under
  /// a name is known in all its ways; a formula, or a test turned round, may hold in others.
  bool is_barred(DecisionTable const& decision, TableWays const& known, std::size_t rule) const {
    auto const& table = decision.program();
    for (std::size_t c = 0; c < table.inputs.size(); ++c) {
      auto const cell = table.cell(table.first_rule + rule, c);
      if (cell == no_cell || !known.slots[c] || !table.cells[cell].tests || table.cells[cell].tests->negated) continue;
      auto const& ranges = table.cells[cell].tests->intervals;
      if (std::all_of(ranges.begin(), ranges.end(), [&](Interval const& range) { return trial_.is_barred({*known.slots[c], range}); })) return true;
    }
    return false;
  }

  /// The first of the ways that gains anything.
  bool reach(std::vector<Goals> const& ways) {
    for (auto const& goals : ways)
      if (auto sets = trial_.realize(goals); sets && !sets->empty()) {
        auto const effort = count_changes(*sets);
        if (keep("", std::move(*sets), effort)) return true;
      }
    return false;
  }

  bool leaf(Deductions const& list) {
    bool more = false;
    std::size_t kept = 0;
    for (auto const& deduction : list.deductions) {
      if (points_ >= list.full) break;
      if (kept > 0) close_group();
      bool got = false;
      if (deduction.when) {
        if (!trial_.holds(*deduction.when, {}, true)) {
          if (kept > 0) --found_.groups;
          continue;
        }
        more = more || changeable(*deduction.when);
        got = reach(*deduction.when, false, "不再发生：" + deduction.title, 1, {});
      } else if (deduction.times) {
        more = more || changeable(*deduction.times);
        auto const used = deduction.times->used_slots();
        if (used.size() == 1 && trial_.may_change(used[0])) got = keep("不再发生：" + deduction.title, {{used[0], Value{0}}}, 1);
      }
      if (got) ++kept;
      else if (kept > 0) --found_.groups;
    }
    if (more) found_.exact = false;  // what is taken beyond the full points hides some of it
    return more;
  }

  RuleSet const& rules_;
  ConditionWays const& ways_;
  Trial& trial_;
  Decimal deficit_, score_;
  std::function<std::optional<Decimal>(Sets const&)> const& total_;
  Candidates found_;
  std::vector<int> used_by_;
  std::vector<std::size_t> seen_;
  Indicator const* leaf_ = nullptr;
  std::optional<Decimal> factor_;
  std::string path_;
  Decimal points_;
};

}  // namespace

Candidates find_candidates(RuleSet const& rules, ConditionWays const& ways, Trial& trial, Decimal deficit,
                           std::function<std::optional<Decimal>(Sets const&)> const& total) {
  return Finder{rules, ways, trial, deficit, total}.find();
}

}  // namespace guicheng::rules
