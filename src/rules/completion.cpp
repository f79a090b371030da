// How far a partially answered set is filled. Entry point: completion.
#include <guicheng/rules.hpp>

#include "rules/score.hpp"
#include "rules/subject.hpp"

#include <set>

namespace guicheng {
namespace {

class Completing {
 public:
  Completing(RuleSet const& rules, Context const& inputs, EvalContext const& context)
      : rules_{rules}, inputs_{inputs}, subject_{read_subject(rules, inputs)}, scorer_{rules, subject_.slots, context, steps_} {
    fill_lets(rules, subject_.slots, context, steps_);
  }

  std::vector<LeafState> run() {
    for (auto const& indicator : rules_.indicators) walk(indicator, indicator.name);
    return std::move(leaves_);
  }

 private:
  void walk(Indicator const& indicator, std::string const& path) {
    if (indicator.applies) {
      auto const used = indicator.applies->used_slots();
      if (auto const missing = unanswered(used, false); !missing.empty()) return wait(indicator, path, missing);
      auto const applies = scorer_.holds(*indicator.applies, nullptr);
      if (!applies) return wait(indicator, path, unanswered(used, true));
      if (!*applies) return;
    }
    auto const* const branch = std::get_if<Branch>(&indicator.body);
    if (!branch) return leaf(indicator, path);
    for (auto const& part : branch->parts) walk(part, path + "/" + part.name);
  }

  void leaf(Indicator const& indicator, std::string const& path) {
    auto const slots = slots_of_leaf(indicator);
    auto missing = unanswered(slots, false);
    if (missing.empty())
      if (auto left_out = unanswered(slots, true); !left_out.empty() && !scorer_.points(indicator)) missing = std::move(left_out);
    bool const complete = missing.empty();
    leaves_.push_back({path, complete, std::move(missing)});
  }

  /// Leaves of which it cannot be told whether they apply.
  void wait(Indicator const& indicator, std::string const& path, std::vector<std::string> const& on) {
    auto const* const branch = std::get_if<Branch>(&indicator.body);
    if (!branch) return leaves_.push_back({path, false, on});
    for (auto const& part : branch->parts) wait(part, path + "/" + part.name, on);
  }

  /// What a derived value rests on is asked for as if the leaf named it; a let names only lets before it.
  std::set<std::size_t> inputs_of(std::span<std::size_t const> slots) const {
    std::set<std::size_t> known, open{slots.begin(), slots.end()};
    while (!open.empty()) {
      auto const slot = open.extract(std::prev(open.end())).value();
      if (slot < rules_.inputs.size()) known.insert(slot);
      else if (auto const let = slot - rules_.inputs.size(); let < rules_.lets.size())
        for (auto const used : rules_.lets[let].formula.used_slots())
          if (used < slot) open.insert(used);
    }
    return known;
  }

  std::vector<std::string> unanswered(std::span<std::size_t const> slots, bool optional_too) const {
    std::vector<std::string> names;
    for (auto const slot : inputs_of(slots)) {
      auto const& input = rules_.inputs[slot];
      auto const* const given = inputs_.find(input.name);
      bool const answered = (given && !given->is_null()) || input.preset || (input.optional && !optional_too);
      if (!answered) names.push_back(input.name);
    }
    return names;
  }

  RuleSet const& rules_;
  Context const& inputs_;
  Subject subject_;
  std::uint64_t steps_ = judging_steps;
  Scorer scorer_;
  std::vector<LeafState> leaves_;
};

}  // namespace

std::vector<LeafState> completion(RuleSet const& rules, Context const& inputs, EvalContext const& context) {
  return Completing{rules, inputs, context}.run();
}

}  // namespace guicheng
