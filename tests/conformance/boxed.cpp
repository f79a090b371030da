// Evaluates boxed expressions and their dependencies. Entry point: Record::run.
#include "boxed.hpp"

#include <guicheng/decision_table.hpp>

#include <algorithm>

namespace guicheng::conformance {
namespace {

constexpr int deepest_call = 40;  // of functions that are boxed; the language bounds its own

struct OneDeeper {
  int& depth;
  explicit OneDeeper(int& d) : depth{d} { ++depth; }
  ~OneDeeper() { --depth; }
  OneDeeper(OneDeeper const&) = delete;
};

std::vector<std::string> texts_of(List const& list) {
  std::vector<std::string> texts;
  for (auto const& item : list) texts.push_back(item.string() == nullptr ? std::string{} : *item.string());
  return texts;
}

}  // namespace

void Names::set(Name name) {
  auto const same = std::ranges::find(names_, name.name, &Name::name);
  if (same == names_.end()) {
    names_.push_back(std::move(name));
  } else {
    *same = std::move(name);
  }
}

Name const* Names::find(std::string_view name) const {
  auto const found = std::ranges::find(names_, name, &Name::name);
  return found == names_.end() ? nullptr : &*found;
}

std::vector<Value> slots_of(Names const& names) {
  std::vector<Value> slots;
  for (auto const& name : names) {
    if (!name.function) slots.push_back(name.value);
  }
  return slots;
}

Record::Record(Value json, EvalContext const& context)
    : json_{std::move(json)}, types_{member(json_, "types")}, context_{context} {}

Outcome Record::run() {
  auto expected = read_typed(member(json_, "expected"));
  if (!expected) return {{}, {}, expected.error().message, false};
  if (auto bound = bind_inputs(); !bound) return {{}, {}, bound.error().message, false};
  evaluate_dependencies();
  auto const names = visible(member(json_, "requires"));
  auto const& tree = member(json_, "boxed");
  auto got = tree.is_null() ? text(text_of(json_, "expression"), names) : boxed(tree, names);
  auto const type = types_.named(text_of(json_, "result_type"));
  return {as_declared(std::move(*expected), type), coerce(std::move(got), type), note_};
}

Result<void> Record::bind_inputs() {
  auto const& declared = member(json_, "input_types");
  if (auto const* inputs = declared.context()) {
    for (auto const& [name, type] : *inputs) known_.set({name, types_.named(text_of(declared, name)), {}, nullptr});
  }
  auto const* given = member(json_, "context").context();
  if (given == nullptr) return {};
  for (auto const& [name, typed] : *given) {
    auto value = read_typed(typed);
    if (!value) return value.error();
    auto const type = types_.named(text_of(declared, name));
    known_.set({name, type, coerce(as_declared(std::move(*value), type), type), nullptr});
  }
  return {};
}

void Record::evaluate_dependencies() {
  for (auto const& dependency : list_of(json_, "deps")) {
    auto const name = text_of(dependency, "name");
    auto const& needs = member(dependency, "requires");
    auto const& tree = member(dependency, "boxed");
    if (text_of(dependency, "kind") == "bkm") {
      auto const sees = [this, needs, name] {  // itself too: a function may call itself
        auto names = visible(needs);
        if (auto const* self = known_.find(name)) names.set(*self);
        return names;
      };
      known_.set({name, {}, {}, function(name, tree, sees)});
      continue;
    }
    auto const type = types_.named(text_of(dependency, "typeRef"));
    known_.set({name, type, coerce(boxed(tree, visible(needs)), type), nullptr});
  }
}

Names Record::visible(Value const& requirements) const {
  Names names;
  if (requirements.list() == nullptr) return names;
  for (auto const& name : texts_of(*requirements.list())) {
    auto const* found = known_.find(name);
    names.set(found == nullptr ? Name{name, {}, {}, nullptr} : *found);
  }
  return names;
}

Scope Record::scope(Names const& names, bool typed) const {
  Scope scope;
  for (auto const& [name, type] : types_.all()) scope.add_type(name, type);
  for (auto const& name : names) {
    if (name.function) {
      scope.add(*name.function);
    } else {
      scope.add(name.name, typed ? name.type : Type{});
    }
  }
  return scope;
}

Value Record::text(std::string const& source, Names const& names) {
  auto compiled = compile_feel(source, scope(names));
  // What declared types make us refuse when the text is read, the standard makes null when it runs.
  if (!compiled.feel) compiled = compile_feel(source, scope(names, false));
  for (auto const& finding : compiled.findings) {
    note_ += (note_.empty() ? "" : "; ") + finding.message;
  }
  if (!compiled.feel) return {};
  return evaluate(*compiled.feel, slots_of(names), context_);
}

Value Record::boxed(Value const& expression, Names const& names) {
  return coerce(unchecked(expression, names), types_.named(text_of(expression, "typeRef")));
}

Value Record::unchecked(Value const& expression, Names const& names) {
  auto const kind = text_of(expression, "kind");
  if (kind == "literal") return text(text_of(expression, "text"), names);
  if (kind == "context") return context(expression, names);
  if (kind == "invocation") return invocation(expression, names);
  if (kind == "relation") return relation(expression, names);
  if (kind == "decisionTable") return decision_table(expression, names);
  if (kind == "list") {
    List items;
    for (auto const& item : list_of(expression, "items")) items.push_back(boxed(item, names));
    return items;
  }
  if (kind == "function") {
    auto with = names;
    with.set({"function__", {}, {}, function("function__", expression, [names] { return names; })});
    return text("function__", with);
  }
  return lowered(expression, names);
}

Value Record::context(Value const& expression, Names names) {
  Context result;
  for (auto const& entry : list_of(expression, "entries")) {
    auto const name = text_of(entry, "name");
    auto const& tree = member(entry, "expr");
    if (name.empty()) return coerce(boxed(tree, names), types_.named(text_of(entry, "typeRef")));
    if (text_of(tree, "kind") == "function") {
      auto made = function(name, tree, [names] { return names; });
      names.set({name, {}, {}, made});
      result.set(name, text(name, names));
      continue;
    }
    auto const type = types_.named(text_of(entry, "typeRef"));
    auto value = coerce(boxed(tree, names), type);
    result.set(name, value);
    names.set({name, type, std::move(value), nullptr});
  }
  return result;
}

Value Record::invocation(Value const& expression, Names const& names) {
  auto const called = text_of(member(expression, "function"), "text");
  auto const& bindings = list_of(expression, "bindings");
  auto with = names;
  std::vector<std::pair<std::string, Value>> arguments;
  for (auto const& binding : bindings) {
    auto const type = types_.named(text_of(binding, "typeRef"));
    arguments.emplace_back(text_of(binding, "name"), coerce(boxed(member(binding, "expr"), names), type));
  }
  if (auto const* known = names.find(called); known != nullptr && known->function) {
    auto const& parameters = known->function->parameters;
    for (auto const& [name, value] : arguments)  // a binding must name a parameter (0082 invoke_007)
      if (std::ranges::find(parameters, name, &std::pair<std::string, Type>::first) == parameters.end()) return {};
    std::vector<Value> ordered;
    for (auto const& [parameter, type] : parameters) {
      auto const given = std::ranges::find(arguments, parameter, &std::pair<std::string, Value>::first);
      ordered.push_back(given == arguments.end() ? Value{} : given->second);
    }
    auto result = known->function->call(ordered, context_);
    return result ? *result : Value{};
  }
  std::string call = called + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto const slot = "argument__" + std::to_string(i);
    with.set({slot, {}, arguments[i].second, nullptr});
    call += (i == 0 ? "" : ", ") + arguments[i].first + ": " + slot;
  }
  return text(call + ")", with);
}

