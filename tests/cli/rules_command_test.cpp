// grade and advise: rule sets by hand and in great numbers.
#include "desk.hpp"

#include <guicheng/json.hpp>

using namespace guicheng;
using namespace guicheng::cli;

namespace {

std::string const rules = std::string{GUICHENG_ROOT} + "/rules";
std::string const chaoyang = rules + "/chaoyang-agency-grade-sample.yaml";

constexpr auto chaoyang_subject = R"({"申报日期": "2021-12-15", "场所条件": ["固定服务场所"], "公示信息": ["公示许可证", "公示收费标准"],
  "人员资质": ["每年参加培训"], "服务规范": ["有服务规程", "有服务台账"], "服务数量": ["上一年服务一百人次以上"], "诚信情况": ["近三年无行政处罚"]})";

}  // namespace

TEST_CASE("cli: grade, advise and impact explain themselves") {
  for (std::string const command : {"grade", "advise", "impact"}) {
    CAPTURE(command);
    auto const help = run({command, "--help"});
    CHECK(help.exit == 0);
    CHECK(help.out.starts_with("Usage: guicheng " + command));
    CHECK(holds(run({"--help"}).out, "  " + command));
  }
}

TEST_CASE("cli: one subject is graded as JSON, the explanation only when asked for") {
  Desk const desk;
  auto const data = desk.put("subject.json", chaoyang_subject);

  auto const plain = run({"grade", chaoyang, data, "--format", "json"});
  CHECK(plain.exit == 0);
  CHECK(plain.err == "");
  CHECK(at(plain.out, {"score"}) == "50");
  CHECK(at(plain.out, {"grade"}) == "\"A\"");
  CHECK(at(plain.out, {"valid_until"}) == "\"2024-12-15\"");
  CHECK(at(plain.out, {"components"}) == R"({"基础条件":25,"服务能力":15,"诚信守法":10})");
  CHECK(at(plain.out, {"sample"}) == "true");
  CHECK(at(plain.out, {"tree"}) == "");

  auto const explained = run({"grade", chaoyang, data, "--format", "json", "--explain"});
  CHECK(at(explained.out, {"tree", "attainable"}) == "100");
  CHECK(at(explained.out, {"tree", "points"}) == "50");
  CHECK(holds(at(explained.out, {"tree", "parts"}), R"("fired":"固定服务场所","inputs":{"场所条件":["固定服务场所"]})"));
}

TEST_CASE("cli: one subject is explained as text and as a picture; data may be YAML") {
  Desk const desk;
  auto const data = desk.put("subject.yaml", "申报日期: 2021-12-15\n场所条件: [固定服务场所, 无障碍设施]\n公示信息: [公示许可证]\n人员资质: []\n服务规范: [有服务规程]\n"
                                             "服务数量: [以上均无]\n诚信情况: [近三年无行政处罚, 近三年无有效投诉, 签署诚信承诺]\n");
  auto const text = run({"grade", chaoyang, data});
  CHECK(text.exit == 0);
  CHECK(text.out.starts_with("人力资源服务机构分类分级（示例内容）（版本 sample-2）  【示例内容】\n得分 45  等级 —\n"));
  CHECK(holds(text.out, "    服务场所                            20 / 35\n"));
  CHECK(holds(text.out, "固定服务场所、无障碍设施"));
  auto const svg = run({"grade", chaoyang, data, "--format", "svg"});
  CHECK(svg.exit == 0);
  CHECK(svg.out.starts_with("<svg "));
  CHECK(svg.out.ends_with("</svg>\n"));
  CHECK(holds(svg.out, ">20 / 35<"));
}

TEST_CASE("cli: of bad data each mistake is told, with exit code 1") {
  Desk const desk;
  auto const data = desk.put("bad.json", R"({"人数": 101, "失信": "或许", "别的": 1})");

  auto const json = run({"grade", desk.at("small.yaml"), data, "--format", "json"});
  CHECK(json.exit == 1);
  CHECK(at(json.out, {"score"}) == "null");
  CHECK(at(json.out, {"grade"}) == "null");
  for (std::string const text : {"人数 应为不大于 100 的数，给出的是 101", "失信 应为是或否，给出的是 或许", "没有名为 别的 的输入"}) {
    CAPTURE(text);
    CHECK(holds(at(json.out, {"problems"}), text));
    CHECK(holds(run({"grade", desk.at("small.yaml"), data}).out, "数据：" + text + "\n"));
  }
}

