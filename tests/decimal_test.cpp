#include "decimal/quotient.hpp"
#include "decimal/sum.hpp"

#include <guicheng/decimal.hpp>

#include "test.hpp"

#include <limits>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

using namespace guicheng;

namespace {

Decimal number(std::string_view text) {
  auto const result = read_decimal(text);
  REQUIRE_MESSAGE(result.has_value(), std::string{text});
  return *result;
}

std::string text(std::optional<Decimal> value) { return value ? write_decimal(*value) : "nothing"; }

struct Binary {
  std::string_view x, y, result;
};

constexpr std::string_view most = "9999999999999999999999999999999999e6111";  // the largest number

}  // namespace

TEST_CASE("decimal: a value has 16 bytes and can be copied as bytes") {
  CHECK(sizeof(Decimal) == 16);
  CHECK(std::is_trivially_copyable_v<Decimal>);
  CHECK(write_decimal(Decimal{}) == "0");
}

TEST_CASE("decimal: text is read and written back in plain notation") {
  struct Case {
    std::string_view text, written;
  };
  for (auto const& c : std::vector<Case>{
           {"0", "0"}, {"-0", "0"}, {"-0.00", "0"}, {"12.50", "12.5"}, {"-12.50", "-12.5"}, {".5", "0.5"},
           {"-.5", "-0.5"},
           {"1e-3", "0.001"}, {"1E+3", "1000"}, {"100", "100"}, {"007", "7"}, {"0.000", "0"}, {"1.5e1", "15"},
           {"9223372036854775807", "9223372036854775807"}, {"-9223372036854775808", "-9223372036854775808"},
           {"18446744073709551616", "18446744073709551616"}, {"1e20", "100000000000000000000"},
           {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
           {"12345678901234567890123456789012345", "12345678901234567890123456789012340"},  // half to even, down
           {"12345678901234567890123456789012355", "12345678901234567890123456789012360"},  // half to even, up
           {"123456789012345678901234567890123450000000001e-20", "1234567890123456789012345.678901235"},
           {"99999999999999999999999999999999995", "100000000000000000000000000000000000"},
           {"0.1000000000000000000000000000000000000000", "0.1"},
           {"0e99999999999999999999", "0"}}) {
    CAPTURE(c.text);
    CHECK(text(number(c.text)) == c.written);
  }
  CHECK(write_decimal(number("1e-6176")).size() == 6178);
  CHECK(write_decimal(number(most)).size() == 6145);
}

TEST_CASE("decimal: text that is no number is an error that says so") {
  for (std::string_view const bad : {"", "-", ".", "1.", "+1", "--1", "1e", "1e+", "1.2.3", " 1", "1 ", "0x10", "1,000",
                                     "NaN", "Infinity", "１", "1e1.5", "1234567890123456789x"}) {
    CAPTURE(bad);
    auto const result = read_decimal(bad);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == Errc::bad_syntax);
  }
  CHECK(read_decimal("1.2.3").error() ==
        Error{Errc::bad_syntax, "`1.2.3` is not a number.", "", "Write it like -12.50, .5 or 1e-3."});
  CHECK(read_decimal("1e6145").error() == Error{Errc::limit, "`1e6145` is too large: numbers end below 1e6145.", "",
        ""});
  CHECK(read_decimal("1e-6177").error() ==
        Error{Errc::limit, "`1e-6177` is too small: the smallest number is 1e-6176.", "", ""});
  CHECK(read_decimal("1e99999999999999999999").error().code == Errc::limit);
  CHECK(read_decimal("-1e-99999999999999999999").error().code == Errc::limit);
}

TEST_CASE("decimal: sums are exact up to 34 digits and half even beyond") {
  for (auto const& c : std::vector<Binary>{
           {"0.1", "0.2", "0.3"}, {"1", "-1", "0"}, {"1.00", "0.005", "1.005"},
           {"9223372036854775807", "1", "9223372036854775808"},
           {"-9223372036854775808", "-1", "-9223372036854775809"},
           {"9223372036854775807", "0.1", "9223372036854775807.1"},
           {"1e40", "1", "10000000000000000000000000000000000000000"},
           {"9999999999999999999999999999999999", "0.5", "10000000000000000000000000000000000"},
           {"9999999999999999999999999999999998", "0.5", "9999999999999999999999999999999998"},
           {"9999999999999999999999999999999998", "0.5000000001", "9999999999999999999999999999999999"},
           {"1e34", "-1e-6000", "10000000000000000000000000000000000"},
           {"1e-40", "1e-40", "0.0000000000000000000000000000000000000002"},
           {"10000000000000000000000000000000000", "-1", "9999999999999999999999999999999999"}}) {
    CAPTURE(c.x);
    CAPTURE(c.y);
    CHECK(text(add(number(c.x), number(c.y))) == c.result);
    CHECK(text(add(number(c.y), number(c.x))) == text(add(number(c.x), number(c.y))));
    CHECK(text(subtract(number(c.x), -number(c.y))) == text(add(number(c.x), number(c.y))));
  }
  CHECK(add(number(most), number("4e6110")) == number(most));
  CHECK(add(number(most), number("5e6110")) == std::nullopt);
}

