// `guicheng grade`, `advise` and `impact`: rule sets by hand and in great numbers. Entry points: run_grade, run_advise, run_impact.
#include "arguments.hpp"
#include "files.hpp"
#include "progress.hpp"

#include <guicheng/batch.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <thread>

namespace guicheng::cli {
namespace {

/// A set with the findings of its file told; null: there is an error in it, or it is not there.
std::shared_ptr<RuleSet const> open_rules(std::string const& path, int& exit) {
  auto const files = read_files({path});
  if (!files) return exit = complain(files.error().message, files.error().remedy), nullptr;
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
    if (path != "-") file_.open(path, std::ios::binary);
  }
  bool is_open() const { return from_ == &std::cin || file_.is_open(); }
  ReadLine reader() {
    return [this](std::string& line) { return static_cast<bool>(std::getline(*from_, line)); };
  }

 private:
  std::ifstream file_;
  std::istream* from_;
};

bool ends_with(std::string const& text, std::string_view what) { return std::string_view{text}.ends_with(what); }

BatchOptions batch_options(std::string const& path, Progress& progress) {
  BatchOptions options;
  options.csv = ends_with(path, ".csv");
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  options.progress = [&progress](std::size_t lines) { progress.show(lines, 0); };
  return options;
}

int grade_batch(RuleSet const& rules, Arguments const& arguments) {
  auto const path = arguments.text("batch");
  auto const quota = arguments.number("quota", 0, 1, 1'000'000'000);
  if (!quota) return Exit::trouble;
  Lines lines{path};
  if (!lines.is_open()) return complain(fmt::format("{} cannot be read.", path));
  BatchSummary summary;
  {
    Progress progress{"judging"};
    auto options = batch_options(path, progress);
    options.explained = arguments.has("explain");
    if (*quota > 0) options.quota = static_cast<std::size_t>(*quota);
    auto const write = [](std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); };
    summary = judge_lines(rules, lines.reader(), write, context_now(), options);
  }
  if (summary.stopped || std::fflush(stdout) != 0) return complain("The results could not be written.");
  fmt::print(stderr, "{} lines, {} judged, {} with bad data\n", summary.lines, summary.judged, summary.bad);
  for (auto const& [grade, count] : summary.grades)
    if (!rules.grades.empty() || !rules.classes.empty()) fmt::print(stderr, "  {}: {}\n", grade.empty() ? "—" : grade, count);
  if (summary.ranking && summary.ranking->line)
    fmt::print(stderr, "quota {}: the line is {}, {} are admitted\n", *quota, write_decimal(*summary.ranking->line), summary.ranking->admitted);
  return summary.bad == 0 ? Exit::well : Exit::findings;
}

}  // namespace

int run_grade(Words words) {
  Arguments arguments{"grade RULES [DATA]", "Judges one subject (DATA: an object in JSON, or YAML), or with --batch one subject per line.\n"
                                            "A line is a JSON object of inputs, or has it under `in`; of CSV the first line names the inputs.\n"
                                            "Results come one per line in the same order; the summary goes to stderr."};
  arguments.option("batch,b", "FILE", "JSON lines, or CSV (*.csv); `-` is the input")
      .option("quota", "N", "with --batch: how many may be admitted; tells the line and how many reach it")
      .flag("explain,e", "with the tree of indicators")
      .option("format,f", "FORMAT", "of one subject: text (default), json or svg")
      .operands(1, 2);
  if (auto const done = arguments.read(words)) return *done;
  int exit = Exit::well;
  auto const rules = open_rules(arguments.operands()[0], exit);
  if (!rules) return exit;
  if (arguments.has("batch")) return grade_batch(*rules, arguments);
  if (arguments.operands().size() < 2) return complain("Whom to judge is missing.", "Name a file with data, or use --batch.");
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
  int exit = Exit::well;
  auto const rules = open_rules(arguments.operands()[0], exit);
  auto const data = rules ? open_data(arguments.operands()[1], exit) : std::nullopt;
  if (!data) return exit;
  auto const advice = advise(*rules, *data, context_now(), arguments.text("target"), static_cast<std::size_t>(*plans));
  if (arguments.text("format", "text") == "json") fmt::print("{}\n", write_advice_json(advice));
  else fmt::print("{}", write_advice_text(advice));
  return advice.impossible.empty() ? Exit::well : Exit::findings;
}

int run_impact(Words words) {
  Arguments arguments{"impact BEFORE AFTER DATA", "Judges every subject (JSON lines, or *.csv; `-` is the input) with two versions of a rule set: who changes grade.\n"
                                                  "Prints a matrix as JSON; the list and the picture go to files."};
  arguments.option("list", "FILE", "each change as a line of CSV, with the first indicator that differs")
      .option("svg", "FILE", "the matrix as a picture")
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
    impact = compare_versions(*before, *after, lines.reader(), context_now(), batch_options(path, progress), [&](ImpactChange const& change) { list << write_impact_csv(&change); });
  }
  fmt::print("{}\n", write_impact_json(impact));
  if (arguments.has("list") && !list.flush()) return complain("The list could not be written.");
  if (!arguments.has("svg")) return impact.bad == 0 ? Exit::well : Exit::findings;
  auto const title = fmt::format("{} {} → {}", after->title, before->version, after->version);
  if (auto const written = write_file(arguments.text("svg"), write_impact_svg(impact, title)); !written) return complain(written.error().message);
  return impact.bad == 0 ? Exit::well : Exit::findings;
}

}  // namespace guicheng::cli
