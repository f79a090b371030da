// The values that forms, records and expressions are made of: FEEL's types (DMN 1.5 §10.3.2).
#pragma once

#include <guicheng/decimal.hpp>
#include <guicheng/temporal.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace guicheng {

class Value;

/// A list. Immutable once in a Value; copies of the Value share it.
using List = std::vector<Value>;

/// Names with values, in the order they were given; a name stands once.
/// Look-up is linear up to 8 entries and by binary search over an index above that.
class Context {
 public:
  using Entry = std::pair<std::string, Value>;
  Context();
  Context(std::initializer_list<Entry>);

  /// The value under a name, or null.
  Value const* find(std::string_view name) const noexcept;
  /// Puts or replaces; a new name goes to the end.
  void set(std::string_view name, Value);
  bool erase(std::string_view name);
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  std::vector<Entry>::const_iterator begin() const noexcept;
  std::vector<Entry>::const_iterator end() const noexcept;

  /// Same names with equal values; order has no meaning.
  bool operator==(Context const&) const;

 private:
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> by_name_;  // positions sorted by name, kept above 8 entries
};

struct Range;

/// A callable FEEL value; lives in the FEEL evaluator (see feel.hpp) and is opaque here.
class Function;

/// One value of any FEEL type; null by default. Strings, lists, contexts, ranges and functions are shared and
/// immutable, so a copy costs a reference count; numbers, booleans and dates cost nothing.
/// operator== is structural: null equals null, 1.0 equals 1.00, values of different kinds are unequal.
/// FEEL's own three-valued comparison is in feel.hpp.
class Value {
 public:
  enum class Kind : std::uint8_t {
    null, boolean, number, string, date, time, date_time, days_duration, months_duration, list, context, range, function
  };

  Value() noexcept = default;
  Value(std::nullptr_t) noexcept {}
  Value(bool);
  Value(Decimal);
  Value(int);
  Value(std::int64_t);
  Value(std::string);
  Value(std::string_view);
  Value(char const*);
  Value(Date);
  Value(Time);
  Value(DateTime);
  Value(DaysDuration);
  Value(MonthsDuration);
  Value(List);
  Value(Context);
  Value(Range);
  Value(std::shared_ptr<Function const>);

  Kind kind() const noexcept;
  bool is_null() const noexcept { return kind() == Kind::null; }

  // The content, where it is of that kind; null otherwise. Valid as long as this Value is unchanged.
  bool const* boolean() const noexcept;
  Decimal const* number() const noexcept;
  std::string const* string() const noexcept;
  Date const* date() const noexcept;
  Time const* time() const noexcept;
  DateTime const* date_time() const noexcept;
  DaysDuration const* days_duration() const noexcept;
  MonthsDuration const* months_duration() const noexcept;
  List const* list() const noexcept;
  Context const* context() const noexcept;
  Range const* range() const noexcept;
  std::shared_ptr<Function const> function() const noexcept;

  bool operator==(Value const&) const;

 private:
  // The implementer chooses the layout: at most 24 bytes, numbers and booleans without allocation.
};

/// FEEL's range `[start..end]`; null ends are open to infinity. (DMN 1.5 §10.3.2.7)
struct Range {
  Value start, end;
  bool start_included = false, end_included = false;
  bool operator==(Range const&) const = default;
};

/// The value as a FEEL expression an author could have written: `"text"`, `date("2024-01-01")`, `[1, 2]`.
std::string write_feel(Value const&);

/// The FEEL name of a kind: `number`, `days and time duration` …
std::string_view kind_name(Value::Kind) noexcept;

}  // namespace guicheng
