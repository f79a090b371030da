#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {
Value const* at_path(CaseState const& state, char const* module, char const* field) {
  auto const* const fields = state.data.context()->find(module);
  return fields ? fields->context()->find(field) : nullptr;
}
Value only(char const* module, char const* field, Value value) {
  Context fields, modules;
  fields.set(field, std::move(value));
  modules.set(module, std::move(fields));
  return modules;
}
}  // namespace

TEST_CASE("case: a start records the law it started under, and whose it is") {
  World world;

  REQUIRE(codes(world.run(StartCase{"licence", {}}, company())) == "done");

  auto const& state = world.state();
  CHECK(state.id == 1);
  CHECK(state.status == CaseStatus::open);
  CHECK(state.version == "2023.1");
  CHECK(state.definition == "abc");
  CHECK(state.calendar == "china 2026");
  CHECK(state.applicant.organisation == "911201030000001159");
  CHECK(state.division == "120103");
  CHECK(state.positions.size() == 1);
  CHECK(status_title(world.workflow(), state) == "待提交");
  CHECK(state.seq == 1);
}

TEST_CASE("case: defaults fill what was not given, and only where they fit the field") {
  World world;
  REQUIRE(codes(world.run(StartCase{"licence", {}}, company())) == "done");
  CHECK(*at_path(world.state(), "基本信息", "统一社会信用代码") == Value{"911201030000001159"});

  auto odd = company();
  odd.organisation = "A";
  World other;
  REQUIRE(codes(other.run(StartCase{"licence", {}}, odd)) == "done");
  CHECK(at_path(other.state(), "基本信息", "统一社会信用代码") == nullptr);
}

TEST_CASE("case: an officer does not start what applicants start, and the other way round") {
  World world;
  CHECK(codes(world.run(StartCase{"licence", {}}, hexi_acceptance())) == "not_allowed | start.not-allowed start");
  world.workflow().start_by = "审核岗";
  world.workflow().start_must.clear();
  CHECK(codes(world.run(StartCase{"licence", {}}, company())) == "not_allowed | start.not-allowed start");
  CHECK(codes(world.run(StartCase{"licence", {}}, hexi_approval())) == "done");
}

TEST_CASE("case: a condition of the start counts the cases there are") {
  World world;
  fill_in(world);

  auto const refused = world.run(StartCase{"licence", {}}, company());

  CHECK(codes(refused) == "conditions | condition.not-met start");
  CHECK(texts(refused->items) == "已有一件许可申请正在办理");
  CHECK(codes(world.run(StartCase{"licence", {}}, other_company())) == "done");
}

TEST_CASE("case: wrong data at the start is told field by field") {
  World world;
  Value const wrong = Context{{"基本信息", Context{{"机构名称", 5}, {"办公方式", "借用"}, {"名称", "x"}, {"联系电话", "12345"}}}, {"附加", Context{}}};

  auto const refused = world.run(StartCase{"licence", wrong}, company());

  CHECK(codes(refused) == "inputs | field.type 基本信息.机构名称 | field.option 基本信息.办公方式 | field.unknown 基本信息.名称 | "
                          "field.identifier 基本信息.联系电话 | module.unknown 附加");
  CHECK(refused->items[1].text_zh == "“办公方式”应为其中之一：自有、租用");
  CHECK(refused->items[1].text_en == "办公方式 is one of: 自有、租用.");
}

TEST_CASE("case: saving keeps what changed, and null clears") {
  World world;
  fill_in(world);
  auto const before = world.state();

  REQUIRE(codes(world.run(SaveData{Context{{"基本信息", Context{{"联系电话", nullptr}, {"机构名称", "乙"}, {"办公方式", "自有"}}}}}, company())) == "done");

  CHECK(at_path(world.state(), "基本信息", "联系电话") == nullptr);
  CHECK(*at_path(world.state(), "基本信息", "机构名称") == Value{"乙"});
  CHECK(*at_path(before, "基本信息", "机构名称") == Value{"甲人力资源有限公司"});
  auto const& saved = std::get<DataChanged>(world.history.back().events.front()).data;
  CHECK(saved == Value{Context{{"基本信息", Context{{"联系电话", nullptr}, {"机构名称", "乙"}}}}});
}

