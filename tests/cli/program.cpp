// Children of the tests. Entry points: run, Served.
#include "program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace guicheng::cli {
namespace {

constexpr int patience = 1200;  // twentieths of a second, for a machine that has other things to do

int start(std::vector<std::string> words, std::string const& input, std::string const& out, std::string const& err, std::string const& folder) {
  words.insert(words.begin(), GUICHENG_PROGRAM);
  std::vector<char*> list;
  for (auto& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  auto const process = ::fork();
  if (process != 0) return process;
  if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
  ::dup2(::open(input.c_str(), O_RDONLY), 0);
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
  ::execv(list[0], list.data());
  ::_exit(127);
}

int wait_for(int process, rusage* usage = nullptr) {
  int status = 0;
  if (::wait4(process, &status, 0, usage) != process) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ended run(std::vector<std::string> const& words, std::string const& input, std::string const& in_folder) {
  TemporaryFolder const folder;
  write_text(folder.path() + "/in", input);
  auto const process = start(words, folder.path() + "/in", folder.path() + "/out", folder.path() + "/err", in_folder);
  rusage usage{};
  auto const exit = wait_for(process, &usage);
  return {exit, read_text(folder.path() + "/out"), read_text(folder.path() + "/err"), usage.ru_maxrss};
}

void write_text(std::string const& path, std::string const& text) { std::ofstream{path, std::ios::binary} << text; }

std::string read_text(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void copy_workflows(std::string const& to) {
  std::filesystem::copy(std::string{GUICHENG_ROOT} + "/workflows", to, std::filesystem::copy_options::recursive);
}

bool replace_in(std::string const& path, std::string const& from, std::string const& to) {
  auto text = read_text(path);
  auto const at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) return false;
  write_text(path, text.replace(at, from.size(), to));
  return true;
}

Served::Served(std::vector<std::string> const& words, std::string const& err) {
  std::vector<std::string> all{"serve"};
  all.insert(all.end(), words.begin(), words.end());
  process_ = start(all, "/dev/null", folder_.path() + "/out", err.empty() ? folder_.path() + "/err" : err, {});
  for (int i = 0; i < patience && port_ == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    auto const said = read_text(folder_.path() + "/out");
    auto const at = said.find("http://127.0.0.1:");
    auto const digits = at + std::string_view{"http://127.0.0.1:"}.size();
    if (at != std::string::npos && said.find("\n\n", at) != std::string::npos) port_ = static_cast<unsigned short>(std::stoi(said.substr(digits)));
    if (::waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
    if (process_ < 0) return;
  }
}

Served::~Served() { kill(); }

std::string Served::output() const { return read_text(folder_.path() + "/out") + read_text(folder_.path() + "/err"); }

void Served::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  wait_for(process_);
  process_ = -1;
}

void Served::signal(int which) const {
  if (process_ > 0) ::kill(process_, which);
}

int Served::stop() {
  if (process_ <= 0) return -1;
  signal(SIGTERM);
  for (int i = 0; i < patience; ++i) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return -1;
}

}  // namespace guicheng::cli
