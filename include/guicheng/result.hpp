// How Guicheng says no: an Error is a value, and Result<T> carries either a T or an Error.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace guicheng {

/// What kind of thing went wrong. The numbers are stored and never change meaning.
enum class Errc {
  bad_syntax = 1,   ///< a text does not follow its grammar
  bad_definition,   ///< a text is well formed but says something that cannot be
  unknown_name,     ///< a name is not declared where it is used
  wrong_type,       ///< a value is of another type than is asked for
  no_value,         ///< a value that is needed is missing
  not_allowed,      ///< the actor may not do this, or not now
  not_in_scope,     ///< the thing exists but lies outside what the actor may see
  conflict,         ///< somebody else changed it first
  not_found,        ///< there is no such thing
  storage,          ///< the store failed; nothing was changed
  outcome_unknown,  ///< the store failed while committing: read again before trying again
  limit,            ///< a limit on size, depth, steps or number was reached
};

/// One failure, for programs and for the authors of files.
struct Error {
  Errc code{};
  std::string message;  ///< one sentence that names the thing
  std::string where;    ///< `file:line:column`, 1-based, where the error comes from text; else empty
  std::string remedy;   ///< what would make it right, if that can be said; else empty

  bool operator==(Error const&) const = default;
};

/// A T, or the Error that stood in its way; the part of std::expected that Guicheng uses.
/// Safe to use from one thread at a time, like the T it holds.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value. Throws std::bad_variant_access on an error: ask first.
  T& value() & { return std::get<0>(state_); }
  T const& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }

  T& operator*() & { return value(); }
  T const& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  T const* operator->() const { return &value(); }

  /// The error. Throws std::bad_variant_access where there is a value.
  Error& error() & { return std::get<1>(state_); }
  Error const& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

  bool operator==(Result const&) const = default;

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  Error const& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

  bool operator==(Result const&) const = default;

 private:
  std::variant<std::monostate, Error> state_;
};

/// The one way to make an Error: `return fail(Errc::not_found, "There is no case 17.");`
inline Error fail(Errc code, std::string message, std::string where = {}, std::string remedy = {}) {
  return {code, std::move(message), std::move(where), std::move(remedy)};
}

}  // namespace guicheng
