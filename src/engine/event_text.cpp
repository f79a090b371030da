// Writing acts and states as compact JSON. Entry points: write_act, write_state, write_fields. Reading: event_reading.cpp.
// Events are arrays that begin with a word; what is at its default at an array's end is left out. See README.md.
#include <guicheng/event_text.hpp>

#include <guicheng/json.hpp>

#include <charconv>

namespace guicheng {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

class Writer {
 public:
  Writer() { text_.reserve(512); }
  std::string take() { return std::move(text_); }

  void act(Act const& act) {
    text_ += "{\"n\":";
    number(act.seq);
    text_ += ",\"t\":";
    number(act.at.milliseconds);
    if (act.due) {
      text_ += ",\"u\":";
      number(act.due->milliseconds);
    }
    text_ += ",\"b\":";
    reference(act.by);
    if (!act.reason.empty()) {
      text_ += ",\"r\":";
      string(act.reason);
    }
    text_ += ",\"e\":";
    array(act.events, [&](Event const& one) { event(one); });
    text_ += '}';
  }

  void state(CaseState const& state) {
    text_ += '[';
    all(state.id, static_cast<int>(state.status), state.system, state.workflow, state.version, state.definition, state.calendar);
    text_ += ',';
    reference(state.applicant);
    text_ += ',';
    all(state.division, state.started, state.changed, state.seq, state.last_token);
    text_ += ',';
    array(state.positions, [&](Position const& p) { list(p.token, p.stage, p.entered, p.returned, p.editable); });
    text_ += ',';
    all(state.end, state.data, state.numbers, state.results);
    text_ += ',';
    array(state.files, [&](FileRef const& file) { list(file.slot, file.name, file.type, file.size, file.hash); });
    text_ += ',';
    array(state.clocks, [&](Clock const& one) { text_ += '['; clock(one); text_ += ']'; });
    text_ += ',';
    array(state.done, [&](Done const& done) { list(done.stage, done.action, done.at, done.by, done.times, done.effective); });
    text_ += ']';
  }

  void put(Value const& value) {
    using enum Value::Kind;
    switch (value.kind()) {
      case null: case range: case function: text_ += "null"; return;
      case boolean: text_ += *value.boolean() ? "true" : "false"; return;
      case number: text_ += write_decimal(*value.number()); return;
      case string: data_string(*value.string()); return;
      case date: marked(write(*value.date())); return;
      case time: marked(write(*value.time())); return;
      case date_time: marked(write(*value.date_time())); return;
      case days_duration: marked(write(*value.days_duration())); return;
      case months_duration: marked(write(*value.months_duration())); return;
      case list: array(*value.list(), [&](Value const& item) { put(item); }); return;
      case context: break;
    }
    text_ += '{';
    auto separator = "";
    for (auto const& [name, entry] : *value.context()) {
      text_ += separator;
      separator = ",";
      this->string(name);
      text_ += ':';
      put(entry);
    }
    text_ += '}';
  }

 private:
  void event(Event const& event) {
    text_ += '[';
    std::visit(Match{
                   [&](CaseStarted const& e) {
                     word("start");
                     all(e.id, e.system, e.workflow, e.version, e.definition, e.calendar);
                     text_ += ',';
                     reference(e.applicant);
                     text_ += ',';
                     put(e.division);
                   },
                   [&](DataChanged const& e) { word("data"); put(e.data); },
                   [&](FileAttached const& e) { word("attach"); all(e.file.slot, e.file.name, e.file.type, e.file.size, e.file.hash); },
                   [&](FileRemoved const& e) { word("remove"); all(e.slot, e.hash); },
                   [&](ActionTaken const& e) {
                     word("take");
                     all(e.token, e.stage, e.action);
                     if (!e.input.is_null() || e.effective) { text_ += ','; put(e.input); }
                     if (e.effective) { text_ += ','; put(e.effective); }
                   },
                   [&](StageEntered const& e) {
                     word("enter");
                     all(e.token, e.stage);
                     if (e.returned || !e.editable.empty()) { text_ += ','; put(e.returned); }
                     if (!e.editable.empty()) { text_ += ','; put(e.editable); }
                   },
                   [&](StageLeft const& e) { word("leave"); put(e.token); },
                   [&](DivisionSet const& e) { word("division"); put(e.division); },
                   [&](ClockSet const& e) { word("clock"); clock(e.clock); },
                   [&](NumberIssued const& e) { word("number"); all(e.name, e.text, e.counter, e.serial); },
                   [&](RecordChanged const& e) { word("record"); all(e.type, e.key, e.set, e.created); },
                   [&](Judged const& e) { word("judge"); all(e.name, e.result); },
                   [&](CaseEnded const& e) { word("end"); put(e.end); },
               },
               event);
    text_ += ']';
  }

