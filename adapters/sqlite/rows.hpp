// Rows of tables as values, and the reading that writer and readers share.
#pragma once

#include "names.hpp"

#include <guicheng/store.hpp>

namespace guicheng::sqlite {

/// A case and the numbers behind its names.
struct KeptRow {
  CaseRow row;
  std::int64_t law = 0, workflow = 0;
  std::vector<std::int64_t> stages;  ///< of row.stays, in order
};
Result<std::optional<KeptRow>> find_kept(Connection&, Names&, CaseId);
/// The stays of a row as its column has them; `stages` are their numbers.
std::string write_stays(CaseRow const&, std::vector<std::int64_t> const& stages);

Result<UnitOfWork::Loaded> load_case(Connection&, CaseId);

/// The View of a transaction or of committed data.
class SqliteView final : public View {
 public:
  SqliteView(Connection& connection, Names& names) : connection_{connection}, names_{names} {}
  Result<std::optional<Record>> find_record(std::string_view system, std::string_view type, std::string_view key) const override;
  Result<std::vector<Record>> records_of(std::string_view system, std::string_view type, std::string_view organisation) const override;
  Result<std::int64_t> count_cases(CaseCount const&) const override;
  Result<std::int64_t> last_serial(std::string_view system, std::string_view counter) const override;
  Result<CaseId> next_case_id() const override;

 private:
  Connection& connection_;
  Names& names_;
};

}  // namespace guicheng::sqlite
