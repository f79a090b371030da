// A subject's data brought to the types of a rule set's inputs.
#pragma once

#include <guicheng/rules.hpp>

namespace guicheng {

/// One input brought to its type; null, with a problem more, where that is not possible.
Value read_input(RuleInput const&, Value const& given, std::vector<InputProblem>&);

/// All inputs into their slots, which are there; what is missing, wrong or unknown becomes a problem.
void read_inputs(std::vector<RuleInput> const&, Context const& given, std::vector<Value>& slots, std::vector<InputProblem>&);

/// Fills the lets; what is null stays null.
void fill_lets(RuleSet const&, std::vector<Value>& slots, EvalContext const&, std::uint64_t& steps);

/// What a leaf's formulas look at: inputs and derived values, ascending; what `applies` asks is no part of it.
std::vector<std::size_t> slots_of_leaf(Indicator const&);

/// Steps of one judgement, all expressions together.
inline constexpr std::uint64_t judging_steps = 2'000'000;

/// The names of the slots that expressions look at, with their values.
std::string const& slot_name(RuleSet const&, std::size_t slot);

}  // namespace guicheng
