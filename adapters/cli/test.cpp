// `guicheng test`: scenarios on every store, and which statements they show. Entry point: run_test.
#include "arguments.hpp"
#include "engine_world.hpp"
#include "files.hpp"
#include "http_world.hpp"
#include "progress.hpp"
#include "temporary_folder.hpp"

#include <guicheng/memory_store.hpp>
#include <guicheng/rule_scenario.hpp>
#include <guicheng/sqlite_store.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace guicheng::cli {
namespace {

using Texts = std::vector<std::string>;
using SystemPtr = std::shared_ptr<System const>;
Texts const all_stores{"memory", "sqlite", "http"};

/// One store with a house in it; `folder` holds what it keeps.
Result<std::unique_ptr<World>> open_world(std::string const& store, SystemPtr const& system, ScenarioFile const& file, Bundles const& bundles,
                                          Instant start, std::string const& folder) {
  std::shared_ptr<Store> kept;
  if (store == "memory") {
    kept = std::make_shared<MemoryStore>();
  } else {
    auto opened = SqliteStore::open(folder + "/store.db");
    if (!opened) return opened.error();
    kept = std::move(*opened);
  }
  if (auto planted = plant(file.world, *system, *kept, start); !planted) return planted.error();
  if (store == "http") return open_http_world(std::move(kept), system, file.world, bundles, folder + "/materials");
  return EngineWorld::open(std::move(kept), system, bundles);
}

class Tester {
 public:
  Tester(Files const& files, Texts stores, bool verbose) : files_{files}, stores_{std::move(stores)}, verbose_{verbose} {}

  void play_file(ScenarioFile const& file, SystemPtr const& system) {
    auto const name = files_.shown(file.path);
    std::size_t const passed = passed_, failed = failed_;
    bundles_ = {{system->id, write_bundle(files_.sources, file.system)}};
    Progress progress{name};
    std::size_t done = 0;
    for (auto const& scenario : file.cases) {
      play_scenario(file, scenario, system);
      progress.show(++done, file.cases.size());
    }
    fmt::print("{}: {} passed, {} failed\n", name, passed_ - passed, failed_ - failed);
  }

  /// Rule sets are pure: one place is as good as three.
  void play_rules(RuleScenarioFile const& file) {
    auto const name = files_.shown(file.path);
    std::size_t const passed = passed_, failed = failed_;
    for (auto const& scenario : file.cases) {
      auto const differences = file.decision ? guicheng::play(*file.decision, scenario) : guicheng::play(*file.rules, scenario);
      if (!differences.empty()) fmt::print("FAILED {}:{}: {}\n", name, scenario.line, scenario.name);
      for (auto const& one : differences) fmt::print("  {}:{}: {}\n", name, scenario.line, one);
      note(scenario.name, scenario.shows, differences.empty());
    }
    fmt::print("{}: {} passed, {} failed\n", name, passed_ - passed, failed_ - failed);
  }

  std::size_t passed() const noexcept { return passed_; }
  std::size_t failed() const noexcept { return failed_; }
  /// How a statement fares: by which scenarios it is named, and whether all of them passed.
  struct Named { std::size_t passed = 0, failed = 0; };
  std::map<std::string, Named> const& named() const noexcept { return named_; }

 private:
  void play_scenario(ScenarioFile const& file, Scenario const& scenario, SystemPtr const& system) {
    bool well = true;
    for (auto const& store : stores_) {
      auto const failure = play_on(store, file, scenario, system);
      if (!failure) continue;
      if (well) fmt::print("FAILED {}:{}: {}\n", files_.shown(file.path), scenario.line, scenario.name);
      fmt::print("  {}:{}: on {}: {}\n", files_.shown(failure->file.empty() ? file.path : failure->file), failure->line, store, failure->text);
      well = false;
    }
    note(scenario.name, scenario.shows, well);
  }

  void note(std::string const& name, Texts const& shows, bool well) {
    ++(well ? passed_ : failed_);
    if (well && verbose_) fmt::print("passed {}\n", name);
    for (auto const& id : shows) ++(well ? named_[id].passed : named_[id].failed);
  }

  std::optional<Failure> play_on(std::string const& store, ScenarioFile const& file, Scenario const& scenario, SystemPtr const& system) {
    TemporaryFolder const folder;
    auto const civil = days_from_civil(scenario.at.date) * 86'400;
    auto world = folder.path().empty() ? Result<std::unique_ptr<World>>{fail(Errc::storage, "No temporary folder can be made.")}
                                       : open_world(store, system, file, bundles_, {civil * 1000 - 86'400'000}, folder.path());
    if (!world) return Failure{file.path, scenario.line, world.error().message + " " + world.error().where};
    return play(scenario, file.world, *system, **world, [this](std::string const& path) { return read_file(files_.path(path)); });
  }

