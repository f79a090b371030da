// What a kind of YAML may say, described once: check() finds unknown keys, missing keys and wrong values, and
// write_json_schema() tells the same to editors. Readers then only pick values.
#pragma once

#include "system/yaml.hpp"

#include <functional>
#include <initializer_list>
#include <memory>

namespace guicheng {

class Shape;
/// The makers of shapes; a reader says `using namespace shape`.
namespace shape {
Shape recursive(std::string name, std::function<Shape(Shape self)> const& make);
}

/// The description of one node. A handle: copies share what they describe, so a shape may be used in many places.
///
///     auto const stage = map("a stage", "Where a case stands.")
///         .key("title", text("What people see.")).required()
///         .key("edit", one_of({word({"all"}), list(text("A module."))}, "What may be edited."))
///         .key("outcomes", map("the outcomes").others(outcome));
class Shape {
 public:
  enum class Kind : std::uint8_t { any, text, integer, number, boolean, date, word, list, map, one_of, self };
  struct Node;

  explicit Shape(std::shared_ptr<Node> node) : node_{std::move(node)} {}

  // Of a map.
  Shape& key(std::string name, Shape value);             ///< a key of the language; optional unless required() follows
  Shape& required();                                     ///< the key added last must be there
  Shape& others(Shape value);                            ///< any other key is the author's own
  Shape& exactly_one(std::vector<std::string> keys);     ///< one of these keys, and only one
  Shape& at_most_one(std::vector<std::string> keys);
  /// Takes the keys of another map as well: what a template and its use have in common.
  Shape& keys_of(Shape const& map);
  /// Nothing may stand there (`delete:`), which means an empty map or list.
  Shape& or_nothing();

  // Of integers and numbers the bounds, of lists the number of items, of texts that of characters.
  Shape& min(std::int64_t);
  Shape& max(std::int64_t);

  /// Stands under this name in the schema's `$defs`; for shapes that are used often.
  Shape& named(std::string name);

  Node const& node() const noexcept { return *node_; }
  Node& node() noexcept { return *node_; }

 private:
  friend Shape shape::recursive(std::string, std::function<Shape(Shape)> const&);
  std::shared_ptr<Node> node_;
};

struct Shape::Node {
  struct Key {
    std::string name;
    Shape value;
    bool required = false;
  };

  Kind kind = Kind::any;
  std::string what;         ///< `a stage`: how findings call it
  std::string description;  ///< one English sentence for the editor
  std::string name{};       ///< in `$defs`
  std::vector<std::string> words{};
  std::vector<Key> keys{};
  std::vector<Shape> parts{};  ///< of a list its item, of one_of the alternatives, of a map what others() was given
  struct Group {
    std::vector<std::string> keys;
    bool one_needed = false;
  };
  std::vector<Group> groups{};
  std::optional<std::int64_t> min{}, max{};
  bool nothing = false;
  std::weak_ptr<Node const> target{};  ///< of self
};

namespace shape {

Shape any(std::string description);
Shape text(std::string description);
Shape expression(std::string description);            ///< FEEL: any scalar, as `true` and `5` are expressions too
Shape value(std::string description);                 ///< a literal of any shape, or `= FEEL`
Shape integer(std::string description);               ///< plain, without leading zeros
Shape number(std::string description);                ///< plain decimal
Shape boolean(std::string description);               ///< `true` or `false`, nothing else
Shape date(std::string description);                  ///< 2024-02-29
Shape word(std::vector<std::string> words, std::string description = {});
Shape list(Shape item, std::string description = {});
Shape map(std::string what, std::string description = {});
/// The first alternative that fits. Maps among them are told apart by the first key of each.
Shape one_of(std::vector<Shape> alternatives, std::string description = {});
Shape one_or_list(Shape item, std::string description = {});
/// A shape that contains itself: `recursive("indicator", [](Shape self) { return map("an indicator").others(list(self)); })`.
Shape recursive(std::string name, std::function<Shape(Shape self)> const& make);

}  // namespace shape

/// Appends what is wrong with a node; goes on after each. `kept`: a text that was accepted while nobody counted a map's keys.
void check(YamlDocument const&, YamlNode const&, Shape const&, std::vector<Finding>&, bool kept = false);
/// The whole document, whose root must be there.
void check(YamlDocument const&, Shape const&, std::vector<Finding>&, bool kept = false);

/// JSON Schema 2020-12 for a file of this shape, as JSON text. `id` becomes `$id`.
std::string write_json_schema(Shape const&, std::string const& id);

}  // namespace guicheng
