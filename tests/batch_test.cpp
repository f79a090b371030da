#include <guicheng/batch.hpp>

#include "rule_samples.hpp"

#include <algorithm>
#include <random>
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
        R"({"line":2,"problems":[{"code":"batch.bad-line","text":"应为一个 JSON 对象，如 {\"名称\": 1}，第 1 列有误（不是 JSON），给出的是 nonsense"}]})" "\n"
        "{\"line\":3,\"problems\":[{\"input\":\"人数\",\"code\":\"input.wrong\",\"text\":\"人数 应为不小于 0 的数，给出的是 -1\"}]}\n"
        "{\"id\":\"丁\",\"score\":3.5,\"grade\":\"B\",\"valid_until\":null,\"components\":{\"规模\":2.5,\"其他\":1},\"total\":3.5}\n");
  CHECK(summary.lines == 4);
  CHECK(summary.bad == 2);
  CHECK(summary.judged == 2);
  CHECK(summary.grades == std::map<std::string, std::size_t>{{"A", 1}, {"B", 1}});
}

TEST_CASE("batch: a caller that throws gets its exception back, and no thread is left") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "{\"人数\":60}\n";
  BatchOptions options;
  options.threads = 2;
  std::istringstream in{text};
  CHECK_THROWS_AS(judge_lines(*set(), reading(in), [](std::string_view) -> bool { throw std::runtime_error{"full"}; }, {}, options), std::runtime_error);
  ReadLine const broken = [](std::string&) -> bool { throw std::runtime_error{"gone"}; };
  CHECK_THROWS_AS(judge_lines(*set(), broken, [](std::string_view) { return true; }, {}, options), std::runtime_error);
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
  auto const rank = [](std::vector<int> const& from, std::size_t quota) {
    Scores scores{quota};
    for (int const one : from) scores.add(one);
    return scores.ranking();
  };
  std::vector<int> const scores{5, 9, 7, 7, 7, 1};
  CHECK(rank(scores, 1) == Ranking{Decimal{9}, 1, 1, 1});
  CHECK(rank(scores, 3) == Ranking{Decimal{7}, 4, 3, 3});
  CHECK(rank(scores, 4) == Ranking{Decimal{7}, 4, 3, 4});
  CHECK(rank(scores, 5) == Ranking{Decimal{5}, 5, 1, 5});
  CHECK(rank(scores, 100) == Ranking{Decimal{1}, 6, 1, 100});
  CHECK(rank(scores, 0) == Ranking{});
  CHECK(rank({}, 3) == Ranking{{}, 0, 0, 3});
}

TEST_CASE("batch: a ranking is that of all scores sorted, in whatever order and parts they come") {
  std::mt19937 random{4};
  auto const below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 500; ++round) {
    auto const quota = static_cast<std::size_t>(1 + below(40));
    std::vector<int> all;
    Scores scores{quota}, part{quota};
    for (int i = below(100); i > 0; --i) {
      all.push_back(below(30));
      (below(2) == 0 ? scores : part).add(all.back());
    }
    scores.add(part);
    std::sort(all.begin(), all.end(), std::greater<>{});
    Ranking expected{{}, 0, 0, quota};
    if (!all.empty()) {
      auto const line = all[std::min(quota, all.size()) - 1];
      expected = {Decimal{line}, static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](int s) { return s >= line; })),
                  static_cast<std::size_t>(std::count(all.begin(), all.end(), line)), quota};
    }
    CHECK(scores.ranking() == expected);
  }
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
  CHECK(out.starts_with("{\"line\":2,\"problems\":[{\"code\":\"batch.bad-line\",\"text\":\"引号没有闭合，给出的是 1,\\\"甲\"}]}\n{\"id\":\"乙\",\"score\":2,"));
  CHECK(summary.bad == 1);
}
