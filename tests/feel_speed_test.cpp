// What may not be seen in a value: evaluation allocates nothing for numbers and booleans, deep texts fit a small stack,
// and no construct takes time exponential in its nesting.
#include "cpu_time.hpp"
#include "feel_cases.hpp"

#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (auto* const memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  ++allocations;
  return std::malloc(size ? size : 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace guicheng;

TEST_CASE("feel speed: evaluating numbers and booleans allocates nothing") {
  World world;
  world.with("a", 10, number_type()).with("b", *Decimal::scaled(5, 1), number_type()).with("s", "SH", string_type()).with("any", 7);
  for (auto const* text : {"a >= 10 and b < 0.6 and s = \"SH\" and a / 7 > 1 and any + a > 16", "0.25 * a + 0.75 * (0.5 * b + a) - any",
                           "if a > 3 then a * b else null", "a between 1 and 20 and a in (1, < 3, [5..10])", "some i in 1..5 satisfies i > a",
                           "abs(-a) + floor(b)", "not(a = any)"}) {
    CAPTURE(text);
    auto const compiled = compile_feel(text, world.scope);
    REQUIRE(compiled.feel);
    EvalContext const context;

    auto const before = allocations.load();
    auto const value = evaluate(*compiled.feel, world.values, context);
    auto const after = allocations.load();

    CHECK_FALSE(value.is_null());
    CHECK(after - before <= (std::string{text}.starts_with("some") ? 1u : 0u));  // a loop keeps its place
  }
}

namespace {

void* nested_texts(void*) {
  World world;
  world.with("x", 1);
  for (auto const& test : std::vector<std::pair<std::string, std::string>>{
           {"(", ")"}, {"[", "]"}, {"{a: ", "}"}, {"if true then ", " else 2"}, {"if ", " then true else false"}, {"-(", ")"},
           {"not(", ")"}, {"(x = x and x < 2 or ", ")"}, {"for i in [1] return ", ""}, {"(function(n) n)(", ")"}, {"abs(", ")"},
           {"x[", "]"}, {"1 + 2 * (", ")"}, {"[1..", "]"}}) {
    auto const& open = test.first;
    auto const& close = test.second;
    for (int const depth : {20, 30, 60, 63, 64, 5000}) world.explained(compile_feel(around(open, "1", close, depth), world.scope).feel ? around(open, "1", close, depth) : "1");
  }
  world.explained("{f: function(n) f(n + 1), r: f(1)}.r");
  world.explained("{f: function(n) [1][f(" + around("(1 + ", "n", ")", 50) + ")], r: f(1)}.r");
  world.explained("{f: function(n) sort([2, 1], function(a, b) f(n + 1) > a), r: f(1)}.r");
  return nullptr;
}

}  // namespace

TEST_CASE("feel speed: nested texts are quick, and fit a small stack") {
#ifdef NDEBUG  // Release
  constexpr std::size_t stack = 256 * 1024;
#else
  constexpr std::size_t stack = 16 * 1024 * 1024;  // frames are larger without optimization, and under sanitizers
#endif
  CpuTime const took;

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, nested_texts, nullptr) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);

  CHECK(took.seconds() < 10);
}
