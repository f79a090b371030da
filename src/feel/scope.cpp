// Scopes: names and their slots. Entry point: Scope in feel.hpp.
#include "feel/scope.hpp"

#include "feel/builtin.hpp"

#include <algorithm>

namespace guicheng {
namespace {

void add_fields(feel::NameSet& fields, Type const& type, int depth) {
  if (depth > Value::max_depth) return;
  for (auto const& [name, entry] : type.entries()) {
    fields.add(name);
    add_fields(fields, entry, depth + 1);
  }
  if (type.kind() == Value::Kind::list || type.kind() == Value::Kind::range) add_fields(fields, type.item(), depth + 1);
}

std::shared_ptr<Scope::Names> first_names() {
  auto names = std::make_shared<Scope::Names>();
  for (auto const family : feel::builtin_families())
    for (auto const& builtin : family) names->values.add(std::string{builtin.name});
  for (auto const* property : {"time offset", "start included", "end included"}) names->fields.add(property);
  return names;
}

}  // namespace

Scope::Scope() : names_{first_names()} {}

Scope::Names& Scope::change() {
  if (names_.use_count() > 1) names_ = std::make_shared<Names>(*names_);
  return *names_;
}

std::size_t Scope::add(std::string name, Type type) {
  auto& names = change();
  name = feel::normal_name(name);
  add_fields(names.fields, type, 0);
  auto const [at, added] = names.slots.try_emplace(name, names.variables.size());
  if (!added) {
    names.variables[at->second].second = std::move(type);
    return at->second;
  }
  names.values.add(name);
  names.variables.push_back({std::move(name), std::move(type)});
  return at->second;
}

void Scope::add(HostFunction function) {
  auto& names = change();
  function.name = feel::normal_name(function.name);
  names.values.add(function.name);
  auto const name = function.name;
  names.functions[name] = std::make_shared<HostFunction const>(std::move(function));
}

void Scope::add_type(std::string name, Type type) {
  auto& types = change().types;
  auto const at = std::find_if(types.begin(), types.end(), [&](auto const& entry) { return entry.first.size() < name.size(); });
  types.insert(at, {std::move(name), std::move(type)});
}

}  // namespace guicheng
