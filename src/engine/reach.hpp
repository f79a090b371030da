// What an actor may see, as parts of a query.
#pragma once

#include "engine/laws.hpp"

namespace guicheng {

/// See Engine::reach. A part that not every definition of a workflow in use grants is of the one that does.
std::vector<Reach> find_reach(Laws const&, System const&, Actor const&, bool inbox);

}  // namespace guicheng
