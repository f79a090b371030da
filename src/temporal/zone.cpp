// Time zones from TZif files (RFC 8536) that the caller hands in as bytes, and civil time in them.
// Entry point: TimeZone::read_tzif. Reads version 2 and later; every count is checked against the bytes there are.
#include <guicheng/temporal.hpp>

#include "temporal/floor_divide.hpp"
#include "temporal/posix_rule.hpp"

#include <algorithm>
#include <limits>

namespace guicheng {

struct TimeZone::Table {
  struct Rule {
    std::int64_t from;  // UTC seconds
    std::int32_t offset;
  };
  std::vector<Rule> rules;  // ascending, never empty; the first reaches back for ever
  std::optional<PosixRule> afterwards;
};

namespace {

constexpr std::size_t header_size = 44;
constexpr std::int64_t milliseconds_per_second = 1'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::size_t most_bytes = 1 << 20;
constexpr std::int64_t last_second = 40'000'000'000'000'000;  // beyond FEEL's years, and far from overflow

std::uint32_t big_endian_32(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::int64_t big_endian_64(std::string_view bytes, std::size_t at) noexcept {
  return static_cast<std::int64_t>(std::uint64_t{big_endian_32(bytes, at)} << 32 | big_endian_32(bytes, at + 4));
}

// The six counts of a TZif header, and the size of the data block they describe.
struct Header {
  std::uint32_t is_ut, is_standard, leaps, changes, types, letters;

  static std::optional<Header> read(std::string_view bytes) noexcept {
    if (bytes.size() < header_size || !bytes.starts_with("TZif") || bytes[4] < '2') return std::nullopt;
    auto const count = [&](std::size_t i) { return big_endian_32(bytes, 20 + 4 * i); };
    return Header{count(0), count(1), count(2), count(3), count(4), count(5)};
  }
  std::uint64_t data_size(std::uint64_t time_size) const noexcept {
    return changes * (time_size + 1) + types * 6ULL + letters + leaps * (time_size + 4) + is_standard + std::uint64_t{is_ut};
  }
};

Error broken(char const* what) { return fail(Errc::bad_definition, std::string("The time zone file ") + what + "."); }

using temporal::floor_divide;

}  // namespace

TimeZone::TimeZone(std::shared_ptr<Table const> table) noexcept : table_{std::move(table)} {}

Result<TimeZone> TimeZone::read_tzif(std::string_view bytes) {
  if (bytes.size() > most_bytes) return broken("is longer than 1 MiB");
  auto const old_form = Header::read(bytes);
  if (!old_form) return broken("is not TZif of version 2 or later");
  if (old_form->data_size(4) > bytes.size() - header_size) return broken("ends inside its first part");
  bytes.remove_prefix(header_size + static_cast<std::size_t>(old_form->data_size(4)));
  auto const header = Header::read(bytes);
  if (!header) return broken("lacks its second part");
  if (header->data_size(8) > bytes.size() - header_size) return broken("ends inside its second part");
  if (header->types == 0) return broken("names no local time");

  std::size_t const times = header_size, kinds = times + std::size_t{header->changes} * 8;
  std::size_t const types = kinds + header->changes;
  auto table = std::make_shared<Table>();
  auto const offset_of = [&](std::size_t type) { return static_cast<std::int32_t>(big_endian_32(bytes, types + type * 6)); };
  table->rules.push_back(Table::Rule{std::numeric_limits<std::int64_t>::min(), offset_of(0)});
  for (std::size_t i = 0; i < header->changes; ++i) {
    auto const type = static_cast<unsigned char>(bytes[kinds + i]);
    std::int64_t const from = big_endian_64(bytes, times + i * 8);
    if (type >= header->types) return broken("refers to a local time it does not have");
    if (i != 0 && from <= table->rules.back().from) return broken("lists its changes out of order");
    table->rules.push_back(Table::Rule{from, offset_of(type)});
  }
  for (auto const& rule : table->rules) {
    if (rule.offset < -26 * 3'600 || rule.offset > 26 * 3'600) return broken("has an offset beyond 26 hours");
  }
  auto footer = bytes.substr(header_size + static_cast<std::size_t>(header->data_size(8)));
  if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n') return broken("lacks its last line");
  footer = footer.substr(1, footer.size() - 2);
  if (!footer.empty()) {
    table->afterwards = read_posix_rule(footer);
    if (!table->afterwards) return broken("ends with a rule that is not POSIX");
  }
  return TimeZone{std::move(table)};
}

TimeZone TimeZone::fixed(std::int32_t offset_seconds) {
  auto table = std::make_shared<Table>();
  table->rules.push_back(Table::Rule{std::numeric_limits<std::int64_t>::min(), offset_seconds});
  return TimeZone{std::move(table)};
}

std::int32_t TimeZone::offset_at(std::int64_t utc_seconds) const noexcept {
  auto const& rules = table_->rules;
  utc_seconds = std::clamp(utc_seconds, -last_second, last_second);
  if (table_->afterwards && utc_seconds >= rules.back().from) return table_->afterwards->offset_at(utc_seconds);
  auto const after = std::partition_point(rules.begin() + 1, rules.end(),
                                          [&](Table::Rule const& rule) { return rule.from <= utc_seconds; });
  return std::prev(after)->offset;
}

// The clock shows a change's new offset once it has passed both readings of the change: in a gap the civil times between
// them do not exist, in a fold they come twice.
std::int32_t TimeZone::offset_at_civil(std::int64_t civil_seconds) const noexcept {
  auto const& rules = table_->rules;
  civil_seconds = std::clamp(civil_seconds, -last_second, last_second);
  auto const passed = [&](std::size_t i) {
    std::int32_t const later = std::max(rules[i - 1].offset, rules[i].offset);
    return rules[i].from <= civil_seconds - later;
  };
  std::size_t low = 0, high = rules.size();  // passed(low) or low is the first; not passed(high)
  while (high - low > 1) {
    std::size_t const middle = low + (high - low) / 2;
    (passed(middle) ? low : high) = middle;
  }
  if (table_->afterwards && low + 1 == rules.size()) return table_->afterwards->offset_at_civil(civil_seconds);
  return rules[low].offset;
}

DateTime civil_time(Instant instant, TimeZone const& zone) noexcept {
  std::int64_t const utc = floor_divide(instant.milliseconds, milliseconds_per_second);
  std::int64_t const part = instant.milliseconds - utc * milliseconds_per_second;
  std::int64_t const civil = utc + zone.offset_at(utc);
  std::int64_t const day = floor_divide(civil, seconds_per_day);
  return {civil_from_days(day), {(civil - day * seconds_per_day) * 1'000'000'000 + part * 1'000'000, {}}};
}

Instant start_of_day(Date date, TimeZone const& zone) noexcept {
  std::int64_t const midnight = days_from_civil(date) * seconds_per_day;
  std::int64_t first = midnight - zone.offset_at_civil(midnight);
  // Where the clocks jump over midnight, the day begins with the jump: the last second before which the date is older.
  std::int64_t older = first - seconds_per_day;
  if (zone.offset_at(first) != zone.offset_at(first - 1) || first + zone.offset_at(first) != midnight) {
    auto const is_older = [&](std::int64_t utc) { return utc + zone.offset_at(utc) < midnight; };
    while (first - older > 1) {
      std::int64_t const middle = older + (first - older) / 2;
      (is_older(middle) ? older : first) = middle;
    }
  }
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / milliseconds_per_second;
  return {std::clamp(first, -most, most) * milliseconds_per_second};
}

}  // namespace guicheng
