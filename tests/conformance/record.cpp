// Reads the parts of a record: typed values and item definitions. Entry points: read_typed, Types.
#include "record.hpp"

#include "feel/compare.hpp"

#include <array>

namespace guicheng::conformance {
namespace {

constexpr int deepest_type = 16;  // item definitions may name themselves

using Kind = Value::Kind;
constexpr std::array<std::pair<std::string_view, Kind>, 8> simple_types{{
    {"number", Kind::number},
    {"string", Kind::string},
    {"boolean", Kind::boolean},
    {"date", Kind::date},
    {"time", Kind::time},
    {"date and time", Kind::date_time},
    {"days and time duration", Kind::days_duration},
    {"years and months duration", Kind::months_duration},
}};

Error unreadable(std::string const& type, std::string const& text) {
  return fail(Errc::bad_syntax, "\"" + text + "\" is no " + type + ".");
}

template <class T>
Result<Value> value_or_error(std::optional<T> value, std::string const& type, std::string const& text) {
  if (!value) return unreadable(type, text);
  return Value{std::move(*value)};
}

/// XML Schema's decimals may have blanks around them, a plus sign, and a point without digits behind it.
std::string_view plain_number(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  text.remove_prefix(first == text.npos ? text.size() : first);
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  return text;
}

Result<Value> read_simple(std::string const& type, std::string const& text) {
  if (type == "string") return Value{text};
  if (type == "date") return value_or_error(read_date(text), type, text);
  if (type == "time") return value_or_error(read_time(text), type, text);
  if (type == "date and time") return value_or_error(read_date_time(text), type, text);
  if (type == "days and time duration") return value_or_error(read_days_duration(text), type, text);
  if (type == "years and months duration") return value_or_error(read_months_duration(text), type, text);
  if (type != "number") return fail(Errc::bad_syntax, "There is no type \"" + type + "\".");
  auto number = read_decimal(plain_number(text));
  if (!number) return number.error();
  return Value{*number};
}

Result<Value> read_list(List const& items) {
  List values;
  for (auto const& item : items) {
    auto value = read_typed(item);
    if (!value) return value;
    values.push_back(std::move(*value));
  }
  return Value{std::move(values)};
}

Result<Value> read_context(Context const& entries) {
  Context values;
  for (auto const& [name, entry] : entries) {
    auto value = read_typed(entry);
    if (!value) return value;
    values.set(name, std::move(*value));
  }
  return Value{std::move(values)};
}

Value inner_as_declared(Value value, Type const& type) {
  auto const* text = value.string();
  if (text == nullptr) return as_declared(std::move(value), type);
  if (type.kind() == Kind::boolean && (*text == "true" || *text == "false")) return Value{*text == "true"};
  for (auto const& [name, kind] : simple_types) {
    if (type.kind() != kind || kind == Kind::string || kind == Kind::boolean) continue;
    if (auto read = read_simple(std::string{name}, *text)) return std::move(*read);
  }
  return value;
}

bool close(Decimal a, Decimal b) {
  auto const difference = subtract(a, b);
  return difference && abs(*difference) < *Decimal::scaled(1, 8);
}

bool agree(List const& a, List const& b, TimeZones const* zones) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!agrees(a[i], b[i], zones)) return false;
  }
  return true;
}

bool agree(Context const& a, Context const& b, TimeZones const* zones) {
  if (a.size() != b.size()) return false;
  for (auto const& [name, value] : a) {
    auto const* other = b.find(name);
    if (other == nullptr || !agrees(value, *other, zones)) return false;
  }
  return true;
}

}  // namespace

Value const& member(Value const& object, std::string_view name) {
  static Value const none;
  auto const* context = object.context();
  auto const* found = context == nullptr ? nullptr : context->find(name);
  return found == nullptr ? none : *found;
}

std::string text_of(Value const& object, std::string_view name) {
  auto const* text = member(object, name).string();
  return text == nullptr ? std::string{} : *text;
}

