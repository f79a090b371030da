#include <guicheng/batch.hpp>

#include "rule_samples.hpp"

#include <sstream>

using namespace guicheng;

namespace {

std::shared_ptr<RuleSet const> set(char const* line = "50") {
  return samples::rules(std::string{R"(inputs:
  人数: {type: number, min: 0}
  各月: {type: list, optional: true}
  是否: {type: boolean, default: false}
indicators:
  - 规模: {points: 人数}
  - 其他: {points: if 是否 then 1 else 0}
grades:
  - {grade: A, from: )"} + line + "}\n  - {grade: B}\n");
}

ReadLine reading(std::istream& from) {
  return [&from](std::string& line) { return static_cast<bool>(std::getline(from, line)); };
}

struct Run { std::string out; BatchSummary summary; };
Run run(std::string const& text, BatchOptions const& options) {
  std::istringstream in{text};
  Run result;
  result.summary = judge_lines(*set(), reading(in), [&](std::string_view lines) { return result.out += lines, true; }, {}, options);
  return result;
}

}  // namespace

TEST_CASE("batch: one result per line, in order; a bad line is told and the others go on") {
  auto const [out, summary] = run("{\"人数\":60}\nnonsense\n{\"人数\":-1}\n\n{\"in\":{\"人数\":2.50,\"是否\":true},\"id\":\"丁\",\"rank\":1}\n", {});
  CHECK(out ==
        "{\"score\":60,\"grade\":\"A\",\"valid_until\":null,\"components\":{\"规模\":60,\"其他\":0},\"total\":60}\n"
        "{\"line\":2,\"problems\":[{\"code\":\"batch.bad-line\",\"text\":\"" + out.substr(out.find("bad-line\",\"text\":\"") + 18, out.find("\"}]}\n") - out.find("bad-line\",\"text\":\"") - 18) + "\"}]}\n"
        "{\"line\":3,\"problems\":[{\"input\":\"人数\",\"code\":\"input.wrong\",\"text\":\"人数 应为不小于 0 的数，给出的是 -1\"}]}\n"
        "{\"id\":\"丁\",\"score\":3.5,\"grade\":\"B\",\"valid_until\":null,\"components\":{\"规模\":2.5,\"其他\":1},\"total\":3.5}\n");
  CHECK(summary.lines == 4);
  CHECK(summary.bad == 2);
  CHECK(summary.judged == 2);
  CHECK(summary.grades == std::map<std::string, std::size_t>{{"A", 1}, {"B", 1}});
}

TEST_CASE("batch: CSV with a heading is read by the inputs' types") {
  BatchOptions options;
  options.csv = true;
  auto const [out, summary] = run("id,人数,是否,各月\r\n\"a,\"\"b\",7,是,1;2\r\nc,8,,\r\n", options);
  CHECK(out.starts_with("{\"id\":\"a,\\\"b\",\"score\":8,"));
  CHECK(out.find("{\"id\":\"c\",\"score\":8,") != std::string::npos);
  CHECK(summary.bad == 0);
}

TEST_CASE("batch: order holds over many chunks and threads, and explanations come when asked for") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"人数\":" + std::to_string(i) + "}\n";
  BatchOptions options;
  options.threads = 4;
  auto const [out, summary] = run(text, options);
  std::istringstream lines{out};
  std::string line;
  int at = 0;
  bool ordered = true;
  for (; std::getline(lines, line); ++at) ordered = ordered && line.starts_with("{\"score\":" + std::to_string(at) + ",");
  CHECK(at == 5000);
  CHECK(ordered);
  options.explained = true;
  CHECK(run("{\"人数\":1}\n", options).out.find("\"explanation\":{\"rules\":\"set\"") != std::string::npos);
}

TEST_CASE("batch: results that cannot be written stop it") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"人数\":1}\n";
  std::istringstream in{text};
  auto const summary = judge_lines(*set(), reading(in), [](std::string_view) { return false; }, {}, {});
  CHECK(summary.stopped);
  CHECK(summary.lines < 5000);
}