Value Record::relation(Value const& expression, Names const& names) {
  auto const& columns = list_of(expression, "columns");
  List result;
  for (auto const& row : list_of(expression, "rows")) {
    Context entry;
    for (std::size_t i = 0; row.list() != nullptr && i < columns.size() && i < row.list()->size(); ++i) {
      auto const type = types_.named(text_of(columns[i], "typeRef"));
      entry.set(text_of(columns[i], "name"), coerce(boxed((*row.list())[i], names), type));
    }
    result.push_back(std::move(entry));
  }
  return result;
}

/// A part of a boxed iteration as FEEL text: its own text where it is plain, else a call of a function made from it.
std::string Record::operand(std::string const& name, Value const& part, std::vector<std::string> const& variables,
                            Names& names) {
  if (text_of(part, "kind") == "literal" && text_of(part, "typeRef").empty()) {
    if (name == "in__") return text_of(part, "text") + "\n";  // it may be `1..3`: (1..3) is open
    return "(" + text_of(part, "text") + "\n)";
  }
  HostFunction made{name, {}, {}, nullptr};
  std::string call;
  for (auto const& variable : variables) {
    made.parameters.emplace_back(variable, Type{});
    call += (call.empty() ? "" : ", ") + variable;
  }
  made.call = [this, part, variables, sees = names](std::span<Value const> arguments, EvalContext const&) -> Result<Value> {
    auto inner = sees;
    for (std::size_t i = 0; i < variables.size(); ++i) inner.set({variables[i], {}, arguments[i], nullptr});
    return boxed(part, inner);
  };
  names.set({name, {}, {}, std::make_shared<HostFunction const>(std::move(made))});
  return name + "(" + call + ")";
}

