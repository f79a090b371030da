// Any text through parser, checks, compiler, evaluation and explanation: nothing may crash, hang or leak.
// Built with clang: -fsanitize=fuzzer,address,undefined.
#include <guicheng/feel.hpp>

#include <cstdint>
#include <string_view>

using namespace guicheng;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Scope const scope = [] {
    Scope made;
    made.add("a", Type::of(Value::Kind::number));
    made.add("b c", Type::of(Value::Kind::string));
    made.add("list", Type::list(Type::context({{"x", Type::of(Value::Kind::number)}})));
    made.add("?");
    return made;
  }();
  static List const values{3, "text", List{Context{{"x", 1}}, Context{{"x", 2}}}, 5};
  if (size == 0) return 0;
  auto const form = data[0] % 2 == 0 ? FeelForm::expression : FeelForm::unary_tests;
  auto const compiled = compile_feel({reinterpret_cast<char const*>(data) + 1, size - 1}, scope, form);
  EvalContext context;
  context.steps = 2'000;
  if (compiled.feel) write_feel(explain(*compiled.feel, values, context).value);
  return 0;
}
