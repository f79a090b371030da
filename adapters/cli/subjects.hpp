// Whom the rule commands judge, and by what: rule sets from files, subjects line by line from files and from stores.
#pragma once

#include "files.hpp"
#include "progress.hpp"

#include <guicheng/batch.hpp>
#include <guicheng/store.hpp>

#include <array>
#include <deque>
#include <fstream>

namespace guicheng::cli {

/// The files that a path names. Nothing, after a complaint and with the exit code, where they cannot be read.
std::optional<Files> open_files(std::string const& path, int& exit);
/// A set, or null after the findings of its file were told.
std::shared_ptr<RuleSet const> open_rules(std::string const& path, int& exit);

EvalContext context_now();

/// By the file's name, in small or capital letters.
bool has_ending(std::string const& path, std::string_view ending);
/// All cores, the bar, and CSV where it is asked for or the file's name says so.
BatchOptions batch_options(std::string const& path, bool csv, Progress&);

/// Lines of a file or of the input, which `-` names. Of a line longer than most_line_bytes only the beginning is kept, so
/// memory stays flat; one without an end within 1 GiB ends the input.
class Lines {
 public:
  explicit Lines(std::string const& path);
  bool is_open() const;
  ReadLine reader();
  /// What kept it from reading to the end; empty: nothing.
  std::string problem() const;

 private:
  bool next(std::string& line);
  bool fill();

  std::ifstream file_;
  std::istream* from_;
  std::array<char, 1 << 16> buffer_{};
  char const* at_ = nullptr;
  char const* end_ = nullptr;
  std::size_t lines_ = 0;
  bool endless_ = false, failed_ = false;
};

/// Which cases of a store are meant; empty: any.
struct CaseFilter { std::string rules, system, workflow, end; };

/// The inputs of what a set has judged in the cases of a store, as lines for a batch: `{"id":"12","in":{…}}`. Each case is
/// named by its number; where the set judges in it under several names, by number and name: `12/评定`. Case after case:
/// memory stays flat, and a service may go on writing.
class JudgedCases {
 public:
  JudgedCases(StoreReader const&, CaseFilter);
  ReadLine reader();
  std::optional<Error> const& error() const noexcept { return error_; }
  std::size_t without_inputs() const noexcept { return without_inputs_; }  ///< judgements of an old release, left out

 private:
  bool next(std::string& line);
  Result<bool> more_cases();
  Result<void> read(CaseId);

  StoreReader const& reader_;
  CaseFilter filter_;
  std::string sought_;                  // what the text of an act has where the set judged
  std::deque<CaseId> cases_;
  CaseId last_ = 0;
  std::deque<std::string> lines_;
  std::size_t without_inputs_ = 0;
  std::optional<Error> error_;
};

}  // namespace guicheng::cli
