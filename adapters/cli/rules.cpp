// `guicheng grade`, `advise` and `impact`: rule sets by hand and in great numbers. Entry points: run_grade, run_advise, run_impact.
#include "arguments.hpp"
#include "files.hpp"
#include "progress.hpp"

#include <guicheng/decision.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

namespace guicheng::cli {
namespace {

/// The files that a path names, and what kind of file it is itself.
std::optional<Files> open_files(std::string const& path, int& exit) {
  auto files = read_files({path});
  if (!files) return exit = complain(files.error().message, files.error().remedy), std::nullopt;
  return std::move(*files);
}

std::shared_ptr<TableDecision const> open_decision(Files const& files, std::string const& path, int& exit) {
  auto loaded = read_decision(files.sources, files.key(path));
  if (!loaded.decision) print(files, std::move(loaded.findings), stderr), exit = Exit::findings;
  return loaded.decision;
}

/// A set with the findings of its file told; null: there is an error in it, or it is not there.
std::shared_ptr<RuleSet const> open_rules(std::string const& path, int& exit) {
  auto const files = open_files(path, exit);
  if (!files) return nullptr;
  auto loaded = read_rules(files->sources, files->key(path));
  if (!loaded.rules) print(*files, std::move(loaded.findings), stderr);
  if (!loaded.rules) exit = Exit::findings;
  return loaded.rules;
}

std::optional<Context> open_data(std::string const& path, int& exit) {
  auto const text = read_file(path);
  if (!text) return exit = complain(text.error().message), std::nullopt;
  auto const value = read_data(path, *text);
  if (!value) return exit = complain(value.error().message, value.error().where), std::nullopt;
  if (value->context()) return *value->context();
  return exit = complain("The data are no names with values.", "Write an object: {\"人数\": 3}."), std::nullopt;
}

EvalContext context_now() {
  auto const now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  auto const zones = time_zones();
  return {Instant{now}, nullptr, zones ? *zones : nullptr, 10'000'000, nullptr};
}

/// Lines of a file or of the input, which `-` names.
class Lines {
 public:
  explicit Lines(std::string const& path) : from_{path == "-" ? &std::cin : &file_} {
    std::ios::sync_with_stdio(false);
    std::error_code none;
    if (path != "-" && !std::filesystem::is_directory(path, none)) file_.open(path, std::ios::binary);
  }
  bool is_open() const { return from_ == &std::cin || file_.is_open(); }
  ReadLine reader() {
    return [this](std::string& line) { return static_cast<bool>(std::getline(*from_, line)); };
  }

