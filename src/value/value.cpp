// Values: sharing, depth and structural equality. Entry point: value.hpp.
#include <guicheng/value.hpp>

#include "value/function.hpp"

#include <algorithm>
#include <atomic>

namespace guicheng {

struct Value::Shared {
  std::atomic<std::uint32_t> count{1};
  int depth = 0;
  std::size_t size = 1;
  void (*destroy)(Shared*) noexcept = nullptr;
};

template <class T>
struct Value::Box : Value::Shared {
  explicit Box(T&& from) : content(std::move(from)) {}  // braces would make a list of the list
  T content;
};

template <class T>
void Value::share(Kind kind, T&& content, int depth, std::size_t size) {
  if (depth > max_depth || (depth > 0 && size > max_size)) return;
  auto* box = new Box<T>{std::move(content)};
  box->depth = depth;
  box->size = size;
  box->destroy = [](Shared* shared) noexcept { delete static_cast<Box<T>*>(shared); };
  plain_.handle = {&box->content, box};
  kind_ = kind;
}

void Value::keep() const noexcept { plain_.handle.shared->count.fetch_add(1, std::memory_order_relaxed); }

void Value::drop() noexcept {
  auto* shared = plain_.handle.shared;
  if (shared->count.fetch_sub(1, std::memory_order_acq_rel) == 1) shared->destroy(shared);
}

int Value::depth() const noexcept { return is_shared() ? plain_.handle.shared->depth : 0; }

std::size_t Value::size() const noexcept { return is_shared() ? plain_.handle.shared->size : 1; }

namespace {

/// Depth and size of what a container holds; sizes stay small enough to be added up.
struct Extent {
  int depth = 0;
  std::size_t size = 1;

  void add(Value const& value) {
    depth = std::max(depth, value.depth());
    size += std::min(value.size(), Value::max_size + 1);
  }
};

}  // namespace

Value::Value(std::string text) : Value{} {
  auto const size = 1 + text.size() / 16;
  share(Kind::string, std::move(text), 0, size);
}
Value::Value(Time time) : Value{} { share(Kind::time, std::move(time), 0, 1); }
Value::Value(DateTime moment) : Value{} { share(Kind::date_time, std::move(moment), 0, 1); }
Value::Value(List list) : Value{} {
  Extent inside;
  for (auto const& item : list) inside.add(item);
  share(Kind::list, std::move(list), inside.depth + 1, inside.size);
}
Value::Value(Context context) : Value{} {
  Extent inside;
  for (auto const& [name, value] : context) {
    inside.add(value);
    inside.size += name.size() / 16;
  }
  share(Kind::context, std::move(context), inside.depth + 1, inside.size);
}
Value::Value(Range range) : Value{} {
  Extent inside;
  inside.add(range.start);
  inside.add(range.end);
  share(Kind::range, std::move(range), inside.depth + 1, inside.size);
}
Value::Value(std::shared_ptr<Function const> function) : Value{} {
  if (!function) return;
  auto const depth = function->depth() + 1;
  share(Kind::function, std::move(function), depth, 1);
}

std::shared_ptr<Function const> Value::function() const noexcept {
  auto const* held = content<std::shared_ptr<Function const>>(Kind::function);
  return held ? *held : nullptr;
}

bool Value::operator==(Value const& other) const {
  if (kind_ != other.kind_) return false;
  if (is_shared() && plain_.handle.content == other.plain_.handle.content) return true;
  switch (kind_) {
    case Kind::null: return true;
    case Kind::boolean: return plain_.boolean == other.plain_.boolean;
    case Kind::number: return plain_.number == other.plain_.number;
    case Kind::string: return *string() == *other.string();
    case Kind::date: return plain_.date == other.plain_.date;
    case Kind::time: return *time() == *other.time();
    case Kind::date_time: return *date_time() == *other.date_time();
    case Kind::days_duration: return plain_.days_duration == other.plain_.days_duration;
    case Kind::months_duration: return plain_.months_duration == other.plain_.months_duration;
    case Kind::list: return *list() == *other.list();
    case Kind::context: return *context() == *other.context();
    case Kind::range: return *range() == *other.range();
    case Kind::function: return function() == other.function();
  }
  return false;
}

std::string_view kind_name(Value::Kind kind) noexcept {
  using enum Value::Kind;
  switch (kind) {
    case null: return "null";
    case boolean: return "boolean";
    case number: return "number";
    case string: return "string";
    case date: return "date";
    case time: return "time";
    case date_time: return "date and time";
    case days_duration: return "days and time duration";
    case months_duration: return "years and months duration";
    case list: return "list";
    case context: return "context";
    case range: return "range";
    case function: return "function";
  }
  return "null";
}

}  // namespace guicheng