/// Conditionals, iterations and filters mean what their FEEL text means.
Value Record::lowered(Value const& expression, Names names) {
  auto const kind = text_of(expression, "kind");
  auto const variable = text_of(expression, "var");
  auto const part = [&](char const* name, std::vector<std::string> const& variables) {
    return operand(std::string{name} + "__", member(expression, name), variables, names);
  };
  if (kind == "conditional") {
    auto const chosen = boxed(member(expression, "if"), names);
    if (!chosen.is_null() && chosen.boolean() == nullptr) return {};
    return boxed(member(expression, chosen == Value{true} ? "then" : "else"), names);
  }
  if (kind == "for") return text("for " + variable + " in " + part("in", {}) + " return " + part("return", {variable}), names);
  if (kind == "some" || kind == "every") {
    auto const list = part("in", {});
    return text(kind + " " + variable + " in " + list + " satisfies " + part("satisfies", {variable}), names);
  }
  if (kind == "filter") {
    auto const list = "(" + part("in", {}) + ")";
    return text(list + "[" + part("match", {"item"}) + "]", names);
  }
  note_ += "There is no boxed expression \"" + kind + "\".";
  return {};
}

std::shared_ptr<HostFunction const> Record::function(std::string name, Value const& tree, std::function<Names()> sees) {
  HostFunction made{std::move(name), {}, {}, nullptr};
  for (auto const& parameter : list_of(tree, "params")) {
    made.parameters.emplace_back(text_of(parameter, "name"), types_.named(text_of(parameter, "typeRef")));
  }
  made.result = types_.named(text_of(member(tree, "body"), "typeRef"));
  made.call = [this, tree, sees](std::span<Value const> arguments, EvalContext const&) { return apply(tree, arguments, sees()); };
  return std::make_shared<HostFunction const>(std::move(made));
}

Result<Value> Record::apply(Value const& tree, std::span<Value const> arguments, Names names) {
  OneDeeper const deeper{depth_};
  auto const& parameters = list_of(tree, "params");
  if (depth_ > deepest_call) return fail(Errc::limit, "Functions call each other too deeply.");
  if (arguments.size() != parameters.size()) return fail(Errc::wrong_type, "The number of arguments is wrong.");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto const type = types_.named(text_of(parameters[i], "typeRef"));
    auto value = coerce(arguments[i], type);
    if (value.is_null() && !arguments[i].is_null()) return fail(Errc::wrong_type, "An argument has the wrong type.");
    names.set({text_of(parameters[i], "name"), type, std::move(value), nullptr});
  }
  return boxed(member(tree, "body"), names);
}

Value Record::decision_table(Value const& expression, Names const& names) {
  DecisionTableText table;
  auto const policy = read_hit_policy(text_of(expression, "hitPolicy"), text_of(expression, "aggregation"));
  if (!policy) return {};
  table.hit_policy = *policy;
  for (auto const& input : list_of(expression, "inputs")) {
    table.inputs.push_back({text_of(input, "label"), text_of(input, "expression"), types_.named(text_of(input, "typeRef")),
                            text_of(input, "inputValues")});
  }
  for (auto const& output : list_of(expression, "outputs")) {
    table.outputs.push_back({text_of(output, "name"), types_.named(text_of(output, "typeRef")),
                             text_of(output, "outputValues"), text_of(output, "defaultOutput")});
  }
  for (auto const& rule : list_of(expression, "rules")) {
    table.rules.push_back(
        {texts_of(list_of(rule, "inputs")), texts_of(list_of(rule, "outputs")), texts_of(list_of(rule, "annotations"))});
  }
  auto compiled = compile_decision_table(table, scope(names));
  if (!compiled.table) {  // as for a text
    for (auto& input : table.inputs) input.type = {};
    compiled = compile_decision_table(table, scope(names, false));
  }
  for (auto const& finding : compiled.findings) note_ += (note_.empty() ? "" : "; ") + finding.what.message;
  return compiled.table ? evaluate(*compiled.table, slots_of(names), context_) : Value{};
}

}  // namespace guicheng::conformance