TEST_CASE("batch: a quota's line is the score of the last within it, and ties are all admitted") {
  std::vector<Decimal> scores{5, 9, 7, 7, 7, 1};
  CHECK(rank_scores(scores, 1) == Ranking{Decimal{9}, 1, 1, 1});
  CHECK(rank_scores(scores, 3) == Ranking{Decimal{7}, 4, 3, 3});
  CHECK(rank_scores(scores, 100) == Ranking{Decimal{1}, 6, 1, 100});
  CHECK(rank_scores(scores, 0) == Ranking{});
}

TEST_CASE("batch: two versions are compared in a matrix and a list with the first differing indicator") {
  auto const before = set();
  auto const after = samples::rules("inputs:\n  人数: {type: number, min: 0}\n  各月: {type: list, optional: true}\n  是否: {type: boolean, default: false}\n"
                                    "indicators:\n  - 规模: {points: 人数}\n  - 其他: {points: if 是否 then 20 else 0}\ngrades:\n  - {grade: A, from: 50}\n  - {grade: B}\n");
  std::istringstream in{"{\"人数\":60}\n{\"人数\":40,\"是否\":true}\n{\"人数\":-1}\n{\"人数\":3,\"是否\":true}\n"};
  std::string list = write_impact_csv(nullptr);
  auto const impact = compare_versions(*before, *after, reading(in), {}, {}, [&](ImpactChange const& change) { list += write_impact_csv(&change); });
  CHECK(impact.lines == 4);
  CHECK(impact.bad == 1);
  CHECK(impact.changed == 1);
  CHECK(impact.matrix == std::map<std::pair<std::string, std::string>, std::size_t>{{{"A", "A"}, 1}, {{"B", "A"}, 1}, {{"B", "B"}, 1}});
  CHECK(list == "line,id,before,after,score before,score after,first differing indicator\n2,,B,A,41,60,其他\n");
  CHECK(write_impact_svg(impact, "新旧 <版本>").find("新旧 &lt;版本&gt;") != std::string::npos);
  CHECK(write_impact_json(impact).find("\"changed\":1") != std::string::npos);
}

TEST_CASE("batch: of two versions each is judged by its own inputs, in JSON and in CSV; what neither knows is bad") {
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

TEST_CASE("batch: the summary as JSON has the ranking with its ties") {
  BatchOptions options;
  options.quota = 2;
  std::string const text = "{\"人数\":60}\n{\"人数\":50}\n{\"人数\":50}\n{\"人数\":7}\n[]\n";
  CHECK(write_summary_json(run(text, options).summary) ==
        R"({"lines":5,"judged":4,"bad":1,"grades":{"A":3,"B":1},"ranking":{"quota":2,"line":50,"admitted":3,"tied":2}})");
  CHECK(write_summary_json(run("", options).summary) ==
        R"({"lines":0,"judged":0,"bad":0,"grades":{},"ranking":{"quota":2,"line":null,"admitted":0,"tied":0}})");
  CHECK(write_summary_json(run("", {}).summary) == R"({"lines":0,"judged":0,"bad":0,"grades":{}})");
}

TEST_CASE("batch: a byte order mark is no mistake, a quotation mark that stays open is one") {
  CHECK(run("\xEF\xBB\xBF{\"人数\":60}\n", {}).summary.bad == 0);
  BatchOptions options;
  options.csv = true;
  auto const [out, summary] = run("人数,id\n1,\"甲\n2,乙\n", options);
  CHECK(out.starts_with("{\"line\":2,\"problems\":[{\"code\":\"batch.bad-line\",\"text\":\"A quotation mark is not closed.\"}]}\n{\"id\":\"乙\",\"score\":2,"));
  CHECK(summary.bad == 1);
}

TEST_CASE("batch: the picture of an impact has room for long grades, and says what changes where there are none") {
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