TEST_CASE("cli: a batch of JSON lines goes on after bad ones, and tells each with line, indicator, value and what was expected") {
  Desk const desk;
  auto const data = desk.put("many.jsonl", "{\"人数\": 60}\n"
                                           "{\"人数\": -1}\n"
                                           "\n"
                                           "{\"人数\": 5\n"
                                           "{\"in\": {\"人数\": \"许多\"}, \"id\": 7}\n"
                                           "{\"in\": {\"人数\": 80, \"失信\": true}, \"id\": \"丁\"}\n"
                                           "[]\n"
                                           "{\"人数\": 3, \"人员\": 3}\n"
                                           "{}\n"
                                           "{\"人数\": 7.5}");
  auto const ended = run({"grade", desk.at("small.yaml"), "--batch", data});
  CHECK(ended.exit == 1);
  CHECK(ended.err == "9 lines, 3 judged, 6 with bad data\n  A: 1\n  B: 1\n  C: 1\n");
  auto const lines = lines_of(ended.out);
  REQUIRE(lines.size() == 9);
  CHECK(lines[0] == R"({"score":61,"grade":"A","valid_until":null,"components":{"规模":60,"底分":1},"total":61})");
  CHECK(lines[1] == R"({"line":2,"problems":[{"input":"人数","code":"input.wrong","text":"人数 应为不小于 0 的数，给出的是 -1"}]})");
  CHECK(lines[2].starts_with(R"({"line":4,"problems":[{"code":"batch.bad-line",)"));
  CHECK(lines[3] == R"({"id":7,"line":5,"problems":[{"input":"人数","code":"input.wrong","text":"人数 应为数字，给出的是 许多"}]})");
  CHECK(lines[4] == R"({"id":"丁","score":81,"grade":"B","valid_until":null,"components":{"规模":80,"底分":1},"total":81,"vetoes":["存在失信记录"]})");
  CHECK(lines[5] == R"({"line":7,"problems":[{"code":"batch.bad-line","text":"应为一个 JSON 对象，如 {\"名称\": 1}，给出的是 []"}]})");
  CHECK(lines[6] == R"({"line":8,"problems":[{"input":"人员","code":"input.unknown","text":"没有名为 人员 的输入"}]})");
  CHECK(lines[7] == R"({"line":9,"problems":[{"input":"人数","code":"input.missing","text":"缺少 人数"}]})");
  CHECK(at(lines[8], {"score"}) == "8.5");
}

TEST_CASE("cli: a batch has explanations on demand, and may come through the input") {
  Desk const desk;
  auto const plain = desk.run({"grade", "small.yaml", "--batch", "-"}, "{\"人数\": 60}\n");
  CHECK(plain.exit == 0);
  CHECK(at(plain.out, {"explanation"}) == "");
  auto const explained = desk.run({"grade", "small.yaml", "--batch", "-", "--explain"}, "{\"人数\": 60}\n");
  CHECK(at(explained.out, {"score"}) == "61");
  CHECK(at(explained.out, {"explanation", "tree", "points"}) == "61");
  auto const csv = desk.run({"grade", "small.yaml", "--batch", "-", "--csv"}, "人数\n60\n");
  CHECK(csv.out == plain.out);
}

