// A folder with a small rule set, and what tests of the rule commands look at.
#pragma once

#include "program.hpp"

#include "test.hpp"

#include <guicheng/json.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace guicheng::cli {

inline std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

inline std::string dump(Value const& value) { return write_json(value); }

/// What is at the names, one inside the other, as JSON text; empty where there is nothing.
inline std::string at(std::string const& json, std::vector<std::string> const& names) {
  auto const read = read_json(json);
  if (!read) return "no JSON: " + json;
  auto value = *read;
  for (auto const& name : names) {
    auto const* const found = value.context() ? value.context()->find(name) : nullptr;
    if (!found) return "";
    value = Value{*found};
  }
  return dump(value);
}

inline constexpr auto small = R"(rules: small
title: 小样
version: "1"
effective: 2024-01-01
inputs:
  人数: {type: number, min: 0, max: 100}
  失信: {type: boolean, default: false, fixed: true}
indicators:
  - 规模: {points: 人数}
  - 底分: {points: if 人数 > 0 then 1 else 0}
grades:
  - {grade: A, from: 50}
  - {grade: B, from: 20}
  - {grade: C, from: 0}
vetoes:
  - {when: 失信, at most: B, reason: 存在失信记录}
)";

/// A folder with the small set, and data as a test wants it.
class Desk {
 public:
  Desk() { put("small.yaml", small); }
  std::string put(std::string const& name, std::string const& text) const {
    write_text(at(name), text);
    return at(name);
  }
  std::string at(std::string const& name) const { return folder_.path() + "/" + name; }
  std::string read(std::string const& name) const { return read_text(at(name)); }
  Ended run(std::vector<std::string> const& words, std::string const& input = {}) const { return cli::run(words, input, folder_.path()); }

 private:
  TemporaryFolder folder_;
};

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const found = text.find(from);
  REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

}  // namespace guicheng::cli