TEST_CASE("decimal: products and quotients round half even to 34 digits") {
  for (auto const& c : std::vector<Binary>{
           {"0.5", "0.5", "0.25"}, {"-3", "7", "-21"}, {"1e10", "1e10", "100000000000000000000"},
           {"9223372036854775807", "9223372036854775807", "85070591730234615847396907784232500000"},
           {"3333333333333333333333333333333333", "3", "9999999999999999999999999999999999"},
           {"1e-6000", "1e-6000", "0"}, {"1e6000", "1e6000", "nothing"}, {"0", "1e6000", "0"}}) {
    CAPTURE(c.x);
    CAPTURE(c.y);
    CHECK(text(multiply(number(c.x), number(c.y))) == c.result);
  }

  for (auto const& c : std::vector<Binary>{
           {"1", "3", "0.3333333333333333333333333333333333"}, {"2", "3", "0.6666666666666666666666666666666667"},
           {"3", "4", "0.75"}, {"600", "0.2", "3000"}, {"-6", "3", "-2"}, {"1", "0", "nothing"}, {"0", "5", "0"},
           {"-9223372036854775808", "-1", "9223372036854775808"},
           {"1", "9223372036854775809", "0.0000000000000000001084202172485504433889903365787713"},
           {"1e6144", "1e-6176", "nothing"}, {"1e-6176", "2", "0"}}) {
    CAPTURE(c.x);
    CAPTURE(c.y);
    CHECK(text(divide(number(c.x), number(c.y))) == c.result);
  }
  CHECK(divide(number("3e-6176"), number("3")) == number("1e-6176"));
  CHECK(divide(number("3e-6176"), number("2")) == number("2e-6176"));  // 1.5, half even
}

TEST_CASE("decimal: the remainder follows the dividend and modulo follows the divisor") {
  struct Case {
    std::string_view x, y, rest, modulo;
  };
  for (auto const& c : std::vector<Case>{{"12", "5", "2", "2"}, {"-12", "5", "-2", "3"}, {"12", "-5", "2", "-3"},
                                         {"-12", "-5", "-2", "-2"}, {"10.1", "4.5", "1.1", "1.1"},
                                         {"-10.1", "4.5", "-1.1", "3.4"},
                                         {"1", "0", "nothing", "nothing"}, {"1e6000", "7", "1", "1"},
                                         {"5", "1e40", "5", "5"},
                                         {"-9223372036854775808", "-1", "0", "0"}}) {
    CAPTURE(c.x);
    CAPTURE(c.y);
    CHECK(text(remainder(number(c.x), number(c.y))) == c.rest);
    CHECK(text(modulo(number(c.x), number(c.y))) == c.modulo);
  }
}

TEST_CASE("decimal: comparison and hash see the value and not its digits") {
  std::vector<Decimal> const ascending{-number(most), number("-1e20"), number("-2"), number("-1.5"),
      number("-1e-6176"), Decimal{},
                                       number("1e-6176"), number("0.3333333333333333333333333333333333"), number("1"),
                                       number("1.000000000000000000000000000000001"), number("9223372036854775807"),
                                       number("9223372036854775807.5"), number("1e20"), number(most)};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CHECK((ascending[i] <=> ascending[j]) == (i <=> j));
      CHECK((ascending[i] == ascending[j]) == (i == j));
    }
  }
  for (auto const& [x, y] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"1.0", "1.00"}, {"100", "1e2"}, {"1e20", "100000000000000000000"}, {"0", "-0.000"},
           {"5e-60", "0.00000000000000000000000000000000000000000000000000000000000500000"}}) {
    CHECK(number(x) == number(y));
    CHECK(hash_value(number(x)) == hash_value(number(y)));
  }
  CHECK(hash_value(number("1")) != hash_value(number("-1")));
}

