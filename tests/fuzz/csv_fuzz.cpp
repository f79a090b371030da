// Any bytes as CSV: rows of one length, or findings.
#include "system/csv.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const table = guicheng::read_csv("fuzz.csv", {reinterpret_cast<char const*>(data), size});
  if (has_error(table.findings) && !table.rows.empty()) std::abort();
  for (auto const& row : table.rows) {
    if (row.size() != table.rows[0].size()) std::abort();
  }
  return 0;
}
