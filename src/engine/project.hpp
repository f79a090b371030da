// From an act to what a store writes: the case's row, the records as they are after it, the numbers.
#pragma once

#include <guicheng/store.hpp>

namespace guicheng {

/// @param after  the case as it is after the act
/// @param view   for the records as they were before it
/// Errors: those of the view.
Result<Change> project(System const&, Workflow const&, CaseState const& after, Act, View const& view);

/// The row alone. An organisation's case has no person: the organisation is the applicant, whoever acted for it.
CaseRow project_row(Workflow const&, CaseState const&);

}  // namespace guicheng
