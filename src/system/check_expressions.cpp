// Expressions against the system around them. Entry point: check_expressions.
#include "system/check_expressions.hpp"

#include "feel/grammar.hpp"
#include "feel/scope.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace guicheng {
namespace {

using feel::Ast;
using feel::AstId;
using feel::AstKind;
using feel::AstNode;

using Fields = std::unordered_map<std::string_view, std::vector<Field const*>>;  // by name; one name may stand in several places

void collect(std::vector<Field> const& fields, Fields& into) {
  for (auto const& field : fields) {
    into[field.name].push_back(&field);
    collect(field.of, into);
  }
}

Fields fields_of(Workflow const& workflow) {
  Fields fields;
  for (auto const& module : workflow.form.modules) collect(module.fields, fields);
  for (auto const& stage : workflow.stages)
    for (auto const& action : stage.actions) collect(action.inputs, fields);
  return fields;
}

std::vector<std::string> names_of(RecordType const& type) {
  std::vector<std::string> names;
  for (auto const& field : type.fields) names.push_back(field.name);
  if (!type.valid_from.empty() || !type.valid_until.empty() || !type.valid_before.empty()) names.emplace_back("valid");
  return names;
}

class Checker {
 public:
  Checker(Reading& reading, System const& system, Fields const& fields, Compiled const& of)
      : reading_{reading}, system_{system}, fields_{fields}, of_{of} {}

  void run() {
    auto const& names = of_.scope.names();
    auto parsed = feel::parse(of_.feel.text(), {&names.values, &names.fields, &names.types}, FeelForm::expression);
    if (!parsed.ast) return;
    ast_ = std::move(*parsed.ast);
    for (auto const& node : ast_.nodes)
      if (node.kind == AstKind::iterator || node.kind == AstKind::parameter || node.kind == AstKind::entry) own_.insert(ast_.text(node));
    for (AstId id = 0; id < ast_.nodes.size(); ++id) check(ast_[id]);
    if (of_.condition) constant();
  }

 private:
  Place place_of(AstNode const& node) const { return place_in(*of_.document, *of_.node, of_.from + node.begin); }

  void unknown(AstNode const& at, char const* code, char const* what, std::string const& name, std::vector<std::string> const& known) {
    reading_.unknown(*of_.document, place_of(at), code, what, name, known);
  }

  std::string const* literal(AstId id) const {
    auto const& node = ast_[id];
    return node.kind == AstKind::constant ? ast_.values[node.index].string() : nullptr;
  }

  std::string callee(AstNode const& call) const {
    auto const& function = ast_[ast_.child(call, 0)];
    return function.kind == AstKind::name ? ast_.text(function) : std::string{};
  }

  /// An argument by position, or by the name it may be given by.
  std::optional<AstId> argument(AstNode const& call, std::uint32_t position, std::string_view name) const {
    for (std::uint32_t i = 1; i < call.count; ++i) {
      auto const& node = ast_[ast_.child(call, i)];
      if (node.kind == AstKind::named ? ast_.text(node) == name : i == position)
        return node.kind == AstKind::named ? ast_.child(node, 0) : ast_.child(call, i);
    }
    return {};
  }

  void check(AstNode const& node) {
    if (node.kind == AstKind::call) return call(node);
    if (node.kind == AstKind::path) return path(node);
    if (node.kind == AstKind::filter) return filter(node);
    if (node.kind == AstKind::comparison && (node.compare == feel::Compare::equal || node.compare == feel::Compare::not_equal)) {
      auto const left = ast_.child(node, 0), right = ast_.child(node, 1);
      option(left, right, FieldKind::choice);
      option(right, left, FieldKind::choice);
    }
    if (node.kind == AstKind::in)
      for (std::uint32_t i = 1; i < node.count; ++i) tests(ast_.child(node, 0), ast_.child(node, i));
  }

  void tests(AstId value, AstId test) {
    auto const& node = ast_[test];
    option(value, test, FieldKind::choice);
    if (node.kind == AstKind::tests || node.kind == AstKind::list)
      for (std::uint32_t i = 0; i < node.count; ++i) option(value, ast_.child(node, i), FieldKind::choice);
  }

