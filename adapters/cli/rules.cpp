// `guicheng grade` and `advise`: rule sets by hand and in great numbers. Entry points: run_grade, run_advise.
#include "arguments.hpp"
#include "subjects.hpp"

#include <guicheng/decision.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

namespace guicheng::cli {
namespace {

std::shared_ptr<TableDecision const> open_decision(Files const& files, std::string const& path, int& exit) {
  auto loaded = read_decision(files.sources, files.key(path));
  if (!loaded.decision) print(files, std::move(loaded.findings), stderr), exit = Exit::findings;
  return loaded.decision;
}

std::optional<Context> open_data(std::string const& path, int& exit) {
  auto const text = read_file(path);
  if (!text) return exit = complain(text.error().message), std::nullopt;
  auto const value = read_data(path, *text);
  if (!value) return exit = complain(value.error().message, value.error().where), std::nullopt;
  if (value->context()) return *value->context();
  return exit = complain("The data are no names with values.", "Write an object: {\"人数\": 3}."), std::nullopt;
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
  if (auto const ranking = summary.scores ? summary.scores->ranking() : Ranking{}; ranking.line)
    fmt::print(stderr, "quota {}: the line is {}, {} are admitted, {} stand on the line itself\n", *quota, write_decimal(*ranking.line), ranking.admitted, ranking.tied);
  if (auto const problem = lines.problem(); !problem.empty()) return complain(problem);
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
                                            "line names the inputs. Results come one per line in the same order; the summary goes to stderr. A bad line, or one of\n"
                                            "more than 1 MiB, has its number and problems for a result, and the others go on.\n"
                                            "Exit code 1: data were bad, of a batch at least one line; 2: something could not be read or written."};
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

}  // namespace guicheng::cli
