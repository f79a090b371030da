// Judging with a rule set. Entry points: judged, judge_ahead, completion_of, rule_subject.
#include "workflow/judging.hpp"

#include <algorithm>

namespace guicheng {
namespace {

Value texts(std::vector<std::string> const& from) {
  List list;
  for (auto const& one : from) list.push_back(one);
  return list;
}

Value or_null(std::optional<Decimal> const& number) { return number ? Value{*number} : Value{}; }

/// False where it is more than a value holds.
bool keep(Context& in, std::string name, Value value) {
  auto const held = !value.is_null();
  in.set(std::move(name), std::move(value));
  return held;
}

/// The explanation as data; what is empty is left out, since every act is kept for good. Null where it is more than a value holds.
Value tree_of(Scored const& node) {  // depth: that of the rule set's YAML, which its reader limits
  Context tree{{"name", node.name}, {"points", or_null(node.points)}, {"of", node.attainable}};
  if (node.title != node.name) tree.set("title", node.title);
  if (!node.applies) tree.set("applies", false);
  if (!node.fired.empty()) tree.set("fired", node.fired);
  if (!node.seen.empty()) {
    Context seen;
    for (auto const& [name, value] : node.seen) seen.set(name, value);
    if (!keep(tree, "seen", std::move(seen))) return {};
  }
  if (!node.parts.empty()) {
    List parts;
    for (auto const& part : node.parts) {
      parts.push_back(tree_of(part));
      if (parts.back().is_null()) return {};
    }
    if (!keep(tree, "parts", std::move(parts))) return {};
  }
  return tree;
}

bool asks_for(RuleSet const& rules, std::string_view input) {
  return std::any_of(rules.inputs.begin(), rules.inputs.end(), [&](RuleInput const& one) { return one.name == input; });
}

Context answers(RuleSet const& rules, Value const& data, std::string_view module) {
  auto const* const modules = data.context();
  auto const* const fields = modules ? modules->find(module) : nullptr;
  Context inputs;
  if (fields && fields->context())
    for (auto const& [name, value] : *fields->context())
      if (!value.is_null() && asks_for(rules, name)) inputs.set(name, value);
  return inputs;
}

/// Where the workflow judges with the set for the first time.
Judge const* find_judge(Workflow const& workflow, std::string_view rules) {
  for (auto const& stage : workflow.stages)
    for (auto const& action : stage.actions)
      for (auto const& effect : action.effects)
        if (auto const* const judge = std::get_if<Judge>(&effect); judge && judge->rules == rules) return judge;
  return nullptr;
}

/// The inputs that `judge` is given, as far as they have values.
void add_given(RuleSet const& rules, Judge const& judge, Evaluator& names, Context& inputs) {
  for (auto const& [name, formula] : judge.given)
    if (asks_for(rules, name) && !inputs.find(name))
      if (auto value = names.value(formula); !value.is_null()) inputs.set(name, std::move(value));
}

std::optional<std::size_t> slot_of(Workflow const& workflow, Judge const& judge) {
  for (std::size_t slot = 0; slot < workflow.bindings.size(); ++slot)
    if (workflow.bindings[slot].kind == Binding::Kind::result && workflow.bindings[slot].name == judge.into) return slot;
  return {};
}

bool uses(Feel const& feel, std::size_t slot) {
  auto const used = feel.used_slots();
  return std::find(used.begin(), used.end(), slot) != used.end();
}

bool uses_inputs(Judge const& judge, Evaluator const& names) {
  auto const asks = [&](auto const& given) {
    auto const* const feel = std::get_if<Feel>(&given.second);
    return feel && names.uses_inputs(*feel);
  };
  return (judge.as_of && names.uses_inputs(*judge.as_of)) || std::any_of(judge.given.begin(), judge.given.end(), asks);
}

}  // namespace

std::optional<Value> judged(System const& system, Judge const& judge, Evaluator& names, std::vector<RefusalItem>& items) {
  auto as_of = names.today();
  if (judge.as_of) {
    auto const value = names.value(*judge.as_of);
    if (!value.date()) return items.push_back(names.missing(*judge.as_of, judge.into, judge.into)), std::nullopt;
    as_of = *value.date();
  }
  auto const* const rules = system.find_rules(judge.rules, as_of);
  if (!rules) return items.push_back(refuse(Why::no_rules, judge.into, {judge.rules, write(as_of)})), std::nullopt;
  Context inputs;
  add_given(*rules, judge, names, inputs);
  auto const result = guicheng::judge(*rules, inputs, names.context(), true);
  for (auto const& problem : result.problems)
    items.push_back(refuse(Why::not_judged, problem.input, {both(problem.text_zh, problem.text_en)}));
  if (!result.problems.empty()) return {};
  Context kept{{"rules", rules->id}, {"version", rules->version}, {"as_of", as_of}, {"score", or_null(result.score)},
               {"grade", result.grade.empty() ? Value{} : Value{result.grade}},
               {"valid_until", result.valid_until ? Value{*result.valid_until} : Value{}},
               {"vetoes", texts(result.vetoes)}, {"ineligible", texts(result.ineligible)}, {"missed", texts(result.missed)},
               {"warnings", texts(result.warnings)}, {"evidence", texts(result.evidence)}};
  auto const whole = keep(kept, "inputs", std::move(inputs)) && (!result.tree || keep(kept, "explanation", tree_of(*result.tree)));
  Value value = whole ? Value{std::move(kept)} : Value{};
  if (value.is_null()) return items.push_back(refuse(Why::data_too_big, judge.into)), std::nullopt;
  return value;
}

bool looks_at(Workflow const& workflow, Action const& action, Judge const& judge) {
  auto const slot = slot_of(workflow, judge);
  return slot && (std::any_of(action.must.begin(), action.must.end(), [&](Check const& check) { return uses(check.must, *slot); }) ||
                  std::any_of(action.routes.begin(), action.routes.end(), [&](Route const& route) { return route.when && uses(*route.when, *slot); }));
}

std::vector<JudgedAhead> judge_ahead(System const& system, Workflow const& workflow, Action const& action, Evaluator& names, bool open, bool skip_inputs,
                                     std::vector<RefusalItem>& items) {
  std::size_t count = 0;  // up to the last that is looked at: it may rest on those before it
  for (std::size_t i = 0; i < action.effects.size(); ++i) {
    auto const* const judge = std::get_if<Judge>(&action.effects[i]);
    if (!judge) break;  // an old text, kept, may have others first: its conditions see the earlier result, as they did
    if (looks_at(workflow, action, *judge)) count = i + 1;
  }
  std::vector<JudgedAhead> made;
  for (std::size_t i = 0; i < count; ++i) {
    auto const& judge = std::get<Judge>(action.effects[i]);
    auto result = open && !(skip_inputs && uses_inputs(judge, names)) ? judged(system, judge, names, items) : std::nullopt;
    if (!result) {
      if (auto const slot = slot_of(workflow, judge)) names.cannot_tell(*slot);
      continue;
    }
    names.set_result(judge.into, *result);
    made.push_back({&judge, std::move(*result)});
  }
  return made;
}

CaseSubject rule_subject(System const& system, Workflow const& workflow, CaseState const& state, std::string_view module) {
  for (auto const& one : workflow.form.modules) {
    if (one.name != module || one.rules.empty()) continue;
    auto const* const rules = system.find_rules(one.rules);
    if (rules) return {rules, answers(*rules, state.data, module)};
  }
  return {};
}

CaseSubject rule_subject(System const& system, Workflow const& workflow, CaseState const& state, std::string_view module, Actor const& actor,
                         Instant now, View const& view) {
  auto subject = rule_subject(system, workflow, state, module);
  if (!subject.rules) return subject;
  for (auto const& input : subject.rules->inputs)
    if (input.kind == InputKind::choices && !subject.inputs.find(input.name)) subject.inputs.set(input.name, List{});
  auto const* const judge = find_judge(workflow, subject.rules->id);
  if (!judge) return subject;
  Evaluator names{system, workflow, state, actor, std::max(now, state.changed), &view};
  add_given(*subject.rules, *judge, names, subject.inputs);
  return subject;
}

std::vector<Completion> completion_of(System const& system, Workflow const& workflow, Evaluator& names) {
  std::vector<Completion> found;
  for (auto const& module : workflow.form.modules) {
    auto const* const rules = module.rules.empty() ? nullptr : system.find_rules(module.rules);
    if (!rules) continue;
    auto inputs = answers(*rules, names.data(), module.name);
    if (auto const* const judge = find_judge(workflow, rules->id)) add_given(*rules, *judge, names, inputs);
    Completion one;
    one.module = module.name;
    one.rules = module.rules;
    one.leaves = completion(*rules, inputs, names.context());
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace guicheng
