#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {

/// What a field of a kind makes of a value: the value as FEEL writes it, or the refusals' codes and texts.
std::string read(Field const& field, Value given) {
  static System const system = samples::system();
  Context fields, into;
  fields.set(field.name, std::move(given));
  auto const items = read_fields(system, std::span{&field, 1}, fields, "模块", day(2024, 3, 1), into);
  if (items.empty()) return write_feel(*into.find(field.name));
  std::string text;
  for (auto const& item : items) text += (text.empty() ? "" : " | ") + item.code + " " + item.where + " " + item.text_zh;
  return text;
}
std::string read(FieldKind kind, Value given) { return read(field("甲", kind), std::move(given)); }

}  // namespace

TEST_CASE("form: texts have a length in characters and no control characters") {
  auto name = field("甲");
  name.min_length = 2;
  name.max_length = 3;
  CHECK(read(name, "规程") == "\"规程\"");
  CHECK(read(name, "规程规程") == "field.too-long 模块.甲 “甲”最多 3 个字");
  CHECK(read(name, "规") == "field.too-short 模块.甲 “甲”至少 2 个字");
  CHECK(read(name, "") == "null");
  CHECK(read(name, "  ") == "null");
  CHECK(read(name, nullptr) == "null");
  CHECK(read(name, "a\x01" "b") == "field.control-character 模块.甲 “甲”含有不可见的控制字符");
  for (auto const* const broken : {"a\xFF", "a\xED\xA0\x80", "a\xE0\x80\x80"}) CHECK(read(name, broken) == "field.control-character 模块.甲 “甲”含有不可见的控制字符");
  CHECK(read(name, 5) == "field.type 模块.甲 “甲”应为文字");
  for (auto const* blank : {"\u3000", "\u00A0 \u200B", "\uFEFF", "\u3164\u2800\n"}) CHECK(read(name, blank) == "null");  // nobody sees a reason in it
  CHECK(read(name, "\u3000规程") == "\"\u3000规程\"");
  for (auto const* turned : {"规\u202E程", "\u2066规", "规\u2069"}) CHECK(read(name, turned) == "field.control-character 模块.甲 “甲”含有不可见的控制字符");
  CHECK(read(name, "שלו") == "\"שלו\"");  // a script that runs from right to left needs no such signs
}

TEST_CASE("form: numbers come as numbers or as text, within their limits") {
  auto area = field("甲", FieldKind::number);
  area.min = Decimal{0};
  area.max = Decimal{100};
  area.digits = 2;
  area.unit = "m²";
  CHECK(read(area, *Decimal::scaled(1250, 2)) == "12.5");
  CHECK(read(area, "12.50") == "12.5");
  CHECK(read(area, "十二") == "field.type 模块.甲 “甲”应为数字");
  CHECK(read(area, std::string(100, '1')) == "field.type 模块.甲 “甲”应为数字");
  CHECK(read(area, "1.234") == "field.digits 模块.甲 “甲”最多 2 位小数");
  CHECK(read(area, -1) == "field.too-small 模块.甲 “甲”不能小于 0m²");
  CHECK(read(area, 101) == "field.too-big 模块.甲 “甲”不能大于 100m²");
}

TEST_CASE("form: dates, booleans and choices are what they say") {
  CHECK(read(FieldKind::date, "2024-02-29") == "date(\"2024-02-29\")");
  CHECK(read(FieldKind::date, "2023-02-29") == "field.type 模块.甲 “甲”应为日期（例如 2024-03-01）");
  CHECK(read(FieldKind::date, "99999-01-01") == "field.type 模块.甲 “甲”应为日期（例如 2024-03-01）");
  CHECK(read(FieldKind::boolean, true) == "true");
  CHECK(read(FieldKind::boolean, "false") == "false");
  CHECK(read(FieldKind::boolean, "是") == "field.type 模块.甲 “甲”应为是或否");
  auto several = field("甲", FieldKind::choices);
  several.options = {"一", "二"};
  CHECK(read(several, List{"二", "一"}) == "[\"二\", \"一\"]");
  CHECK(read(several, List{}) == "null");
  CHECK(read(several, List{"一", "一"}) == "field.twice 模块.甲 “甲”中“一”重复");
  CHECK(read(several, List{"三"}) == "field.option 模块.甲 “甲”应为其中之一：一、二");
  CHECK(read(several, "一") == "field.type 模块.甲 “甲”应为列表");
}

