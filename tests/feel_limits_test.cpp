// What nobody may do to a process that evaluates FEEL: take its time, its memory or its stack. No construct is parsed in
// time exponential in its nesting; whatever repeats or grows is bounded by the budget of steps and by the size of a value.
#include "cpu_time.hpp"
#include "feel_cases.hpp"

using namespace guicheng;

namespace {

/// `s0: start, s1: step(s0), …`, sixty times, then how long the last one is.
std::string grown(std::string const& start, std::string const& step) {
  std::string text = "{s0: " + start;
  for (int i = 1; i < 60; ++i) {
    std::string one = step;
    for (auto at = one.find('S'); at != one.npos; at = one.find('S', at + 1)) one.replace(at, 1, "s" + std::to_string(i - 1));
    text += ", s" + std::to_string(i) + ": " + one;
  }
  return text + ", r: count([s59])}.r";
}

EvalContext with_steps(std::uint64_t steps) {
  EvalContext context;
  context.steps = steps;
  return context;
}

}  // namespace

TEST_CASE("feel limits: no construct is parsed in exponential time") {
  World world;
  world.with("x", 1).with("y", List{1});
  struct Nested { std::string open, close; };
  for (auto const& nested : std::vector<Nested>{
           {"(", ")"}, {"[", "]"}, {"{a: ", "}"}, {"]", "..2]"}, {"[", "..2]"}, {"(1..", "]"}, {"[(", "..1)]"}, {"((1..2)[", "])"},
           {"not(", ")"}, {"-(", ")"}, {"- ", ""}, {"if ", " then 1 else 2"}, {"if true then ", " else 2"}, {"if true then 1 else ", ""},
           {"for i in ", " return i"}, {"for i in [1] return ", ""}, {"for i in 1..", " return i"}, {"some i in [1] satisfies ", ""},
           {"every i in ", " satisfies true"}, {"function(a) ", ""}, {"(function() ", ")()"}, {"function(a: list<", ">) a"}, {"x[", "]"},
           {"y[item > ", "]"}, {"abs(", ")"}, {"abs(n: ", ")"}, {"1 in (", ")"}, {"1 in [", "]"}, {"1 in (> ", ")"}, {"(> ", ")"},
           {"(= ", ")"}, {"1 between (", " and 1) and 2"}, {"1 between 0 and ", ""}, {"1 in ", ""}, {"{\"a\": [{b: (", ")}]}"}, {"/* */", ""},
           {"// a\n", ""}, {"/*", "*/"}, {"1 instance of list<", ">"}, {"1 instance of context<a: ", ">"}, {"1 instance of function<", "> -> Any"},
           {"1 instance of function<number> -> ", ""}, {"1 ** ", ""}, {"1 or ", ""}, {"true and (", " or true)"}, {"x.", ""}, {"x ", ""},
           {"x(", ")("}, {"((", "]]"}, {"[(", "])"}, {"{{", ""}, {"[)", ""}, {"\"", "\""}, {"@\"", "\""}, {"if if ", ""}, {"x+y-", ""},
           {"// \"\n(", ")"}, {"/* \" */{a: ", "}"}}) {
    auto const& open = nested.open;
    CAPTURE(open);
    for (int const depth : {30, 60, 64, 300, 2000}) {
      auto const text = around(open, "1", nested.close, depth);
      CpuTime const took;
      compile_feel(text, world.scope);
      auto tests = world.scope;
      tests.add("?", {});
      compile_feel(text, tests, FeelForm::unary_tests);
      CHECK(took.seconds() < 1);  // takes milliseconds
    }
  }
}

TEST_CASE("feel limits: the budget ends every loop and every recursion") {
  World const world;
  CpuTime const took;
  for (auto const* const text : {
           "for i in 1..1000000000 return i", "for i in 1..1000, j in 1..1000, k in 1..1000 return i", "for i in 1..100000 return partial",
           "for i in @\"0001-01-01\"..@\"999999999-01-01\" return i", "some i in 1..1000000000 satisfies false",
           "every i in 1..1000000000 satisfies true", "{f: function(n) f(n), r: f(1)}.r", "{f: function(g, h) h(h, g), r: f(f, f)}.r",
           "(function(g) g(g))(function(g) g(g))", "{o: {f: function(g) g.f(g)}, r: o.f(o)}.r", "{f: function(n) [f(n), f(n)], r: count(f(1))}.r.x",
           "{f: function(n) for i in 1..10 return f(n), r: f(1)}.r", "{f: function(n) sort([1, 2], function(a, b) f(n)), r: f(1)}.r",
           "{f: function(x) list replace([1, 2], function(a, b) f(x), 1), r: f(1)}.r", "{f: function(x) some i in [1] satisfies f(x), r: f(1)}.r",
           "{f: function(x) f(function() x), r: f(1)}.r", "{f: function(s) f(s + s), r: f(\"a\")}.r", "{f: function(s) f([s, s]), r: f(1)}.r",
           "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a+)+$\")", "for i in 1..100000 return matches(\"aaaaaaaaaaaaaaaaaaab\", \"(a+)+$\")",
           "for i in 1..1000000000000, j in [] return i", "some i in 1..1000000000000, j in [] satisfies true",
           "every i in 1..1000000, j in 1..1000000, k in [] satisfies true",
           "{big: for i in 1..45000 return i, r: for j in 1..40000 return big instance of list<number>}.r",
           "{big: for i in 1..45000 return i, f: function(l: list<number>) 1, r: for j in 1..20000 return f(big)}.r", "2 ** 1e9", "10 ** 6144 ** 2"}) {
    CAPTURE(text);
    CHECK(world(text) == "null");
  }
  CHECK(took.seconds() < 10);  // takes a quarter of a second
}

