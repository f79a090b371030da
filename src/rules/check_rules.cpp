// The bounds of an indicator tree, and what contradicts them. Entry point: check_rules.
#include "rules/check_rules.hpp"

#include "feel/names.hpp"
#include "rules/bounds.hpp"
#include "rules/category.hpp"
#include "rules/check_reach.hpp"
#include "rules/inverse.hpp"
#include "rules/subject.hpp"
#include "rules/table_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace guicheng {
namespace {

using rules::Goal;
using rules::Goals;
using rules::Interval;

bool has_number_ends(Interval const& range) { return (!range.low || range.low->number()) && (!range.high || range.high->number()); }

/// Everything in the inner interval lies in the outer one.
bool contains(Interval const& outer, Interval const& inner) {
  if (inner.is_point()) return rules::lies_in(*inner.low, outer);
  if (!has_number_ends(outer) || !has_number_ends(inner)) return false;
  auto const low = [](Interval const& r) { return *r.low->number(); };
  auto const high = [](Interval const& r) { return *r.high->number(); };
  bool const low_fits = !outer.low || (inner.low && (low(outer) < low(inner) || (low(outer) == low(inner) && (outer.low_included || !inner.low_included))));
  bool const high_fits = !outer.high || (inner.high && (high(outer) > high(inner) || (high(outer) == high(inner) && (outer.high_included || !inner.high_included))));
  return low_fits && high_fits;
}

/// Whoever meets the narrow goals meets the wide ones.
bool covers(Goals const& wide, Goals const& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&](Goal const& goal) {
    return std::any_of(narrow.begin(), narrow.end(), [&](Goal const& n) { return n.slot == goal.slot && n.kind == goal.kind && contains(goal.wanted, n.wanted); });
  });
}

/// A disjunction, or a denied conjunction, may have been turned round in part only: it can hold in ways that are not known.
bool may_hold_otherwise(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto const end = feel::token_end(text, at);
    auto const word = text.substr(at, end - at);
    if (word == "or" || word == "not") return true;
    at = std::max(end, at + 1);
  }
  return false;
}

constexpr std::size_t most_asked = 2'000'000;  // rungs at points

class Checking {
 public:
  explicit Checking(RuleSet& set) : set_{set} {}

  std::vector<RuleDefect> run() {
    for (auto& indicator : set_.indicators) rules::fill_bounds(indicator, set_);
    rules::mark_category(set_);
    set_.ways = find_ways(set_);
    for (auto const& indicator : set_.indicators) node(indicator, indicator.name);
    totals();
    grades();
    unused();
    auto unreached = rules::check_reach(set_, defects_);
    defects_.insert(defects_.end(), unreached.begin(), unreached.end());
    return std::move(defects_);
  }

 private:
  void say(bool error, std::string code, std::string path, std::string text, std::string remedy = {}, std::optional<std::size_t> item = {}) {
    defects_.push_back({"rules." + std::move(code), std::move(path), std::move(text), std::move(remedy), error, item});
  }

  void total(std::optional<Decimal> declared, std::optional<Decimal> most, std::string const& path, std::string_view what) {
    if (!declared || !most || *declared == *most) return;
    say(true, "total", path, fmt::format("{} declares a total of {}, but its parts can give {} at most.", what, write_decimal(*declared), write_decimal(*most)),
        "Correct the points and weights, or the total.");
  }

  void node(Indicator const& indicator, std::string const& path) {
    total(indicator.total, indicator.most, path, "The indicator");
    if (indicator.cap && indicator.floor && *indicator.floor > *indicator.cap)
      say(true, "cap-below-floor", path, fmt::format("The floor {} is above the cap {}.", write_decimal(*indicator.floor), write_decimal(*indicator.cap)), "Swap them.");
    if (auto const* const branch = std::get_if<Branch>(&indicator.body)) {
      for (auto const& part : branch->parts) node(part, path + "/" + part.name);
      return;
    }
    if (auto const* const choice = std::get_if<Options>(&indicator.body)) options(indicator, *choice, path);
    if (auto const* const ladder = std::get_if<Ladder>(&indicator.body)) rungs(indicator, *ladder, path);
    if (auto const* const rows = std::get_if<TablePoints>(&indicator.body))
      for (auto& defect : check_table(rows->table, domains(rows->table))) defects_.push_back({defect.code, path, defect.text, defect.remedy, defect.error, defect.rules.empty() ? std::nullopt : std::optional{defect.at()}});
    if (auto const* const points = std::get_if<Points>(&indicator.body); points && points->formula.used_slots().empty())
      say(false, "constant", path, "No input can change what this indicator gives.", "Use an input in `points`, or leave the indicator out.");
    else if (!points && indicator.least && indicator.least == indicator.most)
      say(false, "constant", path, fmt::format("Whatever is given, this indicator gives {}.", write_decimal(*indicator.least)), "Give its rungs, options or rows different points, or leave the indicator out.");
  }

