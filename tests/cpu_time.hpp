// Time that this program has computed: what a test of cost asks for, for other programs on the machine do not count.
#pragma once

#include <ctime>

namespace guicheng {

class CpuTime {
 public:
  double seconds() const { return now() - begun_; }

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }
  double begun_ = now();
};

}  // namespace guicheng
