// A subject's data brought to the types of a rule set's inputs.
#pragma once

#include <guicheng/rules.hpp>

namespace guicheng {

/// The slots of the rule set's scope: inputs in order, then room for lets, `score` and `grade`.
/// Appends what is wrong; goes on after each. Names that are no input are problems too.
std::vector<Value> read_subject(RuleSet const&, Context const& inputs, std::vector<InputProblem>&);

/// Fills the lets; what is null stays null.
void fill_lets(RuleSet const&, std::vector<Value>& slots, EvalContext const&, std::uint64_t& steps);

/// The names of the slots that expressions look at, with their values.
std::string const& slot_name(RuleSet const&, std::size_t slot);

}  // namespace guicheng
