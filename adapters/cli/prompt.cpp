// The prompt. Entry point: read_lines.
#include "prompt.hpp"

#include <histedit.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace guicheng::cli {
namespace {

constexpr int lines_kept = 1000;
thread_local char const* shown_prompt = "";

std::string history_file() {
  std::error_code error;
  auto const* const state = std::getenv("XDG_STATE_HOME");
  auto const* const home = std::getenv("HOME");
  if (!state && !home) return {};
  auto const folder = (state ? std::filesystem::path{state} : std::filesystem::path{home} / ".local" / "state") / "guicheng";
  std::filesystem::create_directories(folder, error);
  return error ? std::string{} : (folder / "eval-history").string();
}

void read_terminal(std::function<bool(std::string const&)> const& take) {
  std::setlocale(LC_CTYPE, "");  // so that Chinese characters are edited whole
  auto* const lines = ::history_init();
  auto* const editor = ::el_init("guicheng", stdin, stdout, stderr);
  if (!lines || !editor) return;
  HistEvent event{};
  ::history(lines, &event, H_SETSIZE, lines_kept);
  ::history(lines, &event, H_SETUNIQUE, 1);
  auto const file = history_file();
  if (!file.empty()) ::history(lines, &event, H_LOAD, file.c_str());
  ::el_set(editor, EL_PROMPT, +[](EditLine*) { return const_cast<char*>(shown_prompt); });
  ::el_set(editor, EL_EDITOR, "emacs");
  ::el_set(editor, EL_SIGNAL, 1);
  ::el_set(editor, EL_HIST, ::history, lines);
  ::el_source(editor, nullptr);
  for (int count = 0;;) {
    auto const* const typed = ::el_gets(editor, &count);
    if (!typed || count <= 0) break;
    std::string line{typed, static_cast<std::size_t>(count)};
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    if (!line.empty()) ::history(lines, &event, H_ENTER, line.c_str());
    if (!take(line)) break;
  }
  if (!file.empty()) ::history(lines, &event, H_SAVE, file.c_str());
  ::el_end(editor);
  ::history_end(lines);
}

}  // namespace

bool is_terminal() { return ::isatty(0) == 1 && ::isatty(1) == 1; }

void read_lines(std::string const& prompt, std::function<bool(std::string const&)> const& take) {
  if (is_terminal()) {
    shown_prompt = prompt.c_str();
    return read_terminal(take);
  }
  for (std::string line; std::getline(std::cin, line);)
    if (!take(line)) return;
}

}  // namespace guicheng::cli
