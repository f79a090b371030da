// Evaluation and explanation. Entry points: evaluate and explain in feel.hpp.
#include "feel/answer.hpp"
#include "feel/names.hpp"
#include "feel/nodes.hpp"

#include <algorithm>

namespace guicheng {
namespace feel {

MaybeDecimal Node::number(Frame& frame, Value& other) const {
  auto value = eval(frame);
  if (auto const* const number = value.number()) return *number;
  other = std::move(value);
  return {};
}

Truth Node::test(Frame& frame) const {
  auto const value = eval(frame);
  if (auto const* const boolean = value.boolean()) return truth(*boolean);
  return Truth::unknown;
}

void Node::why(Frame& frame, Explanation& to) const {
  auto const value = eval(frame);
  if (!value.boolean() || *value.boolean()) return;
  auto const seen = std::string{text(frame)};
  to.add(begin_, seen + " 不成立", seen + " does not hold");
}

std::string short_text(Value const& value) {
  if (value.size() > 100 && !value.string()) return std::string{kind_name(value.kind())} + " …";
  auto text = write_feel(value);
  if (text.size() <= 60) return text;
  std::size_t at = 0;
  for (int i = 0; i < 40 && at < text.size(); ++i) at += std::max<std::uint32_t>(1, character_at(text, at).size);
  return text.substr(0, at) + "…";
}

void Explanation::add(std::uint32_t offset, std::string zh, std::string en, std::string name) {
  if (!is_full()) reasons_.push_back({"feel.condition", std::move(zh), std::move(en), std::move(name), offset});
}

std::string Explanation::seen(Frame& frame, Operand const& operand, Value const& value) {
  auto const shown = short_text(value);
  if (operand.kind == Operand::Kind::constant) return shown;
  auto const text = operand.text(frame);
  return text == shown || text.empty() || text == "?" ? shown : std::string{text} + " " + shown;
}

void Explanation::operand(Frame& frame, Operand const& operand) {
  if (is_full()) return;
  if (operand.kind == Operand::Kind::node) return operand.node->why(frame, *this);
  Value storage;
  auto const* const boolean = operand.get(frame, storage).boolean();
  if (!boolean || *boolean) return;
  auto const text = std::string{operand.text(frame)};
  add(operand.begin, text + " 不成立", text + " does not hold", operand.is_variable() ? text : std::string{});
}

Value null_for(Frame& frame, Operand const& operand, Value const& seen, Kinds wanted) {
  auto& run = *frame.run;
  if (!run.wants_reasons()) return {};
  auto const text = std::string{operand.text(frame)};
  if (seen.is_null()) {
    // What a node made of missing things was said there.
    if (operand.kind != Operand::Kind::node || dynamic_cast<FieldNode const*>(operand.node) ||
        dynamic_cast<PathNode const*>(operand.node))
      run.reason({"feel.no-value", text + " 没有值", text + " has no value", text, operand.begin});
    return {};
  }
  std::string names;
  for (int kind = 0; kind < 13; ++kind)
    if (wanted >> kind & 1u && kind != 0 && wanted != kinds::not_null)
      (names += names.empty() ? "" : ", ") += kind_name(static_cast<Value::Kind>(kind));
  auto const shown = Explanation::seen(frame, operand, seen);
  run.reason({"feel.wrong-type", shown + " 的类型不对，应为 " + names, shown + " is of the wrong type; wanted: " + names,
              operand.is_variable() ? text : std::string{}, operand.begin});
  return {};
}

Value null_because(Frame& frame, std::uint32_t begin, std::uint32_t, char const* code, std::string_view zh, std::string_view en) {
  if (frame.run->wants_reasons()) frame.run->reason({code, std::string{zh}, std::string{en}, {}, begin});
  return {};
}

void Run::reason(Reason reason) {
  if (!reasons_ || reasons_->size() >= 64 || std::any_of(reasons_->begin(), reasons_->end(), [&](Reason const& other) {
        return other.offset == reason.offset && other.text_zh == reason.text_zh;
      }))
    return;
  reasons_->push_back(std::move(reason));
}

Value Run::fail(std::string_view why_zh, std::string_view why_en) {
  if (!reasons_) return {};
  auto const call = site_.node ? std::string{site_.node->text(*site_.frame)} : std::string{};
  reason({"feel.call", call + "：" + std::string{why_zh}, call + ": " + std::string{why_en}, {},
          site_.node ? site_.node->begin() : 0u});
  return {};
}

bool Run::exhausted() noexcept {
  if (reasons_ && !told_budget_) {
    told_budget_ = true;
    reason({"feel.budget", "计算步数超过上限", "the evaluation takes more steps than allowed", {}, 0});
  }
  return false;
}

bool Run::enter(int height) {
  if (depth_ + height <= max_depth) return depth_ += height, true;
  if (reasons_) reason({"feel.depth", "函数调用嵌套太深", "functions call each other too deep", {}, 0});
  return false;
}

Value Run::invoke(Value const& function, std::span<Value const> arguments) {
  auto const target = function.function();
  auto const* const callable = dynamic_cast<Callable const*>(target.get());
  std::uint64_t steps = 1;
  for (auto const& argument : arguments) steps += argument.size() / 256;  // that each is of its parameter's type
  if (!callable || !callable->takes(arguments.size()) || !spend(steps)) return {};
  return callable->call(arguments, *this);
}

namespace {

/// Local values and padded slots of one evaluation, on the stack as a rule.
class Stage {
 public:
  Stage(Feel::Program const& program, std::span<Value const> slots, Run& run) : frame_{slots.data(), few_, &run, program.text} {
    if (program.locals > std::size(few_)) many_.resize(program.locals), frame_.locals = many_.data();
    if (slots.size() < program.slot_count) {
      padded_.assign(slots.begin(), slots.end());
      padded_.resize(program.slot_count);
      frame_.slots = padded_.data();
    }
  }
  Frame& frame() noexcept { return frame_; }

