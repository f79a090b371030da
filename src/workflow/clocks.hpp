// Limits of stages: starting, stopping, going on, extending, and projecting the last day on the calendar.
#pragma once

#include "workflow/fields.hpp"

namespace guicheng {

/// The name of a stage's clock.
std::string const& clock_name(Stage const&) noexcept;
Clock const* find_clock(CaseState const&, std::string_view name) noexcept;

/// A clock that begins to run.
/// @param start  the day that is not counted
Clock start_clock(System const&, Stage const&, Date start);

/// The clock with its last day and its moment of firing computed anew on the system's calendar.
/// Where the calendar does not reach, it has neither: nothing is guessed.
Clock projected(System const&, Stage const&, Clock);

/// What an action does to a clock; or an item that says why that is not possible.
std::variant<Clock, RefusalItem> change_clock(System const&, Stage const&, ClockChange const&, Clock const&, Value const& input, Date today);

/// The clock of a stay that ends.
Clock met(Clock);

}  // namespace guicheng
