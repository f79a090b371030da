// What is wrong with rule sets and decisions, each with all its findings beside it in tests/golden/rules.
#include <guicheng/decision.hpp>

#include "golden.hpp"

#include <regex>
#include <set>

using namespace guicheng;

namespace {

std::filesystem::path const folder{GUICHENG_GOLDEN "/rules"};

Sources sources() {
  Sources all;
  for (auto const& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() != ".findings") all.emplace(entry.path().filename().string(), golden::read(entry.path()));
  return all;
}

std::vector<Finding> findings_of(Sources const& all, std::string const& path) {
  return all.at(path).starts_with("decision:") ? read_decision(all, path).findings : read_rules(all, path).findings;
}

}  // namespace

TEST_CASE("rules: every finding of a broken rule set or decision stands beside it") {
  auto const all = sources();
  std::size_t files = 0, told = 0;
  for (auto const& [path, text] : all) {
    if (!path.ends_with(".yaml") || path.starts_with("part_")) continue;
    std::string found;
    for (auto const& finding : findings_of(all, path)) found += write(finding) + '\n', ++told;
    auto const beside = path.substr(0, path.size() - 5) + ".findings";
    golden::check(folder / beside, found);
    ++files;
  }
  CHECK(files >= 40);
  CHECK(told >= 85);
}

TEST_CASE("rules: every code of a rule set or decision has a broken file and a line in the guide") {
  std::set<std::string> shown;
  for (auto const all = sources(); auto const& [path, text] : all)
    if (path.ends_with(".yaml") && !path.starts_with("part_"))
      for (auto const& finding : findings_of(all, path)) {
        CAPTURE(write(finding));
        CHECK(finding.text.ends_with('.'));
        shown.insert(finding.code);
      }
  std::filesystem::path const root = folder.parent_path().parent_path().parent_path();
  auto const guide = golden::read(root / "rules/README.md");
  // Of subjects and of results, which no file has: told where they are judged. Too big for a golden file: table.many, table.limit.
  std::set<std::string> const elsewhere{"rules.no-value", "rules.no-points", "rules.no-score", "rules.twice", "table.many", "table.limit"};
  std::regex const code{"(say\\((?:true|false), \"([a-z-]+)\"|\"((?:rules|decision)\\.[a-z-]+|table\\.(?:gap|overlap|masked|never|merge|not-monotone|not-analysable|many|limit))\")"};
  std::size_t seen = 0;
  for (auto const* const part : {"src/system", "src/rules"})
    for (auto const& path : golden::files(root / part, ".cpp")) {
      auto const text = golden::read(path);
      for (std::sregex_iterator at{text.begin(), text.end(), code}, end; at != end; ++at, ++seen) {
        auto const name = (*at)[2].matched ? "rules." + (*at)[2].str() : (*at)[3].str();
        CAPTURE(path.filename().string());
        CAPTURE(name);
        CHECK(guide.find('`' + name + '`') != std::string::npos);
        if (!elsewhere.contains(name)) CHECK(shown.contains(name));
      }
    }
  CHECK(seen > 30);
}
