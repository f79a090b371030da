// A store that forgets: for tests, examples and short-lived programs. Keeps the whole law of stores, tests/store_contract_test.cpp.
#pragma once

#include <guicheng/store.hpp>

namespace guicheng {

/// Cases, records and numbers in memory; lists take time linear in the number of cases. Readers wait only while a
/// commit moves its changes over. Safe to use from several threads, one of them the writer.
class MemoryStore final : public Store {
 public:
  MemoryStore();
  ~MemoryStore() override;
  Result<std::unique_ptr<UnitOfWork>> begin() override;
  Result<std::unique_ptr<StoreReader>> open_reader() override;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with units and readers
};

}  // namespace guicheng