  void call(AstNode const& node) {
    auto const name = callee(node);
    if (name == "record" || name == "records") {
      if (auto const* const type = asked_type(node); type && !system_.find_record_type(*type)) {
        std::vector<std::string> known;
        for (auto const& one : system_.records) known.push_back(one.name);
        unknown(ast_[*argument(node, 1, "type")], "feel.unknown-record", "record type", *type, known);
      }
    } else if (name == "count cases") {
      count_cases(node);
    } else if (name == "list contains") {
      if (auto const list = argument(node, 1, "list"), element = argument(node, 2, "element"); list && element) option(*list, *element, FieldKind::choices);
    }
  }

  void count_cases(AstNode const& node) {
    auto const id = argument(node, 1, "workflow"), which = argument(node, 3, "which");
    auto const* const workflow_id = id ? literal(*id) : nullptr;
    if (!workflow_id) return;
    auto const* const workflow = system_.find_workflow(*workflow_id);
    if (!workflow) {
      std::vector<std::string> known;
      for (auto const& one : system_.workflows) known.push_back(one.id);
      return unknown(ast_[*id], "feel.unknown-workflow", "workflow", *workflow_id, known);
    }
    auto const* const wanted = which ? literal(*which) : nullptr;
    if (!wanted) return;
    std::vector<std::string> known{"open", "ended", "all"};
    for (auto const& end : workflow->ends) known.push_back(end.id);
    if (std::find(known.begin(), known.end(), *wanted) == known.end()) unknown(ast_[*which], "feel.unknown-end", "end", *wanted, known);
  }

  std::string const* asked_type(AstNode const& call) const {
    auto const type = argument(call, 1, "type");
    return type ? literal(*type) : nullptr;
  }

  /// The type of `record("X", …)` or `records("X", …)`, also behind filters; null for everything else.
  RecordType const* record_type(AstId id) const {
    while (ast_[id].kind == AstKind::filter) id = ast_.child(ast_[id], 0);
    auto const& node = ast_[id];
    if (node.kind != AstKind::call) return nullptr;
    auto const name = callee(node);
    auto const* const type = name == "record" || name == "records" ? asked_type(node) : nullptr;
    return type ? system_.find_record_type(*type) : nullptr;
  }

  void path(AstNode const& node) {
    auto const* const type = record_type(ast_.child(node, 0));
    if (!type) return;
    auto const known = names_of(*type);
    if (std::find(known.begin(), known.end(), ast_.text(node)) == known.end())
      unknown(node, "feel.unknown-field", fmt::format("field of the record type `{}` called", type->name).c_str(), ast_.text(node), known);
  }

  /// Inside `records("X", …)[…]` a name is a field of X, or one from around.
  void filter(AstNode const& node) {
    auto const* const type = record_type(ast_.child(node, 0));
    if (!type) return;
    auto const known = names_of(*type);
    auto const& around = of_.scope.names();
    auto const& condition = ast_[ast_.child(node, 1)];
    std::unordered_set<AstId> functions;
    for (auto const& one : ast_.nodes)
      if (one.kind == AstKind::call) functions.insert(ast_.child(one, 0));
    for (AstId id = 0; id < ast_.nodes.size(); ++id) {
      auto const& name = ast_[id];
      if (name.kind != AstKind::name || name.begin < condition.begin || name.end > condition.end || functions.contains(id)) continue;
      auto const& text = ast_.text(name);
      if (text == "item" || own_.contains(text) || around.slots.contains(text)) continue;
      if (std::find(known.begin(), known.end(), text) == known.end())
        unknown(name, "feel.unknown-field", fmt::format("field of the record type `{}` called", type->name).c_str(), text, known);
    }
    for (auto const& one : ast_.nodes)
      if (one.begin >= condition.begin && one.end <= condition.end && one.kind == AstKind::comparison) {
        option(ast_.child(one, 0), ast_.child(one, 1), FieldKind::choice, type);
        option(ast_.child(one, 1), ast_.child(one, 0), FieldKind::choice, type);
      }
  }

