// The values that forms, records and expressions are made of: FEEL's types (DMN 1.5 §10.3.2).
#pragma once

#include <guicheng/decimal.hpp>
#include <guicheng/temporal.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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
  Context() = default;
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

/// One value of any FEEL type; null by default. Strings, times, lists, contexts, ranges and functions are shared and
/// immutable, so a copy costs a reference count; numbers, booleans, dates and durations cost nothing. 24 bytes.
/// Values nest at most `max_depth` deep and hold at most `max_size` values when written out: a list, context or range
/// beyond that is null, so that nothing that walks a value can run out of stack or of time.
/// operator== is structural: null equals null, 1.0 equals 1.00, values of different kinds are unequal.
/// FEEL's own three-valued comparison is part of the evaluator.
class Value {
 public:
  enum class Kind : std::uint8_t {
    null, boolean, number, string, date, time, date_time, days_duration, months_duration, list, context, range, function
  };
  static constexpr int max_depth = 100;
  static constexpr std::size_t max_size = std::size_t{1} << 20;

  Value() noexcept : kind_{Kind::null} {}
  Value(std::nullptr_t) noexcept : Value{} {}
  template <std::same_as<bool> B>  // not from a pointer
  Value(B value) noexcept : kind_{Kind::boolean} { plain_.boolean = value; }
  Value(Decimal value) noexcept : kind_{Kind::number} { plain_.number = value; }
  Value(int value) noexcept : Value{Decimal{value}} {}
  Value(std::int64_t value) noexcept : Value{Decimal{value}} {}
  Value(std::string);
  Value(std::string_view text) : Value{std::string{text}} {}
  Value(char const* text) : Value{std::string{text}} {}
  Value(Date value) noexcept : kind_{Kind::date} { plain_.date = value; }
  Value(Time);
  Value(DateTime);
  Value(DaysDuration value) noexcept : kind_{Kind::days_duration} { plain_.days_duration = value; }
  Value(MonthsDuration value) noexcept : kind_{Kind::months_duration} { plain_.months_duration = value; }
  Value(List);
  Value(Context);
  Value(Range);
  Value(std::shared_ptr<Function const>);

  Value(Value const& other) noexcept : plain_{other.plain_}, kind_{other.kind_} { if (is_shared()) keep(); }
  Value(Value&& other) noexcept : plain_{other.plain_}, kind_{std::exchange(other.kind_, Kind::null)} {}
  Value& operator=(Value const& other) noexcept { return *this = Value{other}; }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    if (is_shared()) drop();
    plain_ = other.plain_;
    kind_ = std::exchange(other.kind_, Kind::null);
    return *this;
  }
  ~Value() { if (is_shared()) drop(); }

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::null; }

  // The content, where it is of that kind; null otherwise. Valid as long as this Value is unchanged.
  bool const* boolean() const noexcept { return kind_ == Kind::boolean ? &plain_.boolean : nullptr; }
  Decimal const* number() const noexcept { return kind_ == Kind::number ? &plain_.number : nullptr; }
  std::string const* string() const noexcept { return content<std::string>(Kind::string); }
  Date const* date() const noexcept { return kind_ == Kind::date ? &plain_.date : nullptr; }
  Time const* time() const noexcept { return content<Time>(Kind::time); }
  DateTime const* date_time() const noexcept { return content<DateTime>(Kind::date_time); }
  DaysDuration const* days_duration() const noexcept {
    return kind_ == Kind::days_duration ? &plain_.days_duration : nullptr;
  }
  MonthsDuration const* months_duration() const noexcept {
    return kind_ == Kind::months_duration ? &plain_.months_duration : nullptr;
  }
  List const* list() const noexcept { return content<List>(Kind::list); }
  Context const* context() const noexcept { return content<Context>(Kind::context); }
  Range const* range() const noexcept { return content<Range>(Kind::range); }
  std::shared_ptr<Function const> function() const noexcept;

  /// How deep the value nests: 0 for a number or a text, 1 for a list of numbers.
  int depth() const noexcept;
  /// How many values it holds when written out, itself included; 16 bytes of text count as one.
  std::size_t size() const noexcept;
  bool operator==(Value const&) const;

 private:
  struct Shared;  // a reference count with the content behind it
  struct Handle { void const* content; Shared* shared; };
  union Plain {
    Plain() noexcept : handle{} {}
    bool boolean;
    Decimal number;
    Date date;
    DaysDuration days_duration;
    MonthsDuration months_duration;
    Handle handle;
  };
  template <class T> struct Box;
  template <class T> void share(Kind, T&&, int depth, std::size_t size);
  template <class T> T const* content(Kind kind) const noexcept {
    return kind_ == kind ? static_cast<T const*>(plain_.handle.content) : nullptr;
  }
  bool is_shared() const noexcept { return (0b1'1110'0110'1000u >> static_cast<unsigned>(kind_)) & 1u; }
  void keep() const noexcept;
  void drop() noexcept;

  Plain plain_;
  Kind kind_;
};

/// FEEL's range `[start..end]`; null ends are open to infinity. (DMN 1.5 §10.3.2.7)
struct Range {
  Value start, end;
  bool start_included = false, end_included = false;
  bool operator==(Range const&) const = default;
};

inline std::size_t Context::size() const noexcept { return entries_.size(); }
inline std::vector<Context::Entry>::const_iterator Context::begin() const noexcept { return entries_.begin(); }
inline std::vector<Context::Entry>::const_iterator Context::end() const noexcept { return entries_.end(); }

/// The value as a FEEL expression an author could have written: `"text"`, `date("2024-01-01")`, `[1, 2]`.
std::string write_feel(Value const&);

/// The FEEL name of a kind: `number`, `days and time duration` …
std::string_view kind_name(Value::Kind) noexcept;

}  // namespace guicheng
