// Comparing what a scenario expects with what there was. A value in YAML is a text; what it is compared with decides.
#include "scenario/expectation.hpp"

#include <guicheng/json.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

std::string show(std::string const& text) { return text.empty() ? "nothing" : text; }
std::string show(std::vector<std::string> const& texts) {
  std::string out;
  for (auto const& text : texts) out += (out.empty() ? "" : ", ") + text;
  return "[" + out + "]";
}

std::string differ(std::string_view what, std::string const& expected, std::string const& found) {
  return fmt::format("expected {} {}, found {}", what, expected, found);
}

Mismatch compare(std::string_view what, std::optional<std::string> const& expected, std::string const& found) {
  if (!expected || *expected == found) return {};
  return differ(what, show(*expected), show(found));
}

Mismatch compare(std::string_view what, std::optional<std::vector<std::string>> const& expected, std::vector<std::string> const& found) {
  if (!expected || *expected == found) return {};
  return differ(what, show(*expected), show(found));
}

/// A scalar as a scenario would write it: dates and numbers as text.
std::string plain(Value const& value) {
  if (auto const* const text = value.string()) return *text;
  auto json = write_json(value);
  if (json.size() >= 2 && json.front() == '"') return json.substr(1, json.size() - 2);
  return json;
}

bool matches(Value const& expected, Value const& found);

bool matches_list(List const& expected, List const& found) {
  return std::equal(expected.begin(), expected.end(), found.begin(), found.end(), matches);
}

/// Names that are expected; others may be there.
bool matches_context(Context const& expected, Context const& found) {
  return std::all_of(expected.begin(), expected.end(), [&](auto const& entry) {
    auto const* const value = found.find(entry.first);
    return matches(entry.second, value ? *value : Value{});
  });
}

bool matches(Value const& expected, Value const& found) {  // depth: that of values
  if (expected.list()) return found.list() && matches_list(*expected.list(), *found.list());
  if (expected.context()) return found.context() && matches_context(*expected.context(), *found.context());
  if (expected.is_null() || found.is_null()) return expected.is_null() && found.is_null();
  if (found.number() && expected.string())
    if (auto const number = read_decimal(*expected.string())) return *number == *found.number();
  return !found.list() && !found.context() && plain(expected) == plain(found);
}

std::string show(Value const& value) { return value.is_null() ? "nothing" : plain(value); }

Value at_path(Value const& data, std::string const& path) {
  Value found = data;
  for (std::size_t start = 0; start <= path.size();) {
    auto const end = std::min(path.find('.', start), path.size());
    auto const* const inner = found.context() ? found.context()->find(path.substr(start, end - start)) : nullptr;
    if (!inner) return {};
    found = Value{*inner};
    start = end + 1;
  }
  return found;
}

Mismatch compare_fields(std::string_view what, Value const& expected, Value const& found, bool paths) {
  if (!expected.context()) return {};
  for (auto const& [name, value] : *expected.context()) {
    auto const there = paths ? at_path(found, name) : found.context() && found.context()->find(name) ? *found.context()->find(name) : Value{};
    if (!matches(value, there)) return differ(fmt::format("{} {}", what, name), show(value), show(there));
  }
  return {};
}

Mismatch compare_numbers(Value const& expected, Value const& found) {
  bool const none = !found.context() || found.context()->empty();
  if (expected.context() && expected.context()->empty() && !none) return differ("numbers", "none", plain(found));
  return compare_fields("number", expected, found, false);
}

Mismatch compare_editable(std::vector<std::string> const& expected, SeenCase const& seen) {
  auto const found = seen.all_editable ? std::vector<std::string>{"all"} : seen.editable;
  auto wanted = expected, there = found;
  std::sort(wanted.begin(), wanted.end());
  std::sort(there.begin(), there.end());
  if (wanted == there) return {};
  return differ("editable", show(expected), show(found));
}

bool one_holds(std::vector<std::string> const& texts, std::string const& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Mismatch compare_one(std::string_view what, std::optional<std::string> const& expected, std::vector<std::string> const& found) {
  if (!expected || one_holds(found, *expected)) return {};
  return differ(fmt::format("the last act's {}", what), *expected, show(found));
}

Mismatch compare_count(Expectation const& expect, std::size_t found, std::string const& shown) {
  if (!expect.count || *expect.count == static_cast<std::int64_t>(found)) return {};
  return fmt::format("expected {} in the list, found {}{}", *expect.count, found, shown);
}

}  // namespace

