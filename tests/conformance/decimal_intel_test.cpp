// One million random operations on Decimal, compared with Intel's decimal library (BID128), which is independent of us.
//   decimal_intel_test [COUNT [SEED]]
// Intel's library and GCC's _Decimal128 export the same names with another calling convention: never link both.

#include "decimal/sum.hpp"

#include <guicheng/decimal.hpp>

#include <array>
#include <cstdint>
#include <iostream>
#include <optional>
#include <random>
#include <string>

// As in bid_functions.h for the variant 000: arguments by value, rounding mode by value, flags by pointer.
extern "C" {
struct alignas(16) Bid128 {
  std::uint64_t words[2];
};
Bid128 __bid128_from_string(char*, unsigned, unsigned*);
void __bid128_to_string(char*, Bid128, unsigned*);
Bid128 __bid128_add(Bid128, Bid128, unsigned, unsigned*);
Bid128 __bid128_sub(Bid128, Bid128, unsigned, unsigned*);
Bid128 __bid128_mul(Bid128, Bid128, unsigned, unsigned*);
Bid128 __bid128_div(Bid128, Bid128, unsigned, unsigned*);
Bid128 __bid128_fmod(Bid128, Bid128, unsigned*);
Bid128 __bid128_quantize(Bid128, Bid128, unsigned, unsigned*);
int __bid128_quiet_less(Bid128, Bid128, unsigned*);
int __bid128_quiet_equal(Bid128, Bid128, unsigned*);
}

using namespace guicheng;

