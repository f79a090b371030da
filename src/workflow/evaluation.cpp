// Evaluating expressions inside a decision. Entry point: Evaluator.
#include "workflow/evaluation.hpp"

#include "workflow/rights.hpp"

#include <algorithm>

namespace guicheng {
namespace {

Value const* entry(Value const& of, std::string_view name) {
  auto const* const context = of.context();
  return context ? context->find(name) : nullptr;
}

Value or_null(Value const* value) { return value ? *value : Value{}; }

Value text_or_null(std::string const& text) { return text.empty() ? Value{} : Value{text}; }

Value actor_facts(Actor const& actor) {
  List roles;
  for (auto const& role : actor.roles) roles.push_back(role);
  return Context{{"id", actor.id}, {"name", actor.name}, {"organisation", text_or_null(actor.organisation)},
                 {"division", text_or_null(actor.division)}, {"roles", std::move(roles)}};
}

std::string first_text(std::vector<Reason> const& reasons, std::string Reason::*member) {
  return reasons.empty() ? std::string{} : reasons.front().*member;
}

}  // namespace

Evaluator::Evaluator(System const& system, Workflow const& workflow, CaseState const& state, Actor const& actor, Instant now,
                     View const* view)
    : system_{&system}, workflow_{&workflow}, state_{&state}, actor_{&actor}, now_{now}, data_{state.data},
      numbers_{state.numbers}, results_{state.results}, division_{state.division},
      asking_{view, &system, state.id, {}, std::nullopt} {}

Date Evaluator::today() const { return civil_time(now_, system_->zone).date; }

EvalContext Evaluator::context() const {
  EvalContext context;
  context.now = now_;
  context.zone = &system_->zone;
  context.user = &asking_;
  return context;
}

void Evaluator::put(std::size_t slot, Value value) {
  reserve(slot + 1);
  slots_[slot] = std::move(value);
  filled_[slot] = 1;
}

/// Room for the workflow's names and the inputs at once: an expression that finds fewer slots than it knows copies them.
void Evaluator::reserve(std::size_t least) {
  auto const size = std::max(least, workflow_->bindings.size() + (action_ ? action_->input_slots.size() : 0));
  if (slots_.size() >= size) return;
  slots_.resize(size);
  filled_.resize(size);
}

void Evaluator::fill(Feel const& feel) {
  reserve(0);
  auto const used = feel.used_slots();
  if (asking_.view) asking_.today = today();
  for (auto const slot : used)
    if (slot >= filled_.size() || !filled_[slot]) fill(slot);
}

void Evaluator::fill(std::size_t slot) {
  if (action_)
    for (std::size_t i = 0; i < action_->input_slots.size(); ++i)
      if (action_->input_slots[i] == slot) return put(slot, or_null(entry(inputs_, action_->inputs[i].name)));
  if (slot >= workflow_->bindings.size()) return put(slot, {});
  auto const& binding = workflow_->bindings[slot];
  using Kind = Binding::Kind;
  switch (binding.kind) {
    case Kind::field: return put(slot, field_value(binding));
    case Kind::module: return put(slot, module_value(binding.module));
    case Kind::number: return put(slot, or_null(entry(numbers_, binding.name)));
    case Kind::result: return put(slot, or_null(entry(results_, binding.name)));
    case Kind::actor: return put(slot, actor_facts(*actor_));
    case Kind::now: return put(slot, civil_time(now_, system_->zone));
    case Kind::case_facts:
      return put(slot, Context{{"id", state_->id}, {"organisation", text_or_null(state_->applicant.organisation)},
                               {"applicant", state_->applicant.name}, {"division", text_or_null(division_)},
                               {"started", civil_time(state_->started, system_->zone).date}});
  }
}

Value Evaluator::field_value(Binding const& binding) const {
  auto const* const value = field(binding.module, binding.name);
  if (!value || !value->list()) return or_null(value);
  auto const* const declared = workflow_->find_field(binding.module, binding.name);
  return declared ? completed(*declared, *value) : *value;
}

Value Evaluator::module_value(std::string_view name) const {
  auto const& modules = workflow_->form.modules;
  auto const module = std::find_if(modules.begin(), modules.end(), [&](Module const& one) { return one.name == name; });
  auto const* const values = entry(data_, name);
  static Context const nothing;
  if (module == modules.end()) return or_null(values);
  return completed(module->fields, values && values->context() ? *values->context() : nothing);
}

Value Evaluator::value(Feel const& feel) {
  fill(feel);
  return evaluate(feel, slots_, context());
}

Value Evaluator::value(Formula const& formula) {
  auto const* const feel = std::get_if<Feel>(&formula);
  return feel ? value(*feel) : std::get<Value>(formula);
}

Evaluator::Truth Evaluator::truth(Feel const& feel) {
  auto const found = value(feel);
  auto const* const is_true = found.boolean();
  return !is_true ? Truth::unknown : *is_true ? Truth::yes : Truth::no;
}

Evaluation Evaluator::explained(Feel const& feel) {
  fill(feel);
  return explain(feel, slots_, context());
}

bool Evaluator::uses_inputs(Feel const& feel) const {
  if (!action_) return false;
  auto const used = feel.used_slots();
  return std::any_of(action_->input_slots.begin(), action_->input_slots.end(),
                     [&](std::size_t slot) { return std::find(used.begin(), used.end(), slot) != used.end(); });
}

bool Evaluator::is_untold(Feel const& feel) const {
  auto const used = feel.used_slots();
  return std::any_of(untold_.begin(), untold_.end(), [&](std::size_t slot) { return std::find(used.begin(), used.end(), slot) != used.end(); });
}

std::string Evaluator::text(Text const& text) {
  std::string whole;
  for (auto const& part : text.parts) {
    if (auto const* const plain = std::get_if<std::string>(&part)) whole += *plain;
    else if (auto const found = shown(value(std::get<Feel>(part))); !found.empty()) whole += hides(std::get<Feel>(part)) ? "***" : found;
  }
  return whole;
}

std::optional<RefusalItem> Evaluator::judge(Check const& check, std::string const& where, Why not_met, Why unknown) {
  auto const held = truth(check.must);
  if (held == Truth::yes) return std::nullopt;
  auto what = text(check.otherwise);
  if (what.empty()) what = check.must.text();
  if (held == Truth::unknown) return missing(check.must, what, where, unknown);
  auto item = refuse(not_met, where, {what});
  if (hides(check.must)) return item;
  auto const reasons = explained(check.must).reasons;
  item.why_zh = first_text(reasons, &Reason::text_zh);
  item.why_en = first_text(reasons, &Reason::text_en);
  return item;
}

RefusalItem Evaluator::missing(Feel const& feel, std::string const& what, std::string const& where, Why unknown) {
  auto const reasons = explained(feel).reasons;
  std::string names;
  std::vector<std::string_view> told;
  for (auto const& reason : reasons) {
    if (reason.name.empty() || std::find(told.begin(), told.end(), reason.name) != told.end()) continue;
    told.push_back(reason.name);
    if (!names.empty()) names += "、";
    names += reason.name;
  }
  if (names.empty()) names = feel.text();
  auto item = refuse(unknown, where, {names, what});
  if (hides(feel)) return item;
  item.why_zh = first_text(reasons, &Reason::text_zh);
  item.why_en = first_text(reasons, &Reason::text_en);
  return item;
}

/// The field of the innermost item that has the slot.
Field const* Evaluator::item_field(std::size_t slot) const {
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    auto const& list = *item->first;
    for (std::size_t i = 0; i < list.of.size() && i < list.item_slots.size(); ++i)
      if (list.item_slots[i] == slot) return &list.of[i];
  }
  return nullptr;
}

