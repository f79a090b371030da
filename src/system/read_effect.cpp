// Reading effects. Entry point: effect_of.
#include "system/read_effect.hpp"

#include "system/scalar.hpp"
#include "workflow/fields.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace guicheng {
namespace {

/// Reads one effect; holds what all its parts need.
class Reader {
 public:
  Reader(Reading& reading, YamlDocument const& document, System const& system, Workflow const& workflow, Scope const& scope)
      : reading_{reading}, document_{document}, system_{system}, workflow_{workflow}, scope_{scope} {}

  std::optional<Effect> read(YamlNode const& node) {
    if (node_of(node, "number")) return number(node);
    if (auto const* const name = node_of(node, "create")) return record(node, *name, ChangeRecord::Mode::create);
    if (auto const* const name = node_of(node, "change")) return record(node, *name, ChangeRecord::Mode::change);
    if (auto const* const name = node_of(node, "put")) return record(node, *name, ChangeRecord::Mode::put);
    if (auto const* const what = node_of(node, "judge")) return judge(*what);
    if (auto const* const set = node_of(node, "set")) return field(*set);
    error(node.place, "effect.empty", "This effect does nothing.", "Begin with `number`, `create`, `change`, `put`, `set` or `judge`.");
    return {};
  }

 private:
  void error(Place place, std::string code, std::string text, std::string remedy = {}) {
    reading_.error(document_, place, std::move(code), std::move(text), std::move(remedy));
  }

  std::optional<Effect> number(YamlNode const& node) {
    IssueNumber issue;
    issue.name = text_of(node, "number");
    auto const per = texts_of(node, "per");
    issue.per_year = std::find(per.begin(), per.end(), "year") != per.end();
    issue.per_division = std::find(per.begin(), per.end(), "division") != per.end();
    auto const* const pattern = node_of(node, "pattern");
    if (!pattern) {
      error(node.place, "number.no-pattern", fmt::format("The number `{}` has no pattern.", issue.name), "Add `pattern`, for example `{year}-{serial:5}`.");
      return {};
    }
    for (std::size_t i = 0; i < pattern->text.size();)
      if (!part(*pattern, i, issue.pattern)) return {};
    check(issue, pattern->place);
    return issue;
  }

  /// Two numbers of different counters must never look alike, and two of one counter never.
  void check(IssueNumber const& issue, Place place) {
    auto const has = [&](NumberPart::Kind kind) {
      return std::any_of(issue.pattern.begin(), issue.pattern.end(), [&](NumberPart const& p) { return p.kind == kind; });
    };
    if (!has(NumberPart::Kind::serial))
      error(place, "number.no-serial", "Without {serial} every number would be the same.", "Add `{serial:5}` to the pattern.");
    if (issue.per_year && !has(NumberPart::Kind::year))
      error(place, "number.repeats", "The counter begins anew each year, but the pattern does not name the year.", "Add `{year}` to the pattern.");
    if (issue.per_division && !has(NumberPart::Kind::division))
      error(place, "number.repeats", "Each division counts for itself, but the pattern does not name the division.", "Add `{division}` to the pattern.");
  }

  bool part(YamlNode const& pattern, std::size_t& at, std::vector<NumberPart>& parts) {
    std::string_view const text = pattern.text;
    auto const open = text.find('{', at);
    if (open != at) {
      NumberPart literal;
      literal.text = std::string{text.substr(at, open == text.npos ? text.npos : open - at)};
      parts.push_back(std::move(literal));
      at = open == text.npos ? text.size() : open;
      return true;
    }
    auto const close = text.find('}', open);
    if (close == text.npos) {
      error(place_in(document_, pattern, open), "text.open-brace", "This `{` has no `}`.", "Close it, or write the pattern without it.");
      return false;
    }
    auto const inside = text.substr(open + 1, close - open - 1);
    at = close + 1;
    NumberPart found;
    if (inside == "year") found.kind = NumberPart::Kind::year;
    else if (inside == "division") found.kind = NumberPart::Kind::division;
    else if (inside == "serial" || inside.starts_with("serial:")) return serial(pattern, open, inside, parts);
    else {
      found.kind = NumberPart::Kind::formula;
      found.formula = reading_.compile(document_, pattern, scope_, false, open + 1, inside.size());
      if (!found.formula) return false;
    }
    parts.push_back(std::move(found));
    return true;
  }

  bool serial(YamlNode const& pattern, std::size_t open, std::string_view inside, std::vector<NumberPart>& parts) {
    NumberPart found;
    found.kind = NumberPart::Kind::serial;
    auto const width = inside.size() > 7 ? inside.substr(7) : std::string_view{"1"};
    auto const [end, failed] = std::from_chars(width.data(), width.data() + width.size(), found.width);
    if (failed != std::errc{} || end != width.data() + width.size() || found.width < 1 || found.width > 18) {
      error(place_in(document_, pattern, open), "number.width", "The width of a serial is 1 to 18.", "Write it like `{serial:5}`.");
      return false;
    }
    parts.push_back(std::move(found));
    return true;
  }

