// Functions of numbers (DMN 1.5 §10.3.4.5), exact decimals throughout.
#include "feel/builtin.hpp"
#include "feel/positions.hpp"

#include "temporal/arithmetic.hpp"

namespace guicheng::feel {
namespace {

Value given(std::optional<Decimal> number, Call& call) {
  return number ? Value{*number} : call.fail("结果超出数的范围", "the result is out of range");
}

Value rounded(std::span<Value const> arguments, Call& call, Rounding mode) {
  auto const scale = arguments.size() < 2 || arguments[1].is_null() ? std::optional<std::int64_t>{0} : whole_part(*arguments[1].number());
  if (!scale || *scale < -6111 || *scale > 6176)
    return call.fail("小数位数须在 -6111 至 6176 之间", "the scale must lie between -6111 and 6176");
  return given(round(*arguments[0].number(), static_cast<int>(*scale), mode), call);
}

template <Rounding mode>
Value round_to(std::span<Value const> arguments, Call& call) {
  return rounded(arguments, call, mode);
}

Value abs_of(std::span<Value const> arguments, Call& call) {
  Value const& n = arguments[0];
  if (auto const* const number = n.number()) return abs(*number);
  if (auto const* const months = n.months_duration()) {
    if (months->months >= 0) return n;
    auto const positive = negate(*months);
    return positive ? Value{*positive} : call.fail("时长超出范围", "the duration is out of range");
  }
  auto const* const days = n.days_duration();
  if (days->seconds >= 0 && days->nanoseconds >= 0) return n;
  auto const positive = negate(*days);
  return positive ? Value{*positive} : call.fail("时长超出范围", "the duration is out of range");
}

Value modulo_of(std::span<Value const> arguments, Call& call) {
  if (arguments[1].number()->is_zero()) return call.fail("除数是 0", "the divisor is 0");
  return given(modulo(*arguments[0].number(), *arguments[1].number()), call);
}

Value square_root_of(std::span<Value const> arguments, Call& call) {
  if (arguments[0].number()->is_negative()) return call.fail("负数没有平方根", "a negative number has no square root");
  return given(square_root(*arguments[0].number()), call);
}

Value logarithm_of(std::span<Value const> arguments, Call& call) {
  Decimal const number = *arguments[0].number();
  if (number.is_negative() || number.is_zero()) return call.fail("只有正数有对数", "only a positive number has a logarithm");
  return given(natural_logarithm(number), call);
}

Value exponential_of(std::span<Value const> arguments, Call& call) {
  return given(exponential(*arguments[0].number()), call);
}

Value remainder_by_2_is(std::span<Value const> arguments, Decimal expected) {
  auto const rest = modulo(*arguments[0].number(), Decimal{2});
  return rest && *rest == expected;
}

Value is_odd(std::span<Value const> arguments, Call&) { return remainder_by_2_is(arguments, Decimal{1}); }
Value is_even(std::span<Value const> arguments, Call&) { return remainder_by_2_is(arguments, Decimal{0}); }

constexpr Parameter n{"n", kinds::number}, number{"number", kinds::number}, scale{"scale", kinds::number};

constexpr Builtin table[] = {
    {"decimal", {n, scale}, kinds::number, &round_to<Rounding::half_even>, false, "decimal(2.5, 0) = 2"},
    {"floor", {n}, kinds::number, &round_to<Rounding::floor>, false, "floor(-1.5) = -2"},
    {"floor", {n, scale}, kinds::number, &round_to<Rounding::floor>, false, "floor(-1.56, 1) = -1.6"},
    {"ceiling", {n}, kinds::number, &round_to<Rounding::ceiling>, false, "ceiling(1.5) = 2"},
    {"ceiling", {n, scale}, kinds::number, &round_to<Rounding::ceiling>, false, "ceiling(-1.56, 1) = -1.5"},
    {"round up", {n, scale}, kinds::number, &round_to<Rounding::up>, false, "round up(1.121, 2) = 1.13"},
    {"round down", {n, scale}, kinds::number, &round_to<Rounding::down>, false, "round down(-1.126, 2) = -1.12"},
    {"round half up", {n, scale}, kinds::number, &round_to<Rounding::half_up>, false, "round half up(2.5, 0) = 3"},
    {"round half down", {n, scale}, kinds::number, &round_to<Rounding::half_down>, false, "round half down(2.5, 0) = 2"},
    {"abs", {{"n", kinds::number | kinds::duration}}, kinds::number | kinds::duration, &abs_of, false, "abs(-10) = 10"},
    {"modulo", {{"dividend", kinds::number}, {"divisor", kinds::number}}, kinds::number, &modulo_of, false,
     "modulo(-12, 5) = 3"},
    {"sqrt", {number}, kinds::number, &square_root_of, false, "sqrt(16) = 4"},
    {"log", {number}, kinds::number, &logarithm_of, false, "decimal(log(10), 8) = 2.30258509"},
    {"exp", {number}, kinds::number, &exponential_of, false, "decimal(exp(5), 6) = 148.413159"},
    {"odd", {number}, kinds::boolean, &is_odd, false, "odd(5) = true"},
    {"even", {number}, kinds::boolean, &is_even, false, "even(5) = false"},
};

}  // namespace

std::span<Builtin const> number_builtins() noexcept { return table; }

}  // namespace guicheng::feel