TEST_CASE("form: identifiers are normalised, and say what is wrong without repeating the number") {
  CHECK(read(FieldKind::uscc, " 911201030000001159 ") == "\"911201030000001159\"");
  CHECK(read(FieldKind::resident_id, "11010118800101002x") == "\"11010118800101002X\"");
  CHECK(read(FieldKind::resident_id, "110101188001010012") == "field.identifier 模块.甲 “甲”：校验位不符，请核对每一位");
  CHECK(read(FieldKind::mobile, "138-0000-0001") == "\"13800000001\"");
  CHECK(read(FieldKind::division, "120103") == "\"120103\"");
  CHECK(read(FieldKind::division, "120109") == "field.division 模块.甲 “甲”不是本系统的行政区划");
  CHECK(read(FieldKind::division, "12") == "field.type 模块.甲 “甲”应为行政区划代码（6 至 12 位数字）");
}

TEST_CASE("form: items of a list are read one by one") {
  auto list = field("甲", FieldKind::list);
  list.of = {field("姓名"), field("年龄", FieldKind::number)};
  list.max_items = 2;
  CHECK(read(list, List{Context{{"姓名", "张三"}, {"年龄", "30"}}}) == "[{姓名: \"张三\", 年龄: 30}]");
  CHECK(read(list, List{Context{{"姓名", 1}}, Context{{"性别", "女"}}}) ==
        "field.type 模块.甲[1].姓名 “姓名”应为文字 | field.unknown 模块.甲[2].性别 没有字段“模块.甲[2].性别”");
  CHECK(read(list, List{"张三"}) == "field.type 模块.甲[1] “模块.甲[1]”应为字段和值");
  CHECK(read(list, List{Context{}, Context{}, Context{}}) == "field.too-many-items 模块.甲 “甲”最多 2 项");
}

