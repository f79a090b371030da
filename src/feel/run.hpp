// One evaluation under way: the budget, the depth, and where reasons are collected when somebody wants them.
#pragma once

#include "feel/builtin.hpp"
#include "feel/callable.hpp"

#include <string_view>
#include <vector>

namespace guicheng::feel {

class Node;
struct ConstantRegex;
struct Quotients;
inline constexpr int max_depth = 600;  ///< heights of the functions that are running, added up

/// The values an expression sees: the caller's slots and its own local ones.
struct Frame {
  Value const* slots;
  Value* locals;
  Run* run;
  std::string_view text;  ///< of the expression, for reasons
  Quotients const* quotients = nullptr;  ///< of the sum that is being evaluated
};

class Run final : public Call {
 public:
  Run(EvalContext const& context, std::vector<Reason>* reasons) : Run{context, reasons, context.steps} {}
  Run(EvalContext const& context, std::vector<Reason>* reasons, std::uint64_t steps)
      : context_{context}, steps_{steps}, reasons_{reasons} {}

  EvalContext const& context() const noexcept override { return context_; }
  bool spend(std::uint64_t steps) noexcept override {
    if (steps > steps_) return steps_ = 0, exhausted();
    steps_ -= steps;
    return true;
  }
  Value fail(std::string_view why_zh, std::string_view why_en) override;
  Value invoke(Value const& function, std::span<Value const> arguments) override;
  Regex const* constant_regex(std::string_view pattern, std::string_view flags) const noexcept override;

  std::uint64_t steps_left() const noexcept { return steps_; }
  bool wants_reasons() const noexcept { return reasons_ != nullptr; }
  void reason(Reason);
  /// One function deeper; false: too deep.
  bool enter(int height);
  void leave(int height) noexcept { depth_ -= height; }

  /// The built-in that is being called, for the reasons it gives.
  struct Site { Frame const* frame; Node const* node; ConstantRegex const* regex = nullptr; };
  Site at(Site site) noexcept { return std::exchange(site_, site); }

 private:
  bool exhausted() noexcept;

  EvalContext const& context_;
  std::uint64_t steps_;
  int depth_ = 0;
  bool told_budget_ = false;
  std::vector<Reason>* reasons_;
  Site site_{nullptr, nullptr, nullptr};
};

}  // namespace guicheng::feel
