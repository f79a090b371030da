// The names that a workflow's expressions may use, and the functions over records and cases. For the reader of YAML:
// read the fields, build the scopes, then compile the conditions against them.
#pragma once

#include <guicheng/workflow.hpp>

#include <string>
#include <vector>

namespace guicheng {

/// `record(type, key)`, `records(type, organisation)`, `count cases(workflow, key, which)`; they answer from the View of
/// the decision at hand (EvalContext::user is an Asking).
std::vector<HostFunction> workflow_functions();

/// Fills scope and bindings, and item_scope and item_slots of list fields, from the form and the given names.
/// A field's name that stands in several modules is known only as `模块.字段`; a module's or number's name wins over a field's.
void add_scope(Workflow&, std::vector<std::string> const& numbers, std::vector<std::string> const& results = {});

/// Fills scope and input_slots of an action, and the item scopes of its inputs; the workflow's scope must be there.
void add_scope(Workflow const&, Action&);

/// The FEEL type of a field's value.
Type type_of(Field const&);

/// What the functions ask: handed to expressions as EvalContext::user.
struct Asking {
  View const* view = nullptr;          ///< null: nothing can be asked, the functions give null
  System const* system = nullptr;
  CaseId asker = 0;                    ///< not counted by `count cases`
  Date today;
  mutable std::optional<Error> failed; ///< the store's first error; the decision ends with it
};

}  // namespace guicheng
