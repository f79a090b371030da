// Calls of built-ins, host functions and function values (DMN 1.5 §10.3.2.9, table 62). Part of nodes.hpp.
#include "feel/nodes.hpp"

#include "temporal/arithmetic.hpp"

#include <algorithm>
#include <array>

namespace guicheng::feel {
namespace {

using Kind = Value::Kind;

/// Room for values that are few as a rule, without allocation then.
class Room {
 public:
  explicit Room(std::size_t size) : size_{size} {
    if (size > few_.size()) many_.resize(size);
  }
  Value* data() noexcept { return size_ > few_.size() ? many_.data() : few_.data(); }
  std::span<Value> all() noexcept { return {data(), size_}; }

 private:
  std::size_t size_;
  std::array<Value, 6> few_;
  std::vector<Value> many_;
};

/// That arguments are of their parameters' types is looked at in all that they hold.
bool spend_on(std::span<Value const> arguments, Run& run) {
  return std::ranges::all_of(arguments, [&](Value const& argument) { return run.spend(argument.size() / 256); });
}

/// The argument as a parameter takes it (DMN 1.5 §10.3.2.9.4); false where it cannot.
bool adapt(Value& value, Kinds wanted, bool convert) {
  if (bit(value.kind()) & wanted) return true;
  if (!convert || value.is_null()) return false;
  if (auto const* const list = value.list()) {
    if (list->size() != 1 || !(bit(list->front().kind()) & wanted)) return false;
    value = Value{list->front()};
    return true;
  }
  if (value.date() && (wanted & kinds::date_time)) {
    value = at_midnight(*value.date());
    return true;
  }
  if (!(wanted & kinds::list)) return false;
  value = List{std::move(value)};
  return !value.is_null();  // a value of the greatest depth fits into no list
}

/// The values a candidate's parameters take; false where one does not fit.
bool arrange(Candidate const& candidate, std::span<Value const> given, std::span<Value> taken, bool convert) {
  auto const& builtin = *candidate.builtin;
  auto const fixed = builtin.size();
  for (std::size_t i = 0; i < taken.size(); ++i) {
    auto const& parameter = builtin.parameters[std::min(i, fixed - 1)];
    auto const from = candidate.from[i];
    if (from < 0) {
      taken[i] = Value{};
      continue;
    }
    taken[i] = given[static_cast<std::size_t>(from)];
    if (!adapt(taken[i], parameter.kinds, convert)) return false;
  }
  return true;
}

Value call_builtin(std::vector<Candidate> const& candidates, std::span<Value const> given, Run& run, bool& fitted) {
  for (bool const convert : {false, true})
    for (auto const& candidate : candidates) {
      Room room{candidate.from.size()};
      if (!arrange(candidate, given, room.all(), convert)) continue;
      fitted = true;
      return candidate.builtin->call(room.all(), run);
    }
  fitted = false;
  return {};
}

/// The candidates that take that many arguments by position.
std::vector<Candidate> candidates_for(std::vector<Builtin const*> const& builtins, std::size_t count) {
  std::vector<Candidate> fitting;
  for (auto const* const builtin : builtins) {
    auto const fixed = builtin->size();
    if (count > fixed && !builtin->variadic) continue;
    Candidate candidate{builtin, {}};
    bool complete = true;
    for (std::size_t i = 0; i < std::max(fixed, count); ++i) {
      candidate.from.push_back(i < count ? static_cast<std::int32_t>(i) : -1);
      if (i >= count && !builtin->parameters[i].optional) complete = false;
    }
    if (complete) fitting.push_back(std::move(candidate));
  }
  return fitting;
}

class BuiltinFunction final : public Callable {
 public:
  explicit BuiltinFunction(std::string_view name) : Callable{0}, name_{name}, builtins_{find_builtins(name)} {
    for (auto const& parameter : builtins_.front()->parameters)
      if (!parameter.name.empty() && !parameter.optional) parameters_.emplace_back(parameter.name);
  }
  std::span<std::string const> parameters() const noexcept override { return parameters_; }
  std::string text() const override { return name_; }
  bool takes(std::size_t arguments) const noexcept override { return !candidates_for(builtins_, arguments).empty(); }
  bool conforms(Type const& type) const override { return type.kind() == Kind::function; }
  Value call(std::span<Value const> arguments, Run& run) const override {
    bool fitted = false;
    auto result = call_builtin(candidates_for(builtins_, arguments.size()), arguments, run, fitted);
    return fitted ? result : run.fail("参数类型不对", "an argument is of the wrong type");
  }

