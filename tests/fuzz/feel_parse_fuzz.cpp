// Any text through the parser, the checks and the compiler: a program or findings with places inside the text.
#include <guicheng/feel.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace guicheng;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Scope const scope = [] {
    Scope made;
    made.add("a", Type::of(Value::Kind::number));
    made.add("a-b", Type::one_of({"x", "y"}));
    made.add("in stock", Type::of(Value::Kind::boolean));
    made.add("?", Type::of(Value::Kind::number));
    return made;
  }();
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  for (auto const form : {FeelForm::expression, FeelForm::unary_tests}) {
    auto const compiled = compile_feel(text, scope, form);
    if (!compiled.feel && compiled.findings.empty()) std::abort();
    for (auto const& finding : compiled.findings)
      if (finding.offset > size || finding.line < 1 || finding.column < 1 || finding.message.empty()) std::abort();
  }
  return 0;
}