Mismatch compare_case(Expectation const& expect, SeenCase const& seen, SeenCase const* for_starter) {
  for (auto const& one : {compare("title", expect.title, seen.title), compare("stage", expect.stage, seen.stage), compare("end", expect.end, seen.end),
                          compare("status", expect.status, seen.status), compare("division", expect.division, seen.division),
                          compare("files", expect.files, seen.files), compare("unfinished", expect.unfinished, seen.unfinished),
                          compare("warnings", expect.warnings, seen.warnings)})
    if (one) return one;
  if (expect.data)
    if (auto difference = compare_fields("data", *expect.data, seen.data, true)) return difference;
  if (expect.numbers)
    if (auto difference = compare_numbers(*expect.numbers, seen.numbers)) return difference;
  if (expect.due && expect.due != seen.due) return differ("due", write(*expect.due), seen.due ? write(*seen.due) : "no limit");
  if (expect.editable) return compare_editable(*expect.editable, for_starter ? *for_starter : seen);
  return {};
}

Mismatch compare_actions(Expectation const& expect, SeenCase const& seen) {
  for (auto const& one : {compare("actions", expect.actions, seen.actions), compare("titles", expect.titles, seen.titles),
                          compare("classes", expect.classes, seen.classes)})
    if (one) return one;
  return {};
}

Mismatch compare_list(Expectation const& expect, SeenList const& seen) {
  auto const size = std::max(seen.titles.size(), seen.fields.size());
  if (auto difference = compare_count(expect, size, seen.titles.empty() ? "" : ": " + show(seen.titles))) return difference;
  if (auto difference = compare("titles", expect.titles, seen.titles)) return difference;
  if (!expect.fields) return {};
  auto const expected = expect.fields->list() ? *expect.fields->list() : List{*expect.fields};
  if (expected.size() != seen.fields.size()) return fmt::format("expected {} records, found {}", expected.size(), seen.fields.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (auto difference = compare_fields(fmt::format("record {} field", i + 1), expected[i], seen.fields[i], false)) return difference;
  return {};
}

Mismatch compare_record(Expectation const& expect, SeenRecord const& seen) {
  if (expect.fields)
    if (auto difference = compare_fields("field", *expect.fields, seen.fields, false)) return difference;
  if (expect.versions && *expect.versions != seen.version) return fmt::format("expected {} versions, found {}", *expect.versions, seen.version);
  if (expect.valid && *expect.valid != seen.valid) return fmt::format("expected a {} record", *expect.valid ? "valid" : "no longer valid");
  return {};
}

Mismatch compare_said(Expectation const& expect, Value const& seen) {
  if (expect.fields)
    if (auto difference = compare_fields("field", *expect.fields, seen, true)) return difference;
  if (expect.says.empty()) return {};
  auto const all = write_json(seen);
  for (auto const& part : expect.says)
    if (all.find(part) == std::string::npos) return differ("something that says", part, all);
  return {};
}

Mismatch compare_history(Expectation const& expect, std::vector<SeenAct> const& acts) {
  if (auto difference = compare_count(expect, acts.size(), "")) return difference;
  if (!expect.last) return {};
  if (acts.empty()) return "expected a last act, found none";
  auto const& last = acts.back();
  for (auto const& one : {compare("the last act by", expect.last->by, last.by), compare_one("action", expect.last->action, last.actions),
                          compare_one("from", expect.last->from, last.from), compare_one("to", expect.last->to, last.to),
                          compare_one("reason", expect.last->reason, last.reasons)})
    if (one) return one;
  return {};
}

Mismatch compare_refusal(ExpectedRefusal const& expected, Refusal const& found) {
  if (expected.code != found.code) return fmt::format("expected the refusal {}, found {}", expected.code, describe(found));
  for (auto const& code : expected.items)
    if (std::none_of(found.items.begin(), found.items.end(), [&](RefusalItem const& item) { return item.code == code; }))
      return fmt::format("expected {} among the refusal's items, found {}", code, describe(found));
  if (expected.text.empty() || std::any_of(found.items.begin(), found.items.end(), [&](RefusalItem const& item) {
        return item.text_zh.find(expected.text) != std::string::npos || item.where.find(expected.text) != std::string::npos;
      }))
    return {};
  return fmt::format("expected a refusal that says {}, found {}", expected.text, describe(found));
}

std::string describe(Refusal const& refusal) {
  std::string out = refusal.code;
  for (std::size_t i = 0; i < refusal.items.size() && i < 8; ++i) {
    auto const& item = refusal.items[i];
    out += fmt::format("{}{}{}{} ({})", i == 0 ? ": " : "; ", item.where, item.where.empty() ? "" : " ", item.text_zh, item.code);
  }
  if (refusal.items.size() > 8) out += fmt::format("; and {} more", refusal.items.size() - 8);
  return out;
}

}  // namespace guicheng
