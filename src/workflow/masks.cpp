// Masks over texts and values. Entry points: Masks::over, Masks::inside, Masks::over_kept.
#include <guicheng/masks.hpp>

#include <guicheng/json.hpp>

#include <algorithm>

namespace guicheng {
namespace {

std::string plain(Value const& value) {
  if (auto const* text = value.string()) return *text;
  auto json = write_json(value);
  return json.size() >= 2 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

/// Digits of a longer number, or of a date, are not this number.
bool stands_alone(std::string const& text, std::size_t at, std::size_t size) {
  auto const goes_on = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
  return (at == 0 || !goes_on(text[at - 1])) && (at + size == text.size() || !goes_on(text[at + size]));
}

bool is_given(std::string_view name) { return name == "seen" || name == "inputs"; }

}  // namespace

Masks::Masks(Value const& whole, Value const& shown, std::vector<HiddenName> const& hidden) {
  for (auto const& one : hidden) names_.emplace(one.name, one.kind);
  compare(whole, shown);
  sort();
}

Masks::Masks(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor)
    : Masks{state.data, masked_data(system, workflow, state, actor), hidden_names(system, workflow, state, actor)} {}

void Masks::sort() {
  std::ranges::sort(pairs_, [](Pair const& a, Pair const& b) { return a.whole.size() != b.whole.size() ? a.whole.size() > b.whole.size() : a.whole < b.whole; });
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end(), [](Pair const& a, Pair const& b) { return a.whole == b.whole; }), pairs_.end());
}

void Masks::compare(Value const& whole, Value const& shown) {  // depth: that of values
  if (whole.is_null() || whole.boolean() || whole == shown) return;  // every text has a `true` that is somebody else's
  if (auto const* fields = whole.context()) {
    for (auto const& [name, value] : *fields) {
      auto const* masked = shown.context() ? shown.context()->find(name) : nullptr;
      compare(value, masked ? *masked : Value{"***"});
    }
  } else if (auto const* items = whole.list()) {
    auto const* masked = shown.list();
    for (std::size_t i = 0; i < items->size(); ++i) compare((*items)[i], masked && i < masked->size() ? (*masked)[i] : Value{"***"});
  } else {
    auto text = plain(whole);
    values_.insert(text);
    if (text.size() >= 4) pairs_.push_back({std::move(text), shown.string() ? *shown.string() : std::string{"***"}, whole.number() != nullptr});  // shorter ones are in every text
  }
}

void Masks::hide(Value const& inputs) {
  if (empty()) return;
  compare(inputs, inside(inputs, true));
  sort();
}

std::string Masks::over(std::string text) const {
  for (auto const& [whole, masked, number] : pairs_)
    for (auto at = text.find(whole); at != std::string::npos;) {
      bool const is_it = !number || stands_alone(text, at, whole.size());
      if (is_it) text.replace(at, whole.size(), masked);
      at = text.find(whole, at + (is_it ? masked.size() : 1));
    }
  return text;
}

RefusalItem Masks::over(RefusalItem item) const {
  if (pairs_.empty()) return item;
  for (auto* text : {&item.text_zh, &item.text_en, &item.remedy, &item.why_zh, &item.why_en}) *text = over(std::move(*text));
  return item;
}

Advice Masks::over(Advice advice) const {
  if (empty()) return advice;
  auto const set = [&](std::vector<std::pair<std::string, Value>>& values) {
    for (auto& [name, value] : values) value = entry(name, value, true);
  };
  for (auto* texts : {&advice.first, &advice.not_derivable})
    for (auto& text : *texts) text = over(std::move(text));
  advice.impossible = over(std::move(advice.impossible));
  for (auto& plan : advice.plans) {
    set(plan.set);
    for (auto& change : plan.changes) {
      change.what_zh = over(std::move(change.what_zh));
      change.what_en = over(std::move(change.what_en));
      set(change.set);
    }
  }
  return advice;
}

Value Masks::inside(Value const& value) const { return empty() ? value : inside(value, false); }

Value Masks::inside(Value const& value, bool given) const {  // depth: that of values
  if (auto const* text = value.string()) return over(*text);
  if (auto const* items = value.list()) {
    List out;
    for (auto const& item : *items) out.push_back(inside(item, given));
    return out;
  }
  if (auto const* fields = value.context()) {
    Context out;
    for (auto const& [name, field] : *fields) out.set(name, entry(name, field, given));
    return out;
  }
  // A number that was given may be somebody's; points and scores are the rule set's own, though they may be as great.
  return given && !value.is_null() && !value.boolean() && values_.contains(plain(value)) ? Value{"***"} : value;
}

Value Masks::entry(std::string const& name, Value const& value, bool given) const {
  auto const hidden = given ? names_.find(name) : names_.end();
  if (hidden == names_.end()) return inside(value, given || is_given(name));
  if (auto const* text = value.string()) return mask(hidden->second, *text);
  return value.is_null() ? value : Value{"***"};
}

Value Masks::over_kept(Value const& kept) const {
  if (!kept.context()) return inside(kept);
  auto fields = *kept.context();
  auto then = *this;
  if (auto const* inputs = fields.find("inputs")) then.hide(*inputs);
  fields.erase("inputs");
  return then.inside(fields);
}

}  // namespace guicheng
