// Functions of contexts (DMN 1.5 §10.3.4.9).
#include "feel/builtin.hpp"

namespace guicheng::feel {
namespace {

Value get_value(std::span<Value const> arguments, Call& call) {
  Value const* const found = arguments[0].context()->find(*arguments[1].string());
  return found != nullptr ? *found : call.fail("情境中没有这个名称", "the context has no such name");
}

Value get_entries(std::span<Value const> arguments, Call& call) {
  Context const& context = *arguments[0].context();
  if (!call.spend(context.size())) return {};
  List entries;
  entries.reserve(context.size());
  for (auto const& [key, value] : context) entries.push_back(Context{{"key", key}, {"value", value}});
  return entries;
}

Value context_of(std::span<Value const> arguments, Call& call) {
  List const& entries = *arguments[0].list();
  if (!call.spend(entries.size())) return {};
  Context result;
  for (Value const& entry : entries) {
    Context const* const pair = entry.context();
    Value const* const key = pair != nullptr ? pair->find("key") : nullptr;
    Value const* const value = pair != nullptr ? pair->find("value") : nullptr;
    if (key == nullptr || value == nullptr || key->string() == nullptr)
      return call.fail("每一项都要有文本 key 和 value", "every entry needs a text key and a value");
    if (result.find(*key->string()) != nullptr) return call.fail("key 重复", "a key stands twice");
    result.set(*key->string(), *value);
  }
  return result;
}

// Copies only the contexts on the way down.
Value put_along(Context const& outer, std::span<Value const> keys, Value const& value, Call& call) {
  std::vector<Context const*> way{&outer};
  for (Value const& key : keys) {
    if (!call.spend(1 + way.back()->size())) return {};
    if (key.string() == nullptr) return call.fail("每个 key 都须是文本", "every key must be a text");
    if (way.size() == keys.size()) break;
    Value const* const next = way.back()->find(*key.string());
    if (next == nullptr || next->context() == nullptr) return call.fail("这些 key 不通向情境", "the keys do not lead to a context");
    way.push_back(next->context());
  }
  Value result = value;
  for (std::size_t i = keys.size(); i-- > 0;) {
    Context copy = *way[i];
    copy.set(*keys[i].string(), std::move(result));
    result = std::move(copy);
  }
  return result;
}

Value put(std::span<Value const> arguments, Call& call) {
  return put_along(*arguments[0].context(), arguments.subspan(1, 1), arguments[2], call);
}

Value put_deep(std::span<Value const> arguments, Call& call) {
  List const& keys = *arguments[1].list();
  if (keys.empty()) return call.fail("没有给出 key", "no key is given");
  return put_along(*arguments[0].context(), keys, arguments[2], call);
}

Value merge(std::span<Value const> arguments, Call& call) {
  Context result;
  for (Value const& item : *arguments[0].list()) {
    Context const* const context = item.context();
    if (context == nullptr) return call.fail("列表中有不是情境的值", "the list holds something that is no context");
    if (!call.spend(1 + context->size())) return {};
    for (auto const& [key, value] : *context) result.set(key, value);
  }
  return result;
}

constexpr Parameter m{"m", kinds::context}, context{"context", kinds::context}, value{"value"};

constexpr Builtin table[] = {
    {"get value", {m, {"key", kinds::string}}, kinds::any, &get_value, false, "get value({a: 1}, \"a\") = 1"},
    {"get entries", {m}, kinds::list, &get_entries, false, "get entries({a: 1}) = [{key: \"a\", value: 1}]"},
    {"context", {{"entries", kinds::list}}, kinds::context, &context_of, false,
     "context([{key: \"a\", value: 1}]) = {a: 1}"},
    {"context put", {context, {"key", kinds::string}, value}, kinds::context, &put, false,
     "context put({a: 1}, \"b\", 2) = {a: 1, b: 2}"},
    {"context put", {context, {"keys", kinds::list}, value}, kinds::context, &put_deep, false,
     "context put({a: {b: 1}}, [\"a\", \"b\"], 2) = {a: {b: 2}}"},
    {"context merge", {{"contexts", kinds::list}}, kinds::context, &merge, false,
     "context merge([{a: 1}, {b: 2}]) = {a: 1, b: 2}"},
};

}  // namespace

std::span<Builtin const> context_builtins() noexcept { return table; }

}  // namespace guicheng::feel
