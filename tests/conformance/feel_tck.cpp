// Runs a conformance kit: `feel_tck PATH…`, where a path is a file of records (one JSON text per line) or a folder with
// *.jsonl. Prints every failing record and ends with `N passed, N failed`. The records' form: README.md in this folder.
#include "boxed.hpp"

#include "zoneinfo/zoneinfo.hpp"

#include <guicheng/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

namespace guicheng::conformance {
namespace {

namespace fs = std::filesystem;

struct Tally {
  int passed = 0, failed = 0;
  int with_value = 0, with_value_passed = 0;  // the records that expect something other than null

  void add(bool pass, bool expects_value) {
    ++(pass ? passed : failed);
    with_value += expects_value;
    with_value_passed += pass && expects_value;
  }
  void add(Tally const& other) {
    passed += other.passed;
    failed += other.failed;
    with_value += other.with_value;
    with_value_passed += other.with_value_passed;
  }
};

struct Options {
  bool list = false, summary = false;
  std::vector<std::string> paths;
};

/// Suites that the kit keeps but does not count.
bool is_counted(std::string_view suite) { return !suite.starts_with("non-compliant"); }

std::string rate(int passed, int all) {
  auto const tenths = all == 0 ? 0 : static_cast<long>(passed) * 1000 / all;
  return std::to_string(passed) + "/" + std::to_string(all) + " = " + std::to_string(tenths / 10) + "." +
         std::to_string(tenths % 10) + " %";
}

class Run {
 public:
  Run(Options options, TimeZones zones) : options_{std::move(options)}, zones_{std::move(zones)} {}

  /// @return false where a file cannot be read.
  bool file(fs::path const& path) {
    std::ifstream lines{path};
    if (!lines) {
      std::cerr << path.string() << ": cannot be read\n";
      return false;
    }
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      if (line.empty() || line.front() == '#') continue;
      auto json = read_json(line, {.bytes = 4 << 20, .depth = 64, .values = 1'000'000});
      if (!json) {
        std::cerr << path.string() << ":" << number << ": " << json.error().message << "\n";
        return false;
      }
      record(*json);
    }
    return true;
  }

  int finish() const {
    Tally counted, other;
    for (auto const& [suite, tally] : suites_) {
      if (options_.summary) {
        std::cout << suite << ": " << rate(tally.passed, tally.passed + tally.failed) << ", not null "
                  << rate(tally.with_value_passed, tally.with_value) << "\n";
      }
      (is_counted(suite) ? counted : other).add(tally);
    }
    if (options_.summary) {
      std::cout << "counted: " << rate(counted.passed, counted.passed + counted.failed) << "; of those that expect a value: "
                << rate(counted.with_value_passed, counted.with_value) << "\n";
    }
    if (other.passed + other.failed > 0) {
      std::cout << "in suites that are not counted: " << other.passed << " passed, " << other.failed << " failed\n";
    }
    std::cout << counted.passed << " passed, " << counted.failed << " failed\n";
    return counted.failed == 0 && !suites_.empty() ? 0 : 1;  // no records at all show nothing
  }

 private:
  void record(Value const& json) {
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    EvalContext context;
    context.now = {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
    context.zones = &zones_;
    auto const outcome = Record{json, context}.run();
    bool const pass = outcome.readable && agrees(outcome.expected, outcome.got, &zones_);
    auto const suite = text_of(json, "suite");
    auto const name = suite + " " + text_of(json, "case") + " " + text_of(json, "result");
    suites_[suite].add(pass, !outcome.expected.is_null());
    if (options_.list) std::cout << (pass ? "pass " : "fail ") << name << "\n";
    if (!pass) explain(name, json, outcome);
  }

  void explain(std::string const& name, Value const& json, Outcome const& outcome) const {
    auto const expression = text_of(json, "expression");
    std::cout << "FAIL " << name << "\n"
              << "  expression: " << (expression.empty() ? "(boxed)" : expression) << "\n"
              << "  expected:   " << write_feel(outcome.expected) << "\n"
              << "  got:        " << write_feel(outcome.got) << "\n";
    if (!outcome.note.empty()) std::cout << "  note:       " << outcome.note << "\n";
  }

  Options options_;
  TimeZones zones_;
  std::map<std::string, Tally> suites_;
};

std::vector<fs::path> files_of(fs::path const& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<fs::path> files;
  for (auto const& entry : fs::directory_iterator{path, error}) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

int usage() {
  std::cerr << "usage: feel_tck [--list] [--summary] [--zoneinfo FOLDER] PATH...\n";
  return 2;
}

int run(std::vector<std::string> const& arguments) {
  Options options;
  std::string zoneinfo = "/usr/share/zoneinfo";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--list") {
      options.list = true;
    } else if (arguments[i] == "--summary") {
      options.summary = true;
    } else if (arguments[i] == "--zoneinfo" && i + 1 < arguments.size()) {
      zoneinfo = arguments[++i];
    } else if (arguments[i].starts_with("-")) {
      return usage();
    } else {
      options.paths.push_back(arguments[i]);
    }
  }
  if (options.paths.empty()) return usage();
  auto zones = read_zoneinfo(zoneinfo);
  if (!zones) {
    std::cerr << zones.error().message << " " << zones.error().remedy << "\n";
    return 2;
  }
  Run all{options, std::move(*zones)};
  for (auto const& path : options.paths) {
    auto const files = files_of(path);
    if (files.empty()) std::cerr << path << ": no records\n";
    for (auto const& file : files) {
      if (!all.file(file)) return 2;
    }
  }
  return all.finish();
}

}  // namespace
}  // namespace guicheng::conformance

int main(int count, char** arguments) { return guicheng::conformance::run({arguments + 1, arguments + count}); }
