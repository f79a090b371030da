// From YAML to a System: reading, checking, and the text that a store keeps.
#pragma once

#include <guicheng/definition.hpp>
#include <guicheng/finding.hpp>
#include <guicheng/source.hpp>

#include <memory>
#include <string>
#include <vector>

namespace guicheng {

struct LoadedSystem {
  std::shared_ptr<System const> system;  ///< null where a finding is an error
  std::vector<Finding> findings;         ///< of all files, in order; warnings too
};

/// Reads `manifest` and everything it imports, and checks it: names, types, conditions, reachability of stages.
/// Pure; the time zone is looked up in `zones` by the manifest's name for it.
LoadedSystem read_system(Sources const&, std::string const& manifest, TimeZones const& zones);

/// The files a system was read from as one text, to be kept beside its cases; read_bundle reads it again.
std::string write_bundle(Sources const&, std::string const& manifest);
LoadedSystem read_bundle(std::string const& bundle, TimeZones const& zones);

/// What is wrong with one file taken alone: its YAML and its shape, by its kind. What it says about other files is not looked at.
std::vector<Finding> check_file(std::string const& path, std::string_view text);

/// Values from a text: YAML where the path ends in `.yaml` or `.yml`, else JSON. Errors: those of read_json; bad_syntax with
/// the first finding.
Result<Value> read_data(std::string const& path, std::string_view text);

/// JSON Schema (2020-12) of a kind of file: `system`, `calendar`, `records`, `workflow`, `stage`, `people`, `scenarios`,
/// `requirements`, `rules`, `decision`, `rule scenarios`. Error: not_found, naming the kinds.
Result<std::string> schema(std::string_view kind);

}  // namespace guicheng
