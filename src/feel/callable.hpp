// Function values that the evaluator can call: closures, built-ins and host functions.
#pragma once

#include <guicheng/feel.hpp>

#include "value/function.hpp"

#include <span>

namespace guicheng::feel {

class Run;

class Callable : public Function {
 public:
  /// Calls with as many arguments as there are parameters (built-ins: any number).
  virtual Value call(std::span<Value const> arguments, Run& run) const = 0;
  virtual bool takes(std::size_t arguments) const noexcept { return arguments == parameters().size(); }
  virtual bool conforms(Type const& type) const = 0;

 protected:
  using Function::Function;
};

}  // namespace guicheng::feel
