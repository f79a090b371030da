// A JSON value against the part of JSON Schema 2020-12 that Guicheng writes; any other keyword is an error, so that a
// schema cannot pass by not being understood. For tests only.
#pragma once

#include <guicheng/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace json_schema {

using guicheng::Context;
using guicheng::Decimal;
using guicheng::List;
using guicheng::Value;

class Check {
 public:
  explicit Check(Value root) : root_{std::move(root)} {}

  /// What does not fit, each with its JSON pointer; empty where the value is valid.
  std::vector<std::string> operator()(Value const& value) {
    problems_.clear();
    visit(root_, value, "");
    return problems_;
  }

 private:
  static std::string text(Value const& value) { return value.string() ? *value.string() : std::string{}; }

  static bool has_type(std::string const& type, Value const& value) {
    using Kind = Value::Kind;
    auto const kind = value.kind();
    if (type == "integer") return kind == Kind::number && value.number()->is_integer();
    return (type == "null" && kind == Kind::null) || (type == "boolean" && kind == Kind::boolean) ||
           (type == "number" && kind == Kind::number) || (type == "string" && kind == Kind::string) ||
           (type == "array" && kind == Kind::list) || (type == "object" && kind == Kind::context);
  }

  bool fits(Value const& schema, Value const& value) {
    Check other{root_};
    other.visit(schema, value, "");
    return other.problems_.empty();
  }

  void problem(std::string const& at, std::string const& what) { problems_.push_back((at.empty() ? "/" : at) + ": " + what); }

  void visit(Value const& schema, Value const& value, std::string const& at) {
    if (auto const* always = schema.boolean()) {
      if (!*always) problem(at, "nothing is allowed here");
      return;
    }
    auto const* keywords = schema.context();
    if (!keywords) return problem(at, "the schema is neither an object nor a boolean");
    for (auto const& [keyword, argument] : *keywords) apply(keyword, argument, *keywords, value, at);
  }

  void apply(std::string const& keyword, Value const& argument, Context const& all, Value const& value, std::string const& at) {
    static std::set<std::string> const notes{"$schema", "$id", "$defs", "title", "description", "format"};
    if (notes.count(keyword)) return;
    if (keyword == "$ref") return follow(text(argument), value, at);
    if (keyword == "type") return check_type(argument, value, at);
    if (keyword == "enum") {
      if (std::find(argument.list()->begin(), argument.list()->end(), value) == argument.list()->end()) problem(at, "not in the enum");
      return;
    }
    if (keyword == "anyOf" || keyword == "oneOf" || keyword == "allOf" || keyword == "not") return combine(keyword, argument, value, at);
    if (keyword == "minimum" || keyword == "maximum") return bound(keyword, value.number() ? *value.number() : Decimal{}, value.number(), argument, at);
    if (keyword == "minLength" || keyword == "maxLength") {
      auto const* string = value.string();
      auto const length = string ? std::count_if(string->begin(), string->end(), [](char c) { return (c & 0xC0) != 0x80; }) : 0;
      return bound(keyword, Decimal{static_cast<std::int64_t>(length)}, string, argument, at);
    }
    if (keyword == "minItems" || keyword == "maxItems") {
      auto const* list = value.list();
      return bound(keyword, Decimal{static_cast<std::int64_t>(list ? list->size() : 0)}, list, argument, at);
    }
    if (keyword == "minProperties" || keyword == "maxProperties") {
      auto const* object = value.context();
      return bound(keyword, Decimal{object ? std::distance(object->begin(), object->end()) : 0}, object, argument, at);
    }
    if (keyword == "items") return check_items(argument, value, at);
    if (keyword == "required") return check_required(argument, value, at);
    if (keyword == "properties" || keyword == "additionalProperties") return check_properties(keyword, argument, all, value, at);
    problem(at, "the schema uses \"" + keyword + "\", which this check does not know");
  }

  void follow(std::string const& reference, Value const& value, std::string const& at) {
    auto const* definitions = root_.context()->find("$defs");
    auto const* target = definitions && reference.starts_with("#/$defs/") ? definitions->context()->find(reference.substr(8)) : nullptr;
    if (!target) return problem(at, "the schema has no " + reference);
    visit(*target, value, at);
  }

  void check_type(Value const& argument, Value const& value, std::string const& at) {
    auto const types = argument.list() ? *argument.list() : List{argument};
    if (std::none_of(types.begin(), types.end(), [&](Value const& type) { return has_type(text(type), value); })) {
      problem(at, "is not of type " + write_json(argument));
    }
  }

  void combine(std::string const& keyword, Value const& argument, Value const& value, std::string const& at) {
    if (keyword == "not") {
      if (fits(argument, value)) problem(at, "fits what it must not");
      return;
    }
    auto const& parts = *argument.list();
    auto const fitting = std::count_if(parts.begin(), parts.end(), [&](Value const& part) { return fits(part, value); });
    bool const good = keyword == "anyOf" ? fitting > 0 : keyword == "oneOf" ? fitting == 1 : fitting == std::ssize(parts);
    if (!good) problem(at, keyword + ": fits " + std::to_string(fitting) + " of " + std::to_string(parts.size()));
  }

  template <class T>
  void bound(std::string const& keyword, Decimal amount, T const* applies, Value const& argument, std::string const& at) {
    if (!applies) return;
    bool const good = keyword.starts_with("min") ? amount >= *argument.number() : amount <= *argument.number();
    if (!good) problem(at, "breaks " + keyword);
  }

  void check_items(Value const& argument, Value const& value, std::string const& at) {
    if (!value.list()) return;
    std::size_t number = 0;
    for (auto const& item : *value.list()) visit(argument, item, at + '/' + std::to_string(number++));
  }

  void check_required(Value const& argument, Value const& value, std::string const& at) {
    if (!value.context()) return;
    for (auto const& name : *argument.list()) {
      if (!value.context()->find(text(name))) problem(at, "lacks \"" + text(name) + "\"");
    }
  }

  void check_properties(std::string const& keyword, Value const& argument, Context const& all, Value const& value, std::string const& at) {
    if (!value.context()) return;
    auto const* named = all.find("properties");
    for (auto const& [name, entry] : *value.context()) {
      auto const* known = named ? named->context()->find(name) : nullptr;
      if (keyword == "properties" && known) visit(*known, entry, at + '/' + name);
      if (keyword == "additionalProperties" && !known) visit(argument, entry, at + '/' + name);
    }
  }

  Value root_;
  std::vector<std::string> problems_;
};

}  // namespace json_schema