  void over_cap(Indicator const& indicator, Decimal points, std::string const& what, std::string const& path, std::size_t item) {
    if (indicator.cap && points > *indicator.cap)
      say(false, "over-cap", path, fmt::format("{} gives {} points, above the cap of {}.", what, write_decimal(points), write_decimal(*indicator.cap)), "Lower the points or raise the cap.", item);
  }

  /// What the columns that ask an input know of it.
  std::vector<TableDomain> domains(DecisionTable const& table) const {
    std::vector<TableDomain> result;
    for (auto const& column : table.text().inputs) {
      auto const input = std::find_if(set_.inputs.begin(), set_.inputs.end(), [&](RuleInput const& i) { return i.name == column.expression; });
      result.push_back(input == set_.inputs.end() ? TableDomain{} : domain_of(*input));
    }
    return result;
  }

  /// An input declared on its own may offer other answers than the leaf knows.
  void offered(Options const& choice, std::string const& path) {
    auto const& input = set_.inputs[choice.input];
    if (input.kind != InputKind::choice && input.kind != InputKind::choices) return;
    for (std::size_t i = 0; i < choice.options.size(); ++i)
      if (auto const& id = choice.options[i].id; std::find(input.options.begin(), input.options.end(), id) == input.options.end())
        say(true, "unreachable-option", path, fmt::format("The option `{}` is never chosen: the input `{}` does not offer it.", id, input.name), "Add it to the input's `options`, or remove it here.", i);
    for (auto const& answer : input.options) {
      auto const known = std::any_of(choice.options.begin(), choice.options.end(), [&](Option const& option) { return option.id == answer; });
      if (!known) say(true, "option-without-points", path, fmt::format("The answer `{}` of the input `{}` has no points.", answer, input.name), "Add it to the indicator's `options`, with 0 points if need be.");
    }
  }

  void options(Indicator const& indicator, Options const& choice, std::string const& path) {
    offered(choice, path);
    if (choice.several) return;  // several together are what a cap is for
    for (std::size_t i = 0; i < choice.options.size(); ++i) over_cap(indicator, choice.options[i].points, "The option `" + choice.options[i].id + "`", path, i);
  }

  /// The values an input can have, as one more goal for each slot.
  bool possible(Goals const& goals) const {
    return std::all_of(goals.begin(), goals.end(), [&](Goal const& goal) {
      if (goal.kind != Goal::Kind::is || goal.slot >= set_.inputs.size() || !has_number_ends(goal.wanted)) return true;
      auto const& input = set_.inputs[goal.slot];
      auto const& [low, high, low_in, high_in] = goal.wanted;
      if (low && input.max && (*low->number() > *input.max || (*low->number() == *input.max && !low_in))) return false;
      return !(high && input.min && (*high->number() < *input.min || (*high->number() == *input.min && !high_in)));
    });
  }

  void rungs(Indicator const& indicator, Ladder const& ladder, std::string const& path) {
    std::vector<Goals> earlier;
    for (std::size_t i = 0; i < ladder.rungs.size(); ++i) {
      auto const& rung = ladder.rungs[i];
      over_cap(indicator, rung.points, fmt::format("Rung {}", i + 1), path, i);
      if (!rung.when) continue;
      auto const& ways = set_.ways->of(*rung.when, true);
      auto const dead = [&](Goals const& way) {
        return !possible(way) || std::any_of(earlier.begin(), earlier.end(), [&](Goals const& before) { return covers(before, way); });
      };
      if (!ways.empty() && !may_hold_otherwise(rung.when->text()) && std::all_of(ways.begin(), ways.end(), dead))
        say(true, "unreachable-rung", path, fmt::format("Rung {} (`{}`) never counts: a rung before it holds wherever it does, or its inputs cannot have such values.", i + 1, rung.when->text()),
            "Order the rungs from the hardest to the easiest.", i);
      earlier.insert(earlier.end(), ways.begin(), ways.end());
    }
    monotone(ladder, path);
  }

