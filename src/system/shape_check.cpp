// A node against its shape. Entry point: check.
#include "system/shape.hpp"

#include "system/scalar.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace guicheng {
namespace {

using Kind = Shape::Kind;

constexpr std::size_t most_listed = 16;

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return '"' + std::string{text} + '"';
  return '"' + std::string{text.substr(0, cut_at_character(text, longest))} + "…\"";
}

/// The first letter of a noun phrase as at the start of a sentence.
std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string joined(std::vector<std::string> const& words) {
  std::string all;
  for (auto const& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// Names what stands there.
std::string seen(YamlNode const& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing: return "nothing";
    case YamlNode::Kind::sequence: return "a list";
    case YamlNode::Kind::map: return "a map";
    case YamlNode::Kind::scalar: return (node.is_plain() ? "" : "the text ") + quoted(node.text);
  }
  return {};
}

/// A node with how to call it and where it begins for the author: at its key.
struct Spot {
  YamlNode const& node;
  std::string label;  // `"title"`, `Item 2`
  Place place;
};

class Checker {
 public:
  Checker(YamlDocument const& document, std::vector<Finding>& findings, bool kept) : document_{document}, findings_{findings}, kept_{kept} {}

  void check(Spot const& spot, Shape::Node const& shape) {
    if (spot.node.is_nothing() && shape.nothing) return;
    switch (shape.kind) {
      case Kind::any: return;
      case Kind::self: {
        if (auto const target = shape.target.lock()) check(spot, *target);
        return;
      }
      case Kind::list: return check_list(spot, shape);
      case Kind::map: return check_map(spot, shape);
      case Kind::one_of: return check_one_of(spot, shape);
      default: return check_scalar(spot, shape);
    }
  }

 private:
  void error(Place place, std::string code, std::string text, std::string remedy = {}) {
    findings_.push_back({Finding::Level::error, document_.path, place.line, place.column, std::move(text), std::move(code),
                         std::move(remedy)});
  }

  void wrong_shape(Spot const& spot, Shape::Node const& shape) {
    if (spot.node.is_plain() && (shape.kind == Kind::map || shape.kind == Kind::one_of)) {
      if (auto remedy = full_width_remedy(spot.node.text); !remedy.empty()) {
        auto const sign = spot.node.text.find("：");
        return error(place_in(document_, spot.node, sign), "yaml.full-width",
                     "The full-width `：` does not separate a key from its value.", std::move(remedy));
      }
    }
    error(spot.node.is_nothing() ? spot.place : spot.node.place, "yaml.wrong-shape",
          spot.label + " takes " + shape.what + ", not " + seen(spot.node) + ".", shape.description);
  }

  void check_scalar(Spot const& spot, Shape::Node const& shape) {
    auto const& node = spot.node;
    if (!node.is_scalar()) return wrong_shape(spot, shape);
    if (shape.kind == Kind::word) return check_word(spot, shape);
    if (shape.kind == Kind::text) {
      return check_bounds(spot, shape, static_cast<std::int64_t>(count_characters(node.text)), " character");
    }
    bool const fits = (shape.kind == Kind::boolean && scalar_boolean(node)) || (shape.kind == Kind::date && scalar_date(node)) ||
                      (shape.kind == Kind::integer && scalar_integer(node)) || (shape.kind == Kind::number && scalar_number(node));
    if (!fits) return wrong_shape(spot, shape);
    if (auto const number = scalar_number(node)) check_bounds(spot, shape, *number, "");
  }

  void check_word(Spot const& spot, Shape::Node const& shape) {
    if (std::ranges::find(shape.words, spot.node.text) != shape.words.end()) return;
    auto const near = did_you_mean(spot.node.text, shape.words);
    auto remedy = near.empty() ? "It can be: " + joined(shape.words) + "." : "Did you mean " + quoted(near) + "?";
    error(spot.node.place, "yaml.unknown-word", spot.label + " cannot be " + quoted(spot.node.text) + ".", std::move(remedy));
  }

  /// An amount of something (`" character"`), or the number itself where the unit is empty.
  template <class Amount>
  void check_bounds(Spot const& spot, Shape::Node const& shape, Amount amount, char const* unit) {
    auto const must = spot.label + (*unit ? " must have " : " must be ");
    auto const counted = [unit](std::int64_t bound) { return std::to_string(bound) + unit + (*unit && bound != 1 ? "s." : "."); };
    if (shape.min && amount < Amount{*shape.min}) error(spot.node.place, "yaml.out-of-range", must + "at least " + counted(*shape.min));
    if (shape.max && amount > Amount{*shape.max}) error(spot.node.place, "yaml.out-of-range", must + "at most " + counted(*shape.max));
  }

  void check_list(Spot const& spot, Shape::Node const& shape) {
    if (!spot.node.is_sequence()) return wrong_shape(spot, shape);
    check_bounds(spot, shape, static_cast<std::int64_t>(spot.node.items.size()), " item");
    int number = 0;
    for (auto const& item : spot.node.items) check({item, "Item " + std::to_string(++number), item.place}, shape.parts[0].node());
  }

  void check_map(Spot const& spot, Shape::Node const& shape) {
    if (!spot.node.is_map()) return wrong_shape(spot, shape);
    if (!kept_) check_bounds(spot, shape, static_cast<std::int64_t>(spot.node.entries.size()), " key");
    std::vector<std::string_view> meant;
    for (auto const& entry : spot.node.entries) {
      auto const key = std::ranges::find(shape.keys, entry.key, &Shape::Node::Key::name);
      if (key != shape.keys.end()) {
        check({entry.value, quoted(entry.key), entry.place}, key->value.node());
      } else if (!shape.parts.empty()) {
        check({entry.value, quoted(entry.key), entry.place}, shape.parts[0].node());
      } else {
        meant.push_back(unknown_key(entry, shape));
      }
    }
    for (auto const& key : shape.keys) {
      if (!key.required || spot.node.find(key.name) || std::ranges::find(meant, key.name) != meant.end()) continue;
      error(spot.place, "yaml.missing-key", capital(shape.what) + " needs \"" + key.name + "\".", key.value.node().description);
    }
    for (auto const& group : shape.groups) check_group(spot, shape, group);
  }

  void check_group(Spot const& spot, Shape::Node const& shape, Shape::Node::Group const& group) {
    std::vector<YamlEntry const*> present;
    for (auto const& name : group.keys) {
      if (auto const* entry = spot.node.find(name)) present.push_back(entry);
    }
    if (present.empty() && group.one_needed) {
      error(spot.place, "yaml.missing-key", capital(shape.what) + " needs one of: " + joined(group.keys) + ".");
    }
    if (present.size() > 1) {
      error(present[1]->place, "yaml.conflicting-keys",
            capital(shape.what) + " has " + quoted(present[0]->key) + " and " + quoted(present[1]->key) + ".", "Keep one of them.");
    }
  }

  /// Says so; the key that was probably meant, which then need not be called missing as well.
  std::string_view unknown_key(YamlEntry const& entry, Shape::Node const& shape) {
    std::vector<std::string> known;
    for (auto const& key : shape.keys) known.push_back(key.name);
    auto const near = did_you_mean(entry.key, known);
    std::string remedy;
    if (!near.empty()) {
      remedy = "Did you mean " + quoted(near) + "?";
    } else if (known.size() <= most_listed) {
      remedy = "It has: " + joined(known) + ".";
    }
    error(entry.place, "yaml.unknown-key", quoted(entry.key) + " is no key of " + shape.what + ".", std::move(remedy));
    auto const key = std::ranges::find(shape.keys, near, &Shape::Node::Key::name);
    return key == shape.keys.end() ? std::string_view{} : std::string_view{key->name};
  }

  static bool may_be(YamlNode const& node, Shape::Node const& shape) {
    if (node.is_nothing()) return shape.nothing || shape.kind == Kind::any;
    switch (shape.kind) {
      case Kind::any: return true;
      case Kind::list: return node.is_sequence();
      case Kind::map: return node.is_map();
      case Kind::one_of: return std::ranges::any_of(shape.parts, [&](Shape const& part) { return may_be(node, part.node()); });
      case Kind::self: {
        auto const target = shape.target.lock();
        return target && may_be(node, *target);
      }
      default: return node.is_scalar();
    }
  }

  void check_one_of(Spot const& spot, Shape::Node const& shape) {
    std::vector<Shape::Node const*> fitting;
    for (auto const& part : shape.parts) {
      if (may_be(spot.node, part.node())) fitting.push_back(&part.node());
    }
    if (fitting.empty()) return wrong_shape(spot, shape);
    if (fitting.size() == 1) return check(spot, *fitting[0]);
    if (spot.node.is_map()) return check_maps(spot, fitting, shape);
    for (auto const* part : fitting) {
      std::vector<Finding> findings;
      Checker{document_, findings, kept_}.check(spot, *part);
      if (!has_error(findings)) return;
    }
    wrong_shape(spot, shape);
  }

  /// Of several maps, the one whose first key is there.
  void check_maps(Spot const& spot, std::vector<Shape::Node const*> const& maps, Shape::Node const& shape) {
    std::vector<std::string> leading;
    for (auto const* map : maps) {
      if (map->kind != Kind::map || map->keys.empty()) return check(spot, *map);
      if (spot.node.find(map->keys[0].name)) return check(spot, *map);
      leading.push_back(map->keys[0].name);
    }
    std::string remedy = shape.description;
    for (auto const& entry : spot.node.entries) {
      if (auto const near = did_you_mean(entry.key, leading); !near.empty()) remedy = "Did you mean " + quoted(near) + "?";
    }
    error(spot.place, "yaml.missing-key", spot.label + " needs one of: " + joined(leading) + ".", std::move(remedy));
  }

  YamlDocument const& document_;
  std::vector<Finding>& findings_;
  bool kept_;
};

}  // namespace

void check(YamlDocument const& document, YamlNode const& node, Shape const& shape, std::vector<Finding>& findings, bool kept) {
  Checker{document, findings, kept}.check({node, "The file", node.place}, shape.node());
}

void check(YamlDocument const& document, Shape const& shape, std::vector<Finding>& findings, bool kept) {
  if (document.root) check(document, *document.root, shape, findings, kept);
}

}  // namespace guicheng
