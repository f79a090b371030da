// Conditions asked at every point where they could change, so what holds at none never holds. Entry point: check_reach.
#include "rules/check_reach.hpp"

#include "rules/bounds.hpp"
#include "rules/cells.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng::rules {
namespace {

constexpr std::uint64_t reaching_steps = 20'000'000;  // of all conditions of a set together, at all points: under a second
constexpr std::uint64_t literal_steps = 16;           // what a literal costs to be brought into order
constexpr std::size_t most_tries = 2'000'000;         // of conditions that are looked at together, at all points

class Reaching {
 public:
  Reaching(RuleSet const& set, std::vector<RuleDefect> const& told) : set_{set}, told_{told} {}

  std::vector<RuleDefect> run() {
    for (auto const& indicator : set_.indicators) node(indicator, indicator.name);
    vetoes();
    classes();
    return std::move(defects_);
  }

 private:
  void say(bool error, std::string code, std::string const& path, std::string text, std::string remedy, std::optional<std::size_t> item = {}) {
    defects_.push_back({"rules." + std::move(code), path, std::move(text), std::move(remedy), error, item});
  }

  /// The points of so many conditions; nothing where to ask them all there would be too much.
  std::optional<Cells> cells_of(Asking const& asking, std::size_t conditions) {
    std::uint64_t literals = 0;
    for (auto const& [slot, asked] : asking) literals += asked.literals.size();
    left_ -= std::min(left_, literals * literal_steps);
    auto cells = left_ > 0 ? Cells::of(set_, asking) : std::nullopt;
    return cells && cells->points() <= most_tries / std::max<std::size_t>(conditions, 1) ? std::move(cells) : std::nullopt;
  }

  /// Whether the condition ever holds and ever fails; nothing where that cannot be told.
  struct Range { bool holds = false, fails = false; };
  std::optional<Range> range(Feel const& condition) {
    Asking asking;
    auto const cells = add_asked(set_, condition, asking) ? cells_of(asking, 1) : std::nullopt;
    if (!cells) return {};
    Range range;
    cells->each([&](std::span<Value const> slots) {
      (holds_at(condition, slots, left_).value_or(false) ? range.holds : range.fails) = true;
      return !(range.holds && range.fails) && left_ > 0;
    });
    return left_ > 0 ? std::optional{range} : std::nullopt;
  }

  void node(Indicator const& indicator, std::string const& path) {
    if (indicator.applies)
      if (auto const known = range(*indicator.applies); known && !known->holds)
        say(false, "never-applies", path, fmt::format("This indicator never applies: `{}` holds for nobody.", indicator.applies->text()), "Correct the condition, or leave the indicator out.");
    if (auto const* const branch = std::get_if<Branch>(&indicator.body))
      for (auto const& part : branch->parts) node(part, path + "/" + part.name);
    if (auto const* const points = std::get_if<Points>(&indicator.body)) formula(indicator, *points, path);
    if (auto const* const ladder = std::get_if<Ladder>(&indicator.body)) rungs(*ladder, path);
    if (auto const* const choice = std::get_if<Options>(&indicator.body); choice && choice->several && indicator.cap)
      for (std::size_t i = 0; i < choice->options.size(); ++i)
        if (auto const& option = choice->options[i]; option.points > *indicator.cap) over_cap(indicator, path, fmt::format("The option `{}` gives {} points", option.id, write_decimal(option.points)), i);
    if (auto const* const list = std::get_if<Deductions>(&indicator.body)) deductions(indicator, *list, path);
  }

  void over_cap(Indicator const& indicator, std::string const& path, std::string const& what, std::optional<std::size_t> item = {}) {
    say(false, "over-cap", path, fmt::format("{}, above the cap of {}.", what, write_decimal(*indicator.cap)), "Lower the points or raise the cap.", item);
  }

  void formula(Indicator const& indicator, Points const& points, std::string const& path) {
    if (points.formula.used_slots().empty()) return;  // told as constant already
    if (indicator.least && indicator.least == indicator.most)
      say(false, "constant", path, fmt::format("Whatever is given, this indicator gives {}.", write_decimal(*indicator.least)), "Correct the formula, or leave the indicator out.");
    auto const most = bounds_of(points.formula, set_).most;
    if (indicator.cap && most && *most > *indicator.cap)
      say(false, "over-cap", path, fmt::format("The formula can give {} points, above the cap of {}.", write_decimal(*most), write_decimal(*indicator.cap)),
          "Lower the points or raise the cap; where the cap is meant to cut, write `min(…)` in the formula.");
  }

