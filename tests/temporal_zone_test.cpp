// Time zones from TZif bytes made here, so that the test needs no files of the machine.
#include "temporal/posix_rule.hpp"

#include <guicheng/temporal.hpp>

#include "test.hpp"

#include <string>
#include <vector>

using namespace guicheng;

namespace {

void put(std::string& to, std::uint64_t value, int bytes) {
  while (bytes-- > 0) to += static_cast<char>(value >> (8 * bytes) & 0xff);
}

struct Change {
  std::int64_t from;
  std::uint8_t type;
};

std::string header(std::uint32_t changes, std::uint32_t types) {
  std::string bytes = "TZif2" + std::string(15, '\0');
  for (std::uint32_t const count : {0u, 0u, 0u, changes, types, 4u}) put(bytes, count, 4);
  return bytes;
}

std::string tzif(std::vector<Change> const& changes, std::vector<std::int32_t> const& offsets, std::string const& footer) {
  std::string bytes = header(0, 1);
  put(bytes, 0, 6);
  bytes += std::string("LMT\0", 4);
  bytes += header(static_cast<std::uint32_t>(changes.size()), static_cast<std::uint32_t>(offsets.size()));
  for (auto const& change : changes) put(bytes, static_cast<std::uint64_t>(change.from), 8);
  for (auto const& change : changes) put(bytes, change.type, 1);
  for (auto const offset : offsets) {
    put(bytes, static_cast<std::uint32_t>(offset), 4);
    put(bytes, 0, 2);
  }
  return bytes + std::string("LMT\0", 4) + "\n" + footer + "\n";
}

// Shanghai in short: local mean time, then +08:00 from 1901 on, one summer in 1986.
std::string shanghai() {
  return tzif({{-2'177'481'943, 1}, {515'527'200, 2}, {527'014'800, 1}}, {29'143, 28'800, 32'400}, "CST-8");
}

std::int64_t civil(char const* text) {
  auto const at = read_date_time(text);
  REQUIRE(at);
  return days_from_civil(at->date) * 86'400 + at->time.nanoseconds / 1'000'000'000;
}

}  // namespace

TEST_CASE("temporal: a zone's offset follows its table and then its rule") {
  auto const zone = TimeZone::read_tzif(shanghai());
  REQUIRE(zone);

  CHECK(zone->offset_at(-3'000'000'000) == 29'143);
  CHECK(zone->offset_at(0) == 28'800);
  CHECK(zone->offset_at(515'527'199) == 28'800);
  CHECK(zone->offset_at(515'527'200) == 32'400);
  CHECK(zone->offset_at(INT64_MAX) == 28'800);
  CHECK(zone->offset_at(INT64_MIN) == 29'143);
  CHECK(zone->offset_at_civil(INT64_MAX) == 28'800);
  CHECK(zone->offset_at_civil(INT64_MIN) == 29'143);
  CHECK(write(civil_time({1'709'254'800'123}, *zone)) == "2024-03-01T09:00:00.123");
  CHECK(start_of_day({2024, 3, 1}, *zone) == Instant{1'709'222'400'000});
}

TEST_CASE("temporal: in a gap or fold of the clock the offset before it counts") {
  auto const rule = read_posix_rule("CET-1CEST,M3.5.0,M10.5.0/3");
  REQUIRE(rule);

  CHECK(rule->offset_at_civil(civil("2021-03-28T01:59:59")) == 3'600);
  CHECK(rule->offset_at_civil(civil("2021-03-28T02:30:00")) == 3'600);  // does not exist
  CHECK(rule->offset_at_civil(civil("2021-03-28T03:00:00")) == 7'200);
  CHECK(rule->offset_at_civil(civil("2021-10-31T02:30:00")) == 7'200);  // comes twice
  CHECK(rule->offset_at_civil(civil("2021-10-31T03:00:00")) == 3'600);
  CHECK(rule->offset_at(civil("2021-03-28T00:59:59")) == 3'600);
  CHECK(rule->offset_at(civil("2021-03-28T01:00:00")) == 7'200);
  CHECK(rule->offset_at(civil("2021-10-31T01:00:00")) == 3'600);
}

TEST_CASE("temporal: rules of the southern half and with other forms of days are read") {
  auto const melbourne = read_posix_rule("AEST-10AEDT,M10.1.0,M4.1.0/3");
  REQUIRE(melbourne);
  CHECK(melbourne->offset_at(civil("2021-01-01T00:00:00")) == 39'600);
  CHECK(melbourne->offset_at(civil("2021-07-01T00:00:00")) == 36'000);
  auto const plain = read_posix_rule("<-0330>3:30<-0230>,J60/0,300/-1:30");
  REQUIRE(plain);
  CHECK(plain->standard == -12'600);
  CHECK(plain->to_summer.in_year(2024) == civil("2024-03-01T00:00:00"));
  CHECK(plain->to_standard.in_year(2023) == civil("2023-10-28T00:00:00") - 5'400);
}

TEST_CASE("temporal: a day begins with the jump where the clocks skip its midnight") {
  // Offset 0 until 1970-01-11T00:00:00, then +01:00: the day begins at 01:00.
  auto const jump = TimeZone::read_tzif(tzif({{864'000, 1}}, {0, 3'600}, "A-1"));
  CHECK(!jump);  // an abbreviation has three letters
  auto const zone = TimeZone::read_tzif(tzif({{864'000, 1}}, {0, 3'600}, "AAA-1"));
  REQUIRE(zone);
  CHECK(start_of_day({1970, 1, 11}, *zone) == Instant{864'000'000});
  // From 23:30 on the clocks show 00:30: the day begins with that jump too.
  auto const early = TimeZone::read_tzif(tzif({{862'200, 1}}, {0, 3'600}, "AAA-1"));
  REQUIRE(early);
  CHECK(start_of_day({1970, 1, 11}, *early) == Instant{862'200'000});
  CHECK(start_of_day({999'999'999, 1, 1}, *zone).milliseconds > 0);
}

TEST_CASE("temporal: a broken zone file is refused whatever is broken") {
  std::string const whole = shanghai();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(!TimeZone::read_tzif(std::string_view(whole).substr(0, size)));
  }
  CHECK(!TimeZone::read_tzif(tzif({{5, 7}}, {0}, "CST-8")));
  CHECK(!TimeZone::read_tzif(tzif({{5, 0}, {5, 0}}, {0}, "CST-8")));
  CHECK(!TimeZone::read_tzif(tzif({}, {2'000'000}, "CST-8")));
  CHECK(!TimeZone::read_tzif(tzif({}, {}, "CST-8")));
  CHECK(!TimeZone::read_tzif(tzif({}, {0}, "CST-8CDT,M13.1.0,M4.1.0")));

  std::uint64_t random = 11;
  auto const next = [&] { return random = random * 6364136223846793005ULL + 1442695040888963407ULL, random >> 33; };
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = whole;
    for (int changes = 0; changes < 3; ++changes) bytes[next() % bytes.size()] = static_cast<char>(next());
    if (auto const zone = TimeZone::read_tzif(bytes)) {  // whatever it says, it can be asked
      (void)zone->offset_at(static_cast<std::int64_t>(next()) * 1'000'003);
      (void)start_of_day({2024, 3, 1}, *zone);
    }
  }
}
