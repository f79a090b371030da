// Masks over texts. Entry point: Masks::over.
#include "masks.hpp"

#include <guicheng/json.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

std::string plain(Value const& value) {
  if (auto const* text = value.string()) return *text;
  auto json = write_json(value);
  return json.size() >= 2 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

}  // namespace

Masks::Masks(Value const& whole, Value const& shown) {
  compare(whole, shown);
  std::ranges::sort(pairs_, [](auto const& a, auto const& b) { return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first; });
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

void Masks::compare(Value const& whole, Value const& shown) {  // depth: that of values
  if (whole.is_null() || whole == shown) return;
  if (auto const* fields = whole.context()) {
    for (auto const& [name, value] : *fields) {
      auto const* masked = shown.context() ? shown.context()->find(name) : nullptr;
      compare(value, masked ? *masked : Value{"***"});
    }
  } else if (auto const* items = whole.list()) {
    auto const* masked = shown.list();
    for (std::size_t i = 0; i < items->size(); ++i) compare((*items)[i], masked && i < masked->size() ? (*masked)[i] : Value{"***"});
  } else if (auto text = plain(whole); text.size() >= 4) {  // shorter ones are in every text
    pairs_.emplace_back(std::move(text), shown.string() ? *shown.string() : std::string{"***"});
  }
}

std::string Masks::over(std::string text) const {
  for (auto const& [whole, masked] : pairs_)
    for (auto at = text.find(whole); at != std::string::npos; at = text.find(whole, at + masked.size())) text.replace(at, whole.size(), masked);
  return text;
}

RefusalItem Masks::over(RefusalItem item) const {
  if (pairs_.empty()) return item;
  for (auto* text : {&item.text_zh, &item.text_en, &item.remedy, &item.why_zh, &item.why_en}) *text = over(std::move(*text));
  return item;
}

Value Masks::inside(Value const& value) const {  // depth: that of values
  if (pairs_.empty()) return value;
  if (auto const* text = value.string()) return over(*text);
  if (auto const* items = value.list()) {
    List out;
    for (auto const& item : *items) out.push_back(inside(item));
    return out;
  }
  if (auto const* fields = value.context()) {
    Context out;
    for (auto const& [name, field] : *fields) out.set(name, inside(field));
    return out;
  }
  return value;
}

}  // namespace guicheng::http
