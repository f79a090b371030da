// For those who write a store: what a list holds and in which order, so that every store says the same.
#pragma once

#include <guicheng/store.hpp>

namespace guicheng {

/// Where a case stands in a list: lists are in the order of places, or in the reverse.
struct ListPlace {
  std::int64_t key = 0;   ///< due: days since 1970, `no_due` where none; changed: milliseconds; started: the case id
  CaseId id = 0;
  auto operator<=>(ListPlace const&) const = default;
};
constexpr std::int64_t no_due = std::int64_t{1} << 40;
std::int64_t due_key(CaseRow::Stay const&) noexcept;

/// Whether the case stands in the stage it began in and never left it: what is in it is the starter's own as yet.
bool is_draft(CaseRow const&) noexcept;
/// Whether one part of a reach covers the case, or, where a stay is given, this stay of it.
bool reaches(Reach const&, CaseRow const&, CaseRow::Stay const* = nullptr) noexcept;
/// The case's place in the list, or nothing where it does not belong there: reach and every filter but the cursor.
std::optional<ListPlace> find_place(CaseQuery const&, CaseRow const&);

/// Whether a record's key or one of its values holds the text that is asked for; true where none is.
bool holds_text(RecordQuery const&, std::string_view key, Value const& fields);

/// A page of records ends where it holds so many values: whoever answers with it can put it into a value of their own.
constexpr std::size_t most_page_values = Value::max_size / 4;

/// Cursors are places as text. Error: bad_syntax.
std::string write_cursor(ListPlace);
Result<std::optional<ListPlace>> read_cursor(std::string_view);

/// 1..200, whatever was asked for.
std::size_t page_size(std::size_t limit) noexcept;

}  // namespace guicheng
