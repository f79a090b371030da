// Reading a text from front to back, for the lexical forms of dates, times and durations. Only src/temporal includes this.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace guicheng::temporal {

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// A place in a text; every read either moves it past what it read or leaves it and says no.
struct Cursor {
  std::string_view rest;

  bool at_end() const noexcept { return rest.empty(); }
  bool take(char c) noexcept {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::string_view digits() noexcept {
    std::size_t count = 0;
    while (count < rest.size() && is_digit(rest[count])) ++count;
    auto const found = rest.substr(0, count);
    rest.remove_prefix(count);
    return found;
  }
  std::optional<int> two_digits(int least, int most) noexcept {
    if (rest.size() < 2 || !is_digit(rest[0]) || !is_digit(rest[1])) return std::nullopt;
    int const value = (rest[0] - '0') * 10 + rest[1] - '0';
    if (value < least || value > most) return std::nullopt;
    rest.remove_prefix(2);
    return value;
  }
};

// A whole number without sign; nothing where it does not fit.
inline std::optional<std::int64_t> whole(std::string_view digits) noexcept {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t value = 0;
  for (char const c : digits) {
    if (value > (most - (c - '0')) / 10) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// What stands behind the point of seconds, as nanoseconds.
inline std::optional<std::int64_t> fraction(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 9; ++i) value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return value;
}

}  // namespace guicheng::temporal