TEST_CASE("decimal: rounding knows seven modes on both sides of the point") {
  struct Case {
    std::string_view x;
    int scale;
    Rounding mode;
    std::string_view result;
  };
  using enum Rounding;
  for (auto const& c : std::vector<Case>{
           {"2.5", 0, half_even, "2"}, {"3.5", 0, half_even, "4"}, {"-2.5", 0, half_even, "-2"},
           {"2.5", 0, half_up, "3"},
           {"-2.5", 0, half_up, "-3"}, {"2.5", 0, half_down, "2"}, {"2.51", 0, half_down, "3"}, {"2.1", 0, up, "3"},
           {"-2.1", 0, up, "-3"}, {"2.9", 0, down, "2"}, {"-2.1", 0, floor, "-3"}, {"2.9", 0, floor, "2"},
           {"2.1", 0, ceiling, "3"}, {"-2.9", 0, ceiling, "-2"}, {"1234", -2, half_even, "1200"},
           {"1250", -2, half_even, "1200"},
           {"1", -4, up, "10000"}, {"1", -4, half_up, "0"}, {"1.005", 2, half_up, "1.01"}, {"1.5", 40, half_up, "1.5"},
           {"9999999999999999999999999999999999", -1, half_up, "10000000000000000000000000000000000"},
           {"0.3333333333333333333333333333333333", 2, half_up, "0.33"}, {"1", 6177, up, "nothing"},
           {"1", -6112, up, "nothing"},
           {"1e-100", 50, ceiling, "0.00000000000000000000000000000000000000000000000001"}}) {
    CAPTURE(c.x);
    CAPTURE(c.scale);
    CHECK(text(round(number(c.x), c.scale, c.mode)) == c.result);
  }
}

TEST_CASE("decimal: whole numbers convert to int64 where they fit") {
  CHECK(number("12.00").to_int64() == 12);
  CHECK(number("-9223372036854775808").to_int64() == std::numeric_limits<std::int64_t>::min());
  CHECK(number("9223372036854775807.0").to_int64() == std::numeric_limits<std::int64_t>::max());
  CHECK(number("9223372036854775808").to_int64() == std::nullopt);
  CHECK(number("12.5").to_int64() == std::nullopt);
  CHECK(number("1e6000").to_int64() == std::nullopt);
  CHECK(number("1e6000").is_integer());
  CHECK(number("100e-2").is_integer());
  CHECK_FALSE(number("0.3333333333333333333333333333333333").is_integer());
  CHECK_FALSE(number("1e-30").is_integer());
}

TEST_CASE("decimal: the nearest double is the one strtod would give") {
  for (std::string_view const in : {"0", "0.1", "-2.5", "1e22", "1e23", "123456789012345678",
                                      "0.3333333333333333333333333333333333",
                                    "1.7976931348623157e308", "2.3e-308", "1000000000000000000.5"}) {
    CAPTURE(in);
    CHECK(number(in).to_double() == std::stod(std::string{in}));
  }
  CHECK(number("-1e400").to_double() == -std::numeric_limits<double>::infinity());
  CHECK(number("1e-400").to_double() == 0.0);
}

