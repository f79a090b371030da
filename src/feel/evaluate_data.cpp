// Lists, contexts, ranges, paths and filters (DMN 1.5 §10.3.2.5 to 8). Part of nodes.hpp.
#include "feel/nodes.hpp"

#include "temporal/arithmetic.hpp"

namespace guicheng::feel {
namespace {

constexpr std::int64_t second_of_minute = 60, second_of_hour = 3600, second_of_day = 86400;
constexpr std::int64_t nano = 1'000'000'000;

Value offset_value(std::optional<std::int32_t> offset) { return offset ? Value{DaysDuration{*offset, 0}} : Value{}; }

Value zone_name(Zone const& zone) {
  return zone.kind == Zone::Kind::named && zone.name ? Value{*zone.name} : Value{};
}

std::optional<Value> date_property(Date const& date, std::string_view name) {
  if (name == "year") return Value{std::int64_t{date.year}};
  if (name == "month") return Value{int{date.month}};
  if (name == "day") return Value{int{date.day}};
  if (name == "weekday") return Value{day_of_week(date)};
  return {};
}

std::optional<Value> time_property(Time const& time, std::string_view name) {
  auto const seconds = time.nanoseconds / nano;
  if (name == "hour") return Value{seconds / second_of_hour};
  if (name == "minute") return Value{seconds % second_of_hour / second_of_minute};
  if (name == "second") return Value{seconds % second_of_minute};
  if (name == "timezone") return zone_name(time.zone);
  return {};
}

std::optional<Value> days_property(DaysDuration const& duration, std::string_view name) {
  auto const seconds = duration.seconds;
  if (name == "days") return Value{seconds / second_of_day};
  if (name == "hours") return Value{seconds % second_of_day / second_of_hour};
  if (name == "minutes") return Value{seconds % second_of_hour / second_of_minute};
  if (name == "seconds") return Value{seconds % second_of_minute};
  return {};
}

std::optional<Value> range_property(Range const& range, std::string_view name) {
  if (name == "start") return range.start;
  if (name == "end") return range.end;
  if (name == "start included") return Value{range.start_included};
  if (name == "end included") return Value{range.end_included};
  return {};
}

/// The property of a value, or nothing if it has none of that name.
std::optional<Value> property(Value const& value, std::string_view name, TimeZones const* zones) {
  switch (value.kind()) {
    case Value::Kind::context: {
      auto const* const found = value.context()->find(name);
      return found ? std::optional{*found} : std::nullopt;
    }
    case Value::Kind::date: return date_property(*value.date(), name);
    case Value::Kind::time:
      return name == "time offset" ? std::optional{offset_value(offset_of(*value.time(), zones))}
                                   : time_property(*value.time(), name);
    case Value::Kind::date_time: {
      if (name == "time offset") return offset_value(offset_of(*value.date_time(), zones));
      auto const date = date_property(value.date_time()->date, name);
      return date ? date : time_property(value.date_time()->time, name);
    }
    case Value::Kind::days_duration: return days_property(*value.days_duration(), name);
    case Value::Kind::months_duration:
      if (name == "years") return Value{value.months_duration()->months / 12};
      if (name == "months") return Value{value.months_duration()->months % 12};
      return {};
    case Value::Kind::range: return range_property(*value.range(), name);
    default: return {};
  }
}

}  // namespace

namespace {

/// Null where the value would nest too deep or hold too much.
Value within_limits(Frame& frame, Node const& node, Value made) {
  if (!made.is_null()) return made;
  return null_because(frame, node.begin(), node.begin() + node.length(), "feel.limit", "值太大或嵌套太深",
                      "the value is too large or nests too deep");
}

/// The property of every item, and of every item of a list inside.
Value properties(Frame& frame, List const& list, std::string_view name) {
  if (!frame.run->spend(list.size())) return {};
  List mapped;
  mapped.reserve(list.size());
  for (auto const& item : list) {
    auto const* const inner = item.list();
    mapped.push_back(inner ? properties(frame, *inner, name)
                           : property(item, name, frame.run->context().zones).value_or(Value{}));
  }
  return mapped;
}

}  // namespace

Value ListNode::eval(Frame& frame) const {
  if (!frame.run->spend(items.size() / 16)) return {};
  List list;
  list.reserve(items.size());
  for (auto const& item : items) list.push_back(item.eval(frame));
  return within_limits(frame, *this, std::move(list));
}

Value ContextNode::eval(Frame& frame) const {
  Context context;
  for (auto const& entry : entries) {
    frame.locals[entry.local] = entry.value.eval(frame);
    context.set(entry.name, frame.locals[entry.local]);
  }
  return within_limits(frame, *this, std::move(context));
}

Value RangeNode::eval(Frame& frame) const {
  Range range{start.eval(frame), end.eval(frame), start_included, end_included};
  auto const* const zones = frame.run->context().zones;
  if (!range.start.is_null() && !range.end.is_null() &&
      feel_compare(range.start, range.end, zones) == std::partial_ordering::unordered)
    return null_because(frame, begin(), end.end, "feel.range", "区间两端不能比较",
                        "the ends of the range cannot be compared");
  // A null end that was written is a bound nobody knows, not infinity: it counts as included.
  if (range.start.is_null()) range.start_included = true;
  if (range.end.is_null()) range.end_included = true;
  return range;
}

Value OneSidedNode::eval(Frame& frame) const {
  auto bound = end.eval(frame);
  if (bound.is_null()) return null_for(frame, end, bound, kinds::not_null);
  switch (compare) {
    case Compare::equal: return Range{bound, bound, true, true};
    case Compare::less: return Range{{}, bound, false, false};
    case Compare::less_equal: return Range{{}, bound, false, true};
    case Compare::greater: return Range{bound, {}, false, false};
    case Compare::greater_equal: return Range{bound, {}, true, false};
    case Compare::not_equal: break;
  }
  return List{Range{{}, bound, false, false}, Range{bound, {}, false, false}};
}

Value PathNode::eval(Frame& frame) const {
  Value storage;
  auto const& value = base.get(frame, storage);
  if (auto const* const list = value.list()) return properties(frame, *list, name);
  if (auto found = property(value, name, frame.run->context().zones)) return *std::move(found);
  if (value.is_null()) return null_for(frame, base, value, kinds::not_null);
  if (!frame.run->wants_reasons()) return {};
  return null_because(frame, begin(), begin() + static_cast<std::uint32_t>(text(frame).size()), "feel.no-field",
                      std::string{base.text(frame)} + " 没有“" + name + "”",
                      std::string{base.text(frame)} + " has no `" + name + "`");
}

Value FieldNode::eval(Frame& frame) const {
  for (auto const item : items)
    if (auto const* const context = frame.locals[item].context())
      if (auto const* const found = context->find(name)) return *found;
  return has_outside ? outside.eval(frame) : Value{};
}

namespace {

/// The item at a 1-based position, negative ones from the end; null, with the reason, beyond.
Value at(Frame& frame, FilterNode const& filter, List const& list, Decimal position) {
  auto const index = round(position, 0, Rounding::down);
  auto const whole = index ? index->to_int64().value_or(0) : 0;
  auto const size = static_cast<std::int64_t>(list.size());
  auto const from_start = whole > 0 ? whole - 1 : size + whole;
  if (whole != 0 && from_start >= 0 && from_start < size) return list[static_cast<std::size_t>(from_start)];
  if (!frame.run->wants_reasons()) return {};
  auto const text = std::string{filter.text(frame)};
  auto const items = std::to_string(size);
  return null_because(frame, filter.begin(), filter.begin() + filter.length(), "feel.no-item",
                      text + "：没有这一项，列表有 " + items + " 项", text + ": there is no such item, the list has " + items);
}

}  // namespace

Value FilterNode::eval(Frame& frame) const {
  Value storage, one;
  auto const& value = list.get(frame, storage);
  if (value.is_null()) return null_for(frame, list, value, kinds::not_null);
  if (!value.list() && (one = within_limits(frame, *this, List{value})).is_null()) return {};
  auto const kept_alive = value.list() ? value : one;
  auto const& items = *kept_alive.list();
  if (!frame.run->spend(items.size() + 1)) return {};
  if (is_index || items.empty()) {
    frame.locals[item] = Value{};
    auto const position = condition.eval(frame);
    if (auto const* const number = position.number()) return at(frame, *this, items, *number);
    if (items.empty()) return List{};
    return null_for(frame, condition, position, kinds::number);
  }
  List kept;
  for (auto const& candidate : items) {
    frame.locals[item] = candidate;
    auto const wanted = condition.eval(frame);
    if (auto const* const holds = wanted.boolean()) {
      if (*holds) kept.push_back(candidate);
    } else if (auto const* const number = wanted.number(); number && &candidate == items.data()) {
      return at(frame, *this, items, *number);
    } else if (!wanted.is_null()) {
      return null_for(frame, condition, wanted, kinds::boolean | kinds::number);
    }
  }
  return within_limits(frame, *this, std::move(kept));
}

}  // namespace guicheng::feel
