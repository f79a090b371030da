// How acts and states are written down: compact JSON, one text for each. Forms only gain fields; see src/engine/README.md.
#pragma once

#include <guicheng/case.hpp>

namespace guicheng {

/// One line of JSON. Dates and durations inside data are written `"@2024-01-01"`, a text that begins with `@` as `"@@…"`.
std::string write_act(Act const&);
Result<Act> read_act(std::string_view text);
std::string write_state(CaseState const&);
Result<CaseState> read_state(std::string_view text);
std::string write_fields(Value const& fields);   ///< a record's fields, in the same manner
Result<Value> read_fields(std::string_view text);

}  // namespace guicheng
