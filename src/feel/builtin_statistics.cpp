// Functions that make one value of a list: least and greatest, sums, averages, truth of all and any (DMN 1.5 §10.3.4.4).
#include "feel/builtin.hpp"
#include "feel/compare.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

using Items = std::span<Value const>;

// Every function here takes one list or its items one by one.
template <Value (*of_items)(Items, Call&)>
Value of_list(std::span<Value const> arguments, Call& call) {
  return call.spend(arguments[0].size()) ? of_items(*arguments[0].list(), call) : Value{};
}

template <Value (*of_items)(Items, Call&)>
Value of_arguments(std::span<Value const> arguments, Call& call) {
  return call.spend(arguments.size()) ? of_items(arguments, call) : Value{};
}

Value no_items(Call& call) { return call.fail("列表是空的", "the list is empty"); }
Value out_of_range(Call& call) { return call.fail("结果超出数的范围", "the result is out of range"); }

Value not_all_numbers(Call& call) { return call.fail("列表中有不是数的值", "the list holds something that is no number"); }

bool all_numbers(Items items) {
  return std::ranges::all_of(items, [](Value const& item) { return item.number() != nullptr; });
}

// The item that no other one passes in the direction asked for; lists of one comparable kind only.
Value extreme(Items items, Call& call, std::partial_ordering direction) {
  if (items.empty()) return no_items(call);
  Value const* best = &items.front();
  for (Value const& item : items) {
    auto const order = feel_compare(item, *best, call.zones());
    if (order == std::partial_ordering::unordered) return call.fail("列表中的值不能相比", "the items cannot be compared");
    if (order == direction) best = &item;
  }
  return *best;
}

Value least(Items items, Call& call) { return extreme(items, call, std::partial_ordering::less); }
Value greatest(Items items, Call& call) { return extreme(items, call, std::partial_ordering::greater); }

template <class Step>
std::optional<Decimal> fold(Items items, Decimal start, Step step) {
  std::optional<Decimal> result = start;
  for (Value const& item : items) {
    result = step(*result, *item.number());
    if (!result) break;
  }
  return result;
}

std::optional<Decimal> sum(Items items) {
  return fold(items, Decimal{0}, [](Decimal a, Decimal b) { return add(a, b); });
}

std::optional<Decimal> mean(Items items) {
  auto const total = sum(items);
  return total ? divide(*total, Decimal{static_cast<std::int64_t>(items.size())}) : std::nullopt;
}

Value given(std::optional<Decimal> number, Call& call) { return number ? Value{*number} : out_of_range(call); }

Value sum_of(Items items, Call& call) {
  if (items.empty()) return no_items(call);
  return all_numbers(items) ? given(sum(items), call) : not_all_numbers(call);
}

Value product_of(Items items, Call& call) {
  if (items.empty()) return no_items(call);
  if (!all_numbers(items)) return not_all_numbers(call);
  return given(fold(items, Decimal{1}, [](Decimal a, Decimal b) { return multiply(a, b); }), call);
}

Value mean_of(Items items, Call& call) {
  if (items.empty()) return no_items(call);
  return all_numbers(items) ? given(mean(items), call) : not_all_numbers(call);
}

std::vector<Decimal> sorted(Items items) {
  std::vector<Decimal> numbers;
  numbers.reserve(items.size());
  for (Value const& item : items) numbers.push_back(*item.number());
  std::ranges::sort(numbers);
  return numbers;
}

Value median_of(Items items, Call& call) {
  if (items.empty()) return no_items(call);
  if (!all_numbers(items)) return not_all_numbers(call);
  auto const numbers = sorted(items);
  std::size_t const middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return numbers[middle];
  auto const both = add(numbers[middle - 1], numbers[middle]);
  return given(both ? divide(*both, Decimal{2}) : std::nullopt, call);
}

// The deviation of a sample: divided by one less than there are numbers.
Value deviation_of(Items items, Call& call) {
  if (items.size() < 2) return call.fail("至少需要两个数", "at least two numbers are needed");
  if (!all_numbers(items)) return not_all_numbers(call);
  auto const average = mean(items);
  if (!average) return out_of_range(call);
  auto const squares = fold(items, Decimal{0}, [&](Decimal total, Decimal number) -> std::optional<Decimal> {
    auto const apart = subtract(number, *average);
    auto const square = apart ? multiply(*apart, *apart) : std::nullopt;
    return square ? add(total, *square) : std::nullopt;
  });
  auto const variance = squares ? divide(*squares, Decimal{static_cast<std::int64_t>(items.size() - 1)}) : std::nullopt;
  return given(variance ? square_root(*variance) : std::nullopt, call);
}

