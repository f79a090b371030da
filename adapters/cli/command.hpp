// The commands of the program: each is one file and one line in the table of main.cpp.
#pragma once

#include <guicheng/result.hpp>

#include <span>
#include <string>
#include <string_view>

namespace guicheng::cli {

/// What a command comes to, for the shell.
enum Exit : int { well = 0, findings = 1, trouble = 2 };

using Words = std::span<std::string const>;  ///< what stands after the command's name
struct Command {
  std::string_view name, summary;
  int (*run)(Words);
};

int run_check(Words);
int run_schema(Words);
int run_draw(Words);
int run_eval(Words);
int run_grade(Words);
int run_advise(Words);
int run_impact(Words);
int run_test(Words);
int run_serve(Words);
int run_audit(Words);
int run_backup(Words);
int run_restore(Words);
int run_check_store(Words);

/// Says on stderr what stood in the way, and gives Exit::trouble.
int complain(std::string_view message, std::string_view remedy = {});
int complain(Error const&);  ///< with the place, where it has one

}  // namespace guicheng::cli
