// `guicheng check`: everything that is wrong with systems and files. Entry point: run_check.
#include "arguments.hpp"
#include "files.hpp"

#include <guicheng/rule_scenario.hpp>
#include <guicheng/scenario.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace guicheng::cli {
namespace {

using Texts = std::vector<std::string>;

std::string kind_at(Files const& files, std::string const& key) {
  auto const found = files.sources.find(key);
  return found == files.sources.end() ? std::string{} : kind_of(found->second);
}

/// A part of a system, given alone, is checked with the manifest beside it, if there is one.
Texts with_manifests(Texts const& paths) {
  Texts out = paths;
  std::error_code error;
  for (auto const& path : paths) {
    auto const manifest = (std::filesystem::path{path}.parent_path() / "system.yaml").generic_string();
    if (std::filesystem::is_regular_file(manifest, error) && std::ranges::find(out, manifest) == out.end()) out.push_back(manifest);
  }
  return out;
}

class Checker {
 public:
  Checker(Files const& files, TimeZones const& zones) : files_{files}, zones_{zones} {}

  void check_system(std::string const& manifest) {
    auto loaded = read_system(files_.sources, manifest, zones_);
    for (auto& one : loaded.findings) add(std::move(one));
    systems_[manifest] = loaded.system;
    covered_.insert(manifest);
    for (auto const& [key, text] : files_.sources)
      if (is_named_by(manifest, key)) covered_.insert(key);
  }

  void check_other(std::string const& key, bool asked_for) {
    auto const kind = kind_at(files_, key);
    if (kind == "scenarios") return check_scenario_file(key);
    if (kind == "rule scenarios") return take(read_rule_scenarios(files_.sources, key).findings);
    if (kind == "decision") return take(read_decision(files_.sources, key).findings);
    if (kind == "rules") return take(read_rules(files_.sources, key).findings);
    if (covered_.contains(key)) return;
    if (kind == "people") return take(read_people(files_.sources, key).findings);
    if (kind == "requirements") return take(read_requirements(files_.sources, key).findings);
    auto findings = check_file(key, files_.sources.at(key));
    // In a folder there may be YAML of another world; what nearly begins like ours is a mistake of ours.
    auto const is_foreign = [&](Finding const& one) { return !asked_for && one.code == "file.kind" && one.remedy.starts_with("Begin"); };
    std::erase_if(findings, is_foreign);
    take(std::move(findings));
  }

  std::vector<Finding> const& findings() const noexcept { return findings_; }

 private:
  void add(Finding one) { findings_.push_back(std::move(one)); }
  void take(std::vector<Finding> more) { for (auto& one : more) add(std::move(one)); }

  bool is_named_by(std::string const& manifest, std::string const& key) const {
    // The manifest names files relative to itself; what it names ends as the key does.
    auto const& text = files_.sources.find(manifest)->second;
    auto const name = key.substr(key.rfind('/') + 1);
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      auto start = at;
      while (start > 0 && std::string_view{" \t\n[,\"'"}.find(text[start - 1]) == std::string_view::npos) --start;
      if (resolve_path(manifest, text.substr(start, at + name.size() - start)) == key) return true;
    }
    return false;
  }

  void check_scenario_file(std::string const& key) {
    auto loaded = read_scenarios(files_.sources, key);
    take(std::move(loaded.findings));
    if (!loaded.file) return;
    auto const known = systems_.find(loaded.file->system);
    if (known == systems_.end()) {
      auto system = read_system(files_.sources, loaded.file->system, zones_);
      take(std::move(system.findings));
      systems_[loaded.file->system] = system.system;
    }
    if (auto const& system = systems_[loaded.file->system]) take(check_scenarios(*loaded.file, *system));
  }

  Files const& files_;
  TimeZones const& zones_;
  std::map<std::string, std::shared_ptr<System const>> systems_;
  std::set<std::string> covered_;
  std::vector<Finding> findings_;
};

int check(Files const& files, Texts const& paths, std::set<std::string> const& asked_for, TimeZones const& zones) {
  Checker checker{files, zones};
  for (auto const& path : paths)
    if (kind_at(files, files.key(path)) == "system") checker.check_system(files.key(path));
  for (auto const& path : paths)
    if (kind_at(files, files.key(path)) != "system") checker.check_other(files.key(path), asked_for.contains(path));
  auto const all = checker.findings();
  auto const errors = print(files, all, stdout);
  std::set<std::string> distinct;
  for (auto const& one : all)
    if (one.level == Finding::Level::warning) distinct.insert(write(one));
  auto const warnings = distinct.size();
  fmt::print("{} file{} checked, {} error{}, {} warning{}\n", files.sources.size(), files.sources.size() == 1 ? "" : "s", errors, errors == 1 ? "" : "s",
             warnings, warnings == 1 ? "" : "s");
  return errors > 0 ? Exit::findings : Exit::well;
}

}  // namespace

int run_check(Words words) {
  Arguments arguments{"check PATH…", "Says what is wrong with systems (their manifest and all it imports), scenarios, sample worlds and single files.\n"
                                     "Each finding: file:line:column: error|warning: text [code]; remedy. Folders are searched for *.yaml.\n"
                                     "A part of a system is checked together with the system.yaml beside it."};
  arguments.operands(1, 10'000);
  if (auto const done = arguments.read(words)) return *done;
  auto const found = find_yaml(arguments.operands());
  if (!found) return complain(found.error().message);
  if (found->empty()) return complain("There is no *.yaml file among these.");
  auto const paths = with_manifests(*found);
  auto const files = read_files(paths);
  if (!files) return complain(files.error().message);
  auto const zones = time_zones();
  if (!zones) return complain(zones.error().message, zones.error().remedy);
  return check(*files, paths, {arguments.operands().begin(), arguments.operands().end()}, **zones);
}

}  // namespace guicheng::cli
