// That a store's cases are what their acts say: replay = snapshot = row.
#pragma once

#include <guicheng/store.hpp>

namespace guicheng {

/// Replays every case and compares: each snapshot with the fold of the acts before it, the row's status, position, limits
/// and facts with the fold of all. Takes time linear in the number of acts; run it from a command or at night.
/// @return the number of cases; Error: storage, naming the first case that does not fit
Result<std::uint64_t> check_replay(StoreReader const&);

}  // namespace guicheng