TEST_CASE("cli: a batch of CSV is read by its heading, in small or capital letters, with what spreadsheets add") {
  Desk const desk;
  auto const data = desk.put("MANY.CSV", "\xEF\xBB\xBFid,失信,人数\r\n\"甲,一\",否,60\r\n乙,是,60\r\n丙,,很多\r\n丁,否,1,2\r\n\"戊,否,1\r\n己,否\r\n");
  auto const ended = run({"grade", desk.at("small.yaml"), "--batch", data});
  CHECK(ended.exit == 1);
  CHECK(ended.err == "6 lines, 2 judged, 4 with bad data\n  A: 1\n  B: 1\n");
  auto const lines = lines_of(ended.out);
  REQUIRE(lines.size() == 6);
  CHECK(at(lines[0], {"id"}) == "\"甲,一\"");
  CHECK(at(lines[1], {"vetoes"}) == "[\"存在失信记录\"]");
  CHECK(lines[2] == R"({"id":"丙","line":4,"problems":[{"input":"人数","code":"input.wrong","text":"人数 应为数字，给出的是 很多"}]})");
  CHECK(at(lines[3], {"line"}) == "5");
  CHECK(holds(lines[3], "应至多 3 格，与标题行相同，给出的是 4 格：丁,否,1,2"));
  CHECK(holds(lines[4], R"({"code":"batch.bad-line","text":"引号没有闭合，给出的是 \"戊,否,1"}]})"));
  CHECK(holds(lines[5], "缺少 人数"));
}

TEST_CASE("cli: a quota tells the line, who is admitted and the ties, on the screen and as JSON") {
  Desk const desk;
  auto const data = desk.put("many.jsonl", "{\"人数\":60}\n{\"人数\":30}\n{\"人数\":30}\n{\"人数\":30}\n{\"人数\":\"x\"}\n{\"人数\":9}\n");
  auto const ended = run({"grade", desk.at("small.yaml"), "--batch", data, "--quota", "2", "--summary", desk.at("summary.json")});
  CHECK(ended.exit == 1);
  CHECK(lines_of(ended.out).size() == 6);
  CHECK(holds(ended.err, "quota 2: the line is 31, 4 are admitted, 3 stand on the line itself\n"));
  CHECK(desk.read("summary.json") ==
        "{\"lines\":6,\"judged\":5,\"bad\":1,\"grades\":{\"A\":1,\"B\":3,\"C\":1},\"ranking\":{\"quota\":2,\"line\":31,\"admitted\":4,\"tied\":3}}\n");

  auto const all = run({"grade", desk.at("small.yaml"), "--batch", data, "--quota", "100"});
  CHECK(holds(all.err, "quota 100: the line is 10, 5 are admitted, 1 stand on the line itself\n"));
}

TEST_CASE("cli: Beijing's points are ranked to the cent") {
  Desk const desk;
  auto const subject = [](int months, int education) {
    return "{\"birth_ym\":\"1974-09\",\"employment_months\":" + std::to_string(months) + ",\"owned_home_months\":[38],\"education_points\":" + std::to_string(education) + "}\n";
  };
  auto const data = desk.put("many.jsonl", subject(242, 26) + subject(242, 27) + subject(100, 15) + subject(242, 26) + subject(120, 0));
  auto const ended = run({"grade", rules + "/beijing-points-2020.yaml", "--batch", data, "--quota", "1"});
  CHECK(ended.exit == 1);
  auto const lines = lines_of(ended.out);
  REQUIRE(lines.size() == 5);
  CHECK(at(lines[0], {"score"}) == "118.17");
  CHECK(at(lines[0], {"components", "residence"}) == "11.67");
  CHECK(holds(lines[1], "education_points 应为以下之一：0、10.5、15、26、37，给出的是 27"));
  CHECK(holds(ended.err, "5 lines, 4 judged, 1 with bad data\n"));
  CHECK(holds(ended.err, "quota 1: the line is 118.17, 2 are admitted, 2 stand on the line itself\n"));
}

TEST_CASE("cli: an empty batch is well, and says so") {
  Desk const desk;
  for (std::string const name : {"none.jsonl", "none.csv"}) {
    CAPTURE(name);
    auto const ended = run({"grade", desk.at("small.yaml"), "--batch", desk.put(name, ""), "--quota", "3", "--summary", desk.at("s.json")});
    CHECK(ended.exit == 0);
    CHECK(ended.out == "");
    CHECK(ended.err == "0 lines, 0 judged, 0 with bad data\n");
    CHECK(at(desk.read("s.json"), {"ranking", "line"}) == "null");
  }
}

