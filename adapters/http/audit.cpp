// Notes for the audit chain. Entry point: Audit::note.
#include "audit.hpp"

#include <guicheng/json.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

constexpr std::int64_t minute_milliseconds = 60'000;
constexpr std::int64_t most_late = 60;  // minutes that a request may take

Context write(Instant at, Happening const& one) {
  Context out{{"at", at.milliseconds}, {"by", one.by}, {"what", one.what}};
  if (!one.from.empty()) out.set("from", one.from);
  if (!one.route.empty()) out.set("route", one.route);
  if (!one.system.empty()) out.set("system", one.system);
  return out;
}

}  // namespace

bool Minute::is_over(Instant now) const noexcept {
  auto const minute = now.milliseconds / minute_milliseconds;
  return minute > now_ || minute < now_ - most_late;
}

bool Minute::begins(Instant now) noexcept {
  if (!is_over(now)) return false;
  now_ = now.milliseconds / minute_milliseconds;
  return true;
}

void Audit::note(Instant now, Happening const& one) {
  std::scoped_lock const lock{mutex_};
  if (minute_.begins(now)) flush_locked(now, true);
  auto key = one.what + '\n' + one.by + '\n' + one.from + '\n' + one.route + '\n' + one.system;
  Happening first = one;
  if (counted_.size() >= most_keys && !counted_.contains(key)) {
    first = {one.what, "", "", "", "", 0};
    key = one.what;
  }
  auto const [found, is_new] = counted_.try_emplace(std::move(key), Counted{std::move(first), now, 0, {}});
  auto& counted = found->second;
  if (is_new) {
    auto said = write(now, counted.first);
    if (one.case_id > 0) said.set("case", one.case_id);
    engine_.note(now, write_json(said));
    return;
  }
  ++counted.times;
  counted.last = now;
  if (one.case_id > 0 && counted.cases.size() < most_cases && std::ranges::find(counted.cases, one.case_id) == counted.cases.end())
    counted.cases.push_back(one.case_id);
}

void Audit::tell(Instant now, std::string_view what, std::string_view by, Context fields) {
  Context out{{"at", now.milliseconds}, {"by", by}, {"what", what}};
  for (auto const& [name, value] : fields) out.set(name, value);
  engine_.note(now, write_json(out));
}

void Audit::flush(Instant now, bool all) {
  std::scoped_lock const lock{mutex_};
  flush_locked(now, all);
}

void Audit::flush_locked(Instant now, bool all) {
  if (!all && !minute_.is_over(now)) return;
  for (auto const& [key, counted] : counted_) {
    if (counted.times == 0) continue;
    auto out = write(counted.last, counted.first);
    out.set("more", counted.times);
    if (!counted.cases.empty()) out.set("cases", List{counted.cases.begin(), counted.cases.end()});
    engine_.note(now, write_json(out));
  }
  counted_.clear();
}

std::string const& Throttle::place(std::string const& key, Instant now) {
  static std::string const others;
  if (minute_.begins(now)) counts_.clear();
  return counts_.size() >= most_keys && !counts_.contains(key) ? others : key;
}

bool Throttle::is_over(std::string const& key, Instant now) {
  if (most_ <= 0) return false;
  std::scoped_lock const lock{mutex_};
  auto const found = counts_.find(place(key, now));
  return found != counts_.end() && found->second >= most_;
}

void Throttle::count(std::string const& key, Instant now) {
  if (most_ <= 0) return;
  std::scoped_lock const lock{mutex_};
  ++counts_[place(key, now)];
}

}  // namespace guicheng::http
