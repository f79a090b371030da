// Decision tables written as one would draw them, for tests and benchmarks.
#pragma once

#include <guicheng/decision_table.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace guicheng {

namespace samples {

inline std::vector<std::string> split(std::string_view line, char at) {
  std::vector<std::string> parts;
  while (true) {
    auto const end = line.find(at);
    auto part = line.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    parts.emplace_back(part);
    if (end == line.npos) return parts;
    line.remove_prefix(end + 1);
  }
}

/// Lines of `input | input || output | output`; the first line names the columns.
inline DecisionTableText table(HitPolicy policy, std::string_view text) {
  DecisionTableText result;
  result.hit_policy = policy;
  for (auto const& line : split(text, '\n')) {
    if (line.empty()) continue;
    auto const middle = line.find("||");
    auto const left = split(std::string_view{line}.substr(0, middle), '|');
    auto const right = split(std::string_view{line}.substr(middle + 2), '|');
    if (result.inputs.empty()) {
      for (auto const& name : left) result.inputs.push_back({"", name, {}, ""});
      for (auto const& name : right) result.outputs.push_back({name, {}, "", ""});
    } else {
      result.rules.push_back({left, right, {}});
    }
  }
  return result;
}

}  // namespace samples
}  // namespace guicheng
