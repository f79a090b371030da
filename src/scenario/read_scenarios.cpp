// Scenario files. Entry point: read_scenarios.
#include "scenario/scenario_values.hpp"

#include "system/scalar.hpp"
#include "system/shapes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace guicheng {
namespace {

constexpr std::size_t most_steps = 2'000;  // of one scenario, with its sequences in place
constexpr int deepest_run = 8;

Value values_of(YamlNode const& node) {  // depth: that of the YAML, which its reader limits
  switch (node.kind) {
    case YamlNode::Kind::nothing: return {};
    case YamlNode::Kind::sequence: {
      List items;
      for (auto const& item : node.items) items.push_back(values_of(item));
      return items;
    }
    case YamlNode::Kind::map: {
      Context fields;
      for (auto const& entry : node.entries) fields.set(entry.key, values_of(entry.value));
      return fields;
    }
    case YamlNode::Kind::scalar: break;
  }
  if (auto const flag = scalar_boolean(node)) return *flag;
  return node.text;
}

std::optional<std::string> text_at(Reader const& from, std::string_view key) {
  if (!from.has(key)) return {};
  return from[key].text();
}

std::optional<std::vector<std::string>> texts_at(Reader const& from, std::string_view key) {
  if (!from.has(key)) return {};
  return from[key].texts();
}

std::optional<Value> values_at(Reader const& from, std::string_view key) {
  if (!from.has(key)) return {};
  return step_values(from[key]);
}

struct StepKind { std::string_view key; Step::Kind kind; };
constexpr std::array kinds{StepKind{"start", Step::Kind::start}, StepKind{"save", Step::Kind::save}, StepKind{"upload", Step::Kind::upload},
                           StepKind{"remove", Step::Kind::remove}, StepKind{"do", Step::Kind::act}, StepKind{"read", Step::Kind::read},
                           StepKind{"available", Step::Kind::available}, StepKind{"history", Step::Kind::history}, StepKind{"list", Step::Kind::list},
                           StepKind{"record", Step::Kind::record}, StepKind{"advise", Step::Kind::advise},
                           StepKind{"explain", Step::Kind::explain}, StepKind{"grant", Step::Kind::grant}, StepKind{"wait", Step::Kind::wait}};

class ScenarioReader {
 public:
  ScenarioReader(Sources const& sources, std::string const& path) : reading_{sources}, path_{path} {}

  LoadedScenarios read() {
    LoadedScenarios loaded;
    if (auto const* const document = reading_.open(path_, scenarios_shape())) loaded.file = file({*document, reading_.findings()});
    loaded.findings = std::move(reading_.findings());
    sort(loaded.findings);
    if (has_error(loaded.findings)) loaded.file.reset();
    return loaded;
  }

 private:
  ScenarioFile file(Reader const& root) {
    ScenarioFile out;
    out.path = path_;
    out.id = root["scenarios"].text();
    out.system = resolve_path(path_, root["system"].text());
    if (auto const people = root["people"]; people.is_text())
      if (auto const* const document = reading_.open(resolve_path(path_, people.text()), people_shape(), &people.document(), people.place()))
        world_ = world_of({*document, reading_.findings()});
    for (auto const& entry : root["sequences"].entries()) sequences_.emplace(entry.key, entry.value);
    for (auto const& one : root["cases"].items()) out.cases.push_back(scenario(one));
    for (auto const& [name, sequence] : sequences_)
      if (!used_.contains(name)) sequence.warning("scenario.unused-sequence", fmt::format("No scenario runs `{}`.", name));
    out.world = std::move(world_);
    return out;
  }

  Scenario scenario(Reader const& from) {
    Scenario out;
    out.name = from["name"].text();
    out.law = from["law"].text();
    out.line = from.place().line;
    out.shows = from["shows"].texts();
    if (from.has("at")) {
      auto const at = read_date_time(from["at"].text());
      if (!at || at->time.zone.kind != Zone::Kind::local || at->date.year < 1970 || at->date.year > 9999)
        from["at"].error("scenario.time", fmt::format("`{}` is no civil time.", from["at"].text()), "Write it as \"2024-03-01T09:00:00\".");
      else out.at = *at;
    }
    steps(from["steps"], 0, out.steps);
    if (out.steps.size() > most_steps) from.error("scenario.too-long", fmt::format("A scenario has at most {} steps.", most_steps));
    return out;
  }

  void steps(Reader const& list, int depth, std::vector<Step>& into) {
    for (auto const& one : list.items()) {
      if (into.size() > most_steps) return;
      if (one.has("run")) run(one["run"], depth, into);
      else into.push_back(step(one));
    }
  }

  void run(Reader const& name, int depth, std::vector<Step>& into) {
    auto const found = sequences_.find(name.text());
    if (found == sequences_.end()) {
      std::vector<std::string> known;
      for (auto const& [one, steps] : sequences_) known.push_back(one);
      return name.unknown("sequence", known, "scenario.unknown-sequence");
    }
    used_.insert(found->first);
    if (depth >= deepest_run) return name.error("scenario.run-in-run", fmt::format("`{}` runs itself, or sequences nest deeper than {}.", found->first, deepest_run));
    steps(found->second, depth + 1, into);
  }