  std::optional<Effect> record(YamlNode const& node, YamlNode const& name, ChangeRecord::Mode mode) {
    auto const* const type = system_.find_record_type(name.text);
    if (!type) {
      std::vector<std::string> known;
      for (auto const& one : system_.records) known.push_back(one.name);
      reading_.unknown(document_, name.place, "effect.unknown-record", "record type", name.text, known);
      return {};
    }
    ChangeRecord change;
    change.mode = mode;
    change.type = name.text;
    bool good = true;
    if (auto const* const set = node_of(node, "set"))
      for (auto const& entry : set->entries) {
        auto value = formula(entry, type->fields);
        if (value) change.set.emplace_back(entry.key, std::move(*value));
        good = good && value;
      }
    auto const expression = [&](std::string_view key, bool condition, std::optional<Feel>& into) {
      if (auto const* const scalar = node_of(node, key)) {
        into = reading_.compile(document_, *scalar, scope_, condition);
        good = good && into;
      }
    };
    expression("key", false, change.key);
    expression("when", true, change.when);
    expression("merge", false, change.merge);
    auto const sets_key = std::any_of(change.set.begin(), change.set.end(), [&](auto const& one) { return one.first == type->key; });
    if (!change.key && !sets_key && good) {
      error(node.place, "effect.no-key", fmt::format("It is not said which `{}` is meant.", type->name),
            fmt::format("Add `key`, or set the field `{}`.", type->key));
      return {};
    }
    return good ? std::optional<Effect>{std::move(change)} : std::nullopt;
  }

  /// The value for a field, a literal already in the field's type.
  std::optional<Formula> formula(YamlEntry const& entry, std::vector<Field> const& fields) {
    auto const field = std::find_if(fields.begin(), fields.end(), [&](Field const& f) { return f.name == entry.key; });
    if (field == fields.end()) {
      std::vector<std::string> known;
      for (auto const& one : fields) known.push_back(one.name);
      reading_.unknown(document_, entry.place, "effect.unknown-field", "field", entry.key, known);
      return {};
    }
    return reading_.compile_formula(document_, entry.value, scope_, *field, &system_);
  }

  std::optional<Effect> field(YamlNode const& set) {
    std::optional<Effect> result;
    for (auto const& entry : set.entries) {
      auto const dot = entry.key.find('.');
      auto const module = entry.key.substr(0, dot);
      auto const* const known = dot == std::string::npos ? nullptr : workflow_.find_field(module, entry.key.substr(dot + 1));
      if (!known) {
        unknown_field(entry);
        continue;
      }
      auto value = reading_.compile_formula(document_, entry.value, scope_, *known, &system_);
      if (value) result = SetField{module, known->name, std::move(*value)};
    }
    if (set.entries.size() > 1) error(set.place, "effect.one-field", "An effect sets one field of the case.", "Write one `set` for each field.");
    return result;
  }

  void unknown_field(YamlEntry const& entry) {
    std::vector<std::string> known;
    for (auto const& one : workflow_.form.modules)
      for (auto const& field : one.fields) {
        known.push_back(one.name + '.' + field.name);
        if (field.name == entry.key)
          return error(entry.place, "effect.unknown-field", fmt::format("A field of the form is set by its full name, not as `{}`.", entry.key),
                       fmt::format("Write `{}`.", known.back()));
      }
    reading_.unknown(document_, entry.place, "effect.unknown-field", "field", entry.key, known);
  }

  std::optional<Effect> judge(YamlNode const& node) {
    Judge result;
    result.rules = text_of(node, "rules");
    result.into = text_of(node, "into");
    if (auto const* const as_of = node_of(node, "as of")) result.as_of = reading_.compile(document_, *as_of, scope_);
    auto const* const given = node_of(node, "given");
    if (given)
      for (auto const& entry : given->entries)
        if (auto value = reading_.compile_formula(document_, entry.value, scope_)) result.given.emplace_back(entry.key, std::move(*value));
    if (!system_.find_rules(result.rules)) {
      std::vector<std::string> known;
      for (auto const& one : system_.rules) known.push_back(one->id);
      if (auto const* const id = node_of(node, "rules")) reading_.unknown(document_, id->place, "judge.unknown-rules", "rule set", id->text, known);
      return {};
    }
    for (auto const& rules : system_.rules)
      if (rules->id == result.rules)
        for (auto const& input : rules->inputs) find_input(node, *rules, input, result);
    if (given) unused_inputs(*given, result);
    return result;
  }

  /// Where an input comes from that the author has not given: the module of the rule set, or whatever has its name.
  void find_input(YamlNode const& node, RuleSet const& rules, RuleInput const& input, Judge& judge) {
    auto const is_known = [&](auto const& one) { return one.first == input.name; };
    if (std::any_of(judge.given.begin(), judge.given.end(), is_known)) return;
    auto source = input.name;
    for (auto const& module : workflow_.form.modules)
      if (module.rules == rules.id && workflow_.find_field(module.name, input.name)) source = module.name + "." + input.name;
    if (auto found = compile_feel(source, scope_); found.feel && found.findings.empty()) judge.given.emplace_back(input.name, std::move(*found.feel));
    else if (!input.optional && !input.preset)
      error(node.place, "judge.no-input", fmt::format("Nothing here is called `{}`, which {} {} judges.", input.name, rules.id, rules.version),
            fmt::format("Add a field `{}`, or say it under `given`.", input.name));
  }

  void unused_inputs(YamlNode const& given, Judge const& judge) {
    std::vector<std::string> known;
    for (auto const& rules : system_.rules)
      if (rules->id == judge.rules)
        for (auto const& input : rules->inputs) known.push_back(input.name);
    for (auto const& entry : given.entries)
      if (std::find(known.begin(), known.end(), entry.key) == known.end())
        reading_.unknown(document_, entry.place, "judge.unknown-input", "input", entry.key, known);
  }

  Reading& reading_;
  YamlDocument const& document_;
  System const& system_;
  Workflow const& workflow_;
  Scope const& scope_;
};

}  // namespace

std::optional<Effect> effect_of(Reading& reading, YamlDocument const& document, YamlNode const& node, System const& system,
                                Workflow const& workflow, Scope const& scope) {
  return Reader{reading, document, system, workflow, scope}.read(node);
}

}  // namespace guicheng
