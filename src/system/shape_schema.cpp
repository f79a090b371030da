// A shape as JSON Schema 2020-12. Entry point: write_json_schema.
#include "system/shape.hpp"

#include <guicheng/json.hpp>

#include <set>

namespace guicheng {
namespace {

using Kind = Shape::Kind;

/// Collects the named shapes while it writes the others in place.
class Writer {
 public:
  Context whole(Shape::Node const& root, std::string const& id) {
    Context schema;
    schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.set("$id", id);
    for (auto const& [name, entry] : body(root)) schema.set(name, entry);
    Context definitions;
    while (!open_.empty()) {
      auto const* const next = open_.back();
      open_.pop_back();
      definitions.set(next->name, Value(body(*next)));
    }
    if (!definitions.empty()) schema.set("$defs", Value(std::move(definitions)));
    return schema;
  }

 private:
  Value reference(Shape::Node const& shape) {
    if (shape.kind == Kind::self) {
      auto const target = shape.target.lock();
      return target ? reference(*target) : Value(Context{});
    }
    if (shape.name.empty()) return Value(body(shape));
    if (known_.insert(shape.name).second) open_.push_back(&shape);
    Context to;
    to.set("$ref", "#/$defs/" + shape.name);
    return Value(std::move(to));
  }

  Context body(Shape::Node const& shape) {
    Context schema;
    if (shape.kind == Kind::map) schema.set("title", shape.what);
    if (!shape.description.empty()) schema.set("description", shape.description);
    switch (shape.kind) {
      case Kind::any:
      case Kind::self: break;
      case Kind::text:  // an unquoted 2024 is a number to the editor and a text to us
        schema.set("type", Value(List{"string", "number", "boolean"}));
        bounds(schema, shape, "minLength", "maxLength");
        break;
      case Kind::integer: simple(schema, shape, "integer"); break;
      case Kind::number: simple(schema, shape, "number"); break;
      case Kind::boolean: simple(schema, shape, "boolean"); break;
      case Kind::date:
        schema.set("type", "string");
        schema.set("format", "date");
        break;
      case Kind::word: schema.set("enum", strings(shape.words)); break;
      case Kind::list:
        type(schema, shape, "array");
        schema.set("items", reference(shape.parts[0].node()));
        bounds(schema, shape, "minItems", "maxItems");
        break;
      case Kind::map:
        map(schema, shape);
        bounds(schema, shape, "minProperties", "maxProperties");
        break;
      case Kind::one_of: one_of(schema, shape); break;
    }
    return schema;
  }

  void simple(Context& schema, Shape::Node const& shape, char const* name) {
    schema.set("type", name);
    bounds(schema, shape, "minimum", "maximum");
  }

  void type(Context& schema, Shape::Node const& shape, char const* name) {
    schema.set("type", shape.nothing ? Value(List{name, "null"}) : Value{name});
  }

  void bounds(Context& schema, Shape::Node const& shape, char const* least, char const* most) {
    if (shape.min) schema.set(least, *shape.min);
    if (shape.max) schema.set(most, *shape.max);
  }

  static Value strings(std::vector<std::string> const& words) {
    List list;
    for (auto const& word : words) list.push_back(word);
    return Value(std::move(list));
  }

  void map(Context& schema, Shape::Node const& shape) {
    type(schema, shape, "object");
    Context properties;
    std::vector<std::string> required;
    for (auto const& key : shape.keys) {
      properties.set(key.name, reference(key.value.node()));
      if (key.required) required.push_back(key.name);
    }
    if (!properties.empty()) schema.set("properties", Value(std::move(properties)));
    if (!required.empty()) schema.set("required", strings(required));
    schema.set("additionalProperties", shape.parts.empty() ? Value{false} : reference(shape.parts[0].node()));
    List groups;
    for (auto const& group : shape.groups) groups.push_back(alternatives(group));
    if (!groups.empty()) schema.set("allOf", Value(std::move(groups)));
  }

  /// One of the keys; or none of them, where none is needed.
  static Value alternatives(Shape::Node::Group const& group) {
    List each;
    for (auto const& key : group.keys) {
      Context has;
      has.set("required", strings({key}));
      each.push_back(Value(std::move(has)));
    }
    if (!group.one_needed) {
      Context some, none;
      some.set("anyOf", Value(each));
      none.set("not", Value(std::move(some)));
      each.push_back(Value(std::move(none)));
    }
    Context choice;
    choice.set("oneOf", Value(std::move(each)));
    return Value(std::move(choice));
  }

  void one_of(Context& schema, Shape::Node const& shape) {
    List alternatives;
    for (auto const& part : shape.parts) alternatives.push_back(reference(part.node()));
    if (shape.nothing) {
      Context nothing;
      nothing.set("type", "null");
      alternatives.push_back(Value(std::move(nothing)));
    }
    schema.set("anyOf", Value(std::move(alternatives)));
  }

  std::set<std::string> known_;
  std::vector<Shape::Node const*> open_;
};

}  // namespace

std::string write_json_schema(Shape const& shape, std::string const& id) {
  return write_json(Value(Writer{}.whole(shape.node(), id)));
}

}  // namespace guicheng
