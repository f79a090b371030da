#include <guicheng/finding.hpp>
#include <guicheng/source.hpp>

#include "text/utf8.hpp"
#include "test.hpp"

using namespace guicheng;

TEST_CASE("finding: is written with place, level, code and remedy") {
  Finding finding{Finding::Level::error, "a.yaml", 3, 7, "There is no role \"受理岗\".", "workflow.unknown-role", ""};
  CHECK(write(finding) == "a.yaml:3:7: error: There is no role \"受理岗\". [workflow.unknown-role]");
  finding.level = Finding::Level::warning;
  finding.remedy = "Name one.";
  CHECK(write(finding) == "a.yaml:3:7: warning: There is no role \"受理岗\". [workflow.unknown-role]; Name one.");
}

TEST_CASE("finding: did you mean offers the nearest name and nothing far away") {
  std::vector<std::string> const names{"title", "title when returned", "by", "outcomes", "working days", "专职工作人员", "场所面积"};
  CHECK(did_you_mean("titel", names) == "title");
  CHECK(did_you_mean("outcome", names) == "outcomes");
  CHECK(did_you_mean("working_days", names) == "working days");
  CHECK(did_you_mean("workingDays", names) == "working days");
  CHECK(did_you_mean("专职人员", names) == "专职工作人员");
  CHECK(did_you_mean("场地面积", names) == "场所面积");
  CHECK(did_you_mean("deadline", names).empty());
  CHECK(did_you_mean("x", names).empty());
  CHECK(did_you_mean("", names).empty());
  CHECK(did_you_mean(std::string(100'000, 'x'), names).empty());
}

TEST_CASE("finding: sorting is by file, line, column and otherwise keeps the order") {
  std::vector<Finding> findings{{{}, "b", 1, 1, "", "1", ""}, {{}, "a", 2, 1, "", "2", ""},
                                {{}, "a", 1, 9, "", "3", ""}, {{}, "a", 1, 9, "", "4", ""}};
  sort(findings);
  std::string order;
  for (auto const& finding : findings) order += finding.code;
  CHECK(order == "3421");
}

TEST_CASE("utf8: invalid sequences are found where they begin") {
  CHECK_FALSE(find_invalid_utf8("a甲\xF0\x9F\x98\x80"));
  for (auto const* bad : {"甲\x80", "甲\xC1\xBF", "甲\xE0\x9F\xBF", "甲\xED\xA0\x80", "甲\xF0\x8F\xBF\xBF", "甲\xF4\x90\x80\x80",
                          "甲\xF5\x80\x80\x80", "甲\xE4\xB8"}) {
    CHECK(find_invalid_utf8(bad) == 3);
  }
  CHECK(count_characters("a甲\xF0\x9F\x98\x80") == 3);
  CHECK(decode_utf8("a甲\xF0\x9F\x98\x80\xFF") == U"a甲😀\uFFFD");
  std::string written;
  for (auto const c : U"aé甲😀") append_utf8(written, c);
  CHECK(written == std::string_view{"aé甲😀\0", 11});
  CHECK(cut_at_character("a甲b", 3) == 1);
  CHECK(cut_at_character("a甲b", 4) == 4);
  CHECK(cut_at_character("甲", 9) == 3);
}

TEST_CASE("source: imports are resolved relative to the importing file") {
  CHECK(resolve_path("tianjin/system.yaml", "licence.yaml") == "tianjin/licence.yaml");
  CHECK(resolve_path("tianjin/system.yaml", "../stages/./acceptance.yaml") == "stages/acceptance.yaml");
  CHECK(resolve_path("system.yaml", "数据//甲.yaml") == "数据/甲.yaml");
  CHECK(resolve_path("a/b/x.yaml", "../c/y.yaml") == "a/c/y.yaml");
}

TEST_CASE("source: imports that leave the root resolve to what no path can be") {
  CHECK(resolve_path("tianjin/system.yaml", "../../x") == "../x");
  CHECK(resolve_path("x.yaml", "../../etc/passwd") == "../../etc/passwd");
  CHECK(resolve_path("x.yaml", "/etc/passwd") == "/etc/passwd");
  CHECK(resolve_path("x.yaml", "").empty());
}
