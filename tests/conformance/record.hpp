// One record of a conformance kit: one asserted result of one test case, as a line of JSON.
#pragma once

#include <guicheng/feel.hpp>

#include <map>
#include <string>
#include <string_view>

namespace guicheng::conformance {

/// A member of a JSON object, or null.
Value const& member(Value const& object, std::string_view name);
/// The text of a member, or nothing.
std::string text_of(Value const& object, std::string_view name);
/// The items of a member that is a list, or none.
List const& list_of(Value const& object, std::string_view name);

/// `{"type": "date", "value": "2017-01-01"}`. Error: bad_syntax.
Result<Value> read_typed(Value const& json);

/// A value whose inner values take their declared types: where the kit's source did not say the type of a value inside a
/// list or a context, the record has its text.
Value as_declared(Value, Type const&);

/// The item definitions of a record, by name.
class Types {
 public:
  Types() = default;
  explicit Types(Value const& definitions);

  /// A FEEL type, an item definition, or a component of one (`tA.x`); Any where the name is empty or unknown.
  Type named(std::string_view name) const { return named(name, 0); }
  std::map<std::string, Type, std::less<>> all() const;

 private:
  Type named(std::string_view name, int depth) const;
  Type defined(Value const& definition, int depth) const;
  Type component(std::string_view path, int depth) const;

  std::map<std::string, Value, std::less<>> definitions_;
};

/// Equal as the kit's runners compare: numbers within 1e-8, lists item by item, contexts by the same names, the rest by
/// FEEL's equality; null only equals null.
bool agrees(Value const& expected, Value const& got, TimeZones const* zones);

}  // namespace guicheng::conformance