  Files const& files_;
  Texts stores_;
  bool verbose_;
  Bundles bundles_;
  std::size_t passed_ = 0, failed_ = 0;
  std::map<std::string, Named> named_;
};

void print_ids(std::string_view what, Texts const& ids) {
  if (!ids.empty()) fmt::print("  {} ({}): {}\n", what, ids.size(), fmt::join(ids, " "));
}

/// How many statements no scenario names, and no reason puts outside.
std::size_t print_requirements(Requirements const& requirements, Tester const& tester, bool everywhere) {
  Texts shown, failing, missing;
  std::set<std::string> outside;
  for (auto const& one : requirements.outside) outside.insert(one.id);
  for (auto const& id : requirements.ids) {
    if (outside.contains(id)) continue;
    auto const found = tester.named().find(id);
    if (found == tester.named().end()) missing.push_back(id);
    else (found->second.failed == 0 ? shown : failing).push_back(id);
  }
  fmt::print("\n{} {}\n", requirements.id, requirements.title);
  print_ids(everywhere ? "shown" : "passed, but not on all three stores", shown);
  print_ids("named by a failing scenario", failing);
  print_ids("not shown", missing);
  for (auto const& one : requirements.outside) fmt::print("  outside: {}, {}\n", one.id, one.reason);
  return missing.size();
}

/// Statements that scenarios name and no list knows.
std::size_t print_unknown(std::vector<Requirements> const& lists, Tester const& tester) {
  std::set<std::string> known;
  for (auto const& list : lists) known.insert(list.ids.begin(), list.ids.end());
  Texts unknown;
  for (auto const& [id, named] : tester.named())
    if (!known.contains(id)) unknown.push_back(id);
  if (!unknown.empty()) fmt::print("\n");
  print_ids("named by scenarios, but in no list of requirements", unknown);
  return unknown.size();
}

/// Systems by path of their manifest, each read once; null where one has errors.
class Systems {
 public:
  explicit Systems(Files const& files) : files_{files} {}
  SystemPtr find(std::string const& manifest, TimeZones const& zones, std::vector<Finding>& findings) {
    auto const known = read_.find(manifest);
    if (known != read_.end()) return known->second;
    auto loaded = read_system(files_.sources, manifest, zones);
    findings.insert(findings.end(), loaded.findings.begin(), loaded.findings.end());
    return read_.emplace(manifest, loaded.system).first->second;
  }

 private:
  Files const& files_;
  std::map<std::string, SystemPtr> read_;
};

/// The files among `paths` that are of a kind, by their key.
Texts of_kind(Files const& files, Texts const& paths, std::string_view kind) {
  Texts out;
  for (auto const& path : paths) {
    auto const found = files.sources.find(files.key(path));
    if (found != files.sources.end() && kind_of(found->second) == kind) out.push_back(found->first);
  }
  return out;
}

int test(Files const& files, Texts const& paths, Texts stores, bool with_requirements, bool verbose) {
  auto const zones = time_zones();
  if (!zones) return complain(zones.error().message, zones.error().remedy);
  bool const everywhere = std::ranges::all_of(all_stores, [&](auto const& one) { return std::ranges::find(stores, one) != stores.end(); });
  Tester tester{files, std::move(stores), verbose};
  Systems systems{files};
  std::size_t errors = 0;
  auto const scenarios = of_kind(files, paths, "scenarios");
  for (auto const& path : scenarios) {
    auto loaded = read_scenarios(files.sources, path);
    auto findings = std::move(loaded.findings);
    auto const system = loaded.file ? systems.find(loaded.file->system, **zones, findings) : nullptr;
    if (system)
      for (auto& one : check_scenarios(*loaded.file, *system)) findings.push_back(std::move(one));
    errors += print(files, findings, stdout);
    if (system && !has_error(findings)) tester.play_file(*loaded.file, system);
  }
  auto const rule_scenarios = of_kind(files, paths, "rule scenarios");
  for (auto const& path : rule_scenarios) {
    auto const loaded = read_rule_scenarios(files.sources, path);
    errors += print(files, loaded.findings, stdout);
    if (loaded.file && !has_error(loaded.findings)) tester.play_rules(*loaded.file);
  }
  std::vector<Requirements> lists;
  std::size_t unshown = 0;
  for (auto const& path : with_requirements ? of_kind(files, paths, "requirements") : Texts{}) {
    auto loaded = read_requirements(files.sources, path);
    errors += print(files, loaded.findings, stdout);
    if (!loaded.requirements) continue;
    unshown += print_requirements(*loaded.requirements, tester, everywhere);
    lists.push_back(std::move(*loaded.requirements));
  }
  auto const unknown = with_requirements ? print_unknown(lists, tester) : 0;
  if (!lists.empty()) unshown += unknown;  // one file alone has no list
  if (errors > 0) fmt::print("\n{} errors in the files: what they concern was not played\n", errors);
  fmt::print("{}{} passed, {} failed\n", with_requirements ? "\n" : "", tester.passed(), tester.failed() + errors);
  if (scenarios.empty() && rule_scenarios.empty())
    return complain("There is no scenario file among these.", "It begins with `scenarios:` or `rule scenarios:`.");
  return tester.failed() + errors + unshown > 0 ? Exit::findings : Exit::well;
}

}  // namespace

int run_test(Words words) {
  Arguments arguments{"test PATH…", "Plays the scenarios in the files and folders, each on every store, and ends with `N passed, N failed`.\n"
                                    "A file that cannot be read counts as failed."};
  arguments.option("store", "NAME", "only this store: memory, sqlite or http; may be repeated")
      .flag("requirements", "list which statements of requirements.yaml are shown; one that is not, or is in no list, makes the exit code 1")
      .flag("verbose,v", "name the scenarios that passed, too")
      .operands(1, 10'000);
  if (auto const done = arguments.read(words)) return *done;
  auto stores = arguments.has("store") ? arguments.texts("store") : all_stores;
  for (auto const& store : stores)
    if (std::ranges::find(all_stores, store) == all_stores.end()) return complain(fmt::format("There is no store `{}`.", store), "There are memory, sqlite and http.");
  auto const paths = find_yaml(arguments.operands());
  if (!paths) return complain(paths.error().message);
  auto const files = read_files(*paths);
  if (!files) return complain(files.error().message);
  return test(*files, *paths, std::move(stores), arguments.has("requirements"), arguments.has("verbose"));
}

}  // namespace guicheng::cli
