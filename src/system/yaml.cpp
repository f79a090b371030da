// Strict YAML on yaml-cpp's events. Entry point: read_yaml. Only this file includes yaml-cpp; YAML::Node is not used
// (keys repeat, aliases explode, look-up is linear).
#include "system/yaml.hpp"

#include "system/yaml_lax.hpp"
#include "text/utf8.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace guicheng {
namespace {

constexpr std::size_t small_map = 8;
constexpr std::size_t most_findings = 100;

/// Thrown by the handler to end yaml-cpp's walk; never leaves this file.
struct Stop {};

struct Frame {
  YamlNode node;
  std::optional<YamlEntry> key;  // of a map: read, its value is still to come
  bool wrong_key = false;        // already said that the key is none
  bool torn = false;             // already said that flow style tears this one apart
};

struct Reading {
  YamlDocument& document;
  YamlLimits const& limits;
  Places const& places;
  std::vector<Frame> open{};
  std::size_t nodes = 0;
  int documents = 0;

  void tell(Place place, std::string code, std::string text, std::string remedy) {
    document.findings.push_back({Finding::Level::error, document.path, place.line, place.column, std::move(text),
                                 std::move(code), std::move(remedy)});
  }

  /// As tell, from within the walk, which ends when there are too many.
  void error(Place place, std::string code, std::string text, std::string remedy) {
    tell(place, std::move(code), std::move(text), std::move(remedy));
    if (document.findings.size() >= most_findings) throw Stop{};
  }

  /// What yaml-cpp has read makes sense; an author is told all the same.
  void object(Place place, std::string code, std::string text, std::string remedy) {
    if (!limits.kept) return error(place, std::move(code), std::move(text), std::move(remedy));
    if (document.findings.size() >= most_findings) return;
    tell(place, std::move(code), std::move(text), std::move(remedy));
    document.findings.back().level = Finding::Level::warning;
  }
};

void index_keys(Reading& reading, YamlNode& map) {
  auto& entries = map.entries;
  std::vector<std::uint32_t> sorted(entries.size());
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::ranges::stable_sort(sorted, {}, [&](std::uint32_t i) { return std::string_view{entries[i].key}; });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    auto const& again = entries[sorted[i]];
    auto const& first = entries[sorted[i - 1]];
    if (again.key != first.key) continue;
    reading.error(again.place, "yaml.duplicate-key", "The key \"" + again.key + "\" stands here again.",
                  "It stands first in line " + std::to_string(first.place.line) + "; keep one of them.");
  }
  if (entries.size() > small_map) map.by_key = std::move(sorted);
}

/// Whether round brackets that open also close: `max(a` does not.
bool is_balanced(std::string_view text) {
  int depth = 0;
  for (char const c : text) {
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) return false;
  }
  return depth == 0;
}

class Handler final : public YAML::EventHandler {
 public:
  explicit Handler(Reading& reading) : reading_{reading} {}

  void OnDocumentStart(YAML::Mark const& mark) override {
    if (++reading_.documents < 2) return;
    auto const at = position(mark);
    if (!text().substr(at).starts_with("---")) {
      // yaml-cpp begins a document by itself where a line does not go on with the list or map before it.
      reading_.error(reading_.places.at(at), "yaml.syntax", "This line does not go on with what stands above it.",
                     "A file is one map or one list, each of its lines indented as the first.");
      throw Stop{};
    }
    reading_.error(reading_.places.at(at), "yaml.second-document", "A second document begins here.",
                   "Write it into a file of its own.");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
    auto const at = position(mark);
    auto const text = spelled_null(at);
    auto const tag = tag_of_nothing(this->text(), at);
    auto node = begin_node(mark, {}, anchor);
    if (tag) refuse_tag(*tag);
    node.text = text;
    if (text.empty() && in_map() && top().key) check_flow_pair(node.place, at);
    if (text.empty() && in_map() && top().key && node.place == top().key->place) {
      // yaml-cpp makes a key with nothing out of a last line without a colon.
      reading_.error(node.place, "yaml.syntax", "This line has no colon.", "A key is followed by `: ` and its value.");
    }
    if (text.empty() && in_flow() && !in_map()) {
      reading_.error(node.place, "yaml.syntax", "An item is missing here.", "Delete the comma, or write `null`.");
    }
    if (text.empty() && in_map() && top().key) node.place = top().key->place;
    if (is_key() && !text.empty()) node.kind = YamlNode::Kind::scalar;
    add(std::move(node));
  }