 private:
  std::ifstream file_;
  std::istream* from_;
};

/// By the file's name, in small or capital letters.
bool is_csv(std::string const& path) {
  auto end = path.size() < 4 ? std::string{} : path.substr(path.size() - 4);
  std::transform(end.begin(), end.end(), end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return end == ".csv";
}

BatchOptions batch_options(std::string const& path, bool csv, Progress& progress) {
  BatchOptions options;
  options.csv = csv || is_csv(path);
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  options.progress = [&progress](std::size_t lines) { progress.show(lines, 0); };
  return options;
}

int tell_summary(BatchSummary const& summary, bool graded) {
  if (summary.stopped || std::fflush(stdout) != 0) return complain("The results could not be written.");
  fmt::print(stderr, "{} lines, {} judged, {} with bad data\n", summary.lines, summary.judged, summary.bad);
  if (graded)
    for (auto const& [grade, count] : summary.grades) fmt::print(stderr, "  {}: {}\n", grade.empty() ? "—" : grade, count);
  return summary.bad == 0 ? Exit::well : Exit::findings;
}

bool write_out(std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); }

/// `run(reader, options)` for the lines that --batch names.
template <class Run>
int batch(Arguments const& arguments, bool graded, Run const& run) {
  auto const path = arguments.text("batch");
  auto const quota = arguments.number("quota", 0, 1, 1'000'000'000);
  if (!quota) return Exit::trouble;
  Lines lines{path};
  if (!lines.is_open()) return complain(fmt::format("{} cannot be read.", path));
  BatchSummary summary;
  {
    Progress progress{"judging"};
    auto options = batch_options(path, arguments.has("csv"), progress);
    options.explained = arguments.has("explain");
    if (*quota > 0) options.quota = static_cast<std::size_t>(*quota);
    summary = run(lines.reader(), options);
  }
  auto const exit = tell_summary(summary, graded);
  if (exit == Exit::trouble) return exit;
  if (auto const& ranking = summary.ranking; ranking && ranking->line)
    fmt::print(stderr, "quota {}: the line is {}, {} are admitted, {} stand on the line itself\n", *quota, write_decimal(*ranking->line), ranking->admitted, ranking->tied);
  if (!arguments.has("summary")) return exit;
  if (auto const written = write_file(arguments.text("summary"), write_summary_json(summary) + '\n'); !written) return complain(written.error().message);
  return exit;
}

/// The exit code where words of `grade` do not go together.
std::optional<int> check_words(Arguments const& arguments) {
  auto const batch = arguments.has("batch"), data = arguments.operands().size() > 1;
  if (!batch && !data) return complain("Whom to judge is missing.", "Name a file with data, or use --batch.");
  if (batch && data) return complain("There are both DATA and --batch.", "Leave one of them away.");
  if (batch && arguments.has("format")) return complain("A batch gives lines of JSON.", "Leave --format away.");
  for (auto const* const option : {"quota", "summary", "csv"})
    if (!batch && arguments.has(option)) return complain(fmt::format("--{} is for batches.", option), "Use it with --batch.");
  return {};
}

int ask_decision(Files const& files, Arguments const& arguments) {
  int exit = Exit::well;
  if (arguments.has("quota")) return complain("A decision has no score to rank by.", "Leave --quota away.");
  auto const decision = open_decision(files, arguments.operands()[0], exit);
  if (!decision) return exit;
  if (arguments.has("batch"))
    return batch(arguments, true, [&](ReadLine const& read, BatchOptions const& options) { return answer_lines(*decision, read, write_out, context_now(), options); });
  auto const data = open_data(arguments.operands()[1], exit);
  if (!data) return exit;
  auto const format = arguments.text("format", "text");
  auto const found = evaluate(*decision, *data, context_now());
  if (format == "json") fmt::print("{}\n", write_answer_json(*decision, found));
  else if (format == "text") fmt::print("{}", write_answer_text(*decision, found));
  else return complain(fmt::format("A decision has no format `{}`.", format), "Use text or json.");
  return found.problems.empty() ? Exit::well : Exit::findings;
}

}  // namespace

int run_grade(Words words) {
  Arguments arguments{"grade RULES [DATA]", "Judges one subject (DATA: an object in JSON, or YAML), or with --batch one subject per line.\n"
                                            "RULES is a rule set or a decision. A line is a JSON object of inputs, or has it under `in`; of CSV the first\n"
                                            "line names the inputs. Results come one per line in the same order; the summary goes to stderr."};
  arguments.option("batch,b", "FILE", "JSON lines, or CSV (*.csv); `-` is the input")
      .flag("csv", "with --batch: the lines are CSV, whatever the file's name")
      .option("quota", "N", "with --batch: how many may be admitted; tells the line, how many reach it and how many stand on it")
      .option("summary", "FILE", "with --batch: the counts and the ranking as JSON")
      .flag("explain,e", "with the tree of indicators, in JSON")
      .option("format,f", "FORMAT", "of one subject: text (default), json or svg")
      .operands(1, 2);
  if (auto const done = arguments.read(words)) return *done;
  if (auto const wrong = check_words(arguments)) return *wrong;
  int exit = Exit::well;
  auto const files = open_files(arguments.operands()[0], exit);
  if (!files) return exit;
  if (auto const found = files->sources.find(files->key(arguments.operands()[0])); found != files->sources.end() && kind_of(found->second) == "decision")
    return ask_decision(*files, arguments);
  auto const rules = open_rules(arguments.operands()[0], exit);
  if (!rules) return exit;
  if (arguments.has("batch"))
    return batch(arguments, !rules->grades.empty() || !rules->classes.empty(),
                 [&](ReadLine const& read, BatchOptions const& options) { return judge_lines(*rules, read, write_out, context_now(), options); });
  auto const data = open_data(arguments.operands()[1], exit);
  if (!data) return exit;
  auto const format = arguments.text("format", "text");
  auto const judgement = judge(*rules, *data, context_now(), arguments.has("explain") || format != "json");
  if (format == "json") fmt::print("{}\n", write_judgement_json(*rules, judgement));
  else if (format == "svg") fmt::print("{}", write_judgement_svg(*rules, judgement));
  else if (format == "text") fmt::print("{}", write_judgement_text(*rules, judgement));
  else return complain(fmt::format("There is no format `{}`.", format), "Use text, json or svg.");
  return judgement.problems.empty() ? Exit::well : Exit::findings;
}

int run_advise(Words words) {
  Arguments arguments{"advise RULES DATA", "Says what is missing for the next grade: what stands in the way, then the cheapest changes, each judged again."};
  arguments.option("target,t", "GRADE", "default: the next better one")
      .option("plans", "N", "at most so many; default 3")
      .option("format,f", "FORMAT", "text (default) or json")
      .operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  auto const plans = arguments.number("plans", 3, 1, 20);
  if (!plans) return Exit::trouble;
  auto const format = arguments.text("format", "text");
  if (format != "text" && format != "json") return complain(fmt::format("There is no format `{}`.", format), "Use text or json.");
  int exit = Exit::well;
  auto const rules = open_rules(arguments.operands()[0], exit);
  auto const data = rules ? open_data(arguments.operands()[1], exit) : std::nullopt;
  if (!data) return exit;
  auto const advice = advise(*rules, *data, context_now(), arguments.text("target"), static_cast<std::size_t>(*plans));
  if (format == "json") fmt::print("{}\n", write_advice_json(advice));
  else fmt::print("{}", write_advice_text(advice));
  return advice.impossible.empty() ? Exit::well : Exit::findings;
}

int run_impact(Words words) {
  Arguments arguments{"impact BEFORE AFTER DATA", "Judges every subject (JSON lines, or *.csv; `-` is the input) with two versions of a rule set: who changes grade.\n"
                                                  "Prints a matrix as JSON; the list and the picture go to files. An input that only one version knows may be there.\n"
                                                  "Bad lines are counted, and the first hundred told."};
  arguments.option("list", "FILE", "each change as a line of CSV, with the first indicator that differs")
      .option("svg", "FILE", "the matrix as a picture")
      .flag("csv", "the subjects are CSV, whatever the file's name")
      .operands(3, 3);
  if (auto const done = arguments.read(words)) return *done;
  int exit = Exit::well;
  auto const before = open_rules(arguments.operands()[0], exit);
  auto const after = before ? open_rules(arguments.operands()[1], exit) : nullptr;
  if (!after) return exit;
  auto const& path = arguments.operands()[2];
  Lines lines{path};
  if (!lines.is_open()) return complain(fmt::format("{} cannot be read.", path));
  std::ofstream list;
  if (arguments.has("list")) list.open(arguments.text("list"), std::ios::binary);
  if (arguments.has("list") && !list) return complain(fmt::format("{} cannot be written.", arguments.text("list")));
  list << write_impact_csv(nullptr);
  Impact impact;
  {
    Progress progress{"comparing"};
    impact = compare_versions(*before, *after, lines.reader(), context_now(), batch_options(path, arguments.has("csv"), progress), [&](ImpactChange const& change) { list << write_impact_csv(&change); });
  }
  fmt::print("{}\n", write_impact_json(impact));
  for (auto const& problem : impact.problems) fmt::print(stderr, "line {}: {}\n", problem.line, problem.text);
  if (arguments.has("list") && !list.flush()) return complain("The list could not be written.");
  if (!arguments.has("svg")) return impact.bad == 0 ? Exit::well : Exit::findings;
  auto const title = fmt::format("{} {} → {}", after->title, before->version, after->version);
  if (auto const written = write_file(arguments.text("svg"), write_impact_svg(impact, title)); !written) return complain(written.error().message);
  return impact.bad == 0 ? Exit::well : Exit::findings;
}

}  // namespace guicheng::cli
