// `guicheng impact`: who changes grade under another version of a rule set. Entry point: run_impact.
#include "arguments.hpp"
#include "data_folder.hpp"
#include "subjects.hpp"

#include <guicheng/sqlite_store.hpp>

#include <fmt/core.h>

namespace guicheng::cli {
namespace {

/// The changes, one a line: JSON where the file's name ends in .jsonl, else CSV.
class ChangeList {
 public:
  explicit ChangeList(std::string const& path) : json_{has_ending(path, ".jsonl")} {
    if (path.empty()) return;
    file_.open(path, std::ios::binary);
    if (file_ && !json_) file_ << write_impact_csv(nullptr);
  }
  void add(ImpactChange const& change) {
    if (file_.is_open()) file_ << (json_ ? write_impact_line(change) : write_impact_csv(&change));
  }
  bool well() { return !file_.is_open() || file_.flush(); }
  bool is_open() const { return file_.is_open(); }

 private:
  std::ofstream file_;
  bool json_;
};

/// The exit code where the words do not go together.
std::optional<int> check_words(Arguments const& arguments) {
  auto const stored = arguments.has("store"), data = arguments.operands().size() > 2;
  if (!stored && !data) return complain("Whom to compare is missing.", "Name a file with subjects, or use --store.");
  if (stored && data) return complain("There are both DATA and --store.", "Leave one of them away.");
  for (auto const* const option : {"system", "workflow", "end"})
    if (!stored && arguments.has(option)) return complain(fmt::format("--{} is for stores.", option), "Use it with --store.");
  if (stored && arguments.has("csv")) return complain("A store holds no CSV.", "Leave --csv away.");
  return {};
}

struct Versions { std::shared_ptr<RuleSet const> before, after; };

Impact compare(Versions const& versions, ReadLine const& read, std::string const& path, bool csv, ChangeList& list) {
  Progress progress{"comparing"};
  return compare_versions(*versions.before, *versions.after, read, context_now(), batch_options(path, csv, progress), [&](ImpactChange const& change) { list.add(change); });
}

/// Over a file; nothing, after a complaint and with the exit code, where it cannot be read.
std::optional<Impact> over_file(Versions const& versions, Arguments const& arguments, ChangeList& list, int& exit) {
  auto const& path = arguments.operands()[2];
  Lines lines{path};
  if (!lines.is_open()) return exit = complain(fmt::format("{} cannot be read.", path)), std::nullopt;
  auto impact = compare(versions, lines.reader(), path, arguments.has("csv"), list);
  for (auto const& problem : impact.problems) fmt::print(stderr, "line {}: {}\n", problem.line, problem.text);
  if (auto const problem = lines.problem(); !problem.empty()) exit = complain(problem);
  return impact;
}

std::optional<Impact> over_store(Versions const& versions, Arguments const& arguments, ChangeList& list, int& exit) {
  auto const wrong = [&](Error const& error) {
    exit = complain(error.message, error.remedy);
    return std::nullopt;
  };
  auto const folder = arguments.text("store");
  auto const store = SqliteStore::open_to_read(store_file(folder));
  if (!store) return wrong(store.error());
  auto const reader = (*store)->open_reader();
  if (!reader) return wrong(reader.error());
  JudgedCases cases{**reader, {versions.before->id, arguments.text("system"), arguments.text("workflow"), arguments.text("end")}};
  auto impact = compare(versions, cases.reader(), {}, false, list);
  if (cases.error()) return wrong(*cases.error());
  for (auto const& problem : impact.problems) fmt::print(stderr, "case {}: {}\n", problem.id, problem.text);
  if (auto const count = cases.without_inputs(); count > 0)
    fmt::print(stderr, "{} judgements have no inputs kept beside them and are left out\n", count), exit = Exit::findings;
  else if (impact.lines == 0)
    fmt::print(stderr, "none of the cases asked for in {} was judged by `{}`\n", folder, versions.before->id);
  return impact;
}

}  // namespace

int run_impact(Words words) {
  Arguments arguments{"impact BEFORE AFTER [DATA]", "Judges every subject with two versions of a rule set: who changes grade, and why. DATA is a file (JSON lines, or\n"
                                                    "*.csv; `-` is the input); with --store the subjects are what the set has judged in the cases of a service, which\n"
                                                    "may go on running. Prints a matrix and what differed first as JSON; the list and the picture go to files. An input\n"
                                                    "that only one version knows may be there. Bad subjects are counted, the first hundred told, and the others go on.\n"
                                                    "Exit code 1: a subject was bad, or judgements of a store were left out, as an older release kept no inputs beside\n"
                                                    "them; 2: something could not be read or written."};
  arguments.option("store", "FOLDER", "the folder of `serve --data`, or its guicheng.db: all cases that BEFORE's rule set has judged, by their latest judgement")
      .option("system", "ID", "with --store: only cases of this system")
      .option("workflow", "ID", "with --store: only cases of this workflow")
      .option("end", "ID", "with --store: only cases that ended so")
      .option("list", "FILE", "each change as a line of CSV, or of JSON where the name ends in .jsonl, with what differed first")
      .option("svg", "FILE", "the matrix and what differed first as a picture")
      .flag("csv", "the subjects are CSV, whatever the file's name")
      .operands(2, 3);
  if (auto const done = arguments.read(words)) return *done;
  if (auto const wrong = check_words(arguments)) return *wrong;
  int exit = Exit::well;
  Versions versions;
  versions.before = open_rules(arguments.operands()[0], exit);
  versions.after = versions.before ? open_rules(arguments.operands()[1], exit) : nullptr;
  if (!versions.after) return exit;
  ChangeList list{arguments.text("list")};
  if (arguments.has("list") && !list.is_open()) return complain(fmt::format("{} cannot be written.", arguments.text("list")));
  auto const impact = arguments.has("store") ? over_store(versions, arguments, list, exit) : over_file(versions, arguments, list, exit);
  if (!impact) return exit;
  fmt::print("{}\n", write_impact_json(*impact));
  if (!list.well()) return complain("The list could not be written.");
  if (impact->bad > 0 && exit == Exit::well) exit = Exit::findings;
  if (!arguments.has("svg")) return exit;
  auto const title = fmt::format("{} {} → {}", versions.after->title, versions.before->version, versions.after->version);
  if (auto const written = write_file(arguments.text("svg"), write_impact_svg(*impact, title)); !written) return complain(written.error().message);
  return exit;
}

}  // namespace guicheng::cli