  void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override {
    auto node = begin_node(mark, {}, 0);
    reading_.error(node.place, "yaml.alias", "Aliases (`*name`) are not used here.",
                   "Write the value out; for a text that begins with `*`, use quotes.");
    add(std::move(node));
  }

  void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, std::string const& text) override {
    auto node = begin_node(mark, tag, anchor);
    node.kind = YamlNode::Kind::scalar;
    node.flow = in_flow();
    node.text = text;
    node.style = style_at(node.begin);
    check_scalar(node);
    add(std::move(node));
  }

  void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    begin_collection(YamlNode::Kind::sequence, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { end_collection(); }

  void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    begin_collection(YamlNode::Kind::map, mark, tag, anchor, style);
  }
  void OnMapEnd() override { end_collection(); }

  void refuse_tag(std::size_t at) {
    reading_.error(reading_.places.at(at), "yaml.tag", "Tags (`!name`) are not used here.",
                   "Delete it: a value's type comes from its field. For a text that begins with `!`, use quotes.");
  }

 private:
  Frame& top() { return reading_.open.back(); }
  bool in_map() const { return !reading_.open.empty() && reading_.open.back().node.is_map(); }
  bool in_flow() const { return !reading_.open.empty() && reading_.open.back().node.flow; }
  bool is_key() const { return in_map() && !reading_.open.back().key; }
  std::string_view text() const { return reading_.document.text; }

  std::size_t position(YAML::Mark const& mark) const {
    return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text().size());
  }

  YamlNode::Style style_at(std::size_t at) const {
    switch (at < text().size() ? text()[at] : '\0') {
      case '\'': return YamlNode::Style::single_quoted;
      case '"': return YamlNode::Style::double_quoted;
      case '|': return YamlNode::Style::literal;
      case '>': return YamlNode::Style::folded;
      default: return YamlNode::Style::plain;
    }
  }

  /// `null` or `~` where an author wrote it; empty where nothing was written.
  std::string spelled_null(std::size_t at) const {
    for (std::string_view const word : {"null", "Null", "NULL", "~"}) {
      auto const rest = text().substr(at);
      if (!rest.starts_with(word)) continue;
      if (rest.size() == word.size() || std::string_view{" \t\n,]}:#"}.find(rest[word.size()]) != std::string_view::npos) {
        return std::string{word};
      }
    }
    return {};
  }

  YamlNode begin_node(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor) {
    YamlNode node;
    node.begin = position(mark);
    node.place = reading_.places.at(node.begin);
    if (++reading_.nodes > reading_.limits.nodes) {
      reading_.error(node.place, "yaml.too-many-nodes",
                     "The file holds more than " + std::to_string(reading_.limits.nodes) + " values.",
                     "Put large tables into a CSV file.");
      throw Stop{};
    }
    if (anchor != 0) {
      reading_.error(node.place, "yaml.anchor", "Anchors (`&name`) are not used here.",
                     "Delete it; for a text that begins with `&`, use quotes.");
    }
    bool const tagged = !tag.empty() && tag != "?" && (tag != "!" || (node.begin < text().size() && text()[node.begin] == '!'));
    if (tagged) refuse_tag(node.begin);
    return node;
  }

  void check_scalar(YamlNode const& node) {
    if (node.text.size() > reading_.limits.scalar_bytes) {
      reading_.error(node.place, "yaml.long-scalar",
                     "This text is longer than " + std::to_string(reading_.limits.scalar_bytes) + " bytes.",
                     "Shorten it, or put it into a file of its own.");
      throw Stop{};
    }
    tell(objection_to(text(), node));
    if (!node.flow) check_indentation(node);
    if (!node.is_plain()) return;
    if (node.flow && !is_balanced(node.text)) tell_torn(node.place);
    auto const comma = node.text.find("，");
    if (node.flow && !in_map() && comma != std::string::npos) {
      reading_.error(place_of(node, comma), "yaml.full-width", "The full-width comma `，` does not separate the items of a list.",
                     "Write `, `; if it belongs to the text, put the text in quotes.");
    }
    // `甲:　文字` with an ideographic blank after the colon is one text, not a key and its value.
    auto const blank = node.text.starts_with("　") ? 0 : node.text.find(":　");
    if (blank != std::string::npos) {
      reading_.error(place_of(node, blank == 0 ? 0 : blank + 1), "yaml.full-width",
                     "A full-width blank (U+3000) stands where YAML needs an ASCII one.",
                     "Write an ASCII blank; if it belongs to the text, put the text in quotes.");
    }
  }

  void tell(std::optional<Objection> const& objection) {
    if (!objection) return;
    auto const place = reading_.places.at(objection->at);
    if (!objection->is_final) return reading_.object(place, objection->code, objection->text, objection->remedy);
    reading_.error(place, objection->code, objection->text, objection->remedy);
    throw Stop{};
  }

  /// A value goes on only in lines further in than its key or dash: yaml-cpp goes on in any line that is no key, so that a
  /// forgotten colon would lengthen the value above it.
  void check_indentation(YamlNode const& node) {
    if (reading_.open.empty() || is_key() || top().wrong_key) return;
    auto const from = top().key ? top().key->place : top().node.place;
    tell(unindented(text(), node, from.column, top().key ? from.line : node.place.line));
  }

  Place place_of(YamlNode const& node, std::size_t offset) const {
    return reading_.places.at(source_of(text(), node, offset).value_or(node.begin));
  }

  /// A pair in braces without a colon: the comma of an expression has made it.
  void check_flow_pair(Place place, std::size_t at) {
    if (!top().node.flow) return;
    auto const before = text().find_last_not_of(" \t\n", at == 0 ? 0 : at - 1);
    if (before == std::string_view::npos || text()[before] == ':') return;
    auto const& key = top().key;
    auto const colon = key && !key->quoted ? key->key.find(':') : std::string::npos;
    if (colon == std::string::npos) return tell_torn(key ? key->place : place);
    reading_.error({key->place.line, key->place.column + static_cast<int>(count_characters(std::string_view{key->key}.substr(0, colon)))}, "yaml.syntax",
                   "A blank is missing after this colon.", "Write `key: value`.");
  }

  void tell_torn(Place place) {
    if (reading_.open.empty() || top().torn) return;
    top().torn = true;
    reading_.error(place, "yaml.flow-expression", "Braces and brackets in one line cut a value at its commas and brackets.",
                   "Write this map or list in block style, one entry per line, or put the value in quotes.");
  }

  void begin_collection(YamlNode::Kind kind, YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                        YAML::EmitterStyle::value style) {
    auto node = begin_node(mark, tag, anchor);
    node.kind = kind;
    node.flow = in_flow() || style == YAML::EmitterStyle::Flow;
    if (static_cast<int>(reading_.open.size()) >= reading_.limits.depth) {
      reading_.error(node.place, "yaml.too-deep", "Values are nested deeper than " + std::to_string(reading_.limits.depth) + ".",
                     "Flatten the structure.");
      throw Stop{};
    }
    Frame frame;
    frame.node = std::move(node);
    reading_.open.push_back(std::move(frame));
  }

  void end_collection() {
    auto node = std::move(top().node);
    reading_.open.pop_back();
    if (node.is_map()) index_keys(reading_, node);
    if (node.flow && !in_flow()) {
      tell(glued_comment(text(), node));
      check_indentation(node);
    }
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (reading_.open.empty()) {
      reading_.document.root = std::move(node);
    } else if (top().node.is_sequence()) {
      top().node.items.push_back(std::move(node));
    } else if (!top().key) {
      top().key = read_key(std::move(node));
    } else {
      top().key->value = std::move(node);
      top().node.entries.push_back(*std::move(top().key));
      top().key.reset();
    }
  }

  YamlEntry read_key(YamlNode node) {
    YamlEntry entry;
    entry.place = node.place;
    entry.quoted = node.is_scalar() && !node.is_plain();
    top().wrong_key = !node.is_scalar() || is_marked_key(node);
    if (!node.is_scalar() || node.text.empty() || node.text.find('\n') != std::string::npos || is_marked_key(node)) {
      reading_.error(node.place, "yaml.key", "A key is a text on one line.", "Write `name: value`.");
    } else if (node.is_plain() && node.text == "<<") {
      reading_.error(node.place, "yaml.merge", "Merge keys (`<<`) are not used here.", "Write the entries out.");
    } else if (node.is_plain() && node.text.find("：") != std::string::npos) {
      reading_.error(node.place, "yaml.full-width", "The full-width `：` does not separate a key from its value.",
                     full_width_remedy(node.text));
    }
    entry.key = std::move(node.text);
    return entry;
  }

  /// `? key` on a line of its own.
  bool is_marked_key(YamlNode const& node) const {
    if (node.begin == 0) return false;
    auto const before = text().find_last_not_of(' ', node.begin - 1);
    return before != std::string_view::npos && before + 1 < node.begin && text()[before] == '?';
  }

  Reading& reading_;
};

