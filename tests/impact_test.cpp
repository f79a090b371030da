// Two versions of a rule set over the same subjects.
#include <guicheng/batch.hpp>

#include "rule_samples.hpp"

#include <sstream>

using namespace guicheng;

namespace {

constexpr auto inputs = "inputs:\n  人数: {type: number, min: 0}\n  各月: {type: list, optional: true}\n  是否: {type: boolean, default: false}\n";

ReadLine reading(std::istream& from) {
  return [&from](std::string& line) { return static_cast<bool>(std::getline(from, line)); };
}

/// The list of changes, one after the other: `A→B veto:what it says`.
std::string changes(std::string const& before, std::string const& after, std::string const& subjects) {
  std::istringstream in{subjects};
  std::string list;
  auto const old = samples::rules(inputs + before), now = samples::rules(inputs + after);
  auto const impact = compare_versions(*old, *now, reading(in), {}, {}, [&](ImpactChange const& change) {
    list += change.before + "→" + change.after + " " + std::string{word(change.first.kind)} + ":" + change.first.which + "\n";
  });
  CHECK(impact.bad == 0);
  return list;
}

}  // namespace

TEST_CASE("impact: two versions are compared in a matrix and a list with the first differing indicator") {
  auto const before = samples::rules(std::string{inputs} + "indicators:\n  - 规模: {points: 人数}\n  - 其他: {points: if 是否 then 1 else 0}\ngrades:\n  - {grade: A, from: 50}\n  - {grade: B}\n");
  auto const after = samples::rules("inputs:\n  人数: {type: number, min: 0}\n  各月: {type: list, optional: true}\n  是否: {type: boolean, default: false}\n"
                                    "indicators:\n  - 规模: {points: 人数}\n  - 其他: {points: if 是否 then 20 else 0}\ngrades:\n  - {grade: A, from: 50}\n  - {grade: B}\n");
  std::istringstream in{"{\"人数\":60}\n{\"人数\":40,\"是否\":true}\n{\"人数\":-1}\n{\"人数\":3,\"是否\":true}\n"};
  std::string list = write_impact_csv(nullptr);
  auto const impact = compare_versions(*before, *after, reading(in), {}, {}, [&](ImpactChange const& change) { list += write_impact_csv(&change); });
  CHECK(impact.lines == 4);
  CHECK(impact.bad == 1);
  CHECK(impact.changed == 1);
  CHECK(impact.matrix == std::map<std::pair<std::string, std::string>, std::size_t>{{{"A", "A"}, 1}, {{"B", "A"}, 1}, {{"B", "B"}, 1}});
  CHECK(list == "line,id,before,after,score before,score after,first difference,which\n2,,B,A,41,60,indicator,其他\n");
  CHECK(write_impact_svg(impact, "新旧 <版本>").find("新旧 &lt;版本&gt;") != std::string::npos);
  CHECK(write_impact_json(impact).find("\"changed\":1") != std::string::npos);
}

TEST_CASE("impact: of two versions each is judged by its own inputs, in JSON and in CSV; what neither knows is bad") {
  auto const before = samples::rules("inputs:\n  人数: {type: number, min: 0}\n  旧证: {type: boolean}\nindicators:\n  - 规模: {points: if 旧证 then 人数 else 0}\n"
                                     "grades:\n  - {grade: A, from: 50}\n  - {grade: B}\n");
  auto const after = samples::rules("inputs:\n  人数: {type: number, min: 0}\n  各月: {type: list, title: 各月人数}\nindicators:\n  - 规模: {points: 人数 + sum(各月)}\n"
                                    "grades:\n  - {grade: A, from: 50}\n  - {grade: B}\n");
  auto const compared = [&](std::string const& text, bool csv) {
    std::istringstream in{text};
    BatchOptions options;
    options.csv = csv;
    return compare_versions(*before, *after, reading(in), {}, options, [](ImpactChange const&) {});
  };
  auto const json = compared("{\"in\":{\"人数\":45,\"旧证\":true,\"各月\":[2,3]}}\r\n\r\n{\"in\":{\"人数\":1,\"旧证\":true,\"各月\":[],\"别的\":1},\"id\":\"丙\"}\n", false);
  CHECK(json.lines == 2);
  CHECK(json.matrix == std::map<std::pair<std::string, std::string>, std::size_t>{{{"B", "A"}, 1}});
  REQUIRE(json.problems.size() == 1);
  CHECK(json.problems[0].line == 3);
  CHECK(json.problems[0].id == "丙");
  CHECK(json.problems[0].text == "没有名为 别的 的输入");
  auto const csv = compared("id,人数,旧证,各月人数\n甲,45,是,2;3\n乙,60,是,\n丙,50,或许,1\n", true);
  CHECK(csv.bad == 2);
  CHECK(csv.matrix == json.matrix);
  REQUIRE(csv.problems.size() == 2);
  CHECK(csv.problems[0].text == "缺少 各月");
  CHECK(csv.problems[1].text == "旧证 应为是或否，给出的是 或许");
  CHECK(write_impact_json(csv).find("\"problems\":[{\"line\":3,\"id\":\"乙\",\"text\":\"缺少 各月\"},") != std::string::npos);
}

