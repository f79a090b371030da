// What the audit chain is told beside commands: refused reads, logins, accounts. Entry point: Audit::note.
#pragma once

#include <guicheng/engine.hpp>

#include <map>
#include <mutex>
#include <string>

namespace guicheng::http {

/// One thing that happened. Never holds personal values, secrets, or names that nobody has: a wrong name may be a password.
struct Happening {
  std::string what;                             ///< read.refused, not_allowed, login, login.refused, login.locked, logout
  std::string by;                               ///< who, by account; empty: nobody who is known
  std::string from;                             ///< the address, where nobody is known
  std::string route, system;                    ///< what was asked for, where that says something
  CaseId case_id = 0;
};

/// The minute that counting goes on in. A request that took its time is of an earlier one and counts in this: or holding one
/// back would begin every count anew. Where a clock was set back by more than that, the count follows it.
class Minute {
 public:
  /// Whether another minute begins with this moment.
  bool begins(Instant) noexcept;
  bool is_over(Instant) const noexcept;

 private:
  std::int64_t now_ = 0;
};

/// Thread-safe. A flood does not fill the disk: of the same thing by the same one, the first in a minute is told at once and
/// the others are counted, told together when the minute is over; of more than `most_keys` a minute, all others together.
class Audit {
 public:
  explicit Audit(Engine& engine) : engine_{engine} {}
  void note(Instant, Happening const&);
  /// Tells at once and always: what administrators do to accounts, passwords. `fields` go with `by` and `what`.
  void tell(Instant, std::string_view what, std::string_view by, Context fields);
  /// Tells what was counted in minutes that are over; with `all` also in this one.
  void flush(Instant, bool all = false);

  static constexpr std::size_t most_keys = 1000, most_cases = 20;

 private:
  struct Counted { Happening first; Instant last; std::int64_t times = 0; std::vector<CaseId> cases; };
  void flush_locked(Instant, bool all);
  Engine& engine_;
  std::mutex mutex_;
  Minute minute_;
  std::map<std::string, Counted> counted_;
};

/// So many of something a minute for each one. Thread-safe.
class Throttle {
 public:
  explicit Throttle(int most) : most_{most} {}
  bool is_over(std::string const& key, Instant);
  void count(std::string const& key, Instant);

 private:
  static constexpr std::size_t most_keys = 10'000;  ///< more share one count
  std::string const& place(std::string const& key, Instant);
  int const most_;
  std::mutex mutex_;
  Minute minute_;
  std::map<std::string, int> counts_;
};

}  // namespace guicheng::http
