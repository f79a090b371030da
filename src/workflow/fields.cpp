// Typed values of fields. Entry points: read_fields, read_field.
#include "workflow/fields.hpp"

#include <guicheng/identifiers.hpp>

#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

constexpr std::size_t longest_where = 400;  // of names that came from outside, in messages

std::string_view type_name(FieldKind kind) {
  using enum FieldKind;
  static std::string const names[]{both("文字", "a text"), both("数字", "a number"), both("是或否", "true or false"),
                                   both("日期（例如 2024-03-01）", "a date such as 2024-03-01"), both("列表", "a list"),
                                   both("各项的列表", "a list of items with names")};
  switch (kind) {
    case number: return names[1];
    case boolean: return names[2];
    case date: return names[3];
    case choices: return names[4];
    case list: return names[5];
    case text: case choice: case uscc: case resident_id: case division: case mobile: case record: break;
  }
  return names[0];
}

/// Without broken UTF-8, control characters other than tabs and line ends, and signs that reorder the text.
bool is_clean(std::string_view text) {
  auto const is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F; };
  return !find_invalid_utf8(text) && std::ranges::none_of(text, is_control) && !find_reordering(text);
}

std::string join(std::vector<std::string> const& options) {
  std::string joined;
  for (auto const& option : options) joined += (joined.empty() ? "" : "、") + option;
  return joined;
}

class Reading {
 public:
  Reading(System const& system, Field const& field, std::string const& where, Date today, Items& items)
      : system_{system}, field_{field}, where_{where}, today_{today}, items_{items} {}

  Value read(Value const& given) {
    if (given.is_null() || (given.string() && is_invisible(*given.string()))) return {};
    using enum FieldKind;
    switch (field_.kind) {
      case number: return read_number(given);
      case boolean: return read_boolean(given);
      case date: return read_day(given);
      case choices: return read_choices(given);
      case list: return read_items(given);
      case text: case choice: case uscc: case resident_id: case division: case mobile: case record: break;
    }
    return given.string() ? read_text(given) : wrong_type();
  }

 private:
  template <class... Values>
  Value no(Why why, Values const&... values) {
    items_.push_back(refuse(why, where_, {std::string_view{label(field_)}, std::string_view{values}...}));
    return {};
  }
  Value wrong_type() { return no(Why::wrong_type, type_name(field_.kind)); }

  Value read_text(Value const& given) {
    auto const& written = *given.string();
    if (!is_clean(written)) return no(Why::control_character);
    using enum FieldKind;
    switch (field_.kind) {
      case choice:
        if (std::find(field_.options.begin(), field_.options.end(), written) != field_.options.end()) return given;
        return no(Why::option, join(field_.options));
      case uscc: return identified(read_uscc(written));
      case resident_id: return identified(read_resident_id(written, today_));
      case mobile: return identified(read_mobile(written));
      case division: return read_division(given);
      case text: case number: case boolean: case date: case choices: case list: case record: break;
    }
    auto const characters = count_characters(written);
    if (characters < field_.min_length) return no(Why::too_short, std::to_string(field_.min_length));
    if (characters > field_.max_length) return no(Why::too_long, std::to_string(field_.max_length));
    return given;
  }

  Value identified(Identifier identifier) {
    if (identifier.is_right()) return std::move(identifier.text);
    return no(Why::identifier, both(identifier.zh, identifier.en));
  }

