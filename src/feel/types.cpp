// FEEL's types: the lattice, conformance and coercion (DMN 1.5 §10.3.2.9). Entry points: Type in feel.hpp.
#include <guicheng/feel.hpp>

#include "feel/callable.hpp"

#include "temporal/arithmetic.hpp"

#include <algorithm>

namespace guicheng {

struct Type::Node {
  Value::Kind kind{};
  std::vector<Entry> entries = {};  // of a context
  std::vector<Type> parts = {};     // the item; or the parameters, then the result
  std::vector<std::string> options = {};
  std::optional<Decimal> least = {}, most = {};
  int depth = 0;
  bool operator==(Node const&) const = default;

  /// Values nest no deeper than Value::max_depth, so types need not: what lies beneath is Any. Expressions that use each
  /// other could else pile up a type that nobody can walk or free without running out of stack.
  void nest(Type& part) {
    auto const below = part.node_ ? part.node_->depth : 0;
    if (below >= Value::max_depth) part = {};
    else depth = std::max(depth, below + 1);
  }
  static Type made(Node node) {
    for (auto& part : node.parts) node.nest(part);
    for (auto& [name, part] : node.entries) node.nest(part);
    Type type;
    type.node_ = std::make_shared<Node const>(std::move(node));
    return type;
  }
};

Type Type::of(Value::Kind kind) { return Node::made({.kind = kind}); }
Type Type::one_of(std::vector<std::string> options) { return Node::made({.kind = Value::Kind::string, .options = std::move(options)}); }
Type Type::number_within(std::optional<Decimal> least, std::optional<Decimal> most) {
  return Node::made({.kind = Value::Kind::number, .least = least, .most = most});
}
Type Type::list(Type item) { return Node::made({.kind = Value::Kind::list, .parts = {std::move(item)}}); }
Type Type::context(std::vector<Entry> entries) { return Node::made({.kind = Value::Kind::context, .entries = std::move(entries)}); }
Type Type::range(Type end) { return Node::made({.kind = Value::Kind::range, .parts = {std::move(end)}}); }
Type Type::function(std::vector<Type> parameters, Type result) {
  parameters.push_back(std::move(result));
  return Node::made({.kind = Value::Kind::function, .parts = std::move(parameters)});
}

std::optional<Value::Kind> Type::kind() const noexcept {
  return node_ ? std::optional{node_->kind} : std::nullopt;
}
Type Type::item() const { return node_ && !node_->parts.empty() ? node_->parts.back() : Type{}; }
std::span<Type::Entry const> Type::entries() const noexcept {
  return node_ ? std::span<Entry const>{node_->entries} : std::span<Entry const>{};
}
std::span<std::string const> Type::options() const noexcept {
  return node_ ? std::span<std::string const>{node_->options} : std::span<std::string const>{};
}
std::optional<Decimal> Type::least() const noexcept { return node_ ? node_->least : std::nullopt; }
std::optional<Decimal> Type::most() const noexcept { return node_ ? node_->most : std::nullopt; }
std::span<Type const> Type::parameters() const noexcept {
  if (!node_ || node_->kind != Value::Kind::function || node_->parts.empty()) return {};
  return std::span{node_->parts}.first(node_->parts.size() - 1);
}
bool Type::operator==(Type const& other) const {
  return node_ == other.node_ || (node_ && other.node_ && *node_ == *other.node_);
}

std::string Type::text() const {
  if (!node_) return "Any";
  switch (node_->kind) {
    case Value::Kind::null: return "Null";
    case Value::Kind::list: return "list<" + item().text() + ">";
    case Value::Kind::range: return "range<" + item().text() + ">";
    case Value::Kind::context: {
      if (node_->entries.empty()) return "context";
      std::string text = "context<";
      for (auto const& [name, type] : node_->entries) text += (text.back() == '<' ? "" : ", ") + name + ": " + type.text();
      return text + ">";
    }
    case Value::Kind::function: {
      std::string text = "function<";
      for (auto const& type : parameters()) text += (text.back() == '<' ? "" : ", ") + type.text();
      return text + "> -> " + item().text();
    }
    default: return std::string{kind_name(node_->kind)};
  }
}

namespace {

Type const* entry_type(Type const& context, std::string_view name) {
  for (auto const& [key, type] : context.entries())
    if (key == name) return &type;
  return nullptr;
}

bool function_conforms(Type const& from, Type const& to) {
  auto const given = from.parameters(), wanted = to.parameters();
  if (given.size() != wanted.size() || !conforms(from.item(), to.item())) return false;
  return std::equal(given.begin(), given.end(), wanted.begin(),
                    [](Type const& a, Type const& b) { return conforms(b, a); });
}

}  // namespace

bool conforms(Type const& from, Type const& to) {
  if (!to.kind() || from == to) return true;
  if (!from.kind()) return false;
  if (*from.kind() == Value::Kind::null) return true;
  if (*from.kind() != *to.kind()) return false;
  switch (*to.kind()) {
    case Value::Kind::list:
    case Value::Kind::range: return conforms(from.item(), to.item());
    case Value::Kind::context:
      return std::all_of(to.entries().begin(), to.entries().end(), [&](Type::Entry const& entry) {
        auto const* const type = entry_type(from, entry.first);
        return type && conforms(*type, entry.second);
      });
    case Value::Kind::function: return function_conforms(from, to);
    default: return true;
  }
}

bool conforms(Value const& value, Type const& type) {
  if (value.is_null() || !type.kind()) return true;
  if (value.kind() != *type.kind()) return false;
  auto const item = type.item();
  switch (value.kind()) {
    case Value::Kind::list:
      return std::all_of(value.list()->begin(), value.list()->end(), [&](Value const& v) { return conforms(v, item); });
    case Value::Kind::range: return conforms(value.range()->start, item) && conforms(value.range()->end, item);
    case Value::Kind::context:
      return std::all_of(type.entries().begin(), type.entries().end(), [&](Type::Entry const& entry) {
        auto const* const content = value.context()->find(entry.first);
        return content && conforms(*content, entry.second);
      });
    case Value::Kind::function: {
      auto const function = value.function();
      auto const* const callable = dynamic_cast<feel::Callable const*>(function.get());
      return callable && callable->conforms(type);
    }
    default: return true;
  }
}

Value coerce(Value value, Type const& type) {
  if (conforms(value, type)) return value;
  if (auto const* const list = value.list(); list && list->size() == 1 && conforms(list->front(), type))
    return Value{list->front()};
  if (type.kind() == Value::Kind::date_time && value.date()) return at_midnight(*value.date());
  if (type.kind() == Value::Kind::list && conforms(value, type.item())) return List{value};
  return {};
}

}  // namespace guicheng