TEST_CASE("feel limits: asking the type of a long list costs by its items") {
  World world;
  world.with("many", Value{List(16'000, Value{1})});
  auto const asked = compile_feel("many instance of list<number>", world.scope);
  REQUIRE(asked.feel);
  CHECK(evaluate(*asked.feel, world.values, with_steps(900)).is_null());
  CHECK(evaluate(*asked.feel, world.values, with_steps(1'100)) == Value{true});
}

TEST_CASE("feel limits: nothing that doubles exhausts the memory") {
  World const world;
  CpuTime const took;
  std::string const text = "\"aaaaaaaa\"", list = "[1]";
  struct Step { std::string start, step; };
  for (auto const& grows : std::vector<Step>{
           {text, "S + S"}, {text, "string join([S, S])"}, {text, "string join([S, S], S)"}, {text, "upper case(S + S)"}, {text, "string(S) + string(S)"},
           {text, "replace(S, \"a\", S)"}, {text, "replace(S, \"a\", \"$0$0$0$0\")"}, {text, "replace(\"aaaaaaaaaa\", \"a\", S)"},
           {text, "string([S, S])"}, {text, "substring(S + S, 1)"}, {text, "split(S + S, \"b\")[1]"}, {list, "concatenate(S, S)"}, {list, "append(S, S)"},
           {list, "[S, S]"}, {list, "{a: S, b: S}"}, {list, "flatten([S, S])"}, {list, "insert before(S, 1, S)"}, {list, "reverse(concatenate(S, S))"},
           {list, "for i in 1..2 return S"}, {list, "for i in S, j in [1, 2] return i"}, {list, "list replace(S, function(a, b) true, [S, S])"},
           {list, "get entries({a: S, b: S})"}, {"{b: 1}", "context put(S, \"a\", S)"}, {"{b: 1}", "context merge([S, {a: S}])"}}) {
    auto const& step = grows.step;
    CAPTURE(step);
    auto const compiled = compile_feel(grown(grows.start, step), world.scope);
    REQUIRE(compiled.feel);
    evaluate(*compiled.feel, world.values, with_steps(10'000'000));
  }
  CHECK(took.seconds() < 20);  // takes a second

  auto const big = "{t: string join(for i in 1..10000 return \"0123456789012345678901234567890123456789\"), r: ";
  for (auto const* const use : {"string join(for i in 1..20000 return \"\", t)", "replace(t, \"0\", t)", "t + t + t + t"}) {
    CAPTURE(use);
    auto const compiled = compile_feel(std::string{big} + use + "}.r", world.scope);
    REQUIRE(compiled.feel);
    CHECK(evaluate(*compiled.feel, world.values, with_steps(10'000'000)).is_null());
  }
  CHECK(world("string length(string join(for i in 1..1000 return \"0123456789\"))") == "10000");
}

TEST_CASE("feel limits: a loop stops where its list would be too large") {
  World const world;
  auto const compiled = compile_feel("for i in 1..1000000000 return i", world.scope);
  REQUIRE(compiled.feel);
  std::uint64_t steps = 100'000'000;

  CHECK(evaluate(*compiled.feel, {}, {}, steps).is_null());

  CHECK(steps > 90'000'000);
}

TEST_CASE("feel limits: a value of the greatest depth is no item of a list") {
  World world;
  Value deep = 1;
  for (int i = 0; i < Value::max_depth; ++i) deep = Context{{"a", deep}};
  REQUIRE(deep.depth() == Value::max_depth);
  world.with("deep", deep);

  CHECK(world("count(deep)") == "null");
  CHECK(world("append(deep, 1)") == "null");
  CHECK(world("[deep]") == "null");
  CHECK(world("deep[true]") == "null");
  CHECK(world("deep[1]") == "null");
  CHECK(world("for x in deep return count(get entries(x.a))") == "[1]");
  CHECK(world("some x in deep satisfies x = deep") == "true");
}

TEST_CASE("feel limits: types nest no deeper than values") {
  Type list, context, function;
  for (int i = 0; i < 200'000; ++i) {
    list = Type::list(std::move(list));
    context = Type::context({{"a", std::move(context)}});
    function = Type::function({std::move(function)}, {});
  }
  CHECK(list.text().size() < 1000);
  CHECK(context.text().size() < 2000);
  CHECK(function == function);
  CHECK(conforms(Value{List{Value{List{1}}}}, Type::list(Type::list(Type::of(Value::Kind::number)))));
}

TEST_CASE("feel limits: a text is searched in time linear in both texts") {
  World world;
  std::string const same(std::size_t{1} << 20, 'a');
  world.with("text", same).with("match", same.substr(0, same.size() / 2) + "b");
  CpuTime const time;

  CHECK(world("contains(text, match)") == "false");
  CHECK(world("substring before(text, match)") == "\"\"");
  CHECK(world("substring after(text, match)") == "\"\"");
  CHECK(world("contains(text, \"\")") == "true");

  CHECK(time.seconds() < 2);  // takes milliseconds
}

TEST_CASE("feel limits: what holds many is freed without recursion") {
  World const world;
  for (auto const* const text : {"count(for i in 1..2000 return function() partial)", "count(for i in 1..2000 return {a: function() partial[-1]})",
                                 "count(for i in 1..2000 return [partial[-1]])"}) {
    CAPTURE(text);
    world(text);
  }
  auto const chain = compile_feel(around("if false then 1 else ", "2", "", 3000), world.scope);
  CHECK((chain.feel || !chain.findings.empty()));
}