  Value read_division(Value const& given) {
    auto const& code = *given.string();
    auto const is_digits = std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_digits || code.size() < 6 || code.size() > 12)
      return no(Why::wrong_type, both("行政区划代码（6 至 12 位数字）", "a division code of 6 to 12 digits"));
    auto const& all = system_.divisions;
    auto const found = std::lower_bound(all.begin(), all.end(), code, [](Division const& d, std::string const& c) { return d.code < c; });
    if (!all.empty() && (found == all.end() || found->code != code)) return no(Why::unknown_division);
    return given;
  }

  Value read_number(Value const& given) {
    std::optional<Decimal> number;
    if (given.number()) number = *given.number();
    else if (given.string() && given.string()->size() <= 64) {
      if (auto const read = read_decimal(*given.string())) number = *read;
    }
    if (!number) return wrong_type();
    if (field_.digits) {
      auto const rounded = round(*number, *field_.digits, Rounding::half_even);
      if (!rounded || *rounded != *number) return no(Why::digits, std::to_string(*field_.digits));
    }
    if (field_.min && *number < *field_.min) return no(Why::too_small, write_decimal(*field_.min) + field_.unit);
    if (field_.max && *number > *field_.max) return no(Why::too_big, write_decimal(*field_.max) + field_.unit);
    return *number;
  }

  Value read_boolean(Value const& given) {
    if (given.boolean()) return given;
    auto const* const written = given.string();
    if (written && (*written == "true" || *written == "false")) return *written == "true";
    return wrong_type();
  }

  Value read_day(Value const& given) {
    std::optional<Date> day;
    if (given.date()) day = *given.date();
    else if (given.string() && given.string()->size() == 10) day = read_date(*given.string());
    if (!day || day->year < 1 || day->year > 9999) return wrong_type();
    return *day;
  }

  Value read_choices(Value const& given) {
    if (!given.list()) return wrong_type();
    List chosen;
    for (auto const& one : *given.list()) {
      auto const* const text = one.string();
      if (!text || std::find(field_.options.begin(), field_.options.end(), *text) == field_.options.end())
        return no(Why::option, join(field_.options));
      if (std::find(chosen.begin(), chosen.end(), one) != chosen.end()) return no(Why::twice, *text);
      chosen.push_back(one);
    }
    return chosen.empty() ? Value{} : Value{std::move(chosen)};
  }

  Value read_items(Value const& given) {
    if (!given.list()) return wrong_type();
    if (given.list()->size() > field_.max_items) return no(Why::too_many_items, std::to_string(field_.max_items));
    List read;
    std::size_t number = 0;
    for (auto const& item : *given.list()) {
      Context fields;
      auto wrong = read_fields(system_, field_.of, item, where_ + "[" + std::to_string(++number) + "]", today_, fields);
      items_.insert(items_.end(), std::make_move_iterator(wrong.begin()), std::make_move_iterator(wrong.end()));
      if (items_.size() > most_told) break;
      read.push_back(std::move(fields));
    }
    return read.empty() ? Value{} : Value{std::move(read)};
  }

  System const& system_;
  Field const& field_;
  std::string const& where_;
  Date today_;
  Items& items_;
};

}  // namespace

std::string path(std::string_view where, std::string_view name) {
  std::string joined{where};
  if (!joined.empty()) joined += '.';
  return joined += name.substr(0, longest_where);
}

std::string const& label(Field const& field) noexcept { return field.title.empty() ? field.name : field.title; }

Value read_field(System const& system, Field const& field, Value const& given, std::string const& where, Date today, Items& items) {
  return Reading{system, field, where, today, items}.read(given);
}

std::vector<RefusalItem> read_fields(System const& system, std::span<Field const> fields, Value const& given,
                                     std::string const& where, Date today, Context& into) {
  Items items;
  auto const* const values = given.context();
  if (!values) {
    items.push_back(refuse(Why::wrong_type, where, {where, both("字段和值", "names with values")}));
    return items;
  }
  for (auto const& [name, value] : *values) {
    if (items.size() > most_told) break;
    auto const is_it = [&, &wanted = name](Field const& field) { return field.name == wanted; };
    auto const field = std::find_if(fields.begin(), fields.end(), is_it);
    auto const place = path(where, name);
    if (field == fields.end()) items.push_back(refuse(Why::unknown_field, place, {place}));
    else into.set(name, read_field(system, *field, value, place, today, items));
  }
  return items;
}

}  // namespace guicheng