/// What the actor has just entered is no secret to them.
bool Evaluator::is_personal(std::size_t slot) const {
  if (auto const* const field = item_field(slot)) return holds_personal(*field);
  if (action_ && std::find(action_->input_slots.begin(), action_->input_slots.end(), slot) != action_->input_slots.end()) return false;
  if (slot >= workflow_->bindings.size()) return false;
  auto const& binding = workflow_->bindings[slot];
  if (binding.kind == Binding::Kind::field) {
    auto const* const field = workflow_->find_field(binding.module, binding.name);
    return field && holds_personal(*field);
  }
  auto const& modules = workflow_->form.modules;
  return binding.kind == Binding::Kind::module && std::any_of(modules.begin(), modules.end(), [&](Module const& module) {
           return module.name == binding.module && holds_personal(module.fields);
         });
}

/// Whether an expression's values must not be told to this actor. Of records it is not known which are looked at: their
/// personal fields are told by name.
bool Evaluator::hides(Feel const& feel) const {
  auto const names = [&](Field const& field) { return holds_personal(field) && feel.text().find(field.name) != std::string::npos; };
  auto const from_record = [&](RecordType const& type) { return std::any_of(type.fields.begin(), type.fields.end(), names); };
  auto const used = feel.used_slots();
  auto const uses = std::any_of(used.begin(), used.end(), [&](std::size_t slot) { return is_personal(slot); }) ||
                    (feel.text().find("record") != std::string::npos && std::any_of(system_->records.begin(), system_->records.end(), from_record));
  return uses && !sees_personal(*system_, *state_, *actor_);
}

