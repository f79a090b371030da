// Which definition a case runs under: the current one, or one that the store keeps.
#pragma once

#include <guicheng/engine.hpp>

#include <mutex>

namespace guicheng {

struct Law { std::shared_ptr<System const> system; Workflow const* workflow = nullptr; };

/// Thread-safe.
class Laws {
 public:
  Laws(std::vector<std::shared_ptr<System const>> systems, EngineOptions const& options) : systems_{std::move(systems)}, read_{options.read_bundle} {}

  std::vector<std::shared_ptr<System const>> const& systems() const noexcept { return systems_; }
  std::shared_ptr<System const> find_system(std::string_view id) const;
  /// The law a case runs under; an older one is read once from what the store keeps. Error: bad_definition.
  Result<Law> find(StoreReader&, CaseState const&) const;
  Result<Law> find(Store&, CaseState const&) const;

  /// Before anybody else asks: finds the definitions that open cases use besides the current ones.
  void read_past(StoreReader&);
  std::vector<Law> const& past_in_use() const noexcept { return past_in_use_; }

 private:
  std::optional<Law> find_known(CaseState const&) const;
  std::vector<std::shared_ptr<System const>> systems_;
  std::function<Result<std::shared_ptr<System const>>(std::string const&)> read_;
  std::vector<Law> past_in_use_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<System const>> past_;  // by hash
};

/// Refuses a changed text under an old version while open cases use it.
Result<void> check_definitions(Laws const&, StoreReader const&);

}  // namespace guicheng