TEST_CASE("form: a reference must lead to a record, and a warning stands in nobody's way") {
  World world;
  fill_in(world);
  auto link = field("许可", FieldKind::record);
  link.record_type = "行政许可";
  world.workflow().form.modules[0].fields.push_back(link);
  auto& checks = world.workflow().form.checks;
  checks.push_back(check("场所面积 > 500", "场所偏小", *world.workflow().scope));
  checks.back().warning = true;
  REQUIRE(codes(world.run(SaveData{Context{{"基本信息", Context{{"许可", "A"}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company(), promise())) == "inputs | field.record 基本信息.许可");
  CHECK(texts(form_warnings(world.system, world.workflow(), world.state(), company(), world.now, world)) == "场所偏小");
  world.records[{"行政许可", "A"}] = {"行政许可", "A", Context{}, 0, 1};
  CHECK(codes(world.take("submit", company(), promise())) == "done");
}

TEST_CASE("form: conditions inside an item see the item before the form") {
  World world;
  fill_in(world);
  auto& list = world.workflow().form.modules[1].fields[0];
  list.of[1].required = when("资格证书 = true", *list.item_scope);
  list.of[0].checks = {check("姓名 != 机构名称", "姓名不能是机构名称", *list.item_scope)};
  Value const people = List{Context{{"姓名", "甲人力资源有限公司"}}, Context{{"姓名", "李四"}, {"资格证书", true}}};
  REQUIRE(codes(world.run(SaveData{Context{{"人员情况", Context{{"专职工作人员", people}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company(), promise())) == "inputs | field.check 人员情况.专职工作人员[1].姓名 | field.required 人员情况.专职工作人员[2].证件号码");
}

TEST_CASE("form: a list inside a list is judged with its item, and so is what stands beside it") {
  World world;
  fill_in(world);
  auto& flow = world.workflow();
  auto team = field("班组", FieldKind::list), member = field("成员", FieldKind::list);
  member.of = {field("姓名"), field("工种")};
  team.of = {field("组名"), member, field("组长")};
  flow.form.modules[1].fields.push_back(team);
  add_scope(flow, {}, {});
  auto& teams = flow.form.modules[1].fields.back();
  auto& members = teams.of[1];
  members.checks = {check("count(成员) >= 2", "{组名}不足二人", *teams.item_scope)};
  members.checks[0].otherwise = {{feel("组名", *teams.item_scope), std::string{"不足二人"}}};
  members.of[1].checks = {check("工种 != 组名", "工种不能是组名", *members.item_scope)};
  teams.of[2].checks = {check("组长 in 成员.姓名", "组长不在组内", *teams.item_scope)};
  teams.of[2].checks[0].warning = true;
  Value const data = List{Context{{"组名", "甲组"}, {"成员", List{Context{{"姓名", "张三"}, {"工种", "甲组"}}}}, {"组长", "李四"}},
                          Context{{"组名", "乙组"}, {"成员", List{Context{{"姓名", "王五"}, {"工种", "电工"}}, Context{{"姓名", "赵六"}, {"工种", "甲组"}}}}, {"组长", "赵六"}}};
  REQUIRE(codes(world.run(SaveData{Context{{"人员情况", Context{{"班组", data}}}}}, company())) == "done");
  auto const wrong = check_form(world.system, flow, world.state(), company(), world.now, world, false);
  CHECK(texts(wrong) == "工种不能是组名 | 甲组不足二人");
  REQUIRE(wrong.size() == 2);
  CHECK(wrong[0].where == "人员情况.班组[1].成员[1].工种");
  CHECK(wrong[1].where == "人员情况.班组[1].成员");
  auto const warned = form_warnings(world.system, flow, world.state(), company(), world.now, world);
  CHECK(texts(warned) == "组长不在组内");
  CHECK(warned.at(0).where == "人员情况.班组[1].组长");
}

TEST_CASE("form: what is said of a personal value is for those who may see it") {
  World world;
  fill_in(world);
  auto& flow = world.workflow();
  auto phone = check("联系电话 = \"13800000001\"", "", *flow.scope);
  phone.otherwise = {{std::string{"电话不符："}, feel("联系电话", flow)}};
  auto staff = check("count(专职工作人员[证件号码 = \"x\"]) = 1", "人员不符", *flow.scope);
  flow.stages[1].actions[0].must = {phone, staff};
  REQUIRE(codes(world.run(SaveData{Context{{"基本信息", Context{{"联系电话", "13800000002"}}}}}, company())) == "done");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");

  auto const hidden = world.take(flow.stages[1].actions[0].id, hexi_acceptance());
  REQUIRE(hidden);
  CHECK(texts(hidden->items) == "电话不符：*** | 人员不符");
  for (auto const& item : hidden->items) CHECK(item.why_zh + item.why_en == "");

  for (auto& role : world.system.roles) role.sees_personal = true;
  auto const shown = world.take(flow.stages[1].actions[0].id, hexi_acceptance());
  REQUIRE(shown);
  CHECK(shown->items[0].text_zh == "电话不符：13800000002");
  CHECK(shown->items[0].why_zh.find("13800000002") != std::string::npos);
}

TEST_CASE("form: a title never shows what is personal") {
  World world;
  fill_in(world);
  REQUIRE(codes(world.run(SaveData{Context{{"基本信息", Context{{"联系电话", "13800000002"}}}}}, company())) == "done");
  auto& flow = world.workflow();
  flow.case_title = {{std::string{"申请："}, feel("联系电话", flow)}};
  CHECK(case_title(flow, world.state()) == "申请：***");
}

TEST_CASE("form: of very many problems so many are told, and that there are more") {
  World world;
  REQUIRE(codes(world.run(StartCase{"licence", Value{}}, company())) == "done");
  Context item;
  for (int i = 0; i < 480; ++i) item.set("x" + std::to_string(i), 1);
  List many(200, Value{item});
  for (auto const& data : {Value{Context{{"人员情况", Context{{"专职工作人员", many}}}}}, Value{Context{{"人员情况", item}}}, Value{item}}) {
    auto const refused = world.run(SaveData{data}, company());
    REQUIRE(refused);
    CHECK(refused->code == "inputs");
    CHECK(refused->items.size() == 201);
    CHECK(refused->items.back().code == "items.more");
  }
}