 private:
  std::string name_;
  std::vector<Builtin const*> builtins_;
  std::vector<std::string> parameters_;
};

Value call_host(HostFunction const& function, std::span<Value> arguments, Run& run, std::string& why) {
  if (!run.spend(16)) return {};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto const was_null = arguments[i].is_null();
    arguments[i] = coerce(std::move(arguments[i]), function.parameters[i].second);
    if (!was_null && arguments[i].is_null()) {
      why = function.name + ": " + function.parameters[i].first + " is no " + function.parameters[i].second.text();
      return {};
    }
  }
  auto result = function.call(arguments, run.context());
  if (!result) {
    why = result.error().message;
    return {};
  }
  return coerce(*std::move(result), function.result);
}

class HostCallable final : public Callable {
 public:
  explicit HostCallable(std::shared_ptr<HostFunction const> function) : Callable{0}, function_{std::move(function)} {
    for (auto const& [name, type] : function_->parameters) parameters_.push_back(name);
  }
  std::span<std::string const> parameters() const noexcept override { return parameters_; }
  std::string text() const override { return function_->name; }
  bool conforms(Type const& type) const override { return type.kind() == Kind::function; }
  Value call(std::span<Value const> arguments, Run& run) const override {
    std::vector<Value> own(arguments.begin(), arguments.end());
    std::string why;
    auto result = call_host(*function_, own, run, why);
    return why.empty() ? result : run.fail(why, why);
  }

 private:
  std::shared_ptr<HostFunction const> function_;
  std::vector<std::string> parameters_;
};

/// A function literal with the values it has caught.
class Closure final : public Callable, public std::enable_shared_from_this<Closure> {
 public:
  Closure(FunctionNode const& node, std::shared_ptr<Feel::Program const> program, std::vector<Value> captured,
          std::vector<Value> slots, int depth)
      : Callable{depth}, node_{node}, program_{std::move(program)}, captured_(std::move(captured)), slots_(std::move(slots)) {}

  std::span<std::string const> parameters() const noexcept override { return node_.names; }
  std::string text() const override { return program_->text.substr(node_.begin(), node_.body.end - node_.begin()); }
  bool conforms(Type const& type) const override {
    return guicheng::conforms(Type::function(node_.types, node_.result), type) ||
           (type.kind() == Kind::function && type.parameters().size() == node_.types.size() && !node_.result.kind() &&
            std::none_of(node_.types.begin(), node_.types.end(), [](Type const& t) { return t.kind().has_value(); }));
  }
  Value call(std::span<Value const> arguments, Run& run) const override {
    if (!run.spend(1) || !run.enter(node_.height)) return {};
    Room room{node_.locals};
    Frame frame{slots_.data(), room.data(), &run, program_->text};
    std::copy(captured_.begin(), captured_.end(), frame.locals);
    if (node_.self >= 0) frame.locals[node_.self] = std::shared_ptr<Function const>{shared_from_this()};
    std::size_t taken = 0;
    for (; taken < arguments.size(); ++taken) {
      auto& local = frame.locals[node_.captured + taken];
      local = coerce(arguments[taken], node_.types[taken]);
      if (local.is_null() && !arguments[taken].is_null()) break;
    }
    auto result = taken == arguments.size() ? node_.body.eval(frame) : refuse(taken, run);
    run.leave(node_.height);
    return result;
  }

 private:
  Value refuse(std::size_t parameter, Run& run) const {
    if (!run.wants_reasons()) return {};
    auto const& name = node_.names[parameter];
    auto const type = node_.types[parameter].text();
    return run.fail("参数“" + name + "”应为 " + type, "the parameter `" + name + "` takes " + type);
  }

  FunctionNode const& node_;
  std::shared_ptr<Feel::Program const> program_;
  std::vector<Value> captured_, slots_;
};

}  // namespace

