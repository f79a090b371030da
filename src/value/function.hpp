// What every callable value is, whoever makes it: the FEEL evaluator makes closures, built-ins and host functions.
#pragma once

#include <guicheng/value.hpp>

#include <span>
#include <string>
#include <vector>

namespace guicheng {

class Function {
 public:
  virtual ~Function() = default;

  /// The parameters' names, for named arguments and for the number of arguments.
  virtual std::span<std::string const> parameters() const noexcept = 0;
  /// As an author would write it: `function(a, b) …`.
  virtual std::string text() const = 0;
  /// How deep the values nest that the function has caught.
  int depth() const noexcept { return depth_; }

 protected:
  explicit Function(int depth) noexcept : depth_{depth} {}
  Function(Function const&) = delete;
  Function& operator=(Function const&) = delete;

 private:
  int depth_;
};

}  // namespace guicheng