 private:
  Value few_[8];
  std::vector<Value> many_, padded_;
  Frame frame_;
};

/// Asks the root of a program in one of its three views. Few need a stage: the others are spared its frame.
template <class Ask>
[[gnu::noinline]] auto run_staged(Feel::Program const& program, std::span<Value const> slots, Run& run, Ask const& ask) {
  Stage stage{program, slots, run};
  return ask(program.root, stage.frame());
}
template <class Ask>
auto run_program(Feel::Program const& program, std::span<Value const> slots, Run& run, Ask const& ask) {
  if (program.locals != 0 || slots.size() < program.slot_count) return run_staged(program, slots, run, ask);
  Frame frame{slots.data(), nullptr, &run, program.text};
  return ask(program.root, frame);
}

constexpr auto ask_value = [](Operand const& root, Frame& frame) { return root.eval(frame); };

}  // namespace

Truth test(Feel const& feel, std::span<Value const> slots, Run& run) {
  auto const& program = *feel.program();
  if (program.rung && program.rung_slot < slots.size())
    if (auto const* const number = slots[program.rung_slot].number()) return program.rung->test_number(*number);
  return run_program(program, slots, run, [](Operand const& root, Frame& frame) { return root.test(frame); });
}
MaybeDecimal number(Feel const& feel, std::span<Value const> slots, Run& run) {
  return run_program(*feel.program(), slots, run, [](Operand const& root, Frame& frame) {
    Value other;
    return root.number(frame, other);
  });
}

}  // namespace feel

Type const& Feel::type() const noexcept { return program_->type; }
std::string const& Feel::text() const noexcept { return program_->text; }
std::span<std::size_t const> Feel::used_slots() const noexcept { return program_->used_slots; }

Value evaluate(Feel const& feel, std::span<Value const> slots, EvalContext const& context) {
  feel::Run run{context, nullptr};
  return feel::run_program(*feel.program(), slots, run, feel::ask_value);
}

Value evaluate(Feel const& feel, std::span<Value const> slots, EvalContext const& context, std::uint64_t& steps) {
  feel::Run run{context, nullptr, steps};
  auto value = feel::run_program(*feel.program(), slots, run, feel::ask_value);
  steps = run.steps_left();
  return value;
}

Evaluation explain(Feel const& feel, std::span<Value const> slots, EvalContext const& context) {
  std::vector<Reason> nulls, conditions;
  feel::Run run{context, &nulls};
  auto const& program = *feel.program();
  feel::Stage stage{program, slots, run};
  Evaluation result{program.root.eval(stage.frame()), {}};
  auto const* const boolean = result.value.boolean();
  if (boolean && *boolean) return result;
  if (boolean || result.value.is_null()) {
    feel::Run silent{context, nullptr};
    feel::Stage second{program, slots, silent};
    feel::Explanation explanation{conditions};
    explanation.operand(second.frame(), program.root);
  }
  result.reasons = std::move(conditions);
  if (result.value.is_null() || result.reasons.empty())
    for (auto reason = nulls.rbegin(); reason != nulls.rend() && result.reasons.size() < 16; ++reason)
      if (result.value.is_null()) result.reasons.push_back(std::move(*reason));
  return result;
}

}  // namespace guicheng
