// A bar on a terminal while something long runs; silent where stderr is no terminal.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace guicheng::cli {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();                                        ///< wipes the line
  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;
  void show(std::size_t done, std::size_t all);      ///< all 0: not known

 private:
  std::string what_;
  bool is_terminal_;
  int shown_ = -1;
};

/// Runs something that cannot say how far it is, with the seconds it has taken so far.
void with_clock(std::string const& what, std::function<void()> const&);

}  // namespace guicheng::cli
