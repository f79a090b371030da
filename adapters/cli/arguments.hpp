// Options and operands of one command. arguments.cpp alone includes Boost.Program_options.
#pragma once

#include "command.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace guicheng::cli {

class Arguments {
 public:
  /// @param usage  what stands after `guicheng`: `check PATH…`
  Arguments(std::string usage, std::string about);
  ~Arguments();
  Arguments& flag(std::string const& name, std::string const& help);
  Arguments& option(std::string const& name, std::string const& placeholder, std::string const& help);  ///< may be repeated
  Arguments& operands(std::size_t least, std::size_t most);

  /// The exit code where there is nothing more to do: help was asked for, or the words are wrong.
  std::optional<int> read(Words);

  bool has(std::string const& name) const;
  std::string text(std::string const& name, std::string const& otherwise = {}) const;  ///< the last one given
  std::vector<std::string> texts(std::string const& name) const;
  /// Nothing, after a complaint, where the text is no number from `least` to `most`.
  std::optional<std::int64_t> number(std::string const& name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  std::vector<std::string> const& operands() const noexcept { return operands_; }

 private:
  struct Described;
  std::unique_ptr<Described> described_;
  std::string usage_, about_;
  std::size_t least_ = 0, most_ = 0;
  std::map<std::string, std::vector<std::string>> given_;
  std::vector<std::string> operands_;
};

}  // namespace guicheng::cli
