#include <guicheng/event_text.hpp>

#include "workflow_test.hpp"

#include <random>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

/// Random acts and states: every kind of event and value, odd texts, edges of numbers.
class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}

  std::uint64_t below(std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>{0, n - 1}(engine_); }
  bool coin() { return below(2) == 0; }
  std::int64_t whole() { return static_cast<std::int64_t>(below(1u << 20)) - (1 << 19) + (below(50) == 0 ? (std::int64_t{1} << 60) : 0); }
  std::string text() {
    static char const* const texts[]{"", "@", "@@", "@2024-01-01", "受理岗", "a\"b\\c", "\n\t\x01", "😀", "null", "2024-01-01", "P3D", "a long text beyond the small buffer"};
    return texts[below(std::size(texts))];
  }
  Date date() { return civil_from_days(static_cast<std::int64_t>(below(800'000)) - 10'000); }
  Instant instant() { return {static_cast<std::int64_t>(below(1ull << 42)) - (1ll << 41)}; }
  template <class Make> auto maybe(Make make) { return coin() ? std::optional{make()} : std::nullopt; }
  template <class Make> auto some(Make make) {
    std::vector<decltype(make())> made;
    for (auto n = below(4); n > 0; --n) made.push_back(make());
    return made;
  }

  Value value(int depth = 3) {
    switch (below(depth > 0 ? 11 : 9)) {
      case 0: return {};
      case 1: return coin();
      case 2: return *Decimal::scaled(whole(), static_cast<int>(below(20)) - 5);
      case 3: case 4: return text();
      case 5: return date();
      case 6: return DateTime{date(), Time{static_cast<std::int64_t>(below(86'400)) * 1'000'000'000, {}}};
      case 7: return DaysDuration{whole(), 0};
      case 8: return MonthsDuration{whole()};
      case 9: return some([&] { return value(depth - 1); });
      default: return context(depth - 1);
    }
  }
  Value context(int depth = 2) {
    Context entries;
    for (auto n = below(12); n > 0; --n) entries.set(text() + std::to_string(below(20)), value(depth));
    return entries;
  }
  ActorRef actor() { return {text(), text(), text()}; }
  FileRef file() { return {text(), text(), text(), below(1ull << 40), text()}; }
  std::uint32_t token() { return static_cast<std::uint32_t>(below(1ull << 32)); }
  Clock clock() {
    return {static_cast<Clock::State>(below(4)), text(), text(), date(), static_cast<int>(below(99)), coin(), static_cast<int>(below(99)), date(),
            maybe([&] { return date(); }), maybe([&] { return instant(); }), static_cast<int>(below(3)), text(),
            some([&] { return DaySpan{date(), date()}; })};
  }
  Event event() {
    switch (below(13)) {
      case 0: return CaseStarted{whole(), text(), text(), text(), text(), text(), actor(), text()};
      case 1: return DataChanged{context()};
      case 2: return FileAttached{file()};
      case 3: return FileRemoved{text(), text()};
      case 4: return ActionTaken{token(), text(), text(), coin() ? Value{} : context(), maybe([&] { return date(); })};
      case 5: return StageEntered{token(), text(), coin(), some([&] { return text(); })};
      case 6: return StageLeft{token()};
      case 7: return DivisionSet{text()};
      case 8: return ClockSet{clock()};
      case 9: return NumberIssued{text(), text(), text(), whole()};
      case 10: return RecordChanged{text(), text(), context(), coin()};
      case 11: return Judged{text(), value()};
      default: return CaseEnded{text()};
    }
  }
  Act act() { return {below(1u << 30), instant(), maybe([&] { return instant(); }), actor(), text(), some([&] { return event(); })}; }
  CaseState state() {
    CaseState state;
    state.id = whole();
    state.status = static_cast<CaseStatus>(below(3));
    state.system = text(), state.workflow = text(), state.version = text(), state.definition = text(), state.calendar = text();
    state.applicant = actor();
    state.division = text();
    state.started = instant(), state.changed = instant();
    state.seq = below(1u << 30);
    state.last_token = token();
    state.positions = some([&] { return Position{token(), text(), instant(), coin(), some([&] { return text(); })}; });
    state.end = text();
    state.data = context(), state.numbers = context(), state.results = context();
    state.files = some([&] { return file(); });
    state.clocks = some([&] { return clock(); });
    state.done = some([&] { return Done{text(), text(), instant(), text(), token(), maybe([&] { return date(); })}; });
    return state;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("event text: every act and state is read as it was written") {
  Random random{7};
  for (int i = 0; i < 2000; ++i) {
    auto const act = random.act();
    auto const written = write_act(act);
    CAPTURE(written);
    auto const read = read_act(written);
    REQUIRE(read.has_value());
    CHECK((*read == act));
    auto const state = random.state();
    auto const read_again = read_state(write_state(state));
    REQUIRE(read_again.has_value());
    CHECK((*read_again == state));
    auto const fields = random.value();
    CHECK((read_fields(write_fields(fields)) == Result<Value>{fields}));
  }
}

TEST_CASE("event text: a real accept is short") {
  World world;
  accept(world);
  auto const text = write_act(world.history.back());
  CHECK(text == R"({"n":4,"t":1709254800000,"b":["李敏","李敏",""],"e":[["take",2,"acceptance","accept"],["leave",2],)"
                R"(["clock",2,"acceptance","acceptance","2024-03-01",5,true,0,"2024-03-01","2024-03-08",null,0],["enter",3,"approval"],)"
                R"(["clock",0,"approval","approval","2024-03-01",20,true,0,"2024-03-01","2024-03-29",null,0]]})");
}

TEST_CASE("event text: what a later release adds at the end does not stand in the way") {
  CHECK(read_act(R"({"n":1,"t":2,"b":["a","b","c","d"],"x":5,"e":[["leave",2,"more"]]})").value().events.size() == 1);
}

TEST_CASE("event text: torn and changed text is an error or another act, never a crash") {
  Random random{11};
  for (int i = 0; i < 300; ++i) {
    auto const text = i % 2 == 0 ? write_act(random.act()) : write_state(random.state());
    CHECK_FALSE(read_act(std::string_view{text}.substr(0, text.size() - 1)).has_value());
    CHECK_FALSE(read_state(std::string_view{text}.substr(0, random.below(text.size()))).has_value());
    auto changed = text;
    changed[random.below(changed.size())] = static_cast<char>(random.below(256));
    (void)read_act(changed);
    (void)read_state(changed);
    (void)read_fields(changed);
  }
  for (auto const* text : {"", "null", "[]", "{}", "5", "\"\"", R"({"n":-1})", R"({"n":1,"t":2,"b":["a","b","c"],"e":[["dance"]]})",
                           R"({"n":1,"t":2,"b":["a","b","c"],"e":[[]]})", R"({"n":1,"t":2,"b":["a","b","c"],"e":[5]})",
                           R"({"n":1,"t":2,"b":["a","b","c"],"e":[["clock",9,"","","2024-01-01",1,true,0,"2024-01-01",null,null,0]]})",
                           R"({"n":1,"t":2,"b":["a","b","c"],"e":[["data",{"a":"@x"}]]})"}) {
    CAPTURE(text);
    CHECK_FALSE(read_act(text).has_value());
    CHECK_FALSE(read_state(text).has_value());
  }
}