Value mode_of(Items items, Call& call) {
  if (!all_numbers(items)) return not_all_numbers(call);
  auto const numbers = sorted(items);
  List result;
  std::size_t most = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t next = i;
    while (next < numbers.size() && numbers[next] == numbers[i]) ++next;
    if (next - i > most) result.clear();
    most = std::max(most, next - i);
    if (next - i == most) result.push_back(numbers[i]);
    i = next;
  }
  return result;
}

// One item that decides settles it, whatever else the list holds; then everything must be the other truth.
Value decided_by(Items items, Call& call, bool deciding) {
  bool others = true;
  for (Value const& item : items) {
    bool const* const holds = item.boolean();
    if (holds != nullptr && *holds == deciding) return deciding;
    if (holds == nullptr) others = false;
  }
  return others ? Value{!deciding} : call.fail("列表中有既非真也非假的值", "the list holds something that is neither true nor false");
}

Value all_of_items(Items items, Call& call) { return decided_by(items, call, false); }
Value any_of_items(Items items, Call& call) { return decided_by(items, call, true); }

constexpr Parameter list{"list", kinds::list};
constexpr Parameter number{"n", kinds::number}, truth_item{"b", kinds::boolean | kinds::null}, item{"c", kinds::not_null};

constexpr Builtin table[] = {
    {"min", {list}, kinds::any, &of_list<least>, false, "min([3, 1, 2]) = 1"},
    {"min", {item}, kinds::any, &of_arguments<least>, true, "min(3, 1, 2) = 1"},
    {"max", {list}, kinds::any, &of_list<greatest>, false, "max([3, 1, 2]) = 3"},
    {"max", {item}, kinds::any, &of_arguments<greatest>, true, "max(3, 1, 2) = 3"},
    {"sum", {list}, kinds::number, &of_list<sum_of>, false, "sum([1, 2, 3]) = 6"},
    {"sum", {number}, kinds::number, &of_arguments<sum_of>, true, "sum(1, 2, 3) = 6"},
    {"product", {list}, kinds::number, &of_list<product_of>, false, "product([2, 3, 4]) = 24"},
    {"product", {number}, kinds::number, &of_arguments<product_of>, true, "product(2, 3, 4) = 24"},
    {"mean", {list}, kinds::number, &of_list<mean_of>, false, "mean([1, 2, 3]) = 2"},
    {"mean", {number}, kinds::number, &of_arguments<mean_of>, true, "mean(1, 2, 3) = 2"},
    {"median", {list}, kinds::number, &of_list<median_of>, false, "median([6, 1, 2, 3]) = 2.5"},
    {"median", {number}, kinds::number, &of_arguments<median_of>, true, "median(8, 2, 5, 3, 4) = 4"},
    {"stddev", {list}, kinds::number, &of_list<deviation_of>, false, "decimal(stddev([2, 4, 7, 5]), 8) = 2.08166600"},
    {"stddev", {number}, kinds::number, &of_arguments<deviation_of>, true, "stddev(47, 47) = 0"},
    {"mode", {list}, kinds::list, &of_list<mode_of>, false, "mode([6, 1, 9, 6, 1]) = [1, 6]"},
    {"mode", {number}, kinds::list, &of_arguments<mode_of>, true, "mode(6, 3, 9, 6, 6) = [6]"},
    {"all", {list}, kinds::boolean, &of_list<all_of_items>, false, "all([true, false]) = false"},
    {"all", {truth_item}, kinds::boolean, &of_arguments<all_of_items>, true, "all(true, true) = true"},
    {"any", {list}, kinds::boolean, &of_list<any_of_items>, false, "any([true, false]) = true"},
    {"any", {truth_item}, kinds::boolean, &of_arguments<any_of_items>, true, "any(false, false) = false"},
};

}  // namespace

std::span<Builtin const> statistics_builtins() noexcept { return table; }

}  // namespace guicheng::feel
