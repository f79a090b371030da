// A workflow's form, stages and ends as JSON: all that a screen needs to draw them. Entry point: view_workflow.
#include "view_workflow.hpp"

#include "gate.hpp"

namespace guicheng::http {
namespace {

std::string_view type_word(FieldKind kind) noexcept {
  switch (kind) {
    case FieldKind::text: return "text";
    case FieldKind::number: return "number";
    case FieldKind::boolean: return "boolean";
    case FieldKind::date: return "date";
    case FieldKind::choice: return "choice";
    case FieldKind::choices: return "choices";
    case FieldKind::list: return "list";
    case FieldKind::uscc: return "uscc";
    case FieldKind::resident_id: return "resident id";
    case FieldKind::division: return "division";
    case FieldKind::mobile: return "mobile";
    case FieldKind::record: return "record";
  }
  return "text";
}

void add_requirement(Context& to, Requirement const& required) {
  to.set("required", required.kind == Requirement::Kind::always);
  if (required.kind == Requirement::Kind::conditional && required.when) to.set("required_when", required.when->text());
}

List texts(std::vector<std::string> const& from) { return {from.begin(), from.end()}; }

void add_limits(Context& to, Field const& field) {
  if (field.kind == FieldKind::text) {
    if (field.min_length > 0) to.set("min_length", static_cast<std::int64_t>(field.min_length));
    to.set("max_length", static_cast<std::int64_t>(field.max_length));
  }
  if (field.min) to.set("min", *field.min);
  if (field.max) to.set("max", *field.max);
  if (field.digits) to.set("digits", *field.digits);
  if (field.kind != FieldKind::list) return;
  to.set("min_items", static_cast<std::int64_t>(field.min_items));
  to.set("max_items", static_cast<std::int64_t>(field.max_items));
}

Value view_action(Action const& action, Stage const& stage) {
  Context out{{"id", action.id}, {"title", action.title}, {"by", action.by.empty() ? stage.by : action.by}, {"kind", word(action.kind)}};
  if (!action.undertaking.empty()) out.set("undertaking", action.undertaking);
  out.set("inputs", view_fields(action.inputs));
  if (action.chosen_modules) out.set("chosen_modules", true);
  List to;
  for (auto const& route : action.routes)
    if (!route.to.empty()) to.push_back(route.to);
  out.set("to", std::move(to));
  return out;
}

Value view_stage(Stage const& stage) {
  Context out{{"id", stage.id}, {"title", stage.title}, {"by", stage.by}};
  if (!stage.title_when_returned.empty()) out.set("title_when_returned", stage.title_when_returned);
  if (!stage.law.empty()) out.set("law", stage.law);
  if (auto const& limit = stage.deadline)
    out.set("deadline", Context{{"days", limit->days}, {"working", limit->kind == DayKind::working}, {"on_overdue", limit->on_overdue}});
  List actions;
  for (auto const& action : stage.actions) actions.push_back(view_action(action, stage));
  out.set("actions", std::move(actions));
  return out;
}

Value view_material(Material const& material) {
  Context out{{"name", material.name}, {"title", material.title.empty() ? material.name : material.title}};
  add_requirement(out, material.required);
  out.set("accept", texts(material.accept));
  out.set("max_size", static_cast<std::int64_t>(material.max_size));
  out.set("max_files", static_cast<std::int64_t>(material.max_files));
  if (!material.form_template.empty()) out.set("template", template_name(material));
  return out;
}

}  // namespace

std::string template_name(Material const& material) {
  auto const& path = material.form_template;
  auto const dot = path.rfind('.');
  return material.name + (dot == std::string::npos || path.find('/', dot) != std::string::npos ? std::string{} : path.substr(dot));
}

List view_templates(std::string_view system, Workflow const& workflow) {
  List out;
  for (auto const& material : workflow.form.materials) {
    if (material.form_template.empty()) continue;
    auto const href = "/v1/systems/" + percent_encode(system) + "/workflows/" + percent_encode(workflow.id) + "/materials/" + percent_encode(material.name) + "/template";
    out.push_back(Context{{"slot", material.name}, {"name", template_name(material)}, {"href", href}});
  }
  return out;
}

List view_fields(std::vector<Field> const& fields) {
  List out;
  for (auto const& field : fields) out.push_back(view_field(field));
  return out;
}

// Lists hold fields that are no lists themselves, so the depth is that of the reader's own limit.
Value view_field(Field const& field) {
  Context out{{"name", field.name}, {"title", field.title.empty() ? field.name : field.title}, {"type", type_word(field.kind)}};
  add_requirement(out, field.required);
  if (!field.help.empty()) out.set("help", field.help);
  if (!field.unit.empty()) out.set("unit", field.unit);
  if (!field.options.empty()) out.set("options", texts(field.options));
  if (!field.record_type.empty()) out.set("record", field.record_type);
  if (field.personal) out.set("personal", true);
  if (field.preset)
    if (auto const* literal = std::get_if<Value>(&*field.preset)) out.set("default", *literal);
  add_limits(out, field);
  if (!field.of.empty()) out.set("of", view_fields(field.of));
  return out;
}

Value view_workflow(System const& system, Workflow const& workflow, Actor const&) {
  List modules, materials, stages, ends;
  for (auto const& module : workflow.form.modules)
    modules.push_back(Context{{"name", module.name}, {"title", module.title.empty() ? module.name : module.title}, {"fields", view_fields(module.fields)}});
  for (auto const& material : workflow.form.materials) materials.push_back(view_material(material));
  for (auto const& stage : workflow.stages) stages.push_back(view_stage(stage));
  for (auto const& end : workflow.ends)
    if (!end.hidden) ends.push_back(Context{{"id", end.id}, {"title", end.title}, {"kind", word(end.kind)}});
  return Context{{"system", system.id}, {"id", workflow.id}, {"title", workflow.title}, {"version", workflow.version}, {"law", workflow.law},
                 {"hash", workflow.hash}, {"start_by", workflow.start_by}, {"first_stage", workflow.first_stage}, {"modules", std::move(modules)},
                 {"materials", std::move(materials)}, {"stages", std::move(stages)}, {"ends", std::move(ends)}};
}

}  // namespace guicheng::http