  /// Points over one number should go one way only.
  void monotone(Ladder const& ladder, std::string const& path) {
    std::optional<std::size_t> slot;
    std::vector<Decimal> cuts;
    bool whole = false;  // tests such as `= 46` speak of whole numbers: nothing lies between two of them
    for (auto const& rung : ladder.rungs) {
      if (!rung.when) continue;
      auto const& ways = set_.ways->of(*rung.when, true);
      if (ways.size() != 1 || ways[0].empty() || may_hold_otherwise(rung.when->text())) return;
      for (auto const& goal : ways[0]) {
        if (goal.kind != Goal::Kind::is || (slot && *slot != goal.slot) || !has_number_ends(goal.wanted)) return;
        slot = goal.slot;
        whole = whole || goal.wanted.is_point();
        for (auto const& end : {goal.wanted.low, goal.wanted.high})
          if (end) cuts.push_back(*end->number());
      }
    }
    if (!slot) return;
    std::sort(cuts.begin(), cuts.end());
    std::vector<Decimal> at;  // each cut, and a point between each two
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      if (i == 0) at.push_back(subtract(cuts[0], 1).value_or(cuts[0]));
      else if (!whole) at.push_back(divide(add(cuts[i - 1], cuts[i]).value_or(cuts[i]), 2).value_or(cuts[i]));
      at.push_back(cuts[i]);
    }
    at.push_back(add(cuts.back(), 1).value_or(cuts.back()));
    if (at.size() > most_asked / ladder.rungs.size()) return;
    bool rises = false, falls = false;
    std::optional<Decimal> last;
    Decimal turn;
    for (auto const x : at) {
      if (*slot < set_.inputs.size() && ((set_.inputs[*slot].min && x < *set_.inputs[*slot].min) || (set_.inputs[*slot].max && x > *set_.inputs[*slot].max))) continue;
      Decimal points;
      for (auto const& rung : ladder.rungs) {
        auto const holds = !rung.when || std::all_of(set_.ways->of(*rung.when, true)[0].begin(), set_.ways->of(*rung.when, true)[0].end(),
                                                     [&](Goal const& goal) { return rules::lies_in(Value{x}, goal.wanted); });
        if (!holds) continue;
        points = rung.points;
        break;
      }
      if (last && points != *last) {
        bool const was = rises || falls;
        bool const turns = points > *last ? falls : rises;
        (points > *last ? rises : falls) = true;
        if (was && turns) turn = x;
      }
      last = points;
    }
    if (rises && falls)
      say(false, "not-monotone", path, fmt::format("The points go up and down as the input grows; they turn at {}.", write_decimal(turn)), "Order the rungs and their bounds so that better never gives less.");
  }

  rules::Bounds score() const {
    auto bounds = rules::combined_bounds(set_.indicators, set_.combine);
    bool const extra = std::any_of(set_.indicators.begin(), set_.indicators.end(), [&](Indicator const& i) { return takes_extra(i); });
    if (extra) bounds.least.reset();
    if (set_.percent) return {bounds.least && !bounds.least->is_negative() ? std::optional{Decimal{}} : std::nullopt, Decimal{100}};
    auto const fit = [&](std::optional<Decimal> end) { return end && set_.round ? round(*end, set_.round->digits, set_.round->mode) : end; };
    return {fit(bounds.least), fit(bounds.most)};
  }

  static bool takes_extra(Indicator const& indicator) {
    if (auto const* const branch = std::get_if<Branch>(&indicator.body)) return std::any_of(branch->parts.begin(), branch->parts.end(), takes_extra);
    auto const* const list = std::get_if<Deductions>(&indicator.body);
    return list && std::any_of(list->deductions.begin(), list->deductions.end(), [](Deduction const& d) { return !d.extra.is_zero(); });
  }

  void totals() {
    total(set_.total, rules::combined_bounds(set_.indicators, set_.combine).most, "/total", "The set");
    if (!set_.percent) return;
    auto const walk = [&](auto const& self, Indicator const& indicator, std::string const& path) -> void {
      auto const* const branch = std::get_if<Branch>(&indicator.body);
      if (branch && !indicator.cap) {
        for (auto const& part : branch->parts) self(self, part, path + "/" + part.name);
      } else if (!indicator.most) {
        say(true, "no-maximum", path, "What this indicator can give at most is not known, so a percentage cannot be made.", "Give it a `cap`.");
      }
    };
    for (auto const& indicator : set_.indicators) walk(walk, indicator, indicator.name);
  }

  void grades() {
    auto const bounds = score();
    GradeBand const* above = nullptr;
    for (auto const& band : set_.grades) {
      if (band.from && bounds.most && *band.from > *bounds.most)
        say(true, "unreachable-grade", "/grades/" + band.grade, fmt::format("The grade {} begins at {}, but the score is {} at most.", band.grade, write_decimal(*band.from), write_decimal(*bounds.most)),
            "Lower the line or correct the points.");
      if (above && above->from && band.from && *band.from > *above->from)
        say(true, "grade-order", "/grades/" + band.grade, fmt::format("The grade {} stands after {} but begins at a higher score.", band.grade, above->grade), "Put the best grade first.");
      if (above && above->conditions.empty() && (!above->from || (bounds.least && *above->from <= *bounds.least) || (band.from && *band.from == *above->from)))
        say(true, "unreachable-grade", "/grades/" + band.grade, fmt::format("The grade {} is never given: whoever reaches it has {} already.", band.grade, above->grade), "Remove it, or give the grade before it a higher line.");
      above = &band;
    }
    if (set_.none_below || !above || !above->from || (bounds.least && *above->from <= *bounds.least) || (bounds.most && *above->from > *bounds.most)) return;
    auto const example = bounds.least ? *bounds.least : subtract(*above->from, 1).value_or(Decimal{});
    say(false, "grade-gap", "/grades/" + above->grade, fmt::format("A score of {} has no grade: the lowest begins at {}.", write_decimal(example), write_decimal(*above->from)),
        "Add a last grade without `from`, such as 不评级, or say `none below: true`.");
  }

  void unused() {
    std::set<std::size_t> used;
    auto const use = [&](std::optional<Feel> const& feel) {
      if (feel) used.insert(feel->used_slots().begin(), feel->used_slots().end());
    };
    auto const walk = [&](auto const& self, Indicator const& indicator) -> void {
      use(indicator.applies);
      if (auto const* const branch = std::get_if<Branch>(&indicator.body))
        for (auto const& part : branch->parts) self(self, part);
      auto const leaf = slots_of_leaf(indicator);
      used.insert(leaf.begin(), leaf.end());
    };
    for (auto const& indicator : set_.indicators) walk(walk, indicator);
    for (auto const& let : set_.lets) use(let.formula);
    for (auto const& condition : set_.eligibility) use(condition.must);
    for (auto const& band : set_.grades)
      for (auto const& condition : band.conditions) use(condition.must);
    use(set_.second_grade);
    for (auto const& veto : set_.vetoes) use(veto.when);
    for (auto const& one : set_.classes)
      for (auto const& item : one.items) use(item.when);
    if (set_.validity) use(set_.validity->from);
    for (auto const& warning : set_.warnings) use(warning.must);
    for (std::size_t i = 0; i < set_.lets.size(); ++i)
      if (!used.contains(set_.inputs.size() + i)) say(false, "unused-let", "/let/" + set_.lets[i].name, fmt::format("The derived value `{}` is not used by anything.", set_.lets[i].name), "Remove it, or use it.");
    for (std::size_t i = 0; i < set_.inputs.size(); ++i)  // one with bounds or check characters is of use: other data are refused
      if (auto const& input = set_.inputs[i]; !used.contains(i) && input.kind != InputKind::uscc && !input.min && !input.max && input.options.empty()) say(false, "unused-input", "/inputs/" + set_.inputs[i].name, fmt::format("The input `{}` is not used by anything.", set_.inputs[i].name), "Remove it, or use it.");
  }

  RuleSet& set_;
  std::vector<RuleDefect> defects_;
};

}  // namespace

std::vector<RuleDefect> check_rules(RuleSet& set) { return Checking{set}.run(); }

}  // namespace guicheng
