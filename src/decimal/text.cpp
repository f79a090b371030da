// Decimals from and to text. Entry points: read_decimal, write_decimal.

#include "decimal/form.hpp"

#include <algorithm>
#include <charconv>

namespace guicheng {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text as it may stand in a message: short, and without bytes that would spoil a line.
std::string quoted(std::string_view text) {
  bool const plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!plain || text.empty()) return "The text";
  return "`" + std::string{text.substr(0, 40)} + (text.size() > 40 ? "…`" : "`");
}

Error not_a_number(std::string_view text) {
  return fail(Errc::bad_syntax, quoted(text) + " is not a number.", {}, "Write it like -12.50, .5 or 1e-3.");
}

// Collects digits: the first 38 that count as the coefficient, of the others only whether they are all zero.
struct Digits {
  std::uint64_t upper = 0, lower = 0;  // up to 19 digits each
  int count = 0;                       // digits in both, without leading zeros
  std::int64_t exponent = 0;
  bool sticky = false;

  char const* take(char const* at, char const* end, bool after_point) {
    for (; at != end && is_digit(*at); ++at) {
      auto const digit = static_cast<unsigned>(*at - '0');
      if (count < 38) {
        auto& half = count < 19 ? upper : lower;
        half = half * 10 + digit;
        count += upper != 0 ? 1 : 0;
        exponent -= after_point ? 1 : 0;
      } else {
        sticky = sticky || digit != 0;
        exponent += after_point ? 0 : 1;
      }
    }
    return at;
  }
  Uint128 coefficient() const {
    return count <= 19 ? Uint128{upper} : upper * powers_128[static_cast<std::size_t>(count - 19)] + lower;
  }
};

// `e-12`; gives false where there is an e without digits. Huge exponents stop growing: they are out of range anyway.
bool take_exponent(char const*& at, char const* end, std::int64_t& exponent) {
  if (at == end || (*at != 'e' && *at != 'E')) return true;
  ++at;
  bool const negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end || !is_digit(*at)) return false;
  std::int64_t value = 0;
  for (; at != end && is_digit(*at); ++at) value = std::min<std::int64_t>(value * 10 + (*at - '0'), 1LL << 50);
  exponent += negative ? -value : value;
  return true;
}

// Up to 18 digits with or without a point, and nothing else: nearly every number in a file.
std::optional<Decimal> read_short(std::string_view text) {
  bool const negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18 || !is_digit(text.back())) return std::nullopt;
  std::int64_t value = 0;
  int scale = 0;
  bool point = false;
  for (char const c : text) {
    if (is_digit(c)) {
      value = value * 10 + (c - '0');
      scale += point ? 1 : 0;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      return std::nullopt;
    }
  }
  return DecimalForm::make_short(negative ? -value : value, scale);
}

}  // namespace

Result<Decimal> read_decimal(std::string_view text) {
  if (auto const number = read_short(text)) return *number;
  char const* at = text.data();
  char const* const end = at + text.size();
  bool const negative = at != end && *at == '-';
  if (negative) ++at;
  Digits digits;
  char const* const start = at;
  at = digits.take(at, end, false);
  bool has_digits = at != start;
  if (at != end && *at == '.') {
    char const* const fraction = at + 1;
    at = digits.take(fraction, end, true);
    has_digits = at != fraction;
  }
  if (!has_digits || !take_exponent(at, end, digits.exponent) || at != end) return not_a_number(text);
  if (digits.count == 0) return Decimal{};

  auto const exponent = static_cast<int>(std::clamp<std::int64_t>(digits.exponent, -20'000, 20'000));
  auto const number = DecimalForm::found(compose(negative, digits.coefficient(), exponent, digits.sticky));
  if (!number) return fail(Errc::limit, quoted(text) + " is too large: numbers end below 1e6145.");
  if (number->is_zero()) return fail(Errc::limit, quoted(text) + " is too small: the smallest number is 1e-6176.");
  return *number;
}

std::string write_decimal(Decimal a) {
  Parts p = DecimalForm::parts(a);
  if (p.coefficient == 0) return "0";
  std::array<char, 40> buffer{};
  char* const end = buffer.data() + buffer.size();
  char* first = end;
  std::uint64_t rest = 0;
  for (Uint128 upper = p.coefficient; upper != 0;) {  // 18 digits at a time, from the back
    auto const [quotient, lowest] = ten_divisors[18].quotient(upper);
    upper = quotient;
    rest = low_half(lowest);
    char* const stop = upper != 0 ? first - 18 : buffer.data();
    for (; first != stop && (rest != 0 || upper != 0); rest /= 10) *--first = static_cast<char>('0' + rest % 10);
  }
  char const* last = end;
  for (; p.exponent < 0 && last[-1] == '0'; ++p.exponent) --last;

  std::string text;
  std::string_view const digits{first, static_cast<std::size_t>(last - first)};
  if (p.negative) text += '-';
  if (p.exponent >= 0) {
    text.append(digits).append(static_cast<std::size_t>(p.exponent), '0');
  } else if (auto const fraction = static_cast<std::size_t>(-p.exponent); fraction < digits.size()) {
    auto const point = digits.size() - fraction;
    text.append(digits.substr(0, point)).append(1, '.').append(digits.substr(point));
  } else {
    text.append("0.").append(fraction - digits.size(), '0').append(digits);
  }
  return text;
}

}  // namespace guicheng
