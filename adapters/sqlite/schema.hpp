// The tables, and how an older file gets them.
#pragma once

#include "connection.hpp"

namespace guicheng::sqlite {

/// Makes the tables in an empty file, or brings an older file to this schema; asserts that the file is ours and not newer.
Result<void> migrate(Connection& writer);
/// For readers and checks: that the file is ours and of this schema.
Result<void> check_header(Connection&);

}  // namespace guicheng::sqlite
