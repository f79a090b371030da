#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

TEST_CASE("action: a complete application goes to acceptance, and its undertaking is kept") {
  World world;
  hand_in(world);

  CHECK(world.state().positions.front().stage == "acceptance");
  CHECK(status_title(world.workflow(), world.state()) == "待受理");
  auto const& taken = std::get<ActionTaken>(world.history.back().events.front());
  CHECK(taken.action == "submit");
  CHECK(taken.input == promise());
  CHECK(world.history.back().by.id == "王芳");
}

TEST_CASE("action: everything that is missing is told at once, in the order of the form") {
  World world;
  Value const data = Context{{"基本信息", Context{{"机构名称", "甲"}, {"办公方式", "租用"}}}};
  REQUIRE(codes(world.run(StartCase{"licence", data}, company())) == "done");

  auto const refused = world.take("submit", company());

  CHECK(codes(refused) == "inputs | undertaking.missing 填报承诺 | field.required 基本信息.行政区划 | field.required 人员情况.专职工作人员 | "
                          "material.required 材料.营业执照 | material.required 材料.租赁协议");
  CHECK(texts(refused->items) == "请确认“填报承诺” | 请填写“行政区划” | 请填写“专职工作人员” | 请上传“营业执照” | 请上传“租赁协议”");
}

