// How shapes are made. Entry points: map, list, one_of and the scalars.
#include "system/shape.hpp"

#include <cassert>

namespace guicheng {
namespace {

Shape make(Shape::Kind kind, std::string what, std::string description) {
  return Shape{std::make_shared<Shape::Node>(Shape::Node{.kind = kind, .what = std::move(what), .description = std::move(description)})};
}

}  // namespace

namespace shape {

Shape any(std::string description) { return make(Shape::Kind::any, "anything", std::move(description)); }
Shape text(std::string description) { return make(Shape::Kind::text, "a text", std::move(description)); }
Shape expression(std::string description) { return make(Shape::Kind::text, "an expression", std::move(description)); }
Shape value(std::string description) { return make(Shape::Kind::any, "a value", std::move(description)); }
Shape integer(std::string description) { return make(Shape::Kind::integer, "a whole number", std::move(description)); }
Shape number(std::string description) { return make(Shape::Kind::number, "a number", std::move(description)); }
Shape boolean(std::string description) { return make(Shape::Kind::boolean, "true or false", std::move(description)); }
Shape date(std::string description) { return make(Shape::Kind::date, "a date such as 2024-02-29", std::move(description)); }

Shape word(std::vector<std::string> words, std::string description) {
  auto const what = words.size() == 1 ? '"' + words.front() + '"' : std::string{"one of its words"};
  auto shape = make(Shape::Kind::word, what, std::move(description));
  shape.node().words = std::move(words);
  return shape;
}

Shape list(Shape item, std::string description) {
  auto shape = make(Shape::Kind::list, "a list", std::move(description));
  shape.node().parts.push_back(std::move(item));
  return shape;
}

Shape map(std::string what, std::string description) {
  return make(Shape::Kind::map, std::move(what), std::move(description));
}

Shape one_of(std::vector<Shape> alternatives, std::string description) {
  std::string what;
  for (auto const& alternative : alternatives) {
    if (!what.empty()) what += &alternative == &alternatives.back() ? " or " : ", ";
    what += alternative.node().what;
  }
  auto shape = make(Shape::Kind::one_of, std::move(what), std::move(description));
  shape.node().parts = std::move(alternatives);
  return shape;
}

Shape one_or_list(Shape item, std::string description) {
  auto many = list(item);
  return one_of({std::move(item), std::move(many)}, std::move(description));
}

Shape recursive(std::string name, std::function<Shape(Shape)> const& make_shape) {
  auto self = make(Shape::Kind::self, "the same again", {});
  auto shape = make_shape(self);
  shape.named(std::move(name));
  self.node().what = shape.node().what;
  self.node().target = shape.node_;  // weak: the shape owns itself otherwise
  return shape;
}

}  // namespace shape

Shape& Shape::key(std::string name, Shape value) {
  assert(node_->kind == Kind::map);
  node_->keys.push_back(Node::Key{std::move(name), std::move(value), false});
  return *this;
}

Shape& Shape::required() {
  assert(!node_->keys.empty());
  node_->keys.back().required = true;
  return *this;
}

Shape& Shape::others(Shape value) {
  node_->parts = {std::move(value)};
  return *this;
}

Shape& Shape::exactly_one(std::vector<std::string> keys) {
  node_->groups.push_back(Node::Group{std::move(keys), true});
  return *this;
}

Shape& Shape::at_most_one(std::vector<std::string> keys) {
  node_->groups.push_back(Node::Group{std::move(keys), false});
  return *this;
}

Shape& Shape::keys_of(Shape const& map) {
  auto const& from = map.node();
  node_->keys.insert(node_->keys.end(), from.keys.begin(), from.keys.end());
  node_->groups.insert(node_->groups.end(), from.groups.begin(), from.groups.end());
  return *this;
}

Shape& Shape::or_nothing() {
  node_->nothing = true;
  return *this;
}

Shape& Shape::min(std::int64_t least) {
  node_->min = least;
  return *this;
}

Shape& Shape::max(std::int64_t most) {
  node_->max = most;
  return *this;
}

Shape& Shape::named(std::string name) {
  node_->name = std::move(name);
  return *this;
}

}  // namespace guicheng