namespace {

using Generator = std::mt19937_64;
unsigned flags = 0;

std::uint64_t below(Generator& random, std::uint64_t limit) { return random() % limit; }

std::string digits(Generator& random, std::uint64_t count) {
  auto const any = [&] { return static_cast<char>('0' + below(random, 10)); };
  std::string text{any()};
  auto const kind = below(random, 8);  // zeros, nines, zeros and a five at the end, else anything
  while (text.size() < count) text += kind == 0 || kind == 2 ? '0' : kind == 1 ? '9' : any();
  if (kind == 2 && count > 1) text.back() = '5';
  return text;
}

// Short and wide numbers, runs of zeros and nines, numbers at both ends of the range, and zeros.
std::string operand(Generator& random) {
  std::string text = below(random, 3) == 0 ? "-" : "";
  switch (below(random, 12)) {
    case 0: return text + std::to_string(below(random, 100));
    case 1: case 2: return text + digits(random, 1 + below(random, 6)) + "e-" + std::to_string(below(random, 5));
    case 3: case 4: return text + digits(random, 1 + below(random, 18)) + "e-" + std::to_string(below(random, 20));
    case 5: return text + digits(random, 17 + below(random, 4));
    case 6: return text + digits(random, 34) + "e-" + std::to_string(below(random, 70));
    case 7: return text + digits(random, 1 + below(random, 34)) + "e" + std::to_string(below(random, 40));
    case 8: return text + digits(random, 20 + below(random, 15)) + "e-" + std::to_string(below(random, 40));
    case 9: return text + digits(random, 1 + below(random, 34)) + "e" + std::to_string(6050 + below(random, 62));
    case 10: return text + digits(random, 1 + below(random, 34)) + "e-" + std::to_string(6100 + below(random, 77));
    default: return text + digits(random, 1 + below(random, 34)) + "e-" + std::to_string(below(random, 3200));
  }
}

Bid128 intel(std::string text) { return __bid128_from_string(text.data(), 0, &flags); }

std::string text_of(Bid128 number) {
  std::array<char, 64> text{};
  __bid128_to_string(text.data(), number, &flags);
  return text[0] == '+' ? text.data() + 1 : text.data();
}

std::optional<Decimal> ours(std::string const& text) {
  auto const number = read_decimal(text);
  return number ? std::optional{*number} : std::nullopt;
}

// Nothing for Infinity and NaN.
std::optional<Decimal> value_of(Bid128 number) {
  auto const text = text_of(number);
  return text.find_first_of("INn") == std::string::npos ? ours(text) : std::nullopt;
}

bool round_agrees(Generator& random, Decimal x, Bid128 intel_x) {
  static constexpr std::array modes{Rounding::half_even, Rounding::floor, Rounding::ceiling, Rounding::down};
  auto const mode = below(random, modes.size());
  int const scale = static_cast<int>(below(random, 60)) - 20;
  Bid128 const unit = intel("1e" + std::to_string(-scale));
  auto const expected = value_of(__bid128_quantize(intel_x, unit, static_cast<unsigned>(mode), &flags));
  // Where the zeros would not fit, quantize gives up; then there is nothing to cut.
  return round(x, scale, modes[mode]) == (expected ? expected : x);
}

bool read_agrees(Generator& random) {
  std::string text = digits(random, 1 + below(random, 60));
  if (below(random, 2) == 0) text.insert(below(random, text.size()), ".");
  if (below(random, 2) == 0) text += "e" + std::to_string(static_cast<int>(below(random, 200)) - 100);
  return ours(text) == value_of(intel(text));
}

bool write_agrees(Decimal x, Bid128 intel_x) {
  auto const text = write_decimal(x);
  return ours(text) == x && (text.size() > 80 || __bid128_quiet_equal(intel(text), intel_x, &flags) != 0);
}

bool compare_agrees(Decimal x, Decimal y, Bid128 ix, Bid128 iy) {
  bool const less = __bid128_quiet_less(ix, iy, &flags) != 0, equal = __bid128_quiet_equal(ix, iy, &flags) != 0;
  bool const ordered = (x < y) == less && (x == y) == equal && (x > y) == (!less && !equal);
  return ordered && (!equal || hash_value(x) == hash_value(y));
}

// x × y + x + y, each step rounded.
bool sum_agrees(Decimal x, Decimal y, Bid128 ix, Bid128 iy) {
  auto intel_total = __bid128_add(__bid128_mul(ix, iy, 0, &flags), ix, 0, &flags);
  intel_total = __bid128_add(intel_total, iy, 0, &flags);
  DecimalSum sum{Decimal{}};
  bool const found = sum.add_product(x, y) && sum.add_product(1, x) && sum.add_product(1, y);
  return (found ? std::optional{sum.total()} : std::nullopt) == value_of(intel_total);
}

bool operation_agrees(Generator& random, std::uint64_t operation, std::string const& left, std::string const& right) {
  Decimal const x = *ours(left), y = *ours(right);
  Bid128 const ix = intel(left), iy = intel(right);
  switch (operation) {
    case 0: return add(x, y) == value_of(__bid128_add(ix, iy, 0, &flags));
    case 1: return subtract(x, y) == value_of(__bid128_sub(ix, iy, 0, &flags));
    case 2: return multiply(x, y) == value_of(__bid128_mul(ix, iy, 0, &flags));
    case 3: return divide(x, y) == value_of(__bid128_div(ix, iy, 0, &flags));
    case 4: return remainder(x, y) == value_of(__bid128_fmod(ix, iy, &flags));
    case 5: return compare_agrees(x, y, ix, iy);
    case 6: return round_agrees(random, x, ix);
    case 7: return read_agrees(random);
    case 8: return sum_agrees(x, y, ix, iy);
    default: return write_agrees(x, ix);
  }
}

}  // namespace

int main(int count, char** arguments) {
  static constexpr std::array names{"add",     "subtract", "multiply", "divide", "remainder",
                                    "compare", "round",    "read",     "sum",    "write"};
  std::uint64_t const total = count > 1 ? std::stoull(arguments[1]) : 1'000'000;
  Generator random{count > 2 ? std::stoull(arguments[2]) : 20241001};
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < total; ++i) {
    auto const left = operand(random);
    auto const right = below(random, 20) == 0 ? left : operand(random);
    auto const operation = i % names.size();
    if (operation_agrees(random, operation, left, right)) continue;
    if (++failed <= 20) std::cout << "FAILED " << names[operation] << " " << left << " " << right << "\n";
  }
  std::cout << total - failed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}