  /// All fields that an operand may be; nothing where it may be something else as well.
  std::vector<Field const*> fields_called(AstId id, RecordType const* filtered) const {
    auto const& node = ast_[id];
    if (node.kind != AstKind::name && node.kind != AstKind::path) return {};
    auto const& name = ast_.text(node);
    auto const* type = node.kind == AstKind::path ? record_type(ast_.child(node, 0)) : filtered;
    if (node.kind == AstKind::name && own_.contains(name)) return {};
    if (node.kind == AstKind::path && !type) {
      auto base = ast_.child(node, 0);
      while (ast_[base].kind == AstKind::filter) base = ast_.child(ast_[base], 0);
      if (ast_[base].kind != AstKind::name || own_.contains(ast_.text(ast_[base]))) return {};
    }
    if (type)
      for (auto const& field : type->fields)
        if (field.name == name) return {&field};
    if (type && node.kind == AstKind::path) return {};
    auto const found = fields_.find(name);
    return found == fields_.end() ? std::vector<Field const*>{} : found->second;
  }

  /// A choice never equals what is no option of it.
  void option(AstId operand, AstId text, FieldKind kind, RecordType const* filtered = nullptr) {
    auto const* const wanted = literal(text);
    if (!wanted || reported_.contains(text)) return;
    auto const fields = fields_called(operand, filtered);
    auto const rules_out = [&](Field const* field) {
      return field->kind == kind && std::find(field->options.begin(), field->options.end(), *wanted) == field->options.end();
    };
    if (!filtered && in_record_filter(text)) return;  // it is looked at with its type
    if (fields.empty() || !std::all_of(fields.begin(), fields.end(), rules_out)) return;
    reported_.insert(text);
    unknown(ast_[text], "feel.unknown-option", fmt::format("option of `{}` called", fields[0]->name).c_str(), *wanted, fields[0]->options);
  }

  bool in_record_filter(AstId id) const {
    auto const& node = ast_[id];
    return std::any_of(ast_.nodes.begin(), ast_.nodes.end(), [&](AstNode const& filter) {
      if (filter.kind != AstKind::filter || !record_type(ast_.child(filter, 0))) return false;
      auto const& condition = ast_[ast_.child(filter, 1)];
      return node.begin >= condition.begin && node.end <= condition.end;
    });
  }

  void constant() {
    if (!of_.feel.used_slots().empty()) return;
    auto const varies = [](AstNode const& node) { return node.kind == AstKind::name || node.kind == AstKind::call; };
    if (std::any_of(ast_.nodes.begin(), ast_.nodes.end(), varies)) return;
    auto const value = evaluate(of_.feel, {}, {});
    auto const* const truth = value.boolean();
    reading_.warning(*of_.document, place_in(*of_.document, *of_.node, of_.from), "feel.constant",
                     fmt::format("This condition is {}.", truth ? *truth ? "always true" : "never true" : "never true, since it has no value"),
                     "Let it depend on a field, or remove it.");
  }

  Reading& reading_;
  System const& system_;
  Fields const& fields_;
  Compiled const& of_;
  Ast ast_;
  std::unordered_set<std::string_view> own_;  ///< names the expression makes itself
  std::unordered_set<AstId> reported_;
};

}  // namespace

void check_expressions(Reading& reading, System const& system) {
  std::unordered_map<std::string, Fields> fields;
  for (auto const& workflow : system.workflows) fields.emplace(workflow.id, fields_of(workflow));
  for (auto const& one : reading.compiled()) {
    // Only literals can name something; without a variable or a literal there is a constant to be found.
    bool const may_name = one.feel.text().find('"') != std::string::npos;
    bool const may_be_constant = one.condition && one.feel.used_slots().empty();
    if (may_name || may_be_constant) Checker{reading, system, fields[one.workflow], one}.run();
  }
}

}  // namespace guicheng
