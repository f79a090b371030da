// How definitions, cases, records and history look as JSON. Pure.
#pragma once

#include <guicheng/store.hpp>

namespace guicheng::http {

/// 2024-03-01T01:00:00.000Z
std::string write_instant(Instant);
Value view_workflow(System const&, Workflow const&, Actor const&);
Value view_row(System const&, CaseRow const&);
/// The whole case as this actor may see it, with what they may do and what each action needs.
Value view_case(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const&, bool english);
struct SeenStay { std::uint32_t token = 0; std::string stage; bool returned = false; };
using Stays = std::vector<SeenStay>;
/// One act: who, when, from where to where and why. `stays` remembers which stay was in which stage and goes on
/// from act to act, from the first one.
Value view_act(System const&, Workflow const&, CaseState const&, Act const&, Actor const& viewer, Stays& stays);
Value view_record(System const&, RecordType const&, Record const&, Actor const&, Instant now);
std::string_view word(CaseStatus) noexcept;

}  // namespace guicheng::http