TEST_CASE("cli: a decision is asked one by one and in a batch") {
  Desk const desk;
  auto const decision = rules + "/talent-allowance-sample.yaml";
  auto const help = run({"grade", decision, desk.put("none.json", "{}"), "--format", "json"});
  CHECK(help.exit == 1);
  CHECK(holds(help.out, "缺少 "));
  CHECK(run({"grade", decision, desk.at("none.json"), "--format", "svg"}).exit == 2);
  auto const batch = run({"grade", decision, "--batch", desk.at("none.json")});
  CHECK(batch.exit == 1);
  CHECK(holds(batch.err, "1 lines, 0 judged, 1 with bad data\n"));
  auto const ranked = run({"grade", decision, "--batch", desk.at("none.json"), "--quota", "3"});
  CHECK(ranked.exit == 2);
  CHECK(ranked.err == "guicheng: A decision has no score to rank by. Leave --quota away.\n");
}

TEST_CASE("cli: advice leads to the next grade, and each plan reaches it") {
  Desk const desk;
  auto const data = desk.put("subject.json", chaoyang_subject);
  auto const ended = run({"advise", chaoyang, data, "--format", "json", "--plans", "2"});
  CHECK(ended.exit == 0);
  CHECK(at(ended.out, {"target"}) == "\"AA\"");
  CHECK(at(ended.out, {"short_of"}) == "10");
  CHECK(at(ended.out, {"proven"}) == "false");  // what the service leaves give together is capped
  CHECK(at(ended.out, {"not_derivable"}) == "[]");  // tables over ticks are turned round; what is fixed is no way at all
  CHECK(at(ended.out, {"impossible"}) == "null");
  auto const read = read_json(ended.out);
  REQUIRE(read);
  auto const& plans = *read->context()->find("plans")->list();
  REQUIRE(plans.size() == 2);
  for (auto const& plan : plans) {  // what it says to set is set, and judged again by the program
    Context changed = *read_json(chaoyang_subject)->context();
    for (auto const& [name, value] : *plan.context()->find("set")->context()) changed.set(name, value);
    auto const again = run({"grade", chaoyang, desk.put("changed.json", dump(changed)), "--format", "json"});
    CHECK(at(again.out, {"grade"}) == dump(*plan.context()->find("grade")));
    CHECK(at(again.out, {"score"}) == dump(*plan.context()->find("score")));
    CHECK(at(again.out, {"grade"}) == "\"AA\"");
  }
  auto const text = run({"advise", chaoyang, data, "--target", "AAA"});
  CHECK(text.exit == 0);
  CHECK(text.out.starts_with("目标等级 AAA，还差 20 分\n方案 1（"));
  CHECK(holds(text.out, "服务规范 增选 "));
  auto const ladders = desk.put("ladders.json", R"({"从业人员": 20, "本科以上人数": 8, "场所面积": 90, "申报日期": "2025-03-01"})");
  CHECK(at(run({"advise", rules + "/sample-agency-grade.yaml", ladders, "--format", "json"}).out, {"proven"}) == "true");
}

TEST_CASE("cli: advice says that the grade is the best, that it cannot be reached, and that there is none of the name") {
  Desk const desk;
  auto const best = desk.run({"advise", "small.yaml", desk.put("best.json", R"({"人数": 60})")});
  CHECK(best.exit == 0);
  CHECK(best.out == "已达到最高等级。\n");
  auto const impossible = desk.run({"advise", "small.yaml", desk.put("vetoed.json", R"({"人数": 60, "失信": true})")});
  CHECK(impossible.exit == 1);
  CHECK(holds(impossible.out, "存在失信记录"));
  CHECK(at(desk.run({"advise", "small.yaml", "vetoed.json", "--format", "json"}).out, {"impossible"}) != "null");
  auto const unknown = desk.run({"advise", "small.yaml", "best.json", "--target", "Z"});
  CHECK(unknown.exit == 1);
  CHECK(holds(unknown.out, "没有名为 Z 的等级"));
  auto const bad = desk.run({"advise", "small.yaml", desk.put("bad.json", R"({"人数": -3})")});
  CHECK(bad.exit == 1);
  CHECK(holds(bad.out, "人数 应为不小于 0 的数，给出的是 -3"));
}

