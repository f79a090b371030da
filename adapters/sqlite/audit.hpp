// Full checks of a file, for commands and after a restore.
#pragma once

#include "connection.hpp"

namespace guicheng::sqlite {

/// SQLite's own integrity check, and that lists and counters say what the cases say. Error: storage, the first that does not.
Result<void> check_tables(Connection&);

}  // namespace guicheng::sqlite
