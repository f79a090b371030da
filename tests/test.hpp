// The one header every test file includes: doctest and the printers for our types, so that no two files
// see different printers (that would break the one-definition rule and print `{?}`).
#pragma once

#include <doctest/doctest.h>

#include <guicheng/decimal.hpp>
#include <guicheng/result.hpp>
#include <guicheng/value.hpp>

#include <optional>
#include <ostream>

namespace guicheng {

inline std::ostream& operator<<(std::ostream& out, Decimal const& number) { return out << write_decimal(number); }

inline std::ostream& operator<<(std::ostream& out, Value const& value) { return out << write_feel(value); }

inline std::ostream& operator<<(std::ostream& out, Error const& error) {
  out << "Error{" << static_cast<int>(error.code) << ", " << error.message;
  if (!error.where.empty()) out << ", at " << error.where;
  if (!error.remedy.empty()) out << ", remedy: " << error.remedy;
  return out << "}";
}

}  // namespace guicheng
