// What is compared after a step. Each function says the first difference, or nothing.
#pragma once

#include <guicheng/world.hpp>

namespace guicheng {

using Mismatch = std::optional<std::string>;

/// @param for_starter  the same case as whoever started it sees it
Mismatch compare_case(Expectation const&, SeenCase const&, SeenCase const* for_starter);
Mismatch compare_actions(Expectation const&, SeenCase const&);
Mismatch compare_list(Expectation const&, SeenList const&);
Mismatch compare_record(Expectation const&, SeenRecord const&);
Mismatch compare_said(Expectation const&, Value const&);
Mismatch compare_history(Expectation const&, std::vector<SeenAct> const&);
Mismatch compare_refusal(ExpectedRefusal const&, Refusal const&);

/// A refusal in one line: `inputs: 申请书 (material.required: 缺少材料), …`.
std::string describe(Refusal const&);

}  // namespace guicheng
