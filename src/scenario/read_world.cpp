// The sample world and the list of statements. Entry points: read_people, read_requirements.
#include "scenario/scenario_values.hpp"

#include "system/shapes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace guicheng {
namespace {

constexpr int longest_run = 10'000;

struct Numbered { std::string before; int number = 0; std::size_t width = 0; };

/// `001-58` is `001-` and 58, two digits wide.
std::optional<Numbered> split_id(std::string const& id) {
  auto const last = id.find_last_not_of("0123456789");
  auto const start = last == std::string::npos ? 0 : last + 1;
  Numbered out{id.substr(0, start), 0, id.size() - start};
  auto const [rest, failed] = std::from_chars(id.data() + start, id.data() + id.size(), out.number);
  if (failed != std::errc{} || rest != id.data() + id.size()) return {};
  return out;
}

void read_run(Reader const& run, std::vector<std::string>& ids) {
  if (!run.has("from") || !run.has("to")) return;
  auto const from = split_id(run["from"].text()), to = split_id(run["to"].text());
  if (!from || !to || from->before != to->before || from->number > to->number || to->number - from->number > longest_run) {
    run.error("requirements.run", "This is no run of ids.", "Write `{from: 001-01, to: 001-58}`.");
    return;
  }
  for (int n = from->number; n <= to->number; ++n) ids.push_back(from->before + fmt::format("{:0{}}", n, from->width));
}

Person person_of(Reader::Entry const& entry) {
  auto const& from = entry.value;
  return {Actor{entry.key, from["name"].text(), from["organisation"].text(), from["division"].text(), from["roles"].texts()},
          from["organisation name"].text()};
}

}  // namespace

Person const* SampleWorld::find(std::string_view id) const noexcept {
  auto const found = std::find_if(people.begin(), people.end(), [&](Person const& one) { return one.actor.id == id; });
  return found == people.end() ? nullptr : &*found;
}

SampleWorld world_of(Reader const& root) {
  SampleWorld world;
  for (auto const& entry : root["people"].entries()) {
    if (entry.key == "system") entry.value.error_at(entry.place, "people.reserved", "`system` is the engine itself.", "Call the person something else.");
    world.people.push_back(person_of(entry));
  }
  for (auto const& record : root["records"].items())
    world.records.push_back({record["type"].text(), step_values(record["set"])});
  return world;
}

LoadedWorld read_people(Sources const& sources, std::string const& path) {
  Reading reading{sources};
  LoadedWorld loaded;
  if (auto const* const document = reading.open(path, people_shape())) loaded.world = world_of({*document, reading.findings()});
  loaded.findings = std::move(reading.findings());
  sort(loaded.findings);
  if (has_error(loaded.findings)) loaded.world.reset();
  return loaded;
}

LoadedRequirements read_requirements(Sources const& sources, std::string const& path) {
  Reading reading{sources};
  LoadedRequirements loaded;
  if (auto const* const document = reading.open(path, requirements_shape())) {
    Reader const root{*document, reading.findings()};
    Requirements out{path, root["requirements"].text(), root["title"].text(), {}, {}};
    if (root.has("ids")) read_run(root["ids"], out.ids);
    for (auto const& id : root["also"].texts()) out.ids.push_back(id);
    std::set<std::string> outside;
    for (auto const& one : root["outside"].items()) {
      auto const id = one["id"].text();
      if (std::find(out.ids.begin(), out.ids.end(), id) == out.ids.end()) one["id"].unknown("statement", out.ids, "requirements.unknown-id");
      if (!outside.insert(id).second) one.error("requirements.twice", fmt::format("`{}` is listed twice.", id));
      out.outside.push_back({id, one["reason"].text()});
    }
    loaded.requirements = std::move(out);
  }
  loaded.findings = std::move(reading.findings());
  sort(loaded.findings);
  if (has_error(loaded.findings)) loaded.requirements.reset();
  return loaded;
}

}  // namespace guicheng