  /// A rung that never fires, also where several before it together leave nothing over.
  void rungs(Ladder const& ladder, std::string const& path) {
    Asking asking;
    for (auto const& rung : ladder.rungs)
      if (rung.when ? !add_asked(set_, *rung.when, asking) : &rung != &ladder.rungs.back()) return;  // told where it is read, or its condition could not be read
    auto const cells = cells_of(asking, ladder.rungs.size());
    if (!cells) return;
    std::vector<bool> fires(ladder.rungs.size());
    cells->each([&](std::span<Value const> slots) {
      for (std::size_t i = 0; i < ladder.rungs.size(); ++i) {
        auto const holds = ladder.rungs[i].when ? holds_at(*ladder.rungs[i].when, slots, left_) : std::optional{true};
        if (!holds) break;  // what is unknown decides nothing
        if (!*holds) continue;
        fires[i] = true;
        break;
      }
      return left_ > 0 && std::find(fires.begin(), fires.end(), false) != fires.end();
    });
    if (left_ == 0) return;
    for (std::size_t i = 0; i < fires.size(); ++i) {
      auto const is_told = [&](RuleDefect const& d) { return d.code == "rules.unreachable-rung" && d.path == path && d.item == i; };
      if (fires[i] || std::any_of(told_.begin(), told_.end(), is_told)) continue;
      auto const& when = ladder.rungs[i].when;
      say(when.has_value(), "unreachable-rung", path, fmt::format("Rung {} {}never counts: those before it leave nothing over.", i + 1, when ? "(`" + when->text() + "`) " : ""),
          when ? "Order the rungs from the hardest to the easiest." : "Remove it, or correct the conditions before it.", i);
    }
  }

  void deductions(Indicator const& indicator, Deductions const& list, std::string const& path) {
    if (indicator.cap && list.full > *indicator.cap) over_cap(indicator, path, fmt::format("It starts from {} points", write_decimal(list.full)));
    for (auto const& deduction : list.deductions) {
      auto const known = deduction.when ? range(*deduction.when) : std::nullopt;
      if (!known || (known->holds && known->fails)) continue;
      auto const& name = deduction.title.empty() ? deduction.id : deduction.title;
      if (known->holds) say(false, "deduction-always", path, fmt::format("The deduction `{}` is taken from everybody.", name), "Correct its condition, or lower `full`.");
      else say(false, "deduction-never", path, fmt::format("The deduction `{}` is never taken: `{}` holds for nobody.", name, deduction.when->text()), "Correct its condition, or remove it.");
    }
  }

  void vetoes() {
    for (auto const& veto : set_.vetoes) {
      auto const known = range(veto.when);
      if (known && !known->holds)
        say(false, "veto-never", "/vetoes/" + veto.reason, fmt::format("The veto `{}` never counts: `{}` holds for nobody.", veto.reason, veto.when.text()), "Correct its condition, or remove it.");
      else if (known && !known->fails)
        say(false, "veto-always", "/vetoes/" + veto.reason, fmt::format("The veto `{}` counts for everybody: `{}` always holds.", veto.reason, veto.when.text()), "Correct its condition.");
      bool const is_best = (!set_.grades.empty() && set_.grades.front().grade == veto.grade) || (!set_.classes.empty() && set_.classes.front().grade == veto.grade);
      if (veto.kind == VetoRule::Kind::at_most && is_best)
        say(false, "veto-never", "/vetoes/" + veto.reason, fmt::format("The veto `{}` changes nothing: there is no grade above {}.", veto.reason, veto.grade), "Name a lower grade, or remove it.");
    }
  }

  /// Whether a veto can bring somebody down to the class.
  bool is_lowered_to(std::string const& grade) const {
    return std::any_of(set_.vetoes.begin(), set_.vetoes.end(), [&](VetoRule const& veto) { return veto.kind == VetoRule::Kind::lower || (veto.kind == VetoRule::Kind::at_most && veto.grade == grade); });
  }

  /// An item that only those meet who have a better class already.
  void classes() {
    std::vector<Feel const*> better;
    Asking asked;  // by them
    for (auto const& one : set_.classes) {
      std::vector<Feel const*> here;
      for (auto const& item : one.items) {
        Asking alone;
        if (!add_asked(set_, item.when, alone) || !cells_of(alone, 1)) continue;
        here.push_back(&item.when);
        if (is_lowered_to(one.grade)) continue;
        auto together = asked;
        (void)add_asked(set_, item.when, together);
        if (auto const cells = cells_of(together, better.size() + 1)) {
          bool counts = false;
          cells->each([&](std::span<Value const> slots) {
            auto const held = [&](Feel const* feel) { return holds_at(*feel, slots, left_).value_or(false); };
            counts = held(&item.when) && std::none_of(better.begin(), better.end(), held);
            return !counts && left_ > 0;
          });
          if (!counts && left_ > 0)
            say(false, "item-never", "/classes/" + item.id, fmt::format("The item `{}` of class {} never counts: nobody meets it who has no better class already.", item.id, one.grade), "Correct its condition, or remove it.");
        }
      }
      for (auto const* const condition : here) {
        better.push_back(condition);
        (void)add_asked(set_, *condition, asked);
      }
      if (left_ == 0) return;
    }
  }

  RuleSet const& set_;
  std::vector<RuleDefect> const& told_;
  std::vector<RuleDefect> defects_;
  std::uint64_t left_ = reaching_steps;
};

}  // namespace

std::vector<RuleDefect> check_reach(RuleSet const& set, std::vector<RuleDefect> const& told) { return Reaching{set, told}.run(); }

}  // namespace guicheng::rules
