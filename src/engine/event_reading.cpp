// Reading acts and states back from their JSON. Entry points: read_act, read_state, read_fields. Total: text that is not
// of the form is an Error with what was expected, never more.
#include <guicheng/event_text.hpp>

#include <guicheng/json.hpp>

#include <type_traits>
#include <utility>

namespace guicheng {
namespace {

constexpr JsonLimits limits{64u << 20, Value::max_depth, 10'000'000, 100'000};

/// A text that begins with `@` is a date or a duration, or with `@@` itself a text that begins so.
std::optional<Value> unmarked(std::string const& text) {
  auto const rest = std::string_view{text}.substr(1);
  if (rest.starts_with('@')) return Value{rest};
  if (auto const date = read_date(rest)) return Value{*date};
  if (auto const moment = read_date_time(rest)) return Value{*moment};
  if (auto const time = read_time(rest)) return Value{*time};
  if (auto const days = read_days_duration(rest)) return Value{*days};
  if (auto const months = read_months_duration(rest)) return Value{*months};
  return std::nullopt;
}

/// Goes through an array front to back; the first thing that does not fit is kept, and nothing is read after it.
class Items {
 public:
  Items(Value const* value, std::string_view what) {
    if (value && value->list()) items_ = value->list();
    else miss(what, "an array");
  }

  bool is_right() const noexcept { return expected_.empty(); }
  Error error() const { return fail(Errc::bad_syntax, "An act or state is not of its form: " + expected_ + "."); }
  bool has_more() const noexcept { return is_right() && at_ < items_->size(); }

  Value const* next() { return has_more() ? &(*items_)[at_++] : nullptr; }

  template <class... Fields>
  void read(Fields&... fields) { (one(fields), ...); }
  /// As read, but an array may have ended before.
  template <class Field>
  void may(Field& field) { if (has_more()) one(field); }

  void one(std::string& text) {
    if (auto const* const value = next(); value && value->string()) text = *value->string();
    else miss("an entry", "a text");
  }
  void one(bool& is) {
    if (auto const* const value = next(); value && value->boolean()) is = *value->boolean();
    else miss("an entry", "true or false");
  }
  template <class Whole>
    requires std::is_integral_v<Whole>
  void one(Whole& whole) {
    auto const* const value = next();
    auto const read = value && value->number() ? value->number()->to_int64() : std::nullopt;
    if (read && std::in_range<Whole>(*read)) whole = static_cast<Whole>(*read);
    else miss("an entry", "a whole number");
  }
  void one(Instant& instant) { one(instant.milliseconds); }
  void one(Date& date) {
    std::string text;
    one(text);
    auto const read = read_date(text);
    if (read) date = *read;
    else miss("an entry", "a date");
  }
  template <class T>
  void one(std::optional<T>& field) {
    if (has_more() && (*items_)[at_].is_null()) {
      ++at_;
      field.reset();
      return;
    }
    T value{};
    one(value);
    if (is_right()) field = std::move(value);
  }
  void one(Value& value) {
    auto const* const written = next();
    if (!written) return miss("an entry", "a value");
    value = data(*written);
  }
  void one(std::vector<std::string>& texts) {
    each("texts", [&](Items& inner) { inner.one(texts.emplace_back()); }, false);
  }
  void one(std::vector<DaySpan>& spans) {
    each("spans", [&](Items& inner) {
      auto& span = spans.emplace_back();
      inner.read(span.after, span.until);
    });
  }
  void one(ActorRef& actor) { inside([&](Items& inner) { inner.read(actor.id, actor.name, actor.organisation); }); }
  void one(FileRef& file) { read(file.slot, file.name, file.type, file.size, file.hash); }
  void one(Clock& clock) {
    int state = 0;
    read(state, clock.name, clock.stage, clock.start, clock.days, clock.working, clock.used, clock.running_since, clock.due,
         clock.fires, clock.extensions);
    may(clock.stopped_for);
    may(clock.uncounted);
    if (state < 0 || state > static_cast<int>(Clock::State::fired)) miss("a clock", "a known state");
    clock.state = static_cast<Clock::State>(state);
  }

  /// Reads the array that stands next.
  template <class Read>
  void inside(Read const& read) {
    Items inner{next(), "an entry"};
    if (inner.is_right()) read(inner);
    take_over(inner);
  }
  /// Reads each item of the array that stands next: as an array of its own, or as one entry.
  template <class Read>
  void each(std::string_view what, Read const& read, bool arrays = true) {
    Items outer{next(), what};
    while (outer.has_more()) {
      if (arrays) {
        outer.inside([&](Items& inner) { read(inner); });
      } else {
        read(outer);
      }
    }
    take_over(outer);
  }

  void miss(std::string_view what, std::string_view expected) {
    if (is_right()) expected_ = std::string{what} + " should be " + std::string{expected};
  }

  /// A value of data: marks become dates and durations.
  Value data(Value const& written) {
    if (auto const* const text = written.string()) {
      if (!text->starts_with('@')) return written;
      auto value = unmarked(*text);
      if (!value) miss("a text with @", "a date, a time or a duration");
      return value ? *value : Value{};
    }
    if (auto const* const list = written.list()) {
      List items;
      items.reserve(list->size());
      for (auto const& item : *list) items.push_back(data(item));
      return items;
    }
    if (auto const* const context = written.context()) {
      Context entries;
      for (auto const& [name, value] : *context) entries.set(name, data(value));
      return entries;
    }
    return written;
  }

 private:
  void take_over(Items const& inner) {
    if (is_right()) expected_ = inner.expected_;
  }

  List const* items_ = nullptr;
  std::size_t at_ = 0;
  std::string expected_;
};

template <class E, class... Fields>
Event filled(Items& items, E event, Fields E::*... fields) {
  items.read(event.*fields...);
  return event;
}

Event read_take(Items& items) {
  ActionTaken event;
  items.read(event.token, event.stage, event.action);
  items.may(event.input);
  items.may(event.effective);
  return event;
}

Event read_enter(Items& items) {
  StageEntered event;
  items.read(event.token, event.stage);
  items.may(event.returned);
  items.may(event.editable);
  return event;
}

Event read_event(Items& items) {
  std::string word;
  items.one(word);
  if (word == "start")
    return filled(items, CaseStarted{}, &CaseStarted::id, &CaseStarted::system, &CaseStarted::workflow, &CaseStarted::version,
                  &CaseStarted::definition, &CaseStarted::calendar, &CaseStarted::applicant, &CaseStarted::division);
  if (word == "data") return filled(items, DataChanged{}, &DataChanged::data);
  if (word == "attach") return filled(items, FileAttached{}, &FileAttached::file);
  if (word == "remove") return filled(items, FileRemoved{}, &FileRemoved::slot, &FileRemoved::hash);
  if (word == "take") return read_take(items);
  if (word == "enter") return read_enter(items);
  if (word == "leave") return filled(items, StageLeft{}, &StageLeft::token);
  if (word == "division") return filled(items, DivisionSet{}, &DivisionSet::division);
  if (word == "clock") return filled(items, ClockSet{}, &ClockSet::clock);
  if (word == "number")
    return filled(items, NumberIssued{}, &NumberIssued::name, &NumberIssued::text, &NumberIssued::counter, &NumberIssued::serial);
  if (word == "record")
    return filled(items, RecordChanged{}, &RecordChanged::type, &RecordChanged::key, &RecordChanged::set, &RecordChanged::created);
  if (word == "judge") return filled(items, Judged{}, &Judged::name, &Judged::result);
  if (word == "end") return filled(items, CaseEnded{}, &CaseEnded::end);
  items.miss("an event", "of a known kind");
  return CaseEnded{};
}

/// The entries of an act in the order in which Items reads them; absent ones are null.
Value in_order(Context const& act) {
  List entries;
  for (auto const* name : {"n", "t", "u", "b", "r", "e"}) {
    auto const* const value = act.find(name);
    entries.push_back(value ? *value : Value{});
  }
  return entries;
}

}  // namespace

Result<Act> read_act(std::string_view text) {
  auto const json = read_json(text, limits);
  if (!json) return json.error();
  if (!json->context()) return fail(Errc::bad_syntax, "An act is not of its form: it should be an object.");
  auto const entries = in_order(*json->context());
  Act act;
  std::optional<std::string> reason;
  Items items{&entries, "an act"};
  items.read(act.seq, act.at, act.due, act.by, reason);
  items.each("the events", [&](Items& event) { act.events.push_back(read_event(event)); });
  if (!items.is_right()) return items.error();
  act.reason = reason.value_or("");
  return act;
}

Result<CaseState> read_state(std::string_view text) {
  auto const json = read_json(text, limits);
  if (!json) return json.error();
  CaseState state;
  int status = 0;
  Items items{&*json, "a state"};
  items.read(state.id, status, state.system, state.workflow, state.version, state.definition, state.calendar, state.applicant,
             state.division, state.started, state.changed, state.seq, state.last_token);
  items.each("the positions", [&](Items& inner) {
    auto& p = state.positions.emplace_back();
    inner.read(p.token, p.stage, p.entered, p.returned, p.editable);
  });
  items.read(state.end, state.data, state.numbers, state.results);
  items.each("the files", [&](Items& inner) { inner.one(state.files.emplace_back()); });
  items.each("the clocks", [&](Items& inner) { inner.one(state.clocks.emplace_back()); });
  items.each("the actions", [&](Items& inner) {
    auto& done = state.done.emplace_back();
    inner.read(done.stage, done.action, done.at, done.by, done.times);
    inner.may(done.effective);
  });
  if (status < 0 || status > static_cast<int>(CaseStatus::ended)) items.miss("the status", "a known one");
  if (!items.is_right()) return items.error();
  state.status = static_cast<CaseStatus>(status);
  return state;
}

Result<Value> read_fields(std::string_view text) {
  auto const json = read_json(text, limits);
  if (!json) return json.error();
  List const one{*json};
  Value const wrapped{one};
  Items items{&wrapped, "fields"};
  Value fields;
  items.one(fields);
  if (!items.is_right()) return items.error();
  return fields;
}

}  // namespace guicheng
