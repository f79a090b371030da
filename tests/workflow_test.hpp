// Printers and shorthands for the tests of the workflow core.
#pragma once

#include "samples.hpp"
#include "test.hpp"

namespace guicheng::samples {

/// The codes of a refusal: its class, then each item as `code where`.
inline std::string codes(std::optional<Refusal> const& refused) {
  if (!refused) return "done";
  auto text = refused->code;
  for (auto const& item : refused->items) text += " | " + item.code + (item.where.empty() ? "" : " " + item.where);
  return text;
}
inline std::string texts(std::vector<RefusalItem> const& items) {
  std::string text;
  for (auto const& item : items) text += (text.empty() ? "" : " | ") + item.text_zh;
  return text;
}
inline std::string text(std::optional<Date> const& date) { return date ? write(*date) : "-"; }

}  // namespace guicheng::samples
