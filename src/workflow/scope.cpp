// Scopes of workflows, and the functions over records and cases. Entry points: add_scope, workflow_functions.
#include "workflow/scope.hpp"

#include <guicheng/workflow.hpp>

#include "workflow/evaluation.hpp"

#include <algorithm>

namespace guicheng {
namespace {

Type context_of(std::vector<Field> const& fields) {
  std::vector<std::pair<std::string, Type>> entries;
  for (auto const& field : fields) entries.emplace_back(field.name, type_of(field));
  return Type::context(std::move(entries));
}

void add_items(Scope const& outer, Field& field) {
  if (field.kind != FieldKind::list) return;
  Scope scope = outer;
  field.item_slots.clear();
  for (auto const& item : field.of) field.item_slots.push_back(scope.add(item.name, type_of(item)));
  for (auto& item : field.of) add_items(scope, item);
  field.item_scope = std::make_shared<Scope const>(std::move(scope));
}

class Builder {
 public:
  void add(std::string const& name, Type type, Binding binding) {
    auto const slot = scope.add(name, std::move(type));
    if (slot >= bindings.size()) bindings.resize(slot + 1);
    bindings[slot] = std::move(binding);
  }
  Scope scope;
  std::vector<Binding> bindings;
};

std::size_t times_used(Form const& form, std::string const& name) {
  std::size_t times = 0;
  for (auto const& module : form.modules)
    times += static_cast<std::size_t>(std::count_if(module.fields.begin(), module.fields.end(), [&](Field const& f) { return f.name == name; }));
  return times;
}

Type case_type() {
  using enum Value::Kind;
  return Type::context({{"id", Type::of(number)}, {"organisation", Type::of(string)}, {"applicant", Type::of(string)},
                        {"division", Type::of(string)}, {"started", Type::of(date)}});
}

/// What `judge` keeps; see judging.cpp.
Type judged_type() {
  using enum Value::Kind;
  auto const texts = Type::list(Type::of(string));
  return Type::context({{"rules", Type::of(string)}, {"version", Type::of(string)}, {"as_of", Type::of(date)}, {"score", Type::of(number)},
                        {"grade", Type::of(string)}, {"valid_until", Type::of(date)}, {"vetoes", texts}, {"ineligible", texts},
                        {"missed", texts}, {"warnings", texts}, {"evidence", texts}, {"inputs", Type{}}, {"explanation", Type{}}});
}

Type actor_type() {
  using enum Value::Kind;
  return Type::context({{"id", Type::of(string)}, {"name", Type::of(string)}, {"organisation", Type::of(string)},
                        {"division", Type::of(string)}, {"roles", Type::list(Type::of(string))}});
}

// Functions over the View.

Asking const* asking(EvalContext const& context) {
  auto const* const asks = static_cast<Asking const*>(context.user);
  return asks && asks->view ? asks : nullptr;
}

Error nothing_to_ask() { return fail(Errc::no_value, "Records and cases cannot be asked for here."); }

Error keep(Asking const& asks, Error error) {
  if (!asks.failed) asks.failed = error;
  return error;
}

std::string const* text_at(std::span<Value const> arguments, std::size_t at) {
  return at < arguments.size() ? arguments[at].string() : nullptr;
}

/// A record as expressions see it: its fields, and whether it is valid today where its type says so.
Value seen(Asking const& asks, Record const& record) {
  auto const* const type = asks.system->find_record_type(record.type);
  if (!type || !record.fields.context()) return record.fields;
  auto fields = completed(type->fields, *record.fields.context());
  if (type->valid_from.empty() && type->valid_until.empty() && type->valid_before.empty()) return fields;
  auto const valid = is_valid(*type, record, asks.today);
  fields.set("valid", valid);
  return fields;
}

Result<Value> find_record(std::span<Value const> arguments, EvalContext const& context) {
  auto const* const asks = asking(context);
  if (!asks) return nothing_to_ask();
  auto const *const type = text_at(arguments, 0), *const key = text_at(arguments, 1);
  if (!type || !key) return fail(Errc::no_value, "record() needs a type and a key.");
  auto const found = asks->view->find_record(asks->system->id, *type, *key);
  if (!found) return keep(*asks, found.error());
  return *found ? seen(*asks, **found) : Value{};
}

Result<Value> find_records(std::span<Value const> arguments, EvalContext const& context) {
  auto const* const asks = asking(context);
  if (!asks) return nothing_to_ask();
  auto const *const type = text_at(arguments, 0), *const organisation = text_at(arguments, 1);
  if (!type || !organisation) return fail(Errc::no_value, "records() needs a type and an organisation.");
  auto const found = asks->view->records_of(asks->system->id, *type, *organisation);
  if (!found) return keep(*asks, found.error());
  List list;
  for (auto const& record : *found) list.push_back(seen(*asks, record));
  return Value{std::move(list)};
}

Result<Value> count_cases(std::span<Value const> arguments, EvalContext const& context) {
  auto const* const asks = asking(context);
  if (!asks) return nothing_to_ask();
  auto const *const workflow = text_at(arguments, 0), *const key = text_at(arguments, 1), *const which = text_at(arguments, 2);
  if (!workflow || !key || !which) return fail(Errc::no_value, "count cases() needs a workflow, a key and which cases.");
  using enum CaseCount::Which;
  CaseCount count{asks->system->id, *workflow, *key, *which == "open" ? open : *which == "all" ? all : ended, {}, asks->asker};
  if (count.which == ended && *which != "ended") count.end = *which;
  auto const counted = asks->view->count_cases(count);
  if (!counted) return keep(*asks, counted.error());
  return Value{*counted};
}

}  // namespace

Type type_of(Field const& field) {
  using enum FieldKind;
  switch (field.kind) {
    case number: return Type::number_within(field.min, field.max);
    case boolean: return Type::of(Value::Kind::boolean);
    case date: return Type::of(Value::Kind::date);
    case choice: return Type::one_of(field.options);
    case choices: return Type::list(Type::one_of(field.options));
    case list: return Type::list(context_of(field.of));
    case text: case uscc: case resident_id: case division: case mobile: case record: break;
  }
  return Type::of(Value::Kind::string);
}

std::vector<HostFunction> workflow_functions() {
  auto const text = Type::of(Value::Kind::string);
  std::vector<HostFunction> functions;
  functions.push_back({"record", {{"type", text}, {"key", text}}, Type{}, find_record});
  functions.push_back({"records", {{"type", text}, {"organisation", text}}, Type::list(Type{}), find_records});
  functions.push_back({"count cases", {{"workflow", text}, {"key", text}, {"which", text}}, Type::of(Value::Kind::number), count_cases});
  return functions;
}

void add_scope(Workflow& workflow, std::vector<std::string> const& numbers, std::vector<std::string> const& results) {
  using enum Binding::Kind;
  Builder names;
  for (auto& function : workflow_functions()) names.scope.add(std::move(function));
  names.add("case", case_type(), {case_facts, {}, {}});
  names.add("actor", actor_type(), {actor, {}, {}});
  names.add("now", Type::of(Value::Kind::date_time), {now, {}, {}});
  for (auto const& module : workflow.form.modules)
    for (auto const& f : module.fields)
      if (times_used(workflow.form, f.name) == 1) names.add(f.name, type_of(f), {field, module.name, f.name});
  for (auto const& m : workflow.form.modules) names.add(m.name, context_of(m.fields), {module, m.name, {}});
  for (auto const& name : numbers) names.add(name, Type::of(Value::Kind::string), {number, {}, name});
  for (auto const& name : results) names.add(name, judged_type(), {result, {}, name});
  for (auto& m : workflow.form.modules)
    for (auto& f : m.fields) add_items(names.scope, f);
  workflow.bindings = std::move(names.bindings);
  workflow.scope = std::make_shared<Scope const>(std::move(names.scope));
}

void add_scope(Workflow const& workflow, Action& action) {
  Scope scope = workflow.scope ? *workflow.scope : Scope{};
  action.input_slots.clear();
  for (auto const& input : action.inputs) action.input_slots.push_back(scope.add(input.name, type_of(input)));
  for (auto& input : action.inputs) add_items(scope, input);
  action.scope = std::make_shared<Scope const>(std::move(scope));
}

bool is_valid(RecordType const& type, Record const& record, Date today) {
  auto const date_in = [&](std::string const& name) -> Date const* {
    auto const* const value = name.empty() || !record.fields.context() ? nullptr : record.fields.context()->find(name);
    return value ? value->date() : nullptr;
  };
  auto const *const from = date_in(type.valid_from), *const until = date_in(type.valid_until), *const before = date_in(type.valid_before);
  return (!from || *from <= today) && (!until || today <= *until) && (!before || today < *before);
}

}  // namespace guicheng
