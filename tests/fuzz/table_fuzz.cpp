// Any decision table: the first line is the hit policy, the others are rows of cells between `|`. The index and the walk
// over all rules agree, for explain asks every rule.
#include <guicheng/decision_table.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace guicheng;

namespace {

std::string_view next(std::string_view& rest, char end) {
  auto const at = rest.find(end);
  auto const piece = rest.substr(0, at);
  rest.remove_prefix(at == rest.npos ? rest.size() : at + 1);
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Scope const scope = [] {
    Scope made;
    made.add("a", Type::of(Value::Kind::number));
    made.add("b", Type::of(Value::Kind::string));
    return made;
  }();
  static List const values{3, "x"};
  std::string_view rest{reinterpret_cast<char const*>(data), size};
  DecisionTableText text;
  if (auto const policy = read_hit_policy(next(rest, '\n'))) text.hit_policy = *policy;
  text.inputs = {{"a", "a", {}, ""}, {"b", "b", {}, ""}};
  text.outputs = {{"out", {}, std::string{next(rest, '\n')}, std::string{next(rest, '\n')}}};
  while (!rest.empty() && text.rules.size() < 40) {
    auto row = next(rest, '\n');
    DecisionTableText::Rule rule;
    for (int i = 0; i < 2; ++i) rule.inputs.emplace_back(next(row, '|'));
    rule.outputs.emplace_back(row);
    text.rules.push_back(std::move(rule));
  }
  auto const compiled = compile_decision_table(std::move(text), scope);
  EvalContext context;
  context.steps = 2'000;
  if (!compiled.table) return 0;
  auto const value = evaluate(*compiled.table, values, context);
  auto const explained = explain(*compiled.table, values, context);
  if (!value.is_null() && !explained.value.is_null() && write_feel(value) != write_feel(explained.value)) std::abort();  // null: out of steps
  write_feel(value);
  write_feel(explained.value);
  return 0;
}