List const& list_of(Value const& object, std::string_view name) {
  static List const none;
  auto const* list = member(object, name).list();
  return list == nullptr ? none : *list;
}

Result<Value> read_typed(Value const& json) {
  auto const type = text_of(json, "type");
  auto const& value = member(json, "value");
  if (value.is_null() || type == "null") return Value{};
  if (auto const* items = value.list()) return read_list(*items);
  if (auto const* entries = value.context()) return read_context(*entries);
  if (value.boolean() != nullptr) return value;
  if (auto const* text = value.string()) return read_simple(type, *text);
  return fail(Errc::bad_syntax, "A value of type \"" + type + "\" must be text.");
}

Value as_declared(Value value, Type const& type) {
  if (auto const* items = value.list(); items != nullptr && type.kind() == Kind::list) {
    List read;
    for (auto const& item : *items) read.push_back(inner_as_declared(item, type.item()));
    return read;
  }
  if (auto const* entries = value.context(); entries != nullptr && type.kind() == Kind::context) {
    auto read = *entries;
    for (auto const& [name, inner] : type.entries()) {
      if (auto const* entry = entries->find(name)) read.set(name, inner_as_declared(*entry, inner));
    }
    return read;
  }
  return value;
}

Types::Types(Value const& definitions) {
  if (definitions.list() == nullptr) return;
  for (auto const& definition : *definitions.list()) definitions_.emplace(text_of(definition, "name"), definition);
}

std::map<std::string, Type, std::less<>> Types::all() const {
  std::map<std::string, Type, std::less<>> types;
  for (auto const& [name, definition] : definitions_) types.emplace(name, defined(definition, 0));
  return types;
}

Type Types::named(std::string_view name, int depth) const {
  if (depth > deepest_type) return {};
  for (auto const& [simple, kind] : simple_types) {
    if (simple == name) return Type::of(kind);
  }
  auto const found = definitions_.find(name);
  return found == definitions_.end() ? component(name, depth) : defined(found->second, depth);
}

Type Types::defined(Value const& definition, int depth) const {
  Type type;
  auto const& function = member(definition, "functionItem");
  if (auto const& components = list_of(definition, "components"); !components.empty()) {
    std::vector<std::pair<std::string, Type>> entries;
    for (auto const& part : components) entries.emplace_back(text_of(part, "name"), defined(part, depth + 1));
    type = Type::context(std::move(entries));
  } else if (!function.is_null()) {
    std::vector<Type> parameters;
    for (auto const& p : list_of(function, "params")) parameters.push_back(named(text_of(p, "typeRef"), depth + 1));
    type = Type::function(std::move(parameters), named(text_of(function, "outputTypeRef"), depth + 1));
  } else {
    type = named(text_of(definition, "typeRef"), depth + 1);
  }
  return member(definition, "isCollection") == Value{true} ? Type::list(std::move(type)) : type;
}

Type Types::component(std::string_view path, int depth) const {
  auto const dot = path.find('.');
  if (dot == path.npos) return {};
  auto const found = definitions_.find(path.substr(0, dot));
  if (found == definitions_.end()) return {};
  for (auto const& part : list_of(found->second, "components")) {
    if (text_of(part, "name") == path.substr(dot + 1)) return defined(part, depth + 1);
  }
  return {};
}

bool agrees(Value const& expected, Value const& got, TimeZones const* zones) {
  if (expected.is_null() || got.is_null()) return expected.is_null() && got.is_null();
  if (expected.number() && got.number()) return close(*expected.number(), *got.number());
  if (expected.list() && got.list()) return agree(*expected.list(), *got.list(), zones);
  if (expected.context() && got.context()) return agree(*expected.context(), *got.context(), zones);
  return feel::feel_equal(expected, got, zones) == feel::Truth::yes;
}

}  // namespace guicheng::conformance