TEST_CASE("action: items of lists and checks across fields are judged before the case is handed in") {
  World world;
  fill_in(world);
  Value const one = List{Context{{"姓名", "张三"}}};
  REQUIRE(codes(world.run(SaveData{Context{{"人员情况", Context{{"专职工作人员", one}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company(), promise())) == "inputs | field.too-few-items 人员情况.专职工作人员 | field.required 人员情况.专职工作人员[1].证件号码 | "
                                                             "field.check");

  Value const uncertified = List{staff("张三", "110101188001010011", false), staff("李四", "110101188001010062", false)};
  REQUIRE(codes(world.run(SaveData{Context{{"人员情况", Context{{"专职工作人员", uncertified}}}}}, company())) == "done");
  auto const refused = world.take("submit", company(), promise());
  CHECK(codes(refused) == "inputs | field.check");
  CHECK(texts(refused->items) == "专职工作人员中没有人持资格证书");
}

TEST_CASE("action: a case is not seen from another division, and is refused by stage before role") {
  World world;
  hand_in(world);
  REQUIRE(codes(world.take("return", hexi_acceptance(), because("缺少章程"))) == "done");
  CHECK(codes(world.take("accept", hexi_acceptance())) == "wrong_stage | stage.wrong stage");
  CHECK(codes(world.take("accept", nankai_acceptance())) == "not_visible | case.not-visible");
  CHECK(codes(world.take("submit", hexi_acceptance(), promise())) == "not_allowed | role.applicant-only application");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
  CHECK(codes(world.take("accept", nankai_acceptance())) == "not_visible | case.not-visible");
  CHECK(codes(world.take("accept", other_company())) == "not_visible | case.not-visible");
  CHECK(codes(world.take("accept", hexi_approval())) == "not_allowed | role.missing acceptance");
  CHECK(codes(world.take("accept", city())) == "not_allowed | role.missing acceptance");
  CHECK(codes(world.take("accept", company())) == "not_allowed | role.missing acceptance");
  CHECK(codes(world.take("dance", hexi_acceptance())) == "wrong_stage | action.unknown action");
  REQUIRE(codes(world.take("accept", hexi_acceptance())) == "done");
  CHECK(codes(world.take("accept", hexi_acceptance())) == "wrong_stage | stage.wrong stage");
}

TEST_CASE("action: who holds the role elsewhere is told that the case lies outside") {
  World world;
  hand_in(world);
  auto both_roles = nankai_acceptance();
  both_roles.roles.push_back("市级管理员");
  world.system.roles[3].reach = Role::Reach::everywhere;
  CHECK(codes(world.take("accept", both_roles)) == "not_allowed | role.out-of-scope acceptance");
}

TEST_CASE("action: a required input must be there, an unknown one must not") {
  World world;
  hand_in(world);
  CHECK(codes(world.take("return", hexi_acceptance())) == "inputs | field.required 原因");
  CHECK(codes(world.take("return", hexi_acceptance(), because("  "))) == "inputs | field.required 原因");
  CHECK(codes(world.take("return", hexi_acceptance(), Context{{"原因", 5}, {"心情", "好"}})) == "inputs | field.type 原因 | field.unknown 心情");
  CHECK(codes(world.take("return", hexi_acceptance(), Value{"缺少章程"})) == "inputs | field.type input | field.required 原因");
  CHECK(codes(world.take("accept", hexi_acceptance(), because("x"))) == "inputs | field.unknown 原因");
}

TEST_CASE("action: a return reopens the same case, and what may only come before it is over") {
  World world;
  hand_in(world);
  REQUIRE(codes(world.take("return", hexi_acceptance(), because("缺少章程"))) == "done");

  CHECK(world.state().positions.front().returned);
  CHECK(status_title(world.workflow(), world.state()) == "退回");
  CHECK(codes(world.take("delete", company())) == "conditions | action.too-late delete");
  CHECK(codes(world.run(SaveData{Context{{"基本信息", Context{{"机构名称", "乙"}}}}}, company())) == "done");
  CHECK(codes(world.take("submit", company(), promise())) == "done");
  CHECK(world.state().id == 1);
  CHECK(case_title(world.workflow(), world.state()) == "许可申请：乙");
}

TEST_CASE("action: a return of chosen modules opens only these") {
  World world;
  hand_in(world);
  auto const ask = [&](Value modules) { return codes(world.take("supplement", hexi_acceptance(), Context{{"原因", "补"}, {"modules", std::move(modules)}})); };
  CHECK(codes(world.take("supplement", hexi_acceptance(), because("补"))) == "inputs | modules.required modules");
  CHECK(ask(List{}) == "inputs | modules.required modules");
  CHECK(ask(List{"别的"}) == "inputs | module.unknown modules");
  CHECK(ask(List{5}) == "inputs | module.unknown modules");
  REQUIRE(ask(List{"人员情况", "材料.营业执照"}) == "done");

  CHECK(world.state().positions.front().editable == std::vector<std::string>{"人员情况", "材料.营业执照"});
  CHECK(codes(world.run(SaveData{Context{{"基本信息", Context{{"机构名称", "乙"}}}}}, company())) == "not_allowed | field.not-editable 基本信息.机构名称");
  CHECK(codes(world.run(RemoveFile{"营业执照", "h1"}, company())) == "done");
  CHECK(codes(world.run(AttachFile{paper("营业执照", "h2")}, company())) == "done");
  CHECK(codes(world.run(AttachFile{paper("租赁协议", "h2")}, company())) == "not_allowed | field.not-editable 材料.租赁协议");
  auto const editing = available(world.system, world.workflow(), world.state(), company(), world.now, world).editing;
  CHECK_FALSE(editing.all);
  CHECK(editing.paths.size() == 2);
}

TEST_CASE("action: a return cannot open what its target stage keeps shut") {
  World world;
  hand_in(world);
  world.workflow().stages[0].edit = {false, {"人员情况"}};
  CHECK(codes(world.take("supplement", hexi_acceptance(), Context{{"原因", "补"}, {"modules", List{"基本信息"}}})) == "inputs | modules.closed modules");
}

TEST_CASE("action: a refusal ends the case for good") {
  World world;
  hand_in(world);
  REQUIRE(codes(world.take("refuse", hexi_acceptance(), because("不属于许可范围"))) == "done");
  CHECK(world.state().status == CaseStatus::ended);
  CHECK(world.state().end == "refused");
  CHECK(world.state().positions.empty());
  CHECK(status_title(world.workflow(), world.state()) == "不通过");
  CHECK(codes(world.take("submit", company(), promise())) == "wrong_stage | case.ended stage");
}

TEST_CASE("action: a condition that is null is a refusal that names what was missing") {
  World world;
  accept(world);
  auto& grant = world.workflow().stages[2].actions[0];
  grant.must = {check("场所面积 >= 50", "场所面积不足 50 平方米", *grant.scope)};
  CHECK(codes(world.take("grant", hexi_approval())) == "done");

  World other;
  accept(other);
  other.workflow().stages[2].actions[0].must = {check("场所面积 >= 200", "场所面积不足 200 平方米", *other.workflow().scope)};
  auto refused = other.take("grant", hexi_approval());
  CHECK(codes(refused) == "conditions | condition.not-met grant");
  CHECK(texts(refused->items) == "场所面积不足 200 平方米");
  CHECK(refused->items.front().why_zh.find("120") != std::string::npos);

  World third;
  hand_in(third);
  REQUIRE(codes(third.take("return", hexi_acceptance(), because("x"))) == "done");
  REQUIRE(codes(third.run(SaveData{Context{{"基本信息", Context{{"场所面积", nullptr}}}}}, company())) == "done");
  third.workflow().stages[0].actions[0].must = {check("场所面积 >= 200", "场所面积不足", *third.workflow().scope)};
  refused = third.take("submit", company(), promise());
  CHECK(codes(refused) == "conditions | condition.no-value submit");
  CHECK(texts(refused->items) == "缺少“场所面积”，无法判断：场所面积不足");
}

TEST_CASE("action: of what is missing every name is told, also one that is a part of another") {
  World world;
  world.workflow() = licence(11);  // 附加0 … 附加10
  REQUIRE(codes(world.run(StartCase{"licence", Value{}}, company())) == "done");
  world.workflow().stages[0].actions[0].complete = false;
  world.workflow().stages[0].actions[0].must = {check("附加1 > \"a\" and 附加10 > \"a\"", "不足", *world.workflow().scope)};

  auto const refused = world.take("submit", company(), promise());

  CHECK(texts(refused->items).find("缺少“附加10、附加1”") != std::string::npos);
}

TEST_CASE("action: conditions see the inputs, and are left alone while these are wrong") {
  World world;
  accept(world);
  auto& refuse = world.workflow().stages[2].actions[1];
  refuse.must = {check("string length(原因) >= 4", "原因太短", *refuse.scope)};
  CHECK(codes(world.take("refuse", hexi_approval())) == "inputs | field.required 原因");
  CHECK(codes(world.take("refuse", hexi_approval(), because("短")))  == "conditions | condition.not-met refuse");
  CHECK(codes(world.take("refuse", hexi_approval(), because("场所不符合要求"))) == "done");
}

TEST_CASE("action: the first route that holds is taken, and none is a refusal") {
  World world;
  hand_in(world);
  auto& accept_it = world.workflow().stages[1].actions[0];
  accept_it.routes = {{feel("办公方式 = \"租用\"", *accept_it.scope), "approval"}, {feel("场所面积 > 1000", *accept_it.scope), "refused"}};
  CHECK(codes(world.take("accept", hexi_acceptance())) == "conditions | route.none accept");
  accept_it.routes.push_back({std::nullopt, "granted"});
  CHECK(codes(world.take("accept", hexi_acceptance())) == "done");
  CHECK(world.state().end == "granted");
}

TEST_CASE("action: what is available is told with what it still needs") {
  World world;
  REQUIRE(codes(world.run(StartCase{"licence", {}}, company())) == "done");
  auto const seen = available(world.system, world.workflow(), world.state(), company(), world.now, world);

  REQUIRE(seen.actions.size() == 2);
  CHECK(seen.actions[0].action == "submit");
  CHECK(seen.actions[0].undertaking == "填报承诺");
  CHECK(texts(seen.actions[0].missing) == "请填写“机构名称” | 请填写“行政区划” | 请填写“专职工作人员” | 请上传“营业执照”");
  CHECK(seen.actions[1].missing.empty());
  CHECK(seen.editing.all);
  CHECK(available(world.system, world.workflow(), world.state(), nankai_acceptance(), world.now, world).actions.empty());
  CHECK(available(world.system, world.workflow(), world.state(), hexi_acceptance(), world.now, world).actions.empty());
}

TEST_CASE("action: nothing but the system fires deadlines") {
  World world;
  hand_in(world);
  CHECK(codes(world.run(FireDeadline{"acceptance"}, hexi_acceptance())) == "not_allowed | role.system-only acceptance");
  CHECK(codes(world.run(FireDeadline{"acceptance"}, system_actor())) == "conflict | clock.not-due acceptance");
  CHECK(codes(world.take("accept", system_actor())) == "not_allowed | role.missing acceptance");
}

TEST_CASE("action: with several open stages the action finds its own") {
  World world;
  accept(world);
  Act split;
  split.seq = world.state().seq + 1;
  split.at = world.now;
  split.events = {StageEntered{9, "acceptance", false, {}}};
  world.apply(split);
  CHECK(status_title(world.workflow(), world.state()) == "待审核、待受理");

  REQUIRE(codes(world.take("return", hexi_acceptance(), because("x"))) == "done");
  CHECK(world.state().positions.size() == 2);
  CHECK(world.state().positions.back().token == 10);
  auto& refuse = world.workflow().stages[2].actions[1];
  CHECK(refuse.id == "refuse");
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(world.state().positions.empty());
}
