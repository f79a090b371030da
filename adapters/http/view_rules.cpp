// Rule sets as JSON. Entry points: view_rule_form, judgement_of.
#include "view_rules.hpp"

#include <algorithm>

namespace guicheng::http {
namespace {

std::string_view word(InputKind kind) noexcept {
  switch (kind) {
    case InputKind::number: return "number";
    case InputKind::text: return "text";
    case InputKind::boolean: return "boolean";
    case InputKind::date: return "date";
    case InputKind::month: return "month";
    case InputKind::choice: return "choice";
    case InputKind::choices: return "choices";
    case InputKind::list: return "list";
    case InputKind::uscc: return "uscc";
    case InputKind::any: return "any";
  }
  return "any";
}

Value view_input(RuleInput const& input) {
  Context out{{"name", input.name}, {"title", input.title.empty() ? input.name : input.title}, {"type", word(input.kind)}, {"required", !input.optional && !input.preset}};
  if (!input.unit.empty()) out.set("unit", input.unit);
  if (input.min) out.set("min", *input.min);
  if (input.max) out.set("max", *input.max);
  if (input.digits) out.set("digits", *input.digits);
  if (!input.options.empty()) out.set("options", List{input.options.begin(), input.options.end()});
  if (input.preset) out.set("default", *input.preset);
  if (input.fixed) out.set("fixed", true);
  return out;
}

List view_options(Options const& options) {
  List out;
  for (auto const& one : options.options) out.push_back(Context{{"id", one.id}, {"title", one.title.empty() ? one.id : one.title}, {"points", one.points}});
  return out;
}

List view_rungs(Ladder const& ladder) {
  List out;
  for (auto const& rung : ladder.rungs) {
    Context one{{"points", rung.points}};
    if (!rung.title.empty()) one.set("title", rung.title);
    if (rung.when) one.set("when", rung.when->text());
    out.push_back(std::move(one));
  }
  return out;
}

Value view_indicator(RuleSet const& rules, Indicator const& indicator) {  // depth: that of the YAML, which its reader limits
  Context out{{"name", indicator.name}, {"title", indicator.title.empty() ? indicator.name : indicator.title}, {"weight", indicator.weight}};
  if (indicator.total) out.set("total", *indicator.total);
  if (indicator.most) out.set("most", *indicator.most);
  if (!indicator.source.empty()) out.set("source", indicator.source);
  if (indicator.applies) out.set("applies", indicator.applies->text());
  if (auto const* options = std::get_if<Options>(&indicator.body)) {
    if (options->input < rules.inputs.size()) out.set("input", rules.inputs[options->input].name);
    out.set("several", options->several);
    out.set("options", view_options(*options));
  } else if (auto const* ladder = std::get_if<Ladder>(&indicator.body)) {
    out.set("ladder", view_rungs(*ladder));
  } else if (auto const* branch = std::get_if<Branch>(&indicator.body)) {
    List parts;
    for (auto const& part : branch->parts) parts.push_back(view_indicator(rules, part));
    out.set("parts", std::move(parts));
  }
  return out;
}

std::string text_in(Context const& from, std::string_view name) {
  auto const* value = from.find(name);
  return value && value->string() ? *value->string() : std::string{};
}
std::optional<Decimal> number_in(Context const& from, std::string_view name) {
  auto const* value = from.find(name);
  return value && value->number() ? std::optional{*value->number()} : std::nullopt;
}
std::vector<std::string> texts_in(Context const& from, std::string_view name) {
  std::vector<std::string> out;
  if (auto const* value = from.find(name); value && value->list())
    for (auto const& one : *value->list())
      if (one.string()) out.push_back(*one.string());
  return out;
}

Scored scored_of(Context const& kept) {  // depth: that of the tree that was kept
  Scored out;
  out.name = text_in(kept, "name");
  out.title = text_in(kept, "title");
  if (out.title.empty()) out.title = out.name;
  out.points = number_in(kept, "points");
  out.attainable = number_in(kept, "of").value_or(Decimal{});
  out.contribution = out.points.value_or(Decimal{});
  if (auto const* applies = kept.find("applies"); applies && applies->boolean()) out.applies = *applies->boolean();
  out.fired = text_in(kept, "fired");
  if (auto const* seen = kept.find("seen"); seen && seen->context())
    for (auto const& [name, value] : *seen->context()) out.seen.emplace_back(name, value);
  if (auto const* parts = kept.find("parts"); parts && parts->list())
    for (auto const& part : *parts->list())
      if (part.context()) out.parts.push_back(scored_of(*part.context()));
  return out;
}

}  // namespace

Context view_rule_set(RuleSet const& rules) {
  Context out{{"id", rules.id}, {"title", rules.title}, {"version", rules.version}, {"effective", write(rules.effective)}};
  if (rules.until) out.set("until", write(*rules.until));
  if (rules.sample) out.set("sample", true);
  return out;
}

Value view_rule_form(RuleSet const& rules) {
  auto out = view_rule_set(rules);
  if (!rules.source.empty()) out.set("source", rules.source);
  List inputs, indicators, grades;
  for (auto const& input : rules.inputs) inputs.push_back(view_input(input));
  for (auto const& indicator : rules.indicators) indicators.push_back(view_indicator(rules, indicator));
  for (auto const& band : rules.grades) {
    Context one{{"grade", band.grade}};
    if (!band.title.empty()) one.set("title", band.title);
    if (band.from) one.set("from", *band.from);
    grades.push_back(std::move(one));
  }
  for (auto const& rule : rules.classes) {
    Context one{{"grade", rule.grade}};
    if (!rule.title.empty()) one.set("title", rule.title);
    grades.push_back(std::move(one));
  }
  out.set("inputs", std::move(inputs));
  out.set("indicators", std::move(indicators));
  out.set("grades", std::move(grades));
  return out;
}

Value view_completion(std::vector<LeafState> const& leaves) {
  List out;
  for (auto const& leaf : leaves)
    out.push_back(Context{{"path", leaf.path}, {"complete", leaf.complete}, {"missing", List{leaf.missing.begin(), leaf.missing.end()}}});
  return out;
}

Judgement judgement_of(Value const& kept) {
  Judgement out;
  auto const* from = kept.context();
  if (!from) return out;
  out.score = number_in(*from, "score");
  out.grade = text_in(*from, "grade");
  if (auto const* until = from->find("valid_until")) {
    if (auto const* date = until->date()) out.valid_until = *date;
    else if (until->string()) out.valid_until = read_date(*until->string());
  }
  out.vetoes = texts_in(*from, "vetoes");
  out.ineligible = texts_in(*from, "ineligible");
  out.missed = texts_in(*from, "missed");
  out.warnings = texts_in(*from, "warnings");
  out.evidence = texts_in(*from, "evidence");
  if (auto const* tree = from->find("explanation"); tree && tree->context()) {
    out.tree = scored_of(*tree->context());
    for (auto const& part : out.tree->parts) out.components.push_back(part.contribution);
  }
  return out;
}

}  // namespace guicheng::http
