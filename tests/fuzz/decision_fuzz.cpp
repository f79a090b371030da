// Any bytes as the files of a decision: the YAML, and behind a form feed the CSV that `file: rules.csv` names, behind another
// one a subject. Findings have places in a file, and what was read answers the subject.
#include <guicheng/decision.hpp>
#include <guicheng/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace guicheng;

namespace {

std::string next(std::string_view& rest) {
  auto const end = rest.find('\f');
  std::string piece{rest.substr(0, end)};
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<char const*>(data), size};
  auto yaml = next(rest);
  auto csv = next(rest);
  auto const loaded = read_decision({{"fuzz.yaml", std::move(yaml)}, {"rules.csv", std::move(csv)}}, "fuzz.yaml");
  if (!loaded.decision && loaded.findings.empty()) std::abort();
  for (auto const& finding : loaded.findings)
    if (finding.file.empty() || finding.text.empty() || finding.code.empty()) std::abort();
  if (!loaded.decision) return 0;
  EvalContext context;
  context.steps = 20'000;
  auto const subject = read_json(rest);
  auto const found = evaluate(*loaded.decision, subject && subject->context() ? *subject->context() : Context{}, context);
  if (!read_json(write_answer_json(*loaded.decision, found), {.bytes = 64u << 20, .depth = Value::max_depth})) std::abort();
  if (write_answer_text(*loaded.decision, found).empty()) std::abort();
  return 0;
}