  void clock(Clock const& clock) {
    all(static_cast<int>(clock.state), clock.name, clock.stage, clock.start, clock.days, clock.working, clock.used,
        clock.running_since, clock.due, clock.fires, clock.extensions);
    if (!clock.stopped_for.empty() || !clock.uncounted.empty()) { text_ += ','; put(clock.stopped_for); }
    if (!clock.uncounted.empty()) { text_ += ','; put(clock.uncounted); }
  }

  void reference(ActorRef const& actor) { list(actor.id, actor.name, actor.organisation); }

  template <class... Fields>
  void all(Fields const&... fields) {
    auto is_first = true;
    ((is_first ? void() : void(text_ += ','), is_first = false, put(fields)), ...);
  }
  template <class... Fields>
  void list(Fields const&... fields) {
    text_ += '[';
    all(fields...);
    text_ += ']';
  }
  template <class Items, class Write>
  void array(Items const& items, Write const& write) {
    text_ += '[';
    auto is_first = true;
    for (auto const& item : items) {
      if (!is_first) text_ += ',';
      is_first = false;
      write(item);
    }
    text_ += ']';
  }

  void word(std::string_view word) {
    text_ += '"';
    text_ += word;
    text_ += "\",";
  }
  template <class Whole>
  void number(Whole whole) {
    char digits[24];
    auto const end = std::to_chars(digits, digits + sizeof digits, whole).ptr;
    text_.append(digits, end);
  }
  void put(std::int64_t whole) { number(whole); }
  void put(std::uint64_t whole) { number(whole); }
  void put(std::uint32_t whole) { number(whole); }
  void put(int whole) { number(whole); }
  void put(bool is) { text_ += is ? "true" : "false"; }
  void put(Instant instant) { number(instant.milliseconds); }
  void put(Date date) { string(write(date)); }
  void put(std::string const& text) { string(text); }
  void put(std::vector<DaySpan> const& spans) { array(spans, [&](DaySpan const& span) { list(span.after, span.until); }); }
  void put(std::vector<std::string> const& texts) { array(texts, [&](std::string const& text) { string(text); }); }
  template <class T>
  void put(std::optional<T> const& value) {
    if (value) put(*value);
    else text_ += "null";
  }

  void string(std::string_view text) { write_json_string(text_, text); }
  void data_string(std::string const& text) {
    if (text.starts_with('@')) string("@" + text);
    else string(text);
  }
  void marked(std::string const& text) {
    text_ += "\"@";
    text_ += text;  // ISO 8601 and zone names need no escape
    text_ += '"';
  }

  std::string text_;
};

}  // namespace

std::string write_act(Act const& act) {
  Writer writer;
  writer.act(act);
  return writer.take();
}

std::string write_state(CaseState const& state) {
  Writer writer;
  writer.state(state);
  return writer.take();
}

std::string write_fields(Value const& fields) {
  Writer writer;
  writer.put(fields);
  return writer.take();
}

}  // namespace guicheng
