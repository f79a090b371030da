// The real program as a child process.
#pragma once

#include "temporary_folder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guicheng::cli {

struct Ended { int exit = -1; std::string out, err; long memory = 0; };  ///< memory: the most that it had at once, in KiB
/// Runs `guicheng WORDS…` to its end.
Ended run(std::vector<std::string> const& words, std::string const& input = {}, std::string const& in_folder = {});

inline bool holds(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

void write_text(std::string const& path, std::string const& text);
std::string read_text(std::string const& path);
/// A copy of the repository's workflows, to be broken.
void copy_workflows(std::string const& to);
/// Replaces the one place where `from` stands in a file; false where it does not stand there once.
bool replace_in(std::string const& path, std::string const& from, std::string const& to);

/// `guicheng serve …` in the background, until the end of the object.
class Served {
 public:
  /// @param err  where its stderr goes, instead of into output()
  explicit Served(std::vector<std::string> const& words, std::string const& err = {});
  ~Served();
  Served(Served const&) = delete;
  Served& operator=(Served const&) = delete;
  bool is_up() const noexcept { return port_ != 0; }
  unsigned short port() const noexcept { return port_; }
  std::string output() const;
  void kill();                     ///< SIGKILL
  void signal(int) const;
  int stop();                      ///< SIGTERM; its exit code, -1 after a minute

 private:
  TemporaryFolder folder_;
  int process_ = -1;
  unsigned short port_ = 0;
};

}  // namespace guicheng::cli
