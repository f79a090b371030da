// Built-in functions under arguments nobody would write: every function, values of every kind, alone and in rows.
#include "builtin_cases.hpp"
#include "cpu_time.hpp"

#include "feel/builtin.hpp"

using namespace guicheng;

TEST_CASE("builtin: any function takes any values and gives a value or null") {
  std::vector<std::string> const values{
      "null", "true", "0", "-1", "2.5", "1e6000", "-9999999999999999999999999999999999", "\"\"", "\"a\"", "\"(a|b)*c\"", "\"\\U01F40E规\"",
      "\"2024-02-30\"", "@\"2024-02-29\"", "@\"-999999999-01-01\"", "@\"999999999-12-31\"", "@\"23:59:59.999999999\"",
      "@\"10:00:00@Europe/Paris\"", "@\"2024-02-29T10:00:00\"", "@\"999999999-12-31T23:59:59Z\"", "@\"P106751991167300D\"",
      "@\"-PT0.000000001S\"", "@\"-P83333333333Y\"", "[]", "[null]", "[1, 2, 3]", "[\"a\", \"b\"]", "[true, null]", "[[1, [2]], {a: 1}]",
      "{}", "{a: 1, b: {c: [1]}}", "{key: \"k\", value: 1}", "[1..10]", "(<5)", "[@\"2024-01-01\"..@\"2024-12-31\"]",
      "function(a) a", "function(x, y) x < y", "function(item, newItem) item = newItem", "[\"a\"..\"c\")"};
  std::uint64_t random = 17;
  auto const next = [&] { return static_cast<std::size_t>(random = random * 6364136223846793005ULL + 1442695040888963407ULL) >> 33; };
  int with_value = 0;

  for (auto const family : feel::builtin_families()) {
    for (auto const& builtin : family) {
      for (int i = 0; i < 40; ++i) {
        std::string expression = std::string{builtin.name} + "(";
        std::size_t const count = i < 30 ? builtin.size() : next() % 5;
        for (std::size_t k = 0; k < count; ++k) expression += (k == 0 ? "" : ", ") + values[next() % values.size()];
        expression += ")";
        CAPTURE(expression);
        Value const value = value_of(expression);
        CHECK(value.depth() <= Value::max_depth);
        if (!value.is_null()) ++with_value;
      }
    }
  }

  CHECK(with_value > 500);
}

TEST_CASE("builtin: lists that hold each other twice cost what they weigh") {
  auto const doubled = [](int times, std::string const& result) {
    std::string text = "{a0: [1, 1]";
    for (int i = 1; i <= times; ++i) {
      std::string const before = "a" + std::to_string(i - 1);
      text += ", a" + std::to_string(i) + ": [" + before + ", " + before + "]";
    }
    return write_feel(value_of(text + ", r: " + result + "}.r"));
  };
  CpuTime const took;

  CHECK(doubled(10, "string length(string(a10))") == "10236");
  CHECK(doubled(40, "1") == "null");  // too heavy to exist
  CHECK(doubled(16, "string(a16)") == "null");
  CHECK(doubled(16, "for i in 1..100000 return a16 = [a15, a15]") == "null");
  CHECK(doubled(16, "for i in 1..100000 return list contains([a16], [a15])") == "null");
  CHECK(doubled(16, "for i in 1..100000 return is(a16, [a15, a15])") == "null");
  CHECK(doubled(16, "count(flatten(a16))") == "null");
  std::string const name(2'000, 'n');
  CHECK(value_of("for i in 1..9000 return {" + name + ": i}") == Value{});  // too much when written out

  CHECK(took.seconds() < 5);
}