/// Runs yaml-cpp over the text; whatever it throws becomes a finding.
void parse(Reading& reading) {
  std::istringstream in{reading.document.text};
  try {
    YAML::Parser parser{in};
    Handler handler{reading};
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (Stop const&) {
  } catch (YAML::Exception const& e) {
    auto const at = e.mark.pos < 0 ? 0 : static_cast<std::size_t>(e.mark.pos);
    reading.document.findings.push_back(explain_syntax_error(reading.document.path, reading.places, e.msg, at));
  }
}

}  // namespace

YamlEntry const* YamlNode::find(std::string_view key) const noexcept {
  if (by_key.empty()) {
    auto const found = std::ranges::find(entries, key, &YamlEntry::key);
    return found == entries.end() ? nullptr : &*found;
  }
  auto const key_of = [this](std::uint32_t i) { return std::string_view{entries[i].key}; };
  auto const found = std::ranges::lower_bound(by_key, key, {}, key_of);
  return found == by_key.end() || key_of(*found) != key ? nullptr : &entries[*found];
}

YamlDocument read_yaml(std::string path, std::string_view text, YamlLimits const& limits) {
  YamlDocument document;
  document.path = std::move(path);
  document.text = read_text(document.path, text, limits.bytes, limits.kept, document.findings);
  if (has_error(document.findings)) return document;

  Places const places{document.text};
  Reading reading{document, limits, places};
  if (auto const at = find_directive(document.text))
    reading.tell(places.at(*at), "yaml.directive", "Directives (`%YAML`, `%TAG`) are not used here.", "Delete this line; a text that begins with `%` is put in quotes.");
  parse(reading);
  auto const first = document.text.find_first_not_of(" \n");
  if (document.root && document.root->is_nothing() && first != std::string::npos && document.text[first] == '!') Handler{reading}.refuse_tag(first);
  if (has_error(document.findings)) {
    document.root.reset();
  } else if (!document.root) {
    document.root.emplace();
  }
  sort(document.findings);
  return document;
}

Place place_in(YamlDocument const& document, YamlNode const& node, std::size_t offset) {
  if (!node.is_scalar()) return node.place;
  auto const source = source_of(document.text, node, offset);
  return source ? Places{document.text}.at(*source) : node.place;
}

}  // namespace guicheng
