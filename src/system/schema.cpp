// What is known of each kind of file: its JSON Schema, and what is wrong with one alone. Entry points: schema, check_file.
#include <guicheng/system.hpp>

#include "system/rules_shapes.hpp"
#include "system/shapes.hpp"

#include <fmt/core.h>

#include <array>

namespace guicheng {
namespace {

struct Kind {
  std::string_view name;
  Shape const& (*shape)();
};
constexpr std::array kinds{Kind{"system", system_shape}, Kind{"calendar", calendar_shape}, Kind{"records", records_shape},
                           Kind{"workflow", workflow_shape}, Kind{"stage", stage_shape}, Kind{"people", people_shape},
                           Kind{"scenarios", scenarios_shape}, Kind{"requirements", requirements_shape}, Kind{"rules", rules_shape},
                           Kind{"decision", decision_shape}, Kind{"rule scenarios", rule_scenarios_shape}};

}  // namespace

Result<std::string> schema(std::string_view kind) {
  std::string known;
  for (auto const& one : kinds) {
    if (one.name == kind) return write_json_schema(one.shape(), fmt::format("https://guicheng.dev/schema/0.1/{}.json", kind));
    known += (known.empty() ? "" : ", ") + std::string{one.name};
  }
  return fail(Errc::not_found, fmt::format("There is no schema of `{}`.", kind), "", "The kinds are " + known + ".");
}

std::vector<Finding> check_file(std::string const& path, std::string_view text) {
  auto document = read_yaml(path, text);
  auto findings = std::move(document.findings);
  if (!document.root) return findings;
  std::string known;
  for (auto const& one : kinds) {
    known += (known.empty() ? "`" : ", `") + std::string{one.name} + ":`";
    if (!document.root->is_map() || !document.root->find(one.name)) continue;
    check(document, one.shape(), findings);
    sort(findings);
    return findings;
  }
  findings.push_back({Finding::Level::error, path, 1, 1, "This is no kind of file that is known.", "file.kind", "It would say what it is with one of " + known + "."});
  return findings;
}

}  // namespace guicheng