Value builtin_value(std::string_view name) { return std::shared_ptr<Function const>{std::make_shared<BuiltinFunction>(name)}; }
Value host_value(std::shared_ptr<HostFunction const> function) {
  return std::shared_ptr<Function const>{std::make_shared<HostCallable>(std::move(function))};
}
std::vector<Builtin const*> find_builtins(std::string_view name) {
  std::vector<Builtin const*> found;
  for (auto const family : builtin_families())
    for (auto const& builtin : family)
      if (builtin.name == name) found.push_back(&builtin);
  return found;
}

Value FunctionNode::eval(Frame& frame) const {
  if (!frame.run->spend(1 + captured)) return {};
  std::vector<Value> caught(frame.locals, frame.locals + captured);
  if (self >= 0) caught[static_cast<std::size_t>(self)] = Value{};
  std::vector<Value> own(slots.empty() ? 0 : slots.back() + 1);
  for (auto const slot : slots) own[slot] = frame.slots[slot];
  int depth = 0;
  for (auto const* values : {&caught, &own})
    for (auto const& value : *values) depth = std::max(depth, value.depth());
  auto closure = std::make_shared<Closure>(*this, program->shared_from_this(), std::move(caught), std::move(own), depth);
  return std::shared_ptr<Function const>{std::move(closure)};
}

Value BuiltinNode::eval(Frame& frame) const {
  Room room{arguments.size()};
  auto& run = *frame.run;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    room.data()[i] = arguments[i].eval(frame);
    // Whatever the function does with a large value costs time even where the function does not count it.
    if (!run.spend(room.data()[i].size() / 256)) return {};
  }
  auto const before = run.at({&frame, this, regex ? &*regex : nullptr});
  bool fitted = false;
  auto result = call_builtin(candidates, room.all(), run, fitted);
  run.at(before);
  if (!fitted && run.wants_reasons()) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
      if (room.data()[i].is_null()) return null_for(frame, arguments[i], room.data()[i], kinds::not_null);
    auto const seen = std::string{text(frame)};
    return null_because(frame, begin(), begin() + static_cast<std::uint32_t>(seen.size()), "feel.argument",
                        seen + "：参数类型不对", seen + ": an argument is of the wrong type");
  }
  return result;
}

/// A function value may be called inside another call, so what stands there is compared.
Regex const* Run::constant_regex(std::string_view pattern, std::string_view flags) const noexcept {
  auto const* const kept = site_.regex;
  return kept && kept->pattern == pattern && kept->flags == flags ? &kept->regex : nullptr;
}

Value HostNode::eval(Frame& frame) const {
  Room room{arguments.size()};
  for (std::size_t i = 0; i < arguments.size(); ++i) room.data()[i] = arguments[i].eval(frame);
  if (!spend_on(room.all(), *frame.run)) return {};
  std::string why;
  auto result = call_host(*function, room.all(), *frame.run, why);
  if (!why.empty())
    return null_because(frame, begin(), begin() + static_cast<std::uint32_t>(text(frame).size()), "feel.host", why, why);
  return result;
}

Value CallNode::eval(Frame& frame) const {
  auto const callee = function.eval(frame);
  auto const target = callee.function();
  auto const* const callable = dynamic_cast<Callable const*>(target.get());
  if (!callable) return null_for(frame, function, callee, kinds::function);
  auto const parameters = callable->parameters();
  auto const fits = callable->takes(arguments.size()) && (names.empty() || parameters.size() == arguments.size());
  Room room{arguments.size()};
  for (std::size_t i = 0; i < arguments.size() && fits; ++i) {
    auto at = i;
    if (!names.empty())
      at = static_cast<std::size_t>(std::find(parameters.begin(), parameters.end(), names[i]) - parameters.begin());
    if (at >= arguments.size())
      return null_because(frame, begin(), arguments[i].end, "feel.argument", "没有参数“" + names[i] + "”",
                          "there is no parameter `" + names[i] + "`");
    room.data()[at] = arguments[i].eval(frame);
  }
  if (!spend_on(room.all(), *frame.run)) return {};
  if (!fits)
    return null_because(frame, begin(), function.end, "feel.argument", "参数个数不对", "the number of arguments is wrong");
  auto const before = frame.run->at({&frame, this});
  auto result = callable->call(room.all(), *frame.run);
  frame.run->at(before);
  return result;
}

}  // namespace guicheng::feel