  Step step(Reader const& from) {
    Step out;
    out.file = path_;
    out.line = from.place().line;
    auto const kind = std::find_if(kinds.begin(), kinds.end(), [&](StepKind const& one) { return from.has(one.key); });
    if (kind == kinds.end()) return out;  // found by the shape
    out.kind = kind->kind;
    auto const subject = from[kind->key];
    out.as = from["as"].text();
    if (out.kind == Step::Kind::wait) {
      out.wait = wait(subject);
    } else if (out.kind == Step::Kind::grant) {
      out.as = from["to"].text();
      out.roles = subject.texts();
      person(from, "to");
    } else {
      person(from, "as");
    }
    out.case_name = from["case"].text();
    out.stage = from["stage"].text();
    out.key = from["key"].text();
    if (out.kind == Step::Kind::save) out.values = step_values(subject);
    else if (out.kind == Step::Kind::upload) files(subject, out);
    else if (out.kind != Step::Kind::grant) out.name = subject.text();
    out.version = from["version"].integer();
    if (out.kind == Step::Kind::start) out.values = data(from["data"]);
    if (out.kind == Step::Kind::act && from.has("input")) out.values = step_values(from["input"]);
    for (auto const& entry : from["where"].entries()) out.filters.emplace_back(entry.key, entry.value.text());
    if (from.has("refused")) out.refused = refused(from["refused"]);
    if (from.has("expect")) out.expect = expectation(from["expect"]);
    return out;
  }

  void person(Reader const& step, std::string const& key) {
    if (!step.has(key))
      return step.error("scenario.who", key == "as" ? "The step does not say who takes it." : "The step does not say who has the roles.",
                        fmt::format("Add `{}:` with a person of the sample world.", key));
    if (world_.people.empty() || world_.find(step[key].text())) return;
    std::vector<std::string> known;
    for (auto const& one : world_.people) known.push_back(one.actor.id);
    step[key].unknown("person", known, "scenario.unknown-person");
  }

  Wait wait(Reader const& from) {
    auto const text = from.text();
    Wait out;
    auto const [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), out.amount);
    std::string_view unit{rest, static_cast<std::size_t>(text.data() + text.size() - rest)};
    if (unit.starts_with(' ')) unit.remove_prefix(1);
    if (unit.ends_with('s')) unit.remove_suffix(1);
    if (unit == "working day") out.unit = Wait::Unit::working_days;
    else if (unit == "day") out.unit = Wait::Unit::days;
    else if (unit == "hour") out.unit = Wait::Unit::hours;
    else if (unit == "minute") out.unit = Wait::Unit::minutes;
    else out.amount = 0;
    if (failed != std::errc{} || out.amount <= 0 || out.amount > 10'000)
      from.error("scenario.wait", fmt::format("`{}` is no time to wait.", text), "Write `3 working days`, `20 days`, `2 hours` or `5 minutes`.");
    return out;
  }

  void files(Reader const& from, Step& out) {
    for (auto const& entry : from.entries()) out.files.emplace_back(entry.key, resolve_path(path_, entry.value.text()));
  }

  Value data(Reader const& from) {
    if (!from) return Context{};
    if (!from.is_text()) return step_values(from);
    auto const path = resolve_path(path_, from.text());
    static Shape const any = shape::map("a data file").others(shape::any("Values by module and field."));
    auto const* const document = reading_.open(path, any, &from.document(), from.place());
    return document ? step_values({*document, reading_.findings()}) : Value{Context{}};
  }

  static ExpectedRefusal refused(Reader const& from) {
    if (from.is_text()) return {from.text(), {}, {}};
    return {from["code"].text(), from["items"].texts(), from["text"].text()};
  }

  Expectation expectation(Reader const& from) {
    Expectation out;
    out.stage = text_at(from, "stage");
    out.end = text_at(from, "end");
    out.title = text_at(from, "title");
    out.status = text_at(from, "status");
    out.division = text_at(from, "division");
    out.editable = texts_at(from, "editable");
    if (out.editable && *out.editable == std::vector<std::string>{"nothing"}) out.editable->clear();
    out.data = values_at(from, "data");
    out.numbers = values_at(from, "numbers");
    out.due = from["due"].date();
    out.files = texts_at(from, "files");
    out.titles = texts_at(from, "titles");
    out.actions = texts_at(from, "actions");
    out.classes = texts_at(from, "classes");
    out.warnings = texts_at(from, "warnings");
    out.unfinished = texts_at(from, "unfinished");
    if (out.unfinished && *out.unfinished == std::vector<std::string>{"nothing"}) out.unfinished->clear();
    out.says = from["says"].texts();
    out.count = from["count"].integer();
    out.versions = from["versions"].integer();
    if (from.has("valid")) out.valid = from["valid"].boolean(true);
    out.fields = values_at(from, "fields");
    if (auto const last = from["last"]; from.has("last"))
      out.last = Expectation::Last{text_at(last, "by"), text_at(last, "action"), text_at(last, "from"), text_at(last, "to"), text_at(last, "reason")};
    return out;
  }

  Reading reading_;
  std::string path_;
  SampleWorld world_;
  std::map<std::string, Reader> sequences_;
  std::set<std::string> used_;
};

}  // namespace

Value step_values(Reader const& from) { return from.node() ? values_of(*from.node()) : Value{}; }

LoadedScenarios read_scenarios(Sources const& sources, std::string const& path) { return ScenarioReader{sources, path}.read(); }

}  // namespace guicheng