TEST_CASE("cli: rules with findings judge nobody, with exit code 1") {
  Desk const desk;
  desk.put("broken.yaml", replaced(small, "points: 人数}", "points: 人頭}"));
  desk.put("one.json", R"({"人数": 60})");
  for (auto const& words : std::vector<std::vector<std::string>>{{"grade", "broken.yaml", "one.json"},
                                                                 {"grade", "broken.yaml", "--batch", "one.json"},
                                                                 {"advise", "broken.yaml", "one.json"},
                                                                 {"impact", "broken.yaml", "small.yaml", "one.json"},
                                                                 {"impact", "small.yaml", "broken.yaml", "one.json"}}) {
    CAPTURE(words[0]);
    auto const ended = desk.run(words);
    CHECK(ended.exit == 1);
    CHECK(ended.out == "");
    CHECK(ended.err.starts_with("broken.yaml:9:18: error: There is no name `人頭`"));  // and nothing that only follows from it
    CHECK_FALSE(holds(ended.err, "broken.yaml:1:1: "));
  }
  auto const other = desk.run({"advise", rules + "/talent-allowance-sample.yaml", "one.json"});
  CHECK(other.exit == 1);
  CHECK(holds(other.err, "is a file of the kind `decision`"));
}

TEST_CASE("cli: wrong words and files of the rule commands are refused with what to do, and exit code 2") {
  Desk const desk;
  desk.put("one.json", R"({"人数": 60})");
  desk.put("list.json", "[1]");
  desk.put("empty.json", "");
  struct Case { std::vector<std::string> words; std::string said; };
  for (auto const& [words, said] : std::vector<Case>{
           {{"grade"}, "Something is missing: guicheng grade RULES [DATA]. See `guicheng grade --help`."},
           {{"grade", "small.yaml"}, "Whom to judge is missing. Name a file with data, or use --batch."},
           {{"grade", "small.yaml", "nowhere.json"}, "There is no file nowhere.json."},
           {{"grade", "small.yaml", "one.json", "--format", "pdf"}, "There is no format `pdf`. Use text, json or svg."},
           {{"grade", "small.yaml", "one.json", "--batch", "one.json"}, "There are both DATA and --batch. Leave one of them away."},
           {{"grade", "small.yaml", "one.json", "--quota", "3"}, "--quota is for batches. Use it with --batch."},
           {{"grade", "small.yaml", "--batch", "one.json", "--format", "svg"}, "A batch gives lines of JSON. Leave --format away."},
           {{"grade", "small.yaml", "--batch", "one.json", "--quota", "0"}, "--quota is a number from 1 to 1000000000, not `0`."},
           {{"grade", "small.yaml", "--batch", "nowhere.jsonl"}, "nowhere.jsonl cannot be read."},
           {{"grade", "small.yaml", "--batch", "."}, ". cannot be read."},
           {{"grade", "small.yaml", "list.json"}, "The data are no names with values. Write an object: {\"人数\": 3}."},
           {{"advise", "small.yaml"}, "Something is missing: guicheng advise RULES DATA. See `guicheng advise --help`."},
           {{"advise", "small.yaml", "one.json", "--format", "svg"}, "There is no format `svg`. Use text or json."},
           {{"advise", "small.yaml", "one.json", "--plans", "many"}, "--plans is a number from 1 to 20, not `many`."},
           {{"impact", "small.yaml", "small.yaml", "nowhere"}, "nowhere cannot be read."}}) {
    auto const ended = desk.run(words);
    CHECK(ended.exit == 2);
    CHECK(ended.out == "");
    CHECK(ended.err == "guicheng: " + said + "\n");
  }
  for (auto const& words : std::vector<std::vector<std::string>>{{"grade", "nowhere.yaml", "one.json"},
                                                                 {"grade", "small.yaml", "empty.json"},
                                                                 {"impact", "nowhere.yaml", "small.yaml", "one.json"},
                                                                 {"impact", "small.yaml", "small.yaml", "one.json", "--list", "/nowhere/list.csv"},
                                                                 {"impact", "small.yaml", "small.yaml", "one.json", "--svg", "/nowhere/a.svg"},
                                                                 {"grade", "small.yaml", "--batch", "one.json", "--summary", "/nowhere/a.json"}})
    CHECK(desk.run(words).exit == 2);
}
