// Effects of an action: numbers, fields of the case, records. Entry point: run_effects.
#include "workflow/deciding.hpp"
#include "workflow/judging.hpp"

#include <algorithm>

namespace guicheng {
namespace {

/// Text of a key or a part of a number: texts and numbers only.
std::optional<std::string> plain_text(Value const& value) {
  if (value.string()) return *value.string();
  if (value.number()) return write_decimal(*value.number());
  return std::nullopt;
}

class Effects {
 public:
  Effects(Deciding const& about, std::vector<JudgedAhead> const& ahead, Evaluator& names, PendingView& pending, std::vector<Event>& events, Items& items)
      : about_{about}, ahead_{ahead}, names_{names}, pending_{pending}, events_{events}, items_{items} {}

  std::optional<Error> run(std::vector<Effect> const& effects) {
    for (auto const& effect : effects) {
      auto failed = std::visit([&](auto const& one) { return apply(one); }, effect);
      if (failed) return failed;
      if (names_.failed()) return names_.failed();
      if (!items_.empty()) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  /// A case keeps the number it has: after a return, nothing is issued twice.
  std::optional<Error> apply(IssueNumber const& number) {
    auto const* const issued = names_.numbers().context();
    if (issued && issued->find(number.name)) return std::nullopt;
    auto counter = number.name;
    auto const year = std::to_string(names_.today().year);
    if (number.per_year) counter += "/" + year;
    if (number.per_division) counter += "/" + names_.division();
    auto const last = pending_.last_serial(about_.system.id, counter);
    if (!last) return last.error();
    auto const serial = *last + 1;
    auto text = compose(number, year, serial);
    if (!items_.empty()) return std::nullopt;
    pending_.issue(counter, serial);
    names_.set_number(number.name, text);
    events_.push_back(NumberIssued{number.name, std::move(text), std::move(counter), serial});
    return std::nullopt;
  }

  std::string compose(IssueNumber const& number, std::string const& year, std::int64_t serial) {
    std::string text;
    for (auto const& part : number.pattern) {
      switch (part.kind) {
        case NumberPart::Kind::literal: text += part.text; break;
        case NumberPart::Kind::year: text += year; break;
        case NumberPart::Kind::division: text += names_.division(); break;
        case NumberPart::Kind::serial: {
          auto const digits = std::to_string(serial);
          auto const width = static_cast<std::size_t>(std::clamp(part.width, 0, 18));
          if (digits.size() < width) text.append(width - digits.size(), '0');
          text += digits;
          break;
        }
        case NumberPart::Kind::formula: {
          auto const value = part.formula ? plain_text(names_.value(*part.formula)) : std::nullopt;
          if (value) text += *value;
          else if (part.formula) items_.push_back(names_.missing(*part.formula, number.name, number.name));
          break;
        }
      }
    }
    return text;
  }

  /// The value of a formula, brought to the field's type. A null that an error made is refused, a plain null clears.
  Value typed(Formula const& formula, Field const* field, std::string const& where) {
    auto value = names_.value(formula);
    if (auto const* const feel = std::get_if<Feel>(&formula); feel && value.is_null() && !names_.explained(*feel).reasons.empty()) {
      items_.push_back(names_.missing(*feel, where, where));
      return {};
    }
    return field ? typed(std::move(value), *field, where) : value;
  }

  Value typed(Value value, Field const& field, std::string const& where) {
    Items wrong;
    auto read = read_field(about_.system, field, value, where, names_.today(), wrong);
    for (auto const& item : wrong) items_.push_back(refuse(Why::effect_value, where, {where, both(item.text_zh, item.text_en)}));
    return read;
  }

  std::optional<Error> apply(SetField const& set) {
    auto const* const field = about_.workflow.find_field(set.module, set.field);
    if (!field) return fail(Errc::bad_definition, "There is no field " + path(set.module, set.field) + " to set.");
    auto value = typed(set.value, field, path(set.module, set.field));
    if (!items_.empty()) return std::nullopt;
    names_.set_field(set.module, set.field, value);
    Context fields, modules;
    fields.set(set.field, std::move(value));
    modules.set(set.module, std::move(fields));
    events_.push_back(DataChanged{std::move(modules)});
    return std::nullopt;
  }

  std::optional<Error> apply(ChangeRecord const& change) {
    auto const* const type = about_.system.find_record_type(change.type);
    if (!type) return fail(Errc::bad_definition, "There is no record type " + change.type + ".");
    if (change.when) {
      auto const held = names_.truth(*change.when);
      if (held == Evaluator::Truth::unknown) items_.push_back(names_.missing(*change.when, change.type, change.type));
      if (held != Evaluator::Truth::yes) return std::nullopt;
    }
    auto set = fields_of(change, *type);
    if (!items_.empty()) return std::nullopt;
    for (auto const& key : keys_of(change, *type, set)) {
      if (auto failed = change_one(change, *type, key, set)) return failed;
    }
    return std::nullopt;
  }

  Context fields_of(ChangeRecord const& change, RecordType const& type) {
    Context fields;
    auto const add = [&](std::string const& name, auto const& given) {
      auto const found = std::find_if(type.fields.begin(), type.fields.end(), [&](Field const& field) { return field.name == name; });
      auto const where = path(type.name, name);
      if (found == type.fields.end()) items_.push_back(refuse(Why::unknown_field, where, {where}));
      else fields.set(name, typed(given, *found, where));
    };
    for (auto const& [name, formula] : change.set) {
      auto const found = std::find_if(type.fields.begin(), type.fields.end(), [&, &wanted = name](Field const& f) { return f.name == wanted; });
      auto const where = path(type.name, name);
      fields.set(name, typed(formula, found == type.fields.end() ? nullptr : &*found, where));
    }
    if (!change.merge) return fields;
    auto const merged = names_.value(*change.merge);
    if (!merged.context()) items_.push_back(names_.missing(*change.merge, change.type, change.type));
    else for (auto const& [name, value] : *merged.context()) add(name, value);
    return fields;
  }

  std::vector<std::string> keys_of(ChangeRecord const& change, RecordType const& type, Context const& set) {
    Value keys;
    if (change.key) keys = names_.value(*change.key);
    else if (auto const* const value = set.find(type.key)) keys = *value;
    std::vector<std::string> texts;
    auto const add = [&](Value const& key) {
      auto text = plain_text(key);
      if (text && !text->empty()) texts.push_back(std::move(*text));
      else if (change.key) items_.push_back(names_.missing(*change.key, change.type, change.type));
      else items_.push_back(refuse(Why::required, path(type.name, type.key), {type.key}));
    };
    if (keys.list()) for (auto const& key : *keys.list()) add(key);
    else add(keys);
    return texts;
  }

  std::optional<Error> change_one(ChangeRecord const& change, RecordType const& type, std::string const& key, Context set) {
    if (!items_.empty()) return std::nullopt;
    auto before = pending_.find_record(about_.system.id, type.name, key);
    if (!before) return before.error();
    auto const exists = before->has_value();
    auto const& title = type.title.empty() ? type.name : type.title;
    using Mode = ChangeRecord::Mode;
    if (change.mode == Mode::create && exists) items_.push_back(refuse(Why::record_exists, type.name, {title, key}));
    if (change.mode == Mode::change && !exists) items_.push_back(refuse(Why::record_missing, type.name, {title, key}));
    if (!items_.empty()) return std::nullopt;
    if (!exists && !type.key.empty() && !set.find(type.key)) set.set(type.key, key);
    RecordChanged event{type.name, key, std::move(set), !exists};
    pending_.change(event, std::move(*before), about_.state.id);
    events_.push_back(std::move(event));
    return std::nullopt;
  }

  std::optional<Error> apply(Judge const& judge) {
    auto const ahead = std::find_if(ahead_.begin(), ahead_.end(), [&](JudgedAhead const& one) { return one.judge == &judge; });
    if (ahead != ahead_.end()) return events_.push_back(Judged{judge.into, ahead->result}), std::nullopt;
    auto result = judged(about_.system, judge, names_, items_);
    if (!result) return std::nullopt;
    names_.set_result(judge.into, *result);
    events_.push_back(Judged{judge.into, std::move(*result)});
    return std::nullopt;
  }

  Deciding const& about_;
  std::vector<JudgedAhead> const& ahead_;
  Evaluator& names_;
  PendingView& pending_;
  std::vector<Event>& events_;
  Items& items_;
};

}  // namespace

std::optional<Error> run_effects(Deciding const& about, std::vector<Effect> const& effects, std::vector<JudgedAhead> const& ahead, Evaluator& names,
                                 PendingView& pending, std::vector<Event>& events, Items& items) {
  return Effects{about, ahead, names, pending, events, items}.run(effects);
}

Result<std::optional<Record>> PendingView::find_record(std::string_view system, std::string_view type, std::string_view key) const {
  for (auto const& record : changed_)
    if (record.type == type && record.key == key) return std::optional{record};
  return base_.find_record(system, type, key);
}

Result<std::vector<Record>> PendingView::records_of(std::string_view system, std::string_view type, std::string_view organisation) const {
  auto found = base_.records_of(system, type, organisation);
  auto const* const declared = system_.find_record_type(type);
  if (!found || changed_.empty() || !declared) return found;
  auto const belongs = [&](Record const& record) {
    auto const* const owner = record.fields.context() ? record.fields.context()->find(declared->organisation) : nullptr;
    return owner && owner->string() && *owner->string() == organisation;
  };
  for (auto const& record : changed_) {
    if (record.type != type) continue;
    std::erase_if(*found, [&](Record const& stored) { return stored.key == record.key; });
    if (belongs(record)) found->push_back(record);
  }
  std::sort(found->begin(), found->end(), [](Record const& a, Record const& b) { return a.key < b.key; });
  return found;
}

Result<std::int64_t> PendingView::last_serial(std::string_view system, std::string_view counter) const {
  for (auto const& [name, serial] : serials_)
    if (name == counter) return serial;
  return base_.last_serial(system, counter);
}

void PendingView::change(RecordChanged const& event, std::optional<Record> before, CaseId by) {
  auto record = evolve(before ? std::move(*before) : Record{}, event, by);
  std::erase_if(changed_, [&](Record const& other) { return other.type == record.type && other.key == record.key; });
  changed_.push_back(std::move(record));
}

void PendingView::issue(std::string const& counter, std::int64_t serial) {
  for (auto& [name, last] : serials_)
    if (name == counter) { last = serial; return; }
  serials_.emplace_back(counter, serial);
}

}  // namespace guicheng
