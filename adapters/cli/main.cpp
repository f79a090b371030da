// The program `guicheng`: picks the command. A new command is one file and one line in `commands`.
#include "command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <vector>

namespace guicheng::cli {
namespace {

constexpr std::array commands{
    Command{"check", "find what is wrong with systems, scenarios and single files", run_check},
    Command{"test", "play scenarios on memory, SQLite and HTTP", run_test},
    Command{"serve", "run the service", run_serve},
    Command{"draw", "draw a workflow as SVG, DOT or Mermaid", run_draw},
    Command{"eval", "evaluate a FEEL expression, or begin a prompt", run_eval},
    Command{"grade", "judge a subject, or many, with a rule set", run_grade},
    Command{"advise", "what is missing for the next grade", run_advise},
    Command{"impact", "who changes grade under a new version of a rule set", run_impact},
    Command{"schema", "print the JSON Schema of a kind of file, for editors", run_schema},
    Command{"audit", "verify the chain of a store's audit log", run_audit},
    Command{"check-store", "check a store fully: file, audit chain, cases", run_check_store},
    Command{"backup", "copy database, accounts and materials, also while the service runs", run_backup},
    Command{"restore", "bring a backup back", run_restore},
};

void print_help() {
  fmt::print("guicheng: workflows and rules for office procedures, written in YAML\n\nUsage: guicheng COMMAND …\n\n");
  for (auto const& one : commands) fmt::print("  {:<13}{}\n", one.name, one.summary);
  fmt::print("\n`guicheng COMMAND --help` tells more. Exit codes: 0 well, 1 findings or failures, 2 usage or surroundings.\n");
}

int run(std::vector<std::string> const& words) {
  if (words.empty()) {
    print_help();
    return Exit::trouble;
  }
  auto const& name = words.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help();
    return Exit::well;
  }
  if (name == "--version") {
    fmt::print("guicheng {}\n", GUICHENG_VERSION);
    return Exit::well;
  }
  auto const command = std::ranges::find(commands, std::string_view{name}, &Command::name);
  if (command == commands.end()) return complain(fmt::format("There is no command `{}`.", name), "`guicheng --help` lists them.");
  return command->run(Words{words}.subspan(1));
}

}  // namespace

int complain(std::string_view message, std::string_view remedy) {
  fmt::print(stderr, "guicheng: {}{}{}\n", message, remedy.empty() ? "" : " ", remedy);
  return Exit::trouble;
}

int complain(Error const& error) {
  auto const blank = error.where.empty() || error.remedy.empty() ? "" : " ";
  return complain(error.message, error.where + blank + error.remedy);
}

}  // namespace guicheng::cli

int main(int count, char** words) {
  try {
    return guicheng::cli::run({words + std::min(count, 1), words + count});
  } catch (std::exception const& exception) {  // out of memory, a disk that fails under a stream, nobody left to print to
    std::fputs((std::string{"guicheng: "} + exception.what() + ".\n").c_str(), stderr);
    return guicheng::cli::Exit::trouble;
  }
}
