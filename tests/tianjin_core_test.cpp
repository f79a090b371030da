// The procedures of workflows/tianjin, read from their YAML and run by the core alone: that reader and core fit together.
#include <guicheng/system.hpp>

#include "source_folder.hpp"
#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {

std::shared_ptr<System const> tianjin() {
  static auto const loaded = read_system(read_folder(GUICHENG_WORKFLOWS), "tianjin/system.yaml", {{"Asia/Shanghai", shanghai()}});
  if (!loaded.system) throw std::logic_error{write(loaded.findings.front())};
  return loaded.system;
}

/// A world whose first workflow is the one asked for.
World world_of(char const* workflow) {
  World world;
  world.system = *tianjin();
  auto& all = world.system.workflows;
  std::iter_swap(all.begin(), std::find_if(all.begin(), all.end(), [&](Workflow const& flow) { return flow.id == workflow; }));
  return world;
}

Value application() {
  return Context{
      {"基本信息", Context{{"机构名称", "甲人力资源有限公司"}, {"机构类型", "企业"}, {"法定代表人", "王一"}, {"法定代表人证件号码", "110101188001010011"},
                           {"联系人", "王芳"}, {"联系电话", "13800000001"}, {"行政区划", "120103"}, {"办公地址", "天津市河西区示例路 1 号"}, {"办公方式", "自有"}, {"场所面积", "120.5"}}},
      {"申请事项", Context{{"许可事项", List{"职业中介活动"}}}},
      {"人员情况", Context{{"专职工作人员", List{staff("张一", "110101188001010062", true), staff("张二", "110101188001010193", false), staff("张三", "110101188001010054", false)}}}}};
}

void apply_for_licence(World& world) {
  REQUIRE(codes(world.run(StartCase{"licence", application()}, company())) == "done");
  for (auto const* slot : {"申请书", "章程和管理制度", "营业执照", "场所证明"}) REQUIRE(codes(world.run(AttachFile{paper(slot)}, company())) == "done");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
}

}  // namespace

TEST_CASE("tianjin: a licence is applied for, accepted and granted with its numbers and records") {
  auto world = world_of("licence");
  apply_for_licence(world);
  CHECK(case_title(world.workflow(), world.state()) == "许可申请：甲人力资源有限公司");
  CHECK(codes(world.take("accept", nankai_acceptance())) == "not_visible | case.not-visible");
  REQUIRE(codes(world.take("accept", hexi_acceptance())) == "done");
  REQUIRE(codes(world.take("grant", hexi_approval(), Context{{"意见", "符合条件"}})) == "done");

  CHECK(world.state().numbers == Value{Context{{"许可证编号", "津人服证字〔2024〕第12010300001号"}, {"文号", "津人社许准〔2024〕0001号"}}});
  CHECK(world.records.size() == 2);
  CHECK(texts(world.run(StartCase{"licence", {}}, company())->items) == "该单位已持有有效的行政许可");
}

TEST_CASE("tianjin: an empty application is told everything it lacks") {
  auto world = world_of("licence");
  REQUIRE(codes(world.run(StartCase{"licence", Context{{"基本信息", Context{{"机构名称", "甲公司"}, {"办公方式", "租用"}}}}}, company())) == "done");
  auto const refused = world.take("submit", company());
  REQUIRE(refused.has_value());
  CHECK(refused->code == "inputs");
  CHECK(refused->items.size() == 15);
  CHECK(refused->items.front().code == "undertaking.missing");
  CHECK(refused->items.back().text_zh == "请上传“租赁协议”");
}

TEST_CASE("tianjin: five working days without a word are an acceptance, and twenty stop for a hearing") {
  auto world = world_of("licence");
  world.now = at(day(2024, 4, 28), 10);
  apply_for_licence(world);
  world.now = at(day(2024, 5, 9), 9);
  REQUIRE(world.tick() == 1);
  CHECK(text(world.state().clocks.back().due) == "2024-05-28");

  auto other = world_of("licence");
  apply_for_licence(other);
  REQUIRE(codes(other.take("accept", hexi_acceptance())) == "done");
  REQUIRE(codes(other.take("stop-clock", hexi_approval(), Context{{"事由", "听证"}})) == "done");
  other.now = at(day(2024, 3, 13));
  REQUIRE(codes(other.take("resume-clock", hexi_approval())) == "done");
  CHECK(text(other.state().clocks.back().due) == "2024-04-11");
  CHECK(codes(other.take("extend", hexi_approval(), Context{{"理由", "案情复杂"}})) == "not_allowed | role.missing approval");
  REQUIRE(codes(other.take("extend", hexi_leader(), Context{{"理由", "案情复杂"}})) == "done");
  CHECK(text(other.state().clocks.back().due) == "2024-04-25");
  CHECK(codes(other.take("extend", hexi_leader(), Context{{"理由", "再延"}})) == "conditions | clock.extended approval");
}

TEST_CASE("tianjin: the authority cancels licence and record in one act, or neither") {
  auto world = world_of("licence");
  apply_for_licence(world);
  REQUIRE(codes(world.take("accept", hexi_acceptance())) == "done");
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  auto cancelling = world_of("ex-officio-cancellation");
  auto const data = [](char const* code) {
    return Context{{"注销信息", Context{{"统一社会信用代码", code}, {"机构名称", "甲"}, {"注销事由", "法人或者其他组织依法终止"}}}};
  };
  REQUIRE(codes(cancelling.run(StartCase{"ex-officio-cancellation", data("911201030000001159")}, hexi_approval())) == "done");
  auto const refused = cancelling.take("save", hexi_approval());
  CHECK(codes(refused) == "inputs | field.check");
  CHECK(texts(refused->items) == "该单位没有有效的行政许可");

  cancelling.records = world.records;
  REQUIRE(codes(cancelling.take("save", hexi_approval())) == "done");
  CHECK(cancelling.state().end == "cancelled");
  CHECK(cancelling.records.size() == 3);
  auto const& licence = cancelling.records.at({"行政许可", "津人服证字〔2024〕第12010300001号"});
  CHECK(*licence.fields.context()->find("状态") == Value{"注销"});
}

TEST_CASE("tianjin: an officer who changes the code in a draft does not reach another district by it") {
  auto licensed = world_of("licence");
  apply_for_licence(licensed);
  REQUIRE(codes(licensed.take("accept", hexi_acceptance())) == "done");
  REQUIRE(codes(licensed.take("grant", hexi_approval())) == "done");
  auto world = world_of("ex-officio-cancellation");
  world.records = licensed.records;
  auto const nankai = person("吴刚", "120104", {"审核岗"});
  REQUIRE(codes(world.run(StartCase{"ex-officio-cancellation", Value{}}, nankai)) == "done");
  CHECK(world.state().division == "120104");
  auto const data = Context{{"注销信息", Context{{"统一社会信用代码", "911201030000001159"}, {"机构名称", "甲"}, {"注销事由", "法人或者其他组织依法终止"}}}};
  REQUIRE(codes(world.run(SaveData{data}, nankai)) == "done");
  CHECK(codes(world.take("save", nankai)) == "not_allowed | role.out-of-scope entry");
  CHECK(world.records == licensed.records);
  CHECK(codes(world.take("delete", nankai)) == "done");
}
