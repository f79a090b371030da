// Lines typed at a terminal, with history. prompt.cpp alone includes libedit.
#pragma once

#include <functional>
#include <string>

namespace guicheng::cli {

/// Hands each line to `take` until it returns false or the input ends. On a terminal with editing and a history that is
/// kept in `$XDG_STATE_HOME` or `~/.local/state`; else plain lines from stdin.
void read_lines(std::string const& prompt, std::function<bool(std::string const&)> const& take);
bool is_terminal();

}  // namespace guicheng::cli
