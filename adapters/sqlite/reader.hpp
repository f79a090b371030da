// Reads committed data through a connection of its own.
#pragma once

#include "rows.hpp"

#include <set>

namespace guicheng::sqlite {

/// @param keep  what the reader's file belongs to: kept alive by the reader
std::unique_ptr<StoreReader> make_reader(std::unique_ptr<Connection>, std::shared_ptr<void> keep);
/// One page of a list; inside a transaction of its own. See list.cpp.
Result<CasePage> list_cases(Connection&, Names&, CaseQuery const&);
/// The counters; inside a transaction of its own. See counters.cpp.
Result<std::vector<StageCount>> count_stages(Connection&, Names&, std::string_view system, std::span<Reach const>);
/// Adds the open cases of an organisation or a person, the 20,000 that were started first; whether there are more.
enum class Owner : std::uint8_t { organisation, person };
Result<bool> add_open(Connection&, Owner, std::string const&, std::set<CaseId>& to);
/// Recomputes the chain over every entry. See audit.cpp.
Result<AuditReport> verify_chain(Connection&);
/// The workflows of a system that a part of a reach means.
Result<std::vector<std::int64_t>> workflows_of(Names&, std::string_view system, std::string_view workflow);

}  // namespace guicheng::sqlite