Value const* Evaluator::field(std::string_view module, std::string_view name) const {
  auto const* const fields = entry(data_, module);
  return fields ? entry(*fields, name) : nullptr;
}

void Evaluator::set_data(Value data) { data_ = std::move(data); forget(); }

void Evaluator::set_field(std::string const& module, std::string const& name, Value value) {
  set_data(with_field(data_, module, name, std::move(value)));
}

void Evaluator::set_number(std::string const& name, Value text) {
  auto numbers = numbers_.context() ? *numbers_.context() : Context{};
  numbers.set(name, std::move(text));
  numbers_ = std::move(numbers);
  forget();
}

void Evaluator::set_result(std::string const& name, Value result) {
  auto results = results_.context() ? *results_.context() : Context{};
  results.set(name, std::move(result));
  results_ = std::move(results);
  forget();
}

void Evaluator::set_division(std::string division) { division_ = std::move(division); forget(); }
void Evaluator::use_inputs(Action const& action, Value inputs) { action_ = &action; inputs_ = std::move(inputs); forget(); }
void Evaluator::count_from(Instant now) { now_ = now; forget(); }

void Evaluator::enter_item(Field const& list, Context const& item) {
  items_.emplace_back(&list, &item);
  put_item(list, item);
}

/// The names of the items around it may be the same.
void Evaluator::leave_item() {
  for (auto const slot : items_.back().first->item_slots)
    if (slot < filled_.size()) filled_[slot] = 0;
  items_.pop_back();
  for (auto const& [list, item] : items_) put_item(*list, *item);
}

void Evaluator::put_item(Field const& list, Context const& item) {
  for (std::size_t i = 0; i < list.of.size() && i < list.item_slots.size(); ++i)
    put(list.item_slots[i], or_null(item.find(list.of[i].name)));
}

Context completed(std::vector<Field> const& fields, Context const& given) {
  auto whole = given;
  for (auto const& field : fields) {
    auto const* const value = given.find(field.name);
    if (!value) whole.set(field.name, Value{});
    else if (field.kind == FieldKind::list) whole.set(field.name, completed(field, *value));
  }
  return whole;
}

/// As deep as the definitions, which their reader limits.
Value completed(Field const& field, Value const& value) {
  if (field.kind != FieldKind::list || !value.list()) return value;
  List items;
  for (auto const& item : *value.list()) items.push_back(item.context() ? Value{completed(field.of, *item.context())} : item);
  return items;
}

std::string shown(Value const& value) {
  using enum Value::Kind;
  switch (value.kind()) {
    case null: return {};
    case string: return *value.string();
    case number: return write_decimal(*value.number());
    case boolean: return *value.boolean() ? "是" : "否";
    case date: return write(*value.date());
    case list: {
      std::string joined;
      for (auto const& item : *value.list()) joined += (joined.empty() ? "" : "、") + shown(item);
      return joined;
    }
    case time: case date_time: case days_duration: case months_duration: case context: case range: case function: break;
  }
  return write_feel(value);
}

Value with_field(Value const& data, std::string_view module, std::string_view field, Value value) {
  auto modules = data.context() ? *data.context() : Context{};
  auto const* const before = entry(data, module);
  auto fields = before && before->context() ? *before->context() : Context{};
  if (value.is_null()) fields.erase(field);
  else fields.set(field, std::move(value));
  modules.set(module, std::move(fields));
  return modules;
}

}  // namespace guicheng
