#include <guicheng/json.hpp>
#include <guicheng/rules.hpp>

#include "rule_samples.hpp"

#include <algorithm>

using namespace guicheng;

namespace {

std::shared_ptr<RuleSet const> set() {
  return samples::rules(R"(sample: true
inputs:
  人数: {type: number}
  名称: {type: text}
  申报日期: {type: date}
indicators:
  - 人员:
      title: 人员 <b>&"
      of:
        - 规模:
            ladder:
              - {points: 5, when: 人数 >= 30, title: 三十人}
              - {points: 3}
  - 其他: {points: 1, applies: 人数 > 99}
grades:
  - {grade: A, from: 5}
  - {grade: B}
vetoes:
  - {when: 名称 = "坏", at most: B, reason: 失信 <x>}
validity: {years: 3, from: 申报日期}
)");
}

Judgement judged(int people, char const* name = "好") {
  return judge(*set(), {{"人数", people}, {"名称", name}, {"申报日期", "2024-02-29"}}, {}, true);
}

std::size_t count(std::string const& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("rules: a judgement as JSON has every node with its points and inputs") {
  auto const json = read_json(write_judgement_json(*set(), judged(30)));
  REQUIRE(json);
  auto const& top = *json->context();
  CHECK(*top.find("score") == Value{5});
  CHECK(*top.find("grade") == Value{"A"});
  CHECK(*top.find("valid_until") == Value{"2027-02-28"});
  CHECK(*top.find("components")->context()->find("人员") == Value{5});
  auto const& people = *top.find("tree")->context()->find("parts")->list()->at(0).context();
  auto const& leaf = *people.find("parts")->list()->at(0).context();
  CHECK(*leaf.find("fired") == Value{"三十人"});
  CHECK(*leaf.find("lost") == Value{0});
  CHECK(*leaf.find("inputs")->context()->find("人数") == Value{30});
  CHECK(*top.find("sample") == Value{true});
}

TEST_CASE("rules: a judgement as text") {
  CHECK(write_judgement_text(*set(), judged(3, "坏")) ==
        "样例（版本 1）  【示例内容】\n"
        "得分 3  等级 B  有效期至 2027-02-28\n"
        "否决：失信 <x>\n"
        "\n"
        "  人员 <b>&\"                            3 / 5\n"
        "    规模                                3 / 5             其他（人数 3）\n"
        "  其他                                  不适用            人数 3\n");
}

TEST_CASE("rules: a judgement as a picture escapes what authors write") {
  auto const svg = write_judgement_svg(*set(), judged(30, "坏"));
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(svg.find("<b>") == std::string::npos);
  CHECK(svg.find("人员 &lt;b&gt;&amp;&quot;") != std::string::npos);
  CHECK(svg.find("失信 &lt;x&gt;") != std::string::npos);
  CHECK(count(svg, "class=\"track\"") == 2);  // what does not apply has no bar
  CHECK(count(svg, "<g>") == count(svg, "</g>"));
  CHECK(count(svg, "<text") == count(svg, "</text>"));
}

TEST_CASE("rules: a picture says why in the author's titles, and fills no bar that has no end") {
  auto const rules = samples::rules(R"(inputs:
  months: {type: number, min: 0, title: 就业月数}
  late: {type: boolean, default: false, title: 迟报}
  人员资质: {type: choices, options: [甲, 乙, 丙]}
indicators:
  - 就业: {points: if late then 0 else months / 4}
  - 扣减: {points: "-1", cap: 0}
  - 人员资质:
      pick: several
      options: {甲: {points: 5}, 乙: {points: 5}, 丙: {points: 5}}
)");
  auto const svg = write_judgement_svg(*rules, judge(*rules, {{"months", 100}, {"人员资质", List{"甲", "乙"}}}, {}, true));
  CHECK(svg.find(">就业月数 100<") != std::string::npos);  // neither `months` nor what is false
  CHECK(svg.find(">25<") != std::string::npos);
  CHECK(svg.find("25 / ") == std::string::npos);
  CHECK(svg.find(">-1<") != std::string::npos);
  CHECK(svg.find(">10 / 15<") != std::string::npos);
  CHECK(svg.find(">甲、乙<") != std::string::npos);        // the answer is not told twice
  CHECK(count(svg, "class=\"track\"") == 1);
  CHECK(count(svg, ">分<") == 1);
  auto const unjudged = write_judgement_svg(*rules, judge(*rules, {}, {}, true));
  CHECK(count(unjudged, ">分<") == 0);
  CHECK(unjudged.find("数据：缺少 months<") != std::string::npos);
}

TEST_CASE("rules: a picture has room for long titles, and cuts what has none") {
  auto const drawn = [](int characters) {
    std::string title;
    for (int i = 0; i < characters; ++i) title += "字";
    auto const rules = samples::rules("inputs:\n  人数: {type: number, min: 0, max: 9}\nindicators:\n  - 规模: {title: " + title + ", points: 人数}\n");
    return write_judgement_svg(*rules, judge(*rules, {{"人数", 3}}, {}, true));
  };
  auto const bar = [](std::string const& svg) {
    auto const track = svg.find("class=\"track\"");
    return std::stod(svg.substr(svg.rfind("x=\"", svg.rfind("width=", track)) + 3));
  };
  CHECK(bar(drawn(2)) < bar(drawn(15)));
  CHECK(bar(drawn(15)) > 28 + 15 * 15);
  CHECK(bar(drawn(60)) < 400);
  CHECK(drawn(60).find("字…<") != std::string::npos);
}

TEST_CASE("rules: advice as JSON and as text") {
  Advice advice;
  advice.target = "AA";
  advice.short_of = samples::number("2.5");
  advice.first = {"失信记录"};
  advice.plans = {{{{"规模", "人数增至 30", "Raise 人数 to 30.", 5, 1, {{"人数", 30}}}}, 1, 82, "AA"}};
  advice.proven = true;
  CHECK(write_advice_text(advice) == "目标等级 AA，还差 2.5 分\n须先解决：失信记录\n方案 1（工作量 1，得分 82，等级 AA，已证明最省）\n  人数增至 30（+5 分）\n");
  auto const json = read_json(write_advice_json(advice));
  REQUIRE(json);
  CHECK(*json->context()->find("plans")->list()->at(0).context()->find("changes")->list()->at(0).context()->find("set")->context()->find("人数") == Value{30});
  CHECK(write_advice_text({}) == "已达到最高等级。\n");
}
