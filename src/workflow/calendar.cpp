// Working days and the last day of a limit. Entry points: last_day, working_days_between.
#include <guicheng/calendar.hpp>

namespace guicheng {
namespace {

/// Walks forward day by day; each step costs a comparison or two, whatever the size of the calendar.
class Walk {
 public:
  Walk(Calendar const& calendar, Date from)
      : calendar_{&calendar}, day_{from}, serial_{days_from_civil(from)}, weekday_{day_of_week(from)},
        off_{calendar.off.lower_bound(from)}, work_{calendar.work.lower_bound(from)},
        is_known_{calendar.years.contains(from.year)} {}

  Date day() const noexcept { return day_; }
  bool is_known() const noexcept { return is_known_; }
  bool is_working() const noexcept {
    if (work_ != calendar_->work.end() && *work_ == day_) return true;
    if (off_ != calendar_->off.end() && *off_ == day_) return false;
    return weekday_ <= 5;
  }

  void step() {
    auto const year = day_.year;
    if (day_.day < 28) ++day_.day;
    else day_ = civil_from_days(serial_ + 1);
    ++serial_;
    weekday_ = weekday_ % 7 + 1;
    while (off_ != calendar_->off.end() && *off_ < day_) ++off_;
    while (work_ != calendar_->work.end() && *work_ < day_) ++work_;
    if (day_.year != year) is_known_ = calendar_->years.contains(day_.year);
  }

 private:
  Calendar const* calendar_;
  Date day_;
  std::int64_t serial_;
  int weekday_;
  std::set<Date>::const_iterator off_, work_;
  bool is_known_;
};

}  // namespace

std::optional<bool> Calendar::is_working_day(Date day) const {
  Walk const walk{*this, day};
  if (!walk.is_known()) return std::nullopt;
  return walk.is_working();
}

std::optional<Date> last_day(Calendar const& calendar, Date start, int n, DayKind kind, bool move_off_rest) {
  if (n < 1 || n > 10'000 || !is_valid(start) || start.year < 1 || start.year > 9'900) return std::nullopt;
  if (kind == DayKind::calendar) {
    Walk walk{calendar, civil_from_days(days_from_civil(start) + n)};
    if (!move_off_rest) return walk.day();
    while (walk.is_known() && !walk.is_working()) walk.step();
    return walk.is_known() ? std::optional{walk.day()} : std::nullopt;
  }
  Walk walk{calendar, start};
  for (int counted = 0; counted < n;) {
    walk.step();
    if (!walk.is_known()) return std::nullopt;
    if (walk.is_working()) ++counted;
  }
  return walk.day();
}

std::optional<int> working_days_between(Calendar const& calendar, Date from, Date to) {
  int counted = 0;
  for (Walk walk{calendar, from}; walk.day() < to;) {
    walk.step();
    if (!walk.is_known()) return std::nullopt;
    if (walk.is_working()) ++counted;
  }
  return counted;
}

}  // namespace guicheng
