#include <guicheng/system.hpp>

#include "golden.hpp"

#include <regex>

using namespace guicheng;

namespace {

Sources read_folder(std::filesystem::path const& root) {
  Sources sources;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{root})
    if (auto const extension = entry.path().extension(); extension == ".yaml" || extension == ".csv")
      sources.emplace(std::filesystem::relative(entry.path(), root).generic_string(), golden::read(entry.path()));
  return sources;
}

std::string found_in(std::filesystem::path const& folder) {
  TimeZones const zones{{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}};
  std::string all;
  for (auto const& finding : read_system(read_folder(folder), "system.yaml", zones).findings) all += write(finding) + '\n';
  return all;
}

}  // namespace

TEST_CASE("author: every finding of a broken system stands beside it") {
  std::size_t folders = 0, findings = 0;
  for (auto const& entry : std::filesystem::directory_iterator{GUICHENG_GOLDEN "/system"}) {
    if (!entry.is_directory()) continue;
    ++folders;
    auto const found = found_in(entry.path());
    findings += static_cast<std::size_t>(std::count(found.begin(), found.end(), '\n'));
    golden::check(entry.path().string() + ".findings", found);
  }
  CHECK(folders >= 20);
  CHECK(findings >= 60);
}

TEST_CASE("author: every code that a reader or check of systems gives is in the guide") {
  auto const root = std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path();
  auto const guide = golden::read(root / "workflows" / "README.md");
  std::regex const code{"\"((yaml|csv|table|file|system|calendar|division|role|id|name|field|material|record|workflow|start|stage|outcome|end|"
                        "route|action|undertaking|deadline|effect|judge|number|text|bundle|feel)\\.[a-z-]+)\""};
  std::size_t seen = 0;
  for (auto const* const folder : {"system", "workflow"})
    for (auto const& path : golden::files(root / "src" / folder, ".cpp")) {
      auto const name = path.filename().string();
      if (folder == std::string{"workflow"} && !name.ends_with("_check.cpp")) continue;
      auto const text = golden::read(path);
      for (std::sregex_iterator at{text.begin(), text.end(), code}, end; at != end; ++at, ++seen) {
        CAPTURE(name);
        CAPTURE((*at)[1].str());
        CHECK(guide.find('`' + (*at)[1].str() + '`') != std::string::npos);
      }
    }
  CHECK(seen > 100);
}

TEST_CASE("author: every finding has a code and says what to do, and every code is in the guide") {
  auto const guide = golden::read(std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path() / "workflows" / "README.md");
  TimeZones const zones{{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}};
  for (auto const& entry : std::filesystem::directory_iterator{GUICHENG_GOLDEN "/system"}) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().filename().string());
    for (auto const& finding : read_system(read_folder(entry.path()), "system.yaml", zones).findings) {
      CAPTURE(write(finding));
      CHECK_FALSE(finding.code.empty());
      CHECK(finding.text.ends_with('.'));
      CHECK(guide.find('`' + finding.code + '`') != std::string::npos);
    }
  }
}
