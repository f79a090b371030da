#include <guicheng/scenario.hpp>
#include <guicheng/system.hpp>

#include "golden.hpp"
#include "source_folder.hpp"

#include <regex>

using namespace guicheng;

namespace {

TimeZones zones() { return {{"Asia/Shanghai", TimeZone::fixed(8 * 3600)}}; }

std::string written(std::vector<Finding> const& findings) {
  std::string all;
  for (auto const& finding : findings) all += write(finding) + '\n';
  return all;
}

std::string found_in(std::filesystem::path const& folder) {
  return written(read_system(read_folder(folder), "system.yaml", zones()).findings);
}

std::string repeat(std::string const& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A system whose workflow begins with `head`, whose grant has the condition `when`, and whose form is `form`.
Sources office(std::string const& head, std::string const& when = "天数 > 1", std::string const& form = "  申请:\n    天数: {type: number}\n") {
  return {{"system.yaml", "system: office\ntitle: 办公室\ntime zone: Asia/Shanghai\nimports: {workflows: [leave.yaml]}\nroles: {主管: {reach: everywhere}}\n"},
          {"leave.yaml", "workflow: leave\n" + head + "title: 请假\nversion: '1'\nstart: {by: 主管}\nform:\n" + form +
                             "stages:\n  wait:\n    title: 待审批\n    by: 主管\n    outcomes:\n      grant:\n        title: 同意\n        to: granted\n        must:\n          - when: " +
                             when + "\n            else: 不行\nends: {granted: {title: 已批准}}\n"}};
}

/// What is too large to stand in the repository: its findings, made here.
std::string found_when_large() {
  auto const find = [](Sources const& sources) { return written(read_system(sources, "system.yaml", zones()).findings); };
  auto const divisions = [&](std::string csv) {
    auto sources = office("");
    sources["system.yaml"] += "divisions: divisions.csv\n";
    sources["divisions.csv"] = std::move(csv);
    return find(sources);
  };
  std::string fields, wide = "  申请:\n    天数: {type: number}\n";
  for (int i = 0; i < 1100; ++i) fields += "    单" + std::to_string(i) + ": {type: list, of: {项: {type: text}}}\n";
  std::string all;
  all += find(office(repeat("# 注释\n", 120'000)));
  all += find(office("help: [" + repeat("a, ", 100'000) + "a]\n"));
  all += find(office("help: " + repeat("[", 70) + repeat("]", 70) + "\n"));
  all += find(office("help: " + repeat("长", 30'000) + "\n"));
  all += find(office("", "天数 = 1" + repeat(" + 1", 5'000)));
  all += find(office("", repeat("(", 70) + "天数" + repeat(")", 70) + " > 1"));
  all += find(office("", "天数 > 1", wide + fields));
  std::string unknown;
  for (int i = 0; i < 1010; ++i) unknown += "    项" + std::to_string(i) + ": {type: text, required: 甲 > 1}\n";
  auto const many = find(office("", "天数 > 1", wide + unknown));
  all += many.substr(many.rfind('\n', many.size() - 2) + 1);
  all += divisions("code,name\n120103," + repeat("西", 30'000) + "\n");
  all += divisions("code,name\n120103" + repeat(",a", 2'000) + "\n");
  all += divisions("code,name\n" + repeat("120103,a\n", 200'000));
  auto tables = office("");
  tables["system.yaml"].replace(tables["system.yaml"].find("{workflows"), 1, "{rules: [rules.yaml], ");
  tables["rules.yaml"] = "rules: many\ntitle: 许多\nversion: '1'\ninputs: {数: {type: number}}\nindicators: [{分: {points: 数}}]\nlookups:\n";
  for (std::string const name : {"甲", "乙", "丙", "丁"}) {
    tables["rules.yaml"] += "  " + name + ": {file: " + name + ".csv, key: [键], value: 值}\n";
    tables[name + ".csv"] = "键,值\n" + repeat("1," + repeat("a", 38) + "\n", 95'000);
  }
  all += find(tables);
  all += written(read_bundle("{}", zones()).findings);
  for (auto const* const text : {"workfow: leave\ntitle: 请假\n", "title: 请假\nworkflow: leave\n", "a: 1\n"}) all += written(check_file("leave.yaml", text));
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
  CHECK(folders >= 80);
  CHECK(findings >= 200);
}

TEST_CASE("author: every finding of a broken scenario stands beside it") {
  for (auto const& entry : std::filesystem::directory_iterator{GUICHENG_GOLDEN "/scenario"}) {
    if (!entry.is_directory()) continue;
    auto const sources = read_folder(entry.path());
    auto const loaded = read_system(sources, "system.yaml", zones());
    REQUIRE(loaded.system);
    std::string all;
    for (auto const& [path, text] : sources) {
      if (!text.starts_with("scenarios:")) continue;
      auto const read = read_scenarios(sources, path);
      all += written(read.findings);
      if (read.file) all += written(check_scenarios(*read.file, *loaded.system));
    }
    golden::check(entry.path().string() + ".findings", all);
  }
}

TEST_CASE("author: what is too large says so") {
  golden::check(GUICHENG_GOLDEN "/system/large.findings", found_when_large());
}

TEST_CASE("author: every code in the guide has a broken file that shows it") {
  auto const guide = golden::read(std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path() / "workflows" / "README.md");
  std::string shown;
  for (auto const* const folder : {"system", "yaml", "scenario"})
    for (auto const& path : golden::files(std::filesystem::path{GUICHENG_GOLDEN} / folder, ".findings")) shown += golden::read(path);
  std::regex const code{"`([a-z]+\\.[a-z-]+)`"};
  std::size_t seen = 0;
  auto const table = guide.substr(guide.find("\n| code |"));
  for (std::sregex_iterator at{table.begin(), table.end(), code}, end; at != end; ++at, ++seen) {
    CAPTURE((*at)[1].str());
    CHECK(shown.find('[' + (*at)[1].str() + ']') != std::string::npos);
  }
  CHECK(seen > 130);
}

TEST_CASE("author: every code that a reader or check of systems gives is in the guide") {
  auto const root = std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path();
  auto const guide = golden::read(root / "workflows" / "README.md");
  std::regex const code{"\"((yaml|csv|table|file|system|calendar|division|role|id|name|field|material|record|workflow|start|stage|outcome|end|"
                        "route|action|undertaking|deadline|effect|judge|number|text|bundle|feel|people|scenario)\\.[a-z-]+)\""};
  std::size_t seen = 0;
  for (auto const* const folder : {"system", "workflow", "scenario"})
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
  auto const root = std::filesystem::path{GUICHENG_GOLDEN}.parent_path().parent_path();
  auto const guide = golden::read(root / "workflows" / "README.md") + golden::read(root / "rules" / "README.md");
  for (auto const& entry : std::filesystem::directory_iterator{GUICHENG_GOLDEN "/system"}) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().filename().string());
    for (auto const& finding : read_system(read_folder(entry.path()), "system.yaml", zones()).findings) {
      CAPTURE(write(finding));
      CHECK_FALSE(finding.code.empty());
      CHECK(finding.text.ends_with('.'));
      if (!finding.code.starts_with("rules.") && finding.code != "table.gap") CHECK(guide.find('`' + finding.code + '`') != std::string::npos);
    }
  }
}
