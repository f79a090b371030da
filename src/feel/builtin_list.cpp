// Functions of lists that keep, move and compare items (DMN 1.5 §10.3.4.4); sums and their like are in builtin_statistics.
#include "feel/builtin.hpp"
#include "feel/compare.hpp"
#include "feel/positions.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

Value no_position(Call& call) { return call.fail("列表没有这个位置", "the list has no such position"); }

bool same(Value const& a, Value const& b, Call& call) { return feel_equal(a, b, call.zones()) == Truth::yes; }

bool contains(List const& list, Value const& value, Call& call) {
  return std::ranges::any_of(list, [&](Value const& item) { return same(item, value, call); });
}

Value list_contains(std::span<Value const> arguments, Call& call) {
  if (!call.spend(arguments[0].size())) return {};
  return contains(*arguments[0].list(), arguments[1], call);
}

Value count(std::span<Value const> arguments, Call&) { return static_cast<std::int64_t>(arguments[0].list()->size()); }

Value sublist(std::span<Value const> arguments, Call& call) {
  List const& list = *arguments[0].list();
  auto const start = index_at(*arguments[1].number(), list.size());
  if (!start) return no_position(call);
  std::size_t length = list.size() - *start;
  if (!arguments[2].is_null()) {
    auto const asked = whole_part(*arguments[2].number());
    if (!asked || *asked < 1 || static_cast<std::uint64_t>(*asked) > length)
      return call.fail("列表没有这么多项", "the list has not that many items");
    length = static_cast<std::size_t>(*asked);
  }
  if (!call.spend(length)) return {};
  auto const from = list.begin() + static_cast<std::ptrdiff_t>(*start);
  return List(from, from + static_cast<std::ptrdiff_t>(length));
}

Value append(std::span<Value const> arguments, Call& call) {
  if (!call.spend(arguments[0].list()->size() + arguments.size())) return {};
  List result = *arguments[0].list();
  result.insert(result.end(), arguments.begin() + 1, arguments.end());
  return result;
}

Value concatenate(std::span<Value const> arguments, Call& call) {
  List result;
  for (Value const& list : arguments) {
    if (!call.spend(1 + list.list()->size())) return {};
    result.insert(result.end(), list.list()->begin(), list.list()->end());
  }
  return result;
}

Value insert_before(std::span<Value const> arguments, Call& call) {
  auto const index = index_at(*arguments[1].number(), arguments[0].list()->size());
  if (!index) return no_position(call);
  if (!call.spend(arguments[0].list()->size())) return {};
  List result = *arguments[0].list();
  result.insert(result.begin() + static_cast<std::ptrdiff_t>(*index), arguments[2]);
  return result;
}

Value remove_at(std::span<Value const> arguments, Call& call) {
  auto const index = index_at(*arguments[1].number(), arguments[0].list()->size());
  if (!index) return no_position(call);
  if (!call.spend(arguments[0].list()->size())) return {};
  List result = *arguments[0].list();
  result.erase(result.begin() + static_cast<std::ptrdiff_t>(*index));
  return result;
}

Value replace_at(std::span<Value const> arguments, Call& call) {
  auto const index = index_at(*arguments[1].number(), arguments[0].list()->size());
  if (!index) return no_position(call);
  if (!call.spend(arguments[0].list()->size())) return {};
  List result = *arguments[0].list();
  result[*index] = arguments[2];
  return result;
}

Value replace_matching(std::span<Value const> arguments, Call& call) {
  List result = *arguments[0].list();
  for (Value& item : result) {
    if (!call.spend(1)) return {};
    Value const both[] = {item, arguments[2]};
    Value const matches = call.invoke(arguments[1], both);
    if (matches.boolean() == nullptr) return call.fail("match 没有给出真或假", "match gives neither true nor false");
    if (*matches.boolean()) item = arguments[2];
  }
  return result;
}

Value reverse(std::span<Value const> arguments, Call& call) {
  if (!call.spend(arguments[0].list()->size())) return {};
  return List(arguments[0].list()->rbegin(), arguments[0].list()->rend());
}

Value index_of(std::span<Value const> arguments, Call& call) {
  List const& list = *arguments[0].list();
  if (!call.spend(arguments[0].size())) return {};
  List positions;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (same(list[i], arguments[1], call)) positions.push_back(static_cast<std::int64_t>(i + 1));
  }
  return positions;
}

// Equality is FEEL's, which knows no order for every kind, so each item is held against those kept; the budget bounds that.
bool keep_distinct(List const& from, List& kept, Call& call) {
  for (Value const& item : from) {
    if (!call.spend(1 + kept.size() * item.size() / 4)) return false;
    if (!contains(kept, item, call)) kept.push_back(item);
  }
  return true;
}

Value union_of(std::span<Value const> arguments, Call& call) {
  List result;
  for (Value const& list : arguments) {
    if (!keep_distinct(*list.list(), result, call)) return {};
  }
  return result;
}

