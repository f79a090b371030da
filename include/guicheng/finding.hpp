// What is wrong with a file, and where: the messages of every reader and check.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

/// One message about a file.
struct Finding {
  enum class Level : std::uint8_t { error, warning } level{};
  std::string file;
  int line = 1, column = 1;  ///< 1-based; columns count characters
  std::string text;          ///< one sentence that names the thing
  std::string code;          ///< stable: `yaml.unknown-key`, `workflow.unreachable-stage`
  std::string remedy;        ///< what would make it right; may be empty where the text says it all

  bool operator==(Finding const&) const = default;
};

/// `file:line:column: error: text [code]; remedy`: the finding's own, or what usually helps with its code.
std::string write(Finding const&);

/// By file, line and column; in place.
void sort(std::vector<Finding>&);
bool has_error(std::span<Finding const>) noexcept;

/// The candidate nearest to a mistyped name, or an empty view: at most a third of the longer one's characters may differ,
/// one always may. A swap of neighbours counts once; letter case, `-`, `_` and blank count half.
std::string_view did_you_mean(std::string_view name, std::span<std::string const> candidates);

}  // namespace guicheng