TEST_CASE("case: only who stands at the stage saves, and only while it is open") {
  World world;
  fill_in(world);
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, hexi_acceptance())) == "not_visible | case.not-visible");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, nankai_acceptance())) == "not_visible | case.not-visible");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, other_company())) == "not_visible | case.not-visible");

  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, company())) == "not_allowed | role.missing acceptance");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, hexi_acceptance())) == "not_allowed | field.not-editable acceptance");

  REQUIRE(codes(world.take("return", hexi_acceptance(), because("缺少章程"))) == "done");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, hexi_acceptance())) == "not_allowed | role.applicant-only application");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");

  REQUIRE(codes(world.take("refuse", hexi_acceptance(), because("不属于许可范围"))) == "done");
  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, company())) == "wrong_stage | case.ended stage");
}

TEST_CASE("case: a stage can open a module or a single field") {
  World world;
  world.workflow().stages[0].edit = {false, {"人员情况", "基本信息.机构名称"}};
  REQUIRE(codes(world.run(StartCase{"licence", {}}, company())) == "done");

  CHECK(codes(world.run(SaveData{only("基本信息", "机构名称", "乙")}, company())) == "done");
  CHECK(codes(world.run(SaveData{only("人员情况", "专职工作人员", List{staff("张三", "110101188001010011", true)})}, company())) == "done");
  CHECK(codes(world.run(SaveData{only("基本信息", "办公方式", "自有")}, company())) == "not_allowed | field.not-editable 基本信息.办公方式");
  CHECK(codes(world.run(AttachFile{paper()}, company())) == "not_allowed | field.not-editable 材料.营业执照");
}

TEST_CASE("case: materials are judged by slot, type, name, size and number") {
  World world;
  fill_in(world);
  auto const attach = [&](FileRef file) { return codes(world.run(AttachFile{std::move(file)}, company())); };
  CHECK(attach({"执照", "a.pdf", "pdf", 1, "h"}) == "inputs | material.unknown 材料.执照");
  CHECK(attach({"租赁协议", "a.png", "png", 1, "h"}) == "inputs | material.type 材料.租赁协议");
  CHECK(attach({"租赁协议", "a.exe", "pdf", 1, "h"}) == "inputs | material.name 材料.租赁协议");
  CHECK(attach({"租赁协议", "a.pdf", "pdf", 1001, "h"}) == "inputs | material.size 材料.租赁协议");
  CHECK(attach({"租赁协议", "a.pdf", "pdf", 0, "h"}) == "inputs | material.empty 材料.租赁协议");
  CHECK(attach({"租赁协议", "a.pdf", "pdf", 1000, "h"}) == "done");
  CHECK(attach({"租赁协议", "a.pdf", "pdf", 1000, "h"}) == "inputs | material.twice 材料.租赁协议");
  CHECK(attach({"租赁协议", "../b.pdf", "pdf", 1000, "i"}) == "done");
  CHECK(world.state().files.back().name == "b.pdf");
  CHECK(attach({"租赁协议", "c.pdf", "pdf", 1000, "j"}) == "inputs | material.count 材料.租赁协议");

  CHECK(codes(world.run(RemoveFile{"租赁协议", "zzz"}, company())) == "inputs | material.missing 材料.租赁协议");
  CHECK(codes(world.run(RemoveFile{"租赁协议", "h"}, company())) == "done");
  CHECK(world.state().files.size() == 2);
  CHECK(codes(world.run(AttachFile{paper("租赁协议", "q")}, hexi_acceptance())) == "not_visible | case.not-visible");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
  CHECK(codes(world.run(AttachFile{paper("租赁协议", "q")}, hexi_acceptance())) == "not_allowed | field.not-editable acceptance");
}

TEST_CASE("case: an office's own case takes its division from the data, else from the officer") {
  World world;
  world.workflow().start_by = "审核岗";
  world.workflow().start_must.clear();
  world.workflow().stages[0].by = "审核岗";
  REQUIRE(codes(world.run(StartCase{"licence", {}}, hexi_approval())) == "done");
  CHECK(world.state().division == "120103");
  REQUIRE(codes(world.run(StartCase{"licence", only("基本信息", "行政区划", "120104")}, hexi_approval())) == "done");
  CHECK(world.state().division == "120104");
}

TEST_CASE("case: the state is what its acts say, whatever their order makes of it") {
  World world;
  accept(world);
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");

  CHECK(replay(world.history) == world.state());

  std::vector<Act> backwards{world.history.rbegin(), world.history.rend()};
  auto const odd = replay(backwards);
  CHECK(odd.status == CaseStatus::open);
  for (auto const& act : world.history) CHECK(evolve(world.state(), act).id == 1);
}