Value duplicate_values(std::span<Value const> arguments, Call& call) {
  List seen, result;  // the result in the order in which its items first stand in the list
  std::vector<bool> again;
  for (Value const& item : *arguments[0].list()) {
    if (!call.spend(1 + seen.size() * item.size() / 4)) return {};
    auto const known = std::ranges::find_if(seen, [&](Value const& other) { return same(item, other, call); });
    if (known != seen.end()) again[static_cast<std::size_t>(known - seen.begin())] = true;
    else seen.push_back(item), again.push_back(false);
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (again[i]) result.push_back(seen[i]);
  return result;
}

// Without recursion, so that no nesting of lists can exhaust the stack.
Value flatten(std::span<Value const> arguments, Call& call) {
  struct Place {
    List const* list;
    std::size_t next;
  };
  List result;
  std::vector<Place> open{Place{arguments[0].list(), 0}};
  while (!open.empty()) {
    if (!call.spend(1)) return {};
    Place& place = open.back();
    if (place.next == place.list->size()) {
      open.pop_back();
      continue;
    }
    Value const& item = (*place.list)[place.next++];
    if (item.list() != nullptr) open.push_back(Place{item.list(), 0});
    else result.push_back(item);
  }
  return result;
}

// A merge sort of our own: std::stable_sort may leave its bounds where the author's order contradicts itself.
Value sort(std::span<Value const> arguments, Call& call) {
  List from = *arguments[0].list(), to(from.size());
  for (std::size_t width = 1; width < from.size(); width *= 2) {
    for (std::size_t begin = 0; begin < from.size(); begin += 2 * width) {
      std::size_t left = begin, right = std::min(begin + width, from.size());
      std::size_t const middle = right, end = std::min(begin + 2 * width, from.size());
      for (std::size_t at = begin; at < end; ++at) {
        bool take_right = left == middle;
        if (left < middle && right < end) {
          if (!call.spend(1)) return {};
          Value const both[] = {from[right], from[left]};
          Value const precedes = call.invoke(arguments[1], both);
          if (precedes.boolean() == nullptr) return call.fail("precedes 没有给出真或假", "precedes gives neither true nor false");
          take_right = *precedes.boolean();
        }
        to[at] = std::move(take_right ? from[right++] : from[left++]);
      }
    }
    from.swap(to);
  }
  return from;
}

Value string_join(std::span<Value const> arguments, Call& call) {
  std::string const* const delimiter = arguments.size() > 1 ? arguments[1].string() : nullptr;
  std::string result;
  bool first = true;
  for (Value const& item : *arguments[0].list()) {
    if (item.is_null()) continue;
    if (item.string() == nullptr) return call.fail("列表中有不是文本的值", "the list holds something that is no text");
    if (!call.spend(1 + item.string()->size() / 64)) return {};
    if (!first && delimiter != nullptr) result += *delimiter;
    result += *item.string();
    if (result.size() > most_text) return call.fail("结果过长", "the result is too long");
    first = false;
  }
  return result;
}

constexpr Parameter list{"list", kinds::list}, position{"position", kinds::number}, new_item{"newItem"};

constexpr Builtin table[] = {
    {"list contains", {list, {"element"}}, kinds::boolean, &list_contains, false, "list contains([1, 2], 2) = true"},
    {"count", {list}, kinds::number, &count, false, "count([1, 2, 3]) = 3"},
    {"sublist", {list, {"start position", kinds::number}, {"length", kinds::number, true}}, kinds::list, &sublist, false,
     "sublist([4, 5, 6], 1, 2) = [4, 5]"},
    {"append", {list, {"item"}}, kinds::list, &append, true, "append([1], 2, 3) = [1, 2, 3]"},
    {"concatenate", {list}, kinds::list, &concatenate, true, "concatenate([1, 2], [3]) = [1, 2, 3]"},
    {"insert before", {list, position, new_item}, kinds::list, &insert_before, false, "insert before([1, 3], 1, 2) = [2, 1, 3]"},
    {"remove", {list, position}, kinds::list, &remove_at, false, "remove([1, 2, 3], 2) = [1, 3]"},
    {"list replace", {list, position, new_item}, kinds::list, &replace_at, false, "list replace([2, 4], 2, 6) = [2, 6]"},
    {"list replace", {list, {"match", kinds::function}, new_item}, kinds::list, &replace_matching, false,
     "list replace([2, 4], function(item, newItem) item < newItem, 3) = [3, 4]"},
    {"reverse", {list}, kinds::list, &reverse, false, "reverse([1, 2, 3]) = [3, 2, 1]"},
    {"index of", {list, {"match"}}, kinds::list, &index_of, false, "index of([1, 2, 1], 1) = [1, 3]"},
    {"union", {list}, kinds::list, &union_of, true, "union([1, 2], [2, 3]) = [1, 2, 3]"},
    {"distinct values", {list}, kinds::list, &union_of, false, "distinct values([1, 2, 1]) = [1, 2]"},
    {"duplicate values", {list}, kinds::list, &duplicate_values, false, "duplicate values([1, 2, 1]) = [1]"},
    {"flatten", {list}, kinds::list, &flatten, false, "flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]"},
    {"sort", {list, {"precedes", kinds::function}}, kinds::list, &sort, false,
     "sort([3, 1, 2], function(x, y) x < y) = [1, 2, 3]"},
    {"string join", {list, {"delimiter", kinds::string | kinds::null, true}}, kinds::string, &string_join, false,
     "string join([\"a\", \"b\"], \"、\") = \"a、b\""},
};

}  // namespace

std::span<Builtin const> list_builtins() noexcept { return table; }

}  // namespace guicheng::feel