TEST_CASE("decimal: scaled makes numbers from parts and refuses what is out of range") {
  CHECK(Decimal::scaled(125, 2) == number("1.25"));
  CHECK(Decimal::scaled(5, -3) == number("5000"));
  CHECK(Decimal::scaled(0, 100'000) == Decimal{});
  CHECK(Decimal::scaled(1, 6176) == number("1e-6176"));
  CHECK(Decimal::scaled(1, 6177) == std::nullopt);
  CHECK(Decimal::scaled(1, -6144) == number("1e6144"));
  CHECK(Decimal::scaled(1, -6145) == std::nullopt);
  CHECK(Decimal::scaled(1, std::numeric_limits<int>::min()) == std::nullopt);
}

TEST_CASE("decimal: the square root is correctly rounded and exact where it can be") {
  CHECK(text(square_root(number("16"))) == "4");
  CHECK(text(square_root(number("0.0025"))) == "0.05");
  CHECK(text(square_root(number("2"))) == "1.414213562373095048801688724209698");
  CHECK(text(square_root(number("0"))) == "0");
  CHECK(square_root(number("1e-6176")) == number("1e-3088"));
  CHECK(square_root(number("-1")) == std::nullopt);
  CHECK(text(square_root(number("99999999999999980000000000000001"))) == "9999999999999999");
}

TEST_CASE("decimal: exponential and logarithm have 34 right digits") {
  CHECK(text(exponential(number("0"))) == "1");
  CHECK(text(exponential(number("1"))) == "2.718281828459045235360287471352662");
  CHECK(text(exponential(number("-1"))) == "0.3678794411714423215955237701614609");
  CHECK(text(exponential(number("1e-40"))) == "1");
  CHECK(exponential(number("14150")) == std::nullopt);
  CHECK(exponential(number("-14300")) == Decimal{});
  CHECK(exponential(-number(most)) == Decimal{});
  CHECK(text(natural_logarithm(number("1"))) == "0");
  CHECK(text(natural_logarithm(number("10"))) == "2.302585092994045684017991454684364");
  CHECK(text(natural_logarithm(number("0.5"))) == "-0.6931471805599453094172321214581766");
  CHECK(natural_logarithm(number("1.000000000000000000000000000000001")) ==
        number("9.999999999999999999999999999999995e-34"));
  CHECK(natural_logarithm(number("0")) == std::nullopt);
  CHECK(natural_logarithm(number("-1")) == std::nullopt);
}

TEST_CASE("decimal: powers are exact where the result has at most 34 digits") {
  for (auto const& c : std::vector<Binary>{
           {"2", "10", "1024"}, {"-2", "3", "-8"}, {"-2", "-2", "0.25"}, {"1.5", "2", "2.25"}, {"10", "-3", "0.001"},
           {"2", "112", "5192296858534827628530496329220096"}, {"3", "0", "1"}, {"0", "0", "1"}, {"0", "2", "0"},
           {"0", "-1", "nothing"}, {"-8", "0.5", "nothing"}, {"4", "0.5", "2"}, {"1", "1e6000", "1"},
           {"-1", "1e20", "1"},
           {"-1", "9999999999999999999999999999999999", "-1"}, {"2", "1e6000", "nothing"}, {"2", "-1e6000", "0"},
           {"1.0001", "10000", "2.718145926825224864037664674913147"},
           {"2", "0.5", "1.414213562373095048801688724209698"},
           {"3", "-1", "0.3333333333333333333333333333333333"}, {"1e3", "9223372036854775807", "nothing"},
           {"1.000000000000000000000000000000001", "1e33", "2.718281828459045235360287471352661"}}) {
    CAPTURE(c.x);
    CAPTURE(c.y);
    CHECK(text(power(number(c.x), number(c.y))) == c.result);
  }
}

TEST_CASE("decimal: a quotient is compared as if it were computed") {
  std::mt19937_64 random{11};
  auto const any = [&]() -> Decimal {
    auto const whole = static_cast<std::int64_t>(random() >> (random() % 64));
    return Decimal::scaled(random() % 3 == 0 ? -(whole / 2) : whole / 2, static_cast<int>(random() % 30)).value();
  };
  int answered = 0;
  for (int i = 0; i < 200'000; ++i) {
    auto const a = any(), b = any();
    auto const exact = divide(a, b);
    auto const c = i % 3 == 0 || !exact ? any() : round(*exact, static_cast<int>(random() % 20), Rounding::half_even).value();
    auto const order = compare_quotient(a, b, c);
    if (!order) continue;
    ++answered;
    REQUIRE(exact);
    REQUIRE(*order == (*exact <=> c));
  }
  CHECK(answered > 50'000);
  CHECK(compare_quotient(1, 4, number("0.25")) == std::strong_ordering::equal);
  CHECK(compare_quotient(-1, -3, number("0.333333333333333333")) == std::strong_ordering::greater);
  CHECK(compare_quotient(1, -3, 0) == std::strong_ordering::less);
  CHECK_FALSE(compare_quotient(1, 0, 0));
  CHECK_FALSE(compare_quotient(1, 3, divide(Decimal{1}, Decimal{3}).value()));  // more than 64 bits: to be divided
}

TEST_CASE("decimal: a sum under way rounds as its steps do") {
  std::mt19937_64 random{7};
  auto const any = [&]() -> Decimal {
    auto const whole = static_cast<std::int64_t>(random() >> (random() % 64)), sign = static_cast<std::int64_t>(random() % 3) - 1;
    auto const x = Decimal::scaled(sign == 0 ? whole : sign * (whole / 2), static_cast<int>(random() % 24)).value();
    switch (random() % 5) {
      case 0: return divide(x, Decimal{static_cast<std::int64_t>(1 + random() % 97)}).value();
      case 1: return multiply(x, number(random() % 9 == 0 ? "1e6080" : "1e-6100")).value();
      default: return x;
    }
  };
  for (int round = 0; round < 20'000; ++round) {
    auto const first = any();
    DecimalSum sum{first};
    Decimal steps = first;
    for (int i = 0; i < 8; ++i) {
      auto const factor = i % 3 == 0 ? Decimal{i % 2 == 0 ? 1 : -1} : any(), x = any();
      auto const term = multiply(factor, x), next = term ? add(steps, *term) : std::nullopt;
      if (Decimal total = steps; DecimalSum::add_short_product(total, factor, x)) REQUIRE(total == next);
      REQUIRE(sum.add_product(factor, x) == next.has_value());
      steps = next.value_or(steps);
      REQUIRE(sum.total() == steps);
    }
  }
}