TEST_CASE("impact: the picture has room for long grades, and says what changes where there are none") {
  Impact impact;
  impact.lines = 3, impact.changed = 2;
  CHECK(write_impact_svg(impact, "版本 1 → 2").find("2 个分数改变") != std::string::npos);
  impact.grades = {"诚信经营示范单位一等", "乙", ""};
  impact.matrix = {{{"乙", "诚信经营示范单位一等"}, 2}};
  auto const svg = write_impact_svg(impact, "版本 1 → 2");
  CHECK(svg.find("2 个等级改变") != std::string::npos);
  CHECK(svg.find("诚信经营示范单位一等<") != std::string::npos);
  CHECK(svg.find("fill=\"#2e7d5b\" fill-opacity=\"0.70\"") != std::string::npos);  // better: green
}

TEST_CASE("impact: what differed first is told in the order of judging") {
  std::string const points = "indicators:\n  - 规模: {points: 人数}\n  - 其他: {points: if 是否 then 10 else 0}\n";
  std::string const grades = "grades:\n  - {grade: A, from: 50}\n  - {grade: B, from: 20}\n  - {grade: C}\n";
  std::string const two = "{\"人数\":50}\n{\"人数\":45,\"是否\":true}\n";
  auto const veto = [](std::string const& when, std::string const& what) { return "vetoes:\n  - {when: " + when + ", " + what + ", reason: 有问题}\n"; };

  CHECK(changes(points + grades, points + grades, two) == "");
  CHECK(changes(points + grades, points + "grades:\n  - {grade: A, from: 60}\n  - {grade: B, from: 20}\n  - {grade: C}\n", two) == "A→B grades:A\nA→B grades:A\n");
  CHECK(changes(points + grades, points + "grades:\n  - {grade: S, from: 50}\n  - {grade: B, from: 20}\n  - {grade: C}\n", two) == "A→S grades:A\nA→S grades:A\n");
  CHECK(changes(points + grades, "combine: max\n" + points + grades, two) == "A→B score:\n");
  CHECK(changes(points + grades, points + grades + "eligibility:\n  - {must: not(是否), else: 不在范围}\n", two) == "A→ eligibility:不在范围\n");
  CHECK(changes(points + grades, points + "grades:\n  - {grade: A, from: 50, conditions: [{must: not(是否), else: 条件未满足}]}\n  - {grade: B, from: 20}\n  - {grade: C}\n", two) ==
        "A→B condition:条件未满足\n");
  CHECK(changes(points + grades, points + grades + veto("是否", "at most: C"), two) == "A→C veto:有问题\n");
  CHECK(changes(points + grades + veto("是否", "at most: B"), points + grades + veto("是否", "refuse: true"), two) == "B→ veto:有问题\n");
  CHECK(changes(points + grades, points + grades + "second grade: if 是否 then \"C\" else \"A\"\n", two) == "A→C second grade:\n");
  // The points differ as well as the lines: the points came first.
  CHECK(changes(points + grades, "indicators:\n  - 规模: {points: 人数}\n  - 其他: {points: if 是否 then 1 else 0}\ngrades:\n  - {grade: A, from: 60}\n  - {grade: B, from: 20}\n  - {grade: C}\n", two) ==
        "A→B grades:A\nA→B indicator:其他\n");
}

TEST_CASE("impact: of talent classes the better one is named") {
  auto const classes = [](int people) {
    return "classes:\n  - {class: A, items: [{id: a, title: 大, when: 人数 >= " + std::to_string(people) + "}]}\n  - {class: B, items: [{id: b, title: 小, when: 人数 >= 10}]}\n";
  };
  CHECK(changes(classes(50), classes(40), "{\"人数\":45}\n{\"人数\":60}\n{\"人数\":5}\n") == "B→A class:A\n");
}

TEST_CASE("impact: what differs for most comes first, and the picture leaves out what would not fit") {
  Impact impact;
  impact.grades = {"A", ""};
  for (int i = 0; i < 20; ++i) impact.first[{Difference::Kind::indicator, "指标" + std::to_string(i)}] = static_cast<std::size_t>(i + 1);
  impact.first[{Difference::Kind::line, "A"}] = 100;
  CHECK(write_impact_json(impact).find(R"("differences":[{"first":"grades","which":"A","count":100},{"first":"indicator","which":"指标19","count":20},)") != std::string::npos);
  auto const svg = write_impact_svg(impact, "1 → 2");
  CHECK(svg.find(">等级线：A<") < svg.find(">指标：指标19<"));
  CHECK(svg.find(">指标：指标9<") != std::string::npos);
  CHECK(svg.find(">指标：指标8<") == std::string::npos);
  CHECK(svg.find(">另有 9 处<") != std::string::npos);
}
